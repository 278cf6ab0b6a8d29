"""Which routine comes first, by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from webapp.today import rules
from webapp.today.rules import Candidate, Moment, Suggestion, part_of_day, suggest

NOW = datetime(2026, 3, 11, 14, 0, tzinfo=UTC)
TODAY = NOW.date()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def routine(
    slug: str,
    regions: str,
    tools: str = "hands",
    tags: str = "",
    pressure: int = 3,
    minutes: int = 6,
) -> Candidate:
    return Candidate(
        slug,
        slug.replace("-", " "),
        minutes,
        frozenset(tools.split()),
        frozenset(tags.split()),
        frozenset(regions.split()),
        pressure,
        firm=frozenset(regions.split()) if pressure >= 4 else frozenset(),
        tool_minutes=minutes if "ball_tennis" in tools else 0,
    )


FIRST = routine("first-session", "upper_trapezius forearm", minutes=5)
FLARE = routine("flare-gentle", "low_back_side", pressure=2, minutes=5)
BALL = routine("upper-back-ball", "blade_inner", "ball_tennis wall", pressure=5, minutes=8)
LOW = routine("low-back-gentle", "low_back_side", minutes=8)
MORNING = routine("morning-loosen", "low_back_side", tags="morning")
SLEEP = routine("sleep-winddown", "low_back_side", tags="sleep", pressure=2, minutes=10)
PARTNER = routine("partner-back", "blade_inner", "partner", minutes=15)
ROUTINES = [FIRST, FLARE, BALL, LOW, MORNING, SLEEP, PARTNER]
CALM = Moment(14, pain=4)
THERE = replace(
    CALM,
    areas=frozenset({"blade_inner"}),
    area_words="left upper back",
    tools=frozenset({"ball_tennis"}),
)
BACK = replace(CALM, areas=frozenset({"low_back_side"}), area_words="lower back")


def slugs(moment: Moment, *routines: Candidate) -> list[str]:
    return [found.slug for found in suggest(routines or ROUTINES, moment)]


def test_a_first_session_comes_first_for_someone_new() -> None:
    assert slugs(replace(CALM, is_new=True))[0] == "first-session"
    assert slugs(replace(CALM, is_new=False), FIRST, LOW)[0] == "low-back-gentle"


def test_strong_pain_asks_for_the_gentlest_and_nothing_firmer() -> None:
    assert slugs(replace(BACK, pain=8)) == ["flare-gentle", "sleep-winddown"]
    assert "low-back-gentle" in slugs(replace(BACK, pain=7))


def test_strong_pain_without_the_gentlest_still_asks_for_something_light() -> None:
    passed = replace(BACK, pain=9, left_out=frozenset({"flare-gentle"}))
    assert slugs(passed) == ["sleep-winddown"]


def test_where_it_hurts_counts_most_and_is_said() -> None:
    assert suggest(ROUTINES, THERE)[0] == Suggestion(
        "upper-back-ball",
        "It works where it hurts (left upper back) and it takes 8 minutes.",
        minutes=8,
    )


@pytest.mark.parametrize(
    ("hour", "tag", "words"),
    [
        (8, "morning", "It is made for the morning and it takes 6 minutes."),
        (12, "work", "It suits a short break and it takes 6 minutes."),
        (19, "evening", "It is made for the evening and it takes 6 minutes."),
        (23, "sleep", "It is made for the night and it takes 6 minutes."),
    ],
)
def test_the_time_of_day_counts_and_is_said(hour: int, tag: str, words: str) -> None:
    plain, made = routine("a-plain-one", "buttock"), routine("made-for-it", "buttock", tags=tag)
    best = suggest([plain, made], replace(CALM, hour=hour))[0]
    assert (best.slug, best.reason) == ("made-for-it", words)


def test_what_is_made_for_a_flare_waits_for_one() -> None:
    flare = routine("a-flare", "low_back_side", tags="flare", pressure=2, minutes=5)
    assert slugs(replace(BACK, pain=7), flare, LOW)[0] == "low-back-gentle"
    assert slugs(replace(BACK, pain=8), flare, LOW) == ["a-flare"]


def test_what_is_made_for_another_time_comes_later() -> None:
    assert slugs(replace(BACK, hour=15), MORNING, LOW) == ["low-back-gentle", "morning-loosen"]
    assert slugs(replace(BACK, hour=9), MORNING, LOW) == ["morning-loosen", "low-back-gentle"]


def test_late_at_night_it_is_sleep() -> None:
    assert slugs(replace(THERE, hour=23))[0] == "sleep-winddown"


def test_a_tool_that_is_not_at_home_is_not_suggested() -> None:
    assert "upper-back-ball" not in slugs(replace(THERE, tools=frozenset()))


def test_nobody_is_sent_to_look_for_a_partner() -> None:
    assert all("partner-back" not in slugs(replace(THERE, hour=hour)) for hour in range(24))


def test_nothing_takes_longer_than_the_time_one_has() -> None:
    assert slugs(replace(BACK, minutes=5)) == ["flare-gentle", "first-session"]
    assert "low-back-gentle" in slugs(replace(BACK, minutes=8))


def test_not_this_one_is_respected() -> None:
    assert "upper-back-ball" not in slugs(replace(THERE, left_out=frozenset({"upper-back-ball"})))


def test_a_firm_spot_rests_and_a_light_one_need_not() -> None:
    worked = replace(THERE, firm_lately=frozenset({"blade_inner", "low_back_side"}))
    assert slugs(worked, BALL, LOW) == ["low-back-gentle"]


@pytest.mark.parametrize(("hours", "rests"), [(0, True), (23, True), (24, False), (25, False)])
def test_a_firm_spot_rests_for_a_day(hours: int, rests: bool) -> None:
    worked = [(NOW - hours * HOUR, frozenset({"buttock"}))]
    assert (rules.firm_lately(worked, NOW) == {"buttock"}) is rests


@pytest.mark.parametrize(("already", "fits"), [(0, True), (2, True), (2.5, False), (10, False)])
def test_ten_minutes_of_tools_a_day_are_enough(already: float, fits: bool) -> None:
    assert ("upper-back-ball" in slugs(replace(THERE, tool_minutes=already))) is fits
    assert "low-back-gentle" in slugs(replace(THERE, tool_minutes=already), LOW)


@pytest.mark.parametrize(
    ("ago", "rest"),
    [
        ([], False),
        ([1], True),
        ([2], False),
        ([0], False),
        ([14, 1], True),
        ([15, 1], False),
        ([3, 2], False),
    ],
)
def test_in_the_first_two_weeks_tools_rest_every_other_day(ago: list[int], rest: bool) -> None:
    assert rules.tools_rest([TODAY - days * DAY for days in ago], TODAY) is rest


def test_resting_tools_leave_the_hands() -> None:
    assert slugs(replace(THERE, tools_rest=True), BALL, LOW) == ["low-back-gentle"]


@pytest.mark.parametrize(
    ("change", "first"), [(-1, "b-second"), (None, "a-first"), (-0.5, "a-first"), (1, "a-first")]
)
def test_what_happened_after_earlier_practices_counts(change: float | None, first: str) -> None:
    one = routine("a-first", "buttock")
    other = replace(routine("b-second", "buttock"), change=change)
    assert slugs(CALM, one, other)[0] == first


def test_what_was_followed_by_more_pain_comes_last_even_where_it_hurts() -> None:
    worse = replace(LOW, change=1.0)
    assert slugs(BACK, worse, routine("b", "low_back_side"))[0] == "b"


def test_a_lower_rating_afterwards_is_said_without_a_cause() -> None:
    known = replace(LOW, change=-2.0, is_known=True)
    assert suggest([known], BACK)[0].reason == (
        "It works where it hurts (lower back), your rating was usually lower right after it "
        "and it takes 8 minutes."
    )


def test_what_was_done_today_comes_after_what_was_not() -> None:
    one, other = routine("a", "buttock"), routine("b", "buttock")
    assert slugs(replace(CALM, done_today=frozenset({"a"})), one, other)[0] == "b"


@pytest.mark.parametrize(
    ("changes", "typical"),
    [
        ([], None),
        ([-2, -2], None),
        ([-2, -1, 3], -1),
        ([-2, -1, 0, 3], -0.5),
        ([-1, -1, -1, -1, -1, -1, 9, 9, 9, 9, 9, 9, 9], -1),
    ],
)
def test_the_typical_change_is_the_middle_of_the_last_six(
    changes: list[int], typical: float | None
) -> None:
    assert rules.typical(changes) == typical


def test_the_tier_and_why_it_is_lighter_come_along() -> None:
    eased = "Shorter and softer this time, because you were sore for two days."
    found = suggest([replace(LOW, tier="short", eased=eased, minutes=6)], BACK)[0]
    assert (found.tier, found.minutes, found.eased) == ("short", 6, eased)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(3, "night"), (4, "morning"), (10, "morning"), (11, "day"), (18, "evening"), (22, "night")],
)
def test_the_day_has_four_parts(hour: int, part: str) -> None:
    assert part_of_day(hour) == part


def test_at_most_three_are_named_and_none_twice() -> None:
    for hour in range(24):
        found = slugs(replace(CALM, hour=hour))
        assert len(found) == len(set(found)) == 3


def test_where_nothing_may_be_played_nothing_is_suggested() -> None:
    assert suggest([], CALM) == []


def test_the_same_moment_always_gets_the_same_answer() -> None:
    assert slugs(BACK, *reversed(ROUTINES)) == slugs(BACK)
