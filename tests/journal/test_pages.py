"""The journal as it is visited: with and without script, as owner, as stranger, with bad input."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.conftest import NOON
from tests.visits import Page, Visitor
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry
from webapp.owned import KeptEdit, Write
from webapp.practice.models import Practice
from webapp.safety.models import Screening

MARKER = "<script>alert('x')</script>{{ 7 * 7 }}"
ALL = {
    "score": "6",
    "at": "2026-03-10T21:30",
    "regions": ["b08", "b19"],
    "intensity_b08": "7",
    "intensity_b19": "",
    "qualities": ["aching", "stiff"],
    "triggers": ["sitting"],
    "remedies": ["heat"],
    "note": MARKER,
}


def log(visitor: Visitor, **form: Any) -> str:
    """Logs pain; the entry's id."""
    id = str(uuid4())
    answer = visitor.swap("/journal/pain", client_id=id, **{"score": "6", **form})
    assert answer.status == 200
    return id


def test_a_score_alone_is_enough_and_leads_back_to_the_journal(
    as_ann: Visitor, rows: Any, statements: list[str]
) -> None:
    answer = as_ann.send("/journal/pain", score="6")
    assert (answer.status, answer.headers["Location"]) == (303, "/journal")
    assert len(statements) <= 4
    [entry] = rows(PainEntry)
    assert answer.headers["X-Entry-Ack"] == str(entry.id)
    assert (entry.score, entry.at) == (6, NOON)
    assert "Pain 6" in as_ann.visit("/journal").words


@pytest.mark.parametrize("days", [0, 6, 7, 40])
def test_what_is_written_down_later_leads_to_the_page_that_shows_it(
    as_ann: Visitor, days: int
) -> None:
    log(as_ann)
    moment = NOON - timedelta(days=days)
    logged = as_ann.send("/journal/pain", score="3", at=moment.isoformat())
    rated = as_ann.send(f"/journal/days/{moment.date()}", average="3")
    for answer in (logged, rated):
        shown = as_ann.visit(answer.headers["Location"])
        assert shown.find(f"#day-{moment.date()}")


def test_a_log_by_htmx_answers_with_what_changed(as_ann: Visitor, statements: list[str]) -> None:
    id = str(uuid4())
    answer = as_ann.swap("/journal/pain", score="0", client_id=id)
    assert len(statements) <= 4
    assert answer.status == 200
    assert answer.headers["HX-Trigger"] == "journal-changed"
    assert answer.headers["X-Entry-Ack"] == id
    assert "Pain 0 kept for Wed 11 Mar, 12:00" in answer.words
    assert answer.find(f'form[action="/journal/pain/{id}/deletion"]')
    assert answer.find("#quick-log")


def test_everything_that_was_told_is_kept_and_shown(as_ann: Visitor, rows: Any) -> None:
    id = log(as_ann, **ALL)
    [entry] = rows(PainEntry)
    assert entry.regions == {"b08": 7, "b19": None}
    assert entry.at == datetime(2026, 3, 10, 21, 30, tzinfo=UTC)
    assert entry.note == MARKER

    page = as_ann.visit(f"/journal/pain/{id}")
    assert page.find('input[name="score"][checked]')["value"] == "6"
    assert [box["value"] for box in page.all('input[name="regions"][checked]')] == ["b08", "b19"]
    assert page.find('input[name="intensity_b08"]')["value"] == "7"
    assert page.find("textarea").text.strip() == MARKER
    assert page.find('input[name="at"]')["value"] == "2026-03-10T21:30"

    [card] = as_ann.visit("/journal").all("article.day")
    assert "Tuesday 10 March" in card.text
    assert MARKER in card.text
    line = " ".join(card.text.split())
    assert "Left upper back 7, right lower back" in line
    assert "Before: sitting long \N{MIDDLE DOT} tried: heat" in line


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": "11"}, {"score": "abc"}, {"score": ""}, {"score": "-1"}, {"score": "5.5"},
        {"score": "٣"}, {"at": "1900-01-01T10:00"}, {"at": "2027-03-11T10:00"}, {"at": "soon"},
        {"at": "2026-03-11T12:06"}, {"at": "0001-01-01T00:00"}, {"at": "9999-12-31T23:59"},
        {"regions": ["b99"]}, {"regions": ["b08"], "intensity_b08": "11"},
        {"regions": ["b08"], "intensity_b08": "x"}, {"qualities": ["lovely"]},
        {"triggers": ["moon"]}, {"remedies": ["x" * 500]}, {"note": "n" * 2001},
        {"note": "n" * 1_000_000}, {"note": "a\x00b"}, {"client_id": "not-a-uuid"},
        {"client_time": "yesterday"}, {"base_version": "-1"},
    ],
    ids=lambda wrong: str(wrong)[:40],
)  # fmt: skip
@pytest.mark.parametrize("way", ["send", "swap"])
def test_bad_input_is_told_and_nothing_is_written(
    as_ann: Visitor, rows: Any, way: str, wrong: dict[str, Any]
) -> None:
    answer: Page = getattr(as_ann, way)("/journal/pain", **{**ALL, **wrong})
    assert answer.status == 422
    assert answer.find("[data-error-summary]")
    assert answer.all(".field__error") or "client_id" in wrong or len(wrong) == 1
    assert not rows(PainEntry)
    if "note" not in wrong:
        assert answer.find("textarea").text.strip() == MARKER
    assert len(answer.all('input[name="qualities"][checked]')) == 2 - 2 * ("qualities" in wrong)


