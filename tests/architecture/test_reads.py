"""A page reads one person's range of each table, however much else there is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from tests.stage import ON_POSTGRESQL
from webapp.extensions import Base, db

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's planner is asked")

PAGES = [
    "/today",
    "/journal",
    "/routines/upper-back-ball",
    "/progress?weeks=12",
    "/sleep",
    "/stress",
    "/function",
    "/questionnaires",
    "/questionnaires/peg",
    "/journal?region=b18",
    "/journal/months/2026-03",
]
OF_EVERYONE = re.compile(r"\bSCAN (\w+)|USING (?:COVERING )?INDEX (\w+_removed)\b")


@pytest.fixture
def plans(app):
    """What SQLite means to do for each statement that is sent."""
    seen: list[str] = []

    def note(connection, _cursor, statement, parameters, *_others):
        if statement.startswith("SELECT"):
            raw = connection.connection.cursor()
            seen.extend(
                row[3] for row in raw.execute("EXPLAIN QUERY PLAN " + statement, parameters)
            )

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    return seen


@pytest.mark.parametrize("url", PAGES)
def test_a_page_reads_no_table_from_end_to_end(as_ann, plans, url):
    assert as_ann.visit(url).status == 200
    found = [OF_EVERYONE.search(step) for step in plans]
    read = {name for match in found if match for name in match.groups() if name}
    tables = set(Base.metadata.tables)
    assert plans
    assert {name for name in read if name in tables or name.endswith("_removed")} == set()
