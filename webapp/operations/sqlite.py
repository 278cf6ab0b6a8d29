"""Copies of an SQLite database, made while it runs, and one put in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from webapp.operations import copies
from webapp.operations.copies import CopyError


def copy(source: Path, folder: Path, note: str = "") -> Path:
    """A whole copy of this moment, proved and on the disk; writers need not wait."""
    path = copies.new_name(folder, "db", note)
    part = path.with_name(path.name + ".part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_reading(source)) as live, closing(sqlite3.connect(part)) as target:
            live.backup(target)  # in one step: in several, every write would begin it again
            target.execute("PRAGMA journal_mode=DELETE")
        prove(part)
        return copies.keep(part, path)
    except (sqlite3.Error, OSError) as error:
        raise CopyError(f"The copy could not be made: {error}.") from error
    finally:
        for left in (part, Path(f"{part}-journal"), Path(f"{part}-wal"), Path(f"{part}-shm")):
            left.unlink(missing_ok=True)


def prove(path: Path) -> int:
    """Opens a copy and reads all of it; the number of people in it."""
    try:
        with closing(_reading(path)) as base:
            verdict = base.execute("PRAGMA integrity_check").fetchone()[0]
            broken = base.execute("PRAGMA foreign_key_check").fetchone()
            if verdict != "ok" or broken:
                raise CopyError(f"{path.name} is damaged: {verdict if verdict != 'ok' else broken}")
            return int(base.execute("SELECT count(*) FROM users").fetchone()[0])
    except sqlite3.Error as error:
        raise CopyError(f"{path.name} is no copy of Softback: {error}.") from error


def _reading(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise CopyError(f"There is no file {path}.")
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=30)


@contextmanager
def nobody_else(path: Path) -> Iterator[None]:
    """Holds the database alone; CopyError while anything else has it open."""
    with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as base:
        try:
            base.execute("PRAGMA journal_mode=DELETE")
            base.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise CopyError(f"Something still uses {path}: stop Softback first.") from error
        except sqlite3.DatabaseError:
            pass  # what lies there is no database any more, so nobody can be using it
        yield


def put(new: Path, place: Path, folder: Path) -> Path | None:
    """Puts a prepared database in its place; what stood there is kept in the folder."""
    if not place.exists():
        new.rename(place)
        return None
    with nobody_else(place):
        kept = _keep_old(place, folder)
        new.replace(place)
        for ending in ("-wal", "-shm", "-journal"):
            Path(f"{place}{ending}").unlink(missing_ok=True)
    handle = os.open(place.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    return kept


def _keep_old(place: Path, folder: Path) -> Path:
    """The file as it is, whole or damaged: nothing is thrown away by putting a copy back."""
    kept = copies.new_name(folder, "db", "-before-restore")
    try:
        os.link(place, kept)
    except OSError:  # the copies lie on another disk
        shutil.copyfile(place, kept)
    kept.chmod(0o600)
    return kept
