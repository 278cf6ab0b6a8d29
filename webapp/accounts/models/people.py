"""The signed-in person, as every page needs them: one light read, no objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from flask import abort
from flask_login import UserMixin, current_user
from sqlalchemy import bindparam, select

from webapp import clock
from webapp.accounts import rules
from webapp.accounts.models.users import Preferences, SignIn, User
from webapp.extensions import Base, db
from webapp.web import ask_to_sign_in

CHOICES = (
    "time_zone", "country", "theme", "tools", "regions", "sound", "vibration", "speech",
    "clock", "week_start", "text_size", "pain_age", "pain_age_on", "rhythm", "schedules",
)  # fmt: skip
WHO = ("id", "tag", "email", "created_at")
FOUND = (*WHO, "signed_in_at", *CHOICES)
"""The columns of a person, in the order in which they are selected; the answers follow."""
ANSWERS = ("keys", "regions", "local_date", "ok_at", "wording")


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
        """The person's own row, to change it; whoever is gone by now is asked to sign in."""
        own = select(User).where(User.id == self.id)
        return db.session.scalar(own) or abort(ask_to_sign_in())

    def preferences(self) -> Preferences:
        """The person's preferences, to change them; whoever is gone is asked to sign in."""
        own = select(Preferences).where(Preferences.owner_id == self.id)
        return db.session.scalar(own) or abort(ask_to_sign_in())


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
