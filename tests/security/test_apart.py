"""Two diaries in one house: what one person writes changes no page and no file of another's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

import webapp.export.views as views
from tests.conftest import NOON
from tests.export.conftest import come_in
from tests.security.life import live, second_device, values_for
from tests.security.site import rules_of
from tests.visits import Visitor

ONCE = re.compile(rb'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|nonce="[^"]+"')
"""What is new in every answer."""


def pages_of(app: Flask, visitor: Visitor) -> dict[str, Any]:
    """Every page and file that somebody can read, without what is new in each answer."""
    found = {}
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        addresses = [
            adapter.build(rule.endpoint, values_for(rule, ""), method="GET")
            for rule, method in rules_of(app)
            if method == "GET"
        ]
    for url in addresses:
        answer = visitor.client.get(url)
        found[url] = answer.status_code, ONCE.sub(b"", answer.data)
    return found


def live_on(visitor: Visitor) -> None:
    """The rest of everything: a flare, a plan, a routine passed over, and a week of bad days."""
    live(visitor)
    forms: list[tuple[str, dict[str, Any]]] = [
        ("/today/passes", {"routine": "first-session"}),
        ("/progress/plan", {"practices": 5}),
        ("/journal/pauses", {"kind": "flare"}),
        *(("/journal/pain", {"score": 10, "at": f"2026-03-{day:02}T08:00"}) for day in range(1, 9)),
        *((f"/journal/days/2026-03-{day:02}", {"average": 9, "worst": 10}) for day in range(1, 9)),
        *((f"/sleep/2026-03-{day:02}", {"quality": 1, "pain_woke": "y"}) for day in range(1, 9)),
        *((f"/stress/2026-03-{day:02}", {"stress": 9, "mood": 1}) for day in range(1, 9)),
    ]
    for url, form in forms:
        page = visitor.send(url, **form)
        assert page.status == 303, (url, page.words[:600])


@pytest.mark.slow
@pytest.mark.parametrize("weeks", [0, 8])
def test_what_one_writes_changes_nothing_that_another_reads(
    app: Flask, as_ann: Visitor, at: Any, weeks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "typeset", lambda page, *_: repr(page).encode())
    reader, _ = come_in(app, weeks=weeks)
    if weeks:
        live(reader)  # entries of the same ids, as after one file came into two diaries
    before = pages_of(app, reader)
    at(NOON - timedelta(weeks=20))
    as_ann.send("/questionnaires/peg", q1=9, q2=9, q3=9)
    at(NOON)
    live_on(as_ann)
    second_device(Visitor(app))
    after = pages_of(app, reader)
    assert [url for url in before if before[url] != after[url]] == []
