"""Pain as it was at a moment, and a day's pain looked back on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import abort
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from webapp import clock
from webapp.columns import Id, Instant, Json
from webapp.extensions import Base, db
from webapp.journal import rules
from webapp.owned import (
    LATE,
    Act,
    Dated,
    KeptEdit,
    Outcome,
    Owned,
    Removable,
    Write,
    dated_table,
    index_of_some,
    owned_table,
    plain,
    tell_version,
    typed,
)
from webapp.safety import rules as safety
from webapp.vocabulary import CHEST


def _score(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 0 AND 10", name=name)


class PainEntry(Removable, Owned, Base):
    """Pain now: a score at an instant, with where and what it is like as far as told."""

    __tablename__ = "pain_entries"
    __table_args__ = owned_table(
        # Weeks are drawn from this index alone; the few notes have one of their own.
        Index("ix_pain_entries_owner_at", "owner_id", "at", "local_date", "score", "removed_at"),
        index_of_some("ix_pain_entries_noted", "owner_id", "at", where="note <> ''"),
        # Of the removed alone: SQLite would read a person's every row by it to find what is not.
        index_of_some("ix_pain_entries_removed", "removed_at", where="removed_at IS NOT NULL"),
        _score("score"),
        CheckConstraint("utc_offset BETWEEN -1440 AND 1440", name="utc_offset"),
        CheckConstraint("length(note) <= 2000", name="note"),
        CheckConstraint("length(medicine) <= 200", name="medicine"),
    )

    at: Mapped[datetime] = mapped_column(Instant)
    local_date: Mapped[date] = mapped_column(Date)
    utc_offset: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[int] = mapped_column(SmallInteger)
    regions: Mapped[dict[str, int | None]] = mapped_column(Json)
    qualities: Mapped[list[str]] = mapped_column(Json)
    triggers: Mapped[list[str]] = mapped_column(Json)
    remedies: Mapped[list[str]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(Text)
    medicine: Mapped[str] = mapped_column(Text, default="")

    @classmethod
    def log(cls, user: Any, write: Write, **told: Any) -> PainEntry:
        """Writes down pain once: score, and at, regions, qualities, triggers, remedies, note."""
        at = rules.moment_of(told.pop("at", None), write.pressed_at, clock.now())
        nothing = {"regions": {}, "qualities": [], "triggers": [], "remedies": [], "note": ""}
        values = nothing | told | cls._when(user, at)
        row, _ = cls.create_once(user, write, retrospective=write.is_late_for(at), **values)
        return row

    def edit(self, user: Any, write: Write, **told: Any) -> Outcome:
        """Changes what was written down; without a time, or with the minute that the form showed,
        the time stays, and with it the day and the place it was written down in."""
        at = told.pop("at", None)
        is_moved = at and at != self.at.replace(second=0, microsecond=0)
        when = self._when(user, min(at, clock.now())) if is_moved else {}
        return self.revise(write, **told, **when)

    @staticmethod
    def _when(user: Any, at: datetime) -> dict[str, Any]:
        day, offset = clock.local_parts(user, at)
        return {"at": at, "local_date": day, "utc_offset": offset}

    def change(self, **changes: Any) -> None:
        """Sets the values and counts the version; what stood there before is remembered."""
        EarlierVersion.remember(self, changes)
        super().change(**changes)

    def earlier_versions(self) -> Sequence[EarlierVersion]:
        """What stood here before each change, newest first."""
        own = select(EarlierVersion).where(
            EarlierVersion.owner_id == self.owner_id, EarlierVersion.entry_id == self.id
        )
        return db.session.scalars(own.order_by(EarlierVersion.version.desc())).all()

    @classmethod
    def purge(cls, before: datetime) -> None:
        """Erases what was removed before this instant, with its history and waiting edits."""
        for beside in (KeptEdit, EarlierVersion):
            gone = select(cls.id).where(
                cls.owner_id == beside.owner_id,
                cls.id == beside.entry_id,
                cls.removed_at < before,
            )
            db.session.execute(delete(beside).where(gone.exists()))
        super().purge(before)

    @property
    def has_chest(self) -> bool:
        """A place on the chest was named: the emergency signs are shown beside it."""
        return any(code in CHEST for code in self.regions)

    @property
    def is_tingling(self) -> bool:
        """Tingling or numbness was named: it is asked whether that is new."""
        return safety.tingling_question(self.qualities)


class EarlierVersion(Base):
    """What stood in an entry before it was changed: only the values that were changed."""

    __tablename__ = "entry_history"
    __table_args__ = owned_table(Index("ix_entry_history_owner_entry", "owner_id", "entry_id"))

    owner_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(Id)
    version: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    until: Mapped[datetime] = mapped_column(Instant)

    @classmethod
    def remember(cls, entry: Any, changes: dict[str, Any]) -> None:
        """Keeps what is about to be replaced; nothing where nothing would be."""
        before = {name: getattr(entry, name) for name in changes}
        changed = {name: old for name, old in before.items() if old != changes[name]}
        if not changed:
            return
        row = cls(
            owner_id=entry.owner_id,
            id=uuid7(),
            entry_id=entry.id,
            version=entry.version,
            values=plain(changed),
            until=clock.now(),
        )
        db.session.add(row)

    @property
    def entry(self) -> SimpleNamespace:
        """The earlier values as the entry had them."""
        return SimpleNamespace(**typed(PainEntry, self.values))


class Pause(Owned, Base):
    """A stretch of days on which nothing is expected: a flare, or being ill."""

    __tablename__ = "pauses"
    __table_args__ = owned_table(
        CheckConstraint("kind IN ('flare', 'sick')", name="kind"),
        CheckConstraint("until_date IS NULL OR until_date >= from_date", name="order"),
    )

    kind: Mapped[str]
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date | None] = mapped_column(Date, default=None)

    @classmethod
    def open(cls, user: Any) -> Pause | None:
        """The pause that lasts, if there is one."""
        own = cls.of(user).where(cls.until_date.is_(None))
        return db.session.scalars(own.order_by(cls.id.desc()).limit(1)).first()

    @classmethod
    def begin(cls, user: Any, write: Write, kind: str) -> Pause | None:
        """Begins a pause once; one of another kind that lasts ends with it. One that was taken
        back does not begin again; the answer is the pause that lasts, if there is one."""
        today = clock.today(user)
        before = cls.open(user)
        if Act.is_known(user.id, write.client_id) or (before and before.kind == kind):
            Act.once(user.id, write, before.version if before else None)
            return before
        row, created = cls.create_once(user, write, kind=kind, from_date=today)
        if before and created:
            before.end(today)
            tell_version(row.version)
        return row

    @classmethod
    def end_open(cls, user: Any, write: Write) -> None:
        """Ends the pause that lasts, once."""
        row = cls.open(user)
        if Act.once(user.id, write, row.version + 1 if row else None) and row:
            row.end(clock.today(user))

    @classmethod
    def take_back(cls, user: Any, write: Write, id: UUID) -> None:
        """Removes a pause that was a mistake, once and for good; 404 where there never was one."""
        row = cls.find(user, id)
        if row is None and not Act.is_known(user.id, id):
            abort(404)
        if Act.once(user.id, write) and row:
            Act.once(user.id, replace(write, client_id=row.id))  # or its phone could send it again
            db.session.delete(row)

    @classmethod
    def begun_before(cls, user: Any, day: date, most: int) -> Sequence[Pause]:
        """Pauses that began before this day, newest first."""
        own = cls.of(user).where(cls.from_date < day)
        newest = own.order_by(cls.from_date.desc(), cls.id.desc())
        return db.session.scalars(newest.limit(most)).all()

    def end(self, day: date) -> None:
        """It is over; the last day still belongs to it."""
        self.until_date = max(day, self.from_date)
        self.version += 1


class DayRating(Dated, Base):
    """A day's pain in the evening: on average and at its worst, 0-10."""

    __tablename__ = "day_ratings"
    __table_args__ = dated_table(
        "day_ratings",
        _score("average"),
        _score("worst"),
        CheckConstraint("average IS NOT NULL OR worst IS NOT NULL", name="not_empty"),
    )

    average: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    worst: Mapped[int | None] = mapped_column(SmallInteger, default=None)

    @classmethod
    def put(cls, user: Any, write: Write, day: date, **told: Any) -> tuple[DayRating, Outcome]:
        """Keeps the day's rating; a second one replaces the first."""
        late = clock.now() - clock.end_of(user, day) > LATE
        return cls.put_once(user, write, day, retrospective=late, **told)

    @property
    def is_odd(self) -> bool:
        """The worst lies below the average."""
        return rules.is_worst_below_average(self.average, self.worst)
