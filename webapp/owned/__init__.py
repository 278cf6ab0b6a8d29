"""Rows that belong to one person: permission in the query, each write acts once.

A created row's id is the `client_id` that the phone made, so the phone can edit, finish or
remove what it made offline; keys are (owner, id). What acted is remembered: the same `client_id`
from the same person never acts twice. An edit that comes from an older version is kept beside
the row; the person chooses, clocks decide nothing.
"""

from __future__ import annotations

from webapp.owned.kept import KeptEdit, plain, typed
from webapp.owned.rows import REMOVED, Dated, Outcome, Owned, Owner, Removable
from webapp.owned.tables import (
    HOUSEKEEPING,
    at_index,
    dated_table,
    index_of_some,
    owned_table,
    owned_tables,
)
from webapp.owned.writes import LATE, Act, Write, insert_new, tell_version

__all__ = [
    "HOUSEKEEPING",
    "LATE",
    "REMOVED",
    "Act",
    "Dated",
    "KeptEdit",
    "Outcome",
    "Owned",
    "Owner",
    "Removable",
    "Write",
    "at_index",
    "dated_table",
    "index_of_some",
    "insert_new",
    "owned_table",
    "owned_tables",
    "plain",
    "tell_version",
    "typed",
]
