"""The journal's flags: what a person's last weeks raised, what of it is shown, what is paused."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask, current_app

from webapp import clock
from webapp.accounts.models import Person
from webapp.database import last_change
from webapp.extensions import db
from webapp.library.models import library
from webapp.practice.pause import Pause, judged, mornings
from webapp.progress.diaries import Read, read_diaries
from webapp.progress.rules import DAY, WEEK, monday
from webapp.safety.flags import Raised, raised, raised_lately
from webapp.safety.models import Card, Standing
from webapp.safety.rules import effective
from webapp.safety.screening import texts

MOST_KEPT = 2000
WEIGHT = ("F4", "F3", "F8", "F2", "F6", "F7", "F5", "F9")
"""What stands first where several cards are open: what may be serious, then what is strong."""


@dataclass(frozen=True)
class Weekly:
    """The flags of the last four Mondays, newest first, what was read of all, and each day's
    highest pain (a quick look whether a morning can have been bad at all)."""

    raised: tuple[Raised, ...]
    acks: dict[Raised, Read]
    highest: dict[date, int]
    mornings: dict[date, int | None] = field(default_factory=dict)
    """The pain of mornings that were looked up already."""


def weekly(person: Person) -> Weekly:
    """The weekly flags of this person, kept in memory until anything is written, by any process.

    On PostgreSQL that cannot be told at a glance: nothing is kept there.
    """
    until, change = monday(clock.today(person)), last_change(db.engine)
    if change is None:
        return _judged(person, until)
    kept: OrderedDict[int, tuple[Any, Weekly]] = current_app.extensions["flags"]
    as_of = until, change
    if person.id not in kept or kept[person.id][0] != as_of:
        kept[person.id] = as_of, _judged(person, until)
        kept.move_to_end(person.id)
        if len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return kept[person.id][1]


def _judged(person: Person, until: date) -> Weekly:
    read = read_diaries(person, until)
    highest = {day: entries.high for day, entries in read.entries.items()}
    return Weekly(tuple(raised_lately(read.diary, until)), read.acks, highest)


def init_app(app: Flask) -> None:
    """Makes room for what is kept."""
    app.extensions["flags"] = OrderedDict()


def pauses(person: Person, practices: Iterable[Any], found: Weekly) -> dict[str, Pause]:
    """The routines that are paused, from finished practices, newest first."""
    pairs: dict[str, list[Any]] = {}
    for row in practices:
        if row.finished_at and len(pairs.setdefault(row.routine, [])) < 2:
            pairs[row.routine].append(row)
    bad = [rows for rows in pairs.values() if _mornings_may_be_bad(rows, found.highest)]
    known = _mornings(person, {row.local_date + DAY for rows in bad for row in rows}, found)
    judgements = {routine: judged(rows, known) for routine, rows in pairs.items()}
    return {routine: pause for routine, pause in judgements.items() if pause}


def _mornings_may_be_bad(rows: Sequence[Any], highest: dict[date, int]) -> bool:
    after = [highest.get(row.local_date + DAY, 0) - row.pain_before for row in rows]
    return len(after) == 2 and min(after) >= 2


def _mornings(person: Person, days: set[date], found: Weekly) -> dict[date, int]:
    """The pain of these mornings, looked up once as long as nothing is written."""
    new = days - found.mornings.keys()
    read = mornings(person, new)
    found.mornings.update({day: read.get(day) for day in new})
    known = ((day, found.mornings[day]) for day in days)
    return {day: score for day, score in known if score is not None}


def open_cards(
    person: Person, standing: Standing, found: Weekly, paused: Iterable[Pause]
) -> list[Card]:
    """What today's page shows: flags of the last four weeks that were not read yet, each once."""
    since = clock.today(person) - 4 * WEEK
    cards = [
        Card(pause.raised, pause=pause)
        for pause in paused
        if pause.on >= since and pause.raised not in found.acks
    ]
    named: set[str] = set()
    for flag in found.raised:
        if flag.flag not in named and not _is_quiet(flag, found.acks):
            named.add(flag.flag)
            cards.append(_card(flag, found.acks, standing))
    return sorted(cards, key=lambda card: WEIGHT.index(card.raised.flag))


def _is_quiet(flag: Raised, acks: Iterable[Raised]) -> bool:
    """The person has read the same lately: a card is no reminder."""
    rest = timedelta(days=texts().flags.flags[flag.flag].quiet_days)
    return any(read.flag == flag.flag and read.on >= flag.on - rest for read in acks)


def cards_of_week(person: Person, standing: Standing, start: date) -> list[Card]:
    """What the week from a Monday raised, read or not; of a week that still runs, what is open."""
    until = start + WEEK
    if until > clock.today(person):
        return open_cards(person, standing, weekly(person), ())
    read = read_diaries(person, until)
    return [_card(flag, read.acks, standing) for flag in raised(read.diary, until)]


def _card(flag: Raised, acks: dict[Raised, Read], standing: Standing) -> Card:
    gentle = flag.flag == "F3" and _is_gentle_open(standing)
    return Card(flag, acks.get(flag), offers_gentle=gentle)


def _is_gentle_open(standing: Standing) -> bool:
    shelf, slug = library(), texts().check.gentle.routine
    if standing.answered_on is None or slug not in shelf.routines:
        return False
    answers, ok = standing.answers, standing.ok_given
    return effective(shelf.routines[slug], shelf.techniques, answers, ok_given=ok).is_playable
