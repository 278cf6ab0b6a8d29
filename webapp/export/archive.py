"""Everything of a person as one JSON file. docs/export.md describes it.

The tables are found, not listed: one that is added tomorrow is in the file of tomorrow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from flask import abort
from sqlalchemy import Table, select

from webapp import clock
from webapp.accounts.models import Preferences, SignIn, User
from webapp.export.shapes import writer_of
from webapp.extensions import Base, db
from webapp.owned import Owner, owned_tables
from webapp.web import ask_to_sign_in

FORMAT, VERSION = "softback", 1
SECRETS = {"owner_id", "password_hash", "recovery_hash", "token_hash"}
"""Left out everywhere: who is meant is clear, and the rest opens doors."""
ABOUT_HERE = SECRETS | {"id", "tag"}
BATCH = 500


def kinds() -> list[Table]:
    """Every table of entries, those first that others speak of."""
    owned = {table.name for table in owned_tables()}
    tables = [table for table in Base.metadata.sorted_tables if table.name in owned]
    return sorted(tables, key=lambda table: "entry_id" in table.columns or table.name == "acts")


def write(user: Owner, out: IO[bytes]) -> None:
    """Writes the file, a row a line, without ever holding the whole."""
    head = {
        "format": FORMAT,
        "format_version": VERSION,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "account": _account(user),
        "preferences": _first(Preferences.__table__, user, SECRETS),
    }
    out.write(_text(head)[:-1].encode() + b',"tables":{')
    for number, table in enumerate(kinds()):
        out.write(f'{"," if number else ""}\n"{table.name}":['.encode())
        _write_rows(out, rows_of(table, user))
        out.write(b"]")
    out.write(b"}}\n")


def _account(user: Owner) -> dict[str, Any]:
    users: Any = User.__table__
    devices: Any = SignIn.__table__
    signed_in = select(devices).where(devices.c.owner_id == user.id)
    return _first(users, user, ABOUT_HERE, users.c.id) | {
        "signed_in_on": [
            _plain(row, devices, SECRETS)
            for row in db.session.execute(signed_in.order_by(devices.c.created_at)).mappings()
        ]
    }


def _first(table: Any, user: Owner, without: set[str], key: Any = None) -> dict[str, Any]:
    own = table.c.owner_id if key is None else key
    row = db.session.execute(select(table).where(own == user.id)).mappings().first()
    return _plain(row or abort(ask_to_sign_in()), table, without)


def rows_of(table: Table, user: Owner) -> Iterator[dict[str, Any]]:
    """This person's rows as JSON has them, by id."""
    writers = _writers(table, SECRETS)
    for row in stored(table, user):
        yield _written(row, writers)


def stored(table: Table, user: Owner) -> Iterable[Any]:
    """This person's rows as they are, by id, a few hundred at a time."""
    own = select(table).where(table.c.owner_id == user.id).order_by(table.c.id)
    return db.session.execute(own, execution_options={"yield_per": BATCH}).mappings()


def _plain(row: Any, table: Table, without: set[str]) -> dict[str, Any]:
    return _written(row, _writers(table, without))


def _written(row: Any, writers: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: None if row[name] is None else write(row[name]) for name, write in writers}


def _writers(table: Table, without: set[str]) -> list[tuple[str, Any]]:
    return [(c.name, writer_of(c)) for c in table.columns if c.name not in without]


def _write_rows(out: IO[bytes], rows: Iterable[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):
        out.write((",\n" if number else "\n").encode() + _text(row).encode())


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
