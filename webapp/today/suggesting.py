"""What the rules of the suggestion need to know, from what a person did lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from webapp import clock
from webapp.accounts.models import Person
from webapp.library.models import Routine, find_routine, library
from webapp.practice import rules as practice
from webapp.practice.models import past_of
from webapp.safety.book import Answers
from webapp.safety.models import Standing
from webapp.safety.rules import effective
from webapp.safety.screening import texts
from webapp.today import rules
from webapp.today.rules import Candidate, Moment, Suggestion
from webapp.vocabulary import CODE_TO_CONTENT, FRONT_TO_CONTENT, PLACES

MEANT = CODE_TO_CONTENT | FRONT_TO_CONTENT
PRESSING = frozenset(("ball_tennis", "ball_firm", "cane", "foam_roller", "massage_stick"))
"""The tools whose minutes a day are limited; a warm pack presses nothing."""


@dataclass(frozen=True)
class Dose:
    """What a routine amounts to at a tier: minutes, tool minutes, regions worked firmly."""

    minutes: int
    tool_minutes: float
    firm: frozenset[str]


def dose(slug: str, tier: str) -> Dose:
    """The dose of a routine, the library's or an own one; nothing for one that is gone."""
    if slug in library().routines:
        return _dose(id(library()), slug, tier)
    own = find_routine(slug)
    return _dose_of(own, tier) if own else Dose(0, 0, frozenset())


@lru_cache(maxsize=256)
def _dose(_shelf: int, slug: str, tier: str) -> Dose:
    """Worked out once; the key tells one library from another."""
    return _dose_of(library().routines[slug], tier)


def _dose_of(routine: Routine, tier: str) -> Dose:
    steps = routine.at(tier).steps
    seconds = sum(step.seconds + step.transition_seconds for step in steps)
    return Dose(
        minutes=max(1, round(seconds / 60)),
        tool_minutes=sum(step.seconds for step in steps if step.tool in PRESSING) / 60,
        firm=frozenset(s.region for s in steps if (s.pressure or 0) >= rules.FIRM),
    )


def suggestions(
    standing: Standing, moment: Moment, practices: Sequence[Any]
) -> list[tuple[Routine, Suggestion]]:
    """The best routines of those that the safety answers leave open; practices newest first."""
    shelf, known = library(), by_routine(practices)
    able = open_routines(standing)
    found = rules.suggest((candidate(r, known.get(r.slug, [])) for r in able), moment)
    return [(shelf.routines[s.slug], s) for s in found]


def open_routines(standing: Standing) -> tuple[Routine, ...]:
    """The routines that nothing the person answered forbids."""
    answers = standing.answers
    return _open(id(library()), answers.keys, answers.regions, standing.ok_given)


@lru_cache(maxsize=256)
def _open(
    _shelf: int, keys: frozenset[str], regions: frozenset[str], ok: bool
) -> tuple[Routine, ...]:
    """Worked out once for the same answers; the key tells one library from another."""
    shelf, answers = library(), Answers(texts().book, keys, regions)
    left = ((r, effective(r, shelf.techniques, answers, ok_given=ok)) for r in shelf.all_routines)
    return tuple(routine for routine, how in left if how.is_playable)


def by_routine(practices: Iterable[Any]) -> dict[str, list[Any]]:
    """Finished practices of each routine, newest first."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in practices:
        if row.finished_at and row.kind == "routine":
            found[row.routine].append(row)
    return found


def candidate(routine: Routine, rows: Sequence[Any]) -> Candidate:
    """A routine at the tier that suits, with what happened after earlier practices of it."""
    if not rows:
        return _unknown(id(library()), routine.slug)
    return _candidate(routine, rows)


@lru_cache(maxsize=256)
def _unknown(_shelf: int, slug: str) -> Candidate:
    """A routine of the library that was not practised lately: the same for everyone."""
    return _candidate(library().routines[slug], ())


def _candidate(routine: Routine, rows: Sequence[Any]) -> Candidate:
    past = past_of(rows[: practice.GOOD_PRACTICES_TO_MOVE_UP])
    tier = practice.suggested_tier(past)
    how = dose(routine.slug, tier)
    changes = (p.pain_after - p.pain_before for p in rows if p.pain_after is not None)
    return Candidate(
        slug=routine.slug,
        name=routine.name,
        minutes=how.minutes,
        tools=frozenset(routine.tools),
        tags=frozenset(routine.tags),
        regions=frozenset(routine.regions),
        max_pressure=routine.max_pressure,
        firm=how.firm,
        tool_minutes=how.tool_minutes,
        tier=tier,
        change=rules.typical(changes),
        eased=practice.tier_reason(past) if past and past[0].was_too_much else "",
        is_known=bool(rows),
    )


def moment_of(
    person: Person,
    now: datetime,
    entries: Sequence[Any],
    practices: Sequence[Any],
    left_out: Iterable[str],
    minutes: int | None,
) -> Moment:
    """What is known now; entries and practices newest first."""
    codes = next((list(entry.regions) for entry in entries if entry.regions), person.regions)
    known = [code for code in codes if code in PLACES]
    names = [PLACES[code].lower() for code in known]
    today = clock.local(person, now).date()
    done = [p for p in practices if p.finished_at and p.kind == "routine"]
    doses = [dose(p.routine, p.tier) for p in done]
    with_tools = [(p, how) for p, how in zip(done, doses, strict=True) if how.tool_minutes]
    days_with_tools = (p.local_date for p, _ in with_tools if p.active_seconds)
    lately = ((p.at, how.firm) for p, how in zip(done, doses, strict=True) if how.firm)
    return Moment(
        hour=clock.local(person, now).hour,
        pain=entries[0].score if entries else None,
        areas=frozenset(region for code in known for region in MEANT[code]),
        area_words=" and ".join(names) if len(names) < 3 else f"{names[0]} and more",
        tools=frozenset(person.tools),
        minutes=minutes,
        firm_lately=rules.firm_lately(lately, now),
        tool_minutes=sum(_tool_minutes(p, how) for p, how in with_tools if p.local_date == today),
        tools_rest=rules.tools_rest(days_with_tools, today),
        left_out=frozenset(left_out),
        done_today=frozenset(p.routine for p in done if p.local_date == today),
        is_new=not done,
    )


def _tool_minutes(practised: Any, how: Dose) -> float:
    """Minutes with a tool, as far as the practice went."""
    share: float = min(1.0, (practised.active_seconds or 0) / max(1, practised.planned_seconds))
    return share * how.tool_minutes
