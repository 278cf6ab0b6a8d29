"""Many made-up people: a few lives, copied inside the database by one insert a table and block."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, insert, literal, select

from webapp.accounts.models import Preferences, User
from webapp.database import writing
from webapp.demo.store import MODELS, live_as_guest
from webapp.extensions import db

PATTERNS = 8
BLOCK = 200
TWICE_A_DAY = 2


def make_crowd(people: int, seed: int, weeks: int) -> Iterator[int]:
    """So many guests more, with lives after eight patterns; yields how many there are so far."""
    patterns: list[int] = []
    for number in range(min(people, PATTERNS)):
        with writing():
            patterns.append(live_as_guest(seed + 1 + number, weeks, TWICE_A_DAY).id)
            db.session.commit()
        yield len(patterns)
    made = len(patterns)
    while made < people:
        count = min(BLOCK, people - made)
        with writing(), db.engine.begin() as connection:
            _copy(connection, patterns[made // BLOCK % len(patterns)], count)
        made += count
        yield made


def _copy(connection: Connection, pattern: int, count: int) -> None:
    """`count` guests with the rows of the person `pattern`, ids and all: keys begin with owner."""
    users: Any = User.__table__
    last = connection.scalar(select(func.max(users.c.id)))
    one = connection.execute(select(users).where(users.c.id == pattern)).mappings().one()
    plain = {name: value for name, value in one.items() if name != "id"}
    guests = [plain | {"tag": secrets.token_hex(8)} for _ in range(count)]
    connection.execute(insert(users), guests)
    for model in (Preferences, *MODELS.values()):
        _copy_table(connection, model.__table__, pattern, last)


def _copy_table(connection: Connection, table: Any, pattern: int, last: int | None) -> None:
    """In the order of the owners, so that a clustered table only grows at its end."""
    users: Any = User.__table__
    others = [column for column in table.columns if column.name != "owner_id"]
    rows = (
        select(users.c.id, *others)
        .join_from(users, table, literal(True))
        .where(users.c.id > last, table.c.owner_id == pattern)
        .order_by(users.c.id)
    )
    names = ["owner_id", *(column.name for column in others)]
    connection.execute(insert(table).from_select(names, rows))
