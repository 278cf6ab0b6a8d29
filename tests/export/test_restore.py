"""Bringing a file in: nothing is doubled, and a bad file changes nothing."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from copy import deepcopy
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.conftest import NOON
from tests.export.conftest import Traveller, come_in
from tests.export.people import ANSWERED, lives
from tests.export.test_archive import diary_of, keep
from tests.stage import ON_POSTGRESQL
from webapp.database import writing
from webapp.export import scores
from webapp.export.archive import kinds
from webapp.export.incoming import check
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry
from webapp.owned import KeptEdit
from webapp.questionnaires.models import Questionnaire

KEY = "018f0000-0000-7000-8000-000000000001"


@pytest.fixture
def file(app):
    """What somebody else's Softback gave: one entry and one day."""
    as_one, _ = come_in(app)
    as_one.send("/journal/pain", score=4, note="from before", client_id=KEY)
    as_one.send("/journal/days/2026-03-10", average=5, worst=7)
    return json.loads(as_one.take("/export/softback.json"))


# Not pages of a diary: after an erasure, with a link out of a mail, for the operator.
ELSEWHERE = ("accounts.gone", "accounts.new_password", "accounts.confirm", "health.ready")


def pages(app):
    """Every address without a variable part that can be read."""
    rules = [r for r in app.url_map.iter_rules() if "GET" in r.methods and not r.arguments]
    return [rule.rule for rule in rules if rule.endpoint not in ELSEWHERE]


def everything(app):
    """Every row of every person."""
    with app.app_context():
        return {
            table.name: db.session.execute(select(table).order_by(table.c.owner_id)).all()
            for table in kinds()
        }


# Into a used account


def test_the_same_file_twice_adds_nothing(as_dora):
    before = as_dora.take("/export/softback.json")
    as_dora.bring(before)
    assert diary_of(as_dora.take("/export/softback.json")) == diary_of(before)
    as_dora.bring(before)
    assert "Nothing new was in it." in as_dora.visit("/export").words


def test_two_diaries_become_one(as_dora, as_ann, rows, ann, file):
    as_ann.send("/journal/pain", score=2, note="my own")
    bring = type(as_dora).bring
    assert bring(as_ann, json.dumps(file)).status == 303
    assert {e.note for e in rows(PainEntry, owner_id=ann.id)} == {"my own", "from before"}
    assert "2 entries brought in" in as_ann.visit("/export").words


def test_an_entry_that_was_changed_here_later_stays_as_it_is(app, rows, file):
    as_one, one = come_in(app)
    as_one.bring(json.dumps(file))
    as_one.send(f"/journal/pain/{KEY}", score=9, note="from now", base_version=1)
    as_one.bring(json.dumps(file))
    assert [(e.score, e.note) for e in rows(PainEntry, owner_id=one)] == [(9, "from now")]


def test_an_entry_that_was_changed_there_later_follows(app, rows, file):
    as_one, one = come_in(app)
    as_one.bring(json.dumps(file))
    file["tables"]["pain_entries"][0] |= {"score": 8, "version": 2}
    as_one.bring(json.dumps(file))
    assert [(e.score, e.version) for e in rows(PainEntry, owner_id=one)] == [(8, 2)]


def test_what_was_removed_stays_removed(app, rows, file):
    as_one, one = come_in(app)
    as_one.bring(json.dumps(file))
    as_one.send(f"/journal/pain/{KEY}/deletion")
    as_one.bring(json.dumps(file))
    assert [e.removed_at is not None for e in rows(PainEntry, owner_id=one)] == [True]


def test_two_ratings_of_one_day_wait_for_a_choice_once(app, rows, file):
    as_one, one = come_in(app)
    as_one.send("/journal/days/2026-03-10", average=3, worst=3)
    as_one.bring(json.dumps(file))
    assert "the day asks you which one stays" in as_one.visit("/export").words
    assert [r.average for r in rows(DayRating, owner_id=one)] == [3]
    [kept] = rows(KeptEdit, owner_id=one)
    day = as_one.visit("/journal/days/2026-03-10")
    assert day.status == 200 and "7" in day.words
    with app.app_context(), writing():
        db.session.delete(db.session.merge(kept))
        db.session.commit()
    as_one.bring(json.dumps(file))
    assert rows(KeptEdit, owner_id=one) == []


