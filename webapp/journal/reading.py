"""The statements of the timeline and of the month, built once.

Tables of the other parts are found by name in the metadata, since no part on this level knows
another. Each is bounded by owner and by time, whatever it looks for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    Select,
    String,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.sql import CompoundSelect

from webapp.database import constant
from webapp.extensions import Base
from webapp.owned import HOUSEKEEPING, KeptEdit

MOST_FOUND = 200
WHEN = ("id", "at", "local_date", "utc_offset")
MOMENTS = {
    "pain_entries": (
        *WHEN,
        "score",
        "regions",
        "qualities",
        "triggers",
        "remedies",
        "medicine",
        "note",
    ),
    "practices": (*WHEN, "routine", "title", "kind", "pain_before", "pain_after", "note"),
}
DATED = {
    "sleep_nights": "night",
    "checkins": "checkin",
    "day_ratings": "rating",
    "function_checks": "function",
}
OTHERS = {"questionnaires": "local_date", "pauses": "from_date"}
NOTED = ("pain_entries", "practices", "checkins", "function_checks")


@cache
def edges(tables: tuple[str, ...]) -> Select[Any]:
    """How many edits wait, then each table's last day not after `newest`, and its first day."""
    edges = [select(func.count()).select_from(waiting().subquery()).scalar_subquery()]
    for name in tables:
        columns = Base.metadata.tables[name].c
        if "at" in columns:
            own = _own(name, columns.local_date)
            past = own.where(columns.at < bindparam("end"), columns.local_date <= _newest())
            edges += [past.order_by(columns.at.desc()).limit(1).scalar_subquery()]
            edges += [own.order_by(columns.at).limit(1).scalar_subquery()]
        elif name != "pauses":
            past = _own(name, func.max(columns.date)).where(columns.date <= _newest())
            edges += [past.scalar_subquery(), _own(name, func.min(columns.date)).scalar_subquery()]
    return select(*edges)


def _newest() -> Any:
    return bindparam("newest")


@cache
def moments(name: str, narrow: str) -> Select[Any]:
    """The rows of one table within the span; `at` bounds it for the index, the day decides."""
    table = Base.metadata.tables[name]
    day = table.c.local_date.between(bindparam("oldest"), bindparam("newest"))
    shown = [table.c[column] for column in MOMENTS[name]]
    within = _own(name, *shown).where(table.c.at.between(bindparam("start"), bindparam("end")), day)
    if not narrow:
        return within
    newest_first = within.order_by(table.c.at.desc()).limit(MOST_FOUND)
    if narrow == "region":
        return newest_first.where(cast(table.c.regions, String).like(bindparam("place")))
    return newest_first.where(_has_note(table))


def _has_note(table: Any) -> Any:
    noted = [table.c[name] != "" for name in ("note", "medicine") if name in table.c]
    return or_(*noted)


@cache
def dated(tables: tuple[str, ...], narrow: str) -> CompoundSelect[Any]:
    """The dated rows within the span in one statement, each with the answers of all tables."""
    every = {c.name: c for name in DATED for c in Base.metadata.tables[name].c}
    columns = {name: every[name] for name in every if name not in HOUSEKEEPING}
    answers = Base.metadata.tables["questionnaires"].c
    columns |= {"what": answers.kind, "score": answers.score, "until": answers.local_date}
    parts = []
    for name in tables:
        table, told = Base.metadata.tables[name], _TOLD.get(name, {})
        known = {c: table.c[told.get(c, c)] for c in columns if told.get(c, c) in table.c}
        padded = [known.get(c, cast(null(), column.type)).label(c) for c, column in columns.items()]
        kind = constant(DATED.get(name) or _KIND[name]).label("kind")
        day = table.c[OTHERS.get(name, "date")]
        part = _own(name, kind, day.label("date"), *padded).where(*_within(table, day))
        parts.append(part.where(_has_note(table)) if narrow == "words" else part)
    return union_all(*parts)


_TOLD = {
    "questionnaires": {"what": "kind", "until": "local_date"},
    "pauses": {"what": "kind", "until": "until_date"},
}
_KIND = {"questionnaires": "answers", "pauses": "pause"}


def _within(table: Any, day: Any) -> tuple[Any, ...]:
    """The day lies in the span; a pause reaches into it."""
    if table.name == "pauses":
        until = table.c.until_date
        return (day <= _newest(), or_(until.is_(None), until >= bindparam("oldest")))
    fits = (day.between(bindparam("oldest"), bindparam("newest")),)
    if "at" in table.c:
        return (*fits, table.c.at.between(bindparam("start"), bindparam("end")))
    return fits


def _own(name: str, *what: Any) -> Select[Any]:
    table = Base.metadata.tables[name]
    own = select(*what).where(table.c.owner_id == bindparam("owner"))
    return own.where(table.c.removed_at.is_(None)) if "removed_at" in table.c else own


@cache
def waiting() -> CompoundSelect[Any]:
    """Each entry beside which an edit waits, once."""
    kept = KeptEdit.__table__
    parts = []
    for name in (*MOMENTS, *DATED):
        table = Base.metadata.tables[name]
        day = (table.c.date if name in DATED else table.c.local_date).label("date")
        same = (table.c.owner_id == kept.c.owner_id) & (table.c.id == kept.c.entry_id)
        what = (kept.c.kind, kept.c.entry_id, day)
        mine = kept.c.owner_id == bindparam("owner")
        parts.append(select(*what).join_from(kept, table, same).where(mine, kept.c.kind == name))
    return union(*parts)


@cache
def month() -> CompoundSelect[Any]:
    """What a month shows: entries by day, ratings, pauses. Kind, date, two numbers, last day."""
    pain, rating, pause = (
        Base.metadata.tables[name] for name in ("pain_entries", "day_ratings", "pauses")
    )
    none = cast(null(), pause.c.until_date.type)
    day = pain.c.local_date
    entries = _own(
        "pain_entries", constant("pain"), day, func.count(), func.sum(pain.c.score), none
    )
    at = pain.c.at.between(bindparam("start"), bindparam("end"))
    rated = _own("day_ratings", constant("rating"), rating.c.date, rating.c.average, null(), none)
    paused = _own("pauses", pause.c.kind, pause.c.from_date, null(), null(), pause.c.until_date)
    return union_all(
        entries.where(at, *_within(pain, day)).group_by(day),
        rated.where(*_within(rating, rating.c.date)),
        paused.where(*_within(pause, pause.c.from_date)),
    )
