"""Anything at all, sent to every form and address: nothing may end as a fault of ours.

`Fuzz` is used by the gate (a few thousand) and by `python -m bench fuzz` (a hundred thousand).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import event

from tests.cast import TOKENS
from tests.security.life import MARK, live, second_device
from tests.security.site import Field, Form, Site, rules_of
from tests.visits import Visitor
from webapp.extensions import db

NASTY = (
    *("", " ", "\x00", "0", "-1", "11", "1e1", "3.5", "٣", "1_0", "+4", "NaN", "9" * 40, "-0"),
    *("y", "yes", "none", "None", "null", "true", "[]", "{}", "undefined", "\ud800", "\ufffd"),
    *("a" * 2001, "é" * 300, "🙂" * 99, "\u202e", "a\nb\r\nc", "\t", "'; --", MARK, "%s%n", "%00"),
    *("2026-03-11", "2026-02-30", "0001-01-01", "9999-12-31", "2026-W10", "2026-W60", "1970-01"),
    *("2026-03-11T12:00", "2026-03-11T12:00:00+00:00", "2026-03-11T12:00:00+99:99", "24:00"),
    *("23:59", "7:5", "00:00", "25:61", "99999999999999999999", "-2147483649", "2147483648"),
    *("01912d68-783e-7a03-8467-000000000000", "01912d68-783e-7a03-8467-00000000000g", "b08"),
    *("desk-break", "own-", "own-01912d68-783e-7a03-8467-000000000005", "../..", "/", "//x.org"),
    *("ann@example.org", "a@b", "ü@bücher.example", "Europe/Berlin", "Mars/Olympus", "UTC", "ZZ"),
)
EXTRA = ("client_id", "client_time", "base_version", "next", "id", "steps-0-seconds", "do", "x[]")
ASKED = (
    "before",
    "weeks",
    "date",
    "region",
    "kind",
    "next",
    "saved",
    "id",
    "from",
    "done",
    "words",
)
FINE = {200, 303, 308, 400, 401, 403, 404, 405, 409, 413, 415, 422}

OURS = re.compile(r"(http://localhost)?/(?![/\\])")
"""Where an answer may lead: never to another site."""

VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=30), st.integers().map(str))
CASES = st.tuples(
    st.integers(0, 10_000),  # which form
    st.lists(st.tuples(st.integers(0, 200), VALUES), max_size=4),  # which fields hold what
    st.integers(0, 63),  # what else is odd about it
    VALUES,  # in the address, or in a field that the form does not have
)
BATCH = 250
WHOLE, LEFT_OUT, DOUBLED, PART, MOVED, BROKEN = (1 << n for n in range(6))


class Fuzz:
    """Every form that Ann, a guest and a stranger can see, and what each case did."""

    def __init__(self, app: Flask) -> None:
        self.app, self.seen = app, Counter[int]()
        self.ann = Visitor(app, TOKENS["ann"])
        live(self.ann)
        second_device(Visitor(app))
        found = Site(app, self.ann.client).walk("/today", "/journal").forms
        for client, url in ((self._guest().client, "/account"), (Visitor(app).client, "/")):
            found = Site(app, client).walk(url, "/signup", "/login", all=False).forms | found
        self.forms = [*found.values(), *self._addresses({form.endpoint for form in found.values()})]

    def _addresses(self, known: set[str]) -> list[Form]:
        """Addresses that no form leads to: pages, and what only a script sends."""
        bare = []
        for rule, method in rules_of(self.app):
            if method == "GET" or rule.endpoint not in known:
                path = re.sub(r"<[^>]*>", "x", rule.rule)
                names = ASKED if method == "GET" else EXTRA
                fields = {name: Field(name, "text") for name in names}
                bare.append(Form(rule.endpoint, method, path, fields))
        return bare

    def _guest(self) -> Visitor:
        visitor = Visitor(self.app)
        assert visitor.send("/guest", consent="yes", time_zone="UTC").status == 303
        return visitor

    def send(self, case: tuple[int, list[tuple[int, str]], int, str]) -> int:
        """Sends one case; its status. AssertionError where the fault is ours."""
        number, changes, oddness, extra = case
        form = self.forms[number % len(self.forms)]
        body, path = self._body(form, changes, oddness, extra), form.action
        if oddness & MOVED and path.count("/") > 1:
            path = path.rpartition("/")[0] + "/" + coded(extra)
        headers = {"HX-Request": "true"} if oddness & PART else {}
        if form.method == "GET":
            path = urlsplit(path).path + "?" + body
            answer = self._client(form).get(path, headers=headers)
        else:
            kind = "application/x-www-form-urlencoded"
            answer = self._client(form).post(path, data=body, headers=headers, content_type=kind)
        self.seen[answer.status_code] += 1
        assert answer.status_code in FINE, (answer.status_code, form.method, path, body[:300])
        for name in ("Location", "HX-Redirect"):
            to = answer.headers.get(name, "/")
            assert OURS.match(to), (name, to, path)
        if answer.status_code == 422 and not headers:
            assert "<form" in answer.text or "<h1" in answer.text, (path, body[:300])
        return answer.status_code

    def _body(self, form: Form, changes: list[tuple[int, str]], oddness: int, extra: str) -> str:
        sent = form.filled() if oddness & WHOLE else {}
        names = [*form.fields, *EXTRA] if oddness & BROKEN else list(form.fields) or list(EXTRA)
        for at, value in changes:
            name = names[at % len(names)]
            sent[name] = [*sent.get(name, []), value] if oddness & DOUBLED else [value]
        if oddness & LEFT_OUT and sent:
            sent.pop(sorted(sent)[len(extra) % len(sent)])
        pairs = [f"{coded(name)}={coded(value)}" for name, some in sent.items() for value in some]
        return "&".join(pairs) + ("&%ff=%ed%a0%80" if oddness & BROKEN and oddness & MOVED else "")

    def _client(self, form: Form) -> Any:
        """Ann, unless it might end her: what is open to all goes to a stranger or a guest."""
        if form.endpoint in ("accounts.destroy", "accounts.logout", "accounts.merge"):
            return self._guest().client
        view = self.app.view_functions[form.endpoint]
        is_open = getattr(view, "is_public", False) and form.endpoint.startswith("accounts.")
        return Visitor(self.app).client if is_open else self.ann.client

    def is_well(self) -> bool:
        """Ann is still there, and her pages are drawn."""
        return all(self.ann.client.get(url).status_code == 200 for url in ("/today", "/journal"))


def storm(fuzz: Fuzz, cases: int, first: int = 0) -> Iterator[int]:
    """Sends so many cases, the same ones for the same `first`; how many so far, now and then.

    A fault of ours is made as small as it can be, and raised.
    """
    for number in range(-(-cases // BATCH)):

        @seed(first + number)
        @settings(
            max_examples=BATCH,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(CASES)
        def send(case: Any) -> None:
            fuzz.send(case)

        send()
        yield sum(fuzz.seen.values())


def coded(text: str) -> str:
    """As a form sends it; a lone surrogate becomes bytes that are no text."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def in_a_hurry(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Nothing waits for the disk, for a password hash or for a limit on tries."""
    from argon2 import PasswordHasher
    from limits.strategies import FixedWindowRateLimiter

    from webapp.accounts.models import passwords

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    patch.setattr(passwords, "hasher", quick)
    patch.setattr(passwords, "NOBODYS_HASH", quick.hash("nobody"))
    patch.setattr(FixedWindowRateLimiter, "hit", lambda *_, **__: True)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.listen(engine, "connect", lambda line, _: line.execute("PRAGMA synchronous=OFF"))
