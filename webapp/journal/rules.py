"""What a pain entry means, in plain values (specification section 5)."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.statistics import half_up

PAIN_NOW = "How strong is your back pain right now?"
PAIN_AVERAGE = "On average over the last 24 hours, how strong was your back pain?"
PAIN_WORST = "At its worst in the last 24 hours?"
LOW, HIGH = "no pain", "worst pain you can imagine"

PAUSES = {"flare": "A flare", "sick": "I am ill"}
PAUSED = {"flare": "flare", "sick": "ill"}
TOO_OLD = timedelta(days=3660)


def moment_of(at: datetime | None, client_time: datetime, now: datetime) -> datetime:
    """When it hurt: as typed, else when Save was pressed, else (a wrong phone clock) now."""
    if at is not None:
        return min(at, now)
    return min(client_time, now) if client_time >= now - TOO_OLD else now


def day_pain(average: int | None, entries: int, total: int) -> float | None:
    """A day's pain: its average as rated, else the mean of its entries (specification 4)."""
    if average is not None:
        return float(average)
    return total / entries if entries else None


def is_worst_below_average(average: int | None, worst: int | None) -> bool:
    """The worst of a day lies below its average: worth a question, never a refusal."""
    return average is not None and worst is not None and worst < average


def paused_days(
    pauses: Iterable[tuple[date, date | None, str]], first: date, last: date
) -> dict[date, str]:
    """The kind of pause of each day from first to last; of two that meet, the one begun later.

    A pause is its first day, its last one (None where it lasts) and its kind.
    """
    days: dict[date, str] = {}
    for begun, over, kind in sorted((day, end or date.max, kind) for day, end, kind in pauses):
        start, end = max(begun, first), min(over, last)
        days |= {start + timedelta(days=n): kind for n in range((end - start).days + 1)}
    return days


FIRST_WEEKDAY = {"monday": 0, "saturday": 5, "sunday": 6}
OLDEST_MONTH = (1990, 1)


@dataclass(frozen=True)
class Cell:
    """One day of a month: its pain 0-10 to one decimal, and the pause it lies in; `is_rated` also
    where only the worst was told."""

    day: date
    pain: float | None = None
    pause: str | None = None
    is_rated: bool = False

    @property
    def level(self) -> int | None:
        """The whole number from 0 to 10 that chooses the shade."""
        return None if self.pain is None else int(half_up(self.pain, 0))


def weeks_of(
    year: int,
    month: int,
    starts: str,
    pain: Mapping[date, float],
    paused: Mapping[date, str],
    rated: Collection[date],
) -> list[list[Cell | None]]:
    """The weeks of a month from the person's first day of the week; None outside of the month."""
    days = calendar.Calendar(FIRST_WEEKDAY[starts]).monthdatescalendar(year, month)
    return [
        [
            Cell(day, _shown(pain.get(day)), paused.get(day), day in rated)
            if day.month == month
            else None
            for day in week
        ]
        for week in days
    ]


def _shown(pain: float | None) -> float | None:
    return None if pain is None else half_up(pain)


def next_month(year: int, month: int, steps: int) -> date:
    """The first day of the month so many steps on, or back."""
    count = year * 12 + month - 1 + steps
    return date(count // 12, count % 12 + 1, 1)
