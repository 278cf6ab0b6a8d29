"""Brings a file of ours in again: into an empty account as it was, into a used one without doubles.

A row that is here already is the same row; the one that was changed more often stays. Two rows of
one day cannot both be: ours stays, the other is kept beside it, and the person chooses. The file is
read and checked (`incoming`) before the first of it is written, since whoever writes to a database
that is a file keeps everybody else waiting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Table, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from webapp import clock
from webapp.accounts.models import Person, Preferences, User
from webapp.columns import Id
from webapp.export.archive import BATCH
from webapp.export.incoming.check import UNCHANGED, Checked, Row, fitting, left_out
from webapp.export.incoming.reader import DamagedError
from webapp.export.scores import Score
from webapp.export.shapes import writer_of
from webapp.extensions import db
from webapp.journal.models import PainEntry
from webapp.owned import HOUSEKEEPING, LATE, Act, KeptEdit, insert_new

UNKEPT = "It holds something that cannot be kept."
SCORES = UUID("a2d1b6c4-7f0e-5c3a-9b1d-3e5f7a90c2d4")
"""The namespace of entries that are made from a table, so that each is made once."""


class Restoring:
    """One file on its way into one account; `counts` tells what became of its rows."""

    def __init__(self, user: User) -> None:
        self.user, self.now = user, clock.now()
        self.is_new = not user.has_entries()
        self.counts: Counter[str] = Counter(new=0, known=0, beside=0)
        self.moved: dict[UUID, UUID] = {}

    def take(self, file: Checked) -> None:
        """Takes everything over. Raises DamagedError; what was written is then to be undone."""
        if self.is_new and file.preferences is not None:
            wishes: Any = Preferences.__table__
            fit = fitting(wishes, file.preferences, "preferences")
            own = wishes.c.owner_id == self.user.id
            db.session.execute(update(wishes).where(own).values(fit))
        for table, rows in file.tables():
            shelf = Shelf(table, self)
            for row in rows:
                shelf.take(row)
            shelf.flush()


class Shelf:
    """One table of the account, filled from the file a few hundred rows at a time."""

    def __init__(self, table: Table, whole: Restoring) -> None:
        self.table, self.whole = table, whole
        self.owner = whole.user.id
        self.is_versioned = {"version", "received_at"} <= set(table.columns.keys())
        self.is_dated = self.is_versioned and "date" in table.columns
        ids = (column.name for column in table.columns if isinstance(column.type, Id))
        self.links = [name for name in ids if name != "id"]
        self.waiting: list[Row] = []
        self.ids: dict[UUID, int] = {}
        self.days: dict[date, UUID] = {}
        for row in self._stored():
            self._remember(row)

    def _stored(self) -> Iterator[Any]:
        names = ["id", *["version"] * self.is_versioned, *["date"] * self.is_dated]
        own = select(*(self.table.c[name] for name in names))
        yield from db.session.execute(own.where(self.table.c.owner_id == self.owner)).mappings()

    def _remember(self, row: Any) -> None:
        self.ids[row["id"]] = row["version"] if self.is_versioned else 0
        if self.is_dated:
            self.days[row["date"]] = row["id"]

    def take(self, row: Row) -> None:
        """Adds the row, or finds that it is here already, or keeps it beside ours of that day."""
        row = self._at_home(row)
        ours = self.days.get(row["date"]) if self.is_dated else None
        if ours is not None and ours != row["id"]:
            self._keep_beside(row, ours)
        elif row["id"] not in self.ids:
            self.whole.counts["new"] += 1
            self._remember(row)
            self._add(row)
        elif self.is_versioned and row["version"] > self.ids[row["id"]]:
            self._replace(row)
        else:
            self.whole.counts["known"] += 1

    def _at_home(self, row: Row) -> Row:
        """It is this person's, and was received by now; ids that moved are followed."""
        row["owner_id"] = self.owner
        if "received_at" in row:
            row["received_at"] = min(row["received_at"], self.whole.now)
        for name in self.links if self.whole.moved else ():
            row[name] = self.whole.moved.get(row[name], row[name])
        return row

    def _add(self, row: Row) -> None:
        self.waiting.append(row)
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Writes what waits, in one statement."""
        if self.waiting:
            db.session.execute(insert(self.table), self.waiting)
            self.waiting = []

    def _replace(self, row: Row) -> None:
        """The file has the same row as it became later."""
        self.flush()
        self.whole.counts["new"] += 1
        self.ids[row["id"]] = row["version"]
        key = (self.table.c.owner_id == self.owner, self.table.c.id == row["id"])
        db.session.execute(update(self.table).where(*key).values(row))

    def _keep_beside(self, row: Row, ours: UUID) -> None:
        """Once: a person who has chosen is not asked again when the same file comes again."""
        self.flush()
        self.whole.moved[row["id"]] = ours
        told = {name: value for name, value in row.items() if name not in HOUSEKEEPING}
        changes = {
            name: None if value is None else writer_of(self.table.c[name])(value)
            for name, value in told.items()
        }
        act = {"owner_id": self.owner, "id": row["id"], "at": self.whole.now, "version": None}
        if self._has(ours, told) or not insert_new(Act.__table__, act):
            self.whole.counts["known"] += 1
            return
        self.whole.counts["beside"] += 1
        kept = {name: row[name] for name in ("owner_id", "id", "client_time")}
        about = {"entry_id": ours, "kind": self.table.name, "changes": changes}
        insert_new(KeptEdit.__table__, kept | about | {"received_at": self.whole.now})

    def _has(self, ours: UUID, told: Row) -> bool:
        """Ours says the same."""
        key = (self.table.c.owner_id == self.owner, self.table.c.id == ours)
        stored = db.session.execute(select(self.table).where(*key)).mappings().one()
        return all(stored[name] == value for name, value in told.items())


def bring_in(user: User, file: Checked) -> dict[str, int]:
    """Everything of the file, or nothing. Raises DamagedError; the session is clean then."""
    try:
        restoring = Restoring(user)
        restoring.take(file)
        db.session.commit()
    except (DamagedError, IntegrityError, DataError) as error:
        db.session.rollback()
        told = str(error) if isinstance(error, DamagedError) else UNKEPT
        raise DamagedError(f"{UNCHANGED} {told}") from None
    return dict(restoring.counts)


def add(user: Person, entries: Iterable[Row]) -> int:
    """Entries that `entries_of` made, each once; how many are new. The caller commits."""
    table: Any = PainEntry.__table__
    known = set(db.session.scalars(select(table.c.id).where(table.c.owner_id == user.id)))
    rows = {row["id"]: row for row in entries if row["id"] not in known}
    if rows:
        db.session.execute(insert(table), list(rows.values()))
    return len(rows)


def entries_of(user: Person, lines: Iterable[Score]) -> Iterator[Row]:
    """Pain scores from elsewhere as entries, a row a line.

    A row's id comes of what the line says, and of how often it says it.
    """
    now, times = clock.now(), Counter[str]()
    told: Row = {"qualities": [], "triggers": [], "remedies": []}
    columns = {c.name: c for c in PainEntry.__table__.columns}
    for line in lines:
        told_at = line.at if line.at.tzinfo else clock.at_local(user, line.at)
        at = min(told_at, now).astimezone(UTC)  # noon of today may be still to come
        key = repr((told_at.astimezone(UTC).isoformat(), line.score, line.regions, line.note))
        times[key] += 1
        day, offset = clock.local_parts(user, at)
        row = told | {
            "owner_id": user.id,
            "id": uuid5(SCORES, f"{key} {times[key]}"),
            "client_time": now,
            "received_at": now,
            "retrospective": now - at > LATE,
            "at": at,
            "local_date": day,
            "utc_offset": offset,
            "score": line.score,
            "regions": dict.fromkeys(line.regions),
            "note": line.note,
        }
        yield {name: row[name] if name in row else left_out(c) for name, c in columns.items()}
