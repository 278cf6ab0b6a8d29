"""How the tables of owned rows are laid out, and which they are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, UniqueConstraint, text

from webapp.extensions import Base


def owned_table(*parts: Any) -> tuple[Any, ...]:
    """Table arguments of an owned table: on SQLite it is clustered by (owner, id)."""
    return (*parts, {"sqlite_with_rowid": False})


def dated_table(name: str, *parts: Any) -> tuple[Any, ...]:
    """Table arguments of a `Dated` table: one row a person and day."""
    return owned_table(UniqueConstraint("owner_id", "date", name=f"uq_{name}_owner_date"), *parts)


def at_index(name: str) -> Index:
    """The index that lets a page read one contiguous range of a person's time."""
    return Index(f"ix_{name}_owner_at", "owner_id", "at")


def index_of_some(name: str, *columns: str, where: str) -> Index:
    """An index of those rows alone for which `where` holds.

    PostgreSQL's own condition stands in its migration: here it would load that dialect (3 MB).
    """
    return Index(name, *columns, sqlite_where=text(where))


def owned_tables() -> list[Any]:
    """Every table of entries that belong to a person, in a fixed order."""
    apart = {"preferences", "sign_ins"}
    return [
        table
        for name, table in sorted(Base.metadata.tables.items())
        if "owner_id" in table.columns and name not in apart
    ]


HOUSEKEEPING = frozenset(
    (
        *("owner_id", "id", "version", "date"),
        *("client_time", "received_at", "retrospective", "clock_offset"),
    )
)
