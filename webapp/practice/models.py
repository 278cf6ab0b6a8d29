"""One timed run of a routine: how it began, what was done, and how it left the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Date, SmallInteger, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.columns import Instant, Json
from webapp.database import named
from webapp.extensions import Base, db
from webapp.owned import Outcome, Owned, Write, at_index, owned_table
from webapp.practice import rules

MOST_EARLIER = 200


def _score(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 0 AND 10", name=name)


def _seconds(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 0 AND {rules.LONGEST_SECONDS}", name=name)


class Practice(Owned, Base):
    """A practice: begun with a check and a rating, finished with another, asked about next day."""

    __tablename__ = "practices"
    __table_args__ = owned_table(
        at_index("practices"),
        *(_score(name) for name in ("pain_before", "expectation", "pain_after")),
        *(_seconds(name) for name in ("planned_seconds", "active_seconds")),
        CheckConstraint("tier IN ('short', 'standard', 'long')", name="tier"),
        CheckConstraint("kind IN ('routine', 'professional')", name="kind"),
        CheckConstraint("utc_offset BETWEEN -1440 AND 1440", name="utc_offset"),
        CheckConstraint("steps_done >= 0 AND steps_skipped >= 0", name="steps"),
        CheckConstraint("length(note) <= 2000", name="note"),
        CheckConstraint("length(title) <= 120", name="title"),
    )

    routine: Mapped[str]
    """The slug of the routine; of the technique, where a professional did it."""
    title: Mapped[str] = mapped_column(default="")
    """What a person's own routine was called then; empty for those of the library."""
    kind: Mapped[str] = mapped_column(default="routine")
    tier: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    local_date: Mapped[date] = mapped_column(Date)
    utc_offset: Mapped[int] = mapped_column(SmallInteger)
    pain_before: Mapped[int] = mapped_column(SmallInteger)
    expectation: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    check: Mapped[dict[str, list[str]]] = mapped_column(Json)
    planned_seconds: Mapped[int]
    blocked_late: Mapped[bool] = mapped_column(default=False)

    finished_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    pain_after: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    active_seconds: Mapped[int | None] = mapped_column(default=None)
    steps_done: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    steps_skipped: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    step_seconds: Mapped[list[int] | None] = mapped_column(Json, default=None)
    hurt_at: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    hurt: Mapped[dict[str, Any] | None] = mapped_column(Json, default=None)
    """What hurt, as it was then: name, technique, region, side and pressure of that step."""
    eased_at: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    note: Mapped[str] = mapped_column(Text, default="")

    effects: Mapped[list[str] | None] = mapped_column(Json, default=None)
    effects_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    still_sore: Mapped[bool | None] = mapped_column(default=None)
    """Whether soreness that was told the morning after was still there after two days."""

    # Its verbs

    @classmethod
    def start(cls, user: Any, write: Write, **values: Any) -> Practice:
        """Writes down once that a practice began, at the moment of the tap on Start."""
        at = min(write.pressed_at, clock.now())
        day, offset = clock.local_parts(user, at)
        when = {"at": at, "local_date": day, "utc_offset": offset}
        late = write.is_late_for(at)
        row, _ = cls.create_once(user, write, retrospective=late, **values, **when)
        return row

    @classmethod
    def note_session(
        cls, user: Any, write: Write, *, at: datetime, length: timedelta, **values: Any
    ) -> Practice:
        """Keeps a session with a professional, after it, at the moment at which it began."""
        day, offset = clock.local_parts(user, at)
        seconds = int(length.total_seconds())
        row, _ = cls.create_once(
            user,
            write,
            kind="professional",
            tier=rules.FIRST_TIER,
            check={},
            at=at,
            local_date=day,
            utc_offset=offset,
            planned_seconds=seconds,
            active_seconds=seconds,
            finished_at=min(at + length, clock.now()),
            retrospective=write.is_late_for(at),
            **values,
        )
        return row

    def finish(self, write: Write, **results: Any) -> Outcome:
        """Files the end once; a second, different end is kept beside the first."""
        moment = max(self.at, min(write.pressed_at, clock.now()))
        if self.finished_at is not None:
            write = replace(write, base_version=0)
        return self.revise(write, finished_at=moment, **results)

    def note_effects(self, write: Write, effects: list[str]) -> Outcome:
        """Keeps what the person noticed the morning after; "none" is an answer too."""
        return self.revise(write, effects=effects, effects_at=clock.now())

    def note_soreness(self, write: Write, still: bool) -> Outcome:
        """Keeps whether the soreness lasted for more than two days."""
        return self.revise(write, still_sore=still)

    # What it says about itself

    @property
    def is_professional(self) -> bool:
        """Somebody else did it; `routine` names the technique."""
        return self.kind == "professional"

    @property
    def is_done(self) -> bool:
        """At least 80 % of the planned time."""
        return rules.is_done(self.planned_seconds, self.active_seconds or 0)

    @property
    def credit(self) -> int:
        """Per cent of the planned time."""
        return rules.credit(self.planned_seconds, self.active_seconds or 0)

    @property
    def rise(self) -> int | None:
        """Pain after minus pain before."""
        return rules.change(self.pain_before, self.pain_after)

    def asks_for_effects(self, user: Any) -> bool:
        """The morning after has come, and nothing was told yet."""
        return self.finished_at is not None and clock.today(user) > self.local_date

    # Reading several

    @classmethod
    def was_any(cls, user: Any) -> bool:
        """Whether the person has ended a practice before, of whatever routine."""
        ended = select(cls.id).where(cls.owner_id == user.id, cls.finished_at.is_not(None))
        return db.session.scalar(ended.limit(1)) is not None

    @classmethod
    def earlier(cls, user: Any, routine: str, before: datetime | None = None) -> Sequence[Any]:
        """The person's finished practices of this routine, newest first."""
        query = _told(cls).where(
            cls.owner_id == user.id, cls.routine == routine, cls.finished_at.is_not(None)
        )
        if before is not None:
            query = query.where(cls.at < before)
        return named(db.session.execute(query.order_by(cls.at.desc()).limit(MOST_EARLIER)))


def _told(cls: type[Practice]) -> Any:
    return select(
        cls.id,
        cls.routine,
        cls.kind,
        cls.title,
        cls.tier,
        cls.at,
        cls.local_date,
        cls.pain_before,
        cls.pain_after,
        cls.planned_seconds,
        cls.active_seconds,
        cls.finished_at,
        cls.hurt_at,
        cls.effects,
        cls.effects_at,
        cls.still_sore,
        cls.check,
        cls.blocked_late,
        cls.retrospective,
    )


def past_of(rows: Sequence[Any]) -> list[rules.Past]:
    """Practices, newest first, as the choice of a tier needs them.

    Soreness told the morning after counts as beyond 24 or 48 h by the time it was told, or where
    they said so two days later; the next practice's check says of the one before it that it left
    them sore for over a day.
    """
    return [_past(row, newer) for row, newer in zip(rows, [None, *rows], strict=False)]


def _past(row: Any, newer: Any) -> rules.Past:
    sore = "soreness" in (row.effects or ())
    hours = (row.effects_at - row.finished_at) / timedelta(hours=1) if sore else 0
    told_later = newer is not None and "sore" in newer.check.get("today", ())
    return rules.Past(
        tier=row.tier,
        done=rules.is_done(row.planned_seconds, row.active_seconds or 0),
        rise=rules.change(row.pain_before, row.pain_after),
        sore_beyond_24_h=told_later or hours > 24 or bool(row.still_sore),
        sore_beyond_48_h=hours > 48 or bool(row.still_sore),
    )
