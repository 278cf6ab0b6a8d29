"""Days as a picture: the points, the words for those who do not see it, the table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from webapp.charts import Band, Drawing, Points, Series, Stretch, Table, Values, weeks_picture
from webapp.journal.rules import PAUSED
from webapp.progress.pictures.words import (
    DAYS,
    band_words,
    counted,
    day_month,
    day_year,
    description,
    figure,
    from_to,
    night,
    quoted,
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


class Columns(NamedTuple):
    """What the picture and its table are made from, a column each, a value a day or week."""

    start: Sequence[date]
    name: Sequence[str]
    pain: Values
    figures: Sequence[str]
    """The pain as the table has it."""
    reach: Sequence[tuple[int, int] | None]
    minutes: Values
    quality: Values
    stress: Values
    practices: Sequence[int]
    said: Sequence[str]
    noted: Sequence[bool]
    trend: Values
    calm: Values
    few: Sequence[bool]


def picture_of(
    window: Window,
    days: Sequence[Day],
    today: date,
    links: Links | None = None,
    sums: Totals | None = None,
) -> Drawing:
    """The picture of a window; `days` begin six days before it. `sums` are those of the window,
    where they are known."""
    within = days[RUN_UP.days :]
    sums = sums or totals(within)
    in_hours = bool(sums.sleep.n) or not sums.quality.n
    told = _weekly(within) if window.is_weekly else _daily(days)
    what = "Week" if window.is_weekly else "Day"
    apart = _apart(within)
    series = replace(
        _series(what, in_hours),
        apart=apart,
        band=_band(told.trend),
        first_weekday=window.starts_on,
    )
    title = f"{window.weeks} weeks of pain, practices, sleep and stress"
    caption = band_words(series.band)
    words = " ".join([description(window.lived(today), sums), *set_apart(apart), caption]).strip()
    table = _table(told, window, links, what)
    return weeks_picture(_points(told, in_hours), series, title, words, table, caption)


def _points(told: Columns, in_hours: bool) -> Points:
    hours = [None if minutes is None else minutes / 60 for minutes in told.minutes]
    return Points(
        start=told.start,
        pain=told.pain,
        low=[reach and reach[0] for reach in told.reach],
        high=[reach and reach[1] for reach in told.reach],
        trend=told.trend,
        sleep=hours if in_hours else told.quality,
        stress=told.stress,
        stress_trend=told.calm,
        practices=told.practices,
        few=told.few,
        noted=told.noted,
    )


def _table(told: Columns, window: Window, links: Links | None, what: str) -> Table:
    cells: list[Iterable[str]] = [
        told.name,
        told.figures,
        map(from_to, told.reach),
        map(night, told.minutes, told.quality),
        map(short, told.stress),
        [str(times or "") for times in told.practices],
    ]
    head = [f"{what} from" if window.is_weekly else what, *HEAD]
    if any(told.said):
        head.append(NOTES)
        cells.append(told.said)
    caption = f"What was noted, {what.lower()} by {what.lower()}"
    rows = tuple(zip(*cells, strict=True))
    return Table(caption, tuple(head), rows, _addresses(told.start, window, links))


def _addresses(starts: Sequence[date], window: Window, links: Links | None) -> tuple[str, ...]:
    if links is None:
        return ()
    if window.is_weekly:
        return tuple([links.week + week_name(start) for start in starts])
    return tuple([links.day + (start + DAY).isoformat() for start in starts])


def _apart(days: Sequence[Day]) -> tuple[Stretch, ...]:
    """The pauses among these days."""
    found = []
    for kind, some in groupby(days, key=lambda day: day.pause):
        if kind:
            *_, last = first, *_ = list(some)
            found.append(Stretch(first.date, last.date, PAUSED[kind]))
    return tuple(found)


def _band(trend: Values) -> Band | None:
    """Around the first mean of enough days."""
    base = next((mean for mean in trend if mean is not None), None)
    return None if base is None else Band(base, important_change(base))


def _series(what: str, in_hours: bool) -> Series:
    sleep = Series() if in_hours else QUALITY
    weekly = what == "Week"
    return Series(
        dot="week" if weekly else "day",
        sleep=sleep.sleep,
        sleep_ticks=sleep.sleep_ticks,
        sleep_high=sleep.sleep_high,
        what=what,
    )


def _daily(days: Sequence[Day]) -> Columns:
    """One value a day; the means need the days of the run-up, which are not shown."""
    trend, calm = (
        rolling_mean(values)[RUN_UP.days :]
        for values in ([day.pain for day in days], [day.stress for day in days])
    )
    start, pain, reach, minutes, quality, stress, practices, notes, pauses = zip(
        *days[RUN_UP.days :], strict=True
    )
    return Columns(
        start=start,
        name=[f"{DAYS[day.weekday()]} {day_month(day)}" for day in start],
        pain=pain,
        figures=[short(score) for score in pain],
        reach=reach,
        minutes=minutes,
        quality=quality,
        stress=stress,
        practices=practices,
        said=[
            said(pause, quoted(note)) if pause or note else ""
            for pause, note in zip(pauses, notes, strict=True)
        ],
        noted=[note != "" for note in notes],
        trend=trend,
        calm=calm,
        few=[False] * len(start),
    )


def _weekly(days: Sequence[Day]) -> Columns:
    """Seven days as one: means, the range of the days, the sum of the practices."""
    weeks = [days[i : i + 7] for i in range(0, len(days), 7)]
    start = [week[0].date for week in weeks]
    sums = [totals(week) for week in weeks]
    pain, stress = [one.pain for one in sums], [one.stress for one in sums]
    notes = [len([day for day in week if day.note]) for week in weeks]
    pauses = [next((day.pause for day in week if day.pause), "") for week in weeks]
    return Columns(
        start=start,
        name=[day_year(day) for day in start],
        pain=[mean.value for mean in pain],
        figures=[figure(mean) for mean in pain],
        reach=[_reach(week) for week in weeks],
        minutes=[one.sleep.value for one in sums],
        quality=[one.quality.value for one in sums],
        stress=[mean.value for mean in stress],
        practices=[one.practices for one in sums],
        said=[said(pause, counted(n)) for pause, n in zip(pauses, notes, strict=True)],
        noted=[n > 0 for n in notes],
        trend=[mean.value if mean.is_enough else None for mean in pain],
        calm=[mean.value if mean.is_enough else None for mean in stress],
        few=[not mean.is_enough for mean in pain],
    )


def _reach(days: Sequence[Day]) -> tuple[int, int] | None:
    told = [day.reach for day in days if day.reach]
    return (min([low for low, _ in told]), max([high for _, high in told])) if told else None
