"""Journal flags F2-F9: what a diary may say that calls for a word. Pure, plain values only.

They are judged once a week, at the Monday that ends a week, from the days before it (F6 at once,
after a practice; F1 in rules.py). Nothing is stored: the same diary always gives the same flags.
Scores are 0-10, None where nothing was told. Source: clinical specification, section 4, and
content/safety/flags.yaml, where the rules stand in words. Free text is never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

Scores = Sequence[float | None]
DAY, WEEK = timedelta(days=1), timedelta(days=7)
BLOCK = 8
HALF_OF_NOTHING = 1e-9
"""Means of whole numbers are compared to whole limits: what rounding adds must not count."""

REST = {"F2": timedelta(days=28), "F3": timedelta(days=14), "F4": timedelta(days=14)}
SIX_WEEKS, F5_AGAIN = timedelta(days=42), timedelta(days=90)
POOR_WEEKS = 12
ASKING = "F4"
"""The flag whose card asks something."""
LOOK_BACK = 22 * WEEK
"""Days before a Monday that its flags, and those of the three Mondays before it, depend on."""


# The rules, one by one


def is_rising(days: Scores) -> bool:
    """F2, from 28 days: the mean of the last 7 (at least 4 told) is 5 or more, and 2 or more above
    that of the 21 before them (at least 12 told)."""
    before, last = _told(days[-28:-7]), _told(days[-7:])
    if len(before) < 12 or len(last) < 4:
        return False
    risen = _mean(last) - _mean(before) >= 2 - HALF_OF_NOTHING
    return risen and _mean(last) >= 5 - HALF_OF_NOTHING


def is_severe(worst: Scores) -> bool:
    """F3, from 7 days: the worst pain was 8 or more on 3 of them."""
    return sum(score >= 8 for score in _told(worst)) >= 3


def is_woken(woken: Sequence[bool | None]) -> bool:
    """F4, from 7 nights: pain woke the person in 3 of them."""
    return sum(bool(night) for night in woken) >= 3


def is_unchanged(first: Scores, last: Scores, days: int) -> bool:
    """F5: `days` after the first entry (42 at least) the last week's mean lies less than 30 %
    below that of the first week, which was 4 or more. Two days a week are asked of someone who
    logs sparsely, so two are enough."""
    began, now = _told(first), _told(last)
    if days < SIX_WEEKS.days or len(began) < 2 or len(now) < 2:
        return False
    fall = _mean(began) - _mean(now)
    return _mean(began) >= 4 - HALF_OF_NOTHING and fall < 0.3 * _mean(began) - HALF_OF_NOTHING


class Session(NamedTuple):
    """One practice of a routine: pain before it, right after it, and the next morning."""

    before: int
    after: int | None
    morning: int | None


def flared(sessions: Sequence[Session]) -> str:
    """F6, from the practices of one routine, oldest first: “after” where the last one left pain
    3 or more higher, “morning” where the next morning was 2 or more higher twice running, else
    nothing."""
    if not sessions:
        return ""
    last = sessions[-1]
    if last.after is not None and last.after - last.before >= 3:
        return "after"
    mornings = [s.morning is not None and s.morning - s.before >= 2 for s in sessions[-2:]]
    return "morning" if len(mornings) == 2 and all(mornings) else ""


def interferes(score: float, last: float | None) -> bool:
    """F7: PEG is 7 or more, or 2 or more above the last one."""
    risen = last is not None and score - last >= 2 - HALF_OF_NOTHING
    return score >= 7 - HALF_OF_NOTHING or risen


def is_low(mood: Scores) -> bool:
    """F8, from 7 days: mood was 2 or less on 5 of them."""
    return sum(score <= 2 for score in _told(mood)) >= 5


def sleeps_poorly(weeks: Sequence[Scores]) -> bool:
    """F9, from weeks of sleep quality (1-5): 2 or less on 3 nights in each of the last twelve."""
    poor = [sum(night <= 2 for night in _told(week)) >= 3 for week in weeks[-POOR_WEEKS:]]
    return len(poor) == POOR_WEEKS and all(poor)


def _told(scores: Scores) -> list[float]:
    return [score for score in scores if score is not None]


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)


# A diary, judged week by week


class Told(NamedTuple):
    """One day as it was told: pain on average and at its worst, whether pain woke the person,
    mood, and sleep quality 1-5."""

    pain: float | None = None
    worst: int | None = None
    woken: bool | None = None
    mood: int | None = None
    quality: int | None = None


NOTHING = Told()


@dataclass(frozen=True)
class Diary:
    """What the flags are judged by. `begun`: the first day with a pain; `first_week`: the pain of
    the seven days from it; `pegs`: scores with their days, oldest first."""

    days: Mapping[date, Told] = field(default_factory=dict)
    begun: date | None = None
    first_week: Scores = ()
    pegs: Sequence[tuple[date, float]] = ()

    def week(self, monday: date, name: str) -> list[float | None]:
        """The seven days before a Monday."""
        return self.before(monday, name, 7)

    def before(self, monday: date, name: str, days: int) -> list[float | None]:
        """So many days before a Monday."""
        every = (monday - n * DAY for n in range(days, 0, -1))
        return [getattr(self.days.get(day, NOTHING), name) for day in every]


class Raised(NamedTuple):
    """A flag, the day on which it was raised (a Monday; for F6 the day of the practice), and the
    routine that F6 is about."""

    flag: str
    on: date
    subject: str = ""

    @property
    def week(self) -> tuple[date, date]:
        """The first and the last of the seven days before the Monday."""
        return self.on - WEEK, self.on - DAY


def raised(diary: Diary, monday: date) -> list[Raised]:
    """The flags that the week before this Monday raises, in their order."""
    conditions: dict[str, Callable[[date], bool]] = {
        "F2": lambda day: is_rising(diary.before(day, "pain", 28)),
        "F3": lambda day: is_severe(diary.week(day, "worst")),
        "F4": lambda day: is_woken([bool(night) for night in diary.week(day, "woken")]),
        "F5": lambda day: _is_unchanged(diary, day),
        "F7": lambda day: _interferes(diary.pegs, day),
        "F8": lambda day: is_low(diary.week(day, "mood")),
        "F9": lambda day: sleeps_poorly(_twelve_weeks(diary, day)),
    }
    return [
        Raised(flag, monday)
        for flag, is_true in conditions.items()
        if is_true(monday) and _is_rested(flag, is_true, monday, diary.begun)
    ]


def raised_lately(diary: Diary, monday: date, weeks: int = 4) -> list[Raised]:
    """The flags of the last Mondays, newest first."""
    return [flag for n in range(weeks) for flag in raised(diary, monday - n * WEEK)]


def _is_rested(
    flag: str, is_true: Callable[[date], bool], monday: date, begun: date | None
) -> bool:
    """Nothing of the kind was raised within the cool-down of this flag."""
    if flag == "F5" and begun is not None:
        return not any(is_true(day) for day in _earlier_in_period(begun, monday))
    return flag not in REST or _replayed(is_true, monday, REST[flag])


def _replayed(is_true: Callable[[date], bool], monday: date, rest: timedelta) -> bool:
    """Whether the last Monday of a replay raises the flag, which rests each time it was raised.

    The replay begins with the eight weeks before the running eight, counted from a fixed day, so
    that a page reads a bounded time and yet every week always gets the same answer. The rest may
    come out a week short once where a flag has held for eleven weeks without a break.
    """
    last: date | None = None
    for day in _mondays(monday - (monday.toordinal() // 7 % BLOCK + BLOCK) * WEEK, monday):
        if is_true(day) and (last is None or day - last >= rest):
            last = day
    return last == monday


def _earlier_in_period(begun: date, monday: date) -> Iterator[date]:
    """The Mondays before this one in its ninety days, which are counted from the 42nd."""
    first = begun + SIX_WEEKS
    start = first + (monday - first) // F5_AGAIN * F5_AGAIN
    return _mondays(start + (7 - start.weekday()) % 7 * DAY, monday - WEEK)


def _mondays(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += WEEK


def _is_unchanged(diary: Diary, monday: date) -> bool:
    if diary.begun is None:
        return False
    days = (monday - diary.begun).days
    return is_unchanged(diary.first_week, diary.week(monday, "pain"), days)


def _interferes(pegs: Iterable[tuple[date, float]], monday: date) -> bool:
    known = [peg for peg in pegs if peg[0] < monday]
    if not known or known[-1][0] < monday - WEEK:
        return False
    return interferes(known[-1][1], known[-2][1] if len(known) > 1 else None)


def _twelve_weeks(diary: Diary, monday: date) -> list[list[float | None]]:
    return [diary.week(monday - n * WEEK, "quality") for n in reversed(range(POOR_WEEKS))]
