"""Large databases on either engine: loaded fast, measured whole, made cold."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, event, func, make_url, select, text

from tests.operations.parts import Postgres
from webapp import create_app
from webapp.config import Settings
from webapp.database import upgrade, writing
from webapp.demo.crowd import make_crowd
from webapp.demo.store import MODELS, live_as_guest, make_person
from webapp.extensions import db

CROWD_WEEKS, YEAR, READERS = 12, 52, 10
SECRET = "k" * 32
GIGABYTE = 1e9
HASTE = {
    "sqlite": (
        "PRAGMA synchronous=OFF",
        "PRAGMA foreign_keys=OFF",
        "PRAGMA ignore_check_constraints=ON",
    ),
    "postgresql": ("SET synchronous_commit = off", "SET session_replication_role = replica"),
}
"""While loading: nothing waits for the disk, and rows that fit are not asked whether they do."""


@dataclass
class House:
    """One database with the measured person in it, and perhaps a crowd."""

    url: str
    data: Path
    files: list[Path]
    """Where the database lies: a file and its log, or a folder."""
    password: str = ""
    people: int = 0
    readers: list[int] = field(default_factory=list)
    restart: Callable[[], None] = lambda: None
    """What the database itself remembers goes too."""

    def app(self) -> Flask:
        """An application on it that loads in haste."""
        app = create_app(Settings(data=self.data, database_url=self.url, secret_key=SECRET))
        with app.app_context():
            event.listen(db.engine, "connect", _hurry)
        return app

    def move_in(self) -> None:
        """The person of 26 weeks, and ten who have kept a diary for a year."""
        with self.app().app_context():
            upgrade()
            self.password = make_person(1, 26)
            with writing():
                self.readers = [live_as_guest(90 + n, YEAR, 2).id for n in range(READERS)]
                db.session.commit()
            db.engine.dispose()

    def fill(self, people: int) -> float:
        """Others, until there are so many; the seconds that it took."""
        began = time.monotonic()
        with self.app().app_context():
            for made in make_crowd(people - self.people, seed=self.people, weeks=CROWD_WEEKS):
                if made % 1000 == 0:
                    print(f"\r{self.people + made} people", end="", flush=True)
            print("\r", end="")
            db.engine.dispose()
        self.people = people
        self.settle()
        return time.monotonic() - began

    def settle(self) -> None:
        """Everything is in its place, as after a quiet night."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        sqlite = engine.dialect.name == "sqlite"
        with engine.connect() as line:
            for order in (
                ("PRAGMA wal_checkpoint(TRUNCATE)",) if sqlite else ("VACUUM ANALYZE", "CHECKPOINT")
            ):
                line.execute(text(order))
        engine.dispose()

    def entries(self) -> int:
        """Rows of all kinds."""
        engine = create_engine(self.url)
        with engine.connect() as line:
            tables = [model.__table__ for model in MODELS.values()]
            found = sum(line.scalar(select(func.count()).select_from(t)) or 0 for t in tables)
        engine.dispose()
        return found

    def size(self) -> float:
        """Gigabytes on the disk."""
        return sum(path.stat().st_size for path in _under(self.files)) / GIGABYTE

    def forget(self) -> None:
        """Nothing of it stays in the memory of the machine."""
        for path in _under(self.files):
            handle = os.open(path, os.O_RDONLY)
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def _hurry(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    is_file = "sqlite" in type(connection).__module__
    for order in HASTE["sqlite" if is_file else "postgresql"]:
        cursor.execute(order)
    cursor.close()
    if not is_file:
        connection.commit()


def _under(places: list[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            yield from (path for path in place.rglob("*") if path.is_file())
        elif place.exists():
            yield place


@contextmanager
def sqlite(folder: Path) -> Iterator[tuple[House, House]]:
    """A house for one, and one for the crowd."""
    yield tuple(_file(folder / name) for name in ("alone", "crowd"))  # type: ignore[misc]


def _file(data: Path) -> House:
    data.mkdir()
    path = data / "softback.db"
    return House(f"sqlite:///{path}", data, [path, data / "softback.db-wal"])


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[House, House]]:
    """The same in two databases of one PostgreSQL."""
    cluster = folder / "pg"
    server = Postgres(cluster)
    try:
        engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
        houses = []
        with engine.connect() as line:
            for order in ("max_wal_size = '4GB'", "autovacuum = off", "fsync = off"):
                line.execute(text(f"ALTER SYSTEM SET {order}"))
            line.execute(text("SELECT pg_reload_conf()"))
            for name in ("alone", "crowd"):
                line.execute(text(f"CREATE DATABASE {name}"))
                number = line.scalar(text(f"SELECT oid FROM pg_database WHERE datname = '{name}'"))
                (folder / name).mkdir()
                url = make_url(server.url).set(database=name)
                files = [cluster / "base" / str(number)]
                address = url.render_as_string(hide_password=False)
                houses.append(House(address, folder / name, files))
        engine.dispose()

        def restart() -> None:
            server.kill()
            server.start()

        houses[1].restart = restart
        yield houses[0], houses[1]
    finally:
        server.kill()


ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
