"""Behind the data: the months, stretches that are set apart, the band of no important change."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Sequence
from datetime import date

from webapp.charts.drawing import LEFT, RIGHT, Path, Text, across, block, upright
from webapp.charts.points import HEIGHT, KEY, PAIN, STRESS, Part, Series

DAYS_WITH_DATES = 35
MOST_NAMES = 8


def apart(starts: Sequence[date], step: float, series: Series) -> Part:
    """Flares and illness as stripes through all panels, each with its word where it has room."""
    if not starts:
        return [], []
    first, days = starts[0], 1 if _daily(starts) else 7
    stripes, words, free = "", [], LEFT
    for one in series.apart:
        left = max(LEFT, LEFT + (one.first - first).days / days * step)
        right = min(RIGHT, LEFT + ((one.last - first).days + 1) / days * step)
        if right > left:
            stripes += block(left, right, PAIN.top, STRESS.bottom)
            x = min(left + 3, RIGHT - 6 * len(one.name))
            if x >= free:
                words.append(Text("apart", x, PAIN.top + 10, one.name))
                free = x + 6 * len(one.name) + 4
    return [Path("apart", stripes)], words


def band(series: Series) -> Part:
    """Where a change of the pain is too small to matter."""
    if not series.band:
        return [], []
    base, width = series.band
    high, low = PAIN.y(base + width), PAIN.y(base - width)
    y = KEY + 18
    paths = [
        Path("band", block(LEFT, RIGHT, high, low) + block(188, 198, y - 8, y)),
        Path("edge", across(LEFT, RIGHT, high) + across(LEFT, RIGHT, low), 1, "butt"),
    ]
    return paths, [Text("key", 203, y, "too small to matter")]


def time_axis(starts: Sequence[date], step: float, series: Series) -> Part:
    """Hairlines at months (at weeks, where they are few) through all panels; names below."""
    daily = _daily(starts)
    dated = daily and len(starts) <= DAYS_WITH_DATES
    latest = 1 if daily else 7  # of the days, or weeks, that start in a month the first
    marks = [
        (LEFT + i * step, day)
        for i, day in enumerate(starts)
        if (day.weekday() == series.first_weekday if dated else day.day <= latest)
    ]
    lines = "".join(upright(x, PAIN.top, STRESS.bottom) for x, _ in marks)
    named = marks[len(marks) % 2 :: 2] if len(marks) > MOST_NAMES else marks
    texts = [
        Text("tick", x + 3, HEIGHT - 8, f"{day.day} {_month(day)}" if dated else _month(day))
        for x, day in named
        if x < RIGHT - 20
    ]
    return [Path("season", lines, 1, "butt")], texts


def _month(day: date) -> str:
    return month_abbr[day.month]


def _daily(starts: Sequence[date]) -> bool:
    return len(starts) < 2 or (starts[1] - starts[0]).days == 1
