"""People made of anything that the tables allow: strategies found from the tables themselves."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import JSON, CheckConstraint, Column, Table

from webapp import PARTS, vocabulary
from webapp.columns import Id, Instant
from webapp.export.archive import kinds
from webapp.export.shapes import INSIDE
from webapp.wellbeing.models import ClockTime

for part in PARTS:
    import_module(f"webapp.{part}.views")  # every table is known from here on

DAYS = st.dates(date(2020, 1, 1), date(2026, 3, 11))
MOMENTS = st.datetimes(
    datetime(2020, 1, 1),
    datetime(2026, 3, 11, 12),
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))
WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=60)
SLUGS = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True)
NAMED: dict[str, Any] = {
    "pain_entries.regions": st.dictionaries(
        st.sampled_from(sorted(vocabulary.REGIONS)), st.none() | st.integers(0, 10), max_size=4
    ),
    "pain_entries.medicine": WORDS,
    "practices.check": st.just({}) | st.builds(lambda s: {"signs": [s]}, SLUGS),
    "practices.routine": st.just("upper-back-ball") | SLUGS,
    "passed_routines.routine": SLUGS,
    "practices.hurt": st.none()
    | st.fixed_dictionaries(
        {
            "name": WORDS,
            "technique": SLUGS,
            "region": SLUGS,
            "side": st.sampled_from(["L", "R", "both"]),
            "pressure": st.none() | st.integers(0, 10),
        }
    ),
    "practices.step_seconds": st.none() | st.lists(st.integers(0, 600), max_size=5),
    "screenings.keys": st.lists(SLUGS, max_size=3, unique=True),
    "screenings.wording": st.just("2025-1"),
    "screenings.source": st.sampled_from(["screening", "practice"]),
    "sleep_nights.time_zone": st.sampled_from(["Europe/London", "Asia/Kolkata", "UTC"]),
    "kept_edits.kind": st.just("checkins"),
    "kept_edits.changes": st.builds(
        lambda n, w: {"stress": n, "note": w}, st.integers(0, 10), WORDS
    ),
    "flag_acks.flag": st.sampled_from(["F2", "F3", "F9"]),
    "flag_acks.subject": st.just("") | SLUGS,
    "own_routines.name": st.text("abc def", min_size=1, max_size=20),
    "entry_history.values": st.builds(lambda n: {"score": n}, st.integers(0, 10)),
}
ANSWERED = {
    "peg": ({"q1": 5, "q2": 4, "q3": 4}, 4.3),
    "pgic": ({"change": 2}, 2.0),
    "rmdq": ({"ticked": [1, 9, 24]}, 3.0),
    "pss4": ({"q1": 1, "q2": 3, "q3": 3, "q4": 1}, 4.0),
    "pss10": ({f"q{n}": 2 for n in range(1, 11)}, 20.0),
}
"""Answers of each questionnaire, and the score that they make, added up by hand."""
LISTS = {
    "qualities": vocabulary.QUALITIES,
    "triggers": vocabulary.TRIGGERS,
    "remedies": vocabulary.REMEDIES,
    "tags": vocabulary.STRESS_TAGS,
    "effects": vocabulary.EFFECTS,
    "regions": vocabulary.CONTENT_REGIONS,
}


def value_for(column: Column[Any]) -> Any:
    """Anything that this column may hold."""
    name = f"{column.table.name}.{column.name}"
    found = NAMED[name] if name in NAMED else _by_type(column)
    return st.none() | found if column.nullable else found


def _by_type(column: Column[Any]) -> Any:
    if isinstance(column.type, Id):
        return st.uuids(version=4)
    if isinstance(column.type, Instant):
        return MOMENTS
    if isinstance(column.type, JSON):
        return _json(column)
    if isinstance(column.type, ClockTime):
        return st.times().map(lambda at: at.replace(second=0, microsecond=0))
    kind = column.type.python_type
    words = _words(column)
    strategies = {
        bool: st.booleans(),
        int: st.integers(1, 5),
        float: st.integers(1, 5).map(float),
        date: DAYS,
        str: st.sampled_from(words) if words else WORDS,
    }
    return strategies[kind]


def _words(column: Column[Any]) -> list[str]:
    """What a CHECK of the table allows in this column."""
    for check in column.table.constraints:
        if isinstance(check, CheckConstraint):
            found = re.match(rf"{column.name} IN \((.+)\)$", str(check.sqltext))
            if found:
                return re.findall(r"'([^']+)'", found[1])
    return []


def _json(column: Column[Any]) -> Any:
    if known := LISTS.get(column.name):
        return st.lists(st.sampled_from(sorted(known)), max_size=3, unique=True)
    fits = INSIDE.get(f"{column.table.name}.{column.name}", bool)
    return st.sampled_from([empty for empty in ([], {}) if fits(empty)] or [[]])


def row_of(table: Table) -> Any:
    """A row of this table, without its owner."""
    columns = {c.name: value_for(c) for c in table.columns if c.name != "owner_id"}
    return st.fixed_dictionaries(columns).map(_agreeing)


def _agreeing(row: dict[str, Any]) -> dict[str, Any]:
    """What one value says of another is so."""
    if {"at", "local_date"} <= row.keys():
        row["local_date"] = row["at"].date()
    if "answers" in row:
        row["answers"], row["score"] = ANSWERED[row["kind"]]
    return row


def lives(least: int = 0) -> Any:
    """Rows of every kind, up to three each."""
    return st.deferred(lambda: _lives(least))


def _lives(least: int) -> Any:
    tables = kinds()
    return st.tuples(
        *(
            st.lists(
                row_of(table),
                min_size=least,
                max_size=3,
                unique_by=tuple(
                    (lambda row, name=name: row[name])
                    for name in ("id", "date")
                    if name in table.columns
                ),
            )
            for table in tables
        )
    )
