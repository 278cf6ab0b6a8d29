"""Tries at signing in, counted in a real Redis, and what happens while it is away."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import redis as client

from tests.conftest import COMPILED, settings_for
from tests.visits import Visitor
from webapp import create_app, throttle
from webapp.extensions import db
from webapp.throttle import Tries

ALLOWED = 8
"""Tries for one account in ten minutes; the one after them is refused."""


def make(data, redis):
    app = create_app(settings_for(data, redis_url=redis.url))
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture
def app(data, redis, at):
    at(datetime.now(UTC))  # Redis has a clock of its own
    if not client.Redis(port=redis.port).ping():
        redis.start()
    client.Redis(port=redis.port).flushall()
    app = make(data, redis)
    yield app
    with app.app_context():
        db.engine.dispose()


def guess(app, times, password="wrong words"):
    """The answers to so many guesses at Ann's password."""
    visitor = Visitor(app)
    form = {"email": "ann@example.org", "password": password}
    return [visitor.send("/login", **form) for _ in range(times)]


def statuses(answers):
    return [answer.status for answer in answers]


def counted_in_database(app):
    with app.app_context():
        found = db.session.query(Tries).count()
        db.session.remove()
        return found


def checks(app):
    answer = Visitor(app).visit("/readyz")
    return answer.status, json.loads(answer.text)["checks"]["redis"]


def test_redis_counts_for_all_processes_and_the_database_for_none(app, data, redis):
    other = make(data, redis)
    assert 429 not in statuses(guess(app, 5))
    answers = guess(other, 4)
    assert statuses(answers)[-1] == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 601
    assert counted_in_database(app) == 0
    assert checks(app) == (200, "ok")


def test_redis_learns_no_address(app, redis):
    guess(app, 1)
    keys = b" ".join(client.Redis(port=redis.port).keys("*"))
    assert keys.count(b"LIMITS:") == 2
    assert b"ann" not in keys
    assert b"127.0.0.1" not in keys


def test_a_right_password_forgives_the_wrong_ones(app):
    guess(app, ALLOWED - 1)
    assert statuses(guess(app, 1, "a quiet blue heron")) == [303]
    assert 429 not in statuses(guess(app, ALLOWED))


def test_while_redis_is_away_the_database_counts_and_it_comes_back_by_itself(
    app, redis, monkeypatch
):
    monkeypatch.setattr(throttle, "AWAY_FOR", 0.0)
    redis.stop()
    try:
        found = statuses(guess(app, ALLOWED + 1))
        assert 429 not in found[:ALLOWED]
        assert found[ALLOWED] == 429
        assert counted_in_database(app) == 2
        assert checks(app) == (200, "away")
        assert Visitor(app).visit("/routines").status == 200
    finally:
        redis.start()
    assert checks(app) == (200, "ok")
    assert 429 not in statuses(guess(app, 1))
    assert len(client.Redis(port=redis.port).keys("*")) == 2


def test_a_redis_that_is_away_is_not_asked_at_every_request(app, redis, monkeypatch):
    """One that swallows packets costs half a second each time it is asked."""
    asked = []
    limiters = app.extensions["throttle"]
    redis.stop()
    try:
        hit = limiters.redis.hit
        monkeypatch.setattr(limiters.redis, "hit", lambda *a: asked.append(1) or hit(*a))
        guess(app, 4)
    finally:
        redis.start()
    assert len(asked) == 1
