"""How a column is written into a file and read from one, and what a row's values must agree on."""

from __future__ import annotations

import base64
from datetime import UTC, date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.types import JSON

from webapp.columns import Id, Instant
from webapp.export.shapes.contents import INSIDE, WORDS, Check
from webapp.export.shapes.values import LONGEST_TEXT, TEXTS, Change, is_small, need, text_of
from webapp.extensions import Base
from webapp.questionnaires.rules import is_answered
from webapp.wellbeing.models import ClockTime

KEYS = {"owner_id", "id", "version", "client_time", "received_at"}
WHOLE = {SmallInteger: 2**15, Integer: 2**31, BigInteger: 2**63}


class UnfitError(ValueError):
    """A value that a column cannot take; the message is for the person."""


@lru_cache(maxsize=1000)
def writer_of(column: Column[Any]) -> Change:
    """How a stored value of this column stands in a file: ids and times as text."""
    kind = column.type
    if isinstance(kind, Instant):
        return lambda at: f"{at.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}Z"
    if isinstance(kind, ClockTime):
        return lambda at: str(at.isoformat("minutes"))
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, LargeBinary) and not isinstance(kind, Id):
        return lambda value: base64.b64encode(value).decode()
    return str if isinstance(kind, Id) else lambda value: value


@lru_cache(maxsize=1000)
def reader_of(column: Column[Any]) -> Change:
    """How a value of a file comes into this column; raises UnfitError where it cannot."""
    name = f"{column.table.name}.{column.name}"
    read, known = _reader_of(column.type), INSIDE.get(name) or WORDS.get(name)

    def fit(value: Any) -> Any:
        if value is None:
            if column.nullable:
                return None
            raise UnfitError(f"“{column.name}” is missing")
        try:
            found = read(value)
        except (ValueError, OverflowError):
            raise UnfitError(f"“{column.name}” cannot be read") from None
        if known and not known(found):
            raise UnfitError(f"“{column.name}” holds something we do not know")
        return found

    return fit


def _reader_of(kind: Any) -> Change:
    if isinstance(kind, Boolean):
        return lambda value: need(value, isinstance(value, bool))
    if isinstance(kind, Integer):
        limit = next(size for type_, size in WHOLE.items() if isinstance(kind, type_))
        return lambda value: need(value, type(value) is int and -limit <= value < limit)
    if isinstance(kind, Float):
        return lambda value: need(value, type(value) in (int, float) and abs(value) < 2**53)
    if isinstance(kind, JSON):
        return lambda value: need(value, is_small(value))
    read = next((read for type_, read in TEXTS.items() if isinstance(kind, type_)), None)
    if read:
        return lambda value: read(text_of(value))
    if isinstance(kind, String):
        longest = kind.length or LONGEST_TEXT
        return lambda value: need(text_of(value), len(value) <= longest)
    raise TypeError(f"no way to read a {kind!r}")


def fits(table: Table | None, values: dict[str, Any]) -> bool:
    """These are values of columns of that table."""
    if table is None or not set(values) <= set(table.columns.keys()) - KEYS:
        return False
    try:
        for name, value in values.items():
            reader_of(table.columns[name])(value)
    except UnfitError:
        return False
    return True


def _is_edit(row: dict[str, Any]) -> bool:
    return fits(Base.metadata.tables.get(row["kind"]), row["changes"])


def _is_history(row: dict[str, Any]) -> bool:
    return fits(Base.metadata.tables["pain_entries"], row["values"])


def _is_answered(row: dict[str, Any]) -> bool:
    return is_answered(row["kind"], row["answers"], row["score"])


ROWS: dict[str, Check] = {
    "kept_edits": _is_edit,
    "entry_history": _is_history,
    "questionnaires": _is_answered,
}
"""Tables in whose rows one value must fit another."""
