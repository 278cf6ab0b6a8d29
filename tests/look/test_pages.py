"""The frame of every page, and the pages of errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DISCLAIMER = (
    "This is a self-care guide and diary for adults. It does not diagnose or treat illness and "
    "does not replace a clinician. Stop if it hurts. In an emergency call your local number."
)
CODES = (400, 401, 403, 404, 413, 415, 422, 429, 500, 503)
ICONS = [
    "today", "journal", "routines", "progress", "you", "plus",
    "back", "play", "pause", "skip", "previous", "stop",
    "check", "warning", "info", "moon", "sun", "heart",
    "phone", "clock", "ball", "hands", "roller", "cane",
    "stick", "warm", "cold", "chair", "wall", "partner",
    "towel", "breathing", "edit", "trash", "undo", "add",
    "close", "download", "chevron", "sound", "vibration", "speech",
    "left", "right", "lock", "leaf", "star",
]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_an_error_has_a_page_that_needs_no_person_and_no_database(app, code):
    html = app.jinja_env.get_template(f"errors/{code}.html").render(code=code)
    assert html.count("<h1>") == 1
    assert f"Error {code}" in html
    assert 'href="/help-now"' in html
    assert DISCLAIMER in html


def test_a_missing_page_is_in_our_own_look(as_nobody):
    page = as_nobody.visit("/nowhere")
    assert page.status == 404
    assert page.find("h1").get_text() == "There is nothing here"


def test_the_start_button_says_what_is_agreed_to(as_nobody):
    button = as_nobody.visit("/").find("form[action='/guest'] button")
    assert "18 or over" in button.get_text()
    assert "health entries" in button.get_text()


@pytest.mark.parametrize("address", ["/", "/routines", "/help-now", "/about", "/privacy", "/login"])
def test_every_open_page_leads_to_help_and_says_what_it_is_not(as_nobody, address):
    page = as_nobody.visit(address)
    assert DISCLAIMER in page.words
    assert page.all("header a[href='/help-now']")
    assert page.all("footer a[href='/about']") and page.all("footer a[href='/privacy']")


def test_the_tab_of_the_page_is_marked(as_ann):
    page = as_ann.visit("/journal")
    assert page.find("nav.tabs a[aria-current='page']").get_text(strip=True) == "Journal"
    assert len(page.all("nav.tabs a")) == 5


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_drawn(app, name):
    drawn = app.jinja_env.from_string(
        f'{{% from "ui/icon.html" import icon %}}{{{{ icon("{name}") }}}}'
    ).render()
    assert re.search(r'<path d="M[^"]+"/>', drawn)


def test_the_map_shows_fourteen_places_left_on_the_left(app):
    module = app.jinja_env.get_template("ui/body_map.html").module
    shapes, centres = module.regions, module.centres
    assert len(shapes) == len(centres) == 14
    with app.test_request_context():
        names = {code: app.jinja_env.filters["region"](code) for code in shapes}
    for code, (x, _) in centres.items():
        assert names[code].startswith("Left" if x < 160 else "Right")


def test_the_list_of_places_keeps_the_left_on_the_left(as_ann):
    words = [
        place.get_text(" ", strip=True) for place in as_ann.visit("/journal/pain/new").all(".place")
    ]
    assert len(words) == 18
    assert all(one.startswith("Left") for one in words[::2])
    assert [one.replace("Left", "Right") for one in words[::2]] == words[1::2]
