"""The drawings: honest geometry, well-formed, small, the same data as words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask

from webapp import charts
from webapp.charts import Band, Drawing, Points, Series, Stretch, Table

MONDAY = date(2026, 1, 5)
NO_TABLE = Table("Nothing", ("Day",), ())


NOTHING: dict[str, Any] = {"practices": 0, "few": False, "noted": False}


def weeks(points: Points) -> Drawing:
    return charts.weeks_picture(points, Series(), "Weeks", "In words", NO_TABLE)


def days(first: date = MONDAY, apart: int = 1, **told: list[Any]) -> Points:
    """Points from Monday on, with these values; those of the other columns were not noted."""
    n = max(map(len, told.values()), default=0)
    empty = {name: [NOTHING.get(name)] * n for name in Points._fields}
    starts = [first + timedelta(days=i * apart) for i in range(n)]
    return Points(**{**empty, "start": starts, **told})


def path(drawing: Drawing, kind: str) -> str:
    """The longest path of a kind: the data, not its key."""
    return max((path.d for path in drawing.paths if path.kind == kind), key=len, default="")


def test_a_gap_is_a_gap_and_no_line_crosses_it() -> None:
    line = path(weeks(days(trend=[4, 4, None, None, 5, 5, None, 6])), "trend")
    assert re.findall("[A-Z]", line) == ["M", "L", "M", "L", "M"]


def test_ten_stands_at_the_top_and_zero_at_the_bottom() -> None:
    dots = path(weeks(days(pain=[10, 0, 5])), "pain")
    heights = [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)h\.01", dots)]
    assert heights == [58, 208, 133]


def test_a_range_of_one_value_is_no_bar() -> None:
    drawing = weeks(days(pain=[5.0, 5.0], low=[5, 2], high=[5, 9]))
    bars, _key = [path.d for path in drawing.paths if path.kind == "range"]
    assert bars == "M271 178V73"


def test_time_runs_evenly_from_left_to_right() -> None:
    drawing = weeks(days(pain=[1, 1, 1, 1]))
    xs = [float(x) for x in re.findall(r"M([\d.]+) ", path(drawing, "pain"))]
    assert xs == pytest.approx([68.5, 149.5, 230.5, 311.5])
    assert drawing.reader is not None
    assert [drawing.reader.x0 + drawing.reader.step * i for i in range(4)] == xs


def test_a_missing_value_is_not_drawn_as_zero() -> None:
    drawing = weeks(days(pain=[None, None], sleep=[None, 7], stress=[None, None]))
    assert path(drawing, "stress") == ""
    assert path(drawing, "sleep").count("M") == 1
    assert "nothing noted in these weeks" in [text.text for text in drawing.texts]


def test_a_night_without_its_hours_is_not_called_nothing() -> None:
    drawing = weeks(days(pain=[4], practices=[1], sleep=[None], stress=[3]))
    assert [text.text for text in drawing.texts if text.kind == "nothing"] == [
        "no hours noted in these weeks"
    ]


def test_what_says_that_nothing_was_noted_stands_between_two_lines() -> None:
    drawing = weeks(days(pain=[4.0], sleep=[None], stress=[None]))
    lines = {float(y) for path in drawing.paths if path.kind == "grid"
             for y in re.findall(r"M[\d.]+ ([\d.]+)", path.d)}  # fmt: skip
    said = [text.y for text in drawing.texts if text.kind == "nothing"]
    assert said and all(abs(line - (y - 4)) > 8 for y in said for line in lines)


def test_every_practice_of_a_day_has_its_mark() -> None:
    drawing = weeks(days(practices=[0, 1, 3]))
    assert path(drawing, "practice").count("M") == 4


def test_a_mean_of_too_few_days_is_hollow() -> None:
    drawing = weeks(days(apart=7, pain=[4, 5], few=[True, False]))
    assert path(drawing, "hollow").count("M") == 1


def test_a_flare_is_a_stripe_over_its_days_and_says_so() -> None:
    flare = Stretch(MONDAY + timedelta(1), MONDAY + timedelta(2), "flare")
    points = days(pain=[4.0, 5.0, 6.0, 4.0])
    drawing = charts.weeks_picture(points, Series(apart=(flare,)), "", "", NO_TABLE)
    assert path(drawing, "apart") == "M109 58H271V456H109z"
    assert [text.text for text in drawing.texts if text.kind == "apart"] == ["flare"]


def test_the_band_of_no_important_change_stands_around_where_it_began() -> None:
    drawing = charts.weeks_picture(days(pain=[4.0]), Series(band=Band(4, 1)), "", "", NO_TABLE)
    assert path(drawing, "band").startswith("M28 133H352V163H28z")


def test_a_note_has_its_mark_above_its_day() -> None:
    drawing = weeks(days(pain=[4.0, 4.0], noted=[False, True]))
    assert path(drawing, "note").count("M") == 2  # the day's and the key's


def test_months_are_named_where_they_begin() -> None:
    points = days(date(2025, 12, 18), pain=[None] * 84)
    names = [text.text for text in weeks(points).texts if text.kind == "tick"]
    assert [name for name in names if name.isalpha()] == ["Jan", "Feb", "Mar"]


def test_a_month_begins_with_the_first_week_that_starts_in_it() -> None:
    points = days(date(2026, 1, 26), apart=7, pain=[None] * 6)  # to 2 March
    names = [text.text for text in weeks(points).texts if text.kind == "tick"]
    assert [name for name in names if name.isalpha()] == ["Feb", "Mar"]


def test_this_practice_stands_before_its_earlier_ones() -> None:
    earlier = [(MONDAY, 6, 4), (MONDAY, 6, 4), (MONDAY, 3, 5)]
    drawing = charts.before_after(7, 4, earlier)
    assert drawing.table.rows[0] == ("This one", "7", "4", "\u22123")
    assert drawing.table.rows[1] == ("5 Jan", "3", "5", "+2")
    assert "After 3 earlier practices pain was lower 2, the same 0 and higher 1 times." in (
        drawing.description
    )


def test_the_first_practice_stands_alone() -> None:
    drawing = charts.before_after(10, 10, [])
    assert len(drawing.table.rows) == 1
    assert not path(drawing, "earlier")


def test_a_history_draws_each_practice_from_before_to_after() -> None:
    drawing = charts.routine_history([(MONDAY, 6, 4), (MONDAY, 5, 5)])
    assert path(drawing, "slope").count("L") == 2
    assert charts.routine_history([]).reader is None


DRAWINGS = [
    charts.before_after(6, 4, [(MONDAY, 6, 4)] * 40),
    charts.routine_history([(MONDAY, 6, 4)] * 40),
    weeks(days(pain=[4.25] * 84, low=[1] * 84, high=[9] * 84, trend=[5] * 84, sleep=[7.1] * 84)),
    weeks(days()),
]


@pytest.fixture
def macros(app: Flask) -> Any:
    return app.jinja_env.get_template("ui/chart.html").module


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)
def test_a_drawing_is_well_formed_and_needs_no_style(macros: Any, drawing: Drawing) -> None:
    svg = str(macros.svg(drawing, "id"))
    root = ElementTree.fromstring(svg)
    names = {attribute for element in root.iter() for attribute in element.attrib}
    assert "style" not in names
    assert not re.search(r"nan|inf|#[0-9a-f]{3}", svg)
    title, description = root[0], root[1]
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert title.text


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)
def test_nothing_is_drawn_outside_its_box(drawing: Drawing) -> None:
    for shape in drawing.paths:
        for x, y in re.findall(r"M([-\d.]+) ([-\d.]+)", shape.d):
            assert 0 <= float(x) <= drawing.width
            assert 0 <= float(y) <= drawing.height
    for text in drawing.texts:
        assert 0 <= text.x <= drawing.width
        assert 8 <= text.y <= drawing.height


def test_words_in_a_drawing_never_become_markup(macros: Any) -> None:
    hostile = "<script>alert(1)</script>"
    table = Table(hostile, (hostile,), ((hostile, hostile),))
    drawing = charts.weeks_picture(days(), Series(sleep=hostile), hostile, hostile, table)
    assert "<script" not in str(macros.chart(drawing))
