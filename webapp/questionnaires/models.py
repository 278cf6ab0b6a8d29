"""Answers to a questionnaire at a moment, with their score, and when each is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, Row, SmallInteger, func, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.accounts.models import Person
from webapp.columns import Instant, Json
from webapp.extensions import Base, db
from webapp.owned import Owned, Removable, Write, index_of_some, owned_table
from webapp.questionnaires import rules
from webapp.questionnaires.sheets import Sheet, sheets

SHOWN = 26


class Questionnaire(Removable, Owned, Base):
    """One questionnaire, answered once: all its answers, and the score that came of them."""

    __tablename__ = "questionnaires"
    __table_args__ = owned_table(
        Index("ix_questionnaires_owner_kind_at", "owner_id", "kind", "at"),
        Index("ix_questionnaires_owner_at", "owner_id", "at"),
        index_of_some("ix_questionnaires_removed", "removed_at", where="removed_at IS NOT NULL"),
        CheckConstraint("kind IN ('peg', 'pgic', 'rmdq', 'pss4', 'pss10')", name="kind"),
        CheckConstraint("score BETWEEN 0 AND 40", name="score"),
        CheckConstraint("utc_offset BETWEEN -1440 AND 1440", name="utc_offset"),
    )

    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    local_date: Mapped[date] = mapped_column(Date)
    utc_offset: Mapped[int] = mapped_column(SmallInteger)
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    score: Mapped[float]

    @classmethod
    def answer(cls, user: Any, write: Write, kind: str, answers: dict[str, Any]) -> Questionnaire:
        """Keeps the answers once, at the moment of Save."""
        at = min(write.pressed_at, clock.now())
        day, offset = clock.local_parts(user, at)
        row, _ = cls.create_once(
            user,
            write,
            kind=kind,
            at=at,
            local_date=day,
            utc_offset=offset,
            answers=answers,
            score=rules.score_of(kind, answers),
            retrospective=write.is_late_for(at),
        )
        return row

    @classmethod
    def latest(cls, user: Any, kind: str) -> Sequence[Questionnaire]:
        """The last half year's answers of one kind, newest first."""
        own = cls.of(user).where(cls.kind == kind, cls.removed_at.is_(None))
        return db.session.scalars(own.order_by(cls.at.desc()).limit(SHOWN)).all()

    @classmethod
    def first_score(cls, user: Any, kind: str) -> Row[date, float] | None:
        """When one kind was answered for the first time, and its score."""
        own = select(cls.local_date, cls.score).where(
            cls.owner_id == user.id, cls.kind == kind, cls.removed_at.is_(None)
        )
        return db.session.execute(own.order_by(cls.at).limit(1)).first()

    @classmethod
    def last_days(cls, user: Any) -> dict[str, date]:
        """The day of the last answers of each kind."""
        newest = select(cls.kind, func.max(cls.local_date)).where(
            cls.owner_id == user.id, cls.removed_at.is_(None)
        )
        return {kind: day for kind, day in db.session.execute(newest.group_by(cls.kind))}  # noqa: C416


@dataclass(frozen=True)
class Turn:
    """When a person is asked a questionnaire."""

    sheet: Sheet
    plan: rules.Plan
    last: date | None
    due: date | None

    def is_due(self, today: date) -> bool:
        """It is asked today."""
        return self.due is not None and self.due <= today


def turn_of(person: Person, sheet: Sheet, last: date | None) -> Turn:
    """When this person is asked this questionnaire, last answered on that day."""
    plan = rules.Plan.read(person.schedules.get(sheet.kind), sheet.every_days if sheet.asked else 0)
    began = clock.local(person, person.created_at).date()
    first = began + timedelta(days=sheet.first_after_days)
    return Turn(sheet, plan, last, plan.due_on(last, first))


def turns(person: Person, last_days: Mapping[str, date]) -> list[Turn]:
    """Every questionnaire of this installation, with when it is asked."""
    return [turn_of(person, sheet, last_days.get(kind)) for kind, sheet in sheets().items()]


def due(person: Person, last_days: Mapping[str, date], today: date) -> Iterable[Turn]:
    """The questionnaires to ask today; none of someone who is asked rarely."""
    if person.is_sparse:
        return []
    return [turn for turn in turns(person, last_days) if turn.is_due(today)]