def test_undecodable_bytes_are_told(as_ann: Visitor, rows: Any) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = as_ann.client.post("/journal/pain", data=b"score=5&note=%ff%fe", content_type=kind)
    assert answer.status_code == 422
    assert not rows(PainEntry)


def test_nobody_reads_or_writes_another_persons_entry(as_ann: Visitor, as_bob: Visitor) -> None:
    id = log(as_ann)
    assert as_bob.visit(f"/journal/pain/{id}").status == 404
    for tail in ("", "/deletion", "/restoration", "/tingling", f"/versions/{uuid4()}"):
        assert as_bob.send(f"/journal/pain/{id}{tail}", score="1", choose="mine").status == 404
    assert id not in as_bob.visit("/journal").text


@pytest.mark.parametrize(
    "url",
    ["/journal/pain/nonsense", "/journal/days/2026-02-30", "/journal/days/x", "/journal?before=x"],
)
def test_an_address_that_is_none_is_not_found(as_ann: Visitor, url: str) -> None:
    assert as_ann.visit(url).status == 404


def test_whoever_is_not_signed_in_is_asked_to(as_nobody: Visitor) -> None:
    assert as_nobody.visit("/journal").status == 303
    assert as_nobody.swap("/journal/pain", score="5").status == 401


def test_an_edit_changes_the_entry(as_ann: Visitor, rows: Any) -> None:
    id = log(as_ann, **ALL)
    answer = as_ann.send(f"/journal/pain/{id}", score="3", base_version="1")
    assert (answer.status, answer.headers["Location"]) == (303, "/journal")
    [entry] = rows(PainEntry)
    assert (entry.score, entry.version, entry.regions, entry.note) == (3, 2, {}, "")
    assert entry.at == datetime(2026, 3, 10, 21, 30, tzinfo=UTC)


def test_an_entry_from_elsewhere_says_whose_clock_its_field_shows(as_ann: Visitor) -> None:
    id = log(as_ann, at="2026-03-10T21:30")
    assert as_ann.visit(f"/journal/pain/{id}").all("#at-hint") == []
    as_ann.send("/account", time_zone="Asia/Tokyo")
    page = as_ann.visit(f"/journal/pain/{id}")
    assert page.find("#at")["value"] == "2026-03-11T06:30"
    told = page.find("#at-hint").text
    assert told == "By the clock of Asia/Tokyo. Where you were, it was Tue 10 Mar, 21:30."


def test_the_heading_follows_a_change(as_ann: Visitor) -> None:
    id = log(as_ann)
    assert as_ann.visit(f"/journal/pain/{id}").find("#entry-head h1").text == "Pain 6"
    answer = as_ann.swap(f"/journal/pain/{id}", score="3", base_version="1")
    head = answer.find("#entry-head[data-hx-swap-oob]")
    assert head.find("h1").text == "Pain 3"


def test_a_bad_edit_is_told_and_nothing_changes(as_ann: Visitor, rows: Any) -> None:
    id = log(as_ann)
    answer = as_ann.swap(f"/journal/pain/{id}", score="12", note=MARKER, base_version="1")
    assert answer.status == 422
    assert answer.find("textarea").text.strip() == MARKER
    assert [entry.version for entry in rows(PainEntry)] == [1]


