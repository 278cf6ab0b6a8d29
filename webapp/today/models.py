"""“Not this one”: a routine that a person does not want suggested for a week."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.accounts.models import Person
from webapp.columns import Instant
from webapp.extensions import Base, db
from webapp.owned import Act, Owned, Write, at_index, owned_table


class Passed(Owned, Base):
    """A routine passed over at an instant; it is not suggested for a week, or until `ended_at`."""

    __tablename__ = "passed_routines"
    __table_args__ = owned_table(at_index("passed_routines"))

    routine: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)

    @classmethod
    def over(cls, user: Person, write: Write, routine: str) -> Passed:
        """Keeps once that this routine is not wanted now."""
        at = min(write.pressed_at, clock.now())
        row, _ = cls.create_once(user, write, routine=routine, at=at)
        return row

    @classmethod
    def end(cls, user: Person, write: Write, routine: str) -> None:
        """It may be suggested again."""
        for row in db.session.scalars(cls.of(user).where(cls.routine == routine)):
            if row.ended_at is None:
                row.change(ended_at=clock.now())
        Act.once(user.id, write)
