"""A practice without script and by htmx: begun, finished, blocked, someone else's."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from tests.conftest import NOON
from tests.visits import Visitor
from webapp.practice.models import Practice
from webapp.safety.models import Screening

PLAY = "/routines/upper-back-ball/play"
CLEAR = {"emergency": "none", "urgent": "none", "refer": "none", "local": "none", "country": ""}
START: dict[str, Any] = {
    "routine": "upper-back-ball",
    "tier": "standard",
    "pain_before": "6",
    "signs": "none",
    "today": "none",
}
END: dict[str, Any] = {
    "pain_after": "4",
    "active_seconds": "480",
    "steps_done": "9",
    "steps_skipped": "0",
}


def screened(visitor: Visitor, **answers: Any) -> Visitor:
    """Answers the safety questions; by default nothing applies."""
    assert visitor.send("/safety", **(CLEAR | answers)).status == 303
    return visitor


def begun(visitor: Visitor, **changes: Any) -> str:
    """Begins a practice; its address."""
    page = visitor.send("/practices", **(START | changes))
    assert page.status == 303, page.words
    return page.headers["Location"]


def finished(visitor: Visitor, **changes: Any) -> str:
    """Begins and finishes a practice; its address."""
    address = begun(visitor)
    assert visitor.send(f"{address}/completion", **(END | changes)).status == 303
    return address


# The page


def test_the_safety_questions_come_before_the_first_practice(as_ann: Visitor) -> None:
    page = as_ann.visit(PLAY)
    assert page.find('a[href^="/safety?next="]')
    assert not page.all("#check")


def test_nothing_is_answered_for_the_person(as_ann: Visitor) -> None:
    page = screened(as_ann).visit(PLAY)
    for name in ("pain_before", "expectation", "signs", "today"):
        assert not page.all(f'#check [name="{name}"][checked]'), name
    assert len(page.all('#check [name="signs"]')) == 11  # nine emergency signs, one of the nerves
    assert page.find('#check [name="tier"][checked]')["value"] == "standard"


def test_the_page_carries_every_step_with_its_times_at_each_tier(as_ann: Visitor) -> None:
    steps = screened(as_ann).visit(PLAY).all("[data-steps] > li")
    assert len(steps) == 9
    seconds = {
        tier: sum(int(s[f"data-{tier}"]) for s in steps)
        + sum(int(s["data-transition"]) for s in steps)
        for tier in ("short", "standard", "long")
    }
    # 30+45+60+45+45+60+45+45+15 = 390 s of work and 90 s of transitions, as written;
    # x 0.7 to the nearest five, half up: 20+30+40+30+30+40+30+30+10 (31.5 and 10.5 round down);
    # x 1.3: 39+58.5+78+58.5+58.5+78+58.5+58.5+19.5, halves up: 510, none over 90 s.
    assert seconds == {"short": 260 + 90, "standard": 390 + 90, "long": 510 + 90}
    hold = steps[2]
    assert (hold["data-name"], hold["data-side"], hold["data-side-word"]) == (
        "Hold one spot",
        "R",
        "Right",
    )
    assert hold["data-codes"] == "b09"  # the person's own right upper back
    assert hold["data-short-pressure"] == "Pressure 3 of 10"


def test_the_page_refuses_offline_what_the_server_would(as_ann: Visitor) -> None:
    page = screened(as_ann, urgent="u_weight").visit(PLAY)
    assert page.find("practice-player")["data-block-keys"] == "u_weight"
    assert not page.all("#check")
    assert "contact your doctor or 111" in page.words


def test_a_routine_that_does_not_exist_is_not_found(as_ann: Visitor) -> None:
    assert as_ann.visit("/routines/no-such-thing/play").status == 404


def test_nobody_plays_signed_out(as_nobody: Visitor) -> None:
    assert as_nobody.visit(PLAY).headers["Location"].startswith("/login?next=")


# Beginning


def test_a_practice_begins_and_shows_its_steps_with_times(as_ann: Visitor, rows: Any) -> None:
    page = as_ann.visit(begun(screened(as_ann), expectation="7"))
    assert "Hold one spot, right 60 s" in page.words
    assert page.find("#completion")
    [row] = rows(Practice)
    assert (row.routine, row.tier, row.pain_before, row.expectation) == (
        "upper-back-ball",
        "standard",
        6,
        7,
    )
    assert row.planned_seconds == 480
    assert (row.at, row.finished_at, row.blocked_late) == (NOON, None, False)


def test_the_same_start_sent_twice_is_one_practice(as_ann: Visitor, rows: Any) -> None:
    own = {"client_id": str(uuid7()), "client_time": NOON.isoformat()}
    first = screened(as_ann).swap("/practices", **START, **own)
    again = as_ann.swap("/practices", **START, **own)
    assert first.status == again.status == 200
    assert first.headers["X-Entry-Ack"] == again.headers["X-Entry-Ack"] == own["client_id"]
    assert [row.id for row in rows(Practice)] == [UUID(own["client_id"])]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pain_before", "11"),
        ("pain_before", "abc"),
        ("pain_before", ""),
        ("pain_before", "-1"),
        ("expectation", "11"),
        ("tier", "huge"),
        ("tier", ""),
        ("signs", ""),
        ("today", ""),
        ("today", "sleepy"),
        ("routine", "no-such-thing"),
        ("routine", ""),
        ("routine", "\x00"),
        ("planned_seconds", "0"),
        ("planned_seconds", "999999"),
        ("client_id", "not-a-uuid"),
        ("client_time", "yesterday"),
    ],
)
def test_a_wrong_start_is_shown_again_and_nothing_is_kept(
    as_ann: Visitor, rows: Any, field: str, value: str
) -> None:
    page = screened(as_ann).send("/practices", **(START | {field: value}))
    assert page.status == 422
    assert page.all(".notice__list li")
    assert rows(Practice) == []


def test_soreness_from_last_time_goes_one_level_down(as_ann: Visitor, rows: Any) -> None:
    begun(screened(as_ann), today="sore")
    [row] = rows(Practice)
    assert (row.tier, row.planned_seconds) == ("short", 350)
    assert row.check == {"signs": [], "today": ["sore"], "areas": []}


def test_a_place_that_is_not_fine_leaves_its_steps_out(as_ann: Visitor) -> None:
    page = as_ann.visit(begun(screened(as_ann), today="skin", areas="blade_outer"))
    assert "Hold one spot, right" in page.words
    assert "Second spot" not in page.words


# Not now


@pytest.mark.parametrize("sign", ["e_saddle", "u_nerve"])
def test_a_warning_sign_shows_its_card_and_closes_every_routine(
    as_ann: Visitor, rows: Any, sign: str
) -> None:
    page = screened(as_ann).send("/practices", **(START | {"signs": sign, "pain_before": ""}))
    assert page.status == 422
    assert "before you massage" in page.words or "Do not massage" in page.words
    assert rows(Practice) == []
    assert "not started" in page.words
    assert not as_ann.visit(PLAY).all("#check")


def test_a_warning_sign_is_kept_for_itself_and_no_practice_begins(
    as_ann: Visitor, rows: Any
) -> None:
    visitor = screened(as_ann)
    told = START | {"signs": "u_nerve", "today": "", "pain_before": "", "client_id": str(uuid7())}
    for _ in range(2):
        page = visitor.swap("/practices/signs", **told)
        assert page.headers["X-Entry-Ack"] == told["client_id"]
        assert page.headers["HX-Redirect"] == PLAY
    assert [row.keys for row in rows(Screening) if row.source == "practice"] == [["u_nerve"]]
    assert rows(Practice) == []
    assert not visitor.visit(PLAY).all("#check")


@pytest.mark.parametrize("wrong", [{"signs": "none"}, {"signs": "x"}, {"routine": "nowhere"}])
def test_signs_that_are_none_are_not_kept(as_ann: Visitor, rows: Any, wrong: Any) -> None:
    told = START | {"signs": "u_nerve"} | wrong
    assert screened(as_ann).send("/practices/signs", **told).status == 422
    assert not [row for row in rows(Screening) if row.source == "practice"]


def test_which_emergency_sign_it_was_is_kept_only_with_consent(as_ann: Visitor, rows: Any) -> None:
    screened(as_ann).send("/practices", **(START | {"signs": "e_saddle"}))
    kept = [row.keys for row in rows(Screening) if row.source == "practice"]
    assert kept == [["emergency"]]


@pytest.mark.parametrize("today", ["unwell", "skin", "injury_72h"])
def test_what_leaves_nothing_to_do_is_refused(as_ann: Visitor, rows: Any, today: str) -> None:
    page = screened(as_ann).send("/practices", **(START | {"today": today}))
    assert page.status == 422
    assert "was not started" in page.words
    assert rows(Practice) == []


def test_a_blocked_routine_cannot_begin_now(as_ann: Visitor, rows: Any) -> None:
    page = screened(as_ann, refer="pregnancy").send("/practices", **START)
    assert page.status == 422
    assert rows(Practice) == []


def test_a_practice_that_arrives_late_is_kept_and_marked(as_ann: Visitor, rows: Any) -> None:
    begun_at = NOON - timedelta(hours=2)
    late = {"client_id": str(uuid7()), "client_time": begun_at.isoformat()}
    page = screened(as_ann, urgent="u_weight").swap("/practices", **START, **late)
    assert page.headers["X-Entry-Ack"] == late["client_id"]
    [row] = rows(Practice)
    assert (row.blocked_late, row.at, row.retrospective) == (True, begun_at, False)


def test_a_practice_from_the_day_before_yesterday_is_marked_retrospective(
    as_ann: Visitor, rows: Any
) -> None:
    begun(screened(as_ann), client_time=(NOON - timedelta(hours=49)).isoformat())
    assert [row.retrospective for row in rows(Practice)] == [True]


def test_a_clock_that_runs_ahead_begins_now(as_ann: Visitor, rows: Any) -> None:
    begun(screened(as_ann), client_time=(NOON + timedelta(days=3)).isoformat())
    assert [row.at for row in rows(Practice)] == [NOON]


# The end


def test_before_and_after_stand_together_with_the_caveat(as_ann: Visitor) -> None:
    page = as_ann.visit(finished(screened(as_ann)))
    assert "Pain was 6 before this practice and 4 after it" in page.words
    assert "Ratings often fall by themselves when you start on a bad moment" in page.words
    assert "Tomorrow morning we ask once" in page.words


def test_htmx_gets_the_picture_and_an_acknowledgement(as_ann: Visitor) -> None:
    own = {"client_id": str(uuid7()), "client_time": NOON.isoformat()}
    page = as_ann.swap(f"{begun(screened(as_ann))}/completion", **END, **own)
    assert page.status == 200
    assert page.headers["X-Entry-Ack"] == own["client_id"]
    assert page.find("svg[role=img]")


def test_earlier_practices_of_this_routine_are_in_the_picture(as_ann: Visitor, at: Any) -> None:
    screened(as_ann)
    for day in range(3):
        at(NOON + timedelta(days=day))
        address = finished(as_ann, pain_after=str(5 - day))
    page = as_ann.visit(address)
    assert [row.get_text(" ") for row in page.all("tbody tr")] == [
        "This one 6 3 −3",
        "12 Mar 6 4 −2",
        "11 Mar 6 5 −1",
    ]


def test_nobody_sees_another_persons_practices_in_theirs(
    as_ann: Visitor, as_bob: Visitor, at: Any
) -> None:
    finished(screened(as_ann))
    at(NOON + timedelta(hours=1))
    page = as_bob.visit(finished(screened(as_bob)))
    assert len(page.all("tbody tr")) == 1


@pytest.mark.parametrize(
    ("active", "words"), [("480", "Done."), ("384", "Done."), ("383", "79 % counts as partly done")]
)
def test_less_than_eighty_per_cent_is_partial_credit(
    as_ann: Visitor, active: str, words: str
) -> None:
    assert words in as_ann.visit(finished(screened(as_ann), active_seconds=active)).words


def test_what_hurt_and_what_was_too_much_is_kept(as_ann: Visitor, rows: Any) -> None:
    address = finished(
        screened(as_ann),
        active_seconds="100",
        planned_seconds="400",
        steps_done="2",
        steps_skipped="1",
        hurt_at="3",
        eased_at="2",
        step_seconds="30,45,10,0,0,0,0,0,0",
        note="sharp",
    )
    [row] = rows(Practice)
    assert (row.hurt_at, row.eased_at, row.steps_done, row.steps_skipped) == (3, 2, 2, 1)
    assert (row.planned_seconds, row.step_seconds[:3], row.note) == (400, [30, 45, 10], "sharp")
    assert row.hurt == {
        "name": "Hold one spot, right",
        "technique": "point-ball",
        "region": "blade_inner",
        "side": "R",
        "pressure": 3,
    }
    words = as_ann.visit(address).words
    assert "Stop and get advice for spreading pain" in words
    # As the third step is written, one tier down: its pressure of 4 less one.
    what = "Hold one spot, right: tender-spot pressure with a ball, beside the shoulder blade"
    assert f"Step 3 hurt. {what}, pressure 3 of 10." in words


def test_what_hurt_is_kept_where_new_answers_leave_the_step_out_by_now(
    as_ann: Visitor, rows: Any
) -> None:
    address = begun(screened(as_ann))
    screened(as_ann, local="skin", places="blade_inner")
    assert as_ann.send(f"{address}/completion", **END, hurt_at="3").status == 303
    [row] = rows(Practice)
    assert row.hurt["name"] == "Hold one spot, right"
    assert as_ann.send(f"{begun(screened(as_ann))}/completion", **END, hurt_at="10").status == 303
    assert [row.hurt for row in rows(Practice) if row.hurt_at == 10] == [None]


def test_a_lowered_pressure_lowers_the_number_in_the_words(as_ann: Visitor) -> None:
    step = screened(as_ann).visit(PLAY).all("[data-steps] > li")[2]
    assert step["data-instruction"] == "Stop on a sore spot at 4 out of 10 and breathe."
    assert step["data-short-instruction"] == "Stop on a sore spot at 3 out of 10 and breathe."
    assert step["data-short-pressure"] == "Pressure 3 of 10"
    screened(as_ann, refer="disc")
    step = as_ann.visit(PLAY).all("[data-steps] > li")[2]
    assert step["data-instruction"] == "Stop on a sore spot at 3 out of 10 and breathe."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pain_after", "11"),
        ("pain_after", ""),
        ("active_seconds", ""),
        ("active_seconds", "-5"),
        ("active_seconds", "1e9"),
        ("steps_done", "many"),
        ("hurt_at", "0"),
        ("step_seconds", "1,two"),
        ("step_seconds", ","),
        ("note", "x" * 2001),
        ("note", "a\x00b"),
        ("base_version", "first"),
    ],
)
def test_a_wrong_end_is_shown_again_and_nothing_changes(
    as_ann: Visitor, rows: Any, field: str, value: str
) -> None:
    address = begun(screened(as_ann))
    page = as_ann.send(f"{address}/completion", **(END | {field: value}))
    assert page.status == 422
    assert page.all(".notice__list li")
    assert [row.finished_at for row in rows(Practice)] == [None]


def test_leaving_without_a_rating_is_kept_too(as_ann: Visitor, rows: Any) -> None:
    page = as_ann.visit(
        finished(screened(as_ann), pain_after="", unrated="yes", active_seconds="60")
    )
    assert "Kept without a rating" in page.words
    assert [(row.pain_after, row.active_seconds) for row in rows(Practice)] == [(None, 60)]


def test_the_same_end_sent_twice_counts_once(as_ann: Visitor, rows: Any) -> None:
    address = begun(screened(as_ann))
    own = {"client_id": str(uuid7()), "client_time": NOON.isoformat(), "base_version": "1"}
    for _ in range(2):
        page = as_ann.swap(f"{address}/completion", **END, **own)
        assert page.headers["X-Entry-Ack"] == own["client_id"]
    assert [(row.version, row.pain_after) for row in rows(Practice)] == [(2, 4)]


def test_a_second_end_from_another_tab_never_replaces_the_first(as_ann: Visitor, rows: Any) -> None:
    address = finished(screened(as_ann))
    page = as_ann.swap(f"{address}/completion", **(END | {"pain_after": "9"}))
    assert page.headers["X-Entry-Ack"]
    assert [row.pain_after for row in rows(Practice)] == [4]


@pytest.mark.parametrize(("choice", "pain"), [("mine", 9), ("other", 4)])
def test_of_two_ends_the_person_chooses_one(
    as_ann: Visitor, rows: Any, choice: str, pain: int
) -> None:
    address = finished(screened(as_ann))
    as_ann.send(f"{address}/completion", **(END | {"pain_after": "9"}))
    page = as_ann.visit(address)
    assert "This practice was ended twice" in page.words
    as_ann.send(page.find('form[action*="/versions/"]')["action"], choose=choice)
    assert [row.pain_after for row in rows(Practice)] == [pain]
    assert "ended twice" not in as_ann.visit(address).words


def test_a_stranger_finds_nothing(as_ann: Visitor, as_bob: Visitor) -> None:
    address = begun(screened(as_ann))
    assert as_bob.visit(address).status == 404
    assert as_bob.send(f"{address}/completion", **END).status == 404
    assert as_bob.send(f"{address}/effects", effects="none").status == 404


# The morning after


def test_the_morning_after_asks_once(as_ann: Visitor, at: Any, rows: Any) -> None:
    address = finished(screened(as_ann))
    at(datetime(2026, 3, 12, 7, 0, tzinfo=UTC))
    assert as_ann.visit(address).find("#morning-after form")
    page = as_ann.send(f"{address}/effects", effects=["soreness", "bruise"])
    assert page.status == 303
    assert "soreness, bruise" in as_ann.visit(address).words
    assert not as_ann.visit(address).all("#morning-after form")
    assert [row.effects for row in rows(Practice)] == [["soreness", "bruise"]]


@pytest.mark.parametrize("effects", [[], ["none", "bruise"], ["itch"]])
def test_a_wrong_answer_in_the_morning_is_asked_again(
    as_ann: Visitor, at: Any, rows: Any, effects: list[str]
) -> None:
    address = finished(screened(as_ann))
    at(datetime(2026, 3, 12, 7, 0, tzinfo=UTC))
    page = as_ann.swap(f"{address}/effects", effects=effects)
    assert page.status == 422
    assert page.all(".field__error")
    assert [row.effects for row in rows(Practice)] == [None]


# Tiers over time


def test_three_good_practices_offer_the_long_tier(as_ann: Visitor, at: Any) -> None:
    screened(as_ann)
    for day in range(3):
        at(NOON + timedelta(days=day))
        finished(as_ann)
    page = as_ann.visit(PLAY)
    assert page.find('#check [name="tier"][checked]')["value"] == "long"
    assert not page.all('[name="expectation"]')  # asked before the first use only


def test_a_rise_of_two_offers_the_short_tier(as_ann: Visitor, at: Any) -> None:
    finished(screened(as_ann), pain_after="8")
    at(NOON + timedelta(days=1))
    assert as_ann.visit(PLAY).find('#check [name="tier"][checked]')["value"] == "short"


@pytest.mark.slow
def test_every_routine_has_a_page_to_play(as_ann: Visitor) -> None:
    screened(as_ann)
    minutes = {"stress-reset": 6, "heat-then-hands": 20, "flare-gentle": 5, "partner-back": 15}
    for slug, expected in minutes.items():
        page = as_ann.visit(f"/routines/{slug}/play")
        assert page.find('[data-minutes-of="standard"]').get_text() == str(expected)
        assert json.dumps([s["data-drops"] for s in page.all("[data-steps] > li")])
