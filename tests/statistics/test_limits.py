"""Where a rule begins: at its limit itself, and not one step before."""

from __future__ import annotations

import random

import pytest

from webapp import statistics
from webapp.statistics import Factor, guarded

DAYS = 168


def dice(seed: int, days: int = DAYS) -> list[float]:
    chance = random.Random(seed)
    return [float(chance.random() < 0.4) for _ in range(days)]


# What goes together with pain


def test_eight_blocks_of_two_weeks_are_compared_from_ten_days_with_more_on() -> None:
    rare = [float(day % 12 == 5) for day in range(112)]
    assert sum(rare) == 9
    pain = [4 + value for value in dice(1, 112)]
    nine, ten = Factor("nine", rare), Factor("ten", [1.0, *rare[1:]])
    scan = statistics.associations(pain, [nine, ten])
    assert (scan.enough, scan.compared) == (True, 1)


@pytest.mark.parametrize(("points", "found"), [(0.5, 1), (0.4921875, 0)])
def test_half_a_point_stands_out(points: float, found: int) -> None:
    stress = dice(2)
    pain = [4 + points * value for value in stress]
    assert len(statistics.associations(pain, [Factor("stress", stress)]).found) == found


def test_what_goes_one_way_by_the_day_and_the_other_over_the_months_is_no_pattern() -> None:
    drift = [3.0 * (day // 14) for day in range(DAYS)]
    stress = [d + e for d, e in zip(drift, dice(3), strict=True)]
    pain = [d - e for d, e in zip(drift, dice(3), strict=True)]
    scan = statistics.associations(pain, [Factor("stress", stress)])
    assert (scan.compared, scan.found) == (1, [])


def test_no_deal_makes_it_impossible() -> None:
    """The deal that was seen counts as one of them (Phipson & Smyth 2010): p is never 0."""
    chance = random.Random(4)
    blocks = [[chance.gauss(0, 1) for _ in range(14)] for _ in range(12)]
    assert guarded.dealt(blocks, blocks)[0] == 1 / 1000


# Nights and days


@pytest.mark.parametrize(
    ("days", "good", "label"),
    [
        (20, 5, "not_enough_days"),
        (21, 4, "not_enough_contrast"),
        (21, 5, "association_seen"),
    ],
)
def test_nights_are_compared_from_21_days_five_good_nights_and_half_a_point_on(
    days: int, good: int, label: str
) -> None:
    nights = [4 if day in (0, 1, 4, 9, 11)[:good] else 3 for day in range(days)]
    pain = [4.0 if night == 4 else 4.5 for night in nights]
    assert statistics.sleep_to_pain(nights, pain).label == label


def test_half_a_point_is_half_a_point_whatever_binary_numbers_make_of_it() -> None:
    """By fractions: 41/10 - 36/10 is 1/2, and one shift of thirty comes as close."""
    good = [3, 4, 4, 4, 4, 4, 3, 3, 4, 3]
    other = [4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4]
    seen = statistics.sleep_to_pain([5] * 10 + [2] * 20, good + other)
    assert seen.label == "association_seen"
    stress = dice(2)
    pain = [4.1 if value else 3.6 for value in stress]
    assert len(statistics.associations(pain, [Factor("stress", stress)]).found) == 1


# Weeks


def test_one_point_is_one_point_whatever_binary_numbers_make_of_it() -> None:
    """By fractions: 14/5 - 9/5 is 1; t of 8 degrees by scipy, 2.3060, and the SD at its floor."""
    words = statistics.week_sentence([2, 2, 2, 2, 1], [3, 3, 3, 3, 2], 0)
    assert words.endswith("last week 1.8. 1.0 points higher (0.3 to 1.7).")


@pytest.mark.parametrize(("now", "label"), [(4, "lower"), (6, "higher"), (4.25, "about_the_same")])
def test_one_point_is_worth_a_word(now: float, label: str) -> None:
    assert statistics.week_vs_week([5] * 7, [now] * 7, 0).label == label


def test_likeness_is_that_of_the_last_four_weeks() -> None:
    chance = random.Random(5)
    weeks = [float(chance.randrange(11)) for _ in range(28)]
    assert statistics.lag1([0, 0, 10, 10] * 20 + weeks) == statistics.lag1(weeks)


# Words


def test_an_end_of_nothing_at_all_has_no_side() -> None:
    changes = [0, -1, -1, -2, -2, -3]
    words = statistics.pre_post_words(statistics.pre_post([(5, 5 + c) for c in changes]))
    assert "typically 1.5 lower (0.0 to 3.0)" in words
    # Student's t for 12 degrees, half a point, two weeks of seven: 0.55 lower, give or take 0.58.
    assert "About the same (\u22121.1 to 0.0)" in statistics.week_sentence([5] * 7, [4.45] * 7, 0)
