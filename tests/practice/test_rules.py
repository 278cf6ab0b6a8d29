"""Done, partial credit and tiers: expected values from the clinical specification."""

from __future__ import annotations

import pytest

from webapp.practice import rules
from webapp.practice.rules import Past

GOOD = Past("standard", done=True, rise=-1)


@pytest.mark.parametrize(
    ("planned", "active", "done"),
    [(480, 480, True), (480, 383, False), (480, 384, True), (480, 600, True), (480, 0, False)],
)
def test_done_means_at_least_eighty_per_cent_of_the_time(
    planned: int, active: int, done: bool
) -> None:
    assert rules.is_done(planned, active) is done


@pytest.mark.parametrize(
    ("planned", "active", "percent"),
    [(480, 383, 79), (480, 480, 100), (480, 900, 100), (480, 0, 0), (0, 10, 0)],
)
def test_less_is_partial_credit_and_never_rounded_up(
    planned: int, active: int, percent: int
) -> None:
    assert rules.credit(planned, active) == percent


def test_a_change_is_after_minus_before_and_needs_both() -> None:
    assert rules.change(6, 4) == -2
    assert rules.change(3, 5) == 2
    assert rules.change(3, None) is None


@pytest.mark.parametrize(
    ("newest_first", "tier"),
    [
        ([], "standard"),
        ([GOOD], "standard"),
        ([GOOD, GOOD], "standard"),
        ([GOOD, GOOD, GOOD], "long"),
        ([GOOD, GOOD, Past("standard", done=False, rise=-1)], "standard"),
        ([GOOD, GOOD, Past("short", done=True, rise=-1)], "standard"),
        ([GOOD, GOOD, Past("standard", True, -1, sore_beyond_24_h=True)], "standard"),
        ([GOOD, Past("standard", True, 2), GOOD], "standard"),
        ([Past("standard", True, 2), GOOD, GOOD], "short"),
        ([Past("standard", True, 1), GOOD, GOOD], "long"),
        ([Past("standard", True, None), GOOD, GOOD], "long"),
        ([Past("standard", True, -1, True, True)], "short"),
        ([Past("short", True, 3)], "short"),
        ([Past("long", True, -1)] * 3, "long"),
        ([Past("short", True, 0)] * 3, "standard"),
    ],
)
def test_three_good_practices_move_up_and_one_bad_moves_down(
    newest_first: list[Past], tier: str
) -> None:
    assert rules.suggested_tier(newest_first) == tier


@pytest.mark.parametrize(
    ("newest_first", "tier"),
    [([], "short"), ([GOOD, GOOD, GOOD], "short"), ([Past("long", True, -2)], "standard")],
)
def test_soreness_for_more_than_a_day_goes_one_level_down(
    newest_first: list[Past], tier: str
) -> None:
    assert rules.suggested_tier(newest_first, sore_today=True) == tier


def test_a_practice_that_arrives_after_a_minute_is_history() -> None:
    assert not rules.is_late(5)
    assert not rules.is_late(-3600)
    assert rules.is_late(61)


def test_expectation_is_asked_before_the_first_use_only() -> None:
    assert rules.asks_expectation(0)
    assert not rules.asks_expectation(1)


@pytest.mark.parametrize(
    ("newest_first", "words"),
    [
        ([], "Standard is as written. Short is lighter and shorter."),
        ([GOOD], "As last time."),
        ([GOOD, GOOD, GOOD], "Your last 3 went well, so you may take a little more."),
        (
            [Past("standard", True, -1, True, True)],
            "Shorter and softer this time, because you were sore for two days.",
        ),
        (
            [Past("long", True, 2)],
            "Shorter and softer this time, "
            "because your pain was 2 points higher after the last one.",
        ),
        (
            [Past("short", True, 0, True, True)],
            "The gentlest again this time, because you were sore for two days.",
        ),
    ],
)
def test_the_change_of_dose_is_said_in_words(newest_first: list[Past], words: str) -> None:
    assert rules.tier_reason(newest_first) == words


@pytest.mark.parametrize(
    ("tier", "tiers", "gentler"),
    [
        ("long", ("short", "standard"), "standard"),
        ("short", ("short", "standard"), "short"),
        ("standard", ("short",), "short"),
    ],
)
def test_a_tier_that_is_not_open_gives_way_to_the_next(
    tier: str, tiers: tuple[str, ...], gentler: str
) -> None:
    assert rules.gentler_of(tier, tiers) == gentler


@pytest.mark.parametrize(
    ("written", "most", "said"),
    [
        ("Press one spot to 4 and breathe.", 2, "Press one spot to 2 and breathe."),
        ("Stop at 4 out of 10 and breathe.", 3, "Stop at 3 out of 10 and breathe."),
        ("Press to 3 or 4, breathe out.", 2, "Press to 2, breathe out."),
        ("Press to 3 or 4, breathe out.", 3, "Press to 3, breathe out."),
        ("Press until it is 4, hold.", 3, "Press until it is 3, hold."),
        ("Stroke with flat hands. This is 2.", 1, "Stroke with flat hands. This is 2."),
        ("In for 4, out for 6.", 1, "In for 4, out for 6."),
    ],
)
def test_no_instruction_asks_for_more_pressure_than_the_limit(
    written: str, most: int, said: str
) -> None:
    assert rules.within(written, most) == said


def test_a_step_after_too_much_was_done_a_tier_lower() -> None:
    assert rules.tier_at(3, "standard", 2) == "short"
    assert rules.tier_at(2, "standard", 2) == "standard", "it is eased from the next step on"
    assert rules.tier_at(9, "long", None) == "long"


def test_a_minute_is_not_late_yet() -> None:
    assert [rules.is_late(seconds) for seconds in (60, 60.5)] == [False, True]
