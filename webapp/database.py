"""How each database is opened: SQLite's own settings, transactions that lock early, pools.

SQLite traps, measured (see docs/decisions): with Python's defaults concurrent read-then-write
updates are lost in silence, so a request that may write begins IMMEDIATE; `synchronous=FULL`
keeps every acknowledged row through a power cut; `secure_delete` makes erased text unreadable.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, partial
from pathlib import Path
from re import fullmatch
from typing import Any

from flask import Flask, current_app, has_request_context, request
from sqlalchemy import (
    ColumnClause,
    Connection,
    Engine,
    Result,
    String,
    event,
    inspect,
    literal_column,
    make_url,
    text,
)
from sqlalchemy.exc import OperationalError

from webapp import lines

MIGRATIONS = Path(__file__).parent / "migrations"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_writing: ContextVar[bool] = ContextVar("writing", default=False)

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-2048",  # KiB a connection: a page reads one short range
)


_scan: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def _from_json(text: str) -> Any:
    """What SQLAlchemy wrote; without the standard reader's care for spaces around it."""
    return _scan(text, 0)[0]


@contextmanager
def writing() -> Iterator[None]:
    """Marks code outside a request (a job, a command) as one that writes."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def may_write() -> bool:
    """True where the transaction that begins now may write."""
    return _writing.get() or (has_request_context() and request.method not in READING)


def engine_options(url: str) -> dict[str, Any]:
    """SQLAlchemy engine options for this database address."""
    if is_file(url):
        return {
            "connect_args": {"timeout": 30, "check_same_thread": False},
            "pool_size": 20,
            "pool_use_lifo": True,  # the line whose pages are still in memory
            "json_deserializer": _from_json,
        }
    patience = {"connect_timeout": 5}
    return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "connect_args": patience}


def constant(word: str) -> ColumnClause[str]:
    """A word of ours as it is: nothing to bind at each execution. Never a word of a person's."""
    if not fullmatch("[a-z_]*", word):
        raise ValueError(f"not a plain word: {word!r}")
    return literal_column(f"'{word}'", String)


def named(result: Result[Any]) -> list[Any]:
    """The rows, their columns to be read by name: named tuples.

    SQLAlchemy's own Row finds a name only after an AttributeError, ten times as slowly: that was a
    third of a page's work (docs/decisions, 9).
    """
    make = partial(tuple.__new__, _shape(*result.keys()))
    return [*map(make, result.all())]


@cache
def _shape(*names: str) -> type:
    return namedtuple("Named", names)


def inserting(engine: Engine) -> Any:
    """The database's own INSERT, which knows ON CONFLICT; only the one in use is loaded."""
    if engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql  # noqa: PLC0415

        return postgresql
    from sqlalchemy.dialects.sqlite import insert as sqlite  # noqa: PLC0415

    return sqlite


def migrations(app: Flask) -> None:
    """Makes the app able to migrate; web processes do without, and load none of it."""
    if "migrate" not in app.extensions:
        from flask_migrate import Migrate  # noqa: PLC0415

        Migrate(app, app.extensions["sqlalchemy"], directory=str(MIGRATIONS))


def upgrade() -> None:
    """Brings the database of the running app to this version's schema, if it is not there yet.

    Raises NewerSchemaError where it is ahead of this version.
    """
    engine = current_app.extensions["sqlalchemy"].engine
    if revision(engine) == known_revisions()[0]:
        return
    refuse_newer(engine)
    from flask_migrate import upgrade as run  # noqa: PLC0415

    migrations(current_app._get_current_object())  # type: ignore[attr-defined]
    run()


def is_file(url: str) -> bool:
    """True where the database is one file on this machine."""
    return make_url(url).get_backend_name() == "sqlite"


def last_change(engine: Engine) -> tuple[int, ...] | None:
    """Differs after every commit of any process; None where it cannot be told (PostgreSQL).

    SQLite writes each commit at the end of its log, or into the file where there is none.
    """
    if engine.dialect.name != "sqlite":
        return None
    told: list[int] = []
    for name in (f"{engine.url.database}-wal", str(engine.url.database)):
        with suppress(FileNotFoundError):
            found = os.stat(name)  # noqa: PTH116 - no path object for each of today's pages
            told += found.st_mtime_ns, found.st_size
    return tuple(told)


class NewerSchemaError(Exception):
    """The database was made by a newer version than this one."""


def revision(engine: Engine) -> str | None:
    """The revision that the database has."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


@cache
def known_revisions() -> tuple[str, ...]:
    """Those that this version can bring forwards, the newest first."""
    files = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return tuple(sorted((path.name.partition("_")[0] for path in files), reverse=True))


def refuse_newer(engine: Engine) -> None:
    """Raises NewerSchemaError where the database is ahead of this version: nothing is touched."""
    found = revision(engine)
    if found and found not in known_revisions():
        raise NewerSchemaError(
            f"The database is at revision {found}, this version knows up to "
            f"{known_revisions()[0]}: run the newer version, or put back a copy from before "
            "(docs/operations.md)."
        )


def prepare(engine: Engine) -> None:
    """Hooks an engine up: SQLite's settings and transactions, PostgreSQL's lines."""
    if engine.dialect.name == "sqlite":
        with suppress(OSError):  # the first who opens it says why it cannot be
            Path(engine.url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        event.listen(engine, "do_connect", _make_private)
        event.listen(engine, "connect", _open)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "do_connect", lines.connect)


def forget_log(engine: Engine) -> bool:
    """Empties SQLite's write-ahead log, in which erased rows can still be read; true if it did.

    Somebody who is reading holds it up; the hourly round tries again.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=2000")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute("PRAGMA busy_timeout=30000")
    finally:
        connection.close()
    return not busy


def _make_private(_dialect: Any, _record: Any, arguments: Any, _named: Any) -> None:
    """A file that SQLite is about to make is for nobody else on this machine; so are those that
    it makes beside it."""
    path = str(arguments[0])
    if path != ":memory:" and not path.startswith("file:"):
        with suppress(OSError):  # it is there, or SQLite will say why it cannot be
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _open(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    how = "BEGIN IMMEDIATE" if may_write() else "BEGIN"
    try:
        connection.connection.driver_connection.execute(how)  # type: ignore[union-attr]
    except sqlite3.Error as error:  # the driver's own: SQLAlchemy wraps none of a listener's
        raise OperationalError(how, None, error) from error
