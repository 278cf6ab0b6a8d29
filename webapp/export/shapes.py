"""What may stand in a column of a file that is brought in, and how a value is written there.

A file may come from anywhere: what the forms would have refused is refused here too, so that no
page stumbles over it later. The type of a column says most; `INSIDE` says what the lists and
mappings hold, `WORDS` which texts need more than a length.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.types import JSON

from webapp import clock, vocabulary
from webapp.accounts import models as accounts
from webapp.accounts import rules
from webapp.columns import Id, Instant
from webapp.extensions import Base
from webapp.questionnaires.rules import is_answered
from webapp.wellbeing.models import ClockTime

Check = Callable[[Any], bool]
Change = Callable[[Any], Any]
UNSAFE = re.compile("[\x00\ud800-\udfff]")
SLUG = re.compile(r"[\w.:-]{1,80}")
LONGEST_TEXT, LONGEST_WORD, MOST_ITEMS, DEEPEST = 20_000, 400, 400, 5
YEARS = range(1900, 9001)
WHOLE = {SmallInteger: 2**15, Integer: 2**31, BigInteger: 2**63}


class UnfitError(ValueError):
    """A value that a column cannot take; the message is for the person."""


@lru_cache(maxsize=1000)
def writer_of(column: Column[Any]) -> Change:
    """How a stored value of this column stands in a file: ids and times as text."""
    kind = column.type
    if isinstance(kind, Instant):
        return lambda at: f"{at.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}Z"
    if isinstance(kind, ClockTime):
        return lambda at: str(at.isoformat("minutes"))
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, LargeBinary) and not isinstance(kind, Id):
        return lambda value: base64.b64encode(value).decode()
    return str if isinstance(kind, Id) else lambda value: value


@lru_cache(maxsize=1000)
def reader_of(column: Column[Any]) -> Change:
    """How a value of a file comes into this column; raises UnfitError where it cannot."""
    name = f"{column.table.name}.{column.name}"
    read, known = _reader_of(column.type), INSIDE.get(name) or WORDS.get(name)

    def fit(value: Any) -> Any:
        if value is None:
            if column.nullable:
                return None
            raise UnfitError(f"“{column.name}” is missing")
        try:
            found = read(value)
        except (ValueError, OverflowError):
            raise UnfitError(f"“{column.name}” cannot be read") from None
        if known and not known(found):
            raise UnfitError(f"“{column.name}” holds something we do not know")
        return found

    return fit


def _reader_of(kind: Any) -> Change:
    if isinstance(kind, Boolean):
        return lambda value: _need(value, isinstance(value, bool))
    if isinstance(kind, Integer):
        limit = next(size for type_, size in WHOLE.items() if isinstance(kind, type_))
        return lambda value: _need(value, type(value) is int and -limit <= value < limit)
    if isinstance(kind, Float):
        return lambda value: _need(value, type(value) in (int, float) and abs(value) < 2**53)
    if isinstance(kind, JSON):
        return lambda value: _need(value, is_small(value))
    read = next((read for type_, read in TEXTS.items() if isinstance(kind, type_)), None)
    if read:
        return lambda value: read(_text(value))
    if isinstance(kind, String):
        longest = kind.length or LONGEST_TEXT
        return lambda value: _need(_text(value), len(value) <= longest)
    raise TypeError(f"no way to read a {kind!r}")


def _need(value: Any, is_so: bool) -> Any:
    if not is_so:
        raise ValueError
    return value


def _text(value: Any) -> str:
    return str(_need(value, isinstance(value, str) and not UNSAFE.search(value)))


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    fits = moment.tzinfo is not None and moment.year in YEARS
    return moment.astimezone(UTC) if fits else _need(moment, False)


def _date(text: str) -> date:
    day = date.fromisoformat(text)
    return day if day.year in YEARS else _need(day, False)


def _time(text: str) -> time:
    return time.fromisoformat(_need(text, len(text) in (5, 8)))


TEXTS: dict[Any, Change] = {
    Id: UUID,
    Instant: _instant,
    Date: _date,
    ClockTime: _time,
    LargeBinary: lambda text: base64.b64decode(text, validate=True),
}


def is_small(value: Any, depth: int = 0) -> bool:
    """Plain JSON that a row may carry: not deep, not long, no text that cannot be stored."""
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and not UNSAFE.search(value)
    if isinstance(value, int):
        return abs(value) < 2**53
    if isinstance(value, list | dict):
        inside = [*value, *value.values()] if isinstance(value, dict) else value
        fits = depth < DEEPEST and len(value) <= MOST_ITEMS
        return fits and all(is_small(one, depth + 1) for one in inside)
    return value is None or isinstance(value, float)


# What lists and mappings hold


def one_of(*known: str) -> Check:
    """One of these words."""
    return lambda value: value in known


def several_of(known: Mapping[str, Any]) -> Check:
    """A list of these codes, none twice."""
    return lambda value: (
        isinstance(value, list)
        and all(isinstance(code, str) and code in known for code in value)
        and len(set(value)) == len(value)
    )


def is_slug(value: Any) -> bool:
    """A key or name as our files use them."""
    return isinstance(value, str) and bool(SLUG.fullmatch(value))


def are_slugs(value: Any) -> bool:
    """A list of keys."""
    return isinstance(value, list) and all(is_slug(key) for key in value)


def is_score(value: Any) -> bool:
    """0-10."""
    return type(value) is int and 0 <= value <= 10


def are_places(value: Any) -> bool:
    """Places on the back, each with how strong it is there, or without."""
    return isinstance(value, dict) and all(
        code in vocabulary.PLACES and (strength is None or is_score(strength))
        for code, strength in value.items()
    )


def are_seconds(value: Any) -> bool:
    """The seconds of each step."""
    return isinstance(value, list) and all(type(s) is int and 0 <= s < 2**31 for s in value)


def is_check(value: Any) -> bool:
    """What was ticked before a practice."""
    parts = ("signs", "today", "areas")
    return isinstance(value, dict) and all(
        name in parts and are_slugs(keys) for name, keys in value.items()
    )


def is_hurt(value: Any) -> bool:
    """A step that hurt, as it was written down."""
    if not is_mapping(value) or set(value) != {"name", "technique", "region", "side", "pressure"}:
        return False
    pressure = value["pressure"]
    fine = pressure is None or (type(pressure) is int and 0 <= pressure <= 10)
    words = [value[name] for name in ("name", "technique", "region", "side")]
    return fine and all(isinstance(word, str) and len(word) <= LONGEST_WORD for word in words)


def is_mapping(value: Any) -> bool:
    """Names and what they stand for; looked at more closely elsewhere."""
    return isinstance(value, dict)


def are_plans(value: Any) -> bool:
    """When which questionnaire is asked: every so many days, not before a day."""
    return is_mapping(value) and all(is_slug(k) and _is_plan(v) for k, v in value.items())


def _is_plan(value: Any) -> bool:
    if not is_mapping(value):
        return False
    every, later = value.get("every", 0), value.get("not_before")
    return type(every) is int and 0 <= every < 1000 and (later is None or _is_day(later))


def _is_day(value: Any) -> bool:
    try:
        return bool(_date(_text(value)))
    except ValueError:
        return False


def are_steps(value: Any) -> bool:
    """The steps of an own routine; whether they keep the limits is judged when they are read."""
    return isinstance(value, list) and len(value) <= 60 and all(map(_is_step, value))


def _is_step(value: Any) -> bool:
    return is_mapping(value) and all(
        is_slug(name) and isinstance(told, str | int | None) for name, told in value.items()
    )


def is_flag(value: Any) -> bool:
    """F1 to F9."""
    return bool(re.fullmatch("F[1-9]", value))


def is_subject(value: Any) -> bool:
    """What a flag is about, where it is about something."""
    return value == "" or (is_slug(value) and ":" not in value)


INSIDE: dict[str, Check] = {
    "pain_entries.regions": are_places,
    "pain_entries.qualities": several_of(vocabulary.QUALITIES),
    "pain_entries.triggers": several_of(vocabulary.TRIGGERS),
    "pain_entries.remedies": several_of(vocabulary.REMEDIES),
    "checkins.tags": several_of(vocabulary.STRESS_TAGS),
    "practices.check": is_check,
    "practices.step_seconds": are_seconds,
    "practices.hurt": is_hurt,
    "practices.effects": several_of(vocabulary.EFFECTS),
    "screenings.keys": are_slugs,
    "screenings.regions": several_of(vocabulary.CONTENT_REGIONS),
    "kept_edits.changes": is_mapping,
    "entry_history.values": is_mapping,
    "function_checks.did": are_slugs,
    "own_routines.steps": are_steps,
    "questionnaires.answers": is_mapping,
    "preferences.tools": several_of(vocabulary.TOOLS),
    "preferences.regions": several_of(vocabulary.PLACES),
    "preferences.schedules": are_plans,
}
"""Table and column of every list and mapping, and what it may hold."""

WORDS: dict[str, Check] = {
    "flag_acks.flag": is_flag,
    "flag_acks.subject": is_subject,
    "passed_routines.routine": is_slug,
    "practices.routine": is_slug,
    "practices.tier": one_of(*vocabulary.TIERS),
    "screenings.source": is_slug,
    "screenings.wording": is_slug,
    "sleep_nights.time_zone": lambda name: name in clock.zone_names(),
    "preferences.time_zone": lambda name: name in clock.zone_names(),
    "preferences.country": is_slug,
    "preferences.theme": one_of(*accounts.THEMES),
    "preferences.clock": one_of(*accounts.CLOCKS),
    "preferences.week_start": one_of(*accounts.WEEK_STARTS),
    "preferences.text_size": one_of(*accounts.TEXT_SIZES),
    "preferences.pain_age": one_of(*rules.PAIN_AGES),
    "preferences.rhythm": one_of(*rules.RHYTHMS),
}
"""Texts that are more than a text."""


# What the values of a row must have to do with one another


KEYS = {"owner_id", "id", "version", "client_time", "received_at"}


def fits(table: Table | None, values: dict[str, Any]) -> bool:
    """These are values of columns of that table."""
    if table is None or not set(values) <= set(table.columns.keys()) - KEYS:
        return False
    try:
        for name, value in values.items():
            reader_of(table.columns[name])(value)
    except UnfitError:
        return False
    return True


def _is_edit(row: dict[str, Any]) -> bool:
    return fits(Base.metadata.tables.get(row["kind"]), row["changes"])


def _is_history(row: dict[str, Any]) -> bool:
    return fits(Base.metadata.tables["pain_entries"], row["values"])


def _is_answered(row: dict[str, Any]) -> bool:
    return is_answered(row["kind"], row["answers"], row["score"])


ROWS: dict[str, Check] = {
    "kept_edits": _is_edit,
    "entry_history": _is_history,
    "questionnaires": _is_answered,
}
"""Tables in whose rows one value must fit another."""