def test_the_same_rating_of_one_day_asks_nothing(app, rows, file):
    as_one, one = come_in(app)
    as_one.send("/journal/days/2026-03-10", average=5, worst=7)
    as_one.bring(json.dumps(file))
    assert rows(KeptEdit, owner_id=one) == []


def test_a_used_account_keeps_its_own_preferences(app, file):
    as_one, _ = come_in(app, zone="Asia/Tokyo")
    as_one.send("/journal/pain", score=2)
    as_one.bring(json.dumps(file))
    assert (
        json.loads(as_one.take("/export/softback.json"))["preferences"]["time_zone"] == "Asia/Tokyo"
    )


def test_a_file_from_before_a_column_still_fits(app, rows, file):
    as_one, one = come_in(app)
    for name in ("clock_offset", "retrospective", "medicine"):
        del file["tables"]["pain_entries"][0][name]
    del file["preferences"]["text_size"]
    assert as_one.bring(json.dumps(file)).status == 303
    assert [e.retrospective for e in rows(PainEntry, owner_id=one)] == [False]


def test_nobody_brings_entries_into_anothers_account(app, file, ann, rows):
    as_one, one = come_in(app)
    file["tables"]["pain_entries"][0]["owner_id"] = ann.id
    assert as_one.bring(json.dumps(file)).status == 422
    assert rows(PainEntry, owner_id=ann.id) == rows(PainEntry, owner_id=one) == []


# Bad files


def changed(file, how):
    copy = deepcopy(file)
    how(copy, copy["tables"]["pain_entries"][0])
    return json.dumps(copy)


