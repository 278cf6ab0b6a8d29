"""The only reader of the time, and of a person's time zone. Tests replace `source`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones


class HasZone(Protocol):
    """Anyone whose day is a day in a time zone."""

    @property
    def time_zone(self) -> str: ...


source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - the seam for tests


def now() -> datetime:
    """This instant, aware, in UTC."""
    return source()


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA time zone this machine knows."""
    return frozenset(available_timezones())


@lru_cache(maxsize=700)
def zone_named(name: str) -> ZoneInfo:
    """The zone of this name; UTC where the name is unknown (a phone newer than our table)."""
    return ZoneInfo(name if name in zone_names() else "UTC")


def zone(person: HasZone) -> ZoneInfo:
    """The person's time zone."""
    return zone_named(person.time_zone)


def local(person: HasZone, instant: datetime) -> datetime:
    """The instant on the person's own clock."""
    return instant.astimezone(zone(person))


def today(person: HasZone) -> date:
    """The person's day."""
    return local(person, now()).date()


def local_parts(person: HasZone, instant: datetime) -> tuple[date, int]:
    """The person's date at this instant and their offset from UTC in minutes."""
    there = local(person, instant)
    offset = there.utcoffset() or timedelta()
    return there.date(), int(offset.total_seconds() // 60)


def at_local(person: HasZone, naive: datetime) -> datetime:
    """The instant of a wall-clock time of the person; the earlier one of a doubled hour."""
    return naive.replace(tzinfo=zone(person)).astimezone(UTC)


def end_of(person: HasZone, day: date) -> datetime:
    """The midnight at which a day of the person ends."""
    return at_local(person, datetime.combine(day + timedelta(days=1), datetime.min.time()))
