"""What the pages of progress show: rows of the parts below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from webapp.accounts.models import User
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry, Pause
from webapp.practice.models import Practice
from webapp.progress.week.models import WeekPlan
from webapp.wellbeing.models import Checkin, SleepNight

TODAY = date(2026, 3, 11)
CAVEAT = (
    "Ratings often fall by themselves when you start on a bad moment; "
    "this number cannot separate the two."
)
Keep = Callable[..., None]


def row_of(model: Any, user: User, day: date) -> dict[str, Any]:
    """What every row of a model has, written at nine in the morning."""
    at = datetime.combine(day, time(9), UTC)
    known = {"id": uuid4(), "owner_id": user.id, "client_time": at, "received_at": at}
    return known | MORE[model](at)


@pytest.fixture
def keep(app: Flask) -> Keep:
    """Keeps rows: `keep(PainEntry, ann, local_date=…, score=…)`."""

    def write(model: Any, user: User, **values: Any) -> None:
        day = values.get("local_date") or values.get("date") or TODAY
        with app.app_context():
            db.session.add(model(**(row_of(model, user, day) | values)))
            db.session.commit()

    return write


MORE: dict[Any, Callable[[datetime], dict[str, Any]]] = {
    PainEntry: lambda at: {
        "at": at, "utc_offset": 0, "regions": {}, "qualities": [],
        "triggers": [], "remedies": [], "note": "",
    },
    DayRating: lambda at: {},
    Pause: lambda at: {},
    WeekPlan: lambda at: {},
    SleepNight: lambda at: {"time_zone": "Europe/London"},
    Checkin: lambda at: {"tags": [], "note": ""},
    Practice: lambda at: {
        "at": at, "utc_offset": 0, "tier": "standard", "check": {}, "planned_seconds": 480,
        "active_seconds": 480, "finished_at": at,
    },
}  # fmt: skip
