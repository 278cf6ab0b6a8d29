"""Before and after: one practice among its earlier ones, and a routine's history."""

from __future__ import annotations

from calendar import month_abbr
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

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
    at,
    dot,
    number,
)

Rated = tuple[date, int, int]
MINUS = "\N{MINUS SIGN}"
TICKS = (0, 5, 10)
HEAD = ("Practice", "Before", "After", "Change")
MOST_SHOWN = 30


def before_after(before: int, after: int, earlier: Sequence[Rated]) -> Drawing:
    """This practice's pain before and after (0-10), among the person's earlier ones.

    `earlier` holds (local date, before, after), oldest first; the last 30 are drawn.
    """
    earlier = earlier[-MOST_SHOWN:]
    panel, left, right = Panel(48, 208), 112.0, 262.0
    lines = Counter((b, a) for _, b, a in earlier)
    faint = [
        Path("earlier", _slope(panel, left, right, b, a), min(1.2 + 0.9 * (times - 1), 6))
        for (b, a), times in sorted(lines.items())
    ]
    ends = "".join(dot(left, panel.y(b)) + dot(right, panel.y(a)) for b, a in sorted(lines))
    this = [
        Path("now", _slope(panel, left, right, before, after), 4),
        Path("now", dot(left, panel.y(before)) + dot(right, panel.y(after)), 14),
        Path("hollow", dot(left, panel.y(before)), 8),
    ]
    return Drawing(
        name="before-after",
        height=254 if earlier else 222,
        title=f"Pain {before} before, {after} after",
        description=_told(before, after, earlier),
        paths=(panel.grid(TICKS), *faint, Path("earlier", ends, 5), *this, *_key(earlier)[0]),
        texts=(
            Text("title", left, 24, "Before", "middle"),
            Text("title", right, 24, "After", "middle"),
            Text("value", left - 16, panel.y(before) + 8, str(before), "end"),
            Text("value", right + 16, panel.y(after) + 8, str(after)),
            *panel.scale(TICKS),
            *_key(earlier)[1],
        ),
        table=Table(
            "Pain before and after",
            HEAD,
            (("This one", *_cells(before, after)), *_rows(reversed(earlier))),
        ),
    )


def _slope(panel: Panel, left: float, right: float, before: int, after: int) -> str:
    return f"{at(left, panel.y(before))}L{number(right)} {number(panel.y(after))}"


def _key(earlier: Sequence[Rated]) -> tuple[list[Path], list[Text]]:
    if not earlier:
        return [], []
    many = f"{len(earlier)} earlier ones" if len(earlier) > 1 else "the one before"
    paths = [
        Path("now", across(84, 104, 240), 4),
        Path("earlier", across(204, 224, 240), 1.5),
    ]
    return paths, [Text("key", 110, 244, "this practice"), Text("key", 230, 244, many)]


def _told(before: int, after: int, earlier: Sequence[Rated]) -> str:
    now = f"Pain was {before} before this practice and {after} after it, on a scale from 0 to 10."
    return f"{now} {_counts('earlier', earlier)}" if earlier else now


def _counts(which: str, rated: Sequence[Rated]) -> str:
    lower = sum(a < b for _, b, a in rated)
    same = sum(a == b for _, b, a in rated)
    higher = len(rated) - lower - same
    total = f"1 {which} practice" if len(rated) == 1 else f"{len(rated)} {which} practices"
    return f"After {total} pain was lower {lower}, the same {same} and higher {higher} times."


def routine_history(rated: Sequence[Rated]) -> Drawing:
    """Every practice of a routine as a small slope, oldest first; the last 30 are drawn."""
    rated = rated[-MOST_SHOWN:]
    panel = Panel(36, 176)
    step = (RIGHT - LEFT) / max(1, len(rated))
    half = min(13.0, step * 0.32)
    xs = [LEFT + step * (i + 0.5) for i in range(len(rated))]
    size = min(9.0, max(4.5, step * 0.42))
    slopes, starts, ends = "", "", ""
    for x, (_, before, after) in zip(xs, rated, strict=True):
        slopes += _slope(panel, x - half, x + half, before, after)
        starts += dot(x - half, panel.y(before))
        ends += dot(x + half, panel.y(after))
    return Drawing(
        name="history",
        height=202,
        title="Pain before and after each practice",
        description=_counts("drawn", rated),
        paths=(
            panel.grid(TICKS),
            Path("slope", slopes, 2),
            Path("before", starts, size),
            Path("hollow", starts, max(size - 3, 2)),
            Path("now", ends, size),
            Path("before", dot(196, 12), 8),
            Path("hollow", dot(196, 12), 5),
            Path("now", dot(264, 12), 8),
        ),
        texts=(
            Text("title", 0, 16, "Pain, 0\N{EN DASH}10"),
            Text("key", 205, 16, "before"),
            Text("key", 273, 16, "after"),
            *panel.scale(TICKS),
            *_dates(rated, xs),
        ),
        table=Table("Pain before and after each practice", HEAD, tuple(_rows(rated))),
        reader=Reader(xs[0], step, panel.top, panel.bottom, "Practice") if len(rated) > 1 else None,
    )


def _dates(rated: Sequence[Rated], xs: Sequence[float]) -> list[Text]:
    """The first and the last practice's day below them."""
    if not rated:
        return []
    if len(rated) == 1:
        return [Text("tick", xs[0], 196, _day(rated[0][0]), "middle")]
    first, last = _day(rated[0][0]), _day(rated[-1][0])
    return [Text("tick", LEFT, 196, first), Text("tick", RIGHT, 196, last, "end")]


def _day(day: date) -> str:
    return f"{day.day} {month_abbr[day.month]}"


def _rows(rated: Iterable[Rated]) -> list[tuple[str, ...]]:
    return [(_day(day), *_cells(before, after)) for day, before, after in rated]


def _cells(before: int, after: int) -> tuple[str, str, str]:
    change = after - before
    signed = f"+{change}" if change > 0 else f"{change}".replace("-", MINUS)
    return str(before), str(after), signed
