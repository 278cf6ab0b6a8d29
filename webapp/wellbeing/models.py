"""Nights as they were told, and how a day felt. What follows from a night is derived, not kept."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, SmallInteger, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from webapp import clock
from webapp.columns import Json
from webapp.extensions import Base
from webapp.owned import LATE, Dated, Outcome, Write, dated_table
from webapp.wellbeing import rules


class ClockTime(TypeDecorator[time]):
    """A clock time without a date, kept as HH:MM."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: time | str | None, dialect: Dialect) -> str | None:
        """Takes a time, or its text (a kept edit holds plain values)."""
        return None if value is None else str(value)[:5]

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """A time again, by one plain call a value: a page reads hundreds."""
        return _time_of


def _time_of(value: str | None) -> time | None:
    return None if value is None else time.fromisoformat(value)


def _between(name: str, low: int, high: int) -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN {low} AND {high}", name=name)


class SleepNight(Dated, Base):
    """One night, by the day of getting up; every answer may be missing."""

    __tablename__ = "sleep_nights"
    __table_args__ = dated_table(
        "sleep_nights",
        _between("sol", 0, rules.MAX_SOL),
        _between("awakenings", 0, rules.MAX_AWAKENINGS),
        _between("waso", 0, rules.MAX_WASO),
        _between("quality", 1, 5),
    )

    into_bed: Mapped[time | None] = mapped_column(ClockTime, default=None)
    lights_out: Mapped[time | None] = mapped_column(ClockTime, default=None)
    sol: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    awakenings: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    waso: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    final_wake: Mapped[time | None] = mapped_column(ClockTime, default=None)
    out_of_bed: Mapped[time | None] = mapped_column(ClockTime, default=None)
    quality: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    pain_woke: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str] = mapped_column(String(64))

    @classmethod
    def put(cls, user: Any, write: Write, night: rules.Night) -> tuple[SleepNight, Outcome]:
        """Keeps the night of this day; a second one replaces the first."""
        late = clock.now() - rules.ended_at(night) > LATE
        told = {name: getattr(night, name) for name in rules.ANSWERS}
        values = told | {"time_zone": night.time_zone, "retrospective": late}
        return cls.put_once(user, write, night.date, **values)

    def change(self, **changes: Any) -> None:
        """Sets the values and counts the version; a kept edit holds clock times as text."""
        for name, value in changes.items():
            if name in rules.CLOCKS and isinstance(value, str):
                changes[name] = time.fromisoformat(value)
        super().change(**changes)

    @property
    def night(self) -> rules.Night:
        """The night in plain values."""
        return rules.night_from(self)

    @property
    def derived(self) -> rules.Derived:
        """What follows from it."""
        return rules.derive(self.night)


class FunctionCheck(Dated, Base):
    """What somebody could do in the last days: the check-in that comes before numbers."""

    __tablename__ = "function_checks"
    __table_args__ = dated_table(
        "function_checks",
        _between("ability", 1, 5),
        CheckConstraint("length(note) <= 2000", name="note"),
    )

    ability: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    did: Mapped[list[str]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(Text)

    @classmethod
    def put(cls, user: Any, write: Write, day: date, **told: Any) -> tuple[FunctionCheck, Outcome]:
        """Keeps what could be done; a second one of the day replaces the first."""
        late = clock.now() - clock.end_of(user, day) > LATE
        return cls.put_once(user, write, day, retrospective=late, **told)


class Checkin(Dated, Base):
    """How a day felt: stress, mood and energy 0-10, each if told."""

    __tablename__ = "checkins"
    __table_args__ = dated_table(
        "checkins",
        _between("stress", 0, 10),
        _between("mood", 0, 10),
        _between("energy", 0, 10),
        CheckConstraint("length(note) <= 2000", name="note"),
    )

    stress: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    mood: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    energy: Mapped[int | None] = mapped_column(SmallInteger, default=None)
    tags: Mapped[list[str]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(Text)

    @classmethod
    def put(cls, user: Any, write: Write, day: date, **told: Any) -> tuple[Checkin, Outcome]:
        """Keeps how this day felt; a second one replaces the first."""
        late = clock.now() - clock.end_of(user, day) > LATE
        return cls.put_once(user, write, day, retrospective=late, **told)
