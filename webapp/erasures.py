"""Who was erased lately, so that a backup put back forgets them again.

A tag is a random number that leads to nobody once its person is gone. A guest whose entries moved
into an account stands on it as `guest>account`: they are gone as soon as the account is. The list
stands in the database and beside the backups, one file a month: a database that is lost takes it
not along.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.columns import Instant
from webapp.config import Settings
from webapp.extensions import Base, db
from webapp.owned import insert_new

KEPT = timedelta(days=31)
"""A day longer than the oldest backup."""
TO = ">"


class Erasure(Base):
    """Somebody who removed everything, or a guest who went into an account."""

    __tablename__ = "erasures"
    __table_args__ = ({"sqlite_with_rowid": False},)

    tag: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


def note(tag: str) -> None:
    """Puts a person, or a line, on the list; the caller commits."""
    insert_new(Erasure.__table__, {"tag": tag, "at": clock.now()})


def moved(guest: str, account: str) -> str:
    """The line of a guest whose entries are in this account now."""
    return f"{guest}{TO}{account}"


def gone(lines: Iterable[str]) -> set[str]:
    """The tags of all who are gone by these lines, guests with every account they went into."""
    tags, went = set[str](), dict[str, set[str]]()
    for line in lines:
        guest, to, account = line.partition(TO)
        if to:
            went.setdefault(guest, set()).add(account)
        else:
            tags.add(line)
    return tags | {guest for guest, accounts in went.items() if accounts <= tags}


def sweep() -> None:
    """Takes off the list whom no backup can hold any more."""
    db.session.execute(delete(Erasure).where(Erasure.at < clock.now() - KEPT))


def write_down(folder: Path, tags: Iterable[str]) -> None:
    """Adds what is missing to this month's file in the folder, and waits for the disk."""
    new = set(tags) - read(folder)
    if not new:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"erased-{clock.now():%Y-%m}"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, "".join(f"{tag}\n" for tag in sorted(new)).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    forget_old(folder)


def write_beside_copies(tag: str) -> None:
    """The same in this installation's own folder; call it after the commit."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        write_down(settings.backups, [tag])
    except OSError:  # the disk is full: the list in the database has it
        current_app.logger.error("the list of erasures beside the copies could not be written")


def read(folder: Path) -> set[str]:
    """Everyone in the files of this folder; the last line of one may be half."""
    return {tag for path in folder.glob("erased-*") for tag in path.read_text().split()}


def forget_old(folder: Path) -> None:
    """Removes files whose month ended before any backup that is still kept."""
    oldest = f"erased-{clock.now() - KEPT:%Y-%m}"
    for path in folder.glob("erased-*"):
        if path.name < oldest:
            path.unlink()
