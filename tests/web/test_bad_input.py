"""Every input can be wrong: 4xx in our own look, what was typed is kept, nothing is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.visits import Page, Visitor
from webapp.journal.models import PainEntry

FORM = "application/x-www-form-urlencoded"


def post(visitor: Visitor, body: bytes, kind: str = FORM, url: str = "/journal/pain") -> Page:
    return Page(visitor.client.post(url, data=body, content_type=kind))


@pytest.mark.parametrize(
    "form",
    [
        {"score": "11"},
        {"score": "-1"},
        {"score": "abc"},
        {"score": "3.5"},
        {"score": "٣"},
        {"score": "1e1"},
        {"score": ""},
        {},
        {"score": "3", "at": "1900-01-01T00:00"},
        {"score": "3", "at": "2027-03-11T12:00"},
        {"score": "3", "at": "yesterday"},
        {"score": "3", "at": "0001-01-01T00:00:00+14:00"},
        {"score": "3", "regions": ["b08", "b99"]},
        {"score": "3", "regions": "b08", "intensity_b08": "12"},
        {"score": "3", "qualities": "lovely"},
        {"score": "3", "note": "x" * 2001},
        {"score": "3", "note": "before\x00after"},
        {"score": "3", "client_id": "not-a-uuid"},
        {"score": "3", "client_id": "{01912d68-783e-7a03-8467-5661c1243ad4}"},
        {"score": "3", "client_time": "2026-03-11 12:00"},
        {"score": "3", "client_time": "tomorrow"},
        {"score": "3", "base_version": "99999999999999999999"},
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_form(
    as_ann: Visitor, rows: Any, form: dict[str, Any]
) -> None:
    for answer in (as_ann.send("/journal/pain", **form), as_ann.swap("/journal/pain", **form)):
        assert answer.status == 422
        assert answer.all(".field__error, [role=alert]")
        assert answer.all('form[action="/journal/pain"]')
        assert "X-Entry-Ack" not in answer.headers
    assert rows(PainEntry) == []


def test_what_was_typed_comes_back(as_ann: Visitor) -> None:
    page = as_ann.send(
        "/journal/pain",
        score="11",
        note="a <b>note</b> & more",
        regions=["b08"],
        qualities=["stiff"],
    )
    assert page.find("textarea[name=note]").get_text() == "a <b>note</b> & more"
    assert page.find('input[name=regions][value="b08"]').has_attr("checked")
    assert page.find('input[name=qualities][value="stiff"]').has_attr("checked")


def test_a_note_of_a_megabyte_comes_back_with_its_form(as_ann: Visitor, rows: Any) -> None:
    note = "ö" * (1024 * 1024)
    page = post(as_ann, b"score=3&note=" + quote(note).encode()[: 3 * 1024 * 1024])
    assert page.status == 422
    assert len(page.find("textarea[name=note]").get_text()) > 500_000
    assert rows(PainEntry) == []


def test_fifty_megabytes_are_refused_unread(as_ann: Visitor, rows: Any) -> None:
    page = post(as_ann, b"score=3&note=" + b"x" * (50 * 1024 * 1024))
    assert page.status == 413
    assert page.all("h1")
    assert rows(PainEntry) == []


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", "image/png"]
)
def test_another_kind_of_body_is_refused(as_ann: Visitor, rows: Any, kind: str) -> None:
    assert post(as_ann, b'{"score": 3}', kind).status == 415
    assert rows(PainEntry) == []


def test_a_truncated_multipart_is_refused(as_ann: Visitor) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="quality"\r\n\r\n3'
    kind = "multipart/form-data; boundary=x"
    assert post(as_ann, body, kind, "/sleep/2026-03-11").status == 415


@pytest.mark.parametrize("note", [b"%ff%fe", b"%ED%A0%80", b"caf%E9"])
def test_bytes_that_are_no_text_are_said_beside_the_note(
    as_ann: Visitor, rows: Any, note: bytes
) -> None:
    page = post(as_ann, b"score=3&note=" + note)
    assert page.status == 422
    assert "cannot be stored" in page.words
    assert rows(PainEntry) == []


def test_a_body_that_is_no_text_at_all_is_refused(as_ann: Visitor, rows: Any) -> None:
    assert post(as_ann, b"score=3&note=\xff").status == 400
    assert rows(PainEntry) == []


def test_the_replacement_sign_itself_may_be_written(as_ann: Visitor, rows: Any) -> None:
    assert post(as_ann, b"score=3&note=%EF%BF%BD").status == 303
    assert rows(PainEntry)[0].note == "\ufffd"


@pytest.mark.parametrize(
    "text",
    ["🙂 עברית العربية", "'; DROP TABLE users; --", "<script>alert(1)</script>", "{{ 7*7 }}"],
)
def test_odd_but_honest_text_is_kept_as_typed(as_ann: Visitor, rows: Any, text: str) -> None:
    as_ann.send("/journal/pain", score="3", note=text)
    entry = rows(PainEntry)[0]
    assert entry.note == text
    page = as_ann.visit(f"/journal/pain/{entry.id}")
    assert page.find("textarea[name=note]").get_text() == text


@pytest.mark.parametrize(
    "url",
    [
        "/journal/pain/not-a-uuid",
        "/journal/days/1900-13-45",
        "/sleep/yesterday",
        "/stress/2026-02-30",
        "/practices/1/completion",
        "/%00",
        "/routines/../secret",
        "/routines/no-such-routine",
        "/techniques/%F0%9F%99%82",
    ],
)
def test_addresses_that_lead_nowhere_say_so(as_ann: Visitor, url: str) -> None:
    page = as_ann.send(url, score="3")
    assert page.status in (404, 405)
    assert page.all("h1")


@pytest.mark.parametrize(
    "query",
    [
        "/progress?weeks=0",
        "/progress?weeks=abc",
        "/progress?weeks=99999999999999999999",
        "/progress/weeks/2026-W99",
        "/progress/weeks/x",
        "/journal?before=1",
        "/journal?before=9999-99-99",
        "/routines?minutes=x&region=nowhere",
        "/sleep?date=x",
        "/sleep?date=9999-12-31",
        "/stress?date=0001-01-01",
        "/help-now?country=ZZ",
        "/login?next=%00",
    ],
)
def test_questions_that_make_no_sense_are_no_fault_of_ours(as_ann: Visitor, query: str) -> None:
    assert as_ann.visit(query).status < 500


def test_ten_thousand_fields_are_no_fault_of_ours(as_ann: Visitor) -> None:
    body = b"score=3&" + b"&".join(b"regions=b08" for _ in range(10_000))
    assert post(as_ann, body).status < 500


def test_the_same_write_sent_again_acts_once(as_ann: Visitor, rows: Any) -> None:
    entry = {"score": "4", "client_id": "01912d68-783e-7a03-8467-5661c1243ad4"}
    first = as_ann.swap("/journal/pain", **entry)
    second = as_ann.swap("/journal/pain", **entry)
    changed = as_ann.swap("/journal/pain", **{**entry, "score": "9"})
    assert {page.headers["X-Entry-Ack"] for page in (first, second, changed)} == {
        entry["client_id"]
    }
    assert [(str(row.id), row.score) for row in rows(PainEntry)] == [(entry["client_id"], 4)]


def test_two_people_may_use_one_id(as_ann: Visitor, as_bob: Visitor, rows: Any) -> None:
    entry = {"score": "4", "client_id": "01912d68-783e-7a03-8467-5661c1243ad4"}
    as_ann.swap("/journal/pain", **entry)
    as_bob.swap("/journal/pain", **{**entry, "score": "9"})
    assert sorted(row.score for row in rows(PainEntry)) == [4, 9]
