"""The geometry of drawings, from plain values: no framework, no database, no clock.

A `Drawing` is lines and words in a box of 360 units, so that its text is readable on a phone;
`templates/ui/chart.html` writes it as SVG with the same data as a table.
"""

from __future__ import annotations

from webapp.charts.drawing import Drawing, Path, Reader, Table, Text
from webapp.charts.points import Band, Points, Series, Stretch, Values
from webapp.charts.slopes import before_after, routine_history
from webapp.charts.weeks import weeks_picture

__all__ = [
    "Band",
    "Drawing",
    "Path",
    "Points",
    "Reader",
    "Series",
    "Stretch",
    "Table",
    "Text",
    "Values",
    "before_after",
    "routine_history",
    "weeks_picture",
]
