"""The diary read backwards: some days at a time, whatever part wrote the facts.

A page is three range reads and one look at what lies beyond. A search reads three months of the
person's own rows at a time, however long the diary is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from webapp.database import named
from webapp.extensions import db
from webapp.journal import reading, rules
from webapp.journal.reading import DATED, MOMENTS, MOST_FOUND, NOTED, OTHERS
from webapp.owned import Owner

DAYS_A_PAGE = 7
MOST_DAYS = 56
SEARCHED_DAYS = 91
FOUND_DAYS = 14
EVERYTHING = (*MOMENTS, *DATED, *OTHERS)
KINDS = {
    "pain": ("pain_entries", "day_ratings"),
    "practices": ("practices",),
    "sleep": ("sleep_nights",),
    "mood": ("checkins",),
    "questions": ("function_checks", "questionnaires"),
}
# A local day may begin up to 14 hours before and end up to 12 hours after the same day in UTC.
SLACK = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a kind of fact, a place, words in a note; nothing wants everything."""

    kind: str = ""
    region: str = ""
    words: str = ""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables in which it can be."""
        if self.words:
            return tuple(name for name in NOTED if not self.kind or name in KINDS[self.kind])
        if self.region:
            return ("pain_entries",)
        return KINDS[self.kind] if self.kind else EVERYTHING

    @property
    def is_narrow(self) -> bool:
        """Few days will fit: more of them are looked through at a time."""
        return bool(self.region or self.words)

    @property
    def how(self) -> str:
        """What the statements are narrowed by."""
        return "words" if self.words else "region" if self.region else ""

    def fits(self, row: Any) -> bool:
        """The words stand in the row's note or medicine, in whatever letters."""
        if not self.words:
            return True
        text = f"{row.note or ''}\n{getattr(row, 'medicine', None) or ''}"
        return self.words.casefold() in text.casefold()


@dataclass
class Day:
    """All facts of one local day; `moments` newest first, each with its kind."""

    date: date = date.min
    moments: list[tuple[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    answers: list[Any] = field(default_factory=list)
    pause: str | None = None


@dataclass(frozen=True)
class Timeline:
    """A page of days, newest first; `before` leads to the next one, None at the beginning."""

    days: list[Day]
    before: date | None
    waiting: int
    """How many stale edits wait for the person's choice."""
    oldest: date | None = None
    """How far back this page looked."""

    @property
    def last_places(self) -> list[str]:
        """Where it hurt at the newest entry here that said so."""
        moments = (row for day in self.days for kind, row in day.moments if kind == "pain_entries")
        return next((list(row.regions) for row in moments if row.regions), [])


def timeline(
    user: Owner, newest: date, wanted: Wanted | None = None, since: date | None = None
) -> Timeline:
    """The days up to and with `newest` on which there is something, a week of them at most;
    `since` a day before that, up to eight weeks of them."""
    wanted = wanted or Wanted()
    edges = reading.edges(wanted.tables)
    waits, *ends = db.session.execute(edges, _span(user, newest, newest)).one()
    latest = max((day for day in ends[::2] if day), default=None)
    if latest is None:
        return Timeline([], None, waits)
    oldest = latest - timedelta(days=(SEARCHED_DAYS if wanted.is_narrow else DAYS_A_PAGE) - 1)
    if since:
        oldest = max(min(oldest, since), latest - timedelta(days=MOST_DAYS - 1))
    days, oldest = _found(user, oldest, newest, wanted)
    more = any(day and day < oldest for day in ends[1::2])
    return Timeline(days, oldest if more else None, waits, oldest)


def _found(user: Owner, oldest: date, newest: date, wanted: Wanted) -> tuple[list[Day], date]:
    """The days with what is wanted, newest first, and how far back they reach."""
    span = _span(user, oldest, newest) | {"place": f'%"{wanted.region}"%'}
    days: defaultdict[date, Day] = defaultdict(Day)
    for name in [name for name in MOMENTS if name in wanted.tables]:
        rows = named(db.session.execute(reading.moments(name, wanted.how), span))
        if wanted.is_narrow and len(rows) == MOST_FOUND:
            oldest = max(oldest, _whole_from(rows))
        for row in filter(wanted.fits, rows):
            days[row.local_date].moments.append((name, row))
    pauses = _add_dated(days, span, wanted)
    paused = rules.paused_days([(row.date, row.until, row.what) for row in pauses], oldest, newest)
    for day, facts in days.items():
        facts.date = day
        facts.moments.sort(key=lambda moment: moment[1].at, reverse=True)
        facts.pause = paused.get(day)
    found = [days[day] for day in sorted(days, reverse=True) if day >= oldest]
    if wanted.is_narrow and len(found) > FOUND_DAYS:
        return found[:FOUND_DAYS], found[FOUND_DAYS - 1].date
    return found, oldest


def _whole_from(rows: Sequence[Any]) -> date:
    """The first day of which a statement that came back full holds everything."""
    newest: date = rows[0].local_date
    last: date = rows[-1].local_date
    return min(last + timedelta(days=1), newest)


def _add_dated(days: defaultdict[date, Day], span: dict[str, Any], wanted: Wanted) -> list[Any]:
    """Puts the dated facts to their days; the pauses come back, they belong to many."""
    dated = tuple(name for name in wanted.tables if name not in MOMENTS)
    pauses = []
    rows = named(db.session.execute(reading.dated(dated, wanted.how), span)) if dated else []
    for row in rows:
        if row.kind == "pause":
            pauses.append(row)
        elif wanted.fits(row):
            _place(days[row.date], row)
    return pauses


def _place(day: Day, row: Any) -> None:
    if row.kind == "answers":
        day.answers.append(row)
    else:
        day.facts[row.kind] = row


def _span(user: Owner, oldest: date, newest: date) -> dict[str, Any]:
    return {
        "owner": user.id,
        "oldest": oldest,
        "newest": newest,
        "start": datetime.combine(oldest, time(), UTC) - SLACK,
        "end": datetime.combine(newest, time(), UTC) + SLACK + SLACK,
    }


def waiting(user: Owner) -> list[Any]:
    """What waits for the person's choice: kind, entry_id and date of each entry."""
    found = named(db.session.execute(reading.waiting(), {"owner": user.id}))
    return sorted(found, key=lambda row: (row.date, row.kind), reverse=True)


def month(user: Owner, first: date, starts: str) -> list[list[rules.Cell | None]]:
    """The weeks of the month that begins on `first`, each day with its pain and its pause."""
    last = rules.next_month(first.year, first.month, 1) - timedelta(days=1)
    entries: dict[date, tuple[int, int]] = {}
    ratings: dict[date, int | None] = {}
    pauses: list[tuple[date, date | None, str]] = []
    for kind, day, *told in db.session.execute(reading.month(), _span(user, first, last)):
        if kind == "pain":
            entries[day] = told[0], told[1]
        elif kind == "rating":
            ratings[day] = told[0]
        else:
            pauses.append((day, told[2], kind))
    pain = {
        day: found
        for day in entries.keys() | ratings.keys()
        if (found := rules.day_pain(ratings.get(day), *entries.get(day, (0, 0)))) is not None
    }
    paused = rules.paused_days(pauses, first, last)
    return rules.weeks_of(first.year, first.month, starts, pain, paused, ratings)
