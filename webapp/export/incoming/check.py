"""Reads a whole file of ours and checks each row, before anything of it is written.

Nothing is asked of the database here, so nobody waits however long it takes. Rows that fit are laid
aside in a file that nobody else can open, a few hundred at a time: only those are ever in memory.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Column, Table

from webapp import clock
from webapp.export.archive import BATCH, FORMAT, VERSION, kinds
from webapp.export.incoming.reader import DamagedError, Reader
from webapp.export.shapes import ROWS, UnfitError, reader_of

HAPPENED = ("at", "date", "local_date", "finished_at", "effects_at")
MOST_VERSIONS = 1_000_000
A_DAY = timedelta(hours=36)
"""A day may already have begun elsewhere on earth, or a clock be wrong."""
UNCHANGED = "Nothing was changed."
Row = dict[str, Any]


class Checked:
    """One file, read to its end; raises DamagedError where it cannot be brought in."""

    def __init__(self, file: IO[bytes]) -> None:
        self.preferences: Any = None
        self._known = {table.name: table for table in kinds()}
        self._latest = clock.now() + A_DAY
        self._aside: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed with the answer
        try:
            self._read(Reader(file))
        except DamagedError as error:
            raise DamagedError(f"{UNCHANGED} {error}") from None

    def tables(self) -> Iterator[tuple[Table, Iterator[Row]]]:
        """Each table with its rows, in the order of the file; read one after the other."""
        self._aside.seek(0)
        while name := self._next():
            yield self._known[name], self._rows()

    def _rows(self) -> Iterator[Row]:
        while rows := self._next():
            yield from rows

    def _next(self) -> Any:
        return pickle.load(self._aside)  # noqa: S301 - what we have just written ourselves

    def _lay_aside(self, one: Any) -> None:
        pickle.dump(one, self._aside, pickle.HIGHEST_PROTOCOL)

    def _read(self, reader: Reader) -> None:
        seen = set()
        for key in reader.names():
            seen.add(key)
            if key == "tables":
                self._read_tables(reader)
            else:
                self._read_part(key, reader.value())
        reader.end()
        self._lay_aside(None)
        if not {"format", "format_version", "tables"} <= seen:
            raise DamagedError("It is not an export of Softback.")

    def _read_part(self, key: str, value: Any) -> None:
        if key == "format" and value != FORMAT:
            raise DamagedError("It is not an export of Softback.")
        if key == "format_version" and (type(value) is not int or not 0 < value <= VERSION):
            raise DamagedError("It was made by a newer Softback than this one.")
        if key == "preferences":
            self.preferences = value

    def _read_tables(self, reader: Reader) -> None:
        for name in reader.names():
            table = self._known.get(name)
            if table is None:
                raise DamagedError(f"It holds a kind of entry that we do not know ({name[:40]}).")
            self._lay_aside(name)
            rows, met = list[Row](), set[UUID]()
            for number, told in enumerate(reader.each(), 1):
                row = fitting(table, told, f"{name}, entry {number}")
                if row["id"] in met:
                    raise DamagedError(f"It holds two entries with one id ({name}).")
                met.add(row["id"])
                self._refuse_later(row, name)
                rows.append(row)
                if len(rows) == BATCH:
                    self._lay_aside(rows)
                    rows = []
            if rows:
                self._lay_aside(rows)
            self._lay_aside([])

    def _refuse_later(self, row: Row, name: str) -> None:
        """Nothing has happened later than now."""
        for moment in (row.get(column) for column in HAPPENED):
            end: date = self._latest if isinstance(moment, datetime) else self._latest.date()
            if moment is not None and moment > end:
                raise DamagedError(f"It holds an entry of a time to come ({name}).")


def fitting(table: Table, row: Any, place: str) -> Row:
    """The row as the table takes it. Raises DamagedError, naming the place."""
    columns = {c.name: c for c in table.columns if c.name != "owner_id"}
    if not isinstance(row, dict) or not row.keys() <= columns.keys():
        raise DamagedError(f"It holds something that has no place here ({place}).")
    try:
        read = {
            name: reader_of(column)(row[name]) if name in row else left_out(column)
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


def left_out(column: Column[Any]) -> Any:
    """What a file from before this column means."""
    default: Any = column.default
    if default is None:
        return reader_of(column)(None)
    return default.arg if default.is_scalar else default.arg(None)
