"""What machines ask: alive, and ready."""

from __future__ import annotations

import json
from collections import namedtuple
from concurrent.futures import Future
from threading import Event
from types import SimpleNamespace

import pytest

from tests.stage import ON_POSTGRESQL
from webapp.database import revision
from webapp.extensions import db
from webapp.health import views
from webapp.operations.metrics import Metrics

Usage = namedtuple("Usage", "total used free")


def ready(visitor):
    answer = visitor.visit("/readyz")
    return answer.status, json.loads(answer.text)


def test_a_process_that_answers_is_alive(as_nobody):
    assert as_nobody.visit("/healthz").status == 200


def test_a_database_with_this_versions_tables_is_ready(as_nobody):
    disk = "not used" if ON_POSTGRESQL else "ok"
    checks = {"database": "ok", "schema": "ok", "disk": disk, "redis": "not used"}
    assert ready(as_nobody) == (200, {"status": "ready", "checks": checks})


def test_a_database_of_another_version_is_not_ready(app, as_nobody):
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of tomorrow'")
    status, said = ready(as_nobody)
    assert (status, said["checks"]["schema"]) == (503, "differs")


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL is stopped for real in tests/operations")
def test_a_database_that_does_not_answer_is_not_ready(app, as_nobody, data):
    with app.app_context():
        db.engine.dispose()
    for path in data.glob("softback.db*"):
        path.write_bytes(b"no database" * 1000)
    status, said = ready(as_nobody)
    assert (status, said["checks"]["database"]) == (503, "away")
    assert as_nobody.visit("/healthz").status == 200


def test_a_server_that_takes_the_question_and_never_answers_is_not_ready(as_nobody, monkeypatch):
    thawed, asked = Event(), []

    def frozen(engine):
        asked.append(1)
        thawed.wait()
        return revision(engine)

    monkeypatch.setattr(views, "is_file", lambda _url: False)
    monkeypatch.setattr(views, "revision", frozen)
    monkeypatch.setattr(views, "PATIENCE", 0.05)
    assert [ready(as_nobody)[0] for _ in range(3)] == [503] * 3
    assert len(asked) == 1
    monkeypatch.setattr(views, "PATIENCE", 10.0)
    thawed.set()
    assert ready(as_nobody)[0] == 200


def test_however_many_ask_a_server_that_is_frozen_each_is_answered_in_time(as_nobody, monkeypatch):
    thawed, waits, now = Event(), [], [100.0]

    class Question(Future):
        def result(self, timeout=None):
            waits.append(timeout)
            return super().result(0)

    monkeypatch.setattr(views, "is_file", lambda _url: False)
    monkeypatch.setattr(views, "revision", lambda _engine: thawed.wait())
    monkeypatch.setattr(views, "Future", Question)
    monkeypatch.setattr(views, "time", SimpleNamespace(monotonic=lambda: now[0]))
    for later in (0, 1, 1, 0.5, 0.5, 40):
        now[0] += later
        assert ready(as_nobody)[0] == 503
    thawed.set()
    assert waits == [3.0, 2.0, 1.0, 0.5, 0.0, 0.0], "of the same question's time, not of their own"


@pytest.mark.skipif(ON_POSTGRESQL, reason="a server keeps its data on a disk of its own")
def test_a_disk_that_fills_is_told_and_pages_are_still_read(as_nobody, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(10**10, 10**10, 5 * 10**6))
    status, said = ready(as_nobody)
    assert (status, said["checks"]["disk"]) == (200, "low")


@pytest.mark.skipif(ON_POSTGRESQL, reason="a server keeps its data on a disk of its own")
def test_a_data_folder_that_was_moved_away_is_told(app, as_nobody, data):
    assert ready(as_nobody)[0] == 200
    elsewhere = data.rename(data.with_name("elsewhere"))
    try:
        status, said = ready(as_nobody)
        counted = Metrics(app).text()
    finally:
        elsewhere.rename(data)
    assert (status, said["status"]) == (503, "data folder away")
    assert "softback_disk_free_bytes 0\n" in counted
    assert ready(as_nobody)[0] == 200
