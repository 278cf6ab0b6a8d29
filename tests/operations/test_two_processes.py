"""Two web processes on PostgreSQL with Redis, one person's requests by turns: nothing is kept in
a process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from tests import stage
from tests.operations import parts
from tests.operations.parts import Person, Turns, Web, new_id
from tests.pwa.network import Network
from webapp import create_app
from webapp.config import Settings
from webapp.database import upgrade
from webapp.extensions import db


@pytest.fixture(scope="module")
def place(tmp_path_factory, redis) -> Iterator[SimpleNamespace]:
    """Both processes, the proxy before them, and the database behind."""
    stage._say("CREATE DATABASE two_processes")
    url, data = stage._address("two_processes"), tmp_path_factory.mktemp("two")
    with create_app(Settings(data=data, database_url=url, secret_key="k" * 32)).app_context():
        upgrade()
        db.engine.dispose()
    shared = {"DATABASE_URL": url, "REDIS_URL": redis.url, "SECRET_KEY": "k" * 32}
    webs = [Web(Path(data), **shared) for _ in range(2)]
    engine = create_engine(url)
    with parts.running(*webs):
        turns = Turns(*webs)
        network = Network(turns)
        yield SimpleNamespace(address=network.address, turns=turns, engine=engine)
        network.server.shutdown()
    engine.dispose()


@pytest.fixture
def count(place):
    """How many rows this query counts."""

    def ask(sql, **values):
        with place.engine.connect() as line:
            return line.execute(text(sql), values).scalar()

    return ask


OF = "SELECT count(*) FROM pain_entries JOIN users ON users.id = owner_id WHERE tag = :tag"


@pytest.mark.slow
def test_a_sign_in_counts_everywhere_and_so_does_its_end(place):
    person = Person(place.address)
    before = len(place.turns.served)
    person.come_in()
    signed_in = person.cookie
    assert [person.visit("/today") for _ in range(4)] == [200] * 4
    assert person.send("/logout", choose="leave") == 303
    back = [Person(place.address, signed_in).visit("/today") for _ in range(4)]
    assert back == [303] * 4
    assert len(set(Counter(place.turns.served[before:]).values())) <= 2
    assert len(Counter(place.turns.served[before:])) == 2


@pytest.mark.slow
def test_the_same_entry_by_turns_and_at_once_is_one_row(place, count):
    person = Person(place.address)
    tag, entry = person.come_in(), new_id()
    form = {"score": 4, "client_id": entry, "client_time": datetime.now(UTC).isoformat()}
    by_turns = [person.replay("/journal/pain", tag, **form) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda _: person.replay("/journal/pain", tag, **form), range(16)))
    assert by_turns + at_once == [(200, entry)] * 20
    assert count(OF, tag=tag) == 1


@pytest.mark.slow
def test_what_waited_on_the_phone_goes_to_its_owner_alone(place, count):
    person = Person(place.address)
    tag = person.come_in()
    waiting = [{"score": n, "client_id": new_id()} for n in range(6)]
    for form in waiting * 2:
        assert person.replay("/journal/pain", tag, **form) == (200, form["client_id"])
    other = Person(place.address)
    other_tag = other.come_in()
    late = {"score": 9, "client_id": new_id()}
    assert [other.replay("/journal/pain", tag, **late) for _ in range(2)] == [(409, None)] * 2
    nobody = Person(place.address)
    assert [nobody.replay("/journal/pain", tag, **late) for _ in range(2)] == [(401, None)] * 2
    assert (count(OF, tag=tag), count(OF, tag=other_tag)) == (6, 0)


@pytest.mark.slow
def test_two_edits_of_one_version_at_once_keep_both(place, count):
    person = Person(place.address)
    tag, entry = person.come_in(), new_id()
    assert person.replay("/journal/pain", tag, score=4, client_id=entry)[0] == 200

    def edit(score):
        form = {"score": score, "base_version": 1, "client_id": new_id()}
        return person.replay(f"/journal/pain/{entry}", tag, **form)[0]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(edit, (6, 7))) == [200, 200]
    found = "FROM {} JOIN users ON users.id = owner_id WHERE tag = :tag"
    assert count(f"SELECT version {found.format('pain_entries')}", tag=tag) == 2
    assert count(f"SELECT count(*) {found.format('kept_edits')}", tag=tag) == 1


@pytest.mark.slow
def test_tries_are_counted_together(place):
    form = {"email": "somebody@example.org", "password": "not the right words"}
    found = [Person(place.address).send("/login", **form) for _ in range(9)]
    assert 429 not in found[:8]
    assert found[8] == 429
