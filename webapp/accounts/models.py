"""Who a person is, what they prefer, where they are signed in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_login import UserMixin, current_user
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    bindparam,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock, merging
from webapp.accounts import rules
from webapp.accounts.links import Link
from webapp.columns import Instant, Json
from webapp.extensions import Base, db
from webapp.mail.outbox import Mail
from webapp.owned import owned_tables

# 19 MiB, two passes, one lane: OWASP's floor, 31 ms measured; the library's default costs 180 ms.
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
NOBODYS_HASH = hasher.hash(secrets.token_hex(16))
"""Checked for unknown e-mails, so that they take as long as known ones."""

THEMES = {"auto": "As my phone", "light": "Light", "dark": "Dark"}
CLOCKS = {"24": "21:05", "12": "9:05 pm"}
WEEK_STARTS = {"monday": "Monday", "saturday": "Saturday", "sunday": "Sunday"}
TEXT_SIZES = {"normal": "Normal", "large": "Large", "larger": "Larger"}


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
        """The guest of this tag; nobody once they have an account."""
        return db.session.scalar(select(cls).where(cls.tag == tag, cls.email.is_(None)))

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

    def take_over(self, guest: User) -> None:
        """Brings a guest's entries into this account; the guest is gone afterwards."""
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
        return any(
            db.session.execute(select(1).where(table.c.owner_id == self.id).limit(1)).first()
            for table in owned_tables()
        )


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


@dataclass(eq=False)
class Person(UserMixin):
    """The signed-in person, read by one light select; never written through."""

    id: int
    tag: str
    email: str | None
    created_at: datetime
    time_zone: str
    country: str | None
    theme: str
    sound: bool
    vibration: bool
    speech: bool
    signed_in_at: datetime
    tools: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    clock: str = "24"
    week_start: str = "monday"
    text_size: str = "normal"
    pain_age: str | None = None
    pain_age_on: date | None = None
    rhythm: str = "daily"
    schedules: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    told: tuple[Any, ...] | None = None
    """Their newest safety answers as they are stored (`ANSWERS`), None before the first."""

    def get_id(self) -> str:
        """What the cookie holds: the sign-in's token, not the person's id."""
        return self.token

    @property
    def is_guest(self) -> bool:
        """True for someone without an e-mail."""
        return self.email is None

    @property
    def is_sparse(self) -> bool:
        """Asked twice a week what they could do, with numbers folded away."""
        return self.rhythm == "sparse"

    def row(self) -> User:
        """The person's own row, to change it."""
        return db.session.scalars(select(User).where(User.id == self.id)).one()

    def preferences(self) -> Preferences:
        """The person's preferences, to change them."""
        own = select(Preferences).where(Preferences.owner_id == self.id)
        return db.session.scalars(own).one()


CHOICES = (
    "time_zone", "country", "theme", "tools", "regions", "sound", "vibration", "speech",
    "clock", "week_start", "text_size", "pain_age", "pain_age_on", "rhythm", "schedules",
)  # fmt: skip


WHO = ("id", "tag", "email", "created_at")
FOUND = (*WHO, "signed_in_at", *CHOICES)
"""The columns of a person, in the order in which they are selected; the answers follow."""
ANSWERS = ("keys", "regions", "local_date", "ok_at", "wording")


@cache
def _find() -> Any:
    """Plain columns, no objects: this runs with every request. Where the person stands with the
    safety questions nearly every page asks too; that table is found by its name, since safety
    builds on accounts."""
    user, sign_in, wishes = (model.__table__ for model in (User, SignIn, Preferences))
    screening = Base.metadata.tables["screenings"]
    who = (user.c[name] for name in WHO)
    columns = (*who, sign_in.c.created_at.label("signed_in_at"), *(wishes.c[n] for n in CHOICES))
    told = (screening.c[name].label(f"told_{name}") for name in ANSWERS)
    both = sign_in.join(user, user.c.id == sign_in.c.owner_id)
    own = both.join(wishes, wishes.c.owner_id == user.c.id)
    other = screening.alias()
    newest = select(other.c.id).where(other.c.owner_id == user.c.id)
    newest = newest.order_by(other.c.received_at.desc(), other.c.id.desc()).limit(1)
    is_newest = (screening.c.owner_id == user.c.id) & (screening.c.id == newest.scalar_subquery())
    by_token = sign_in.c.token_hash == bindparam("token_hash")
    return select(*columns, *told).select_from(own.outerjoin(screening, is_newest)).where(by_token)


def find_person(token: str, seen: datetime) -> Person | None:
    """The person whose sign-in this token is, unless it has ended by time."""
    row: Any = db.session.execute(_find(), {"token_hash": rules.digest(token)}).first()
    if row is None:
        return None
    answers = tuple(row[len(FOUND) :])
    told = answers if answers[0] is not None else None
    person = Person(**dict(zip(FOUND, row, strict=False)), token=token, told=told)
    now = clock.now()
    return None if rules.is_expired(person.signed_in_at, seen, now, person.is_guest) else person


def me() -> Person:
    """The signed-in person, typed."""
    return cast(Person, current_user._get_current_object())


def check_password(user: User | None, password: str) -> bool:
    """True for the right password; takes as long for someone unknown."""
    return is_password(user.password_hash if user else None, password)


def is_password(known: str | None, password: str) -> bool:
    """True where the password is the one of this hash; as slow where there is none."""
    try:
        hasher.verify(known or NOBODYS_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def reap_empty_guests(before: datetime) -> int:
    """Removes guests who came before this instant and kept nothing; how many."""
    waits = select(1).where(Link.person_id == User.id, Link.expires_at > clock.now()).exists()
    old = select(User).where(User.email.is_(None), User.created_at < before, ~waits)
    empty = [user for user in db.session.scalars(old.limit(500)) if not user.has_entries()]
    for user in empty:
        user.erase()
    return len(empty)
