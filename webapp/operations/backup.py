"""Making a copy of everything, and keeping as many as the Privacy page allows."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy import make_url, select

from webapp import erasures
from webapp.config import Settings
from webapp.database import is_file
from webapp.erasures import Erasure
from webapp.extensions import db
from webapp.operations import copies, postgresql, sqlite


def make(folder: Path, days: int) -> Path:
    """A proved copy of the app's database in the folder; older ones go after so many days."""
    settings: Settings = current_app.config["SETTINGS"]
    url = settings.database_url
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    erasures.write_down(folder, db.session.scalars(select(Erasure.tag)).all())
    db.session.rollback()
    if is_file(url):
        path = sqlite.copy(Path(make_url(url).database or ""), folder)
    else:
        path = postgresql.copy(url, folder)
    copies.prune(folder, days)
    return path


def make_if_due() -> None:
    """The copy of the day, of a database that is a file; and too old ones go in any case."""
    settings: Settings = current_app.config["SETTINGS"]
    if not is_file(settings.database_url):
        return
    copies.prune(settings.backups, settings.backup_days or copies.LONGEST)
    if settings.backup_days and copies.is_due(settings.backups):
        make(settings.backups, settings.backup_days)
