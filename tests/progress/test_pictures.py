"""What the picture of the weeks shows of the days: by hand calculation."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from webapp.charts import Drawing
from webapp.progress.pictures import picture_of
from webapp.progress.rules import RUN_UP, Day, days_between, window

SUNDAY = date(2026, 3, 15)
BEFORE = date(2026, 3, 2)
"""The Monday of the last week but one."""


def drawn(weeks: int, *days: Day) -> Drawing:
    span = window(weeks, SUNDAY)
    known = {day.date: day for day in days}
    return picture_of(span, days_between(span.first - RUN_UP, span.last, known), SUNDAY)


def marks(drawing: Drawing, kind: str) -> str:
    """The first path of a kind: the data, before its key."""
    return next(path.d for path in drawing.paths if path.kind == kind)


def heights(drawing: Drawing, kind: str) -> list[float]:
    """Where the marks of a kind stand: 0 and 10 of pain at 208 and 58, of stress at 456 and 400."""
    return [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", marks(drawing, kind))]


# One week with six days of pain, one with three, and a flare.
WEEKS = [
    *(
        Day(BEFORE + timedelta(days=n), pain, (low, high), minutes, None, stress, times, note)
        for n, (pain, low, high, minutes, stress, times, note) in enumerate(
            [
                (4.0, 3, 6, 400, 2, 1, ""),
                (5.0, 5, 5, 440, 4, 0, "one"),
                (6.0, 2, 9, None, 6, 2, ""),
                (7.0, 7, 8, None, 8, 0, "two"),
                (8.0, 8, 8, None, None, 1, ""),
                (6.0, 6, 6, None, None, 0, ""),
            ]
        )
    ),
    *(
        Day(
            date(2026, 3, 9) + timedelta(days=n), 2.0, (1, 3), stress=1, note="x" * n, pause="flare"
        )
        for n in range(2)
    ),
    Day(date(2026, 3, 11), 5.0, (5, 5)),
]


def test_seven_days_are_one_row_of_means_with_the_range_of_all() -> None:
    rows = drawn(26, *WEEKS).table.rows
    assert len(rows) == 26
    # Means of 4 5 6 7 8 6, of 400 and 440 minutes, and of 2 4 6 8.
    assert rows[-2] == ("2 Mar 2026", "6", "2\N{EN DASH}9", "7 h 00", "5", "4", "2 notes")
    # 2 + 2 + 5 over three days: fewer than four are named.
    assert rows[-1] == ("9 Mar 2026", "3 (3 days)", "1\N{EN DASH}5", "", "1", "", "flare, 1 note")
    assert set(rows[0][1:]) == {""}
    assert drawn(26, Day(BEFORE, 4.0, (4, 4))).table.rows[-2][1] == "4 (1 day)"


def test_one_is_one_and_under_four_there_is_no_mean_in_the_words_either() -> None:
    """Counted by hand: one night, three and four days."""
    night = Day(BEFORE, 4.0, (4, 4), minutes=400, stress=2)
    days = [Day(BEFORE + timedelta(days=n), 5.0, (5, 5), stress=3) for n in (1, 2)]
    told = drawn(12, night, *days).description
    assert "Pain was noted on 3 of 84 days. Practices: 0. Sleep: 1 night. Stress: 3 days." in told
    told = drawn(12, night, *days, Day(BEFORE + timedelta(days=3), 5.0, stress=4)).description
    assert "of 84 days, on average 4.8." in told and "Stress: 4 days, on average 3." in told


def test_a_week_of_less_than_four_days_is_hollow_and_no_line_goes_there() -> None:
    drawing = drawn(26, *WEEKS)
    assert heights(drawing, "hollow") == [163], "the three days' mean of 3"
    full, few, _ = [path.d for path in drawing.paths if path.kind == "pain"]
    assert (" 118h" in full, " 163h" in few) == (True, True), "and the mean of 6"
    assert (full.count("M"), few.count("M")) == (1, 1)
    assert heights(drawing, "trend") == [118]
    # Of stress, four days in the one week (mean 5) and two in the other.
    assert heights(drawing, "stress-trend") == [428]
    assert marks(drawing, "note").count("M") == 3, "two weeks and the key"


def test_a_days_range_reaches_from_its_lowest_to_its_highest() -> None:
    drawing = drawn(4, WEEKS[2])
    assert re.findall(r" ([\d.]+)V([\d.]+)", marks(drawing, "range")) == [("178", "73")]
    assert drawing.table.rows[-12][1:3] == ("6", "2\N{EN DASH}9")


def test_the_seven_day_mean_knows_the_days_before_the_window() -> None:
    first = window(4, SUNDAY).first
    days = [Day(first - timedelta(days=n), float(n), stress=n) for n in range(4)]
    drawing = drawn(4, *days)
    # 0 1 2 3 on the first day and the three days before it; then the last ones leave the seven.
    assert heights(drawing, "trend") == [185.5, 185.5, 185.5, 185.5]
    assert heights(drawing, "stress-trend") == [447.6, 447.6, 447.6, 447.6]
    assert heights(drawing, "pain") == [208]


def test_without_any_hours_nights_are_drawn_by_their_quality() -> None:
    drawing = drawn(4, Day(SUNDAY, quality=5))
    assert re.findall(r" ([\d.]+)V([\d.]+)", marks(drawing, "sleep")) == [("360", "304")]
    both = drawn(4, Day(SUNDAY, minutes=300, quality=5))
    assert re.findall(r" ([\d.]+)V([\d.]+)", marks(both, "sleep")) == [("360", "332")]


@pytest.mark.parametrize(("weeks", "mark"), [(4, "day"), (26, "week")])
def test_the_key_names_what_a_mark_is_and_the_line_of_seven_days(weeks: int, mark: str) -> None:
    key = [text.text for text in drawn(weeks, *WEEKS).texts if text.kind == "key"]
    assert key.count(mark) == 1
    assert key.count("7-day mean") == 1


@pytest.mark.parametrize(
    ("base", "reach"), [(3.4, "1 point"), (3.6, "1.1 points"), (8.0, "2 points")]
)
def test_the_band_is_as_wide_as_it_is_written(base: float, reach: str) -> None:
    """Three tenths of where it began, told to one decimal: of 3.4 that is one point."""
    week = [Day(window(4, SUNDAY).first + timedelta(days=n), base) for n in range(7)]
    words = drawn(4, *week).description
    assert f"The shaded band reaches {reach} either side of where these weeks began" in words
