"""What a day was, which weeks are looked at, what they amount to."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.progress import reviews, rules
from webapp.progress.rules import Day

TODAY = date(2026, 3, 11)


def test_a_days_pain_is_its_average_where_one_was_given() -> None:
    assert rules.day_of(TODAY, n=3, total=22, low=7, high=8, average=4).pain == 4


def test_an_average_of_zero_is_an_average() -> None:
    assert rules.day_of(TODAY, n=1, total=8, low=8, high=8, average=0).pain == 0


def test_else_it_is_the_mean_of_its_entries() -> None:
    assert rules.day_of(TODAY, n=2, total=7, low=2, high=5, worst=9).pain == 3.5
    assert rules.day_of(TODAY, n=2, total=0, low=0, high=0).pain == 0


def test_a_worst_alone_is_no_days_pain() -> None:
    assert rules.day_of(TODAY, worst=9).pain is None


def test_a_days_reach_holds_everything_noted() -> None:
    assert rules.day_of(TODAY, n=2, total=9, low=3, high=6, average=2, worst=8).reach == (2, 8)
    assert rules.day_of(TODAY, n=2, total=9, low=3, high=6).reach == (3, 6)
    assert rules.day_of(TODAY).reach is None


def test_twelve_weeks_end_today() -> None:
    window, problem = rules.asked_window(None, None, TODAY)
    assert (window.first, window.last, problem) == (date(2025, 12, 18), TODAY, "")


@pytest.mark.parametrize("weeks", ["26", "52"])
def test_long_windows_are_whole_weeks(weeks: str) -> None:
    window, _ = rules.asked_window(weeks, None, TODAY)
    assert window.first.weekday() == 0
    assert window.last == date(2026, 3, 15)
    assert (window.last - window.first).days + 1 == int(weeks) * 7


@pytest.mark.parametrize(
    ("weeks", "until"),
    [
        ("13", None),
        ("0", None),
        ("-4", None),
        ("abc", None),
        ("", None),
        ("12.0", None),
        ("٤", None),
        ("9" * 5000, None),
        (None, "yesterday"),
        (None, "2026-02-30"),
        (None, "0001-01-01"),
        (None, "20260101"),
        (None, "2026-W01-1"),
        (None, ""),
    ],
)
def test_what_cannot_be_shown_falls_back_to_now_and_says_why(
    weeks: str | None, until: str | None
) -> None:
    window, problem = rules.asked_window(weeks, until, TODAY)
    assert (window.weeks, window.last) == (12, TODAY)
    assert "Here are the l" in problem


def test_a_day_to_come_means_today() -> None:
    window, problem = rules.asked_window("4", "2031-01-01", TODAY)
    assert (window.last, problem) == (TODAY, "")


@given(st.sampled_from(rules.LENGTHS), st.dates(date(2002, 1, 1), TODAY))
def test_going_earlier_and_later_again_leads_back(weeks: int, last: date) -> None:
    window = rules.window(weeks, last)
    assert window.earlier is not None
    before = rules.window(weeks, window.earlier)
    assert before.last + rules.DAY == window.first
    assert before.later(TODAY) == min(window.last, TODAY)


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_address_breaks_the_choice_of_weeks(weeks: str, until: str) -> None:
    window, _ = rules.asked_window(weeks, until, TODAY)
    assert window.first < window.last


@pytest.mark.parametrize(
    ("name", "starts", "first"),
    [
        ("2026-W11", "monday", date(2026, 3, 9)),
        ("2026-W01", "monday", date(2025, 12, 29)),
        ("2020-W53", "monday", date(2020, 12, 28)),
        ("2026-W11", "sunday", date(2026, 3, 8)),
        ("2026-W11", "saturday", date(2026, 3, 7)),
    ],
)
def test_weeks_have_the_iso_name_of_their_monday(name: str, starts: str, first: date) -> None:
    assert rules.week_named(name, starts) == first
    assert rules.week_name(first) == name
    assert rules.week_of(first, starts) == rules.week_of(first + timedelta(6), starts) == first
    assert rules.week_of(first + timedelta(7), starts) == first + timedelta(7)


def test_long_windows_end_with_the_persons_own_week() -> None:
    assert rules.window(26, TODAY, "sunday").last == date(2026, 3, 14)
    assert rules.window(26, TODAY, "saturday").last == date(2026, 3, 13)


def test_a_pause_covers_its_days_and_the_later_one_counts() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 11)
    pauses = [(date(2026, 3, 9), last, "sick"), (date(2026, 2, 20), date(2026, 3, 9), "flare")]
    days = rules.paused({TODAY: Day(TODAY, pain=4)}, pauses, first, last)
    assert [days[date(2026, 3, n)].pause for n in (1, 8, 9, 11)] == ["flare"] * 2 + ["sick"] * 2
    assert days[TODAY].pain == 4
    assert date(2026, 2, 28) not in days


@pytest.mark.parametrize("name", ["2026-W54", "2026-11", "0001-W01", "2026-w11", "", "2025-W53"])
def test_what_is_no_week_has_no_name(name: str) -> None:
    with pytest.raises(ValueError):
        rules.week_named(name)


def test_totals_count_their_days() -> None:
    days = [Day(TODAY, pain=4, minutes=400), Day(TODAY, pain=6, practices=2), Day(TODAY)]
    sums = rules.totals(days)
    assert (sums.pain, sums.sleep) == (rules.Mean(5, 2), rules.Mean(400, 1))
    assert (sums.practices, sums.pain.is_enough, sums.is_empty) == (2, False, False)
    assert rules.totals([Day(TODAY)]).is_empty


def test_a_review_compares_monday_to_sunday_with_the_week_before() -> None:
    monday = date(2026, 3, 9)
    told = zip([5, 6, 5, 4, 6, 5, 5, 4, 4, 3, None, 4, 3, 4], range(-7, 7), strict=True)
    days = [rules.day_of(monday + timedelta(days=i), average=pain) for pain, i in told]
    review = reviews.review(monday, {day.date: day for day in days})
    assert review.words.startswith("This week 3.7 (from 6 days), last week 5.1. 1.5 points lower")
    assert (review.name, review.end) == ("2026-W11", date(2026, 3, 15))


def practice(routine: str, before: int, after: int | None, day: date = TODAY) -> Any:
    return SimpleNamespace(
        title="", routine=routine, local_date=day, pain_before=before, pain_after=after
    )


def test_routines_are_told_by_how_often_they_were_practised() -> None:
    rows = [practice("a", 6, 4), practice("b", 5, 5), practice("b", 5, None)]
    found = reviews.by_routine(rows, {"a": "Ball", "b": "Wall"})
    assert [(one.name, one.practices, one.result.n) for one in found] == [
        ("Wall", 2, 1),
        ("Ball", 1, 1),
    ]


def test_a_routine_that_left_the_library_keeps_a_name() -> None:
    past = reviews.history("old-wall-ball", {}, [practice("old-wall-ball", 6, None)])
    assert (past.name, past.words, past.in_library) == ("Old wall ball", "", False)
