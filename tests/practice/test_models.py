"""Practices as rows: the person's day, what the timeline reads, what the next tier hears."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from tests.conftest import NOON
from webapp import clock
from webapp.extensions import db
from webapp.owned import Write
from webapp.practice.models import Practice, past_of

BEGUN: dict[str, Any] = {
    "routine": "travel",
    "tier": "standard",
    "pain_before": 6,
    "expectation": None,
    "check": {"today": []},
    "planned_seconds": 240,
}
ENDED: dict[str, Any] = {"pain_after": 4, "active_seconds": 240, "steps_done": 7}


class Londoner:
    """A person as far as their rows and their clock need one."""

    time_zone = "Europe/London"

    def __init__(self, id: int) -> None:
        self.id = id


def write(at: datetime | None = None, base: int | None = None) -> Write:
    """A write at this moment."""
    return Write(uuid7(), at or clock.now(), base)


def started(user: Any, at: datetime, **changes: Any) -> Practice:
    """A practice begun then."""
    row = Practice.start(user, write(at), **(BEGUN | changes))
    return Practice.one_of(user, row.id)


def test_a_practice_belongs_to_the_day_on_the_persons_clock(app: Flask, ann: Any, at: Any) -> None:
    half_past_midnight = at(datetime(2026, 7, 1, 23, 30, tzinfo=UTC))  # 00:30 in London
    with app.app_context():
        row = started(Londoner(ann.id), half_past_midnight)
    assert (row.local_date, row.utc_offset) == (date(2026, 7, 2), 60)


def test_an_end_never_lies_before_its_beginning(app: Flask, ann: Any) -> None:
    with app.app_context():
        row = started(Londoner(ann.id), NOON)
        row.finish(write(NOON - timedelta(hours=5)), **ENDED)
    assert row.finished_at == NOON


@pytest.mark.parametrize(("hours", "beyond_24", "beyond_48"), [(20, 0, 0), (30, 1, 0), (50, 1, 1)])
def test_soreness_counts_by_when_it_is_told(
    app: Flask, ann: Any, at: Any, hours: int, beyond_24: int, beyond_48: int
) -> None:
    me = Londoner(ann.id)
    with app.app_context():
        row = started(me, NOON)
        row.finish(write(), **ENDED)
        at(NOON + timedelta(hours=hours))
        row.note_effects(write(), ["soreness"])
        db.session.flush()
        [past] = past_of(Practice.earlier(me, "travel"))
    assert (past.sore_beyond_24_h, past.sore_beyond_48_h) == (beyond_24, beyond_48)


def test_the_next_check_tells_of_the_practice_before_it(app: Flask, ann: Any, at: Any) -> None:
    me = Londoner(ann.id)
    with app.app_context():
        for day, today in ((0, []), (1, ["sore"])):
            at(NOON + timedelta(days=day))
            started(me, clock.now(), check={"today": today}).finish(write(), **ENDED)
        db.session.flush()
        newest_first = past_of(Practice.earlier(me, "travel"))
    assert [past.sore_beyond_24_h for past in newest_first] == [False, True]


@pytest.mark.parametrize(
    "wrong", [{"pain_before": 11}, {"tier": "huge"}, {"planned_seconds": -1}, {"expectation": -1}]
)
def test_the_database_itself_refuses_what_cannot_be(
    app: Flask, ann: Any, wrong: dict[str, Any]
) -> None:
    with app.app_context(), pytest.raises(IntegrityError):
        started(Londoner(ann.id), NOON, **wrong)