@pytest.mark.parametrize(("choice", "score"), [("mine", 9), ("other", 3)])
def test_of_two_versions_the_person_chooses(
    as_ann: Visitor, rows: Any, choice: str, score: int
) -> None:
    id = log(as_ann)
    as_ann.send(f"/journal/pain/{id}", score="3", base_version="1")
    stale = as_ann.send(f"/journal/pain/{id}", score="9", note=MARKER, base_version="1")
    assert (stale.status, stale.headers["Location"]) == (303, f"/journal/pain/{id}")
    [edit] = rows(KeptEdit)

    assert "1 entry has two versions" in as_ann.visit("/journal").words
    assert as_ann.visit("/journal/versions").find(f'main a[href="/journal/pain/{id}"]')
    both = as_ann.visit(f"/journal/pain/{id}")
    assert MARKER in both.find(".kept").text
    url = f"/journal/pain/{id}/versions/{edit.id}"
    assert as_ann.send(url, choose="neither").status == 422
    act = str(uuid4())
    assert as_ann.send(url, choose=choice, client_id=act).status == 303
    assert as_ann.send(url, choose=choice, client_id=act).status == 303
    assert [entry.score for entry in rows(PainEntry)] == [score]
    assert not rows(KeptEdit)


def test_a_version_of_another_entry_is_not_found_and_goes_on_waiting(
    as_ann: Visitor, rows: Any
) -> None:
    one, other = log(as_ann), log(as_ann)
    as_ann.send(f"/journal/pain/{one}", score="9", base_version="0")
    [edit] = rows(KeptEdit)
    url = f"/journal/pain/{other}/versions/{edit.id}"
    assert as_ann.send(url, choose="mine").status == 404
    assert [entry.score for entry in rows(PainEntry)] == [6, 6]
    assert len(rows(KeptEdit)) == 1


def test_what_is_removed_already_is_not_changed_again(as_ann: Visitor) -> None:
    url = f"/journal/pain/{log(as_ann)}"
    told = [as_ann.send(url + act).headers["X-Entry-Version"] for act in ("/deletion",) * 2]
    assert told == ["2", "2"]
    assert as_ann.send(f"{url}/restoration").headers["X-Entry-Version"] == "3"


def test_a_stale_edit_by_htmx_shows_both(as_ann: Visitor) -> None:
    id = log(as_ann)
    as_ann.swap(f"/journal/pain/{id}", score="3", base_version="1")
    answer = as_ann.swap(f"/journal/pain/{id}", score="9", base_version="1")
    assert answer.status == 200
    assert len(answer.all(".kept form")) == 2
    assert answer.find("[autofocus]").text == "Two versions of this entry"


def test_a_removed_entry_can_be_brought_back(as_ann: Visitor, rows: Any) -> None:
    id = log(as_ann)
    gone = as_ann.swap(f"/journal/pain/{id}/deletion")
    assert gone.headers["HX-Trigger"] == "journal-changed"
    undo = gone.find("form")["action"]
    assert id not in as_ann.visit("/journal").text
    assert "Removed" in as_ann.visit(f"/journal/pain/{id}").words
    assert as_ann.send(undo).status == 303
    assert id in as_ann.visit("/journal").text
    assert [entry.removed_at for entry in rows(PainEntry)] == [None]


def test_an_edit_of_a_removed_entry_is_kept_as_a_copy(as_ann: Visitor, rows: Any) -> None:
    id = log(as_ann)
    as_ann.send(f"/journal/pain/{id}/deletion")
    assert as_ann.send(f"/journal/pain/{id}", score="2", base_version="1").status == 303
    assert [(entry.score, bool(entry.removed_at)) for entry in rows(PainEntry)] == [(6, True)]
    assert "Bring it back like this" in as_ann.visit(f"/journal/pain/{id}").words


def test_tingling_is_asked_about_and_new_tingling_shows_the_urgent_card(
    as_ann: Visitor, rows: Any
) -> None:
    asked = as_ann.swap("/journal/pain", score="4", qualities=["tingling"])
    assert "Is the tingling or numbness new?" in asked.words
    url = asked.find('form[action$="/tingling"]')["action"]
    assert as_ann.swap(url).status == 422
    assert not rows(Screening)
    card = as_ann.swap(url, new="yes")
    assert "contact your doctor or 111 in the next day or two" in card.words
    assert [screening.keys for screening in rows(Screening)] == [["u_nerve"]]


def test_known_numbness_blocks_nothing(as_ann: Visitor, rows: Any) -> None:
    plain = as_ann.send("/journal/pain", score="4", qualities=["numb"])
    page = as_ann.visit(plain.headers["Location"])
    url = page.find('form[action$="/tingling"]')["action"]
    assert as_ann.send(url, new="no").headers["Location"] == "/journal"
    assert not rows(Screening)


def test_aching_is_not_asked_about(as_ann: Visitor) -> None:
    assert "new?" not in as_ann.swap("/journal/pain", score="4", qualities=["aching"]).words


