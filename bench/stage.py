"""Who lives in the measured database, and what can be counted without a clock."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from bench import yardsticks
from bench.client import COMPRESSED, Call
from webapp import clock, create_app
from webapp.accounts.models import SignIn, User
from webapp.database import upgrade
from webapp.demo.crowd import make_crowd
from webapp.demo.store import EMAIL, make_person
from webapp.extensions import db

TEN, LONG = "ten-years@example.org", "fifteen-years@example.org"
"""30,000 entries each: by more of them a day, and by the habits of the demo person."""


def move_in(people: int) -> dict[str, str]:
    """Persons of 26 weeks, 10 and 15 years, a crowd, the yardsticks' tables; their passwords."""
    with create_app().app_context():
        upgrade()
        found = {
            EMAIL: make_person(1, 26),
            TEN: make_person(1, 520, often=6, email=TEN),
            LONG: make_person(1, 780, email=LONG),
        }
        for made in make_crowd(people, seed=1, weeks=26):
            print(f"\r{made} people", end="", flush=True)
    yardsticks.prepare()
    return found


def signed_in(app: Flask, who: Any) -> tuple[FlaskClient, Engine]:
    """A browser in which this person is signed in, and the engine that it will use."""
    with app.test_request_context(method="POST"):
        user = db.session.scalars(select(User).where(who)).one()
        token, engine = SignIn.begin(user, "bench"), db.engine
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=token, _fresh=True, seen=int(clock.now().timestamp()))
    return client, engine


def counts_of(calls: dict[str, Call]) -> dict[str, tuple[int, int]]:
    """Statements and compressed bytes of each call, by the demo person of 26 weeks."""
    client, engine = signed_in(create_app(), User.email == EMAIL)
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    found = {}
    for name, call in calls.items():
        seen.clear()
        headers = [*call.headers, ("Accept-Encoding", COMPRESSED)]
        method = "POST" if call.form else "GET"
        answer = client.open(call.path, method=method, data=dict(call.form), headers=headers)
        asked = [sql for sql in seen if not sql.startswith(("BEGIN", "PRAGMA"))]
        found[name] = len(asked), len(answer.data)
    return found
