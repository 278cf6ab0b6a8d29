"""What a drawing is made of, and how a value finds its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

WIDTH = 360
LEFT, RIGHT = 28.0, 352.0
LOW, HIGH = 0, 10
Anchor = Literal["start", "middle", "end"]
Cap = Literal["butt", "round", "square"]


class Path(NamedTuple):
    """One shape: `kind` is its class and so its colour; `stroke` 0 means filled."""

    kind: str
    d: str
    stroke: float = 0
    cap: Cap = "round"


class Text(NamedTuple):
    """Words at a point; `y` is the baseline."""

    kind: str
    x: float
    y: float
    text: str
    anchor: Anchor = "start"


@dataclass(frozen=True)
class Table:
    """The data of a drawing: the first cell of a row names it; "" is a missing value.

    `links`, where there are any, has one address a row: where its day or week is opened.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """How a place on the drawing finds its row: row i stands at x0 + i * step."""

    x0: float
    step: float
    top: float
    bottom: float
    what: str


@dataclass(frozen=True)
class Drawing:
    """A picture with its words for those who do not see it, and its data."""

    name: str
    height: float
    title: str
    description: str
    paths: tuple[Path, ...]
    texts: tuple[Text, ...]
    table: Table
    reader: Reader | None = None
    caption: str = ""
    """What everybody should read beside it."""
    width: float = field(default=WIDTH)


@dataclass(frozen=True)
class Panel:
    """A strip of the drawing with a scale of its own."""

    top: float
    bottom: float
    low: float = LOW
    high: float = HIGH

    def y(self, value: float) -> float:
        """Where a value stands; what lies off the scale stands at its end."""
        return _place(value, self.low, self.high, self.top, self.bottom)

    def ys(self, values: Iterable[float | None]) -> list[float | None]:
        """Where each stands."""
        ends = self.low, self.high, self.top, self.bottom
        return [None if value is None else _place(value, *ends) for value in values]

    def grid(self, values: Iterable[int], left: float = LEFT, right: float = RIGHT) -> Path:
        """Hairlines across, one a value."""
        return Path("grid", "".join(across(left, right, self.y(v)) for v in values), 1, "butt")

    def scale(self, values: Iterable[int], unit: str = "") -> list[Text]:
        """The values beside their hairlines."""
        return [Text("tick", LEFT - 7, self.y(v) + 4, f"{v}{unit}", "end") for v in values]


@lru_cache(maxsize=4096)
def _place(value: float, low: float, high: float, top: float, bottom: float) -> float:
    if value <= low:
        return bottom
    if value >= high:
        return top
    return bottom - (value - low) / (high - low) * (bottom - top)


def number(value: float) -> str:
    """A coordinate in four figures, as short as it can be written."""
    return f"{value:.4g}"


def at(x: float, y: float) -> str:
    """Moves the pen."""
    return f"M{x:.4g} {y:.4g}"


def dot(x: float, y: float) -> str:
    """A point that its line cap makes round or square; one without any length is not printed."""
    return f"M{x:.4g} {y:.4g}h.01"


def across(left: float, right: float, y: float) -> str:
    """A level line."""
    return f"M{left:.4g} {y:.4g}H{right:.4g}"


def upright(x: float, start: float, end: float) -> str:
    """An upright line."""
    return f"M{x:.4g} {start:.4g}V{end:.4g}"


def diamond(x: float, y: float, r: float) -> str:
    """A filled diamond."""
    r_ = number(r)
    return f"{at(x, y - r)}l{r_} {r_}-{r_} {r_}-{r_}-{r_}z"


def pointer(x: float, y: float, r: float) -> str:
    """A filled triangle that points down to (x, y)."""
    r_ = number(r)
    return f"{at(x, y)}l-{r_}-{number(r * 1.6)}h{number(2 * r)}z"


def block(left: float, right: float, top: float, bottom: float) -> str:
    """A filled rectangle."""
    return f"{at(left, top)}H{right:.4g}V{bottom:.4g}H{left:.4g}z"


def joined(xs: Iterable[float], ys: Iterable[float | None]) -> str:
    """A line through places; a missing one is a gap that no line crosses."""
    parts: list[str] = []
    pen_down = False
    for x, y in zip(xs, ys, strict=True):
        if y is not None:
            parts.append(f"{'L' if pen_down else 'M'}{x:.4g} {y:.4g}")
        pen_down = y is not None
    return "".join(parts)
