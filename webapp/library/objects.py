"""What the library holds: techniques, routines and their steps, sources. Nothing here changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from markupsafe import Markup

from webapp.library import rules
from webapp.library.schema import Dose

MINUTE = 60
NOT_MASSAGE = {"movement", "rest"}


@dataclass(frozen=True)
class Source:
    """What a claim rests on."""

    key: str
    citation: str
    finding: str
    url: str
    status: str
    label: str = ""

    @property
    def short(self) -> str:
        """Its name in a few words: Furlan 2015."""
        name = self.key.rstrip("abc")
        word, year = name[:-4], name[-4:]
        return self.label or (f"{word.capitalize()} {year}" if year.isdigit() else name.upper())


GRADES: dict[str, str] = {
    "moderate": "Moderate",
    "low_moderate": "Low to moderate",
    "low": "Low",
    "low_very_low": "Low to very low",
    "very_low": "Very low",
    "insufficient": "Insufficient",
    "unknown": "Unknown",
    "none": "None",
    "guideline": "Guidelines",
    "experts": "Experts agree",
    "review": "A review, not graded",
    "reports": "Single cases",
}
"""How sure a statement is, in words."""


@dataclass(frozen=True)
class Statement:
    """One thing that is said of a technique, how sure it is, and what it rests on."""

    says: str
    grade: str
    sources: tuple[Source, ...]

    @property
    def sureness(self) -> str:
        """Its grade in words."""
        return GRADES[self.grade]


@dataclass(frozen=True)
class Technique:
    """One way of working on the body, with its limits and what is known about it."""

    slug: str
    name: str
    also_called: tuple[str, ...]
    who: tuple[str, ...]
    regions: tuple[str, ...]
    tools: tuple[str, ...]
    dose: Dose | None
    steps: tuple[str, ...]
    expect: tuple[str, ...]
    ask: tuple[str, ...]
    feel: str
    stop_if: tuple[str, ...]
    contraindications: tuple[str, ...]
    contraindication_keys: tuple[str, ...]
    evidence_grade: str
    honest_line: str
    reviewed_by: str
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    text: Markup

    @property
    def professional_only(self) -> bool:
        """Never done at home: the page says so, no routine may use it."""
        return self.who == ("professional",)

    @property
    def times(self) -> str:
        """How long on an area, in words: 30-60 s, 10-20 min."""
        low, high = map(int, self.dose.seconds_per_area.split("-")) if self.dose else (0, 0)
        if low >= MINUTE and low % MINUTE == 0 == high % MINUTE:
            return f"{low // MINUTE}-{high // MINUTE} min"
        return f"{low}-{high} s"

    @property
    def sets(self) -> str:
        """How many, in words: 1 set, 1-3 sets, 1-2 spots a side."""
        told = self.dose.sets if self.dose else ""
        if not told.replace("-", "").isdigit():
            return told
        return f"{told} set" if told == "1" else f"{told} sets"

    @property
    def max_seconds_one_point(self) -> int | None:
        """The limit on one point in seconds; None where there is no point."""
        return self.dose.max_seconds_one_point if self.dose else None


@dataclass(frozen=True)
class Step:
    """One timed step. Seconds; pressure 0-10, None where nothing is pressed; side L, R or both.

    `technique` is the slug, `how` the technique itself.
    """

    name: str
    technique: str
    how: Technique
    region: str
    side: str
    seconds: int
    transition_seconds: int
    pressure: int | None
    tool: str
    instruction: str
    cue: str
    picture: str = ""

    def at(self, tier: str) -> Step:
        """The step at a tier (short, standard, long), within every limit."""
        cap = self.how.max_seconds_one_point
        dose = rules.dosed(self.seconds, self.pressure, cap, tier)
        return replace(self, seconds=dose.seconds, pressure=dose.pressure)


@dataclass(frozen=True)
class Routine:
    """Steps in order, with a total that is known beforehand."""

    slug: str
    name: str
    purpose: str
    minutes: int
    difficulty: int
    position: str
    tools: tuple[str, ...]
    tags: tuple[str, ...]
    max_pressure: int
    blocked_by: tuple[str, ...]
    reviewed_by: str
    own_sources: tuple[Source, ...]
    steps: tuple[Step, ...]
    text: Markup
    own_id: UUID | None = None
    """Set where a person built it for themselves."""

    def at(self, tier: str) -> Routine:
        """The routine at a tier (short, standard, long); `minutes` stays that of the standard."""
        if tier not in self._at:
            self._at[tier] = replace(self, steps=tuple(step.at(tier) for step in self.steps))
        return self._at[tier]

    @cached_property
    def _at(self) -> dict[str, Routine]:
        """The tiers that were asked for before."""
        return {}

    @cached_property
    def total_seconds(self) -> int:
        """All steps with their transitions, in seconds."""
        return sum(step.seconds + step.transition_seconds for step in self.steps)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The content regions that are worked on, in order; “whole” is no region to choose."""
        return tuple(dict.fromkeys(s.region for s in self.steps if s.region != "whole"))

    @cached_property
    def techniques(self) -> tuple[Technique, ...]:
        """What it is built from, in the order of the steps."""
        return tuple({step.technique: step.how for step in self.steps}.values())

    @cached_property
    def main_technique(self) -> Technique:
        """The technique that takes the most time; movement and settling only if nothing else."""
        seconds: dict[str, int] = {}
        for step in self.steps:
            seconds[step.technique] = seconds.get(step.technique, 0) + step.seconds
        hands_on = [t for t in self.techniques if t.slug not in NOT_MASSAGE]
        return max(hands_on or self.techniques, key=lambda technique: seconds[technique.slug])

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Everything it rests on: its own sources and those of its techniques, each once."""
        found = (*self.own_sources, *(s for t in self.techniques for s in t.sources))
        return tuple({source.key: source for source in found}.values())


@dataclass(frozen=True)
class Library:
    """All of it, each thing by its slug or key."""

    techniques: Mapping[str, Technique]
    routines: Mapping[str, Routine]
    sources: Mapping[str, Source]

    @property
    def all_routines(self) -> tuple[Routine, ...]:
        """Every routine: where to start, then the easiest and shortest first."""
        return tuple(self.routines.values())

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of routines and of what professionals do, by their slugs."""
        done_by_others = {slug: technique.name for slug, technique in self.techniques.items()}
        return done_by_others | {slug: routine.name for slug, routine in self.routines.items()}

    def routines_for(self, wish: rules.Wish) -> list[Routine]:
        """The routines that fit a wish, in the same order."""
        return rules.fitting(self.all_routines, wish)

    def routines_with(self, technique: Technique) -> list[Routine]:
        """The routines that use a technique."""
        return [routine for routine in self.all_routines if technique in routine.techniques]
