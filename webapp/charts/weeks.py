"""Weeks in one picture: pain, practices, sleep and stress above one another on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from webapp.charts.behind import apart, band, time_axis
from webapp.charts.drawing import (
    LEFT,
    RIGHT,
    Drawing,
    Panel,
    Path,
    Reader,
    Table,
    Text,
    across,
    diamond,
    dot,
    joined,
    pointer,
    upright,
)
from webapp.charts.points import (
    HEIGHT,
    KEY,
    PAIN,
    PRACTICES,
    SLEEP_BOTTOM,
    SLEEP_TOP,
    STRESS,
    TITLE_GAP,
    Part,
    Points,
    Series,
    Values,
)


def weeks_picture(
    points: Points,
    series: Series,
    title: str,
    description: str,
    table: Table,
    caption: str = "",
) -> Drawing:
    """Draws the days or weeks, one mark of each kind a point."""
    starts = points.start
    step = (RIGHT - LEFT) / max(1, len(starts))
    x0 = LEFT + step / 2
    xs = [x0 + i * step for i in range(len(starts))]
    sleep = Panel(SLEEP_TOP, SLEEP_BOTTOM, 0, series.sleep_high)
    parts = [
        apart(starts, step, series),
        band(series),
        time_axis(starts, step, series),
        _pain(points, xs, step, series),
        _practices(points.practices, xs, step),
        _sleep(points.sleep, xs, step, sleep, series),
        _stress(points, xs, step),
    ]
    return Drawing(
        name="weeks",
        height=HEIGHT,
        title=title,
        description=description,
        paths=tuple(path for paths, _ in parts for path in paths if path.d),
        texts=tuple(text for _, texts in parts for text in texts),
        table=table,
        reader=Reader(x0, step, PAIN.top, STRESS.bottom, series.what),
        caption=caption,
    )


def _pain(points: Points, xs: Sequence[float], step: float, series: Series) -> Part:
    ys = PAIN.ys(points.pain)
    ends = zip(xs, PAIN.ys(points.low), PAIN.ys(points.high), ys, strict=True)
    # Where only the worst was told its bar is a dot: it would not be seen otherwise.
    told = [(x, low, high) for x, low, high, y in ends if low and high and (low != high or not y)]
    bars = "".join([upright(x, low, high) for x, low, high in told])
    means = list(zip(xs, ys, points.few, strict=True))
    dots = "".join([dot(x, y) for x, y, few in means if y is not None and not few])
    hollow = "".join([dot(x, y) for x, y, few in means if y is not None and few])
    line = joined(xs, PAIN.ys(points.trend))
    size = min(6.0, max(3.4, step * 0.9))
    paths = [
        PAIN.grid((0, 5, 10)),
        Path("range", bars, min(5.0, step * 0.62)),
        Path("pain", dots, size),
        Path("pain", hollow, size),
        Path("hollow", hollow, size - 2),
        Path("trend", line, 2.5),
    ]
    texts = [Text("title", 0, KEY, "Pain, 0\N{EN DASH}10")]
    notes, about = _notes(points.noted, xs)
    key, words = _key(series)
    return paths + notes + key, texts + about + words + PAIN.scale((0, 5, 10))


def _notes(noted: Sequence[bool], xs: Sequence[float]) -> Part:
    """A small pointer above each day with a note."""
    marks = "".join([pointer(x, PAIN.top - 3, 3) for x in compress(xs, noted)])
    if not marks:
        return [], []
    return [Path("note", marks + pointer(133, KEY + 17, 3.5))], [Text("key", 140, KEY + 18, "note")]


def _key(series: Series) -> Part:
    """What the marks of the pain panel mean, at its top right."""
    y = KEY
    paths = [
        Path("pain", dot(133, y - 4), 5),
        Path("range", upright(188, y - 8, y), 4),
        Path("trend", across(242, 258, y - 4), 2.5),
    ]
    texts = [
        Text("key", 140, y, series.dot),
        Text("key", 194, y, "range"),
        Text("key", 263, y, series.line),
    ]
    return paths, texts


def _practices(practices: Sequence[int], xs: Sequence[float], step: float) -> Part:
    """A diamond a practice, up to three a day; for weeks, a column with its number."""
    y = PRACTICES.bottom
    most = max(practices, default=0)
    done = [(x, times) for x, times in zip(xs, practices, strict=True) if times]
    marks, texts = "", [Text("title", 0, PRACTICES.top - TITLE_GAP + 3, "Practices")]
    size = min(3.4, max(2.2, step * 0.75))
    for x, times in done if most <= 3 else ():
        for i in range(times):
            marks += diamond(x, y - size - i * (2 * size + 1), size)
    paths = [Path("grid", across(LEFT, RIGHT, y), 1, "butt"), Path("practice", marks)]
    if most > 3:
        tall = Panel(PRACTICES.top, PRACTICES.bottom, 0, most)
        columns = [(x, tall.y(times)) for x, times in done]
        stems = "".join(upright(x, y, top) for x, top in columns)
        heads = "".join(diamond(x, top, size) for x, top in columns)
        paths += [Path("stem", stems, 1.5, "butt"), Path("practice", heads)]
        texts += tall.scale((most,))
    return paths, texts + _nothing(most == 0, (PRACTICES.top + y) / 2)


def _sleep(sleep: Values, xs: Sequence[float], step: float, panel: Panel, series: Series) -> Part:
    tops = zip(xs, panel.ys(value or None for value in sleep), strict=True)
    bars = "".join([upright(x, panel.bottom, top) for x, top in tops if top is not None])
    ticks = series.sleep_ticks
    paths = [panel.grid(ticks), Path("sleep", bars, min(8.0, step * 0.62), "butt")]
    texts = [Text("title", 0, panel.top - TITLE_GAP, series.sleep), *panel.scale(ticks)]
    # A night may be written down without its hours.
    return paths, texts + _nothing(not bars, _between(panel, ticks), "no hours")


def _stress(points: Points, xs: Sequence[float], step: float) -> Part:
    told = zip(xs, STRESS.ys(points.stress), strict=True)
    marks = "".join([dot(x, y) for x, y in told if y is not None])
    line = joined(xs, STRESS.ys(points.stress_trend))
    paths = [
        STRESS.grid((0, 5, 10)),
        Path("stress", marks, min(5.0, max(2.4, step * 0.7)), "square"),
        Path("stress-trend", line, 2),
    ]
    title = Text("title", 0, STRESS.top - TITLE_GAP, "Stress, 0\N{EN DASH}10")
    texts = [title, *STRESS.scale((0, 5, 10))]
    return paths, texts + _nothing(not marks, _between(STRESS, (0, 5, 10)))


def _between(panel: Panel, ticks: Sequence[int]) -> float:
    """Between the two highest lines of its grid."""
    return sum(panel.y(tick) for tick in ticks[-2:]) / 2


def _nothing(is_so: bool, y: float, what: str = "nothing") -> list[Text]:
    where = (LEFT + RIGHT) / 2
    return [Text("nothing", where, y + 4, f"{what} noted in these weeks", "middle")] * is_so
