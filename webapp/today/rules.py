"""Which routine suits this person now, said in one sentence. Pure and the same for everyone.

What safety forbids never comes this far: the candidates are the routines that may be played.
Sources: clinical specification, sections 3 (frequency) and 4 (strong pain), and the limits of the
tools (24 hours for a firm spot, ten minutes of tools a day).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.vocabulary import OWNABLE_TOOLS

SEVERE = 8
LIGHT = 2
FIRM = 4
REST_OF_A_SPOT = timedelta(hours=24)
TOOL_MINUTES_A_DAY = 10
TOOLS_EASE_IN = timedelta(days=14)
PASSED_FOR = timedelta(days=7)
ENOUGH_RATED = 3
MINUTES = (5, 8, 12)
FLARE, TIMED = "flare", frozenset(("morning", "evening", "sleep"))
GENTLE, FIRST, SLEEP = "flare-gentle", "first-session", "sleep-winddown"
MADE_FOR = {
    "morning": ("morning", "it is made for the morning"),
    "day": ("work", "it suits a short break"),
    "evening": ("evening", "it is made for the evening"),
    "night": ("sleep", "it is made for the night"),
}
"""Part of the day to the tag of a routine that is made for it, and how that is said."""


@dataclass(frozen=True)
class Candidate:
    """A routine that may be played, at the tier that suits this person.

    `firm`: content regions that are worked with a pressure of 4 or more. `tool_minutes`: with a
    ball, cane, roller or stick. `change`: the typical change of pain right after it, in points,
    where it is known. `eased`: why it is lighter than last time, in words. `is_known`: done before.
    """

    slug: str
    name: str
    minutes: int
    tools: frozenset[str]
    tags: frozenset[str]
    regions: frozenset[str]
    max_pressure: int
    firm: frozenset[str] = frozenset()
    tool_minutes: float = 0
    tier: str = "standard"
    change: float | None = None
    eased: str = ""
    is_known: bool = False


@dataclass(frozen=True)
class Moment:
    """What is known now: the hour, pain (0-10) and where it hurts (content regions, and in
    words), what is at hand, the minutes wished, what was worked on firmly in the last 24 hours,
    the minutes with a tool today, and what is left out: passed over, or paused.

    `tools_rest`: tools wait for tomorrow. `is_new`: nothing was ever practised.
    """

    hour: int
    pain: int | None = None
    areas: frozenset[str] = frozenset()
    area_words: str = ""
    tools: frozenset[str] = frozenset()
    minutes: int | None = None
    firm_lately: frozenset[str] = frozenset()
    tool_minutes: float = 0
    tools_rest: bool = False
    left_out: frozenset[str] = frozenset()
    done_today: frozenset[str] = frozenset()
    is_new: bool = False


@dataclass(frozen=True)
class Suggestion:
    """A routine, how long it takes at the tier that is offered, and the reason in words."""

    slug: str
    reason: str
    tier: str = "standard"
    minutes: int = 0
    eased: str = ""


def part_of_day(hour: int) -> str:
    """morning (from 4), day (from 11), evening (from 18) or night (from 22)."""
    if 4 <= hour < 11:
        return "morning"
    if 11 <= hour < 18:
        return "day"
    return "evening" if 18 <= hour < 22 else "night"


def suggest(candidates: Iterable[Candidate], moment: Moment) -> list[Suggestion]:
    """Up to three routines, the best first; none where nothing fits."""
    able = [c for c in candidates if _fits(c, moment)]
    ranked = sorted(able, key=lambda c: (-_points(c, moment), c.minutes, c.slug))
    first, reason = _special({c.slug: c for c in able}, moment)
    if first is not None:
        ranked = [first, *(c for c in ranked if c is not first)]
    return [
        Suggestion(
            slug=c.slug,
            reason=reason if c is first else _why(c, moment),
            tier=c.tier,
            minutes=c.minutes,
            eased=c.eased,
        )
        for c in ranked[:3]
    ]


def tools_rest(tool_days: Iterable[date], today: date) -> bool:
    """Tools every other day for the first two weeks: whether they rest today."""
    days = sorted(day for day in tool_days if day < today)
    if not days or today - days[0] > TOOLS_EASE_IN:
        return False
    return days[-1] == today - timedelta(days=1)


def firm_lately(worked: Iterable[tuple[datetime, frozenset[str]]], now: datetime) -> frozenset[str]:
    """The regions that were worked on firmly within 24 hours, from moments with their regions."""
    recent = (regions for at, regions in worked if now - at < REST_OF_A_SPOT)
    return frozenset().union(*recent)


def typical(changes: Iterable[int]) -> float | None:
    """The middle one of the last six changes of pain, in points; None before three are known."""
    last = sorted(list(changes)[:6])
    if len(last) < ENOUGH_RATED:
        return None
    half = len(last) // 2
    return float(last[half]) if len(last) % 2 else (last[half - 1] + last[half]) / 2


def _fits(candidate: Candidate, moment: Moment) -> bool:
    """Nothing stands against it now."""
    within = moment.minutes is None or candidate.minutes <= moment.minutes
    light = moment.pain is None or moment.pain < SEVERE or candidate.max_pressure <= LIGHT
    left_out = candidate.slug in moment.left_out
    return (
        within
        and light
        and not left_out
        and _has_tools(candidate, moment)
        and _rests(candidate, moment)
    )


def _has_tools(candidate: Candidate, moment: Moment) -> bool:
    return "partner" not in candidate.tools and all(
        tool in moment.tools for tool in candidate.tools if tool in OWNABLE_TOOLS
    )


def _rests(candidate: Candidate, moment: Moment) -> bool:
    """No firm work on the same spot within 24 hours; tools in their measure."""
    if candidate.firm & moment.firm_lately:
        return False
    if not candidate.tool_minutes:
        return True
    enough = candidate.tool_minutes + moment.tool_minutes <= TOOL_MINUTES_A_DAY
    return enough and not moment.tools_rest


def _special(able: dict[str, Candidate], moment: Moment) -> tuple[Candidate | None, str]:
    """Severe pain, a first time, and night come before everything else."""
    if moment.pain is not None and moment.pain >= SEVERE and GENTLE in able:
        return able[GENTLE], "Your pain is strong now: resting hands and very light strokes."
    if moment.is_new and FIRST in able:
        return able[FIRST], "A first session, to find the pressure that suits you."
    if part_of_day(moment.hour) == "night" and SLEEP in able:
        return able[SLEEP], "It is late: slow breathing and light hands."
    return None, ""


def _points(candidate: Candidate, moment: Moment) -> int:
    """3 where it hurts, 2 for the time of day, 1 for what is known and went before. What is made
    for another time or for a flare comes later, and what was done today; what was followed by
    more pain comes last."""
    points = 3 if candidate.regions & moment.areas else 0
    points += 2 if _is_made_for(candidate, moment) else -len(candidate.tags & TIMED)
    points += candidate.is_known
    points -= candidate.slug in moment.done_today
    points -= 2 * (candidate.slug == FIRST)
    points -= 2 * (FLARE in candidate.tags and (moment.pain or 0) < SEVERE)
    if candidate.change is not None:
        points += (candidate.change <= -1) - 3 * (candidate.change >= 1)
    return points


def _is_made_for(candidate: Candidate, moment: Moment) -> bool:
    return MADE_FOR[part_of_day(moment.hour)][0] in candidate.tags


def _why(candidate: Candidate, moment: Moment) -> str:
    """The reasons that counted, as one sentence."""
    reasons = []
    if candidate.regions & moment.areas:
        reasons.append(f"it works where it hurts ({moment.area_words})")
    if _is_made_for(candidate, moment):
        reasons.append(MADE_FOR[part_of_day(moment.hour)][1])
    if candidate.change is not None and candidate.change <= -1:
        reasons.append("your rating was usually lower right after it")
    elif candidate.is_known:
        reasons.append("you have done it before")
    reasons.append(f"it takes {candidate.minutes} minutes")
    *others, last = reasons
    sentence = f"{', '.join(others)} and {last}." if others else f"{last}."
    return sentence[0].upper() + sentence[1:]
