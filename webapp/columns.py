"""Column types: how a fact looks in each database.

SQLite keeps ids as 16 bytes and instants as milliseconds since 1970 (short rows, one contiguous
range a person); PostgreSQL keeps its own `uuid` and `timestamptz`. Python sees the same values.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, SafeUUID

from sqlalchemy import BigInteger, DateTime, LargeBinary, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
UNKNOWN = SafeUUID.unknown


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, `uuid` on PostgreSQL."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """One plain call a value: a page reads hundreds."""
        return _id_of if dialect.name == "sqlite" else None


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept to the millisecond."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        if dialect.name == "sqlite":
            return (value - EPOCH) // MILLISECOND
        return value.astimezone(UTC).replace(microsecond=value.microsecond // 1000 * 1000)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """One plain call a value: a page reads hundreds."""
        return _instant_of if dialect.name == "sqlite" else _in_utc


def _id_of(value: bytes | None) -> UUID | None:
    """As `UUID(bytes=value)`, without its look at all the other ways to write one."""
    if value is None:
        return None
    found = object.__new__(UUID)
    object.__setattr__(found, "int", int.from_bytes(value))
    object.__setattr__(found, "is_safe", UNKNOWN)
    return found


def _instant_of(value: int | None) -> datetime | None:
    return None if value is None else EPOCH + value * MILLISECOND


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


Json = JSON(none_as_null=True)
"""A small list or mapping that belongs to its row alone."""
