"""Rows are read by name from named tuples: SQLAlchemy's own are ten times as slow at it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import Row

from tests.progress.conftest import TODAY, Keep
from tests.visits import Visitor
from webapp.accounts.models import User
from webapp.database import named
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry, Pause
from webapp.practice.models import Practice
from webapp.wellbeing.models import Checkin, SleepNight


def test_a_result_becomes_tuples_with_the_names_of_its_columns(app: Flask) -> None:
    two = text("SELECT 1 AS a, 'x' AS note UNION ALL SELECT 2, NULL ORDER BY a")
    with app.app_context():
        rows = named(db.session.execute(two))
    assert rows == [(1, "x"), (2, None)]
    assert [(row.a, row.note) for row in rows] == [(1, "x"), (2, None)]
    assert not isinstance(rows[0], Row)


def test_two_columns_of_one_name_are_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="duplicate field name"):
        named(db.session.execute(text("SELECT 1 AS a, 2 AS a")))


@pytest.mark.parametrize(
    "page", ["/today", "/journal", "/progress", "/progress/weeks/2026-W11", "/routines"]
)
def test_no_page_asks_a_row_of_sqlalchemys_for_a_name(
    as_ann: Visitor, ann: User, keep: Keep, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    for n in range(4):
        day = TODAY - timedelta(days=n)
        keep(PainEntry, ann, local_date=day, score=4, note="stiff")
        keep(Practice, ann, local_date=day, routine="travel", pain_before=6, pain_after=5)
        keep(DayRating, ann, date=day, average=4, worst=6)
        keep(Checkin, ann, date=day, stress=3)
        keep(SleepNight, ann, date=day, lights_out=time(23), final_wake=time(7), sol=9, waso=9)
    keep(Pause, ann, kind="flare", from_date=TODAY, until_date=None)
    asked: list[str] = []
    plain = Row.__getattribute__

    def note(row: Any, name: str) -> Any:
        if not name.startswith("_"):
            asked.append(name)
        return plain(row, name)

    monkeypatch.setattr(Row, "__getattribute__", note)
    assert as_ann.visit(page).status == 200
    assert asked == []
