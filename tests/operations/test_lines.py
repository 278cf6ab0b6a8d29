"""A PostgreSQL that falls silent holds no request; what is no request may take its time."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from tests import stage
from webapp import create_app, lines
from webapp.config import Settings
from webapp.extensions import db
from webapp.lines import awaited

SILENCE = "SELECT pg_sleep(60)"
A_WHILE = "SELECT pg_sleep(0.5)"


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """Of an app with the tests' PostgreSQL, and little patience."""
    monkeypatch.setattr(lines, "PATIENCE", 0.4)
    url = stage._address("postgres")
    app = create_app(Settings(data=tmp_path, database_url=url, secret_key="k" * 32))
    with app.app_context():
        yield db.engine
        db.engine.dispose()


def ask(engine, statement):
    with engine.connect() as line:
        return line.exec_driver_sql(statement).all()


def test_a_statement_of_a_request_ends_although_no_answer_comes(engine):
    with awaited():
        for _ in range(2):
            with pytest.raises(OperationalError):
                ask(engine, SILENCE)
            assert ask(engine, "SELECT 1") == [(1,)], "on another line"
    assert engine.pool.checkedout() == 0


def test_a_job_may_take_its_time(engine):
    assert len(ask(engine, A_WHILE)) == 1


def test_a_statement_that_is_refused_costs_no_line(engine):
    with awaited(), engine.connect() as line:
        line.exec_driver_sql("SET statement_timeout = 20")
        with pytest.raises(OperationalError, match="statement timeout"):
            line.exec_driver_sql(SILENCE)
        line.rollback()
        assert line.exec_driver_sql("SELECT 1").all() == [(1,)]
