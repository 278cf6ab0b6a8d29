"""What a person answered: one row a screening, the latest counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import g
from sqlalchemy import CheckConstraint, Index, Select, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.accounts.models import ANSWERS, Person
from webapp.columns import Instant, Json
from webapp.extensions import Base, db
from webapp.owned import Owned, Write, owned_table
from webapp.safety.book import Answers, Kind, is_due
from webapp.safety.flags import ASKING, Raised
from webapp.safety.screening import texts

SCREENING = "screening"
JOURNAL = "journal"


@dataclass(frozen=True)
class Standing:
    """Where a person stands with the safety questions, as plain values.

    `answered_on`: their day of the last full screening or flag, None before the first.
    `is_due`: it is to be asked (again). `ok_at`: when they confirmed a clinician's OK.
    """

    answers: Answers
    answered_on: dt.date | None = None
    is_due: bool = True
    ok_at: dt.datetime | None = None
    wording: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """The ticked keys."""
        return self.answers.keys

    @property
    def kind(self) -> Kind:
        """The most serious class among them."""
        return self.answers.kind

    @property
    def ok_given(self) -> bool:
        """A clinician or pharmacist said that gentle self-massage is fine."""
        return self.ok_at is not None

    @property
    def needs_ok(self) -> bool:
        """Something ticked needs a clinician's OK, and it is not recorded."""
        limits = self.answers.book.limits
        return not self.ok_given and any(limits[key].needs_ok for key in self.keys & limits.keys())

    @property
    def is_off(self) -> bool:
        """Something ticked rules out all massage until a clinician has cleared it."""
        limits = self.answers.book.limits
        return any(limits[key].block for key in self.keys & limits.keys())


class Screening(Owned, Base):
    """The answers of one day. Regions are content regions; keys are those of screening.yaml.

    An emergency answer is kept as such only if the person agreed; otherwise the row holds the
    word "emergency" alone, so that the block holds.
    """

    __tablename__ = "screenings"
    __table_args__ = owned_table()

    at: Mapped[dt.datetime] = mapped_column(Instant)
    local_date: Mapped[dt.date]
    utc_offset: Mapped[int]
    keys: Mapped[list[str]] = mapped_column(Json)
    regions: Mapped[list[str]] = mapped_column(Json)
    wording: Mapped[str]
    source: Mapped[str] = mapped_column(default=SCREENING)
    ok_at: Mapped[dt.datetime | None] = mapped_column(Instant, default=None)

    @classmethod
    def answer(
        cls,
        user: Person,
        write: Write,
        keys: Iterable[str],
        regions: Iterable[str] = (),
        *,
        keep_emergency: bool = False,
        source: str = SCREENING,
        ok_at: dt.datetime | None = None,
    ) -> Screening:
        """Keeps the answers, once a write; they count from now on."""
        now = clock.now()
        local_date, utc_offset = clock.local_parts(user, now)
        row, _ = cls.create_once(
            user,
            write,
            at=now,
            local_date=local_date,
            utc_offset=utc_offset,
            keys=sorted(_kept(keys, keep_emergency)),
            regions=sorted(regions),
            wording=texts().screening.version,
            source=source,
            ok_at=ok_at,
        )
        _forget()
        return row

    @classmethod
    def flag(
        cls,
        user: Person,
        write: Write,
        keys: Iterable[str],
        source: str,
        *,
        keep_emergency: bool = False,
    ) -> Screening:
        """Flag F1: signs ticked outside the screening ("practice", "journal") block as in it."""
        before = standing(user)
        every = before.keys | set(keys)
        return cls.answer(
            user,
            write,
            every,
            before.answers.regions,
            keep_emergency=keep_emergency,
            source=source,
            ok_at=before.ok_at,
        )

    @classmethod
    def latest(cls, user: Person) -> Screening | None:
        """The answers that count: those that reached us last."""
        rows = cls.of(user).order_by(cls.received_at.desc(), cls.id.desc()).limit(1)
        return db.session.scalar(rows)

    def confirm_ok(self, write: Write) -> None:
        """A clinician or pharmacist said that gentle self-massage is fine; kept with its time."""
        self.revise(write, ok_at=clock.now())
        _forget()


class FlagAck(Owned, Base):
    """A journal flag that the person has read: the only thing about flags that is stored.

    `raised_on` and `subject` say which one it was; `answer` is “yes” or “no” where it asked.
    """

    __tablename__ = "flag_acks"
    __table_args__ = owned_table(
        Index("ix_flag_acks_owner_raised", "owner_id", "raised_on"),
        CheckConstraint("answer IN ('', 'yes', 'no')", name="answer"),
    )

    flag: Mapped[str] = mapped_column(String(2))
    raised_on: Mapped[dt.date]
    subject: Mapped[str] = mapped_column(String(100), default="")
    answer: Mapped[str] = mapped_column(String(3), default="")
    at: Mapped[dt.datetime] = mapped_column(Instant)

    @classmethod
    def read(cls, user: Person, write: Write, raised: Raised, answer: str = "") -> FlagAck:
        """Keeps once that the person has read the card. A yes to its question is an urgent sign."""
        told = {"flag": raised.flag, "raised_on": raised.on, "subject": raised.subject}
        row, new = cls.create_once(user, write, **told, answer=answer, at=clock.now())
        if new and raised.flag == ASKING and answer == "yes":
            Screening.flag(user, write, {texts().flags.question}, JOURNAL)
        return row

    @property
    def raised(self) -> Raised:
        """The flag that was read."""
        return Raised(self.flag, self.raised_on, self.subject)

    @classmethod
    def has_read(cls, user: Person, raised: Raised) -> bool:
        """Whether this very flag was read."""
        told = {"flag": raised.flag, "raised_on": raised.on, "subject": raised.subject}
        return db.session.scalar(select(cls.id).filter_by(owner_id=user.id, **told)) is not None


@dataclass(frozen=True)
class Card:
    """A journal flag as it is shown.

    `ack`: when it was read (`at`, `answer`), if it was. `pause`: why and how far a routine is
    paused (F6). `offers_gentle`: the gentle routine is open to this person.
    """

    raised: Raised
    ack: Any = None
    pause: Any = None
    offers_gentle: bool = False


def _kept(keys: Iterable[str], keep_emergency: bool) -> set[str]:
    given, urgent = set(keys), texts().screening.emergency.keys
    if keep_emergency or given.isdisjoint(urgent):
        return given
    return (given - urgent) | {"emergency"}


def standing(user: Person) -> Standing:
    """Where this person stands. The answers came with the person; after new ones in the same
    request they are read again, once."""
    known = g.get("standing")
    if known is None or known[0] != user.id:
        g.standing = known = (user.id, _read(user))
    found: Standing = known[1]
    return found


def _forget() -> None:
    g.pop("standing", None)
    g.has_answered = True


def _read(user: Person) -> Standing:
    row: Any
    if isinstance(user, Person) and not g.get("has_answered"):
        row = user.told
    else:
        row = db.session.execute(_newest(), {"owner": user.id}).first()
    book = texts().book
    if row is None:
        return Standing(Answers(book))
    keys, regions, answered_on, ok_at, wording = row
    answers = Answers(book, frozenset(keys), frozenset(regions))
    due = is_due(answers.kind, answered_on, clock.today(user), book)
    return Standing(answers, answered_on, due, ok_at, wording)


@cache
def _newest() -> Select[Any]:
    told = Screening.__table__.c
    columns = [told[name] for name in ANSWERS]
    own = select(*columns).where(told.owner_id == bindparam("owner"))
    return own.order_by(told.received_at.desc(), told.id.desc()).limit(1)
