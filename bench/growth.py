"""Do a person's pages stay as quick among 10,000 others, and among 100,000?

Two databases on each engine: one in which the person of 26 weeks is alone, one with a crowd (12
weeks each, twice a day: 3.6 and 36 million entries). The same calls go to both in turns; the ratio
of the medians is shown. Then the reads of Progress over 52 weeks, of people who have kept a diary
for a year, from a disk of which nothing is in memory.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import create_engine, event, select

from bench.client import Times
from bench.houses import ENGINES, SECRET, House
from bench.pages import Subject, subjects, take_turns
from bench.servers import serving
from bench.stage import EMAIL, signed_in
from webapp import clock
from webapp.accounts.models import User
from webapp.journal.models import PainEntry

CROWDS = (10_000, 100_000)
AT_MOST, COLD_AT_MOST = 1.1, 2.0
WEEKS, RANGE = "/progress?weeks=52", "pain entries"
Statement = tuple[str, Any]


def run(rounds: int, requests: int, engine: str, people: int) -> None:
    """Prints the table of each engine and crowd."""
    for name in [engine] if engine else list(ENGINES):
        with tempfile.TemporaryDirectory(prefix="softback-growth-") as place:
            folder = Path(place)
            folder.chmod(0o755)  # PostgreSQL's own user looks in
            with ENGINES[name](folder) as (alone, crowd):
                for house in (alone, crowd):
                    house.move_in()
                    house.settle()
                for count in [people] if people else CROWDS:
                    _told(name, alone, crowd, crowd.fill(count), rounds, requests)


def _told(
    name: str, alone: House, crowd: House, seconds: float, rounds: int, requests: int
) -> None:
    print(
        f"\n{name}: {crowd.people:,} others, {crowd.entries():,} entries, {crowd.size():.1f} GB, "
        f"loaded in {seconds:.0f} s"
    )
    print(f"{'':12} {'alone ms':>9} {'crowd ms':>9} {'CPU':>6}   p50 / p95 / p99 ms, alone | crowd")
    with _opened(alone) as here, _opened(crowd) as there:
        pairs = list(zip(here, there, strict=True))
        for one in (*here, *there):
            one.warm_up()
        for writes in (False, True):
            both = [one for pair in pairs for one in pair if one.writes == writes]
            take_turns(both, rounds, requests)
        for one, other in pairs:
            ratio = other.cpu / one.cpu
            print(
                f"{one.name:12} {one.cpu:9.2f} {other.cpu:9.2f} {ratio:5.2f}×   "
                f"{Times.of(one.waits)} | {Times.of(other.waits)}  {_verdict(ratio, AT_MOST)}",
                flush=True,
            )
    _cold(crowd)


def _verdict(found: float, most: float) -> str:
    return f"{'kept' if found <= most else 'MISSED'} (at most {most:g})"


@contextmanager
def _opened(house: House) -> Iterator[list[Subject]]:
    with serving("softback", house.data, DATABASE_URL=house.url, SECRET_KEY=SECRET) as server:
        yield subjects(server, EMAIL, house.password)


def _cold(house: House) -> None:
    """Each reader once: rows that no cache has seen. The first one only warms the machinery up."""
    plans = [_statements(house, owner) for owner in house.readers]
    house.restart()
    engine = create_engine(house.url)
    found: dict[str, list[tuple[float, float]]] = {}
    for plan in plans:
        for name, statements in plan.items():
            house.forget()
            with engine.connect() as line:
                cursor: Any = line.connection.cursor()
                cursor.execute("SELECT count(*) FROM alembic_version")
                twice = [sum(_timed(cursor, one) for one in statements) for _ in range(2)]
            found.setdefault(name, []).append((twice[0], twice[1]))
            if engine.dialect.name == "sqlite":
                engine.dispose()  # what it remembers belongs to the line
    engine.dispose()
    print(f"{'52 weeks, read cold':34} {'median':>7} {'best':>7} {'again':>7}  ms")
    for name, times in found.items():
        cold, again = ([one[n] for one in times[1:]] for n in (0, 1))
        verdict = _verdict(median(cold), COLD_AT_MOST) if name == RANGE else ""
        print(
            f"{name:34} {median(cold):7.2f} {min(cold):7.2f} {median(again):7.2f}  {verdict}",
            flush=True,
        )


def _timed(cursor: Any, statement: Statement) -> float:
    began = time.perf_counter()
    cursor.execute(*statement)
    cursor.fetchall()
    return (time.perf_counter() - began) * 1000


def _statements(house: House, owner: int) -> dict[str, list[Statement]]:
    """A year of this person's pain entries; and all that Progress asks for, but for the sign-in."""
    client, engine = signed_in(house.app(), User.id == owner)
    seen: list[Statement] = []
    event.listen(engine, "before_cursor_execute", lambda *told: seen.append(told[2:4]))
    assert client.get(WEEKS).status_code == 200
    page = [one for one in seen if "owner_id = " in one[0]]
    seen.clear()
    since = clock.now() - timedelta(weeks=52)
    lately = PainEntry.at.between(since, clock.now())
    with engine.connect() as line:
        line.execute(
            select(PainEntry.local_date, PainEntry.score).where(PainEntry.owner_id == owner, lately)
        )
    engine.dispose()
    year = [one for one in seen if "owner_id = " in one[0]]
    return {RANGE: year, f"all {len(page)} statements of Progress": page}
