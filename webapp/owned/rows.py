"""Columns and verbs of rows that belong to one person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, Protocol, Self, TypeVar
from uuid import UUID

from flask import abort
from sqlalchemy import BigInteger, Date, ForeignKey, Select, delete, inspect, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from webapp import clock
from webapp.columns import Id, Instant
from webapp.database import may_write
from webapp.extensions import db
from webapp.owned.kept import KeptEdit
from webapp.owned.writes import Act, Write, insert_new, tell_version

RowT = TypeVar("RowT")
Outcome = Literal["created", "applied", "kept", "repeated"]
REMOVED = "removed_at"
Day = date  # a row has a `date` of its own, which hides the type within its class


class Owner(Protocol):
    """The person whose rows these are."""

    @property
    def id(self) -> int: ...


def _locked(query: Select[RowT]) -> Select[RowT]:
    """Locks the row on PostgreSQL where it may be changed; SQLite has one writer anyway."""
    return query.with_for_update() if may_write() else query


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
        """The row of another id that holds this one's place; only dated rows have one.

        Raises StaleDataError: what stood there a moment ago went with its person.
        """
        raise StaleDataError(f"no {cls.__tablename__} row stands in the way")

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
        return cls.on(user, row.date) or super().in_the_way(user, row)

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
