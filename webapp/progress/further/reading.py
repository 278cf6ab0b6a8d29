"""What was felt, a row a day: one range of one table."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from webapp.extensions import db
from webapp.owned import Owner
from webapp.progress.further.patterns import Felt
from webapp.wellbeing.models import Checkin


def felt(user: Owner, first: date, last: date) -> dict[date, Felt]:
    """Mood, energy and the sources of stress of the days that have them."""
    told = Checkin.__table__.c
    own = select(told.date, told.mood, told.energy, told.tags).where(
        told.owner_id == user.id, told.date.between(first, last)
    )
    return {day: Felt(*rest) for day, *rest in db.session.execute(own)}
