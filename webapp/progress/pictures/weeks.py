"""Days as a picture: the points, the words for those who do not see it, the table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from webapp.charts import Band, Drawing, Point, Series, Stretch, Table, weeks_picture
from webapp.journal.rules import PAUSED
from webapp.progress.pictures.words import (
    DAYS,
    band_words,
    day_month,
    day_year,
    description,
    night,
    said,
    set_apart,
    short,
)
from webapp.progress.rules import DAY, RUN_UP, Day, Totals, Window, totals, week_name
from webapp.statistics import important_change, rolling_mean

HEAD = ("Pain", "Range", "Sleep", "Stress", "Practices")
NOTES = "Notes"
QUALITY = Series(sleep="Sleep quality, 1\N{EN DASH}5", sleep_ticks=(1, 3, 5), sleep_high=5)


class Links(NamedTuple):
    """Where a day and a week are opened: the address up to the day after, up to the week's name."""

    day: str
    week: str


def picture_of(window: Window, days: Sequence[Day], links: Links | None = None) -> Drawing:
    """The picture of a window; `days` begin six days before it."""
    within = days[RUN_UP.days :]
    sums = totals(within)
    in_hours = bool(sums.sleep.n) or not sums.quality.n
    what = "Week" if window.is_weekly else "Day"
    if window.is_weekly:
        weeks = [_week(within[i : i + 7]) for i in range(0, len(within), 7)]
        points = [_weekly(week, in_hours) for week in weeks]
        rows = [_row(day_year(week.date), week) for week in weeks]
    else:
        points = _daily(days, in_hours)
        rows = [_row(f"{DAYS[day.date.weekday()]} {day_month(day.date)}", day) for day in within]
    has_notes = any(row[-1] for row in rows)
    head = (f"{what} from" if window.is_weekly else what, *HEAD, *([NOTES] if has_notes else []))
    table = Table(
        f"What was noted, {what.lower()} by {what.lower()}",
        head,
        tuple(rows) if has_notes else tuple(row[:-1] for row in rows),
        _addresses(points, window, links),
    )
    apart = _apart(within)
    series = replace(
        _series(what, in_hours),
        apart=apart,
        band=_band(points),
        first_weekday=window.starts_on,
    )
    title = f"{window.weeks} weeks of pain, practices, sleep and stress"
    caption = band_words(series.band)
    words = " ".join([description(window, sums), *set_apart(apart), caption]).strip()
    return weeks_picture(points, series, title, words, table, caption)


def _addresses(points: Sequence[Point], window: Window, links: Links | None) -> tuple[str, ...]:
    if links is None:
        return ()
    if window.is_weekly:
        return tuple(links.week + week_name(point.start) for point in points)
    return tuple(links.day + (point.start + DAY).isoformat() for point in points)


def _apart(days: Sequence[Day]) -> tuple[Stretch, ...]:
    """The pauses among these days."""
    found = []
    for kind, some in groupby(days, key=lambda day: day.pause):
        if kind:
            *_, last = first, *_ = list(some)
            found.append(Stretch(first.date, last.date, PAUSED[kind]))
    return tuple(found)


def _band(points: Sequence[Point]) -> Band | None:
    """Around the first mean of enough days."""
    base = next((point.trend for point in points if point.trend is not None), None)
    return None if base is None else Band(base, important_change(base))


def _series(what: str, in_hours: bool) -> Series:
    sleep = Series() if in_hours else QUALITY
    weekly = what == "Week"
    return Series(
        dot="week" if weekly else "day",
        line="week by week" if weekly else "7-day mean",
        sleep=sleep.sleep,
        sleep_ticks=sleep.sleep_ticks,
        sleep_high=sleep.sleep_high,
        what=what,
    )


@dataclass
class Week:
    """Seven days as one: means, the range of the days, the sum of the practices."""

    date: date
    pain: float | None
    reach: tuple[int, int] | None
    minutes: float | None
    quality: float | None
    stress: float | None
    practices: int
    sums: Totals
    notes: int = 0
    pause: str = ""

    @property
    def note(self) -> str:
        """How many days have a note."""
        return f"{self.notes} {'note' if self.notes == 1 else 'notes'}" if self.notes else ""


def _week(days: Sequence[Day]) -> Week:
    sums = totals(days)
    told = [reach for day in days if (reach := day.reach)]
    return Week(
        date=days[0].date,
        pain=sums.pain.value,
        reach=(min(told)[0], max(high for _, high in told)) if told else None,
        minutes=sums.sleep.value,
        quality=sums.quality.value,
        stress=sums.stress.value,
        practices=sums.practices,
        sums=sums,
        notes=sum(1 for day in days if day.note),
        pause=next((day.pause for day in days if day.pause), ""),
    )


def _weekly(week: Week, in_hours: bool) -> Point:
    sums = week.sums
    trend = week.pain if sums.pain.is_enough else None
    calm = week.stress if sums.stress.is_enough else None
    return _point(week, trend, calm, in_hours, few=not sums.pain.is_enough)


def _daily(days: Sequence[Day], in_hours: bool) -> list[Point]:
    trends = rolling_mean([day.pain for day in days])
    stress = rolling_mean([day.stress for day in days])
    every = list(zip(days, trends, stress, strict=True))
    return [_point(day, trend, calm, in_hours) for day, trend, calm in every[RUN_UP.days :]]


def _point(
    one: Day | Week,
    trend: float | None,
    stress_trend: float | None,
    in_hours: bool,
    few: bool = False,
) -> Point:
    low, high = one.reach or (None, None)
    hours = None if one.minutes is None else one.minutes / 60
    return Point(
        start=one.date,
        pain=one.pain,
        low=low,
        high=high,
        trend=trend,
        sleep=hours if in_hours else one.quality,
        stress=one.stress,
        stress_trend=stress_trend,
        practices=one.practices,
        few=few,
        noted=bool(one.note),
    )


def _row(name: str, one: Day | Week) -> tuple[str, ...]:
    reach = one.reach
    return (
        name,
        short(one.pain),
        f"{reach[0]}\N{EN DASH}{reach[1]}" if reach else "",
        night(one.minutes, one.quality),
        short(one.stress),
        str(one.practices or ""),
        said(one.pause, one.note, isinstance(one, Day)) if one.note or one.pause else "",
    )
