"""Minutes asleep for many nights at once. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from webapp.wellbeing.rules import Night, derive

A_DAY, LONGEST = 24 * 60, 18 * 60
A_DATE = timedelta(days=1)


def minutes_asleep(night: Any) -> int | None:
    """TST of a row of `sleep_nights`, as the sleep diary derives it; None without its inputs.

    Where no clock changed around that night, elapsed time is the difference of the clock times,
    sixty times faster than by the time zone; every other night goes the long way.
    """
    lights, wake, sol, waso = night.lights_out, night.final_wake, night.sol, night.waso
    if lights is None or wake is None or sol is None or waso is None:
        return None
    period = (wake.hour * 60 + wake.minute - lights.hour * 60 - lights.minute) % A_DAY
    asleep: int = period - sol - waso
    if asleep < 0 or period > LONGEST or not _is_steady(night.time_zone, night.date):
        return derive(_whole(night)).tst
    return asleep


def _whole(night: Any) -> Night:
    """What elapsed time depends on."""
    names = (
        "date",
        "lights_out",
        "final_wake",
        "into_bed",
        "out_of_bed",
        "sol",
        "waso",
        "time_zone",
    )
    return Night(**{name: getattr(night, name) for name in names})


@lru_cache(maxsize=4096)
def _is_steady(zone: str, day: date) -> bool:
    """No clock change on the day or the day before it: a night takes 18 hours at most."""
    there, around = ZoneInfo(zone), (day - A_DATE, day + A_DATE)
    before, after = (datetime.combine(one, time(), there).utcoffset() for one in around)
    return before == after
