"""What today's page reads: a person's newest practices, and one statement over many tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, null, select, union_all
from sqlalchemy.sql import CompoundSelect

from webapp.accounts.models import Person
from webapp.database import constant, named
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry, Pause
from webapp.practice.models import Practice
from webapp.questionnaires.models import Questionnaire
from webapp.today.models import Passed
from webapp.today.rules import PASSED_FOR
from webapp.vocabulary import PLACES
from webapp.wellbeing.models import Checkin, FunctionCheck, SleepNight

RECENT, WEEK, MONTHS = timedelta(days=2), timedelta(days=7), timedelta(days=90)
ENTRY = "entry"
OF_AN_ENTRY = ("id", "at", "utc_offset", "score", "regions")
PAIN: Any = PainEntry.__table__.c
DATED: dict[str, Any] = {
    "night": SleepNight.__table__.c,
    "checkin": Checkin.__table__.c,
    "rating": DayRating.__table__.c,
}


def lately(person: Person, now: datetime) -> list[Any]:
    """The practices of the last months, newest first."""
    return named(db.session.execute(_practices(), {"owner": person.id, "since": now - MONTHS}))


@dataclass
class Facts:
    """What one statement tells of many tables."""

    entries: list[Any] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    told: frozenset[str] = frozenset()
    asked: dict[str, date] = field(default_factory=dict)
    checked: list[date] = field(default_factory=list)
    pause: Any | None = None
    places: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, person: Person, now: datetime, today: date) -> Facts:
        """What this person told, as of now."""
        reach = {
            "owner": person.id,
            "day": today,
            "week": today - WEEK,
            "since": now - RECENT,
            "months": now - MONTHS,
            "passed": now - PASSED_FOR,
        }
        return cls._read(named(db.session.execute(_facts(), reach)))

    @classmethod
    def _read(cls, rows: Iterable[Any]) -> Facts:
        """Each row by its kind: an entry, a fact of the day, a questionnaire, a check, a pause,
        places, a routine passed over."""
        facts, told = cls(), set()
        for row in rows:
            if row.fact == ENTRY:
                facts.entries.append(row)
            elif row.fact == "passed":
                facts.passed.append(row.kind)
            elif row.fact == "asked":
                facts.asked[row.kind] = row.local_date
            elif row.fact == "check":
                facts.checked.append(row.local_date)
            elif row.fact == "pause":
                facts.pause = row
            elif row.fact == "places":
                facts.places = [code for code in json.loads(row.kind) if code in PLACES]
            else:
                told.add(row.fact)
        facts.told = frozenset(told)
        return facts


@cache
def _practices() -> Select[*tuple[Any, ...]]:
    done = Practice.__table__.c
    columns = (
        done.id, done.routine, done.kind, done.title, done.at, done.local_date, done.utc_offset,
        done.pain_before, done.pain_after, done.finished_at, done.effects, done.effects_at,
        done.still_sore, done.tier, done.planned_seconds, done.active_seconds, done.check,
    )  # fmt: skip
    own = select(*columns).where(done.owner_id == bindparam("owner"), done.at >= bindparam("since"))
    return own.order_by(done.at.desc()).limit(60)


@cache
def _facts() -> CompoundSelect[Any]:
    """In one statement: the newest entries, which of the day's questions are answered, when each
    questionnaire was, the week's check-ins, the pause that lasts, one that ended
    today, the places of the last entry with any, and what was passed over."""
    tables = (model.__table__.c for model in (Questionnaire, FunctionCheck, Pause, Passed))
    done, check, pause, over = tables
    passed = _own(over, "passed", over.routine, _nothing(PAIN.local_date)).where(
        over.at >= bindparam("passed")
    )
    newest = _own(done, "asked", done.kind, func.max(done.local_date))
    return union_all(
        select(_newest_entries().subquery()),
        *(
            _own(told, name, constant(""), told.date).where(told.date == bindparam("day"))
            for name, told in DATED.items()
        ),
        newest.where(done.removed_at.is_(None)).group_by(done.kind),
        _own(check, "check", constant(""), check.date).where(check.date > bindparam("week")),
        _own(pause, "pause", pause.kind, pause.from_date).where(pause.until_date.is_(None)),
        _own(pause, "paused", pause.kind, pause.from_date).where(
            pause.until_date == bindparam("day")
        ),
        select(_last_places().subquery()),
        passed.where(over.ended_at.is_(None)),
    )


def _own(table: Any, fact: str, kind: Any, day: Any, *more: Any) -> Select[Any]:
    columns = (constant(fact).label("fact"), kind.label("kind"), day.label("local_date"))
    rest = more or [_nothing(PAIN[name]).label(name) for name in OF_AN_ENTRY]
    return select(*columns, *rest).where(table.owner_id == bindparam("owner"))


def _nothing(column: Any) -> Any:
    """No value, of the column's type: PostgreSQL takes a bare NULL of a part for text."""
    return cast(null(), column.type)


def _newest_entries() -> Select[Any]:
    entry = PAIN
    more = [entry[name] for name in OF_AN_ENTRY]
    fresh = _own(entry, ENTRY, constant(""), entry.local_date, *more).where(
        entry.at >= bindparam("since"), entry.removed_at.is_(None)
    )
    return fresh.order_by(entry.at.desc()).limit(40)


def _last_places() -> Select[Any]:
    entry = PAIN
    places = cast(entry.regions, String)
    named = _own(entry, "places", places, entry.local_date).where(
        entry.at >= bindparam("months"), entry.removed_at.is_(None), places != "{}"
    )
    return named.order_by(entry.at.desc()).limit(1)
