"""The machinery as it is served, and what the box tells a phone about its writes."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.browser import ROOT
from tests.conftest import NOON
from webapp.journal.models import PainEntry
from webapp.owned import KeptEdit

ROWS = json.loads((Path(__file__).parent / "rows-schema-1.json").read_text())
ENTRY = "01890000-0000-7000-8000-0000000000{:02x}"


def log(visitor, number, to="/journal/pain", headers=None, **fields):
    own = {"client_id": ENTRY.format(number), "client_time": "2026-03-11T11:00:00+00:00"}
    return visitor.swap(to, headers=headers, **(own | fields))


def test_the_manifest_names_what_a_home_screen_needs(as_nobody):
    answer = as_nobody.client.get("/manifest.webmanifest")
    manifest = json.loads(answer.data)
    assert answer.mimetype == "application/manifest+json"
    assert {i["purpose"] for i in manifest["icons"]} == {"any", "maskable"}
    assert {s["name"]: s["url"] for s in manifest["shortcuts"]} == {
        "Log pain": "/journal/pain/new",
        "Start today's routine": "/today",
    }
    for picture in (*manifest["icons"], *manifest["screenshots"]):
        assert as_nobody.client.get(picture["src"]).status_code == 200, picture["src"]


def test_the_worker_is_asked_for_anew_each_time_and_may_serve_every_page(as_nobody):
    answer = as_nobody.client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "trusted-types softback" in answer.headers["Content-Security-Policy"]


def test_every_file_the_worker_fetches_first_is_there(as_nobody):
    text = as_nobody.client.get("/sw.js").get_data(as_text=True)
    build = json.loads(re.search(r"const BUILD = (\{.*?\});", text)[1])
    assert {"softback.css", "softback.js", "practice/practice-player.js"} <= set(build["files"])
    for path in build["files"]:
        address = f"/static/{build['version']}/{path}"
        assert as_nobody.client.get(address).status_code == 200, address


def test_worker_outbox_and_database_are_at_most_twelve_kilobytes(as_nobody):
    worker = as_nobody.client.get("/sw.js").data  # with the shelf, the courier and idb in it
    forms = [ROOT / "static/js" / name for name in ("outbox.js", "carry.js")]
    outbox = b"".join(path.read_bytes() for path in forms)
    assert len(gzip.compress(worker, 9)) + len(gzip.compress(outbox, 9)) <= 12_000


def test_the_offline_page_says_nothing_about_anyone(as_ann, as_nobody):
    assert as_ann.visit("/offline").text == as_nobody.visit("/offline").text
    assert "data-user-tag" not in as_ann.visit("/offline").text


@pytest.mark.slow
def test_the_pages_worth_keeping_are_all_there_and_all_theirs(as_ann):
    listed = json.loads(as_ann.client.get("/offline/pages").data)
    pages = [*listed["daily"], *listed["rest"]]
    assert {"/today", "/journal", "/progress", "/sleep", "/stress", "/outbox"} <= set(pages)
    plays = [page for page in pages if page.endswith("/play")]
    assert plays and all(page.removesuffix("/play") in pages for page in plays)
    for page in pages:
        answer = as_ann.visit(page)
        assert answer.status == 200, page
        assert (answer.headers["X-SW-Cache"], answer.headers["X-App-User"]) == (
            "page",
            "tag-of-ann",
        ), page


def test_what_waits_is_for_people_who_are_signed_in(as_nobody):
    for path in ("/outbox", "/offline/pages"):
        assert as_nobody.visit(path).status == 303


def test_a_browser_without_any_sign_in_is_told_to_keep_nothing(as_nobody, app):
    assert as_nobody.visit("/").headers["X-SW-Cache"] == "none"
    with as_nobody.client.session_transaction() as session:
        session["_user_id"] = "a sign-in that has ended"
    assert "X-SW-Cache" not in as_nobody.visit("/help-now").headers


def test_only_whole_pages_may_be_kept(as_ann):
    for path in ("/manifest.webmanifest", "/sw.js", "/offline/pages"):
        assert "X-SW-Cache" not in as_ann.client.get(path).headers, path


def test_an_answer_names_the_version_that_came_of_the_write(as_ann):
    def version(answer):
        return answer.headers.get("X-Entry-Version")

    entry = f"/journal/pain/{ENTRY.format(1)}"
    assert version(log(as_ann, 1, score="3")) == "1"
    assert version(log(as_ann, 2, entry, score="4", base_version="1")) == "2"
    assert version(log(as_ann, 3, entry, score="5", base_version="1")) is None  # kept beside
    assert version(log(as_ann, 4, f"{entry}/deletion")) == "3"
    # the same again, whatever happened since: what came of it then
    assert version(log(as_ann, 1, score="3")) == "1"
    assert version(log(as_ann, 2, entry, score="4", base_version="1")) == "2"
    assert version(log(as_ann, 3, entry, score="5", base_version="1")) is None


def test_rows_of_the_first_schema_are_accepted(as_ann, rows):
    for row in ROWS:
        headers = {"X-App-User": "tag-of-ann"}
        answer = as_ann.swap(row["action"], headers=headers, **_form(row["fields"]))
        assert answer.status == 200, row["action"]
        assert answer.headers["X-Entry-Ack"] == row["fields"][0][1]
    (entry,) = rows(PainEntry)
    assert (entry.score, entry.removed_at) == (5, None)
    assert rows(KeptEdit) == []


def _form(fields):
    return {name: [v for n, v in fields if n == name] for name, _ in fields}


@pytest.mark.parametrize(
    ("pressed", "shown", "when", "offset"),
    [
        # the phone's clock is right: the entry waited for five hours
        (timedelta(hours=-5), timedelta(0), timedelta(hours=-5), None),
        # it is seven hours ahead, and the entry waited for one
        (timedelta(hours=6), timedelta(hours=7), timedelta(hours=-1), 7 * 3600),
        # it is seven hours behind, and the entry went at once
        (timedelta(hours=-7), timedelta(hours=-7), timedelta(0), -7 * 3600),
        # it is ahead, and nothing says by how much
        (timedelta(hours=6), None, timedelta(0), 6 * 3600),
        # it has forgotten the year
        (timedelta(days=-20_000), timedelta(days=-20_000), timedelta(0), -20_000 * 86_400),
        # a few minutes are nothing
        (timedelta(minutes=3), timedelta(minutes=3), timedelta(0), None),
    ],
)
def test_a_wrong_clock_is_noted_and_moves_nothing(as_ann, rows, pressed, shown, when, offset):
    headers = {} if shown is None else {"X-Client-Now": (NOON + shown).isoformat()}
    time = (NOON + pressed).isoformat()
    assert log(as_ann, 1, headers=headers, client_time=time, score="3").status == 200
    (entry,) = rows(PainEntry)
    assert entry.client_time == NOON + pressed
    assert entry.received_at == NOON
    assert (entry.at, entry.clock_offset) == (NOON + when, offset)
    said = "the phone’s clock was wrong" in as_ann.visit(f"/journal/pain/{entry.id}").words
    assert said is (offset is not None)


@pytest.mark.parametrize("shown", ["", "soon", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00Z"])
def test_nonsense_about_the_clock_is_no_fault_of_ours(as_ann, shown):
    answer = log(as_ann, 1, headers={"X-Client-Now": shown}, score="3")
    assert answer.status == 200
