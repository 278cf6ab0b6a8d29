"""Single values as a file writes them: numbers and texts that every database can store."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Date, LargeBinary

from webapp.columns import Id, Instant
from webapp.wellbeing.models import ClockTime

Change = Callable[[Any], Any]
UNSAFE = re.compile("[\x00\ud800-\udfff]")
LONGEST_TEXT, MOST_ITEMS, DEEPEST = 20_000, 400, 5
YEARS = range(1900, 9001)


def need(value: Any, is_so: bool) -> Any:
    """The value, if it is so; else ValueError."""
    if not is_so:
        raise ValueError
    return value


def text_of(value: Any) -> str:
    """A text that every database can store."""
    return str(need(value, isinstance(value, str) and not UNSAFE.search(value)))


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    fits = moment.tzinfo is not None and moment.year in YEARS
    return moment.astimezone(UTC) if fits else need(moment, False)


def day_of(text: str) -> date:
    """A day of our times."""
    day = date.fromisoformat(text)
    return day if day.year in YEARS else need(day, False)


def _time(text: str) -> time:
    return time.fromisoformat(need(text, len(text) in (5, 8)))


TEXTS: dict[Any, Change] = {
    Id: UUID,
    Instant: _instant,
    Date: day_of,
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
