"""The name of the cookie: under https one that no neighbour of this host can set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import settings_for
from tests.visits import Page, Visitor
from webapp import create_app
from webapp.accounts.models import SignIn
from webapp.extensions import db

SAFE, OLDER = "__Host-softback", "softback"
AGREED = {"time_zone": "Europe/Berlin", "consent": "yes"}


@pytest.fixture
def https(data: Path) -> Iterator[Flask]:
    """The same installation once it is reached over TLS."""
    app = create_app(settings_for(data, public_url="https://localhost"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def guest(app: Flask, https: Flask) -> Visitor:
    """A guest's browser with the cookie of before, and an entry in the diary."""
    before = Visitor(app)
    before.send("/guest", **AGREED)
    before.send("/journal/pain", score="4", note="my only diary")
    held = before.client.get_cookie(OLDER)
    assert held
    now = over_tls(https)
    now.client.set_cookie(OLDER, held.value)
    return now


def over_tls(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.client.environ_base["wsgi.url_scheme"] = "https"
    return visitor


def cookies(page: Page) -> dict[str, str]:
    """What an answer sets, by name."""
    return {line.partition("=")[0]: line for line in page.headers.getlist("Set-Cookie")}


def test_over_plain_http_the_name_is_plain(as_nobody: Visitor) -> None:
    assert list(cookies(as_nobody.send("/guest", **AGREED))) == [OLDER]


def test_under_https_it_holds_for_this_very_host(https: Flask) -> None:
    told = cookies(over_tls(https).send("/guest", **AGREED))
    assert list(told) == [SAFE]
    assert "Secure" in told[SAFE] and "Path=/" in told[SAFE] and "Domain" not in told[SAFE]


def test_a_guest_with_the_cookie_of_before_keeps_the_diary(guest: Visitor) -> None:
    page = guest.visit("/journal")
    assert "my only diary" in page.words
    told = cookies(page)
    assert set(told) == {SAFE, OLDER}
    assert "Max-Age=0" in told[OLDER] and "Max-Age=0" not in told[SAFE]
    assert guest.client.get_cookie(OLDER) is None
    again = guest.visit("/journal")
    assert "my only diary" in again.words
    assert cookies(again) == {}, "it is carried over once"


def test_an_entry_sent_with_the_cookie_of_before_is_kept(guest: Visitor) -> None:
    assert guest.swap("/journal/pain", score="6", note="sent late").status == 200
    assert "sent late" in guest.visit("/journal").words


def test_a_file_that_is_the_same_for_everyone_sets_no_cookie(guest: Visitor) -> None:
    for path in ("/static/css/tokens.css", "/sw.js"):
        assert cookies(guest.visit(path)) == {}, path
    assert guest.client.get_cookie(OLDER)


def test_the_safe_cookie_counts_where_there_are_both(https: Flask, guest: Visitor) -> None:
    other = over_tls(https)
    other.send("/guest", **AGREED)
    planted = guest.client.get_cookie(OLDER)
    assert planted
    other.client.set_cookie(OLDER, planted.value)
    page = other.visit("/journal")
    assert page.status == 200 and "my only diary" not in page.words
    assert other.client.get_cookie(OLDER) is None


@pytest.mark.parametrize("is_carried_over", [True, False])
def test_a_sign_out_ends_both(
    https: Flask, guest: Visitor, rows: Any, is_carried_over: bool
) -> None:
    held = guest.client.get_cookie(OLDER)
    assert held
    if is_carried_over:
        guest.visit("/journal")
        guest.client.set_cookie(OLDER, held.value)
    before = len(rows(SignIn))
    assert guest.send("/logout", choose="leave").status == 303
    assert len(rows(SignIn)) == before - 1
    assert [guest.client.get_cookie(name) for name in (SAFE, OLDER)] == [None, None]
    assert guest.visit("/journal").status == 303
    guest.client.set_cookie(OLDER, held.value)
    assert guest.visit("/journal").status == 303, "it ended on the server, by any name"


def test_whoever_signs_in_anew_loses_the_cookie_of_before(https: Flask, guest: Visitor) -> None:
    guest.client.set_cookie(OLDER, "nothing that we signed")
    page = guest.visit("/login")
    assert cookies(page) == {} and "X-SW-Cache" not in page.headers, "it was not ended here"
    guest.send("/guest", **AGREED)
    assert guest.client.get_cookie(OLDER) is None
    assert guest.visit("/journal").status == 200


def test_the_phone_forgets_its_pages_where_neither_is_left(https: Flask, guest: Visitor) -> None:
    assert guest.visit("/journal").headers["X-SW-Cache"] == "page"
    guest.send("/logout", choose="leave")
    assert guest.visit("/").headers["X-SW-Cache"] == "none"
