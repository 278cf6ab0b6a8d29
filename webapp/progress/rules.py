"""Which days are looked at, what a day was, and what days amount to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from webapp.journal.rules import FIRST_WEEKDAY, paused_days

LENGTHS = (4, 12, 26, 52)
DEFAULT_LENGTH = 12
DAY, WEEK = timedelta(days=1), timedelta(days=7)
RUN_UP = 6 * DAY
"""A seven-day mean on the first day needs the six days before it."""
FIRST_DAY = date(2000, 1, 1)
ENOUGH = 4
NOT_TOLD: set[Any] = {None}


@dataclass(frozen=True)
class Window:
    """The weeks that are looked at, both ends included. Long ones are shown week by week."""

    weeks: int
    first: date
    last: date
    starts_on: int = 0
    """The weekday (Monday is 0) with which the person's weeks begin."""

    @property
    def is_weekly(self) -> bool:
        """One mark a week, not a day."""
        return self.weeks > DEFAULT_LENGTH

    def lived(self, today: date) -> Window:
        """The part of it that is not to come."""
        return replace(self, last=min(self.last, today))

    @property
    def earlier(self) -> date | None:
        """The last day of the window before this one; None before our time."""
        last = self.first - DAY
        return last if last >= FIRST_DAY + self.weeks * WEEK else None

    def later(self, today: date) -> date | None:
        """The last day of the window after this one; None where this is the latest."""
        return min(self.last + self.weeks * WEEK, today) if self.last < today else None


class Day(NamedTuple):
    """One day as far as it was noted: pain 0-10, the lowest and highest of all that was noted
    about it, minutes of sleep, its quality 1-5, stress 0-10, practices finished, one of its
    notes, and the pause (flare, sick) that it lies in."""

    date: date
    pain: float | None = None
    reach: tuple[int, int] | None = None
    minutes: int | None = None
    quality: int | None = None
    stress: int | None = None
    practices: int = 0
    note: str = ""
    pause: str = ""

    @property
    def has_pain(self) -> bool:
        """Something was noted about its pain, if only the worst."""
        return self.pain is not None or self.reach is not None


def day_of(
    date: date,
    n: int | None = None,
    total: int | None = None,
    low: int | None = None,
    high: int | None = None,
    average: int | None = None,
    worst: int | None = None,
    stress: int | None = None,
    practices: int | None = None,
    note: str | None = None,
    *,
    night: tuple[int | None, int | None] = (None, None),
) -> Day:
    """A day from its `n` pain-now entries (sum, lowest, highest), its rating, its check-in and
    its night (minutes, quality).

    Its pain is the average as rated, else the mean of the entries; ratings after a practice are
    not in it.
    """
    pain = average if average is not None else total / n if n and total is not None else None
    told: set[Any] = {low, high, average, worst} - NOT_TOLD
    reach = (min(told), max(told)) if told else None
    return Day(date, pain, reach, *night, stress, practices or 0, note or "")


def days_between(first: date, last: date, known: Mapping[date, Day]) -> list[Day]:
    """Every day from first to last, those without a note empty."""
    every = range(first.toordinal(), last.toordinal() + 1)
    return [known.get(day) or Day(day) for day in map(date.fromordinal, every)]


@dataclass(frozen=True)
class Mean:
    """A mean and how many days or nights it comes from; None where there are none."""

    value: float | None
    n: int

    @property
    def is_enough(self) -> bool:
        """From four days on a mean is shown."""
        return self.n >= ENOUGH


@dataclass(frozen=True)
class Totals:
    """What a stretch of days amounts to; sleep in minutes, quality 1-5. `noted` are the days on
    which something was noted about pain, if only the worst."""

    pain: Mean
    noted: int
    sleep: Mean
    quality: Mean
    stress: Mean
    practices: int

    @property
    def is_empty(self) -> bool:
        """Nothing was noted at all."""
        return not (self.noted or self.sleep.n or self.quality.n or self.stress.n or self.practices)


def paused(
    known: dict[date, Day], pauses: Sequence[tuple[date, date | None, str]], first: date, last: date
) -> dict[date, Day]:
    """The days, each with the pause in which it lies."""
    days = dict(known) if pauses else known
    for on, kind in paused_days(pauses, first, last).items():
        days[on] = days.get(on, Day(on))._replace(pause=kind)
    return days


def window(weeks: int, last: date, starts: str = "monday") -> Window:
    """The weeks up to a day; long windows are made of whole weeks of the person."""
    if weeks > DEFAULT_LENGTH:
        last = week_of(last, starts) + 6 * DAY
    return Window(weeks, last - weeks * WEEK + DAY, last, FIRST_WEEKDAY[starts])


def asked_window(
    weeks: str | None, until: str | None, today: date, starts: str = "monday"
) -> tuple[Window, str]:
    """The window asked for; what cannot be shown falls back to now, with the reason in words."""
    length = DEFAULT_LENGTH if weeks is None else int(weeks) if weeks in _WORDS else None
    last = today if until is None else _date(until)
    if length is None:
        reason = "Progress can be shown for 4, 12, 26 or 52 weeks. Here are the last 12."
        return window(DEFAULT_LENGTH, today, starts), reason
    if last is None or last < FIRST_DAY + length * WEEK:
        reason = "That date could not be read. Here are the latest weeks."
        return window(length, today, starts), reason
    return window(length, min(last, today), starts), ""


_WORDS = {str(length) for length in LENGTHS}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.A) else None
    except ValueError:
        return None


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date, starts: str = "monday") -> date:
    """The first day of the week that a day lies in, for a person whose weeks start then."""
    return day - timedelta(days=(day.weekday() - FIRST_WEEKDAY[starts]) % 7)


def monday_in(start: date) -> date:
    """The Monday of the seven days from `start`."""
    return start + timedelta(days=-start.weekday() % 7)


def week_name(start: date) -> str:
    """The name of the seven days from `start`, that of the ISO week which their Monday begins:
    2026-W11."""
    year, week, _ = monday_in(start).isocalendar()
    return f"{year:04}-W{week:02}"


def week_named(name: str, starts: str = "monday") -> date:
    """The first day of the week of a name. Raises ValueError where there is none."""
    match = re.fullmatch(r"(\d{4})-W(\d\d)", name, re.ASCII)
    if match is None:
        raise ValueError(f"not a week: {name!r}")
    start = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    if start < FIRST_DAY:
        raise ValueError("before our time")
    return week_of(start, starts)


def totals(days: Sequence[Day]) -> Totals:
    """Means with their counts, and the practices."""
    return Totals(
        pain=_mean([day.pain for day in days]),
        noted=sum([day.has_pain for day in days]),
        sleep=_mean([day.minutes for day in days]),
        quality=_mean([day.quality for day in days]),
        stress=_mean([day.stress for day in days]),
        practices=sum([day.practices for day in days]),
    )


def _mean(values: Iterable[float | None]) -> Mean:
    known = [value for value in values if value is not None]
    return Mean(sum(known) / len(known) if known else None, len(known))