def test_a_day_is_rated_and_rated_again(as_ann: Visitor, rows: Any) -> None:
    url = "/journal/days/2026-03-10"
    assert as_ann.send(url, average="4", worst="7").headers["Location"] == "/journal"
    assert as_ann.visit(url).find('input[name="base_version"]')["value"] == "1"
    assert as_ann.send(url, average="5", base_version="1").status == 303
    assert [(day.average, day.worst) for day in rows(DayRating)] == [(5, None)]
    assert "average 5" in as_ann.visit("/journal").words


def test_a_worst_below_the_average_is_kept_and_asked_about(as_ann: Visitor, rows: Any) -> None:
    answer = as_ann.swap("/journal/days/2026-03-11", average="6", worst="2")
    assert answer.status == 200
    assert "Is that right?" in answer.words
    assert "Is that right?" in as_ann.visit("/journal/days/2026-03-11").words
    assert [(day.average, day.worst) for day in rows(DayRating)] == [(6, 2)]


@pytest.mark.parametrize(
    ("day", "form"),
    [
        ("2026-03-12", {"average": "4"}),
        ("1900-01-01", {"average": "4"}),
        ("2026-03-11", {}),
        ("2026-03-11", {"average": "11"}),
        ("2026-03-11", {"average": "4", "worst": "x"}),
    ],
)
def test_a_rating_that_cannot_be_is_told(
    as_ann: Visitor, rows: Any, day: str, form: dict[str, str]
) -> None:
    answer = as_ann.send(f"/journal/days/{day}", **form)
    assert answer.status == 422
    assert answer.find("[data-error-summary]")
    assert not rows(DayRating)


def test_of_two_ratings_the_person_chooses(as_ann: Visitor, rows: Any) -> None:
    url = "/journal/days/2026-03-10"
    as_ann.send(url, average="4", base_version="0")
    kept = as_ann.send(url, average="8", base_version="0")
    assert kept.headers["Location"] == url
    choice = as_ann.visit(url).find(".kept")["action"]
    assert as_ann.send(choice, choose="mine").status == 303
    assert [day.average for day in rows(DayRating)] == [8]


def test_the_journal_needs_few_statements_and_turns_its_pages(
    as_ann: Visitor, statements: list[str]
) -> None:
    for days in (0, 1, 20, 21):
        moment = NOON - timedelta(days=days)
        log(as_ann, at=moment.isoformat())
        as_ann.send(f"/stress/{moment.date()}", stress="4")
        as_ann.send(f"/sleep/{moment.date()}", quality="3", pain_woke="y")
    del statements[:]
    first = as_ann.visit("/journal")
    assert len(statements) <= 5
    assert [card["id"] for card in first.all("article")] == ["day-2026-03-11", "day-2026-03-10"]
    more = first.find("#timeline > a")["href"]
    second = as_ann.visit(more)
    assert [card["id"] for card in second.all("article")] == ["day-2026-02-19", "day-2026-02-18"]
    part = as_ann.part(more)
    assert "<html" not in part.text
    assert len(part.all("article")) == 2
    assert "This is where your journal begins." in part.words


def test_someone_new_is_invited(as_ann: Visitor) -> None:
    page = as_ann.visit("/journal")
    assert "Nothing here yet" in page.words
    assert page.find("#quick-log")


@pytest.mark.parametrize("url", ["/journal/pain/new", "/journal/days/2026-03-11", "/journal"])
def test_no_page_needs_many_statements(as_ann: Visitor, statements: list[str], url: str) -> None:
    assert as_ann.visit(url).status == 200
    assert len(statements) <= 5


def test_a_practice_stands_among_the_days_moments(
    as_ann: Visitor, app: Flask, ann: Any, statements: list[str]
) -> None:
    with app.app_context(), app.test_request_context("/", method="POST"):
        person = SimpleNamespace(id=ann.id, time_zone="Europe/London")
        write = Write(uuid4(), NOON - timedelta(hours=1))
        known = {"routine": "desk-break", "tier": "standard", "planned_seconds": 180, "check": {}}
        Practice.start(person, write, pain_before=6, **known)
        Practice.one_of(person, write.client_id).finish(Write(uuid4(), NOON), pain_after=4)
        db.session.commit()
    log(as_ann)
    del statements[:]
    [pain, practice] = as_ann.visit("/journal").all("article.day li")
    assert len(statements) <= 5
    assert "Pain 6." in pain.text
    assert "pain 6 before, 4 after" in " ".join(practice.text.split())


