"""A session with a professional: noted afterwards, shown in the diary and beside the others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from webapp.practice.models import Practice

URL = "/techniques/deep-tissue/log"
SESSION = {"at": "2026-03-10T15:00", "minutes": "60", "pain_before": "6", "pain_after": "4"}


def answer(visitor, **ticked) -> None:
    """The safety questions, with nothing ticked but this."""
    groups = dict.fromkeys(("emergency", "urgent", "refer", "local"), "none")
    assert visitor.send("/safety", country="", **(groups | ticked)).status == 303


def test_a_session_is_noted_and_shown(as_ann, rows):
    page = as_ann.visit("/techniques/deep-tissue")
    assert page.all(f"main a[href='{URL}']")
    assert as_ann.visit(URL).find("h1").get_text() == "Note a session"
    done = as_ann.send(URL, **SESSION, note="Her elbow")
    (row,) = rows(Practice)
    assert done.status == 303 and done.headers["Location"] == f"/practices/{row.id}"
    assert done.headers["X-Entry-Ack"] == str(row.id)
    assert (row.kind, row.routine, row.pain_before, row.pain_after) == (
        "professional", "deep-tissue", 6, 4,
    )  # fmt: skip
    assert row.at == datetime(2026, 3, 10, 15, tzinfo=UTC)
    assert (row.planned_seconds, row.active_seconds) == (3600, 3600)
    shown = as_ann.visit(f"/practices/{row.id}")
    assert "Deep tissue massage" in shown.find("h1").get_text()
    assert "by a professional" in shown.words and "Lower than before" in shown.words
    assert "Her elbow" in shown.words and "60 min" in shown.words
    assert shown.all("a[href='/techniques/deep-tissue']")


def test_the_diary_and_progress_tell_it_by_its_technique(as_ann):
    as_ann.send(URL, **SESSION)
    assert "Deep tissue massage, by a professional" in as_ann.visit("/journal").words
    assert "Deep tissue massage" in as_ann.visit("/progress").words
    page = as_ann.visit("/progress/routines/deep-tissue")
    assert page.find("h1").get_text() == "Deep tissue massage"
    assert page.all("a[href='/techniques/deep-tissue']")


def test_pain_after_a_session_pauses_no_routine(as_ann):
    answer(as_ann)
    as_ann.send(URL, **(SESSION | {"pain_before": "2", "pain_after": "8"}))
    page = as_ann.visit("/today")
    assert not page.all("section[id^='flag-F']") and "Paused for now" not in page.words
    assert not page.all("a[href^='/routines/deep-tissue']")


def test_a_session_without_a_time_has_just_ended(as_ann, rows):
    as_ann.send(URL, **(SESSION | {"at": ""}))
    (row,) = rows(Practice)
    assert row.at == datetime(2026, 3, 11, 11, tzinfo=UTC)
    assert row.finished_at == datetime(2026, 3, 11, 12, tzinfo=UTC)


def test_the_same_session_sent_twice_is_one(as_ann, rows):
    once = SESSION | {"client_id": "01912d68-783e-7a03-8467-5661c1243ad4"}
    for _ in range(2):
        assert as_ann.swap(URL, **once).headers["X-Entry-Ack"] == once["client_id"]
    assert len(rows(Practice)) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": ""}, "Please give the minutes."),
        ({"minutes": "2"}, "Please give a number from 5 to 240 minutes."),
        ({"pain_before": ""}, "Please choose a number."),
        ({"pain_after": "11"}, "Please give a number from 0 to 10."),
        ({"at": "2026-03-12T10:00"}, "This moment has not come yet."),
        ({"note": "a\x00"}, "Some characters here cannot be stored."),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(as_ann, rows, wrong, said):
    page = as_ann.send(URL, **(SESSION | wrong))
    assert page.status == 422 and said in page.words
    assert rows(Practice) == []


@pytest.mark.parametrize("slug", ["point-ball", "nothing", "upper-back-ball"])
def test_only_what_a_professional_does_can_be_noted_so(as_ann, slug):
    assert as_ann.visit(f"/techniques/{slug}/log").status == 404
    assert as_ann.send(f"/techniques/{slug}/log", **SESSION).status == 404


@pytest.mark.parametrize(
    ("ticked", "card"),
    [({"emergency": "e_saddle"}, "Emergency"), ({"urgent": "u_weight"}, "See a doctor soon")],
)
def test_signs_show_their_card_and_todays_session_waits(as_ann, rows, at, ticked, card):
    answer(as_ann, **ticked)
    at(datetime(2026, 3, 11, 16, tzinfo=UTC))
    assert card in as_ann.visit(URL).words
    page = as_ann.send(URL, **(SESSION | {"at": "2026-03-11T14:00"}))
    assert page.status == 422 and card in page.words and "This was not kept" in page.words
    assert rows(Practice) == []


@pytest.mark.parametrize("when", ["2026-03-11T10:30", "2026-03-10T15:00", "2026-02-01T09:00"])
def test_history_is_never_refused(as_ann, rows, at, when):
    answer(as_ann, emergency="e_saddle")
    at(datetime(2026, 3, 11, 16, tzinfo=UTC))
    assert as_ann.send(URL, **(SESSION | {"at": when})).status == 303
    (row,) = rows(Practice)
    assert row.blocked_late
    assert (
        "With your present safety answers this would wait."
        in as_ann.visit(f"/practices/{row.id}").words
    )


def test_what_was_written_before_the_signs_and_arrives_late_is_kept(as_ann, rows, at):
    answer(as_ann, emergency="e_saddle")
    at(datetime(2026, 3, 11, 16, tzinfo=UTC))
    late = SESSION | {"at": "2026-03-11T14:00", "client_time": "2026-03-11T15:10:00+00:00"}
    assert as_ann.send(URL, **late).status == 303
    assert rows(Practice)[0].blocked_late


def test_a_stranger_does_not_see_it(as_ann, as_bob, rows):
    as_ann.send(URL, **SESSION)
    assert as_bob.visit(f"/practices/{rows(Practice)[0].id}").status == 404


def test_the_morning_after_is_asked_too(as_ann, rows):
    as_ann.send(URL, **SESSION)
    page = as_ann.visit(f"/practices/{rows(Practice)[0].id}")
    assert page.all("#morning-after form")
