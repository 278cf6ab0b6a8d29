"""Journal flags: the clinical worked examples, the edges of every rule, and the cool-downs."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench import flags as simulation
from tests.safety.plain import SCREENING, read
from webapp.safety import flags
from webapp.safety.flags import Diary, Raised, Session, Told, raised
from webapp.safety.screening import texts

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "vectors.json").read_text(encoding="utf-8")
)["journal_rules"]
MONDAY = date(2026, 3, 9)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


# The worked examples of the clinical data


@pytest.mark.parametrize("case", VECTORS["rising"])
def test_f2_as_in_the_worked_examples(case: Any) -> None:
    assert flags.is_rising(case["daily28"]) is case["expected"]


@pytest.mark.parametrize("case", VECTORS["severe"])
def test_f3_as_in_the_worked_examples(case: Any) -> None:
    assert flags.is_severe(case["worst7"]) is case["expected"]


@pytest.mark.parametrize("case", VECTORS["night"])
def test_f4_as_in_the_worked_examples(case: Any) -> None:
    assert flags.is_woken(case["woken7"]) is case["expected"]


@pytest.mark.parametrize("case", VECTORS["six_weeks"])
def test_f5_as_in_the_worked_examples(case: Any) -> None:
    found = flags.is_unchanged(case["first7"], case["last7"], case["days"])
    assert found is case["expected"]


@pytest.mark.parametrize("case", VECTORS["flare"])
def test_f6_as_in_the_worked_examples(case: Any) -> None:
    found = flags.flared([Session(*told) for told in case["sessions"]])
    assert ("pause_routine" if found else "none") == case["expected"]


def test_the_rules_stand_in_the_file_as_in_the_clinical_data() -> None:
    ours = texts().flags.flags
    for told in read("flags"):
        if told["id"] == "F1":
            continue
        assert ours[told["id"]].rule == told["rule"]
        if told["then"].startswith("'"):
            assert ours[told["id"]].text in told["then"]
    assert len(ours) == len(read("flags")) - 1
    assert texts().flags.question in [key for key, _ in SCREENING["urgent"]["items"]]


# The edges


@pytest.mark.parametrize(
    ("before", "last", "is_rising"),
    [
        ([3] * 21, [5] * 7, True),
        ([3] * 21, [5] * 6 + [4], False),
        ([2] * 21, [4] * 7, False),
        ([3] * 12 + [None] * 9, [5] * 4 + [None] * 3, True),
        ([3] * 11 + [None] * 10, [5] * 7, False),
        ([3] * 21, [5] * 3 + [None] * 4, False),
        ([10 / 3] * 21, [16 / 3] * 7, True),
    ],
)
def test_the_edges_of_f2(before: list[Any], last: list[Any], is_rising: bool) -> None:
    assert flags.is_rising([*before, *last]) is is_rising


@pytest.mark.parametrize(
    ("worst", "is_severe"),
    [([8, 8, 8, 0, 0, 0, 0], True), ([8, 8, 7, 7, 7, 7, 7], False), ([None] * 7, False)],
)
def test_the_edges_of_f3(worst: list[Any], is_severe: bool) -> None:
    assert flags.is_severe(worst) is is_severe


def test_two_nights_are_not_three() -> None:
    assert not flags.is_woken([True, True, False, None, None, None, None])


@pytest.mark.parametrize(
    ("first", "last", "days", "is_unchanged"),
    [
        ([4] * 7, [4] * 7, 42, True),
        ([4] * 7, [4] * 7, 41, False),
        ([3.9] * 7, [4] * 7, 60, False),
        ([10] * 7, [7] * 7, 60, False),  # a fall of 30 % exactly is enough
        ([7] * 7, [4.9] * 7, 60, False),
        ([10] * 7, [7.1] * 7, 60, True),
        ([5, None, None, 5], [5, 5], 60, True),
        ([5], [5, 5], 60, False),
        ([5, 5], [5], 60, False),
    ],
)
def test_the_edges_of_f5(first: Any, last: Any, days: int, is_unchanged: bool) -> None:
    assert flags.is_unchanged(first, last, days) is is_unchanged


@pytest.mark.parametrize(
    ("sessions", "why"),
    [
        ([], ""),
        ([(4, 6, None)], ""),
        ([(4, 7, None)], "after"),
        ([(4, None, 6)], ""),
        ([(4, 4, 6), (4, 4, 6)], "morning"),
        ([(4, 4, 6), (4, 4, 5)], ""),
        ([(4, 4, 6), (4, 4, None)], ""),
        ([(4, 4, 6), (4, 4, 4), (4, 4, 6)], ""),
        ([(0, 0, 0), (4, None, 6), (3, None, 5)], "morning"),
    ],
)
def test_the_edges_of_f6(sessions: list[Any], why: str) -> None:
    assert flags.flared([Session(*told) for told in sessions]) == why


@pytest.mark.parametrize(
    ("score", "last", "interferes"),
    [(7, None, True), (6.7, None, False), (6.7, 4.7, True), (6.7, 5, False), (2, 0, True)],
)
def test_the_edges_of_f7(score: float, last: float | None, interferes: bool) -> None:
    assert flags.interferes(score, last) is interferes


@pytest.mark.parametrize(
    ("mood", "is_low"),
    [([2] * 5 + [9, 9], True), ([2] * 4 + [3] * 3, False), ([0] * 5 + [None] * 2, True)],
)
def test_the_edges_of_f8(mood: list[Any], is_low: bool) -> None:
    assert flags.is_low(mood) is is_low


def test_the_edges_of_f9() -> None:
    poor, fair = [2, 1, 2, 5, 5, 5, None], [2, 2, 3, 3, 3, 3, 3]
    assert flags.sleeps_poorly([poor] * 12)
    assert not flags.sleeps_poorly([poor] * 11)
    assert not flags.sleeps_poorly([poor] * 11 + [fair])
    assert flags.sleeps_poorly([fair] + [poor] * 12)


# Week by week


def diary(weeks: list[Told | list[Told]], last: date = MONDAY, **more: Any) -> Diary:
    """Weeks of days, oldest first, that end on the day before a Monday."""
    every = [told for week in weeks for told in (week if isinstance(week, list) else [week] * 7)]
    start = last - len(every) * DAY
    return Diary({start + n * DAY: told for n, told in enumerate(every)}, **more)


def mondays(found: Diary, weeks: int, flag: str, last: date = MONDAY) -> list[int]:
    """Which of the last Mondays raise a flag, counted backwards: 0 is the last one."""
    every = [last - n * WEEK for n in range(weeks)]
    return [n for n, day in enumerate(every) if Raised(flag, day) in raised(found, day)]


CALM, HARD = Told(pain=3, worst=4), Told(pain=6, worst=8)


def test_a_quiet_diary_raises_nothing() -> None:
    assert raised(diary([CALM] * 30), MONDAY) == []
    assert raised(Diary(), MONDAY) == []


def test_only_whole_weeks_are_judged() -> None:
    within = diary([CALM] * 4, MONDAY - WEEK)
    days = {**within.days, **{MONDAY + n * DAY: HARD for n in range(6)}}
    assert raised(Diary(days), MONDAY) == []
    assert [flag.flag for flag in raised(Diary(days), MONDAY + WEEK)] == ["F2", "F3"]


def test_a_rise_is_raised_once_and_then_rests_for_four_weeks() -> None:
    up = [CALM, CALM, CALM, Told(pain=6), Told(pain=8), Told(pain=10), Told(pain=10)]
    told = diary([*up, Told(pain=10)])
    # True at the Mondays after the 4th, 5th and 6th week: 3, then 4 and 6 above the three before.
    assert mondays(told, 5, "F2") == [4]


def test_a_rise_may_be_raised_again_after_four_weeks() -> None:
    low = Told(pain=1)
    told = diary([low, low, low, Told(pain=6), low, low, low, Told(pain=6)])
    assert mondays(told, 5, "F2") == [0, 4]


@pytest.mark.parametrize("flag", ["F3", "F4"])
@pytest.mark.parametrize("weeks", [1, 2, 3, 4, 9, 26])
def test_hard_weeks_are_raised_every_second_week(flag: str, weeks: int) -> None:
    told = diary([CALM] * 3 + [Told(worst=9, woken=True)] * weeks)
    found = mondays(told, weeks, flag)
    assert all(later - sooner >= 2 for sooner, later in pairwise(found))
    assert len(found) in ((weeks + 1) // 2, weeks // 2) and found


@pytest.mark.parametrize("shift", range(16))
def test_the_first_hard_week_is_always_raised_whenever_it_comes(shift: int) -> None:
    last = MONDAY + shift * WEEK
    told = diary([CALM] * 20 + [HARD], last)
    assert mondays(told, 3, "F3", last) == [0]


def test_six_weeks_without_much_change_are_said_once_in_ninety_days() -> None:
    begun = MONDAY - 30 * WEEK
    told = diary([Told(pain=5)] * 30, begun=begun, first_week=[5] * 7)
    # Days 42, 132 and 222 after the first; counted from the last Monday: 30, 30 - 6 = 24 weeks
    # ago, 30 - 18.9 = 11 weeks ago; the 222nd day lies ahead.
    assert mondays(told, 31, "F5") == [11, 24]


def test_six_weeks_are_judged_at_the_first_week_that_has_enough_days() -> None:
    begun = MONDAY - 8 * WEEK
    told = diary(
        [Told(pain=5)] * 5 + [Told()] * 2 + [Told(pain=5)], begun=begun, first_week=[5] * 7
    )
    assert mondays(told, 4, "F5") == [0]


def test_who_got_better_is_told_nothing() -> None:
    told = diary([Told(pain=3)] * 8, begun=MONDAY - 8 * WEEK, first_week=[5] * 7)
    assert mondays(told, 8, "F5") == []


def test_a_high_questionnaire_counts_in_the_week_of_its_answer() -> None:
    told = Diary(pegs=[(MONDAY - 9 * DAY, 7.3), (MONDAY - 30 * DAY, 2.0)][::-1])
    assert mondays(told, 4, "F7") == [1]
    rise = Diary(pegs=[(MONDAY - 60 * DAY, 2.0), (MONDAY - DAY, 4.0)])
    assert mondays(rise, 2, "F7") == [0]
    assert mondays(Diary(pegs=[(MONDAY, 9.0)]), 2, "F7") == []
    assert mondays(Diary(pegs=[(MONDAY - 7 * DAY, 9.0)]), 2, "F7") == [0]


def test_low_mood_and_poor_sleep_have_no_cool_down() -> None:
    told = diary([Told(mood=2, quality=2)] * 14)
    assert mondays(told, 4, "F8") == [0, 1, 2, 3]
    assert mondays(told, 4, "F9") == [0, 1, 2]


def test_several_flags_stand_in_their_order() -> None:
    told = diary([CALM] * 3 + [Told(pain=9, worst=9, woken=True, mood=0)])
    assert [flag.flag for flag in raised(told, MONDAY)] == ["F2", "F3", "F4", "F8"]


def test_what_lies_further_back_than_is_read_changes_nothing() -> None:
    """A page reads LOOK_BACK days: the last four Mondays must come out the same from them."""
    weeks = [HARD if n * n % 5 in (1, 4) else CALM for n in range(60)]
    pattern = [week._replace(woken=n % 3 == 0, quality=2) for n, week in enumerate(weeks)]
    whole = diary(list(pattern), begun=MONDAY - 60 * WEEK, first_week=[6] * 7)
    for n in range(12):
        last = MONDAY - n * WEEK
        near = {day: told for day, told in whole.days.items() if day >= last - flags.LOOK_BACK}
        bounded = Diary(near, whole.begun, whole.first_week)
        assert flags.raised_lately(bounded, last) == flags.raised_lately(whole, last)


def test_the_week_of_a_flag_is_the_one_before_its_monday() -> None:
    assert Raised("F2", MONDAY).week == (date(2026, 3, 2), date(2026, 3, 8))


def test_stable_people_are_seldom_warned_and_a_real_rise_is_found() -> None:
    """The band of the specification, 4-16 % and 82-84 %, with room for 250 people by chance;
    `python -m bench flags` tells more."""
    world = simulation.World(r=0.4, sd=1.4)
    chance = Random(7)
    assert 0.02 < simulation.false_alarms(chance, world, 250) < 0.2
    assert simulation.found(chance, world, 250) > 0.75
