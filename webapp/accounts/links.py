"""Links that go out by mail, one use each, and the letters in which they go."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask import current_app, render_template
from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.accounts import rules
from webapp.columns import Instant
from webapp.extensions import Base, db
from webapp.mail import outbox
from webapp.mail.outbox import Mail


class Link(Base):
    """What a link may do once, and until when. The table holds its token's hash alone."""

    __tablename__ = "links"
    __table_args__ = (Index("ix_links_person", "person_id"), {"sqlite_with_rowid": False})

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(String(10))
    email: Mapped[str | None]
    password_hash: Mapped[str | None]
    expires_at: Mapped[datetime] = mapped_column(Instant)

    @classmethod
    def open(
        cls,
        kind: str,
        person_id: int | None,
        worth: timedelta,
        email: str | None = None,
        password_hash: str | None = None,
    ) -> bytes:
        """A new link, for a letter; its seed. The caller commits.

        For nobody (an e-mail that no account has): a row that opens nothing, at the same cost.
        """
        seed = secrets.token_bytes(32)
        row = cls(token_hash=rules.digest(outbox.token_of(seed)), person_id=person_id, kind=kind)
        row.email, row.password_hash, row.expires_at = email, password_hash, clock.now() + worth
        db.session.add(row)
        return seed

    @classmethod
    def find(cls, token: str, *kinds: str) -> Link | None:
        """The link of this token, while it is good for something."""
        alive = (cls.expires_at > clock.now(), cls.person_id.is_not(None))
        wanted = select(cls).where(cls.token_hash == rules.digest(token), *alive)
        return db.session.scalar(wanted.where(cls.kind.in_(kinds)) if kinds else wanted)

    def use(self) -> bool:
        """True the one time; every other link of the person ends with it. The caller commits."""
        mine = delete(Link).where(Link.token_hash == self.token_hash).returning(Link.token_hash)
        if db.session.execute(mine).first() is None:
            return False
        Link.forget(self.person_id)
        return True

    @classmethod
    def waiting_for(cls, person_id: int) -> Link | None:
        """The confirmation that somebody still has to give."""
        alive = (cls.person_id == person_id, cls.expires_at > clock.now())
        asked = select(cls).where(*alive, cls.kind.in_(CONFIRMS))
        return db.session.scalar(asked.order_by(cls.expires_at.desc()).limit(1))

    @classmethod
    def forget(cls, person_id: int | None, *kinds: str) -> None:
        """Ends the person's links, or those of these kinds."""
        own = delete(cls).where(cls.person_id == person_id)
        db.session.execute(own.where(cls.kind.in_(kinds)) if kinds else own)

    @classmethod
    def sweep(cls) -> None:
        """Removes what is over."""
        db.session.execute(delete(cls).where(cls.expires_at <= clock.now()))


CONFIRMS = ("signup", "email")


def ask_to_confirm(
    kind: str, person_id: int, email: str, owner_id: int | None, password_hash: str | None = None
) -> None:
    """A letter to a new address; where an account has it already, that one's owner is told.

    Both ways write the same rows, so that whoever asks cannot tell them apart.
    """
    Link.forget(person_id, *CONFIRMS)
    seed = Link.open(kind, person_id, rules.CONFIRMATION_WORTH, email, password_hash)
    if owner_id is None or owner_id == person_id:
        _write(kind, email, person_id, rules.CONFIRMATION_WORTH, seed)
    else:
        _write("taken", email, owner_id, rules.CONFIRMATION_WORTH)


def ask_to_reset(person_id: int | None, email: str | None) -> None:
    """A letter with a link that sets a new password; to nobody where nobody has this e-mail."""
    seed = Link.open("reset", person_id, rules.RESET_WORTH, email)
    _write("reset", email or "", person_id, rules.RESET_WORTH, seed)


def tell(kind: str, person_id: int, email: str) -> None:
    """A notice of something that only the owner should have done; nothing without mail."""
    if outbox.is_on():
        _write(kind, email, person_id, rules.NOTICE_WORTH)


def _write(
    kind: str, to: str, person_id: int | None, worth: timedelta, seed: bytes | None = None
) -> None:
    settings = current_app.config["SETTINGS"]
    text = render_template(
        f"accounts/mail/{kind}.txt",
        link=outbox.LINK,
        address=settings.address,
        operator=settings.operator_contact or settings.operator_name,
    )
    Mail.write(kind, to, text, worth, person_id=person_id, seed=seed)