BAD = {
    "of a newer Softback": lambda f, e: f.update(format_version=2),
    "of another program": lambda f, e: f.update(format="diary"),
    "without its version": lambda f, e: f.pop("format_version"),
    "without entries": lambda f, e: f.pop("tables"),
    "with a table that we do not have": lambda f, e: f["tables"].update(users=[{"id": 1}]),
    "with a table of sign-ins": lambda f, e: f["tables"].update(sign_ins=[]),
    "with a score of eleven": lambda f, e: e.update(score=11),
    "with a score in words": lambda f, e: e.update(score="4"),
    "with half a point": lambda f, e: e.update(score=4.5),
    "with true for a score": lambda f, e: e.update(score=True),
    "with no score": lambda f, e: e.update(score=None),
    "with a number larger than any column": lambda f, e: e.update(version=2**70),
    "with an id that is none": lambda f, e: e.update(id="1; DROP TABLE"),
    "with a time without offset": lambda f, e: e.update(at="2026-03-10T10:00:00"),
    "with a time to come": lambda f, e: e.update(at="2026-04-10T10:00:00Z"),
    "with the year one": lambda f, e: e.update(at="0001-01-01T00:00:00Z"),
    "with a place that does not exist": lambda f, e: e.update(regions={"b99": 3}),
    "with places as a list": lambda f, e: e.update(regions=["b18"]),
    "with a strength of a hundred": lambda f, e: e.update(regions={"b18": 100}),
    "with an unknown word": lambda f, e: e.update(qualities=["<script>"]),
    "with a note of a megabyte": lambda f, e: e.update(note="x" * 1_000_000),
    "with a note too long": lambda f, e: e.update(note="x" * 2001),
    "with a NUL": lambda f, e: e.update(note="a\x00b"),
    "with half a character": lambda f, e: e.update(note="\ud800"),
    "with a column too many": lambda f, e: e.update(admin=True),
    "with a row that is none": lambda f, e: f["tables"]["pain_entries"].append([]),
    "with rows that are none": lambda f, e: f["tables"].update(pain_entries={}),
    "with tables as a list": lambda f, e: f.update(tables=[]),
    "with an id twice": lambda f, e: f["tables"]["pain_entries"].append(e | {"score": 10}),
    "with a version below one": lambda f, e: e.update(version=0),
    "with more versions than anybody makes": lambda f, e: e.update(version=2**31 - 1),
    "with a day that is not of its time": lambda f, e: e.update(local_date="2026-02-28"),
    "with a theme of its own": lambda f, e: f["preferences"].update(theme="x' or 1=1"),
    "with a time zone of its own": lambda f, e: f["preferences"].update(time_zone="Mars/Base"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_changes_nothing_and_says_so(app, file, name):
    as_one, _ = come_in(app)
    before = everything(app)
    page = as_one.bring(changed(file, BAD[name]))
    assert page.status == 422
    assert "Nothing was changed" in page.find(".field__error").text
    assert everything(app) == before
    assert as_one.visit("/today").status == 200


MOMENT = {"at": "2026-03-10T10:00:00.000Z", "local_date": "2026-03-10", "utc_offset": 0}


def answered(kind, answers, score):
    about = {"version": 1, "client_time": MOMENT["at"], "received_at": MOMENT["at"]}
    row = {"id": KEY[:-1] + "2", "kind": kind, "answers": answers, "score": score}
    return row | MOMENT | about


@pytest.mark.parametrize("kind", ANSWERED)
def test_every_questionnaire_comes_in_as_it_went_out(app, rows, file, kind):
    as_one, one = come_in(app)
    answers, score = ANSWERED[kind]
    file["tables"]["questionnaires"] = [answered(kind, answers, score)]
    assert as_one.bring(json.dumps(file)).status == 303
    [row] = rows(Questionnaire, owner_id=one)
    assert (row.kind, row.answers, row.score) == (kind, answers, score)
    again = json.loads(as_one.take("/export/softback.json"))
    other, _ = come_in(app)
    assert other.bring(json.dumps(again)).status == 303
    assert diary_of(other.take("/export/softback.json")) == diary_of(json.dumps(again))


@pytest.mark.parametrize(
    ("kind", "answers", "score"),
    [
        ("peg", {"q1": 5, "q2": 4, "q3": 4}, 10**400),
        ("peg", {"q1": 5, "q2": 4, "q3": 4}, 0.0),
        ("peg", {"q1": 5, "q2": 4}, 4.5),
        ("peg", {"q1": 99, "q2": 4, "q3": 4}, 35.7),
        ("peg", {"q1": 5, "q2": "x", "q3": []}, 5.0),
        ("peg", {"q1": 5, "q2": True, "q3": 4}, 3.3),
        ("peg", [5, 4, 4], 4.3),
        ("pgic", {"change": 8}, 8.0),
        ("pgic", {"change": "2"}, 2.0),
        ("rmdq", {"ticked": [1, 25]}, 2.0),
        ("rmdq", {"ticked": [9, 1]}, 2.0),
        ("rmdq", {"ticked": [1, 1]}, 2.0),
        ("rmdq", {"ticked": 3}, 3.0),
        ("pss4", {"q1": 1, "q2": 3, "q3": 3, "q4": 5}, 8.0),
        ("pss4", {"q2": 4, "q1": 0, "q3": 4, "q4": 0}, 8.0),
        ("pss4", {"q1": 1, "q2": 3, "q3": 3}, 3.0),
    ],
)
def test_answers_that_no_form_gives_are_refused(app, file, kind, answers, score):
    as_one, _ = come_in(app)
    file["tables"]["questionnaires"] = [answered(kind, answers, score)]
    before = everything(app)
    page = as_one.bring(json.dumps(file))
    assert page.status == 422 and "Nothing was changed" in page.find(".field__error").text
    assert everything(app) == before


def test_nothing_reached_us_later_than_now(app, file, rows):
    """Of safety answers those count that reached us last: none may outlive all that follow."""
    as_one, one = come_in(app)
    file["tables"]["pain_entries"][0]["received_at"] = "2099-01-01T00:00:00.000Z"
    assert as_one.bring(json.dumps(file)).status == 303
    assert [row.received_at for row in rows(PainEntry, owner_id=one)] == [NOON]


def test_what_waited_beside_a_day_waits_beside_the_one_that_is_here(app, file, rows):
    as_one, one = come_in(app)
    as_one.send("/journal/days/2026-03-10", average=2, worst=3)
    theirs = file["tables"]["day_ratings"][0]["id"]
    about = {"id": KEY[:-1] + "2", "entry_id": theirs, "kind": "day_ratings"}
    times = {"client_time": MOMENT["at"], "received_at": MOMENT["at"]}
    file["tables"]["kept_edits"] = [about | times | {"changes": {"worst": 9}}]
    assert as_one.bring(json.dumps(file)).status == 303
    [ours] = rows(DayRating, owner_id=one)
    found = rows(KeptEdit, owner_id=one)
    assert sorted(edit.changes["worst"] for edit in found) == [7, 9]
    assert {edit.entry_id for edit in found} == {ours.id}


@pytest.mark.parametrize(("score", "status"), [("4.3", 303), ("1e999", 422)])
def test_a_waiting_score_beyond_all_numbers_is_refused(app, file, score, status):
    """1e999 is infinite to Python, and infinity is no JSON: it could not go out again."""
    about = {"id": KEY[:-1] + "2", "entry_id": KEY, "kind": "questionnaires"}
    times = {"client_time": MOMENT["at"], "received_at": MOMENT["at"]}
    file["tables"]["kept_edits"] = [about | times | {"changes": {"score": 0}}]
    raw = json.dumps(file).replace('"score": 0', f'"score": {score}')
    assert come_in(app)[0].bring(raw).status == status


@pytest.mark.parametrize("moment", ["finished_at", "effects_at"])
def test_a_practice_that_ends_in_a_time_to_come_is_refused(app, as_dora, moment):
    whole = json.loads(as_dora.take("/export/softback.json"))
    whole["tables"] = {"practices": whole["tables"]["practices"][:1]}
    assert come_in(app)[0].bring(json.dumps(whole)).status == 303
    whole["tables"]["practices"][0][moment] = "8999-01-01T00:00:00.000Z"
    assert come_in(app)[0].bring(json.dumps(whole)).status == 422


def test_todays_line_of_a_table_comes_in_once_also_before_noon(app, rows, at):
    as_one, one = come_in(app)
    for hour in (5, 8, 13):
        at(datetime(2026, 3, 11, hour, tzinfo=UTC))
        form = {"table": "date,score\n2026-03-11,5\n2026-03-10,4", "order": "day"}
        assert as_one.send("/import/scores", **form).status == 303
    assert sorted(entry.score for entry in rows(PainEntry, owner_id=one)) == [4, 5]


def test_a_table_of_ours_is_sent_to_the_whole_file(as_dora):
    with zipfile.ZipFile(io.BytesIO(as_dora.take("/export/csv.zip"))) as tables:
        [name] = [name for name in tables.namelist() if name.endswith("pain_entries.csv")]
        page = as_dora.bring(tables.read(name), name)
    assert page.status == 422
    assert "Choose softback.json instead" in page.find(".field__error").text


RAW = {
    "empty": b"",
    "cut off": b'{"format":"softback","format_version":1,"tables":{"pain_entries":[{"sc',
    "nested deeply": b'{"format":"softback","x":' + b"[" * 200_000,
    "nested deeply in a row": b'{"tables":{"pain_entries":[' + b'{"a":' * 100_000,
    "an array": b"[1,2,3]",
    "followed by more": b'{"format":"softback","format_version":1,"tables":{}} {}',
    "not UTF-8": b'{"format":"softb\xff\xfe"}',
    "no number at all": b'{"format":"softback","format_version":NaN,"tables":{}}',
    "a number of a million digits": b'{"format_version":' + b"9" * 1_000_000 + b"}",
    "one text of two million": b'{"x":"' + b"a" * 2_000_000 + b'"}',
    "a million empty lists": b'{"tables":{"pain_entries":[' + b"[]," * 1_000_000 + b"[]]}}",
    "a packed file": b"PK\x03\x04 and so on",
    "a PDF": b"%PDF-1.7 and so on",
    "no file that we know": b"\x00\x01\x02\x03",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RAW)
def test_what_is_no_file_of_ours_is_refused_in_words(app, name):
    as_one, _ = come_in(app)
    before = everything(app)
    page = as_one.bring(RAW[name])
    assert page.status == 422
    assert page.find(".field__error").text.strip()
    assert everything(app) == before


@pytest.mark.slow
def test_a_file_with_one_bad_row_at_its_end_leaves_nothing_of_the_rest(app, as_dora):
    whole = json.loads(as_dora.take("/export/softback.json"))
    whole["tables"]["sleep_nights"][-1]["quality"] = 6
    as_one, one = come_in(app)
    assert as_one.bring(json.dumps(whole)).status == 422
    with app.app_context():
        for table in kinds():
            assert not db.session.execute(select(table).where(table.c.owner_id == one)).all()


@pytest.fixture
def meanwhile(app, monkeypatch):
    """Does something whenever a row of a file, or a line of a table, is read."""

    def do(act):
        for module, name in ((check, "fitting"), (scores, "_score")):
            real = getattr(module, name)
            monkeypatch.setattr(module, name, lambda *a, real=real: (act(), real(*a))[1])

    return do


TABLE = "date,score,note\n2026-03-01,4,of before\n"


@pytest.mark.skipif(ON_POSTGRESQL, reason="only whoever writes to a file keeps others waiting")
@pytest.mark.parametrize("kind", ["file", "table"])
def test_others_write_while_a_file_is_read_and_checked(app, data, file, meanwhile, kind, as_new):
    wrote = []

    def write():
        with closing(sqlite3.connect(data / "softback.db", timeout=0)) as line:
            line.execute("BEGIN IMMEDIATE")
            wrote.append(kind)

    meanwhile(write)
    if kind == "file":
        assert as_new.bring(json.dumps(file)).status == 303
    else:
        assert as_new.bring(TABLE, "scores.csv").status == 200
        assert as_new.send("/import/scores", table=TABLE, order="day").status == 303
    assert len(wrote) >= 2
    assert "of before" in as_new.visit("/journal").words or kind == "file"


@pytest.mark.parametrize("end", ["/account/deletion", "/logout"])
@pytest.mark.parametrize("kind", ["file", "table"])
def test_whoever_left_while_their_file_was_read_gets_nothing(
    app, file, rows, meanwhile, as_new, kind, end
):
    ways = {"sure": "y", "choose": "leave"}
    other = Traveller(app)
    cookie = as_new.client.get_cookie("softback")
    before = len(rows(PainEntry))

    def leave():
        other.client.set_cookie("softback", cookie.value)
        other.send(end, **ways)

    meanwhile(leave)
    if kind == "file":
        answer = as_new.bring(json.dumps(file))
    else:
        answer = as_new.send("/import/scores", table=TABLE, order="day")
    assert answer.status == 303
    assert answer.headers["Location"].startswith("/login")
    assert len(rows(PainEntry)) == before


def test_a_file_over_the_limit_is_refused_in_words(app):
    as_one, _ = come_in(app)
    page = as_one.bring(b"{" + b" " * (33 * 1024 * 1024))
    assert page.status == 413
    assert "smaller file" in page.words


def test_other_addresses_take_no_files(as_new):
    form = {"score": "4"}
    answer = as_new.client.post("/journal/pain", data=form, content_type="multipart/form-data")
    assert answer.status_code == 415


def test_a_file_that_was_written_anew_with_spaces_and_sorted_keys_fits(app, file, rows):
    as_one, _ = come_in(app)
    # Items 4, 5, 7 and 8 are reversed, so the least stress is 0. Sorted, q10 comes after q1.
    answers = {f"q{n}": 4 if n in (4, 5, 7, 8) else 0 for n in range(1, 11)}
    file["tables"]["questionnaires"] = [answered("pss10", answers, 0.0)]
    pretty = json.dumps(file, indent=4, sort_keys=True, ensure_ascii=True)
    assert as_one.bring(pretty.encode("utf-8-sig")).status == 303
    assert [row.answers for row in rows(Questionnaire)] == [answers]


def test_a_stranger_to_the_house_is_asked_to_sign_in(as_nobody):
    assert as_nobody.client.post("/import").status_code == 303
    assert as_nobody.client.get("/export/softback.json").status_code == 303


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**65), 2**65),
    st.text(max_size=30),
    st.sampled_from(["<b>", "../..", "9999-12-31", "2026-03-11T12:00:00Z", "own-", "F10"]),
    st.recursive(st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)),
)


@pytest.mark.slow
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(life=lives(), data=st.data())
def test_a_file_that_somebody_tampered_with_is_refused_or_does_no_harm(app, life, data):
    as_one, one = come_in(app)
    with app.app_context(), writing():
        keep(one, life)
        db.session.commit()
    whole = json.loads(as_one.take("/export/softback.json"))
    filled = [(name, row) for name, rows in whole["tables"].items() for row in rows]
    filled.append(("preferences", whole["preferences"]))
    _, row = data.draw(st.sampled_from(filled))
    row[data.draw(st.sampled_from(sorted(row)))] = data.draw(JUNK)
    as_other, _ = come_in(app)
    assert as_other.bring(json.dumps(whole)).status in (303, 422)
    for url in pages(app):
        assert as_other.client.get(url).status_code < 400, url
