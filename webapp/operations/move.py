"""Moving house: everything from the app's database into an empty one, and the proof of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, Table, func, insert, inspect, make_url, select, text
from sqlalchemy import table as named
from sqlalchemy.exc import SQLAlchemyError

from webapp import create_app
from webapp.config import SettingError, Settings
from webapp.database import is_file, upgrade, writing
from webapp.extensions import Base, db
from webapp.operations import sqlite
from webapp.operations.copies import CopyError

BLOCK = 1000


def move(app: Flask, url: str) -> dict[str, int]:
    """Copies every row into the database at `url` and compares them; how many each table has.

    One transaction: where anything fails or differs, nothing of it stays. Nobody may write
    meanwhile, so what is a file must not be open elsewhere.
    """
    settings: Settings = app.config["SETTINGS"]
    if settings.database_url == url:
        raise CopyError("That is the database which is used now.")
    with app.app_context(), writing():
        upgrade()
        db.engine.dispose()
        if is_file(settings.database_url):
            with sqlite.nobody_else(Path(make_url(settings.database_url).database or "")):
                pass
        with db.engine.begin() as source:
            try:
                return _into(source, replace(settings, database_url=url))
            except SQLAlchemyError as error:
                reason = f"the database does not answer ({type(error).__name__})"
                raise SettingError("MOVE_TO", reason) from error


def _into(source: Connection, there: Settings) -> dict[str, int]:
    with create_app(there).app_context(), writing():
        _refuse_used(db.engine)
        upgrade()
        tables = Base.metadata.sorted_tables
        with db.engine.begin() as target:
            for table in tables:
                _copy(source, target, table)
                _count_on(source, target, table)
            found = {table.name: _compared(source, target, table) for table in tables}
        db.engine.dispose()
    return found


def _refuse_used(engine: Engine) -> None:
    """CopyError where anything is kept there, ours or not; nothing is touched."""
    names = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with engine.connect() as target:
        for name in names:
            if target.execute(select(text("1")).select_from(named(name)).limit(1)).first():
                raise CopyError(f"The other database is not empty: {name} holds something.")


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    """By the key, a block at a time."""
    streamed = connection.execution_options(yield_per=BLOCK)
    return iter(streamed.execute(select(table).order_by(*table.primary_key)).mappings())


def _copy(source: Connection, target: Connection, table: Table) -> None:
    block: list[dict[str, Any]] = []
    for row in _rows(source, table):
        block.append(dict(row))
        if len(block) == BLOCK:
            target.execute(insert(table), block)
            block = []
    if block:
        target.execute(insert(table), block)


def _count_on(source: Connection, target: Connection, table: Table) -> None:
    """The next number that PostgreSQL gives out follows the last that was ever given here."""
    column = table.autoincrement_column
    if column is None or target.dialect.name != "postgresql":
        return
    last = target.scalar(select(func.max(column))) or 0
    if source.dialect.name == "sqlite":
        given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(last, source.scalar(given, {"name": table.name}) or 0)
    if last:
        sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        target.execute(select(func.setval(sequence, last)))


def _compared(source: Connection, target: Connection, table: Table) -> int:
    """Row by row, as Python reads both; CopyError at the first difference."""
    count = 0
    for ours, theirs in zip_longest(_rows(source, table), _rows(target, table)):
        if ours is None or theirs is None or dict(ours) != dict(theirs):
            raise CopyError(f"{table.name} differs after {count} rows: nothing was moved.")
        count += 1
    return count
