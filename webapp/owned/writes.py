"""What every write carries, and the memory by which it acts once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import BigInteger, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.columns import Id, Instant
from webapp.database import inserting
from webapp.extensions import Base, db
from webapp.owned.tables import owned_table

LATE = timedelta(hours=24)


@dataclass(frozen=True)
class Write:
    """What every write carries: the phone's id for it, the phone's time, the version it saw."""

    client_id: UUID
    client_time: datetime
    base_version: int | None = None
    clock_offset: int | None = None
    """Seconds by which the phone's clock was ahead of ours, where it was clearly wrong."""

    @property
    def pressed_at(self) -> datetime:
        """When Save was pressed, told by our clock where the phone's was wrong."""
        return self.client_time - timedelta(seconds=self.clock_offset or 0)

    def is_late_for(self, at: datetime) -> bool:
        """True where the fact lies more than 24 hours before its arrival here."""
        return clock.now() - at > LATE


def tell_version(version: int | None) -> None:
    """Notes, for the answer, which version of the row this write led to; None where to none.

    A phone that made several changes without a signal sends each on top of the one before it.
    """
    g.entry_version = version


def insert_new(table: Any, values: dict[str, Any]) -> bool:
    """Inserts unless a row with one of its unique keys exists; true if it did. One statement."""
    return db.session.execute(_insert_new(inserting(db.engine), table), values).first() is not None


@lru_cache(maxsize=64)
def _insert_new(insert: Any, table: Any) -> Any:
    """Asked by RETURNING: with psycopg the count of rows is -1 whether or not one was inserted."""
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key)


class Act(Base):
    """The memory of a write that made no row: an edit, a removal, a completion."""

    __tablename__ = "acts"
    __table_args__ = owned_table()

    owner_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int | None]
    """The version that the row had afterwards; None where nothing was changed."""

    @classmethod
    def once(cls, owner_id: int, write: Write, version: int | None = None) -> bool:
        """True the first time this write is seen; the answer tells which version came of it."""
        key = {"owner_id": owner_id, "id": write.client_id}
        new = insert_new(cls.__table__, key | {"at": clock.now(), "version": version})
        tell_version(version if new else db.session.scalar(select(cls.version).filter_by(**key)))
        return new

    @classmethod
    def is_known(cls, owner_id: int, id: UUID) -> bool:
        """True where a write of this id was seen, or what it made was taken back for good."""
        return db.session.get(cls, (owner_id, id)) is not None
