"""The calculations against worked examples, each with an answer from outside this code."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from webapp import statistics

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "vectors.json").read_text(encoding="utf-8")
)
MEAN, CI = VECTORS["tolerance"]["means_and_diffs"], VECTORS["tolerance"]["ci"]


def near(value: float | None, within: float = MEAN) -> Any:
    return None if value is None else pytest.approx(value, abs=within)


@pytest.mark.parametrize("case", VECTORS["rounding"])
def test_numbers_are_rounded_half_up_on_their_decimal_text(case: dict[str, Any]) -> None:
    assert statistics.half_up(case["x"], case["nd"]) == case["expected"]


def test_what_binary_sums_leave_behind_does_not_turn_a_half() -> None:
    """By fractions: days of several entries whose mean is 21/4, and 3/10 of 9/2."""
    days = [7, 13 / 2, 6, 10 / 3, 16 / 3, 10 / 3]
    assert statistics.shown(sum(days) / 6) == "5.3"
    assert statistics.shown(statistics.important_change(4.5)) == "1.4"
    assert statistics.shown(5.2499) == "5.2"


@pytest.mark.parametrize("case", VECTORS["change_label"])
def test_a_change_is_labelled_by_points_and_by_share(case: dict[str, Any]) -> None:
    change = statistics.change_label(case["base"], case["now"])
    expected = case["expected"]
    assert (change.diff, change.pct) == (expected["diff"], expected["pct"])
    assert change.label == expected["label"]


@pytest.mark.parametrize(("base", "points"), [(0, 1), (3, 1), (4, 1.2), (6, 1.8), (8, 2), (10, 2)])
def test_what_matters_is_two_points_or_thirty_per_cent_but_never_under_one(
    base: float, points: float
) -> None:
    assert statistics.important_change(base) == pytest.approx(points)


@pytest.mark.parametrize("case", VECTORS["weekly_summary"])
def test_a_week_is_summed_up_only_from_four_days_on(case: dict[str, Any]) -> None:
    summary, expected = statistics.weekly_summary(case["days"]), case["expected"]
    assert (summary.n, summary.enough) == (expected["n"], expected["enough"])
    for name in ("mean", "sd", "median", "min", "max"):
        assert getattr(summary, name) == near(expected.get(name))


@pytest.mark.parametrize("case", VECTORS["week_vs_week"]["cases"])
def test_two_weeks_are_compared_with_an_interval_and_a_word(case: dict[str, Any]) -> None:
    change = statistics.week_vs_week(case["prev"], case["curr"], case["r"])
    expected = case["expected"]
    assert change.label == expected["label"]
    assert change.diff == near(expected.get("diff"))
    low, high = expected.get("ci95", (None, None))
    assert (change.low, change.high) == (near(low, CI), near(high, CI))


@pytest.mark.parametrize("case", VECTORS["lag1"])
def test_likeness_of_days_is_estimated_or_assumed(case: dict[str, Any]) -> None:
    lag, expected = statistics.lag1(case["values"]), case["expected"]
    assert lag.how == expected["how"]
    assert lag.r == pytest.approx(expected["r"], abs=0.00005)


@pytest.mark.parametrize("case", VECTORS["session_pre_post"]["cases"])
def test_before_and_after_have_counts_and_an_interval_from_six_pairs_on(
    case: dict[str, Any],
) -> None:
    result = statistics.pre_post([(before, after) for before, after in case["pairs"]])
    expected = case["expected"]
    for name in ("n", "median", "n_down", "n_same", "n_up"):
        assert getattr(result, name) == expected[name]
    assert shift_of(result.interval) == expected["interval"]


def shift_of(shift: statistics.Shift | None) -> Any:
    if shift is None:
        return None
    return {
        "hl": shift.hl,
        "ci": [shift.low, shift.high],
        "c": shift.c,
        "n_walsh": shift.n_walsh,
        "conf": near(shift.conf, 0.00001),
    }


PAIRED = [*VECTORS["n_of_1_paired"]["cases"], VECTORS["n_of_1_blocks"]]
WHOLE = [c for c in PAIRED if all(d == int(d) for d in c["expected"]["diffs"])]


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case["id"])
def test_the_shift_agrees_with_the_paired_experiments(case: dict[str, Any]) -> None:
    expected = case["expected"]
    pairs = [(0, int(diff)) for diff in expected["diffs"]]
    interval = shift_of(statistics.pre_post(pairs).interval)
    assert interval == expected["hodges_lehmann"]


@pytest.mark.parametrize(("n", "expected"), VECTORS["walsh_cutoffs"].items())
def test_cutoffs_of_walsh_averages(n: str, expected: dict[str, Any]) -> None:
    cutoff = statistics.walsh_cutoff(int(n))
    assert cutoff.c == expected["c"]
    assert cutoff.conf == pytest.approx(expected["conf"], abs=0.000001)


@pytest.mark.parametrize("case", VECTORS["two_group_exact"])
def test_two_groups_are_compared_by_every_split(case: dict[str, Any]) -> None:
    result, expected = statistics.two_group_exact(case["A"], case["B"]), case["expected"]
    assert result.p == Fraction(expected["p_exact"])
    assert result.ways == int(expected["p_exact"].split("/")[1])
    assert (result.mean_diff, result.hl_shift) == (expected["mean_diff"], expected["hl_shift"])
    assert [result.low, result.high] == expected["hl_ci"]
    assert result.conf == near(expected["hl_conf"], 0.00001)


@pytest.mark.parametrize("case", VECTORS["sleep_to_pain"])
def test_sleep_and_pain_are_linked_only_where_the_shifts_allow(case: dict[str, Any]) -> None:
    result = statistics.sleep_to_pain(case["sleep_quality"], case["pain"])
    expected = case["expected"]
    assert (result.label, result.n) == (expected["label"], expected["n"])
    if "diff" not in expected:
        assert result.diff is None
        return
    assert result.n_better == expected["n_better"]
    for name in ("mean_after_better", "mean_after_other", "diff"):
        assert getattr(result, name) == near(expected[name], 0.0051)
    assert result.p is not None
    assert result.p * expected["n_shifts"] == 1
    assert float(result.p) == near(expected["p_shift"], 0.000001)


@pytest.mark.parametrize("case", VECTORS["adherence"])
def test_a_plan_kept_is_told_without_praise_or_blame(case: dict[str, Any]) -> None:
    result = statistics.adherence(case["planned_per_week"], case["done"])
    assert (result.pct, result.text) == (case["expected"]["pct"], case["expected"]["text"])
