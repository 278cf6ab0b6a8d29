"""What somebody typed is shown as text on every page and in every file, and never runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests import markup, stage
from tests.cast import TOKENS
from tests.conftest import COMPILED, NOON, settings_for
from tests.security.life import MARK, SHORT, SIGN, live
from tests.security.site import TEXT, Page, Site
from tests.visits import Visitor
from webapp import clock, create_app
from webapp.extensions import db

FORMULA = re.compile(r"[=+\-@\t\r]")


@pytest.fixture(scope="module")
def lived(stored: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app of an Ann who wrote the markers everywhere; these tests only look."""
    with stage.copy_of(stored, tmp_path_factory.mktemp("lived") / "data") as data:
        app = create_app(settings_for(data))
        app.jinja_env.bytecode_cache = COMPILED
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "source", lambda: NOON)
            live(Visitor(app, TOKENS["ann"]))
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def as_ann(lived: Flask) -> Visitor:
    """Ann's browser there."""
    return Visitor(lived, TOKENS["ann"])


@pytest.fixture(scope="module")
def site(lived: Flask) -> Site:
    """Her whole site."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "source", lambda: NOON)
        return Site(lived, Visitor(lived, TOKENS["ann"]).client).walk("/today", "/journal")


def html(site: Site) -> list[Page]:
    found = [page for pages in site.pages.values() for page in pages]
    return [page for page in found if page.mimetype == "text/html" and page.status == 200]


def is_safe(text: str) -> str:
    """Empty, or what a marker became."""
    if SIGN not in text:
        return ""
    soup = markup.read(re.sub(r"(</?)template\b", r"\1div", text))  # what waits in one counts too
    if soup.select(f"{SIGN}-mark, img[src=x]"):
        return "an element"
    if any(SIGN in script.get_text() for script in soup.select("script")):
        return "a script"
    if "49\n#panic" in soup.get_text():
        return "a sum"
    pairs = [(name, value) for tag in soup.select("*") for name, value in tag.attrs.items()]
    return next((f"{name}={value}" for name, value in pairs if runs(name, value)), "")


def runs(name: str, value: Any) -> bool:
    """Whether an attribute would act on the words, not only show them."""
    leads = name in ("href", "src", "action", "formaction") and SIGN in str(value)
    return leads or name.startswith("on") or SIGN in name


@pytest.mark.slow
def test_no_page_turns_words_into_markup(site: Site) -> None:
    pages = html(site)
    told = {page.url: is_safe(page.text) for page in pages}
    assert {url: fault for url, fault in told.items() if fault} == {}
    assert sum(SIGN in page.text for page in pages) >= 6


@pytest.mark.slow
def test_no_title_and_no_address_tells_what_was_written(site: Site) -> None:
    for page in html(site):
        title = page.text.partition("<title>")[2].partition("</title>")[0]
        own = page.endpoint in ("builder.edit", "practice.play", "library.show")
        assert title and (own or SIGN not in title), page.url
        assert SIGN not in page.url
        assert SIGN not in str(page.headers), page.url


@pytest.mark.slow
def test_every_form_gives_words_back_as_words(site: Site, as_ann: Visitor) -> None:
    """Whatever is typed into any field of text comes back as text, also with other faults."""
    shown = 0
    for form in [form for (method, _), form in site.forms.items() if method == "POST"]:
        texts = [f.name for f in form.fields.values() if f.kind in TEXT or f.kind == "textarea"]
        if not texts or form.endpoint == "accounts.logout":
            continue
        sent = dict.fromkeys(texts, MARK) | {"client_id": "damaged", "base_version": MARK}
        answer = as_ann.client.post(form.action, data=sent)
        assert answer.status_code < 500, form.action
        assert is_safe(answer.text) == "", (form.action, is_safe(answer.text))
        assert SIGN not in str(answer.headers), form.action
        shown += SIGN in answer.text
    assert shown >= 10


@pytest.mark.slow
@pytest.mark.parametrize("query", ["/login?next={}", "/journal?before={}", "/progress?weeks={}"])
def test_a_question_in_an_address_comes_back_as_text(as_ann: Visitor, query: str) -> None:
    from urllib.parse import quote

    assert is_safe(as_ann.visit(query.format(quote(MARK))).text) == ""


@pytest.mark.slow
def test_no_table_holds_a_formula(as_ann: Visitor) -> None:
    seen = 0
    with zipfile.ZipFile(io.BytesIO(as_ann.client.get("/export/csv.zip").data)) as tables:
        for name in tables.namelist():
            if not name.endswith(".csv"):
                continue
            for row in csv.reader(io.StringIO(tables.read(name).decode("utf-8-sig"))):
                for cell in row:
                    seen += SIGN in cell
                    number = re.fullmatch(r"[-+]?[\d.]+", cell)
                    assert number or not FORMULA.match(cell), (name, cell[:40])
    assert seen >= 5


@pytest.mark.slow
def test_the_page_for_a_clinician_shows_words_and_runs_nothing(site: Site, as_ann: Visitor) -> None:
    answer = as_ann.client.post("/export/report.pdf", data={"words": MARK, "weeks": "12"})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    for name in (b"/JavaScript", b"/JS ", b"/OpenAction", b"/Launch", b"/EmbeddedFile"):
        assert name not in answer.data


@pytest.mark.slow
def test_the_files_hold_the_words_as_they_were_typed(as_ann: Visitor) -> None:
    whole = as_ann.client.get("/export/softback.json")
    assert whole.headers["Content-Disposition"].startswith("attachment")
    notes = [row["note"] for row in whole.json["tables"]["pain_entries"]]  # type: ignore[index]
    assert notes and set(notes) == {MARK}
    calendar = as_ann.client.get("/export/practices.ics")
    lines = calendar.text.replace("\r\n ", "").splitlines()
    known = {"BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"}
    known |= {"CALSCALE", "METHOD", "DESCRIPTION", "X-WR-CALNAME", "DURATION", "CATEGORIES", "NAME"}
    known |= {"URL", "REFRESH-INTERVAL", "TRANSP", "CLASS"}
    assert {re.split("[;:]", line)[0] for line in lines} <= known


@pytest.mark.slow
def test_in_a_real_browser_nothing_of_it_runs(chromium: Any, live: str) -> None:
    """Ten pages of somebody who typed markers everywhere; the console fails the test too."""
    from tests.browser import come_in, phone

    with phone(chromium, live) as page:
        come_in(page)
        _write_as(page)
        page.on("dialog", lambda dialog: pytest.fail("a dialog opened"))
        for url in ("/today", "/journal", f"/journal/pain/{PAIN_URL}", "/sleep", "/stress",
                    "/function", "/routines", "/progress", "/account", "/export"):  # fmt: skip
            page.goto(url)
            assert page.locator(f"{SIGN}-mark, img[src=x]").count() == 0, url
            assert page.evaluate(f"typeof window.{SIGN}ran") == "undefined"


PAIN_URL = "01912d68-783e-7a03-8467-5661c1243ad4"


def _write_as(page: Any) -> None:
    sent = {"score": "4", "note": MARK, "medicine": SHORT, "client_id": PAIN_URL}
    forms = {"/journal/pain": sent, "/stress/{}": {"stress": "3", "note": MARK}}
    forms["/function/{}"] = {"ability": "3", "note": MARK}
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    for url, form in forms.items():
        answer = page.request.post(
            url.format(today), form=form, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert answer.ok, (url, answer.status)
