"""Edits that came from an older version of a row: kept until the person chooses."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import abort
from sqlalchemy import BigInteger, Date, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.columns import Id, Instant, Json
from webapp.extensions import Base, db
from webapp.owned.tables import owned_table
from webapp.owned.writes import Write

if TYPE_CHECKING:
    from webapp.owned.rows import Owned, Owner


class KeptEdit(Base):
    """An edit made from an older version of a row, kept until the person chooses."""

    __tablename__ = "kept_edits"
    __table_args__ = owned_table(Index("ix_kept_edits_owner_entry", "owner_id", "entry_id"))

    owner_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(Id)
    kind: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    client_time: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)

    @classmethod
    def keep(cls, row: Owned, write: Write, changes: dict[str, Any]) -> None:
        """Keeps the values beside the row."""
        db.session.add(
            cls(
                owner_id=row.owner_id,
                id=write.client_id,
                entry_id=row.id,
                kind=row.__tablename__,
                changes=plain(changes),
                client_time=write.client_time,
                received_at=clock.now(),
            )
        )

    @classmethod
    def beside(cls, row: Owned) -> list[KeptEdit]:
        """The edits kept beside this row, oldest first."""
        own = select(cls).where(cls.owner_id == row.owner_id, cls.entry_id == row.id)
        return list(db.session.scalars(own.order_by(cls.received_at)))

    @classmethod
    def of_kind(cls, user: Owner, model: type[Owned]) -> list[KeptEdit]:
        """Every edit of this person's that waits beside a row of this model, oldest first."""
        own = select(cls).where(cls.owner_id == user.id, cls.kind == model.__tablename__)
        return list(db.session.scalars(own.order_by(cls.received_at)))

    @classmethod
    def one_of(cls, user: Owner, id: UUID) -> KeptEdit:
        """This person's kept edit of this id, or 404."""
        own = select(cls).where(cls.owner_id == user.id, cls.id == id)
        return db.session.scalar(own) or abort(404)

    def says_as(self, other: dict[str, Any]) -> bool:
        """True where the other, as columns, says the same of the same row."""
        table = Base.metadata.tables[self.kind]
        where = (self.entry_id, self.kind) == (other["entry_id"], other["kind"])
        return where and typed(table, self.changes) == typed(table, other["changes"])

    def values_for(self, model: type[Owned]) -> dict[str, Any]:
        """The kept values as the model's columns want them."""
        return typed(model, self.changes)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON can hold them."""
    return {k: str(v)[:5] if isinstance(v, time) else _written(v) for k, v in values.items()}


def _written(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def typed(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Plain values as the columns of the model, or of the table, want them."""
    columns = getattr(model, "__table__", model).columns
    return {name: _typed(columns[name].type, value) for name, value in values.items()}


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(kind, Instant) and isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date) and isinstance(value, str):
        return date.fromisoformat(value)
    return value
