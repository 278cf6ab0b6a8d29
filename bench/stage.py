"""Who lives in the measured database, and what can be counted without a clock."""

from __future__ import annotations

from sqlalchemy import event, select

from bench import yardsticks
from bench.client import Call
from webapp import clock, create_app
from webapp.accounts.models import SignIn, User
from webapp.database import upgrade
from webapp.demo.crowd import make_crowd
from webapp.demo.store import EMAIL, make_person
from webapp.extensions import db

LONG = "fifteen-years@example.org"
"""The same habits as the demo person: 30,000 entries."""


def move_in(people: int) -> dict[str, str]:
    """Demo persons of 26 weeks and of 15 years, a crowd, the yardsticks' tables; passwords."""
    with create_app().app_context():
        upgrade()
        found = {EMAIL: make_person(1, 26), LONG: make_person(1, 780, email=LONG)}
        for made in make_crowd(people, seed=1, weeks=26):
            print(f"\r{made} people", end="", flush=True)
    yardsticks.prepare()
    return found


def counts_of(calls: dict[str, Call]) -> dict[str, tuple[int, int]]:
    """Statements and compressed bytes of each call, by the demo person of 26 weeks."""
    app = create_app()
    seen: list[str] = []
    with app.test_request_context(method="POST"):
        user = db.session.scalars(select(User).where(User.email == EMAIL)).one()
        token = SignIn.begin(user, "bench")
        db.session.commit()
        event.listen(db.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(_user_id=token, _fresh=True, seen=int(clock.now().timestamp()))
    found = {}
    for name, call in calls.items():
        seen.clear()
        headers = [*call.headers, ("Accept-Encoding", "br")]
        method = "POST" if call.form else "GET"
        answer = client.open(call.path, method=method, data=dict(call.form), headers=headers)
        asked = [sql for sql in seen if not sql.startswith(("BEGIN", "PRAGMA"))]
        found[name] = len(asked), len(answer.data)
    return found
