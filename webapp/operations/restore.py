"""Putting a copy back: brought to this version, without the people who were erased since."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from webapp import create_app, erasures
from webapp.accounts.links import Link
from webapp.accounts.models import SignIn, User
from webapp.config import Settings
from webapp.database import forget_log, is_file, upgrade, writing
from webapp.erasures import Erasure
from webapp.extensions import db
from webapp.mail.outbox import Mail
from webapp.operations import postgresql, sqlite
from webapp.operations.copies import CopyError


def put_back(app: Flask, path: Path) -> list[str]:
    """Puts the copy in the place of the app's database; what was done, in words."""
    settings: Settings = app.config["SETTINGS"]
    gone = erased_since(app, settings, path)
    if is_file(settings.database_url):
        return _into_file(settings, path, gone)
    return _into_server(app, settings, path, gone)


def erased_since(app: Flask, settings: Settings, path: Path) -> set[str]:
    """The lines of every list: of the present database, if it answers, and beside the copies."""
    found = erasures.read(path.parent) | erasures.read(settings.backups)
    url = settings.database_url
    if is_file(url) and not Path(make_url(url).database or "").exists():
        return found  # to ask would make one
    with app.app_context():
        try:
            found |= set(db.session.scalars(select(Erasure.tag)))
        except SQLAlchemyError:
            pass  # nothing there yet, or damaged: the reason why a copy is put back
        finally:
            db.session.remove()
            db.engine.dispose()
    return found


def _into_file(settings: Settings, path: Path, gone: set[str]) -> list[str]:
    people = sqlite.prove(path)
    place = Path(make_url(settings.database_url).database or "")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = place.with_name(place.name + ".restoring")
    try:
        shutil.copyfile(path, work)
        work.chmod(0o600)
        erased = tidy(replace(settings, database_url=f"sqlite:///{work}"), gone)
        sqlite.prove(work)
        kept = sqlite.put(work, place, settings.backups)
    finally:
        for ending in ("", "-wal", "-shm"):
            Path(f"{work}{ending}").unlink(missing_ok=True)
    return _told(people - erased, erased, kept)


def _into_server(app: Flask, settings: Settings, path: Path, gone: set[str]) -> list[str]:
    postgresql.prove(path)
    with app.app_context():
        engine = db.engine
        if postgresql.is_used(engine):
            raise CopyError("Something is still connected to the database: stop Softback first.")
        url, kept = settings.database_url, None
        if postgresql.has_tables(engine):
            kept = postgresql.copy(url, settings.backups, "-before-restore")
        with postgresql.empty_schema(engine):
            postgresql.load(url, path)
            erased = tidy(settings, gone)
        with engine.connect() as line:
            people = line.exec_driver_sql("SELECT count(*) FROM users").scalar()
    return _told(int(people or 0), erased, kept)


def tidy(settings: Settings, listed: set[str]) -> int:
    """Brings a copy up to date and erases who was erased since; how many they were.

    Whoever has a password signs in again: a device that was signed out since, or a password that
    was changed, must not come back to life. Guests have only their device. No mail is sent twice,
    and no link out of one opens anything.
    """
    with create_app(settings).app_context(), writing():
        upgrade()
        gone = erasures.gone(listed | set(db.session.scalars(select(Erasure.tag))))
        found = list(db.session.scalars(select(User).where(User.tag.in_(gone))))
        for user in found:
            user.erase()
        for line in listed | gone:
            erasures.note(line)
        accounts = select(User.id).where(User.email.is_not(None))
        db.session.execute(delete(SignIn).where(SignIn.owner_id.in_(accounts)))
        db.session.execute(delete(Link))
        db.session.execute(delete(Mail))
        db.session.commit()
        db.session.remove()
        forget_log(db.engine)
        db.engine.dispose()
    return len(found)


def _told(people: int, erased: int, kept: Path | None) -> list[str]:
    lines = [f"{people} people are back. Whoever has a password signs in again."]
    if erased:
        lines.append(f"{erased} who had removed everything since were erased again.")
    if kept:
        lines.append(f"What stood there before is kept as {kept}.")
    return lines
