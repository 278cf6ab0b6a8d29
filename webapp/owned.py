"""Rows that belong to one person: permission in the query, each write acts once.

A created row's id is the `client_id` that the phone made, so the phone can edit, finish or
remove what it made offline; keys are (owner, id). What acted is remembered: the same `client_id`
from the same person never acts twice. An edit that comes from an older version is kept beside
the row; the person chooses, clocks decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal, Protocol, Self, TypeVar
from uuid import UUID

from flask import abort, g
from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    delete,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.columns import Id, Instant, Json
from webapp.database import inserting, may_write
from webapp.extensions import Base, db

RowT = TypeVar("RowT")
Outcome = Literal["created", "applied", "kept", "repeated"]
LATE = timedelta(hours=24)
REMOVED = "removed_at"
Day = date  # a row has a `date` of its own, which hides the type within its class


class Owner(Protocol):
    """The person whose rows these are."""

    @property
    def id(self) -> int: ...


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


def owned_table(*parts: Any) -> tuple[Any, ...]:
    """Table arguments of an owned table: on SQLite it is clustered by (owner, id)."""
    return (*parts, {"sqlite_with_rowid": False})


def _locked(query: Select[RowT]) -> Select[RowT]:
    """Locks the row on PostgreSQL where it may be changed; SQLite has one writer anyway."""
    return query.with_for_update() if may_write() else query


def insert_new(table: Any, values: dict[str, Any]) -> bool:
    """Inserts unless a row with one of its unique keys exists; true if it did. One statement."""
    return db.session.execute(_insert_new(inserting(db.engine), table), values).first() is not None


@lru_cache(maxsize=64)
def _insert_new(insert: Any, table: Any) -> Any:
    """Asked by RETURNING: with psycopg the count of rows is -1 whether or not one was inserted."""
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key)


class Owned:
    """Columns and verbs of a row that belongs to one person."""

    __table__: Any
    __tablename__: str

    owner_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    client_time: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    retrospective: Mapped[bool] = mapped_column(default=False)
    clock_offset: Mapped[int | None] = mapped_column(BigInteger, default=None)

    @classmethod
    def of(cls, user: Owner) -> Select[Self]:
        """This person's rows."""
        return select(cls).where(cls.owner_id == user.id)

    @classmethod
    def find(cls, user: Owner, id: UUID) -> Self | None:
        """This person's row of this id, locked where the request writes."""
        return db.session.scalar(_locked(cls.of(user).where(cls.id == id)))

    @classmethod
    def one_of(cls, user: Owner, id: UUID) -> Self:
        """This person's row of this id; 404 for a stranger and for no row alike."""
        return cls.find(user, id) or abort(404)

    @classmethod
    def create_once(cls, user: Owner, write: Write, **values: Any) -> tuple[Self, bool]:
        """The row made by this write, and whether it was made just now.

        One INSERT; the same client_id again finds the first row and changes nothing.
        """
        known = {
            "owner_id": user.id,
            "id": write.client_id,
            "version": 1,
            "client_time": write.client_time,
            "received_at": clock.now(),
            "retrospective": False,
            "clock_offset": write.clock_offset,
        }
        tell_version(1)
        row = cls(**(known | values))
        if insert_new(cls.__table__, _columns(row)):
            return row, True
        return cls.find(user, write.client_id) or cls.in_the_way(user, row), False

    @classmethod
    def in_the_way(cls, user: Owner, row: Self) -> Self:
        """The row of another id that holds this one's place; only dated rows have one."""
        raise LookupError(f"no {cls.__tablename__} row stands in the way")

    def revise(self, write: Write, **changes: Any) -> Outcome:
        """Applies an edit once; one made from an older version is kept beside the row."""
        stale = write.base_version is not None and write.base_version != self.version
        kept = stale or getattr(self, "removed_at", None) is not None
        if not Act.once(self.owner_id, write, None if kept else self.version + 1):
            return "repeated"
        if kept:
            KeptEdit.keep(self, write, changes)
            return "kept"
        self.change(**changes)
        return "applied"

    def change(self, **changes: Any) -> None:
        """Sets the values and counts the version."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.version += 1

    def kept_edits(self) -> list[KeptEdit]:
        """Edits that wait for the person's choice, oldest first."""
        return KeptEdit.beside(self)

    def settle(self, user: Owner, write: Write, edit_id: UUID, use_it: bool) -> None:
        """The person chose, once: take the kept edit over, or let it go; 404 for another row's."""
        if Act.once(self.owner_id, write):
            edit = KeptEdit.one_of(user, edit_id)
            self.choose(edit if edit.entry_id == self.id else abort(404), use_it)

    def choose(self, edit: KeptEdit, use_it: bool) -> None:
        """Takes a kept edit over, also into a removed row, which it brings back; or lets it go.

        422 where the row cannot hold it (a file from elsewhere brought it); it goes on waiting.
        """
        if use_it:
            values = edit.values_for(type(self))
            told = {name: value for name, value in values.items() if name not in ("date", REMOVED)}
            back = {REMOVED: None} if getattr(self, REMOVED, None) else {}
            try:
                self.change(**told, **back)
                db.session.flush()
            except (IntegrityError, DataError):
                db.session.rollback()
                abort(422)
        db.session.delete(edit)


def _columns(row: Any) -> dict[str, Any]:
    """Column values of a transient row, with the defaults of columns left out."""
    values = {}
    for attribute in inspect(type(row)).column_attrs:
        column = attribute.columns[0]
        value = getattr(row, attribute.key)
        if value is None and column.default is not None and column.default.is_scalar:
            value = column.default.arg
            setattr(row, attribute.key, value)
        values[column.name] = value
    return values


class Dated(Owned):
    """A row of which a person has one a day."""

    date: Mapped[Day] = mapped_column(Date)

    @classmethod
    def on(cls, user: Owner, day: Day) -> Self | None:
        """This person's row of this day, locked where the request writes."""
        return db.session.scalar(_locked(cls.of(user).where(cls.date == day)))

    @classmethod
    def in_the_way(cls, user: Owner, row: Self) -> Self:
        """The row that another process made for this day a moment ago."""
        return db.session.scalars(cls.of(user).where(cls.date == row.date)).one()

    @classmethod
    def put_once(cls, user: Owner, write: Write, day: Day, **values: Any) -> tuple[Self, Outcome]:
        """The day's row after this write; a second write replaces, a stale one is kept beside.

        `base_version` 0 says that the phone knew of no row; without one the write replaces.
        """
        row = cls.on(user, day)
        if row is None:
            row, created = cls.create_once(user, write, date=day, **values)
            if created:
                return row, "created"
        if row.id == write.client_id:
            tell_version(1)
            return row, "repeated"
        return row, row.revise(write, **values)


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


class Removable:
    """A row that can be removed, with undo until it is purged after seven days."""

    owner_id: Mapped[int]
    version: Mapped[int]
    removed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)

    def remove(self, write: Write) -> None:
        """Removes the row; it can be restored for seven days."""
        self._set_removed(write, clock.now())

    def restore(self, write: Write) -> None:
        """Brings a removed row back."""
        self._set_removed(write, None)

    def _set_removed(self, write: Write, at: datetime | None) -> None:
        changes = (self.removed_at is None) != (at is None)
        if Act.once(self.owner_id, write, self.version + changes) and changes:
            self.removed_at = at
            self.version += 1

    @classmethod
    def purge(cls, before: datetime) -> None:
        """Erases for good what was removed before this instant, whoever's it is."""
        table: Any = cls
        db.session.execute(delete(table).where(table.removed_at < before))


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
