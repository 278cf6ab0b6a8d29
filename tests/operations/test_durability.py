"""What was acknowledged is there once, whatever dies; nobody's edit is lost among many. The long
versions, with more that breaks, are `python -m bench durability`."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests import stage
from tests.operations import parts
from tests.operations.load import STORED, Writers, compare
from tests.operations.parts import Person, Web, new_id

pytestmark = pytest.mark.skipif(stage.ON_POSTGRESQL, reason="its servers bring a file themselves")


@pytest.mark.slow
def test_killed_under_sixteen_writers_and_after_edits_at_once(tmp_path):
    web = Web(tmp_path, embedded=True)
    with parts.running(web), closing(sqlite3.connect(tmp_path / "softback.db")) as base:
        person = Person(web.address)
        tag, entry = person.come_in(), new_id()
        person.replay("/journal/pain", tag, score=4, client_id=entry)

        def edit(number):
            form = {"score": number % 11, "client_id": new_id()}
            return person.replay(f"/journal/pain/{entry}", tag, **form)[0]

        with ThreadPoolExecutor(16) as pool:
            assert set(pool.map(edit, range(64))) == {200}
        assert base.execute("SELECT version FROM pain_entries").fetchall() == [(65,)]

        writers = Writers(16, web.address).start()
        parts.until(lambda: writers.told.counts["acknowledged"] > 60)
        web.kill()
        web.start()
        parts.until(lambda: writers.told.counts["acknowledged"] > 120)
        told = writers.stop()
        web.kill()
        own = f"{STORED} WHERE tag <> ?"
        found = compare(told, base.execute(own, (tag,)).fetchall())
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert (found["lost"], found["doubled"], found["stored beside"]) == (0, 0, 0)
    assert set(told.counts) <= {"acknowledged", "not reached", "broken off"}
