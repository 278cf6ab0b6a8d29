"""Days as a picture: the points, the words for those who do not see it, the table. Pure."""

from __future__ import annotations

from calendar import day_abbr, month_abbr
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.charts import Drawing, Point, Series, Table, weeks_picture
from webapp.progress.rules import RUN_UP, Day, Totals, Window, totals
from webapp.statistics import rolling_mean, shown

MONTHS, DAYS = tuple(month_abbr), tuple(day_abbr)
HEAD = ("Pain", "Range", "Sleep", "Stress", "Practices")
QUALITY = Series(sleep="Sleep quality, 1\N{EN DASH}5", sleep_ticks=(1, 3, 5), sleep_high=5)


def picture_of(window: Window, days: Sequence[Day]) -> Drawing:
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
    table = Table(
        f"What was noted, {what.lower()} by {what.lower()}",
        (f"{what} from" if window.is_weekly else what, *HEAD),
        tuple(rows),
    )
    title = f"{window.weeks} weeks of pain, practices, sleep and stress"
    return weeks_picture(points, _series(what, in_hours), title, description(window, sums), table)


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
    )


def _row(name: str, one: Day | Week) -> tuple[str, ...]:
    reach = one.reach
    return (
        name,
        short(one.pain),
        f"{reach[0]}\N{EN DASH}{reach[1]}" if reach else "",
        _night(one),
        short(one.stress),
        str(one.practices or ""),
    )


def _night(one: Day | Week) -> str:
    quality = "" if one.quality is None else f"{short(one.quality)} of 5"
    return ", ".join([part for part in (hours(one.minutes), quality) if part])


def day_month(day: date) -> str:
    """A date as 3 Nov."""
    return f"{day.day} {MONTHS[day.month]}"


def day_year(day: date) -> str:
    """A date as 3 Nov 2026."""
    return f"{day_month(day)} {day.year}"


def short(value: float | None) -> str:
    """To one decimal, whole numbers without; "" for none."""
    if value is None:
        return ""
    whole = int(value)
    return str(whole) if value == whole else shown(value).removesuffix(".0")


def hours(minutes: float | None) -> str:
    """Minutes as 6 h 40; "" for none."""
    if minutes is None:
        return ""
    whole = int(minutes + 0.5)
    return f"{whole // 60} h {whole % 60:02}"


def description(window: Window, sums: Totals) -> str:
    """The picture in words."""
    days = (window.last - window.first).days + 1
    parts = [
        f"{day_year(window.first)} to {day_year(window.last)}.",
        f"Pain was noted on {sums.pain.n} of {days} days" + _mean(short(sums.pain.value)),
        f"Practices: {sums.practices}.",
        f"Sleep: {sums.sleep.n} nights" + _mean(hours(sums.sleep.value)),
        f"Stress: {sums.stress.n} days" + _mean(short(sums.stress.value)),
    ]
    return " ".join(parts)


def _mean(words: str) -> str:
    return f", on average {words}." if words else "."
