"""Closed unless opened; cross-site writes refused; headers on every answer."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.visits import Visitor
from webapp.database import READING

VALUES = {
    "slug": "first-session",
    "id": "01912d68-783e-7a03-8467-5661c1243ad4",
    "edit_id": "01912d68-783e-7a03-8467-5661c1243ad5",
    "day": "2026-03-10",
    "week": "2026-W10",
    "filename": "nothing",
}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Every endpoint with a method and an address that fits its rule."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            (rule.endpoint, method, adapter.build(rule.endpoint, values_of(rule), method=method))
            for rule in app.url_map.iter_rules()
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            if rule.endpoint != "static"
        ]


def values_of(rule: Any) -> dict[str, Any]:
    import uuid

    kinds = rule._converters
    made = {name: VALUES.get(name, "x") for name in rule.arguments}
    return {
        name: uuid.UUID(value) if type(kinds[name]).__name__ == "UUIDConverter" else value
        for name, value in made.items()
    }


def is_open(app: Flask, endpoint: str) -> bool:
    """Whether strangers may come in; which views are is pinned in tests/architecture."""
    return getattr(app.view_functions[endpoint], "is_public", False)


def test_every_other_route_sends_strangers_to_the_door(app: Flask, as_nobody: Visitor) -> None:
    closed = [route for route in routes(app) if not is_open(app, route[0])]
    assert len(closed) > 20
    for endpoint, method, url in closed:
        answer = as_nobody.client.open(url, method=method)
        assert answer.status_code == 303, endpoint
        assert answer.headers["Location"].startswith("/login"), endpoint
        again = as_nobody.client.open(url, method=method, headers={"HX-Request": "true"})
        assert (again.status_code, again.data) == (401, b""), endpoint
        assert again.headers["HX-Redirect"].startswith("/login")


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://localhost:81"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[bad"}, False),
    ],
)
def test_writes_from_other_sites_are_refused(
    as_ann: Visitor, headers: dict[str, str], passes: bool
) -> None:
    page = as_ann.send("/journal/pain", headers=headers, score="3")
    assert page.status == (303 if passes else 403)


def test_no_write_of_any_route_comes_from_another_site(app: Flask, as_ann: Visitor) -> None:
    for endpoint, method, url in routes(app):
        if method not in READING:
            foreign = {"Sec-Fetch-Site": "cross-site"}
            assert as_ann.client.open(url, method=method, headers=foreign).status_code == 403, (
                endpoint
            )


def test_every_answer_carries_the_security_headers(app: Flask, as_ann: Visitor) -> None:
    for endpoint, method, url in routes(app):
        answer = as_ann.client.open(url, method=method)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, endpoint
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        if answer.mimetype == "text/html" and answer.status_code < 500:
            assert "HX-Request" in answer.headers["Vary"], endpoint


def test_no_route_answers_with_a_fault_of_ours(app: Flask, as_ann: Visitor) -> None:
    for endpoint, method, url in routes(app):
        if endpoint != "accounts.destroy":
            assert as_ann.client.open(url, method=method).status_code < 500, endpoint


def test_personal_pages_are_not_stored_by_browsers(as_ann: Visitor) -> None:
    page = as_ann.visit("/today")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-App-User"] == "tag-of-ann"
    assert page.headers["X-SW-Cache"] == "page"


def test_parts_and_errors_are_not_offered_to_the_workers_cache(as_ann: Visitor) -> None:
    assert "X-SW-Cache" not in as_ann.part("/today").headers
    assert "X-SW-Cache" not in as_ann.visit("/nothing-here").headers
    assert "X-SW-Cache" not in as_ann.send("/journal/pain", score="99").headers


def test_a_waiting_entry_of_another_person_is_refused(as_ann: Visitor, as_nobody: Visitor) -> None:
    bobs = {"X-App-User": "tag-of-bob"}
    assert as_ann.swap("/journal/pain", headers=bobs, score="3").status == 409
    assert (
        as_ann.swap("/journal/pain", headers={"X-App-User": "tag-of-ann"}, score="3").status == 200
    )
    assert as_nobody.swap("/journal/pain", headers=bobs, score="3").status == 401


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(as_nobody: Visitor) -> None:
    page = as_nobody.send("/guest", consent="yes", time_zone="UTC")
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
