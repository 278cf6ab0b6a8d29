"""What is said about a number is part of the number."""

from __future__ import annotations

import re

import pytest

from webapp import statistics

TEN = [(6, 4), (5, 4), (7, 5), (4, 4), (6, 3), (5, 5), (6, 5), (7, 4), (5, 3), (6, 5)]
CAVEAT = (
    "Ratings often fall by themselves when you start on a bad moment; "
    "this number cannot separate the two."
)


def test_ten_practices_give_the_typical_change_its_interval_and_its_caveat() -> None:
    assert statistics.pre_post_sentence(statistics.pre_post(TEN)) == (
        "Right after 10 sessions your rating was typically 1.5 lower (0.5 to 2.5). " + CAVEAT
    )


def test_a_rise_is_called_a_rise() -> None:
    risen = statistics.pre_post([(after, before) for before, after in TEN])
    assert "typically 1.5 higher (0.5 to 2.5)" in statistics.pre_post_sentence(risen)


def test_an_interval_across_zero_names_both_sides() -> None:
    mixed = statistics.pre_post([(5, 2), (5, 4), (5, 4), (5, 5), (5, 6), (5, 7)])
    assert "typically 0.5 lower (2.0 higher to 3.0 lower)" in statistics.pre_post_sentence(mixed)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([0, 0, 0, 0, 0, 1], "0.0 higher (0.0 to 1.0)"),
        ([0, 0, 0, 0, 0, -1], "0.0 lower (0.0 to 1.0)"),
        ([0, 0, 0, 0, 0, 0], "0.0 lower (0.0 to 0.0)"),
    ],
)
def test_a_typical_change_of_nothing_lies_on_the_side_of_its_interval(
    changes: list[int], told: str
) -> None:
    """Medians and ends of the sorted Walsh averages, by numpy."""
    words = statistics.pre_post_words(statistics.pre_post([(5, 5 + by) for by in changes]))
    assert words == f"Right after 6 sessions your rating was typically {told}."


def test_five_practices_give_counts_without_a_typical_change() -> None:
    words = statistics.pre_post_sentence(statistics.pre_post(TEN[:5]))
    assert "typically" not in words
    assert "lower 4×, the same 1×, higher 0×" in words
    assert words.endswith(CAVEAT)


def test_nothing_is_said_about_nothing() -> None:
    assert statistics.pre_post_sentence(statistics.pre_post([])) == ""


def test_a_lower_week_is_told_with_days_and_interval() -> None:
    words = statistics.week_sentence([5, 6, 5, 4, 6, 5, 5], [4, 4, 3, None, 4, 3, 4], 0.3)
    assert words == ("This week 3.7 (from 6 days), last week 5.1. 1.5 points lower (0.4 to 2.5).")


@pytest.mark.parametrize("current", [[None] * 7, [5, 5, 5, None, None, None, None]])
def test_too_few_days_give_no_verdict(current: list[int | None]) -> None:
    words = statistics.week_sentence([5] * 7, current, 0.3)
    assert "Not enough days yet" in words
    assert not re.search("lower|higher|same", words)


def test_no_clear_difference_never_reads_as_no_effect() -> None:
    words = statistics.week_sentence([7, 2, 6, 1, 8, 3, 5], [4, 2, 5, 1, 6, 3, 4], 0.3)
    assert "No clear difference (\u22124.5 to +2.5): these days cannot tell" in words


def test_a_negative_zero_is_zero() -> None:
    assert statistics.shown(-0.04) == "0.0"
