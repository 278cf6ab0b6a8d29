"""What the picture of the weeks is made from, and where its panels stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from webapp.charts.drawing import Panel, Path, Text

PAIN = Panel(58, 208)
PRACTICES = Panel(242, 264, 0, 3)
SLEEP_TOP, SLEEP_BOTTOM = 304.0, 360.0
STRESS = Panel(400, 456)
HEIGHT = 482.0
TITLE_GAP = 16
KEY = 18.0
Part = tuple[list[Path], list[Text]]


Values = Sequence[float | None]


class Points(NamedTuple):
    """Days, or weeks, that follow one another on the time axis without a hole, oldest first: one
    value a day in each column, None for what nobody noted.

    Pain and stress are 0-10; `low` and `high` are the range that `pain` is the mean of; the
    trends are seven-day means; `sleep` is in the unit of its series. `few` marks a mean of too
    few days, `noted` that the person wrote a note.
    """

    start: Sequence[date]
    pain: Values
    low: Values
    high: Values
    trend: Values
    sleep: Values
    stress: Values
    stress_trend: Values
    practices: Sequence[int]
    few: Sequence[bool]
    noted: Sequence[bool]


class Stretch(NamedTuple):
    """Days that are set apart, both ends included, and what they were."""

    first: date
    last: date
    name: str


class Band(NamedTuple):
    """Where the pain began, and by how many points it must leave to have changed."""

    base: float
    width: float


@dataclass(frozen=True)
class Series:
    """What the words of the picture call things."""

    dot: str = "day"
    line: str = "7-day mean"
    sleep: str = "Sleep, hours"
    sleep_ticks: tuple[int, ...] = (0, 4, 8)
    sleep_high: float = 10
    what: str = "Day"
    apart: tuple[Stretch, ...] = ()
    band: Band | None = None
    first_weekday: int = 0