def test_the_places_of_last_time_are_one_tap_and_never_set(as_ann: Visitor, rows: Any) -> None:
    log(as_ann, regions=["b18", "front_thigh_left"], intensity_b18="6")
    for url in ("/today", "/journal"):
        same = as_ann.visit(url).find("#quick-log input[name=same]")
        assert same["value"] == "b18,front_thigh_left"
        assert not same.has_attr("checked")
    id = log(as_ann, same="b18,front_thigh_left", regions=["b05"], intensity_b05="2")
    again = next(row for row in rows(PainEntry) if str(row.id) == id)
    assert again.regions == {"b05": 2, "b18": None, "front_thigh_left": None}


@pytest.mark.parametrize("same", ["b99", "b18,b99", "b18," + "x" * 5000])
def test_places_of_last_time_that_are_none_are_refused(
    as_ann: Visitor, rows: Any, same: str
) -> None:
    assert as_ann.send("/journal/pain", score="4", same=same).status == 422
    assert rows(PainEntry) == []


def test_the_last_entry_is_repeated_but_for_its_number(as_ann: Visitor) -> None:
    id = log(as_ann, **{**ALL, "medicine": "200 mg ibuprofen"})
    page = as_ann.visit(f"/journal/pain/new?like={id}")
    assert not page.all('input[name="score"][checked]'), "the number is the person's own"
    assert page.find('input[name="medicine"]')["value"] == "200 mg ibuprofen"
    assert [box["value"] for box in page.all('input[name="regions"][checked]')] == ["b08", "b19"]
    assert page.find("textarea").text.strip() == ""
    assert page.find('input[name="at"]')["value"] == ""


def test_only_ones_own_entry_is_repeated(as_ann: Visitor, as_bob: Visitor) -> None:
    id = log(as_ann, **ALL)
    for like in (id, "nonsense", str(uuid4())):
        page = as_bob.visit(f"/journal/pain/new?like={like}")
        assert page.status == 200
        assert not page.all("input[checked]")


def test_medicine_is_free_text(as_ann: Visitor, rows: Any) -> None:
    log(as_ann, medicine="نصف حبة <b>paracetamol</b> 💊")
    assert rows(PainEntry)[0].medicine == "نصف حبة <b>paracetamol</b> 💊"
    assert "<b>paracetamol</b> 💊" in as_ann.visit("/journal").words
    assert as_ann.send("/journal/pain", score="4", medicine="x" * 201).status == 422


def test_what_stood_there_before_a_change_is_remembered(as_ann: Visitor, at: Any) -> None:
    id = log(as_ann, score="6", note="first")
    assert not as_ann.visit(f"/journal/pain/{id}").all(".history")
    at(NOON + timedelta(hours=1))
    as_ann.send(f"/journal/pain/{id}", score="4", note="first", base_version="1")
    as_ann.send(f"/journal/pain/{id}", score="4", note="second", base_version="2")
    as_ann.send(f"/journal/pain/{id}", score="4", note="second", base_version="3")
    page = as_ann.visit(f"/journal/pain/{id}")
    newest, oldest = (" ".join(row.get_text(" ").split()) for row in page.all(".history"))
    assert newest == "until Wed 11 Mar, 13:00 Note first"
    assert oldest == "until Wed 11 Mar, 13:00 Pain 6"


def test_a_place_on_the_chest_shows_the_emergency_sign(as_ann: Visitor) -> None:
    answer = as_ann.swap("/journal/pain", score="6", regions=["front_chest_left"])
    assert "Chest pain or tightness, breathlessness" in answer.words
    assert answer.find('a[href="/help-now"]')
    answer = as_ann.swap("/journal/pain", score="6", regions=["b08"])
    assert "Chest pain" not in answer.words


def test_a_changed_number_leaves_the_moment_and_its_place_alone(
    as_ann: Visitor, rows: Any, at: Any
) -> None:
    at(NOON + timedelta(seconds=41))
    id = log(as_ann, score="6")
    (before,) = rows(PainEntry)
    as_ann.send("/account", time_zone="Asia/Tokyo")
    shown = as_ann.visit(f"/journal/pain/{id}").find("[name=at]")["value"]
    assert as_ann.swap(f"/journal/pain/{id}", score="4", at=shown, base_version="1").status == 200
    (after,) = rows(PainEntry)
    assert (after.at, after.local_date) == (NOON.replace(second=41), before.local_date)
    assert (after.score, after.utc_offset) == (4, 0), "Tokyo is nine hours ahead"
    (row,) = as_ann.visit(f"/journal/pain/{id}").all(".history")
    assert "Pain" in row.get_text() and "When" not in row.get_text()
