"""What a night's clock times mean (specification section 5; variables follow Carney 2012)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ERRORS = {
    "tib_over_18h_check_am_pm": (
        "These times make more than 18 hours in bed. Check each one: morning or evening, am or pm?"
    ),
    "tst_negative": (
        "The minutes awake add up to more than the time between lights out and the last waking."
    ),
    "sol_over_600": "More than 10 hours until you slept? Enter up to 600 minutes.",
    "waso_over_720": "More than 12 hours awake in one night? Enter up to 720 minutes.",
}
WARNINGS = {
    "tib_over_14h": "That is more than 14 hours in bed.",
    "twak_over_3h": "You stayed in bed for more than 3 hours after your last waking.",
    "tst_under_2h": "That leaves less than 2 hours of sleep.",
    "waso_without_awakenings": "You were awake in the night, but with no wakings counted.",
}
QUALITY = {1: "very poor", 2: "poor", 3: "fair", 4: "good", 5: "very good"}
ABILITY = {1: "almost nothing", 2: "a little", 3: "about half", 4: "most of it", 5: "everything"}
DOINGS = {
    "walked": "Walked",
    "worked": "Worked",
    "home": "Housework",
    "shopping": "Shopping",
    "sat": "Sat for long",
    "travelled": "Drove or travelled",
    "moved": "Exercise or sport",
    "people": "Saw people",
}
CHECKS_A_WEEK, DAYS_BETWEEN = 2, 3
MAX_SOL, MAX_WASO, MAX_AWAKENINGS = 600, 720, 50
CLOCKS = ("into_bed", "lights_out", "final_wake", "out_of_bed")
ANSWERS = (
    "into_bed", "lights_out", "sol", "awakenings", "waso",
    "final_wake", "out_of_bed", "quality", "pain_woke",
)  # fmt: skip

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::\d{2})?|(?P<joined>\d{2}))?"
    r"(?:(?P<half>[ap])(?:\.?m\.?)?)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Night:
    """What was typed about one night; `date` is the local day of getting up."""

    date: date
    into_bed: time | None = None
    lights_out: time | None = None
    sol: int | None = None
    awakenings: int | None = None
    waso: int | None = None
    final_wake: time | None = None
    out_of_bed: time | None = None
    quality: int | None = None
    pain_woke: bool = False
    time_zone: str = "UTC"


@dataclass(frozen=True)
class Derived:
    """Elapsed minutes and percentages; a value without its inputs is None."""

    tib: int | None = None
    sleep_opportunity: int | None = None
    tst: int | None = None
    sol: int | None = None
    waso: int | None = None
    twak: int | None = None
    se: float | None = None
    se_opportunity: float | None = None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """No error: the night may be kept."""
        return not self.errors


def is_check_due(told_on: Collection[date], today: date) -> bool:
    """Twice in any seven days, three days apart at least: what somebody could do is asked."""
    week = [day for day in told_on if today - timedelta(days=7) < day <= today]
    return len(week) < CHECKS_A_WEEK and all((today - day).days >= DAYS_BETWEEN for day in week)


def parse_clock(text: str) -> time:
    """A clock time as people type it: 23:15, 2315, 11:15 pm, 7am. ValueError if it is none."""
    typed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    typed = {"midnight": "0:00", "noon": "12:00"}.get(typed, typed)
    match = _CLOCK.fullmatch(typed)
    if match is None:
        raise ValueError(f"not a clock time: {text!r}")
    hour, minute = int(match["hour"]), int(match["minute"] or match["joined"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(f"not a clock time: {text!r}")
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return time(hour, minute)


def derive(night: Night) -> Derived:
    """All values of the night in elapsed minutes, with its errors and warnings as codes."""
    into, lights, wake, up = _instants(night)
    tib, opportunity = _minutes(into or lights, up), _minutes(lights, up)
    period, twak = _minutes(lights, wake), _minutes(wake, up)
    tst = None
    if period is not None and night.sol is not None and night.waso is not None:
        tst = period - night.sol - night.waso
    in_bed = max((span for span in (tib, period) if span is not None), default=0)
    errors = _true(
        tib_over_18h_check_am_pm=in_bed > 18 * 60,
        tst_negative=tst is not None and tst < 0,
        sol_over_600=(night.sol or 0) > MAX_SOL,
        waso_over_720=(night.waso or 0) > MAX_WASO,
    )
    if errors:
        return Derived(errors=errors)
    warnings = _true(
        tib_over_14h=in_bed > 14 * 60,
        twak_over_3h=(twak or 0) > 3 * 60,
        tst_under_2h=tst is not None and tst < 2 * 60,
        waso_without_awakenings=bool(night.waso) and night.awakenings == 0,
    )
    return Derived(
        tib=tib,
        sleep_opportunity=opportunity,
        tst=tst,
        sol=night.sol,
        waso=night.waso,
        twak=twak,
        se=_percent(tst, tib),
        se_opportunity=_percent(tst, opportunity),
        warnings=warnings,
    )


def night_from(row: Any) -> Night:
    """The night in a row of `sleep_nights`, whoever read it."""
    return Night(**{name: getattr(row, name) for name in ("date", *ANSWERS, "time_zone")})


def is_empty(night: Night) -> bool:
    """Nothing was filled in at all."""
    return all(getattr(night, name) is None for name in ANSWERS if name != "pain_woke") and (
        not night.pain_woke
    )


def field_of(code: str, night: Night) -> str:
    """The answer beside which an error is best told."""
    first = "lights_out" if night.into_bed is None else "into_bed"
    return {"tib_over_18h_check_am_pm": first, "sol_over_600": "sol"}.get(code, "waso")


def out_of_order(night: Night) -> tuple[str, str] | None:
    """Two clock times of one evening, or one morning, of which the second came first."""
    into, lights, wake, up = _instants(night)
    for first, start, second, end in (
        ("into_bed", into, "lights_out", lights),
        ("final_wake", wake, "out_of_bed", up),
    ):
        if (_minutes(start, end) or 0) > 18 * 60:
            return first, second
    return None


def ended_at(night: Night) -> datetime:
    """The instant the night was over: getting up, else the last waking, else that day's noon."""
    clock = night.out_of_bed or night.final_wake or time(12)
    return datetime.combine(night.date, clock, ZoneInfo(night.time_zone)).astimezone(UTC)


