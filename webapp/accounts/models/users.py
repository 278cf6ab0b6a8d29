"""Accounts as they are stored: who a person is, what they prefer, where they are signed in."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    delete,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock, merging
from webapp.accounts import rules
from webapp.accounts.links import Link
from webapp.accounts.models.passwords import is_password
from webapp.columns import Instant, Json
from webapp.database import may_write
from webapp.extensions import Base, db
from webapp.mail.outbox import Mail
from webapp.owned import owned_tables

THEMES = {"auto": "As my phone", "light": "Light", "dark": "Dark"}
CLOCKS = {"24": "21:05", "12": "9:05 pm"}
WEEK_STARTS = {"monday": "Monday", "saturday": "Saturday", "sunday": "Sunday"}
TEXT_SIZES = {"normal": "Normal", "large": "Large", "larger": "Larger"}
AT_ONCE = 500
"""Empty guests that one round removes."""


class User(Base):
    """A person, or a guest: someone without an e-mail, who may sign up later."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("recovery_hash"),
        UniqueConstraint("email"),  # kept in lower case, see `rules.tidy_email`
        CheckConstraint("(email IS NULL) = (password_hash IS NULL)", name="email_and_password"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    tag: Mapped[str]
    email: Mapped[str | None]
    password_hash: Mapped[str | None]
    email_confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    recovery_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(Instant)
    consented_at: Mapped[datetime] = mapped_column(Instant)
    consent_text: Mapped[str]

    @classmethod
    def begin(cls, time_zone: str) -> User:
        """A new guest, who has just agreed to the keeping of their entries."""
        now = clock.now()
        user = cls(
            tag=secrets.token_hex(8),
            created_at=now,
            consented_at=now,
            consent_text=rules.CONSENT,
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(Preferences(owner_id=user.id, time_zone=time_zone))
        return user

    @classmethod
    def with_email(cls, email: str) -> User | None:
        """The person with this e-mail."""
        return db.session.scalar(select(cls).where(cls.email == rules.tidy_email(email)))

    @classmethod
    def guest_with_tag(cls, tag: str) -> User | None:
        """The guest of this tag, held where the request writes; nobody once it is an account."""
        own = select(cls).where(cls.tag == tag, cls.email.is_(None))
        return db.session.scalar(own.with_for_update() if may_write() else own)

    @classmethod
    def with_recovery_code(cls, code: str) -> User | None:
        """The person who noted this code."""
        wanted = rules.digest(rules.tidy_recovery_code(code))
        return db.session.scalar(select(cls).where(cls.recovery_hash == wanted))

    def sign_up(self, email: str, password_hash: str) -> None:
        """Gives a guest an e-mail and a password; everything else stays."""
        self.email = rules.tidy_email(email)
        self.password_hash = password_hash
        self.recovery_hash = None

    def take_address(self, email: str, password_hash: str | None) -> None:
        """The address that was just confirmed; a guest's password comes with it."""
        if password_hash:
            self.sign_up(email, password_hash)
        self.email = rules.tidy_email(email)
        self.confirm_email()

    def confirm_email(self) -> None:
        """A link that was sent to the address came back."""
        self.email_confirmed_at = clock.now()

    def set_password(self, password_hash: str) -> None:
        """A new password; a code or a link that somebody else may hold opens nothing any more."""
        self.password_hash = password_hash
        self.recovery_hash = None
        Link.forget(self.id)

    def make_recovery_code(self) -> str:
        """A new code, shown once; only its hash is kept."""
        code = rules.new_recovery_code()
        self.recovery_hash = rules.digest(rules.tidy_recovery_code(code))
        return code

    def hold(self) -> None:
        """Until the commit nothing new of theirs is written (SQLite has one writer anyway)."""
        db.session.execute(select(User.id).where(User.id == self.id).with_for_update())

    def as_proved(self) -> User | None:
        """The person once more, their password held as it is until the commit; nobody where it is
        another by now than the one that was just checked."""
        same = (User.id == self.id, User.password_hash == self.password_hash)
        return db.session.scalar(select(User).where(*same).with_for_update(key_share=True))

    def take_over(self, guest: User) -> None:
        """Brings a guest's entries into this account; the guest is gone afterwards."""
        for one in (guest, self):
            one.hold()
        merging.move_all(guest.id, self.id)
        guest.erase()

    def erase(self) -> None:
        """Removes the person and everything that is theirs."""
        for table in owned_tables():
            db.session.execute(delete(table).where(table.c.owner_id == self.id))
        for model in (SignIn, Preferences):
            db.session.execute(delete(model).where(model.owner_id == self.id))
        db.session.execute(delete(Link).where(Link.person_id == self.id))
        theirs = (Mail.person_id == self.id) | (Mail.recipient == self.email)
        db.session.execute(delete(Mail).where(theirs))
        db.session.execute(delete(User).where(User.id == self.id))
        db.session.expunge(self)

    def has_entries(self) -> bool:
        """True where anything was ever kept for this person."""
        own = select(User.id).where(User.id == self.id, _is_writer())
        return db.session.scalar(own) is not None


class Preferences(Base):
    """How a person wants things to be."""

    __tablename__ = "preferences"

    owner_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    )
    time_zone: Mapped[str]
    country: Mapped[str | None]
    theme: Mapped[str] = mapped_column(default="auto")
    tools: Mapped[list[str]] = mapped_column(Json, default=list)
    regions: Mapped[list[str]] = mapped_column(Json, default=list)
    sound: Mapped[bool] = mapped_column(default=True)
    vibration: Mapped[bool] = mapped_column(default=True)
    speech: Mapped[bool] = mapped_column(default=True)
    clock: Mapped[str] = mapped_column(default="24")
    week_start: Mapped[str] = mapped_column(default="monday")
    text_size: Mapped[str] = mapped_column(default="normal")
    pain_age: Mapped[str | None]
    pain_age_on: Mapped[date | None] = mapped_column(Date)
    rhythm: Mapped[str] = mapped_column(default="daily")
    schedules: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    def answer_pain_age(self, answer: str, today: date) -> None:
        """How long the pain has lasted; a short time makes the check-ins sparse."""
        self.pain_age, self.pain_age_on = answer, today
        self.rhythm = rules.rhythm_for(answer)

    def plan(self, kind: str, **changes: Any) -> None:
        """Changes when one questionnaire is asked."""
        self.schedules = {**self.schedules, kind: {**self.schedules.get(kind, {}), **changes}}


class SignIn(Base):
    """A device that is signed in. The cookie holds the token, the table only its hash."""

    __tablename__ = "sign_ins"
    __table_args__ = (
        Index("ix_sign_ins_owner_created", "owner_id", "created_at"),
        {"sqlite_with_rowid": False},
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    device: Mapped[str]

    @classmethod
    def begin(cls, user: User, user_agent: str) -> str:
        """Signs a device in; the token for its cookie."""
        token = rules.new_token()
        db.session.add(
            cls(
                token_hash=rules.digest(token),
                owner_id=user.id,
                created_at=clock.now(),
                device=rules.device_name(user_agent),
            )
        )
        return token

    @classmethod
    def end(cls, token: str) -> None:
        """Signs this device out, on the server."""
        db.session.execute(delete(cls).where(cls.token_hash == rules.digest(token)))

    @classmethod
    def end_others(cls, owner_id: int, token: str) -> None:
        """Signs every other device of the person out."""
        here = rules.digest(token)
        db.session.execute(delete(cls).where(cls.owner_id == owner_id, cls.token_hash != here))

    @classmethod
    def end_all(cls, owner_id: int) -> None:
        """Signs every device of the person out."""
        db.session.execute(delete(cls).where(cls.owner_id == owner_id))

    @classmethod
    def end_one(cls, owner_id: int, device: str) -> bool:
        """Signs one device of the person out, by the name that the list gave it."""
        try:
            key = bytes.fromhex(device)
        except ValueError:
            return False
        one = delete(cls).where(cls.owner_id == owner_id, cls.token_hash == key)
        return db.session.execute(one.returning(cls.token_hash)).first() is not None

    @classmethod
    def sweep(cls) -> None:
        """Removes sign-ins that their age has ended; a guest's never ends by time."""
        ended = cls.created_at < clock.now() - rules.ABSOLUTE
        accounts = select(User.id).where(User.email.is_not(None))
        db.session.execute(delete(cls).where(ended, cls.owner_id.in_(accounts)))

    @classmethod
    def of(cls, owner_id: int) -> list[SignIn]:
        """The person's devices, newest first."""
        own = select(cls).where(cls.owner_id == owner_id)
        return list(db.session.scalars(own.order_by(cls.created_at.desc())))


def _is_writer() -> ColumnElement[bool]:
    """Anything was ever kept for them, in a statement over accounts."""
    kept = (select(1).where(table.c.owner_id == User.id) for table in owned_tables())
    return or_(*(rows.exists() for rows in kept))


def check_password(user: User | None, password: str) -> bool:
    """True for the right password; takes as long for someone unknown."""
    return is_password(user.password_hash if user else None, password)


def reap_empty_guests(before: datetime) -> int:
    """Removes guests who came before this instant and kept nothing; how many."""
    waits = select(1).where(Link.person_id == User.id, Link.expires_at > clock.now()).exists()
    old = select(User).where(User.email.is_(None), User.created_at < before, ~waits)
    seen = db.session.scalars(old.where(~_is_writer()).limit(AT_ONCE)).all()
    for user in seen:
        user.hold()
    empty = [user for user in seen if not user.has_entries()]
    for user in empty:
        user.erase()
    return len(empty)
