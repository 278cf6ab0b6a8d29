"""Questionnaires as they are visited: answered, refused, postponed, compared."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import NOON, settings_for
from tests.visits import Visitor
from webapp import create_app
from webapp.accounts.models import Preferences
from webapp.config import SettingError
from webapp.questionnaires.models import Questionnaire, turn_of

PEG = {"q1": "6", "q2": "7", "q3": "4"}
PUBLISHED = [
    "What number best describes your pain on average in the past week?",
    "What number best describes how, during the past week, pain has interfered with your "
    "enjoyment of life?",
    "What number best describes how, during the past week, pain has interfered with your "
    "general activity?",
]


def test_the_peg_is_asked_word_for_word_and_cited(as_ann: Visitor, statements: list[str]) -> None:
    page = as_ann.visit("/questionnaires/peg")
    assert len(statements) <= 5
    assert [legend.text for legend in page.all("#answers legend")] == PUBLISHED
    assert "Krebs" in page.words
    assert not page.all("#answers input[checked]"), "nothing is chosen beforehand"


def test_three_answers_make_a_score(as_ann: Visitor, rows: Any) -> None:
    answer = as_ann.send("/questionnaires/peg", **PEG)
    assert answer.status == 303
    [kept] = rows(Questionnaire)
    assert (kept.kind, kept.score, kept.at) == ("peg", 5.7, NOON)
    assert kept.answers == {"q1": 6, "q2": 7, "q3": 4}
    assert answer.headers["X-Entry-Ack"] == str(kept.id)
    assert "5.7 of 10" in as_ann.visit(answer.headers["Location"]).words


def test_by_htmx_the_answer_is_what_changed(as_ann: Visitor, rows: Any) -> None:
    form = {**PEG, "client_id": str(uuid4())}
    first, again = (as_ann.swap("/questionnaires/peg", **form) for _ in range(2))
    assert first.headers["HX-Trigger"] == "journal-changed"
    assert "Kept: 5.7 of 10" in first.words
    assert again.headers["X-Entry-Ack"] == form["client_id"]
    assert len(rows(Questionnaire)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"q2": ""}, {"q2": "11"}, {"q2": "-1"}, {"q2": "2.5"}, {"q2": "\u0663"}, {"q2": "x" * 1000}],
)
def test_there_is_no_score_of_two(as_ann: Visitor, rows: Any, wrong: dict[str, str]) -> None:
    page = as_ann.send("/questionnaires/peg", **{**PEG, **wrong})
    assert page.status == 422
    assert page.find("#q2-error")
    assert page.find("#q1 input[checked]")["value"] == "6"
    assert rows(Questionnaire) == []


def test_all_in_all_has_seven_levels(as_ann: Visitor, rows: Any) -> None:
    page = as_ann.visit("/questionnaires/pgic")
    assert len(page.all("#answers input[type=radio]")) == 7
    for wrong in ("0", "8", "", "better"):
        assert as_ann.send("/questionnaires/pgic", change=wrong).status == 422
    assert as_ann.send("/questionnaires/pgic", change="2").status == 303
    assert rows(Questionnaire)[0].score == 2
    assert "Much better" in as_ann.visit("/questionnaires/pgic").words


@pytest.mark.parametrize("way", ["send", "swap"])
def test_nothing_ticked_is_kept_and_asked_about(as_ann: Visitor, rows: Any, way: str) -> None:
    answer = getattr(as_ann, way)("/questionnaires/rmdq")
    page = as_ann.visit(answer.headers["Location"]) if way == "send" else answer
    assert "You ticked none of the sentences. Is that right?" in page.words
    remove = page.find(".notice--caution form")["action"]
    assert "Removed." in as_ann.swap(remove).words
    assert all(row.removed_at for row in rows(Questionnaire))
    assert "Is that right?" not in as_ann.swap("/questionnaires/rmdq", ticked=["3"]).words


@pytest.mark.parametrize("change", ["", "8"])
def test_all_in_all_without_an_answer_says_what_is_missing(as_ann: Visitor, change: str) -> None:
    page = as_ann.send("/questionnaires/pgic", change=change)
    assert page.find("#change-error").get_text(strip=True) == "Please choose one."
    summary = page.find("[data-error-summary] li").text
    assert summary.endswith("your back problem is: Please choose one.")


def test_whoever_is_asked_twice_a_week_is_told_that_none_is_asked(as_ann: Visitor) -> None:
    words = "You can fill them in here at any time."
    as_ann.send("/questionnaires/peg", **PEG)
    page = as_ann.visit("/questionnaires")
    assert words not in page.words and "Next on" in page.words
    as_ann.send("/account/rhythm", rhythm="sparse")
    page = as_ann.visit("/questionnaires")
    assert words in page.words and "Next on" not in page.words


def test_roland_morris_counts_the_sentences(as_ann: Visitor, rows: Any) -> None:
    page = as_ann.visit("/questionnaires/rmdq")
    assert len(page.all("#answers input[type=checkbox]")) == 24
    assert "Roland and Morris 1983" in page.words
    as_ann.send("/questionnaires/rmdq", ticked=["1", "9", "24"])
    as_ann.send("/questionnaires/rmdq")
    assert sorted(row.score for row in rows(Questionnaire)) == [0, 3]
    assert as_ann.send("/questionnaires/rmdq", ticked=["25"]).status == 422


def test_the_change_since_the_first_answers_is_said_without_a_cause(
    as_ann: Visitor, at: Any
) -> None:
    as_ann.send("/questionnaires/peg", q1="6", q2="6", q3="6")
    at(NOON + timedelta(days=7))
    as_ann.send("/questionnaires/peg", q1="4", q2="4", q3="4")
    words = as_ann.visit("/questionnaires/peg").words
    assert "2 points lower (33 %): a meaningful improvement." in words
    assert "not its cause" in words


def test_removed_answers_come_back_for_a_week(as_ann: Visitor, rows: Any) -> None:
    as_ann.send("/questionnaires/peg", **PEG)
    id = rows(Questionnaire)[0].id
    page = as_ann.swap(f"/questionnaires/peg/{id}/deletion")
    assert "5.7" not in page.words
    page = as_ann.swap(f"/questionnaires/peg/{id}/restoration")
    assert "5.7 of 10" in page.words


def test_removed_answers_tell_of_no_change_and_of_no_last_time(
    as_ann: Visitor, rows: Any, at: Any
) -> None:
    def is_asked() -> bool:
        return bool(as_ann.visit("/today").all('a[href="/questionnaires/peg"]'))

    as_ann.send("/questionnaires/peg", q1="9", q2="9", q3="9")
    assert not is_asked()
    as_ann.send(f"/questionnaires/peg/{rows(Questionnaire)[0].id}/deletion")
    assert is_asked()
    assert "see earlier answers" not in as_ann.visit("/questionnaires").words
    for days, score in ((1, "6"), (8, "4")):
        at(NOON + timedelta(days=days))
        as_ann.send("/questionnaires/peg", q1=score, q2=score, q3=score)
    assert "2 points lower (33 %)" in as_ann.visit("/questionnaires/peg").words


def test_the_first_time_is_counted_from_the_day_on_which_somebody_began_where_they_are() -> None:
    begun = datetime(2026, 3, 11, 12, 30, tzinfo=UTC)  # half past one of the 12th there
    person: Any = SimpleNamespace(time_zone="Pacific/Auckland", created_at=begun, schedules={})
    sheet: Any = SimpleNamespace(kind="peg", asked=True, every_days=7, first_after_days=1)
    assert turn_of(person, sheet, None).due == date(2026, 3, 13)


def test_nobody_removes_another_persons_answers(
    as_ann: Visitor, as_bob: Visitor, rows: Any
) -> None:
    as_ann.send("/questionnaires/peg", **PEG)
    id = rows(Questionnaire)[0].id
    for tail in ("deletion", "restoration"):
        assert as_bob.send(f"/questionnaires/peg/{id}/{tail}").status == 404
        assert as_ann.send(f"/questionnaires/pgic/{id}/{tail}").status == 404
    assert "5.7" not in as_bob.visit("/questionnaires/peg").words


@pytest.mark.parametrize("kind", ["pss4", "odi", "isi", "PEG", "x"])
def test_what_is_not_offered_is_not_found(as_ann: Visitor, kind: str) -> None:
    assert as_ann.visit(f"/questionnaires/{kind}").status == 404
    assert as_ann.send(f"/questionnaires/{kind}").status == 404
    assert as_ann.send(f"/questionnaires/{kind}/schedule", act="off").status == 404


def test_whoever_is_not_signed_in_is_asked_to(as_nobody: Visitor) -> None:
    for url in ("/questionnaires", "/questionnaires/peg"):
        assert as_nobody.visit(url).status == 303


def test_one_is_asked_when_and_as_often_as_one_wishes(
    as_ann: Visitor, rows: Any, ann: Any, at: Any
) -> None:
    def is_asked() -> bool:
        return bool(as_ann.visit("/today").all('a[href="/questionnaires/peg"]'))

    assert is_asked()
    assert as_ann.send("/questionnaires/peg/schedule", act="postpone").status == 303
    assert not is_asked()
    at(NOON + timedelta(days=7))
    assert is_asked()
    as_ann.send("/questionnaires/peg", **PEG)
    assert not is_asked()
    at(NOON + timedelta(days=14))
    assert is_asked()
    as_ann.send("/questionnaires/peg/schedule", act="off")
    at(NOON + timedelta(days=20))
    assert not is_asked()
    assert as_ann.visit("/questionnaires").find('a[href="/questionnaires/peg"]')
    assert rows(Preferences, owner_id=ann.id)[0].schedules["peg"]["every"] == 0


@pytest.mark.parametrize("act", ["", "never", "x" * 2000])
def test_an_unknown_wish_is_refused(as_ann: Visitor, act: str) -> None:
    assert as_ann.send("/questionnaires/peg/schedule", act=act).status == 422


ITEMS = {
    "questionnaires": [
        {
            "kind": "pss4",
            "name": "Stress in the last month",
            "questions": ["one", "two", "three", "four"],
            "answers": ["never", "almost never", "sometimes", "fairly often", "very often"],
            "source": "With permission.",
        }
    ]
}


def test_an_operator_may_bring_licensed_items(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "items.json"
    file.write_text(json.dumps(ITEMS))
    visitor = Visitor(create_app(settings_for(data, pss_items=file)), "ann-token-0000000000")
    assert "With permission." in visitor.visit("/questionnaires/pss4").words
    wrong = visitor.send("/questionnaires/pss4", q1="1", q2="3", q3="3", q4="5")
    assert wrong.status == 422
    answer = visitor.swap("/questionnaires/pss4", q1="1", q2="3", q3="3", q4="1")
    assert "Kept: 4 of 16" in answer.words


@pytest.mark.parametrize("text", ["[]", "{", json.dumps({"questionnaires": [{"kind": "odi"}]})])
def test_a_wrong_file_of_items_stops_the_start_with_its_name(
    stored: Path, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "items.json"
    file.write_text(text)
    with pytest.raises(SettingError, match="SOFTBACK_PSS_ITEMS"):
        create_app(settings_for(stored, pss_items=file))


def test_too_few_items_are_named(stored: Path, tmp_path: Path) -> None:
    short = json.loads(json.dumps(ITEMS))
    short["questionnaires"][0]["questions"].pop()
    file = tmp_path / "items.json"
    file.write_text(json.dumps(short))
    with pytest.raises(SettingError, match="pss4 needs 4 questions"):
        create_app(settings_for(stored, pss_items=file))
