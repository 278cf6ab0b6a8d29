"""The outbox: a mail is a row of the same transaction as the act it tells of.

A server of mail that is away loses nothing and delays nobody: the round tries again, later each
time, as long as the mail is worth something. A link's token is never in the table: it is made of
the row's seed and the installation's secret key when the mail goes out, so that a copy of the
database opens nothing. What was sent is erased at once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from typing import Any, Literal

from flask import current_app
from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.columns import Instant
from webapp.config import Settings
from webapp.database import writing
from webapp.extensions import Base, db
from webapp.mail.files import Folder
from webapp.mail.smtp import Line, is_final, message, told

MINUTE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
AT_WORK = timedelta(minutes=5)
"""A mail that is being sent is nobody else's for so long; then its process has died."""
KEPT = timedelta(days=7)
A_ROUND = 100
LINK = "{link}"
Outcome = Literal["sent", "given up", "later"]


class Mail(Base):
    """One mail. `due_at` is empty once there is nothing more to do."""

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_due", "due_at"),
        Index("ix_mails_person", "person_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    person_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("users.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    seed: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)

    @classmethod
    def write(cls, kind: str, to: str, text: str, worth: timedelta, **more: Any) -> None:
        """Puts a mail in the outbox (first line: the subject); the caller commits.

        To nobody (""): a row that is never sent, so that unknown costs as much as known.
        """
        now = clock.now()
        subject, _, body = text.partition("\n")
        row = cls(kind=kind, recipient=to, subject=subject.strip(), body=body.lstrip(), **more)
        row.created_at, row.until, row.due_at = now, now + worth, now if to else None
        if not to:
            row.subject = row.body = ""
        db.session.add(row)

    @classmethod
    def take(cls) -> Mail | None:
        """A mail that is due, which from now on nobody else sends; commits."""
        now = clock.now()
        due = select(cls.id).where(cls.due_at <= now).order_by(cls.due_at).limit(1)
        one = due.with_for_update(skip_locked=True).scalar_subquery()
        mine = {"due_at": now + AT_WORK, "tries": cls.tries + 1}
        taken = update(cls).where(cls.id == one, cls.due_at <= now).values(mine).returning(cls)
        found = db.session.scalar(taken, execution_options={"populate_existing": True})
        db.session.commit()
        return found

    @property
    def key(self) -> str:
        """What its message, and its file, is called."""
        return f"{self.id}.{int(self.created_at.timestamp())}"

    def close(self, sent: bool) -> bool:
        """Nothing more to do: what it said and to whom is erased; commits.

        False where the row is gone: its person removed everything meanwhile.
        """
        left: dict[str, Any] = {"recipient": "", "subject": "", "body": "", "seed": None}
        left |= {"due_at": None, "sent_at": clock.now() if sent else None}
        mine = update(Mail).where(Mail.id == self.id).values(left).returning(Mail.id)
        found = db.session.execute(mine).first()
        db.session.commit()
        return found is not None

    def put_off(self) -> None:
        """Tries again after 1, 2, 4 … minutes, at most six hours; commits."""
        pause = min(MINUTE * 2 ** min(self.tries - 1, 20), LONGEST_PAUSE)
        later = update(Mail).where(Mail.id == self.id).values(due_at=clock.now() + pause)
        db.session.execute(later)
        db.session.commit()

    def text(self, address: str) -> str:
        """What is sent, with the link in its place."""
        if self.seed is None:
            return self.body
        return self.body.replace(LINK, f"{address}/links/{token_of(self.seed)}")


def token_of(seed: bytes) -> str:
    """The token of a link: 256 bits that need both the seed and the secret key."""
    key = str(current_app.secret_key).encode()
    made = hmac.digest(key, b"softback link " + seed, hashlib.sha256)
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def is_on() -> bool:
    """True where a server takes our mail; else letters are files in the data folder."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.mail_server is not None


def deliver() -> int:
    """Sends what is due; how many went out. A server that is away ends the round in peace."""
    settings: Settings = current_app.config["SETTINGS"]
    if not _is_due():
        return 0
    sent = 0
    with writing(), _way_out(settings) as line:
        for _ in range(A_ROUND):
            mail = Mail.take()
            outcome = _send(mail, line, settings) if mail else "later"
            sent += outcome == "sent"
            if outcome == "later":
                break
    return sent


def _is_due() -> bool:
    """Asked every few seconds: reads, and locks nothing."""
    waiting = select(Mail.id).where(Mail.due_at <= clock.now()).limit(1)
    found = db.session.scalar(waiting) is not None
    db.session.rollback()
    return found


def _way_out(settings: Settings) -> Line | Folder:
    return Line(settings.mail_server) if settings.mail_server else _folder(settings)


def _folder(settings: Settings) -> Folder:
    return Folder(settings.data / "mail")


def _send(mail: Mail, line: Line | Folder, settings: Settings) -> Outcome:
    if clock.now() > mail.until:
        mail.close(sent=False)
        return "given up"
    try:
        line.send(letter := _letter(mail, settings), mail.recipient)
    except (OSError, ValueError, MessageError, IndexError) as error:
        current_app.logger.warning("mail %s (%s): %s", mail.id, mail.kind, told(error))
        line.hang_up()
        if is_final(error):
            mail.close(sent=False)
            return "given up"
        mail.put_off()
        return "later"
    if not mail.close(sent=True):
        line.take_back(letter)
    return "sent"


def _letter(mail: Mail, settings: Settings) -> EmailMessage:
    text = mail.text(settings.address)
    return message(settings.sender, mail.recipient, mail.subject, text, mail.created_at, mail.key)


def forget_letters() -> None:
    """Removes letters in files whose row is gone, as it is with the person's; after a commit."""
    folder = _folder(current_app.config["SETTINGS"])
    try:
        names = folder.names()
        if names:
            numbers = [int(name.partition(".")[0]) for name in names]
            among = select(Mail).where(Mail.id.between(min(numbers), max(numbers)))
            folder.remove(names - {mail.key for mail in db.session.scalars(among)})
            db.session.rollback()
    except OSError:  # the hourly round tries again
        current_app.logger.error("letters of somebody who was erased could not be removed")


def sweep() -> None:
    """Removes what was sent or given up a week ago; that it was sent is all it still says. Letters
    in files go with it."""
    forget_letters()
    done = (Mail.due_at.is_(None), Mail.created_at < clock.now() - KEPT)
    db.session.execute(delete(Mail).where(*done))
    _folder(current_app.config["SETTINGS"]).sweep(clock.now() - KEPT)
