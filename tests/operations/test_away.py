"""A database that is away: every page says so with a 503, none with a 500."""

from __future__ import annotations

import pytest

from tests.conftest import COMPILED
from tests.visits import Visitor
from webapp import create_app
from webapp.config import Settings

CALLS = [
    ("GET", "/today"),
    ("GET", "/journal"),
    ("GET", "/readyz"),
    ("POST", "/journal/pain"),
    ("POST", "/stress/2026-03-10"),
    ("POST", "/login"),
    ("POST", "/guest"),
]
FORM = {"score": "4", "stress": "3", "email": "a@example.org", "password": "some long words"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    data = tmp_path_factory.mktemp("away")
    url = f"postgresql+psycopg://nobody@/nothing?host={data}"
    made = create_app(Settings(data=data, database_url=url, secret_key="k" * 32))
    made.jinja_env.bytecode_cache = COMPILED
    return made


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("token", [None, "somebody who was signed in"])
def test_it_is_said_and_nothing_breaks(app, method, path, token):
    client = Visitor(app, token).client
    form = {**FORM, "time_zone": "Europe/London", "consent": "yes"} if method == "POST" else None
    answer = client.open(path, method=method, data=form)
    closed = token is None and path not in ("/readyz", "/login", "/guest")
    assert answer.status_code == (303 if closed else 503)
    if not closed and path != "/readyz":
        assert answer.headers["Retry-After"] == "5"
        assert "resting for a moment" in answer.text
    assert Visitor(app, token).visit("/healthz").status == 200
