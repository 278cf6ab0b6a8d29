"""What counts as done, and which tier suits next time. Pure; times in seconds, pain 0-10.

Source: clinical specification, section 3 (progression, "done" at 80 % of the time).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from webapp import vocabulary

TIERS = tuple(vocabulary.TIERS)
FIRST_TIER = "standard"
DONE_PERCENT = 80
GOOD_PRACTICES_TO_MOVE_UP = 3
RISE_THAT_MATTERS = 2
STRONG_PAIN = 8
LATE_AFTER_SECONDS = 60
LONGEST_SECONDS = 4 * 60 * 60
PRESSED_TO = re.compile(r"\b(to|at|it is) (\d+)(?: or (\d+))?\b")
"""How instructions name a pressure: press to 4, stop at 4 out of 10, until it is 4."""


@dataclass(frozen=True)
class Past:
    """One finished practice of a routine, as far as the next tier depends on it."""

    tier: str
    done: bool
    rise: int | None
    sore_beyond_24_h: bool = False
    sore_beyond_48_h: bool = False

    @property
    def went_well(self) -> bool:
        """No soreness beyond 24 h and no rise of 2 or more."""
        return not self.sore_beyond_24_h and (self.rise or 0) < RISE_THAT_MATTERS

    @property
    def was_too_much(self) -> bool:
        """Soreness beyond 48 h, or a rise of 2 or more."""
        return self.sore_beyond_48_h or (self.rise or 0) >= RISE_THAT_MATTERS


def is_done(planned_seconds: int, active_seconds: int) -> bool:
    """At least 80 % of the planned time was practised."""
    return active_seconds * 100 >= planned_seconds * DONE_PERCENT


def credit(planned_seconds: int, active_seconds: int) -> int:
    """Whole per cent of the planned time practised, 0-100, never rounded up to done."""
    if planned_seconds <= 0:
        return 0
    return min(100, active_seconds * 100 // planned_seconds)


def change(before: int, after: int | None) -> int | None:
    """Pain after minus pain before: below zero is easier. None without a rating."""
    return None if after is None else after - before


def tier_at(step: int, tier: str, eased_at: int | None) -> str:
    """The tier at which a step was done: one gentler after “Too much” on an earlier one."""
    return lower(tier) if eased_at is not None and eased_at < step else tier


def lower(tier: str) -> str:
    """The next gentler tier; the gentlest stays."""
    return TIERS[max(0, TIERS.index(tier) - 1)]


def higher(tier: str) -> str:
    """The next longer tier; the longest stays."""
    return TIERS[min(len(TIERS) - 1, TIERS.index(tier) + 1)]


def suggested_tier(newest_first: Sequence[Past], sore_today: bool = False) -> str:
    """The tier to offer now, from a person's earlier practices of this routine."""
    if not newest_first:
        return lower(FIRST_TIER) if sore_today else FIRST_TIER
    tier = newest_first[0].tier
    if sore_today or newest_first[0].was_too_much:
        return lower(tier)
    return higher(tier) if _has_settled(newest_first, tier) else tier


def gentler_of(tier: str, tiers: Sequence[str]) -> str:
    """The tier, or the strongest of these where it is not among them."""
    return tier if tier in tiers else tiers[-1]


def tier_reason(newest_first: Sequence[Past]) -> str:
    """Why this tier is offered, in words for the person."""
    if not newest_first:
        return "Standard is as written. Short is lighter and shorter."
    last = newest_first[0]
    offered = suggested_tier(newest_first)
    if last.was_too_much:
        again = offered == last.tier
        return f"{'The gentlest again' if again else 'Shorter and softer'} this time, {_why(last)}."
    if offered == higher(last.tier) != last.tier:
        return f"Your last {GOOD_PRACTICES_TO_MOVE_UP} went well, so you may take a little more."
    return "As last time."


def _why(last: Past) -> str:
    """What was too much about a practice."""
    if last.sore_beyond_48_h:
        return "because you were sore for two days"
    return f"because your pain was {last.rise} points higher after the last one"


def _has_settled(newest_first: Sequence[Past], tier: str) -> bool:
    recent = newest_first[:GOOD_PRACTICES_TO_MOVE_UP]
    at_this_tier = [past for past in recent if past.tier == tier and past.done]
    enough = len(at_this_tier) == GOOD_PRACTICES_TO_MOVE_UP
    return enough and all(past.went_well for past in at_this_tier)


def within(instruction: str, most: int) -> str:
    """The instruction with its own numbers on the pressure scale no higher than `most`: “press
    to 3 or 4” is “press to 2” for somebody whose pressure is at most 2."""

    def lowered(found: re.Match[str]) -> str:
        low, high = (min(int(number), most) for number in (found[2], found[3] or found[2]))
        return f"{found[1]} {low}" + (f" or {high}" if high > low else "")

    return PRESSED_TO.sub(lowered, instruction)


def is_late(seconds_since_pressed: float) -> bool:
    """The practice reached the server after it had begun: it is history, not a wish."""
    return seconds_since_pressed > LATE_AFTER_SECONDS


def asks_expectation(earlier_practices: int) -> bool:
    """Expectation is asked before the first use of a routine."""
    return earlier_practices == 0
