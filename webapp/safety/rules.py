"""What a person's answers do to a routine, and to this very practice. Plain values only.

One rule, computed: the routine's own `blocked_by`, the keys of its techniques and the exclusions
of its regions are united with what the person ticked, and the most restrictive wins
(clinical specification, section 4). The limits themselves come from content/safety/.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from webapp.safety.book import KINDS, Answers, Limit, Rulebook, classify

TOUCHLESS = frozenset(("breathing", "movement", "rest"))
"""Techniques without touch: they need no limit and stay when everything else drops."""

HANDS = "hands"
UNWELL, SEDATED = "unwell", "sedated"
LYING = ("lying", "floor")
TINGLING = frozenset(("tingling", "numb"))
LOWER = {"long": "standard", "standard": "short", "short": "short"}


class StepFacts(Protocol):
    """What the rules need to know of a routine's step."""

    @property
    def technique(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def tool(self) -> str: ...
    @property
    def pressure(self) -> int | None: ...


class RoutineFacts(Protocol):
    """What the rules need to know of a routine."""

    @property
    def blocked_by(self) -> Collection[str]: ...
    @property
    def max_pressure(self) -> int: ...
    @property
    def position(self) -> str: ...
    @property
    def steps(self) -> Sequence[StepFacts]: ...


class TechniqueFacts(Protocol):
    """What the rules need to know of a technique."""

    @property
    def contraindication_keys(self) -> Collection[str]: ...


@dataclass(frozen=True)
class KeptStep:
    """A step that stays: its index in the routine, and the pressure it is done with."""

    index: int
    pressure: int | None


@dataclass(frozen=True)
class Effective:
    """What is left of a routine for one person.

    `blocked`: not to be done. `needs_ok`: a clinician's OK is needed and not yet recorded (then
    it is blocked, too). `why`: the keys that block it or, where none does, that limit it, most
    serious first. `max_pressure`: 0-10. `dropped`: indexes of steps left out.
    """

    blocked: bool
    why: tuple[str, ...]
    needs_ok: bool
    hands_only: bool
    max_pressure: int
    dropped: tuple[int, ...]
    steps: tuple[KeptStep, ...]

    @property
    def over_half_dropped(self) -> bool:
        """More than half of the steps are left out: another routine is offered."""
        return len(self.dropped) > len(self.steps)

    @property
    def is_playable(self) -> bool:
        """Neither blocked nor more than half gone."""
        return not self.blocked and not self.over_half_dropped

    @property
    def is_changed(self) -> bool:
        """It can be done, but not as written."""
        return bool(self.why) and not self.blocked


def effective(
    routine: RoutineFacts,
    techniques: Mapping[str, TechniqueFacts],
    answers: Answers,
    *,
    ok_given: bool,
) -> Effective:
    """What the answers leave of the routine; `techniques` by the name that its steps use."""
    limits = _limits(routine, answers)
    reasons = {i: _drops(s, routine, techniques, answers) for i, s in enumerate(routine.steps)}
    waiting = set() if ok_given else {key for key, limit in limits.items() if limit.needs_ok}
    blocking = _blocks(routine, answers, limits) | waiting
    clamp = min((x.max_pressure for x in limits.values() if x.max_pressure is not None), default=10)
    limiting = {key for key, limit in limits.items() if _lowers(limit, routine)}
    kept = [i for i, keys in reasons.items() if not keys]
    return Effective(
        blocked=bool(blocking),
        why=_by_weight(blocking or limiting.union(*reasons.values()), answers.book),
        needs_ok=bool(waiting),
        hands_only=any(limit.hands_only for limit in limits.values()),
        max_pressure=min(routine.max_pressure, clamp),
        dropped=tuple(i for i, keys in reasons.items() if keys),
        steps=tuple(KeptStep(i, _clamped(routine.steps[i].pressure, clamp)) for i in kept),
    )


def _limits(routine: RoutineFacts, answers: Answers) -> dict[str, Limit]:
    """The limits of what was ticked; a routine without touch has none."""
    if not any(_touches(step) for step in routine.steps):
        return {}
    book = answers.book
    return {key: book.limits[key] for key in answers.keys if key in book.limits}


def _blocks(routine: RoutineFacts, answers: Answers, limits: Mapping[str, Limit]) -> set[str]:
    """The ticked keys that rule the whole routine out."""
    book, keys = answers.book, answers.keys
    blocks = set(keys.intersection(routine.blocked_by)) - answers.of_kind("urgent")
    if "deep_caution" in routine.blocked_by:
        blocks |= keys & book.deep
    if "no_heat" in routine.blocked_by:
        blocks |= keys & book.no_heat
    if any(_touches(step) for step in routine.steps):
        blocks |= answers.of_kind("urgent")
    blocks |= {key for key, limit in limits.items() if limit.block}
    return blocks | answers.of_kind("emergency") | (keys & {UNWELL})


def _drops(
    step: StepFacts,
    routine: RoutineFacts,
    techniques: Mapping[str, TechniqueFacts],
    answers: Answers,
) -> set[str]:
    """The ticked keys that leave this step out; none where it stays."""
    if not _touches(step):
        return set()
    book, keys = answers.book, answers.keys
    whole = answers.of_kind("emergency", "urgent") | {UNWELL}
    warned = set(techniques[step.technique].contraindication_keys)
    drops = (keys - whole - book.areas) & warned
    drops |= {key for key in keys & book.limits.keys() if _excludes(book.limits[key], step)}
    if step.region in answers.regions:
        drops |= keys & book.areas
    if step.technique in book.packs:
        drops |= keys & book.no_heat
    if step.tool != HANDS and any(word in routine.position for word in LYING):
        drops |= keys & {SEDATED}
    return set(drops)


def _excludes(limit: Limit, step: StepFacts) -> bool:
    ruled_out = step.technique in limit.techniques or step.region in limit.regions
    return ruled_out or (limit.hands_only and step.tool != HANDS)


def _touches(step: StepFacts) -> bool:
    return step.technique not in TOUCHLESS


def _lowers(limit: Limit, routine: RoutineFacts) -> bool:
    clamp = limit.max_pressure
    return clamp is not None and any((step.pressure or 0) > clamp for step in routine.steps)


def _clamped(pressure: int | None, clamp: int) -> int | None:
    return None if pressure is None else min(pressure, clamp)


def _by_weight(keys: Iterable[str], book: Rulebook) -> tuple[str, ...]:
    return tuple(sorted(keys, key=lambda key: (KINDS.index(book.kinds.get(key, "local")), key)))


# The check before a practice


@dataclass(frozen=True)
class Check:
    """What a person answered in the ten seconds before a practice; `pain` 0-10 or None."""

    pain: int | None = None
    signs: frozenset[str] = frozenset()
    unwell: bool = False
    skin: bool = False
    injury: bool = False
    sedated: bool = False
    sore: bool = False
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CheckOutcome:
    """What follows from the check.

    `card`: the emergency or urgent card to show; the answers are then to be recorded (flag F1).
    `skip_today`: no routine today. `gentle_only`: pain is very strong: offer the gentle routine
    or breathing, with the help text. `tier_down`: one tier lower than chosen. `answers`: the
    screening's and the check's together, for `effective`.
    """

    answers: Answers
    card: Literal["emergency", "urgent"] | None = None
    skip_today: bool = False
    gentle_only: bool = False
    tier_down: bool = False
    flagged: frozenset[str] = frozenset()

    @property
    def blocked(self) -> bool:
        """No routine can begin."""
        return self.card is not None or self.skip_today


def check_outcome(check: Check, standing: Answers, regions: Iterable[str]) -> CheckOutcome:
    """Judges the check of a routine that works on these regions, on top of the screening.

    An area that is not fine but not named is every area of the routine.
    """
    given = {
        UNWELL: check.unwell,
        "skin": check.skin,
        "injury_72h": check.injury,
        SEDATED: check.sedated,
    }
    somewhere = check.skin or check.injury
    places = (check.regions or frozenset(regions)) if somewhere else ()
    answers = standing.plus(check.signs | {key for key, ticked in given.items() if ticked}, places)
    return CheckOutcome(
        answers=answers,
        card=flag_f1(answers.keys, standing.book),
        skip_today=check.unwell,
        gentle_only=check.pain is not None and check.pain >= standing.book.gentle_from,
        tier_down=check.sore,
        flagged=check.signs,
    )


def lower_tier(tier: str) -> str:
    """One tier down; the shortest stays."""
    return LOWER[tier]


def flag_f1(keys: Iterable[str], book: Rulebook) -> Literal["emergency", "urgent"] | None:
    """Journal flag F1: any emergency or urgent tick, wherever it was made, names its card."""
    kind = classify(keys, book)
    return kind if kind in ("emergency", "urgent") else None


def tingling_question(qualities: Iterable[str]) -> bool:
    """True where a pain entry speaks of tingling or numbness: ask whether it is new."""
    return not TINGLING.isdisjoint(qualities)


NEW_TINGLING = "u_nerve"
"""The key to record where the answer to the tingling question is yes."""
