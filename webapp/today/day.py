"""What today's page needs to know, in few reads of one person's newest rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, null, select, union_all
from sqlalchemy.sql import CompoundSelect

from webapp import clock
from webapp.accounts.models import Person
from webapp.accounts.rules import is_outgrown
from webapp.database import constant, named
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry, Pause
from webapp.library.models import Routine
from webapp.practice.models import Practice
from webapp.progress import flags
from webapp.questionnaires.models import Questionnaire, Turn, due
from webapp.safety.models import Card, Standing
from webapp.today.models import Passed
from webapp.today.rules import PASSED_FOR, Suggestion, part_of_day
from webapp.today.suggesting import moment_of, open_routines, suggestions
from webapp.vocabulary import PLACES
from webapp.wellbeing.models import Checkin, FunctionCheck, SleepNight
from webapp.wellbeing.rules import is_check_due

RECENT = timedelta(days=2)
MONTHS = timedelta(days=90)
AT_THE_START = timedelta(days=14)
TWO_DAYS = timedelta(hours=48)
ENTRY, SUPPORT = "entry", "F8"
OF_AN_ENTRY = ("id", "at", "utc_offset", "score", "regions")
PAIN: Any = PainEntry.__table__.c
DATED: dict[str, Any] = {
    "night": SleepNight.__table__.c,
    "checkin": Checkin.__table__.c,
    "rating": DayRating.__table__.c,
}


@dataclass(frozen=True)
class Day:
    """Today, as far as it is told."""

    date: date
    part: str
    entries: list[Any]
    practices: list[Any]
    told: frozenset[str]
    asks_about: Any | None
    suggestions: list[tuple[Routine, Suggestion]]
    questionnaires: list[Turn]
    pause: Any | None
    places: list[str]
    asks_what_could_be_done: bool
    """The sparse check-in is due."""
    asks_pain_age: bool
    is_outgrown: bool
    sore_from: Any | None
    """A practice of two days ago after which they were sore: are they still?"""
    minutes: int | None
    """The time they have, where they said so."""
    passed: list[str]
    """Routines that are not wanted this week."""
    cards: list[Card]
    """What the diary raised and they have not read."""
    anything_is_open: bool
    """Their safety answers leave a routine open, whether it suits now or not."""

    @property
    def is_new(self) -> bool:
        """Nothing was ever written down."""
        return not self.entries and not self.practices and not self.told

    @property
    def is_paused(self) -> bool:
        """A flare or an illness: nothing is expected."""
        return self.pause is not None

    @property
    def pain_today(self) -> list[Any]:
        """Today's entries, newest first."""
        return [entry for entry in self.entries if entry.local_date == self.date]

    @property
    def practices_today(self) -> list[Any]:
        """Today's finished practices, newest first."""
        return [p for p in self.practices if p.local_date == self.date and p.finished_at]


def read_day(person: Person, standing: Standing, minutes: int | None = None) -> Day:
    """Today of this person, who has so many minutes, if they said so."""
    now, today = clock.now(), clock.today(person)
    since = {"owner": person.id, "since": now - RECENT, "day": today}
    practices = named(db.session.execute(_practices(), since | {"since": now - MONTHS}))
    facts = Facts.read(named(db.session.execute(_facts(), since | _reach(now, today))))
    entries, weekly = facts.entries, flags.weekly(person)
    paused = flags.pauses(person, practices, weekly)
    left_out = {*paused, *facts.passed}
    moment = moment_of(person, now, entries, practices, left_out, minutes)
    return Day(
        date=today,
        part=part_of_day(moment.hour),
        entries=entries,
        practices=practices,
        told=facts.told,
        asks_about=_ask_about(practices, today),
        suggestions=suggestions(standing, moment, practices),
        questionnaires=[] if facts.pause else list(due(person, facts.asked, today)),
        pause=facts.pause,
        places=facts.places,
        asks_what_could_be_done=person.is_sparse
        and not facts.pause
        and is_check_due(facts.checked, today),
        asks_pain_age=_asks_pain_age(person, now) and not facts.pause,
        is_outgrown=person.is_sparse and is_outgrown(person.pain_age, person.pain_age_on, today),
        sore_from=_sore_from(practices, now),
        minutes=minutes,
        passed=facts.passed,
        anything_is_open=bool(open_routines(standing)),
        cards=_cards(flags.open_cards(person, standing, weekly, paused.values()), standing),
    )


def _asks_pain_age(person: Person, now: datetime) -> bool:
    """Asked at the start only; later it can be told in You."""
    return person.pain_age is None and now - person.created_at < AT_THE_START


def _reach(now: datetime, today: date) -> dict[str, Any]:
    week = today - timedelta(days=7)
    return {"months": now - MONTHS, "week": week, "passed": now - PASSED_FOR}


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
    def read(cls, rows: Iterable[Any]) -> Facts:
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


def _ask_about(practices: Iterable[Any], today: date) -> Any | None:
    """The newest practice of yesterday whose after-effects were not told."""
    yesterday = today - timedelta(days=1)
    told_not = (p for p in practices if p.local_date == yesterday and p.finished_at)
    return next((p for p in told_not if p.effects is None), None)


def _sore_from(practices: Iterable[Any], now: datetime) -> Any | None:
    """The practice of two days ago after which the person was sore, and was not asked again."""
    sore = (p for p in practices if p.finished_at and "soreness" in (p.effects or ()))
    due = (p for p in sore if TWO_DAYS <= now - p.finished_at < 2 * TWO_DAYS)
    early = (p for p in due if p.effects_at < p.finished_at + TWO_DAYS)
    return next((p for p in early if p.still_sore is None), None)


def _cards(cards: list[Card], standing: Standing) -> list[Card]:
    """Beside an emergency or urgent card only the one that offers somebody to talk to stands."""
    if standing.kind in ("emergency", "urgent"):
        return [card for card in cards if card.raised.flag == SUPPORT]
    return cards
