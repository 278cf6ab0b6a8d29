"""What answers do to routines: by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.safety.plain import ROUTINES, TECHNIQUES, Routine, Step
from webapp.safety import rules
from webapp.safety.book import Answers, classify, is_due
from webapp.safety.rules import Check, Effective, check_outcome, effective
from webapp.safety.screening import texts

BOOK = texts().book
CLEAR = Answers(BOOK)


def left(slug: str, *keys: str, regions: tuple[str, ...] = (), ok: bool = False) -> Effective:
    """What is left of a routine after these answers."""
    given = CLEAR.plus(keys, regions)
    return effective(ROUTINES[slug], TECHNIQUES, given, ok_given=ok)


def checked(standing: Answers = CLEAR, **told: object) -> rules.CheckOutcome:
    """The outcome of a check before a practice on the shoulder and the low back."""
    return check_outcome(Check(**told), standing, ("upper_trapezius", "low_back_side"))


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ((), "clear"),
        (("skin",), "local"),
        (("heat_sensitive",), "local"),
        (("headache",), "local"),
        (("spa",), "refer"),
        (("disc", "skin"), "refer"),
        (("u_nerve", "anticoagulant"), "urgent"),
        (("u_nerve", "e_saddle", "skin"), "emergency"),
        (("emergency",), "emergency"),
    ],
)
def test_the_most_serious_answer_names_the_class(keys: tuple[str, ...], kind: str) -> None:
    assert classify(keys, BOOK) == kind


@pytest.mark.parametrize("slug", ROUTINES)
def test_nothing_ticked_leaves_every_routine_as_written(slug: str) -> None:
    found, routine = left(slug), ROUTINES[slug]
    assert found.is_playable and not found.is_changed and not found.why
    assert found.max_pressure == routine.max_pressure
    assert [s.pressure for s in found.steps] == [s.pressure for s in routine.steps]


@pytest.mark.parametrize("slug", ROUTINES)
@pytest.mark.parametrize("key", ["e_bladder", "emergency", "u_cough", "clot", "surgery", "unwell"])
@pytest.mark.parametrize("ok", [True, False])
def test_what_blocks_blocks_everything_with_touch_whatever_anybody_said(
    slug: str, key: str, ok: bool
) -> None:
    assert left(slug, key, ok=ok).blocked
    assert left(slug, key, ok=ok).why == (key,)


@pytest.mark.parametrize(
    ("key", "stays"),
    [
        *((key, True) for key in ("u_night", "urgent", "clot", "anticoagulant")),
        *((key, False) for key in ("e_saddle", "emergency", "unwell")),
    ],
)
def test_breathing_without_touch_stays_open_unless_it_is_an_emergency(
    key: str, stays: bool
) -> None:
    breathe = Routine(
        "b", ("emergency", "urgent"), 0, "seated", (Step("breathing", "whole", "hands", None),)
    )
    found = effective(breathe, TECHNIQUES, CLEAR.plus((key,)), ok_given=False)
    assert found.blocked is not stays


def test_blood_thinners_close_hand_routines_until_a_clinician_agrees() -> None:
    asked = left("sleep-winddown", "anticoagulant")
    assert asked.blocked and asked.needs_ok and asked.why == ("anticoagulant",)
    agreed = left("sleep-winddown", "anticoagulant", ok=True)
    assert agreed.is_playable and not agreed.needs_ok and agreed.hands_only


def test_a_clamp_lowers_the_pressure_and_keeps_the_step() -> None:
    found = left("morning-loosen", "heart", ok=True)
    assert found.max_pressure == 2 and not found.dropped
    assert max(step.pressure or 0 for step in found.steps) == 2


def test_a_technique_that_the_answer_rules_out_is_left_out() -> None:
    found = left("first-session", "anticoagulant", ok=True)
    out = [ROUTINES["first-session"].steps[i].technique for i in found.dropped]
    assert out == ["point-fingers"] * 3 and found.is_playable


def test_hands_only_drops_every_tool_and_then_offers_another_routine() -> None:
    free = replace(ROUTINES["upper-back-ball"], blocked_by=())
    found = effective(free, TECHNIQUES, CLEAR.plus(("heart",)), ok_given=True)
    assert found.dropped == (1, 2, 3, 4, 5, 6)
    assert found.over_half_dropped and not found.is_playable and not found.blocked


def test_exactly_half_dropped_is_still_played() -> None:
    steps = (Step("effleurage", "forearm", "hands", 2), Step("effleurage", "buttock", "hands", 2))
    half = Routine("half", (), 3, "seated", steps)
    found = effective(half, TECHNIQUES, CLEAR.plus(("skin",), ("buttock",)), ok_given=False)
    assert found.dropped == (1,) and found.is_playable


def test_a_disc_problem_keeps_everything_gentle() -> None:
    found = left("low-back-gentle", "disc")
    assert found.is_playable and found.max_pressure == 3
    assert left("upper-back-ball", "disc").max_pressure == 3


def test_signs_of_inflammation_change_nothing_but_the_advice() -> None:
    assert left("evening-unwind", "spa") == left("evening-unwind")


@pytest.mark.parametrize("slug", ["desk-break", "stress-reset", "sleep-winddown", "evening-unwind"])
def test_neck_steps_go_even_where_the_file_forgot_to_say_so(slug: str) -> None:
    assert "neck_recent" not in ROUTINES[slug].blocked_by
    found = left(slug, "neck_recent")
    kept = {ROUTINES[slug].steps[step.index].region for step in found.steps}
    assert found.dropped and not kept & {"back_of_neck", "base_of_skull"}


def test_a_sore_place_is_left_out_and_named_as_the_reason() -> None:
    found = left("sleep-winddown", "skin", regions=("low_back_side",))
    assert found.dropped == (4,) and found.why == ("skin",) and found.is_changed


def test_a_place_without_steps_changes_nothing() -> None:
    assert left("sleep-winddown", "skin", regions=("buttock",)) == left("sleep-winddown")


@pytest.mark.parametrize(
    "key", ["numb", "swelling", "poor_circulation", "heat_sensitive", "medicine_patch"]
)
def test_what_rules_out_heat_closes_the_warm_pack_routine(key: str) -> None:
    assert left("heat-then-hands", key).why == (key,)
    loose = replace(ROUTINES["heat-then-hands"], blocked_by=())
    found = effective(loose, TECHNIQUES, CLEAR.plus((key,)), ok_given=False)
    assert found.dropped == (0,)


def test_after_alcohol_no_heat_and_no_lying_on_tools() -> None:
    assert left("heat-then-hands", "sedated").blocked
    assert left("after-exercise", "sedated").over_half_dropped
    assert left("upper-back-ball", "sedated") == left("upper-back-ball")


def test_the_reasons_stand_most_serious_first() -> None:
    found = left("upper-back-ball", "heart", "u_night", "e_legs", "pregnancy")
    assert found.why == ("e_legs", "u_night", "heart", "pregnancy")


# The check of ten seconds


def test_a_clear_check_changes_nothing() -> None:
    found = checked(pain=4)
    assert not found.blocked and not found.gentle_only and not found.tier_down
    assert found.answers == CLEAR


@pytest.mark.parametrize(("pain", "gentle"), [(None, False), (7, False), (8, True), (10, True)])
def test_from_eight_on_something_gentle_is_offered(pain: int | None, gentle: bool) -> None:
    assert checked(pain=pain).gentle_only is gentle


@pytest.mark.parametrize(("sign", "card"), [("e_chest", "emergency"), ("u_nerve", "urgent")])
def test_a_sign_before_a_practice_shows_its_card_and_blocks(sign: str, card: str) -> None:
    found = checked(signs=frozenset({sign}))
    assert found.card == card and found.blocked and found.flagged == {sign}
    routine = ROUTINES["flare-gentle"]
    assert effective(routine, TECHNIQUES, found.answers, ok_given=True).blocked


def test_fever_skips_today_without_a_card() -> None:
    found = checked(unwell=True)
    assert found.skip_today and found.blocked and found.card is None


def test_skin_that_is_not_fine_somewhere_unnamed_is_not_fine_anywhere() -> None:
    assert checked(skin=True).answers.regions == {"upper_trapezius", "low_back_side"}
    named = checked(skin=True, regions=frozenset({"low_back_side"}))
    assert named.answers.regions == {"low_back_side"}


def test_a_new_injury_leaves_its_area_out_and_closes_the_routine_that_says_so() -> None:
    found = checked(injury=True, regions=frozenset({"buttock"}))
    at_rest = effective(ROUTINES["low-back-gentle"], TECHNIQUES, found.answers, ok_given=False)
    after_sport = effective(ROUTINES["after-exercise"], TECHNIQUES, found.answers, ok_given=False)
    assert at_rest.is_playable and after_sport.blocked


def test_places_named_without_a_reason_leave_nothing_out() -> None:
    assert checked(regions=frozenset({"low_back_side"})).answers.regions == frozenset()


def test_soreness_from_last_time_is_one_tier_down() -> None:
    assert checked(sore=True).tier_down
    assert [rules.lower_tier(t) for t in ("long", "standard", "short")] == [
        "standard",
        "short",
        "short",
    ]


def test_the_check_adds_to_the_screening() -> None:
    found = checked(CLEAR.plus(("heart",)), sedated=True)
    assert found.answers.keys == {"heart", "sedated"}


# F1 and the tingling question


@pytest.mark.parametrize(
    ("keys", "card"),
    [
        ((), None),
        (("heart",), None),
        (("u_leg", "heart"), "urgent"),
        (("u_leg", "e_tear"), "emergency"),
    ],
)
def test_flag_f1_names_the_card(keys: tuple[str, ...], card: str | None) -> None:
    assert rules.flag_f1(keys, BOOK) == card


@pytest.mark.parametrize(
    ("qualities", "asks"),
    [((), False), (("aching", "stiff"), False), (("numb",), True), (("aching", "tingling"), True)],
)
def test_tingling_or_numb_asks_whether_it_is_new(qualities: tuple[str, ...], asks: bool) -> None:
    assert rules.tingling_question(qualities) is asks


def test_new_tingling_is_an_urgent_item() -> None:
    assert BOOK.kinds[rules.NEW_TINGLING] == "urgent"


# When to ask again


@pytest.mark.parametrize(
    ("kind", "answered", "today", "due"),
    [
        ("clear", None, date(2026, 3, 11), True),
        ("clear", date(2026, 3, 11), date(2026, 6, 8), False),
        ("clear", date(2026, 3, 11), date(2026, 6, 9), True),
        ("refer", date(2026, 3, 11), date(2026, 6, 8), False),
        ("urgent", date(2026, 3, 11), date(2026, 3, 17), False),
        ("urgent", date(2026, 3, 11), date(2026, 3, 18), True),
    ],
)
def test_it_is_asked_again_after_ninety_days_and_after_seven_if_urgent(
    kind: str, answered: date | None, today: date, due: bool
) -> None:
    assert is_due(kind, answered, today, BOOK) is due  # type: ignore[arg-type]