def _instants(night: Night) -> tuple[datetime | None, ...]:
    """Into bed, lights out, last waking, getting up: read backwards from the day of getting up."""
    zone = ZoneInfo(night.time_zone)
    latest: datetime | None = None
    found: list[datetime | None] = []
    for clock in (night.out_of_bed, night.final_wake, night.lights_out, night.into_bed):
        instant = None if clock is None else _not_after(latest, clock, night.date, zone)
        latest = instant or latest
        found.append(instant)
    return tuple(reversed(found))


def _not_after(latest: datetime | None, clock: time, day: date, zone: ZoneInfo) -> datetime:
    """The last moment not after `latest` at which a clock in that zone showed this time.

    An hour that happens twice is read as the first of the two; one that was skipped, as the
    clock would have shown it without the change. Without `latest` it is the time on that day.
    """
    if latest is None:
        return datetime.combine(day, clock, zone).astimezone(UTC)
    start = latest.astimezone(zone).date()
    for back in range(3):
        for fold in (0, 1):
            local = datetime.combine(start - timedelta(days=back), clock, zone)
            instant = local.replace(fold=fold).astimezone(UTC)
            if instant <= latest:
                return instant
    raise AssertionError("every clock time comes round within two days")


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    if start is None or end is None:
        return None
    return int((end - start).total_seconds() // 60)


def _percent(part: int | None, whole: int | None) -> float | None:
    """100 * part / whole, rounded half up to one decimal."""
    if part is None or not whole:
        return None
    return (2000 * part + whole) // (2 * whole) / 10


def _true(**checks: bool) -> tuple[str, ...]:
    return tuple(code for code, holds in checks.items() if holds)
