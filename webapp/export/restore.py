"""Brings a file of ours in again: into an empty account as it was, into a used one without doubles.

A row that is here already is the same row; the one that was changed more often stays. Two rows of
one day cannot both be: ours stays, the other is kept beside it, and the person chooses. The caller
commits, or rolls everything back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import IO, Any
from uuid import UUID, uuid5

from sqlalchemy import Column, Table, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from webapp import clock
from webapp.accounts.models import Person, Preferences, User
from webapp.columns import Id
from webapp.export.archive import BATCH, FORMAT, VERSION, kinds
from webapp.export.reader import DamagedError, Reader
from webapp.export.scores import Score
from webapp.export.shapes import ROWS, UnfitError, reader_of, writer_of
from webapp.extensions import db
from webapp.journal.models import PainEntry
from webapp.owned import HOUSEKEEPING, LATE, Act, KeptEdit, insert_new

HAPPENED = ("at", "date", "local_date", "finished_at", "effects_at")
MOST_VERSIONS = 1_000_000
A_DAY = timedelta(hours=36)
"""A day may already have begun elsewhere on earth, or a clock be wrong."""
UNKEPT = "It holds something that cannot be kept."
SCORES = UUID("a2d1b6c4-7f0e-5c3a-9b1d-3e5f7a90c2d4")
"""The namespace of entries that are made from a table, so that each is made once."""
Row = dict[str, Any]


class Restoring:
    """One file on its way into one account; `counts` tells what became of its rows."""

    def __init__(self, user: User) -> None:
        self.user, self.now = user, clock.now()
        self.is_new = not user.has_entries()
        self.counts: Counter[str] = Counter(new=0, known=0, beside=0)
        self.moved: dict[UUID, UUID] = {}
        self.tables = {table.name: table for table in kinds()}

    def read(self, file: IO[bytes]) -> None:
        """Takes everything over. Raises DamagedError; what was written is then to be undone."""
        reader, seen = Reader(file), set()
        for key in reader.names():
            seen.add(key)
            if key == "tables":
                self._read_tables(reader)
            else:
                self._read_part(key, reader.value())
        reader.end()
        if not {"format", "format_version", "tables"} <= seen:
            raise DamagedError("It is not an export of Softback.")

    def _read_part(self, key: str, value: Any) -> None:
        if key == "format" and value != FORMAT:
            raise DamagedError("It is not an export of Softback.")
        if key == "format_version" and (type(value) is not int or not 0 < value <= VERSION):
            raise DamagedError("It was made by a newer Softback than this one.")
        if key == "preferences" and self.is_new:
            wishes: Any = Preferences.__table__
            fit = _fitting(wishes, value, "preferences")
            own = wishes.c.owner_id == self.user.id
            db.session.execute(update(wishes).where(own).values(fit))

    def _read_tables(self, reader: Reader) -> None:
        for name in reader.names():
            table = self.tables.get(name)
            if table is None:
                raise DamagedError(f"It holds a kind of entry that we do not know ({name[:40]}).")
            shelf = Shelf(table, self)
            for number, row in enumerate(reader.each(), 1):
                shelf.take(_fitting(table, row, f"{name}, entry {number}"))
            shelf.flush()


def _fitting(table: Table, row: Any, place: str) -> Row:
    """The row as the table takes it. Raises DamagedError, naming the place."""
    columns = {c.name: c for c in table.columns if c.name != "owner_id"}
    if not isinstance(row, dict) or not row.keys() <= columns.keys():
        raise DamagedError(f"It holds something that has no place here ({place}).")
    try:
        read = {
            name: reader_of(column)(row[name]) if name in row else _left_out(column)
            for name, column in columns.items()
        }
    except UnfitError as error:
        raise DamagedError(f"It holds something that cannot be kept ({place}: {error}).") from None
    if not (ROWS.get(table.name, bool)(read) and _is_of_its_day(read) and _is_counted(read)):
        raise DamagedError(f"It holds something that cannot be kept ({place}).")
    return read


def _is_of_its_day(row: Row) -> bool:
    """The local day of a moment is the day in UTC, or the one before or after it."""
    if not {"at", "local_date"} <= row.keys():
        return True
    apart: timedelta = row["at"].date() - row["local_date"]
    return abs(apart) <= timedelta(days=1)


def _is_counted(row: Row) -> bool:
    """Versions begin at one; nobody changes an entry a million times."""
    version: int | None = row.get("version")
    return version is None or 0 < version <= MOST_VERSIONS


def _left_out(column: Column[Any]) -> Any:
    """What a file from before this column means."""
    default: Any = column.default
    if default is None:
        return reader_of(column)(None)
    return default.arg if default.is_scalar else default.arg(None)


class Shelf:
    """One table of the account, filled from the file a few hundred rows at a time."""

    def __init__(self, table: Table, whole: Restoring) -> None:
        self.table, self.whole = table, whole
        self.owner = whole.user.id
        self.is_versioned = {"version", "received_at"} <= set(table.columns.keys())
        self.is_dated = self.is_versioned and "date" in table.columns
        self.waiting: list[Row] = []
        self.ids: dict[UUID, int] = {}
        self.days: dict[date, UUID] = {}
        self.met: set[UUID] = set()
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
        if row["id"] in self.met:
            raise DamagedError(f"It holds two entries with one id ({self.table.name}).")
        self.met.add(row["id"])
        row = self._in_time(row) | {"owner_id": self.owner}
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

    def _in_time(self, row: Row) -> Row:
        """Nothing has happened later than now; ids that moved are followed."""
        latest = self.whole.now + A_DAY
        for name in HAPPENED:
            moment = row.get(name)
            end = latest if isinstance(moment, datetime) else latest.date()
            if moment is not None and moment > end:
                raise DamagedError(f"It holds an entry of a time to come ({self.table.name}).")
        if "received_at" in row:
            row["received_at"] = min(row["received_at"], self.whole.now)
        for column in self.table.columns:
            if isinstance(column.type, Id) and column.name != "id":
                row[column.name] = self.whole.moved.get(row[column.name], row[column.name])
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


def bring_in(user: User, file: IO[bytes]) -> dict[str, int]:
    """Everything of the file, or nothing. Raises DamagedError; the session is clean then."""
    try:
        restoring = Restoring(user)
        restoring.read(file)
        db.session.commit()
    except (DamagedError, IntegrityError, DataError) as error:
        db.session.rollback()
        told = str(error) if isinstance(error, DamagedError) else UNKEPT
        raise DamagedError(f"Nothing was changed. {told}") from None
    return dict(restoring.counts)


def add_scores(user: Person, lines: Iterable[Score]) -> int:
    """Pain scores from elsewhere as entries, each once; how many are new."""
    table: Any = PainEntry.__table__
    known = set(db.session.scalars(select(table.c.id).where(table.c.owner_id == user.id)))
    rows = {row["id"]: row for row in _entries(user, lines) if row["id"] not in known}
    if rows:
        db.session.execute(insert(table), list(rows.values()))
    return len(rows)


def _entries(user: Person, lines: Iterable[Score]) -> Iterator[Row]:
    """A row a line; its id comes of what it says (and of how often it says it)."""
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
        yield {name: row[name] if name in row else _left_out(c) for name, c in columns.items()}
