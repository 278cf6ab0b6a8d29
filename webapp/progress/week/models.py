"""A plan, and what was done of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, SmallInteger, func, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.extensions import Base, db
from webapp.owned import Owned, Owner, Write, owned_table
from webapp.practice.models import Practice
from webapp.practice.rules import DONE_PERCENT
from webapp.progress.reading import moments_of
from webapp.questionnaires.models import Questionnaire

MOST = 21


class WeekPlan(Owned, Base):
    """So many practices a week, from a day on until another plan; none is 0."""

    __tablename__ = "week_plans"
    __table_args__ = owned_table(
        CheckConstraint(f"practices BETWEEN 0 AND {MOST}", name="practices"),
    )

    practices: Mapped[int] = mapped_column(SmallInteger)
    from_date: Mapped[date] = mapped_column(Date)

    @classmethod
    def begin(cls, user: Any, write: Write, practices: int) -> WeekPlan:
        """Keeps the plan once, from today on."""
        row, _ = cls.create_once(user, write, practices=practices, from_date=clock.today(user))
        return row

    @classmethod
    def in_force(cls, user: Owner, *lasts: date) -> list[int]:
        """The plan of each week that ends with one of these days; 0 without one."""
        own = select(cls.from_date, cls.practices).where(cls.owner_id == user.id)
        rows = db.session.execute(own.order_by(cls.from_date, cls.id)).all()
        told = [[count for begun, count in rows if begun <= last] for last in lasts]
        return [known[-1] if known else 0 for known in told]


def done_on(user: Owner, first: date, last: date) -> Mapping[date, int]:
    """How many practices were done, to at least 80 % of their time, by day."""
    told = Practice.__table__.c
    done = told.active_seconds * 100 >= told.planned_seconds * DONE_PERCENT
    span, within = moments_of(user, Practice.__table__, first, last)
    count = select(told.local_date, func.count()).where(within, told.finished_at.is_not(None), done)
    return dict(db.session.execute(count.group_by(told.local_date), span).all())


def peg_between(user: Owner, first: date, last: date) -> Sequence[Any]:
    """The PEG scores of these days (local_date, score), oldest first."""
    asked = Questionnaire.__table__
    span, within = moments_of(user, asked, first, last)
    told = asked.c
    own = select(told.local_date, told.score).where(
        within, told.kind == "peg", told.removed_at.is_(None), told.score.is_not(None)
    )
    return db.session.execute(own.order_by(told.at), span).all()
