"""A server that is asked to stop answers what it has begun: nobody's request is broken off."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest

from tests import stage
from tests.operations import parts
from tests.operations.load import STORED, Writers, compare
from tests.operations.parts import Web

pytestmark = pytest.mark.skipif(stage.ON_POSTGRESQL, reason="its servers bring a file themselves")


@pytest.mark.slow
@pytest.mark.parametrize("embedded", [True, False])
def test_under_load_every_request_that_was_sent_is_answered(tmp_path, embedded):
    first = Web(tmp_path, embedded=True)  # it makes the database
    if embedded:
        server = first
    else:
        first.start()
        first.stop()
        server = Web(tmp_path)
    with parts.running(server):
        writers = Writers(8, server.address).start()
        parts.until(lambda: writers.told.counts["acknowledged"] > 60)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 15
        writers.stopping.set()
        told = writers.stop()
    with closing(sqlite3.connect(tmp_path / "softback.db")) as base:
        found = compare(told, base.execute(STORED).fetchall())
    assert (found["lost"], found["doubled"]) == (0, 0)
    if embedded:
        assert set(told.counts) <= {"acknowledged", "not reached"}
        assert found["stored beside"] == 0
    else:
        # Granian may close a kept-open line in the very instant in which somebody sends on it:
        # nothing was acknowledged, and phones send again.
        assert set(told.counts) <= {"acknowledged", "not reached", "broken off"}
        assert told.counts["broken off"] <= 8
