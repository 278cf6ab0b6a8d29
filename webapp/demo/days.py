"""The days of a made-up life, as they were.

Pain wanders from day to day (AR(1), φ = 0.6), falls slowly over the months, flares once, and
follows bad nights and stress a little. A few days are missing, and two weeks are spent in another
time zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

HOME, AWAY = "Europe/London", "America/Toronto"
CARRIED_OVER = 0.6
Row = dict[str, Any]


@dataclass(frozen=True)
class Day:
    """A day as it was, on scales of 0-10 (not yet rounded), whether or not it was written down."""

    date: date
    zone: str
    pain: float
    night: float
    stress: float
    is_flare: bool
    is_kept: bool

    def at(self, clock_time: time, minutes: float = 0) -> datetime:
        """The instant of a clock time of this day, where the person was, and minutes later."""
        local = datetime.combine(self.date, clock_time, ZoneInfo(self.zone))
        return (local + timedelta(minutes=minutes)).astimezone(UTC)

    def when(self, at: datetime) -> Row:
        """The instant as a row keeps it: beside it the day and the offset from UTC in minutes."""
        offset = at.astimezone(ZoneInfo(self.zone)).utcoffset() or timedelta()
        minutes = int(offset.total_seconds() // 60)
        return {"at": at, "local_date": self.date, "utc_offset": minutes}


def days(rng: Random, weeks: int, until: date) -> Iterator[Day]:
    """The days of this many weeks, the last one `until`."""
    count, pain, night, stress = weeks * 7, 0.0, 0.0, 0.0
    flare, gap, away = count * 62 // 100, count * 75 // 100, count * 84 // 100
    for number in range(count):
        day = until - timedelta(days=count - 1 - number)
        night = 0.3 * night + rng.gauss(0, 1)
        working = 0.6 if day.weekday() < 5 else -1.0
        stress = 0.5 * stress + 0.5 * working + rng.gauss(0, 1.2)
        pain = CARRIED_OVER * pain + 0.15 * stress - 0.3 * night + rng.gauss(0, 0.7)
        since = number - flare
        extra = 3.2 * (1 - since / 12) if 0 <= since < 12 else 0.0
        yield Day(
            date=day,
            zone=AWAY if away <= number < away + 14 else HOME,
            pain=5.0 - 1.6 * number / count + pain + extra,
            night=night,
            stress=4.2 + stress,
            is_flare=extra > 0,
            is_kept=not gap <= number < gap + 5 and rng.random() > 0.06,
        )


def score(value: float) -> int:
    """The nearest whole number from 0 to 10."""
    return max(0, min(10, round(value)))
