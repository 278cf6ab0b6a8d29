"""A person's last weeks as the flags want them: one bounded read, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Integer,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry
from webapp.journal.rules import day_pain
from webapp.progress.rules import DAY, WEEK
from webapp.questionnaires.models import Questionnaire
from webapp.safety.flags import LOOK_BACK, Diary, Raised, Told
from webapp.safety.models import FlagAck
from webapp.wellbeing.models import Checkin, SleepNight

FIRST_ENTRIES = 140
"""Enough to hold a first week of twenty entries a day."""
PEG, PEGS = "peg", LOOK_BACK.days // 7 + 2


class Entries(NamedTuple):
    """A day's pain-now entries: how many, their sum, the highest."""

    n: int
    total: int
    high: int


class Rating(NamedTuple):
    """A day's pain as it was looked back on, each part if told."""

    average: int | None = None
    worst: int | None = None


class Read(NamedTuple):
    """When a flag was read, and what was answered."""

    at: datetime
    answer: str


@dataclass
class Diaries:
    """What the read fills: the diary of the last weeks, and which of its flags were read."""

    entries: dict[date, Entries] = field(default_factory=dict)
    ratings: dict[date, Rating] = field(default_factory=dict)
    moods: dict[date, int | None] = field(default_factory=dict)
    nights: dict[date, tuple[int | None, bool]] = field(default_factory=dict)
    firsts: list[tuple[date, int]] = field(default_factory=list)
    first_ratings: dict[date, int] = field(default_factory=dict)
    pegs: list[tuple[date, float]] = field(default_factory=list)
    acks: dict[Raised, Read] = field(default_factory=dict)

    @property
    def diary(self) -> Diary:
        """As the rules want it."""
        told = {*self.entries, *self.ratings, *self.moods, *self.nights}
        begun = min([*(day for day, _ in self.firsts), *self.first_ratings], default=None)
        return Diary(
            days={day: self._told(day) for day in told},
            begun=begun,
            first_week=self._first_week(begun) if begun else (),
            pegs=sorted(self.pegs),
        )

    def _told(self, day: date) -> Told:
        entries = self.entries.get(day, Entries(0, 0, 0))
        rating = self.ratings.get(day, Rating())
        quality, woken = self.nights.get(day, (None, None))
        highest = [*rating, entries.high if entries.n else None]
        return Told(
            pain=day_pain(rating.average, entries.n, entries.total),
            worst=max((score for score in highest if score is not None), default=None),
            woken=woken,
            mood=self.moods.get(day),
            quality=quality,
        )

    def _first_week(self, begun: date) -> list[float | None]:
        days = [begun + n * DAY for n in range(7)]
        scores = {day: [score for on, score in self.firsts if on == day] for day in days}
        means = {day: sum(known) / len(known) for day, known in scores.items() if known}
        return [self.first_ratings.get(day, means.get(day)) for day in days]

    def add(self, kind: str, day: date, a: Any, b: Any, c: Any, word: str, at: Any) -> None:
        """Takes one row of the read."""
        if kind == "read":
            flag, subject, answer = word.split(":")
            self.acks[Raised(flag, day, subject)] = Read(at, answer)
        elif kind == "pain":
            self.entries[day] = Entries(a, b, c)
        elif kind == "rating":
            self.ratings[day] = Rating(a, b)
        elif kind == "mood":
            self.moods[day] = a
        elif kind == "night":
            self.nights[day] = a, bool(b)
        elif kind == "first":
            self.firsts.append((day, a))
        elif kind == "first rating":
            self.first_ratings[day] = a
        else:
            self.pegs.append((day, float(a)))


def read_diaries(user: Any, until: date) -> Diaries:
    """The weeks before a Monday that its flags, and those of the three before it, depend on; and
    the running week."""
    first, end = until - LOOK_BACK, until + WEEK + DAY
    span = {
        "owner": user.id,
        "first": first,
        "until": end,
        "start": datetime.combine(first, time(), UTC) - DAY,
        "end": datetime.combine(end, time(), UTC) + DAY,
    }
    found = Diaries()
    for row in db.session.execute(_read(), span).all():
        found.add(*row)
    return found


OWN: Any = bindparam("owner")
LOW: Any = bindparam("first")
HIGH: Any = bindparam("until")


@cache
def _read() -> CompoundSelect[Any]:
    """Eight short range reads in one: kind, day, three numbers, a word, a moment."""
    rating, mood, night = DayRating.__table__.c, Checkin.__table__.c, SleepNight.__table__.c
    return union_all(
        _acks(),
        _pain(),
        _days("rating", rating, rating.average, rating.worst),
        _days("mood", mood, mood.mood),
        _days("night", night, night.quality, cast(night.pain_woke, Integer)),
        *_newest_and_first(),
    )


def _row(kind: str, day: Any, *values: Any, word: Any = None, at: Any = None) -> Any:
    empty = [cast(null(), Integer)] * (3 - len(values))
    named: Any = literal_column(f"'{kind}'")
    rest = [null() if known is None else known for known in (word, at)]
    return select(named, day, *values, *empty, *rest)


def _acks() -> Any:
    ack = FlagAck.__table__.c
    word = ack.flag + ":" + ack.subject + ":" + ack.answer
    return _row("read", ack.raised_on, word=word, at=ack.at).where(
        ack.owner_id == OWN, ack.raised_on >= LOW
    )


def _pain() -> Any:
    entry = PainEntry.__table__.c
    sums = func.count(), func.sum(entry.score), func.max(entry.score)
    lately = entry.at.between(bindparam("start"), bindparam("end"))
    own = _row("pain", entry.local_date, *sums).where(entry.owner_id == OWN, lately)
    kept = own.where(entry.removed_at.is_(None), entry.local_date >= LOW, entry.local_date < HIGH)
    return kept.group_by(entry.local_date)


def _days(kind: str, table: Any, *values: Any) -> Any:
    own = _row(kind, table.date, *values).where(table.owner_id == OWN)
    return own.where(table.date >= LOW, table.date < HIGH)


def _newest_and_first() -> Iterator[Any]:
    """The newest PEG scores, and what was told of pain in the first days of all."""
    entry, rating = PainEntry.__table__.c, DayRating.__table__.c
    asked = Questionnaire.__table__.c
    own = asked.owner_id == OWN, asked.kind == PEG, asked.removed_at.is_(None)
    pegs = _few((asked.local_date, asked.score), *own, asked.local_date < HIGH)
    yield _row("peg", *pegs.order_by(asked.at.desc()).limit(PEGS).subquery().c)
    kept = entry.owner_id == OWN, entry.removed_at.is_(None)
    firsts = _few((entry.local_date, entry.score), *kept).order_by(entry.at)
    yield _row("first", *firsts.limit(FIRST_ENTRIES).subquery().c)
    told = rating.owner_id == OWN, rating.average.is_not(None)
    rated = _few((rating.date, rating.average), *told).order_by(rating.date)
    yield _row("first rating", *rated.limit(7).subquery().c)


def _few(columns: Iterable[Any], *where: Any) -> Any:
    return select(*columns).where(*where)
