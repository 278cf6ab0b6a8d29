"""Runs migrations on the app's own engine.

SQLite traps: `foreign_keys` cannot be switched inside a transaction, and a table that is rebuilt
with them ON takes its children along; so they go OFF on a connection of its own before BEGIN,
and `foreign_key_check` must find nothing afterwards.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from webapp import columns
from webapp.database import writing
from webapp.extensions import db


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Writes our shared column types by their names, a part's own as the plain type beneath."""
    if kind == "type" and isinstance(item, columns.Id | columns.Instant):
        autogen.imports.add("from webapp import columns")
        return f"columns.{type(item).__name__}()"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def run(connection: Connection) -> None:
    """One transaction for the whole way up."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite(connection: Connection) -> None:
    """With foreign keys off while tables are rebuilt, and checked before the commit."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            run(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration broke {len(broken)} references")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


with writing(), db.engine.connect() as live:
    if live.dialect.name == "sqlite":
        run_on_sqlite(live)
    else:
        with live.begin():
            run(live)
