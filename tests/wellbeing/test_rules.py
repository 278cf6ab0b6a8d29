"""The sleep diary's arithmetic against worked examples."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from webapp.wellbeing import rules
from webapp.wellbeing.rules import Night, derive, parse_clock

WORKED = json.loads((Path(__file__).parent / "nights.json").read_text())


def a_night(**answers: Any) -> Night:
    """The ordinary night of the specification, with these answers changed."""
    usual = {
        "date": date(2025, 6, 10),
        "into_bed": time(22, 45),
        "lights_out": time(23, 0),
        "sol": 20,
        "awakenings": 2,
        "waso": 35,
        "final_wake": time(6, 30),
        "out_of_bed": time(6, 50),
        "time_zone": "Europe/London",
    }
    return Night(**{**usual, **answers})


def worked_night(typed: dict[str, Any]) -> Night:
    clocks = ("into_bed", "lights_out", "final_wake", "out_of_bed")
    return Night(
        date=date.fromisoformat(typed["date"]),
        sol=typed["sol_min"],
        awakenings=typed["awakenings"],
        waso=typed["waso_min"],
        quality=typed["quality"],
        time_zone=typed["tz"],
        **{name: parse_clock(typed[name]) if typed[name] else None for name in clocks},
    )


@pytest.mark.parametrize("case", WORKED, ids=lambda case: case["name"])
def test_every_worked_night_comes_out_as_published(case: dict[str, Any]) -> None:
    expected = case["expected"]
    derived = derive(worked_night(case["input"]))

    assert derived.ok == expected["ok"]
    if not derived.ok:
        assert list(derived.errors) == expected["errors"]
        return
    assert derived.tib == expected["tib_min"]
    assert derived.sleep_opportunity == expected["sleep_opportunity_min"]
    assert derived.tst == expected["tst_min"]
    assert derived.twak == expected["twak_min"]
    assert derived.se == expected["se_pct"]
    assert derived.se_opportunity == expected["se_opportunity_pct"]
    assert list(derived.warnings) == expected["warnings"]


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    night = a_night(
        date=date(2025, 3, 30), into_bed=time(23), lights_out=time(23),
        final_wake=time(7), out_of_bed=time(7),
    )  # fmt: skip
    assert derive(night).tib == 420


def test_going_to_bed_after_midnight_belongs_to_the_same_day() -> None:
    night = a_night(into_bed=time(0, 30), lights_out=time(0, 45), sol=15, waso=0)
    assert derive(night).tib == 380
    assert derive(night).tst == 330


def test_a_night_shift_sleeps_through_the_day() -> None:
    night = a_night(
        into_bed=time(8), lights_out=time(8, 30), final_wake=time(15), out_of_bed=time(15, 30)
    )
    assert derive(night).tib == 450


def test_waking_before_the_repeated_hour_and_rising_after_it() -> None:
    night = a_night(
        date=date(2025, 10, 26), into_bed=time(22), lights_out=time(22),
        final_wake=time(0, 50), out_of_bed=time(2, 10),
    )  # fmt: skip
    assert derive(night).twak == 140


def test_a_skipped_clock_time_is_still_before_getting_up() -> None:
    night = a_night(
        date=date(2025, 3, 30), into_bed=time(22), lights_out=time(22),
        final_wake=time(1, 30), out_of_bed=time(2, 0),
    )  # fmt: skip
    assert derive(night).twak == 30


@pytest.mark.parametrize("missing", ["into_bed", "lights_out", "final_wake", "out_of_bed"])
def test_any_time_may_be_left_out(missing: str) -> None:
    assert derive(a_night(**{missing: None})).ok


def test_a_value_without_its_inputs_stays_empty() -> None:
    derived = derive(a_night(sol=None))
    assert (derived.tib, derived.tst, derived.se) == (485, None, None)
    assert derive(a_night(out_of_bed=None)).tib is None
    assert derive(a_night(out_of_bed=None)).tst == 395
    assert derive(Night(date=date(2025, 6, 10), quality=3)) == rules.Derived()


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"into_bed": time(11), "lights_out": time(11)}, "tib_over_18h_check_am_pm"),
        ({"into_bed": None, "lights_out": time(11), "out_of_bed": None, "final_wake": time(7)},
         "tib_over_18h_check_am_pm"),
        ({"final_wake": time(7, 10)}, "tib_over_18h_check_am_pm"),
        ({"sol": 300, "waso": 200}, "tst_negative"),
        ({"sol": 601}, "sol_over_600"),
        ({"waso": 721}, "waso_over_720"),
    ],
)  # fmt: skip
def test_a_night_that_cannot_be_is_refused(answers: dict[str, Any], code: str) -> None:
    assert code in derive(a_night(**answers)).errors


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"into_bed": time(16, 30)}, "tib_over_14h"),
        ({"out_of_bed": time(9, 40)}, "twak_over_3h"),
        ({"sol": 200, "waso": 160}, "tst_under_2h"),
        ({"awakenings": 0}, "waso_without_awakenings"),
    ],
)
def test_an_unusual_night_is_kept_with_a_question(answers: dict[str, Any], code: str) -> None:
    derived = derive(a_night(**answers))
    assert derived.ok
    assert derived.warnings == (code,)


@pytest.mark.parametrize(
    "answers",
    [
        {"into_bed": time(16, 50)},
        {"out_of_bed": time(9, 30)},
        {"sol": 180, "waso": 150},
        {"awakenings": None},
        {"sol": 0, "waso": 0, "awakenings": 0},
    ],
)
def test_exactly_at_a_limit_nothing_is_asked(answers: dict[str, Any]) -> None:
    assert derive(a_night(**answers)).warnings == ()


def test_every_code_has_a_plain_sentence() -> None:
    assert all(text.endswith((".", "?")) for text in (rules.ERRORS | rules.WARNINGS).values())


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("23:15", time(23, 15)), ("2315", time(23, 15)), ("11:15 pm", time(23, 15)),
        ("11.15PM", time(23, 15)), ("23h15", time(23, 15)), ("23:15:00", time(23, 15)),
        ("7", time(7)), ("7am", time(7)), ("930", time(9, 30)), ("0:05", time(0, 5)),
        ("12 am", time(0)), ("12:30 p.m.", time(12, 30)), ("midnight", time(0)),
        (" 6:50 ", time(6, 50)), ("1115p", time(23, 15)),
    ],
)  # fmt: skip
def test_clock_times_are_read_as_people_type_them(typed: str, clock: time) -> None:
    assert parse_clock(typed) == clock


@pytest.mark.parametrize(
    "typed",
    ["", "late", "25:00", "24:00", "23:60", "13 pm", "0 am", "-1:00", "23:1", "12345", "٢٣:١٥", "m",
     "7m", "7.m."],
)  # fmt: skip
def test_what_is_no_clock_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_clock(typed)


def test_a_night_with_nothing_in_it_is_empty() -> None:
    assert rules.is_empty(Night(date=date(2025, 6, 10)))
    assert not rules.is_empty(Night(date=date(2025, 6, 10), awakenings=0))
    assert not rules.is_empty(Night(date=date(2025, 6, 10), pain_woke=True))
