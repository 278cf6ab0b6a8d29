"""Practices by routine, technique, region and tool: counts and mean changes, no winner. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from webapp import vocabulary
from webapp.library.objects import Routine, Technique
from webapp.statistics import drawn_together

WAYS = {"routine": "Routine", "technique": "Technique", "region": "Region", "tool": "Tool"}
BY_HAND = ("hands",)
DONE_BY_OTHERS = ("professional",)


@dataclass(frozen=True)
class Line:
    """One routine, technique, region or tool: how often, how often rated before and after, the
    mean change, and that change drawn towards the overall mean (None without a rating)."""

    name: str
    practices: int
    rated: int
    change: float | None = None
    estimate: float | None = None


@dataclass(frozen=True)
class SideBySide:
    """The lines, the most practised first, and the mean change of all rated practices."""

    lines: list[Line]
    overall: float | None
    rated: int


def side_by_side(
    way: str,
    practices: Sequence[Any],
    routines: Mapping[str, Routine],
    techniques: Mapping[str, Technique],
) -> SideBySide:
    """Finished practices (routine, title, pain_before, pain_after) put side by side.

    A practice counts once for each technique, region and tool that its routine has.
    """
    groups: dict[str, list[Any]] = {}
    for practice in practices:
        for name in _names(way, practice, routines, techniques):
            groups.setdefault(name, []).append(practice)
    changes = {name: _changes(some) for name, some in groups.items()}
    every = _changes(practices)
    overall = fmean(every) if every else None
    rated = [name for name in groups if changes[name]]
    drawn = dict(
        zip(rated, drawn_together([changes[name] for name in rated], overall or 0.0), strict=True)
    )
    lines = [
        Line(name, len(some), drawn[name].n, drawn[name].mean, drawn[name].estimate)
        if name in drawn
        else Line(name, len(some), 0)
        for name, some in groups.items()
    ]
    return SideBySide(
        sorted(lines, key=lambda line: (-line.practices, line.name)), overall, len(every)
    )


def _changes(practices: Iterable[Any]) -> list[int]:
    return [row.pain_after - row.pain_before for row in practices if row.pain_after is not None]


def _names(
    way: str,
    practice: Any,
    routines: Mapping[str, Routine],
    techniques: Mapping[str, Technique],
) -> Iterable[str]:
    """What a practice counts for; nothing where the routine is no longer known."""
    slug = practice.routine
    routine, technique = routines.get(slug), techniques.get(slug)
    if way == "routine":
        own = routine or technique
        return [own.name if own else practice.title or slug.replace("-", " ").capitalize()]
    if routine is None:
        return _of_others(way, technique) if technique else ()
    if way == "technique":
        return [one.name for one in routine.techniques]
    if way == "region":
        return [vocabulary.SHORT_REGIONS[key] for key in routine.regions]
    return [vocabulary.TOOLS[key] for key in routine.tools or BY_HAND]


def _of_others(way: str, technique: Technique) -> Iterable[str]:
    """What a session with a professional counts for."""
    if way == "tool":
        return [vocabulary.TOOLS[key] for key in DONE_BY_OTHERS]
    return [technique.name] if way == "technique" else ()
