"""A guest's diary joins the account that they have: nothing is lost, nothing doubled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from uuid_utils.compat import uuid7

from webapp import clock
from webapp.extensions import db
from webapp.owned import HOUSEKEEPING, REMOVED, KeptEdit, insert_new, owned_tables, plain


def move_all(giver_id: int, taker_id: int) -> None:
    """Gives one person's rows to another (a guest's, to the account they have).

    Where both have a row for one day, or one row that the giver changed since it was copied, the
    taker's stays and the other is kept beside it.
    """
    waiting = KeptEdit.__table__
    for table in sorted(owned_tables(), key=lambda one: one is waiting):
        if table is waiting:
            _keep_apart(giver_id, taker_id)
        elif "retrospective" in table.columns:
            _keep_doubled(table, giver_id, taker_id)
        own = table.c.owner_id
        known = select(table.c.id).where(own == taker_id)
        doubled = delete(table).where(own == giver_id, table.c.id.in_(known))
        db.session.execute(doubled)
        db.session.execute(update(table).where(own == giver_id).values(owner_id=taker_id))


def _keep_doubled(table: Any, giver_id: int, taker_id: int) -> None:
    ours = table.alias()
    same = (ours.c.id == table.c.id) & (table.c.version > 1)
    if "date" in table.columns:
        same |= ours.c.date == table.c.date
    owners = (table.c.owner_id == giver_id, ours.c.owner_id == taker_id)
    theirs = [column for column in table.columns if column.name not in (*HOUSEKEEPING, REMOVED)]
    both = select(
        table, ours.c.id.label("entry_id"), *(ours.c[c.name].label(f"our_{c.name}") for c in theirs)
    )
    for row in db.session.execute(both.where(*owners, same)).mappings().all():
        kept = {"owner_id": taker_id, "id": row[table.c.id], "entry_id": row["entry_id"]}
        if any(row[column] != row[f"our_{column.name}"] for column in theirs):
            changes = plain({column.name: row[column] for column in theirs})
            about = {"kind": table.name, "changes": changes, "received_at": clock.now()}
            _keep_once(kept | about | {"client_time": row[table.c.client_time]})
        _lead_on(giver_id, kept["id"], kept["entry_id"])
        here = (table.c.owner_id == giver_id, table.c.id == kept["id"])
        db.session.execute(delete(table).where(*here))


def _keep_once(kept: dict[str, Any]) -> None:
    """Keeps it, unless it is kept already; where something else has its id, under a new one."""
    if insert_new(KeptEdit.__table__, kept):
        return
    own = select(KeptEdit).where(KeptEdit.owner_id == kept["owner_id"], KeptEdit.id == kept["id"])
    if not db.session.scalars(own).one().says_as(kept):
        insert_new(KeptEdit.__table__, kept | {"id": uuid7()})


def _lead_on(owner_id: int, old: UUID, new: UUID) -> None:
    """What waited beside the row that goes waits beside the one that stays."""
    beside = (KeptEdit.owner_id == owner_id, KeptEdit.entry_id == old)
    db.session.execute(update(KeptEdit).where(*beside).values(entry_id=new))


def _keep_apart(giver_id: int, taker_id: int) -> None:
    """No edit of the giver's is lost because one of the taker's has its id."""
    table = KeptEdit.__table__
    known = select(KeptEdit.id).where(KeptEdit.owner_id == taker_id)
    doubled = select(table).where(table.c.owner_id == giver_id, table.c.id.in_(known))
    for row in db.session.execute(doubled).mappings().all():
        _keep_once({**row, "owner_id": taker_id})
