"""F6: a routine after which it hurt more is paused, and offered shorter and softer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from webapp.database import named
from webapp.extensions import db
from webapp.journal.models import PainEntry
from webapp.practice import rules
from webapp.safety.flags import Raised, Session, flared
from webapp.safety.models import FlagAck

DAY = timedelta(days=1)
WORDS = {
    "after": "Right after it your pain was {rise} points higher than before.",
    "morning": "Twice running your pain was higher by two points or more the morning after.",
}


@dataclass(frozen=True)
class Pause:
    """Why a routine is paused: the day of the practice that paused it, its tier, and “after” or
    “morning” (see `flared`); `rise` in points right after it; `title` of an own routine."""

    routine: str
    on: date
    tier: str
    why: str
    rise: int
    title: str = ""

    @property
    def raised(self) -> Raised:
        """The flag that says so."""
        return Raised("F6", self.on, self.routine)

    @property
    def words(self) -> str:
        """The reason, for the person."""
        return WORDS[self.why].format(rise=self.rise)

    @property
    def tiers(self) -> tuple[str, ...]:
        """The gentler tiers at which it may be tried again; none below the gentlest."""
        return rules.TIERS[: rules.TIERS.index(self.tier)]

    def open_tiers(self, user: Any) -> tuple[str, ...]:
        """The tiers that are open now: the gentlest may be tried again once its card was read."""
        if self.tiers or not FlagAck.has_read(user, self.raised):
            return self.tiers
        return rules.TIERS[:1]


def pause_of(user: Any, newest_first: Sequence[Any]) -> Pause | None:
    """Whether one routine is paused, from its finished practices."""
    two = newest_first[:2]
    days = {row.local_date + DAY for row in two}
    known = mornings(user, days) if len(two) == 2 else {}
    return judged(two, known)


def judged(newest_first: Sequence[Any], mornings: Mapping[date, int]) -> Pause | None:
    """The pause that the last two practices of a routine ask for, with the pain of mornings. What
    a professional did pauses nothing: there is no routine to offer softer."""
    if any(row.kind == "professional" for row in newest_first[:1]):
        return None
    sessions = [
        Session(row.pain_before, row.pain_after, mornings.get(row.local_date + DAY))
        for row in reversed(newest_first[:2])
    ]
    why = flared(sessions)
    if not why:
        return None
    last = newest_first[0]
    rise = rules.change(last.pain_before, last.pain_after) or 0
    return Pause(last.routine, last.local_date, last.tier, why, rise, last.title)


def mornings(user: Any, days: Collection[date]) -> dict[date, int]:
    """The first pain that was noted before noon on each of these days, 0-10."""
    if not days:
        return {}
    first, last = (datetime.combine(day, time(), UTC) for day in (min(days), max(days)))
    entry = PainEntry
    query = select(entry.local_date, entry.at, entry.utc_offset, entry.score).where(
        entry.owner_id == user.id,
        entry.at.between(first - DAY, last + 2 * DAY),
        entry.local_date.in_(days),
        entry.removed_at.is_(None),
    )
    found: dict[date, int] = {}
    for row in named(db.session.execute(query.order_by(entry.at))):
        if (row.at + timedelta(minutes=row.utc_offset)).hour < 12:
            found.setdefault(row.local_date, row.score)
    return found
