"""Tables could be spread over many machines by owner: what such databases demand (Citus' rules for
a distributed table), and what SQLite needs for the same reason."""

from __future__ import annotations

import pytest
from sqlalchemy import UniqueConstraint

from tests.stage import ON_POSTGRESQL
from webapp.extensions import Base, db

ELSEWHERE = {"sign_ins"}
"""Kept whole on every machine, as `users` is: found by its token, before anybody's id is known."""
TABLES = [
    table
    for table in Base.metadata.sorted_tables
    if "owner_id" in table.columns and table.name not in ELSEWHERE
]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_its_key_begins_with_its_owner(table):
    assert next(iter(table.primary_key)).name == "owner_id"


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_what_is_unique_is_unique_to_its_owner(table):
    constraints = [c.columns for c in table.constraints if isinstance(c, UniqueConstraint)]
    unique = constraints + [index.columns for index in table.indexes if index.unique]
    assert [columns.keys() for columns in unique if "owner_id" not in columns] == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_what_it_refers_to_lies_with_the_same_owner(table):
    """Or in `users`, which every machine has."""
    for key in table.foreign_key_constraints:
        pairs = {(e.parent.name, e.column.table.name, e.column.name) for e in key.elements}
        to_user = pairs == {("owner_id", "users", "id")}
        to_own = any(here == there == "owner_id" for here, _, there in pairs)
        assert to_user or to_own, pairs


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_its_indexes_begin_with_the_owner_too(table):
    """But for those by which cleaning finds what is due, whoever's it is."""
    first = {index.name: next(iter(index.columns)).name for index in table.indexes}
    assert {n for n, column in first.items() if column != "owner_id"} <= {f"ix_{table}_removed"}


@pytest.mark.skipif(ON_POSTGRESQL, reason="what it reads is how SQLite lays out its tables")
def test_sqlite_keeps_the_rows_of_one_person_together(app):
    with app.app_context(), db.engine.connect() as line:
        made = dict(
            line.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
        )
    by_number = {"preferences"}  # one row a person, in the order of their numbers
    apart = {t.name for t in TABLES if not made[t.name].strip().endswith("WITHOUT ROWID")}
    assert apart == by_number
