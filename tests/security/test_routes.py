"""Every address, found by itself, as its owner, as a stranger and signed out."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from tests.security.life import OBJECTS, SIGN, live, second_device, values_for
from tests.security.site import Site, rules_of
from tests.visits import Visitor
from webapp.extensions import Base, db

LEADS_ON = {"waiting", "merge", "welcome", "signup", "bring"}
"""Pages that lead on where there is nothing to ask."""
OVER = {"accounts.new_password", "accounts.confirm", "accounts.follow"}
"""Pages that only a link out of a mail opens."""


@pytest.fixture
def device(app: Flask, as_ann: Visitor) -> str:
    """Ann's life, and the name of her other device."""
    live(as_ann)
    return second_device(Visitor(app))


def address(app: Flask, rule: Rule, method: str, device: str) -> str:
    with app.test_request_context():
        try:
            values = values_for(rule, device)
        except KeyError as missing:
            raise AssertionError(
                f"{rule.rule} is new: tell tests/security/life.py which row of Ann's it names "
                f"({missing} is unknown there)"
            ) from None
        adapter = app.url_map.bind("localhost")
        return str(adapter.build(rule.endpoint, values, method=method))


def is_public(app: Flask, endpoint: str) -> bool:
    return bool(getattr(app.view_functions[endpoint], "is_public", False))


def everything(app: Flask) -> dict[str, list[Any]]:
    """Every row of the database."""
    with app.app_context():
        tables = [t for t in Base.metadata.sorted_tables if t.name != "tries"]
        return {t.name: sorted(map(repr, db.session.execute(select(t)))) for t in tables}


def test_whatever_names_a_row_opens_it_to_its_owner_alone(
    app: Flask, as_ann: Visitor, as_bob: Visitor, as_nobody: Visitor, device: str
) -> None:
    """A route with an argument that this test does not know fails it, until somebody says."""
    own = [
        (rule, method)
        for rule, method in rules_of(app)
        if rule.endpoint in OBJECTS or "device" in rule.arguments
    ]
    named = {r.endpoint for r, _ in rules_of(app) if {"id", "edit_id", "device"} & r.arguments}
    assert named == {rule.endpoint for rule, _ in own}
    print(f"{len(own)} routes that name a row of hers × owner, stranger, signed out, htmx")
    before = everything(app)
    for rule, method in own:
        url = address(app, rule, method, device)
        strange = as_bob.client.open(url, method=method)
        assert strange.status_code == 404, (rule.endpoint, method)
        out = as_nobody.client.open(url, method=method)
        assert out.status_code == 303 and out.headers["Location"].startswith("/login"), url
        quiet = as_nobody.client.open(url, method=method, headers={"HX-Request": "true"})
        assert (quiet.status_code, quiet.data) == (401, b""), url
    assert everything(app) == before
    last = ("destroy", "restore", "choose", "sign_out_there")
    for rule, method in sorted(own, key=lambda one: one[0].endpoint.split(".")[1].startswith(last)):
        answer = as_ann.client.open(address(app, rule, method, device), method=method)
        assert answer.status_code in ((200,) if method == "GET" else (200, 303, 422)), (
            rule.endpoint,
            answer.status_code,
        )


def test_every_page_is_its_readers_own(
    app: Flask, as_ann: Visitor, as_bob: Visitor, as_nobody: Visitor, device: str
) -> None:
    """The same addresses show Ann her words, Bob nothing of them, and strangers the door."""
    hers, every = 0, rules_of(app)
    as_ann.client.post("/journal/search", data={"words": SIGN})  # there is a page of what is found
    print(f"{len(every)} routes, {sum(m == 'GET' for _, m in every)} pages × three people")
    for rule, method in every:
        if method != "GET":
            continue
        url = address(app, rule, method, device)
        owner = as_ann.client.get(url)
        fits = (
            (303,)
            if rule.endpoint.split(".")[1] in LEADS_ON
            else (404,)
            if rule.endpoint in OVER
            else (200,)
        )
        assert owner.status_code in fits, (url, owner.status_code)
        hers += SIGN.encode() in owner.data
        strange, out = as_bob.client.get(url), as_nobody.client.get(url)
        assert SIGN.encode() not in strange.data + out.data, url
        assert (out.status_code == 303) is not is_public(app, rule.endpoint) or (
            rule.endpoint in OVER
        ), url
    assert hers >= 8


def test_no_link_of_a_strangers_leads_to_her(
    app: Flask, as_ann: Visitor, as_bob: Visitor, device: str
) -> None:
    site = Site(app, as_bob.client).walk("/today")
    assert len(site.pages) > 35
    for pages in site.pages.values():
        for page in pages:
            assert SIGN not in page.text, page.url
            assert page.status < 500, page.url
