"""What the journal keeps, and what it refuses to lose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.conftest import NOON
from webapp.extensions import db
from webapp.journal.models import DayRating, EarlierVersion, PainEntry
from webapp.journal.timeline import timeline
from webapp.owned import KeptEdit, Write


class Someone:
    """A person in plain values."""

    def __init__(self, id: int, time_zone: str = "Europe/London") -> None:
        self.id, self.time_zone = id, time_zone


def write(base_version: int | None = None, at: datetime = NOON, id: UUID | None = None) -> Write:
    return Write(id or uuid4(), at, base_version)


def stored(person: Someone, score: int, **told: Any) -> PainEntry:
    """An entry as the next request finds it."""
    return PainEntry.one_of(person, PainEntry.log(person, write(), score=score, **told).id)


@pytest.fixture
def person(app: Flask, ann: Any) -> Any:
    with app.app_context(), app.test_request_context("/", method="POST"):
        yield Someone(ann.id)
        db.session.rollback()


def test_a_score_alone_is_an_entry_at_the_persons_own_day(person: Someone) -> None:
    person.time_zone = "Pacific/Auckland"
    entry = PainEntry.log(person, write(), score=0)
    assert (entry.local_date, entry.utc_offset) == (date(2026, 3, 12), 780)
    assert (entry.score, entry.regions, entry.note) == (0, {}, "")


def test_the_same_write_twice_is_one_entry(person: Someone) -> None:
    first = write()
    PainEntry.log(person, first, score=6)
    again = PainEntry.log(person, first, score=2)
    assert again.score == 6
    assert len(db.session.scalars(PainEntry.of(person)).all()) == 1


def test_a_phone_an_hour_ahead_pressed_save_an_hour_before_its_clock_says() -> None:
    assert Write(uuid4(), NOON, clock_offset=3600).pressed_at == NOON - timedelta(hours=1)


def test_an_entry_that_waited_two_days_is_marked(person: Someone) -> None:
    waited = PainEntry.log(person, write(at=NOON - timedelta(days=2)), score=4)
    assert waited.retrospective
    assert waited.at == NOON - timedelta(days=2)
    assert not PainEntry.log(person, write(at=NOON - timedelta(hours=23)), score=4).retrospective


def test_an_edit_from_an_old_version_waits_beside_the_entry(person: Someone) -> None:
    entry = stored(person, 4)
    assert entry.edit(person, write(1), score=5) == "applied"
    assert entry.edit(person, write(1), score=9, note="worse") == "kept"
    assert entry.score == 5
    [edit] = entry.kept_edits()

    entry.settle(person, write(), edit.id, use_it=True)

    assert (entry.score, entry.note, entry.kept_edits()) == (9, "worse", [])


def test_a_removed_entry_stays_removed_for_edits(person: Someone) -> None:
    entry = stored(person, 4)
    entry.remove(write())
    db.session.flush()
    assert entry.edit(person, write(2), score=5) == "kept"
    assert entry.removed_at is not None
    assert entry.score == 4


def test_choosing_the_change_brings_a_removed_entry_back(person: Someone) -> None:
    entry = stored(person, 4)
    entry.remove(write())
    entry.edit(person, write(2), score=5)
    db.session.flush()
    entry.settle(person, write(), entry.kept_edits()[0].id, use_it=True)
    assert (entry.removed_at, entry.score) == (None, 5)


def test_what_was_removed_a_week_ago_is_erased(person: Someone, at: Any) -> None:
    old, new = stored(person, 1), stored(person, 2)
    old.remove(write())
    at(NOON + timedelta(days=6))
    new.remove(write())
    db.session.flush()
    PainEntry.purge(NOON + timedelta(days=5))
    assert [entry.score for entry in db.session.scalars(PainEntry.of(person))] == [2]


def test_a_second_rating_of_a_day_replaces_the_first(person: Someone) -> None:
    day = date(2026, 3, 11)
    DayRating.put(person, write(0), day, average=4, worst=6)
    rating, outcome = DayRating.put(person, write(1), day, average=5, worst=None)
    assert (outcome, rating.average, rating.worst, rating.version) == ("applied", 5, None, 2)
    stale, outcome = DayRating.put(person, write(1), day, average=9, worst=9)
    assert (outcome, stale.average) == ("kept", 5)


@pytest.mark.parametrize("score", [-1, 11])
def test_the_database_itself_refuses_a_score_off_the_scale(person: Someone, score: int) -> None:
    with pytest.raises(IntegrityError):
        PainEntry.log(person, write(), score=score)


def test_the_timeline_turns_its_pages_without_losing_a_day(person: Someone) -> None:
    days = [date(2026, 3, 11) - timedelta(days=gap) for gap in (0, 1, 6, 7, 13, 14, 40, 41, 400)]
    for day in days:
        DayRating.put(person, write(), day, average=3, worst=4)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        PainEntry.log(person, write(), score=2, at=noon)
    seen, newest = [], date(2026, 3, 12)
    while True:
        page = timeline(person, newest)
        seen += [(day.date, len(day.moments), len(day.facts)) for day in page.days]
        if page.before is None:
            break
        newest = page.before - timedelta(days=1)
    assert seen == [(day, 1, 1) for day in days]


def test_a_day_in_the_timeline_is_the_day_where_the_person_was(person: Someone) -> None:
    person.time_zone = "Pacific/Kiritimati"
    PainEntry.log(person, write(), score=2, at=datetime(2026, 3, 9, 10, 30, tzinfo=UTC))
    person.time_zone = "Pacific/Pago_Pago"
    PainEntry.log(person, write(), score=3, at=datetime(2026, 3, 9, 10, 45, tzinfo=UTC))
    days = {day.date: [row.score for _, row in day.moments] for day in timeline(person, date(2026, 3, 12)).days}  # fmt: skip # noqa: E501
    assert days == {date(2026, 3, 10): [2], date(2026, 3, 8): [3]}


def test_another_persons_kept_edit_cannot_be_taken(person: Someone, bob: Any) -> None:
    mine = stored(person, 4)
    mine.edit(person, write(9), score=5)
    db.session.flush()
    his = stored(Someone(bob.id), 1)
    edit = db.session.query(KeptEdit).one()
    with pytest.raises(Exception, match="404"):
        his.settle(Someone(bob.id), write(), edit.id, use_it=True)


def test_what_is_erased_leaves_no_history_and_no_waiting_edit(person: Someone) -> None:
    gone, left = stored(person, 4), stored(person, 5)
    for entry in (gone, left):
        entry.edit(person, write(1), score=6, note="to be forgotten")
        entry.edit(person, write(1), note="waits")
    gone.remove(write())
    db.session.flush()
    PainEntry.purge(NOON + timedelta(days=8))
    for beside in (KeptEdit, EarlierVersion):
        assert {row.entry_id for row in db.session.query(beside)} == {left.id}
