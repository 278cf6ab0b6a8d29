"""What becomes of acknowledged entries when things break: counted, none timed.

`python -m bench durability` runs every scene, `--scene kill` one of them. An entry is acknowledged
when its answer with `X-Entry-Ack` has arrived; writers send each one again until then, as phones
do. Every scene ends with the rows of the database beside what was acknowledged.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bench import power
from tests.operations import parts
from tests.operations.load import STORED, Told, Writers, compare
from tests.operations.parts import Person, Postgres, Web, new_id, until

PEOPLE = 16
KEY = {"SECRET_KEY": "k" * 32}


@contextmanager
def folder() -> Iterator[Path]:
    """A place that is gone afterwards; others may look in, as PostgreSQL's own user must."""
    with tempfile.TemporaryDirectory(prefix="softback-bench-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def scaled(processes: int, **more: str) -> Iterator[tuple[Postgres, list[Web]]]:
    """So many web processes on a PostgreSQL of their own."""
    with folder() as place:
        postgres = Postgres(place / "pg")
        settings = {"DATABASE_URL": postgres.url, **KEY, **more}
        env = {**os.environ, **settings, "SOFTBACK_DATA": str(place)}
        subprocess.run(
            [sys.executable, "-m", "webapp", "migrate"],
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        webs = [Web(place, **settings) for _ in range(processes)]
        try:
            with parts.running(*webs):
                yield postgres, webs
        finally:
            postgres.kill()


def rows(url: str, query: str = STORED) -> list[Any]:
    """What stands in the database."""
    engine = create_engine(url)
    with engine.connect() as line:
        found = [tuple(row) for row in line.execute(text(query))]
    engine.dispose()
    return found


def file_in(place: Path) -> str:
    """The address of the database in a data folder."""
    return f"sqlite:///{place / 'softback.db'}"


def tell(scene: str, told: Told, found: Counter[str], **more: object) -> None:
    """One line of the table."""
    answers = ", ".join(f"{what} {count}" for what, count in sorted(told.counts.items()))
    others = "".join(f", {name} {value}" for name, value in more.items())
    print(f"{scene}\n  answers: {answers}; longest pause {told.slowest:.1f} s{others}")
    print("  " + ", ".join(f"{what} {count}" for what, count in found.items()), flush=True)


def kill(times: int = 8) -> None:
    """kill -9 of the web process, again and again."""
    with folder() as place:
        web = Web(place, embedded=True)
        web.start()
        writers = Writers(PEOPLE, web.address).start()
        for number in range(times):
            until(lambda n=number: writers.told.counts["acknowledged"] > 60 * (n + 1))  # type: ignore[misc]
            web.kill()
            web.start()
        told = writers.stop()
        web.kill()
        with closing(sqlite3.connect(place / "softback.db")) as base:
            whole = base.execute("PRAGMA integrity_check").fetchone()[0]
        tell(
            f"web process killed {times} times",
            told,
            compare(told, rows(file_in(place))),
            integrity=whole,
        )


def contention(edits: int = 320) -> None:
    """One entry of one person, edited at once through two processes: no edit may be lost."""
    with folder() as place:
        made = Web(place, embedded=True, **KEY)
        made.start()
        made.stop()
        webs = [Web(place, **KEY) for _ in range(2)]
        with parts.running(*webs):
            _edit_at_once("SQLite", webs, file_in(place), edits)
    with scaled(2) as (postgres, webs):
        _edit_at_once("PostgreSQL", webs, postgres.url, edits)


def _edit_at_once(name: str, webs: list[Web], url: str, edits: int) -> None:
    people = [Person(web.address) for web in webs]
    tag, entry = people[0].come_in(), new_id()
    people[1].cookie = people[0].cookie
    people[0].replay("/journal/pain", tag, score=4, client_id=entry)

    def edit(number: int) -> int:
        form = {"score": number % 11, "client_id": new_id()}
        person = Person(webs[number % 2].address, people[0].cookie)
        return person.replay(f"/journal/pain/{entry}", tag, **form)[0]

    with ThreadPoolExecutor(PEOPLE) as pool:
        statuses = Counter(pool.map(edit, range(edits)))
    version = rows(url, "SELECT version FROM pain_entries")[0][0]
    print(f"{name}: {edits} edits of one row by {PEOPLE} writers through 2 processes")
    print(f"  answers: {dict(statuses)}; counted in the row {version - 1}", flush=True)


def full() -> None:
    """A disk of 48 MB that fills, and has room again."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        print("full disk: left out, only root may mount a small one")
        return
    with folder() as place:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", place], check=True)
        web = Web(place, embedded=True, BACKUP_DAYS="0")
        try:
            web.start()
            _fill(place, web)
        finally:
            web.kill()
            subprocess.run(["umount", place], check=True)


def _fill(place: Path, web: Web) -> None:
    writers = Writers(PEOPLE, web.address).start()
    until(lambda: writers.told.counts["acknowledged"] > 100)
    with suppress(OSError), (place / "filler").open("wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            pass
    until(lambda: writers.told.counts["503"] > 50)
    reader = Person(web.address, writers.tags[0][1])
    read = Counter(reader.visit(page) for page in ("/today", "/journal", "/progress", "/") * 5)
    before = writers.told.counts["acknowledged"]
    (place / "filler").unlink()
    until(lambda: writers.told.counts["acknowledged"] > before + 100)
    told = writers.stop()
    with closing(sqlite3.connect(place / "softback.db")) as base:
        whole = base.execute("PRAGMA integrity_check").fetchone()[0]
    found = compare(told, rows(file_in(place)))
    tell(
        "disk full, then room again", told, found, pages_read_while_full=dict(read), integrity=whole
    )


def backup(times: int = 5) -> None:
    """Copies under load, each put back into a house of its own."""
    with folder() as place:
        web = Web(place, embedded=True)
        web.start()
        writers = Writers(8, web.address).start()
        known = [(n, _copied(writers, place, n)) for n in range(times)]
        told = writers.stop()
        web.kill()
        print(f"{times} copies while 8 people write ({told.counts['acknowledged']} entries)")
        for number, before in known:
            house = place / f"house-{number}"
            (copy,) = (place / f"copies-{number}").glob("*.db")
            env = {**os.environ, "SOFTBACK_DATA": str(house)}
            command = [sys.executable, "-m", "webapp", "restore", str(copy), "--yes"]
            subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
            found = compare(Told(before), rows(file_in(house)))
            print(
                f"  copy {number}: " + ", ".join(f"{k} {v}" for k, v in found.items()), flush=True
            )


def _copied(writers: Writers, place: Path, number: int) -> list[tuple[str, str]]:
    until(lambda: writers.told.counts["acknowledged"] > 80 * (number + 1))
    before = list(writers.told.acknowledged)
    env = {**os.environ, "SOFTBACK_DATA": str(place)}
    command = [sys.executable, "-m", "webapp", "backup", "--to", str(place / f"copies-{number}")]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return before


def rolling(rounds: int = 3) -> None:
    """Two web processes, each stopped and started in turn."""
    with scaled(2) as (postgres, webs):
        writers = Writers(PEOPLE, *(web.address for web in webs)).start()
        for number in range(rounds):
            for web in webs:
                until(lambda n=number: writers.told.counts["acknowledged"] > 100 * (n + 1))  # type: ignore[misc]
                web.stop()
                web.start()
        told = writers.stop()
        tell(f"rolling restart, {rounds} times each", told, compare(told, rows(postgres.url)))


def postgresql(times: int = 3) -> None:
    """PostgreSQL killed under load, and started again."""
    with scaled(2) as (postgres, webs):
        writers = Writers(PEOPLE, *(web.address for web in webs)).start()
        ready = Counter[int]()
        for number in range(times):
            until(lambda n=number: writers.told.counts["acknowledged"] > 150 * (n + 1))  # type: ignore[misc]
            postgres.kill()
            time.sleep(1)
            ready.update(Person(web.address).visit("/readyz") for web in webs)
            postgres.start()
        until(lambda: writers.told.counts["acknowledged"] > 150 * (times + 1))
        told = writers.stop()
        found = compare(told, rows(postgres.url))
        tell(f"PostgreSQL killed {times} times", told, found, readyz_while_away=dict(ready))


def redis(times: int = 3) -> None:
    """Redis stopped and started while people try to sign in."""
    with parts.redis() as server, scaled(2, REDIS_URL=server.url) as (_, webs):
        seen: Counter[str] = Counter()
        for phase in ("there", *("away", "back") * times):
            if phase == "away":
                server.stop()
            if phase == "back":
                server.start()
                time.sleep(6)
            for number in range(30):
                form = {"email": f"{phase}{number % 3}@example.org", "password": "wrong words here"}
                status = Person(webs[number % 2].address).send("/login", **form)
                seen[f"{phase} {status}"] += 1
        print(
            f"Redis stopped {times} times: "
            + ", ".join(f"{k}: {v}" for k, v in sorted(seen.items())),
            flush=True,
        )


SCENES: dict[str, Callable[[], None]] = {
    "kill": kill,
    "contention": contention,
    "full": full,
    "power": power.run,
    "backup": backup,
    "rolling": rolling,
    "postgresql": postgresql,
    "redis": redis,
}


def run(scene: str) -> None:
    """One scene, or all."""
    for name, play in SCENES.items():
        if scene in ("", name):
            play()
