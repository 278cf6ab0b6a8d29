"""One CSV table for each kind of entry, packed together: made for spreadsheets.

They begin with a byte order mark, without which Excel takes UTF-8 for something else, and no cell
can begin a formula: what a person typed never runs on the machine of whoever opens it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import IO, Any

from sqlalchemy import Table

from webapp import clock, vocabulary
from webapp.accounts.models import Person
from webapp.export.archive import kinds, stored

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
WITHOUT = {"owner_id", "version", "client_time", "received_at", "clock_offset", "removed_at"}
NO_ENTRIES = {"acts"}
"""The memory of what was sent already: nothing that anybody wrote."""
NAMES: dict[str, dict[str, str]] = {
    "regions": vocabulary.SHORT_REGIONS | vocabulary.PLACES,
    "qualities": vocabulary.QUALITIES,
    "triggers": vocabulary.TRIGGERS,
    "remedies": vocabulary.REMEDIES,
    "tags": vocabulary.STRESS_TAGS,
    "effects": vocabulary.EFFECTS,
    "tier": vocabulary.TIERS,
}
ABOUT = """Your entries in Softback, one table for each kind, made on {day}.

Open a table with a spreadsheet. Times are those of your own clock. A cell that begins with a sign
such as = or - has an apostrophe in front, so that no spreadsheet takes it for a formula.
Removed entries are left out. The complete copy, which can be brought in again, is softback.json.
"""


def write(user: Person, out: IO[bytes]) -> None:
    """Writes the archive, table by table and row by row."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        about = ABOUT.format(day=clock.today(user)).replace("\n", "\r\n")
        packed.writestr(_entry("read me.txt", user), about)
        for table in kinds():
            if table.name not in NO_ENTRIES:
                with packed.open(_entry(f"{table.name}.csv", user), "w") as file:
                    _write_table(io.TextIOWrapper(file, "utf-8-sig", newline=""), table, user)


def _entry(name: str, user: Person) -> zipfile.ZipInfo:
    made = clock.local(user, clock.now())
    entry = zipfile.ZipInfo(name, made.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write_table(file: io.TextIOWrapper, table: Table, user: Person) -> None:
    names = [column.name for column in table.columns if column.name not in WITHOUT]
    names.sort(key=lambda name: (name == "id") - (name == "date"))
    writer = csv.writer(file)
    writer.writerow(name.replace("_", " ") for name in names)
    writer.writerows(_rows(stored(table, user), names, user))
    file.flush()
    file.detach()


def _rows(rows: Iterable[Any], names: list[str], user: Person) -> Iterator[list[str]]:
    for row in rows:
        if row.get("removed_at") is None:
            yield [cell(name, row[name], row, user) for name in names]


def cell(name: str, value: Any, row: Any, user: Person) -> str:
    """A value in words and figures that a spreadsheet reads as what it is."""
    if isinstance(value, datetime):
        return _local(value, row, user).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | date):
        return str(value)
    return harmless(_words(NAMES.get(name, {}), value))


def _local(value: datetime, row: Any, user: Person) -> datetime:
    offset = row.get("utc_offset")
    if offset is None:
        return clock.local(user, value)
    return value.astimezone(timezone(timedelta(minutes=offset)))


def _words(names: dict[str, str], value: Any) -> str:
    if isinstance(value, dict):
        pairs = ((names.get(key, key), told) for key, told in value.items() if told != [])
        return "; ".join(
            str(key) if told is None else f"{key}: {_words(names, told)}" for key, told in pairs
        )
    if isinstance(value, list):
        return "; ".join(_words(names, one) for one in value)
    return "" if value is None else names.get(str(value), str(value))


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) else text
