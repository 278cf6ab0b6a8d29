"""Every answer of every address carries the headers that were promised, whoever asks and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.cast import TOKENS
from tests.conftest import COMPILED, settings_for
from tests.security.life import values_for
from tests.security.site import rules_of
from tests.visits import SEEN, Visitor
from webapp import create_app
from webapp.extensions import db

POLICY = {  # as the house promises it, word by word
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "softback",
}
PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
OFF = ("camera", "microphone", "geolocation", "payment", "usb")
TELLING = ("Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin")
HOST = "https://softback.example"


@pytest.fixture
def https(data: Any) -> Iterator[Flask]:
    """The app behind a proxy with TLS."""
    app = create_app(settings_for(data, public_url=HOST))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    with app.app_context():
        db.engine.dispose()


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """Each endpoint with a method and an address."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            (rule.endpoint, method, adapter.build(rule.endpoint, values_for(rule, "aa"), method))
            for rule, method in rules_of(app)
        ]


def visiting(app: Flask, token: str | None) -> Visitor:
    """A browser over https, in which this person is signed in."""
    visitor = Visitor(app)
    if token:
        with visitor.client.session_transaction(base_url=HOST) as session:
            session.update(_user_id=token, _fresh=True, seen=SEEN)
    return visitor


def check(answer: Any, where: str) -> None:
    """Fails where a header is missing or weaker than promised."""
    rules = [part.strip().partition(" ") for part in answer.headers[CSP].split(";")]
    assert {name: value for name, _, value in rules} == POLICY, where
    for name, value in PLAIN.items():
        assert answer.headers[name] == value, (where, name)
    for feature in OFF:
        assert f"{feature}=()" in answer.headers["Permissions-Policy"], where
    assert [name for name in TELLING if name in answer.headers] == [], where
    age = answer.headers["Strict-Transport-Security"].partition("max-age=")[2].split(";")[0]
    assert int(age) >= 31536000, where
    if answer.mimetype.startswith("text/"):
        assert "charset=utf-8" in answer.headers["Content-Type"].lower(), where
    for cookie in answer.headers.getlist("Set-Cookie"):
        for word in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/"):
            assert word in cookie, (where, word)
        assert cookie.startswith("__Host-") and "Domain" not in cookie, where


CSP = "Content-Security-Policy"
ASKED = ({}, {"HX-Request": "true"}, {"Sec-Fetch-Site": "cross-site"})


@pytest.mark.slow
@pytest.mark.parametrize("who", ["ann", "nobody"])
def test_every_answer_carries_every_header(https: Flask, who: str) -> None:
    visitor, seen = visiting(https, TOKENS.get(who)), set()
    for endpoint, method, url in [*addresses(https), ("none", "GET", "/nothing-here")]:
        if endpoint in ("accounts.destroy", "accounts.logout"):
            continue
        for headers in ASKED:
            answer = visitor.client.open(url, method=method, headers=headers, base_url=HOST)
            check(answer, f"{method} {url} {headers}")
            seen.add(answer.status_code)
            if who == "ann" and answer.status_code == 200 and method == "GET":
                assert answer.headers["Cache-Control"] in ("no-store", *machinery(endpoint)), url
    assert seen >= {200, 303, 403, 404}


def machinery(endpoint: str) -> tuple[str, ...]:
    """Files that are the same for everyone may be kept, if they are asked about again."""
    return ("no-cache", "no-cache, max-age=0") if endpoint.startswith(("pwa.", "health.")) else ()


@pytest.mark.parametrize("status", ["405", "413", "415", "400"])
def test_what_is_refused_before_any_view_carries_them_too(https: Flask, status: str) -> None:
    client = visiting(https, TOKENS["ann"]).client
    asked: dict[str, Any] = {
        "405": {"path": "/today", "method": "DELETE"},
        "413": {"path": "/journal/pain", "method": "POST", "data": {"note": "x" * 5_000_000}},
        "415": {"path": "/journal/pain", "method": "POST", "json": {"score": 3}},
        "400": {
            "path": "/journal/pain",
            "method": "POST",
            "data": b"score=3&note=\xff",
            "content_type": "application/x-www-form-urlencoded",
        },
    }
    answer = client.open(**asked[status], base_url=HOST)
    assert answer.status_code == int(status)
    check(answer, status)


@pytest.mark.parametrize("file", ["softback.css", "softback.js", "icons/mark.svg", "js/trust.js"])
def test_files_are_what_their_names_say_and_for_our_own_pages(https: Flask, file: str) -> None:
    with https.app_context():
        url = https.extensions["assets"].address(file)
    answer = Visitor(https).client.get(url, base_url=HOST)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert [name for name in TELLING if name in answer.headers] == []
    assert file[-3:] != "svg" or "default-src 'none'" in answer.headers[CSP]
