"""Today of a person: what they told, what is due, what suits them now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp import clock
from webapp.accounts.models import Person
from webapp.accounts.rules import is_outgrown
from webapp.library.models import Routine
from webapp.progress import flags
from webapp.questionnaires.models import Turn, due
from webapp.safety.models import Card, Standing
from webapp.today.reading import Facts, lately
from webapp.today.rules import Suggestion, part_of_day
from webapp.today.suggesting import moment_of, open_routines, suggestions
from webapp.wellbeing.rules import is_check_due

AT_THE_START = timedelta(days=14)
TWO_DAYS = timedelta(hours=48)
SUPPORT = "F8"


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
    practices, facts = lately(person, now), Facts.of(person, now, today)
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
