"""Power cuts, simulated: what a disk may hold that keeps nothing but what was synced.

strace notes every write and every sync of the server while people write. Then the files are built
again as they would stand after a cut at many moments: each write counts from the next finished
sync of its file on, the others are dropped, or (every other time) some of them survive in any
order, as disks do. Each state is opened by SQLite; every entry that had been acknowledged before
the cut must be in it.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.operations import parts
from tests.operations.load import STORED, Writers
from tests.operations.parts import Web, until

CUTS = 150
CALLS = "pwrite64,fsync,fdatasync,ftruncate,unlink"
CALL = re.compile(r"(\w+)\((?:\d+<([^>]*)>|\"([^\"]*)\")(.*)$")
WRITTEN = re.compile(r'"((?:\\x[0-9a-f]{2})*)", (\d+), (\d+)')


@dataclass(frozen=True)
class Event:
    """A write, a change of length, a sync that is finished, or a removal."""

    at: float
    kind: str
    name: str
    offset: int = 0
    data: bytes = b""


def run(entries: int = 400) -> None:
    """Prints how many entries were lost over all cuts."""
    if not shutil.which("strace"):
        print("power cut: left out, strace is not installed")
        return
    with tempfile.TemporaryDirectory(prefix="softback-bench-") as name:
        place = Path(name)
        first = Web(place, embedded=True, BACKUP_DAYS="0")
        first.start()
        first.stop()
        shutil.copytree(place, start := place.parent / f"{place.name}-start")
        traced = Web(place, embedded=True, BACKUP_DAYS="0")
        options = ["-f", "-ttt", "-y", "-xx", "-s", "70000", "-e", f"trace={CALLS}"]
        traced.command = ["strace", *options, "-o", str(place / "trace"), *traced.command]
        with parts.running(traced):
            writers = Timed(8, traced.address)
            writers.start()
            until(lambda: writers.told.counts["acknowledged"] > entries, 120)
            writers.stop()
        events = [*read(place / "trace")]
        _report(events, writers, start)
        shutil.rmtree(start)


class Timed(Writers):
    """Notes when each acknowledgement had arrived."""

    def __init__(self, people: int, *addresses: str) -> None:
        super().__init__(people, *addresses)
        self.moments: list[float] = []

    def _count(self, what: str, one: tuple[str, str] | None = None) -> bool:
        with self.lock:
            if one:
                self.moments.append(time.time())
                self.told.acknowledged.append(one)
            self.told.counts[what] += 1
        return one is not None


def read(trace: Path) -> Iterator[Event]:
    """The events of the database's files, in order; a sync counts when it has returned."""
    begun: dict[str, str] = {}
    for line in trace.read_text(errors="replace").splitlines():
        pid, _, rest = line.partition(" ")
        at, _, said = rest.strip().partition(" ")
        if said.startswith(("<... fsync", "<... fdatasync")) and pid in begun:
            yield Event(float(at), "sync", begun.pop(pid))
        found = CALL.match(said)
        if not found:
            continue
        name = Path(_plain(found[2] or found[3] or "")).name
        if not name.startswith("softback.db") or name.endswith("-shm"):
            continue
        if found[1] in ("fsync", "fdatasync") and "<unfinished" in said:
            begun[pid] = name
        else:
            yield _event(float(at), found[1], name, found[4])


def _event(at: float, call: str, name: str, rest: str) -> Event:
    if call == "pwrite64":
        data = WRITTEN.search(rest)
        assert data, rest[:80]
        raw = bytes.fromhex(data[1].replace("\\x", ""))
        assert len(raw) == int(data[2])
        return Event(at, "write", name, int(data[3]), raw)
    if call == "ftruncate":
        return Event(at, "length", name, int(re.split(r"[^0-9]+", rest)[1]))
    return Event(at, "gone" if call == "unlink" else "sync", name)


def _plain(text: str) -> str:
    """A path as strace writes it under -xx."""
    return bytes.fromhex(text.replace("\\x", "")).decode() if text.startswith("\\x") else text


def build(events: list[Event], start: Path, place: Path, chance: random.Random | None) -> None:
    """The files as they stand after a cut behind these events."""
    kept = [path for path in start.glob("softback.db*") if not path.name.endswith("-shm")]
    files = {path.name: bytearray(path.read_bytes()) for path in kept}
    waiting: dict[str, list[Event]] = {}
    for event in events:
        _happen(event, files, waiting)
    if chance:  # the disk had begun with some of the rest, in an order of its own
        for some in waiting.values():
            for one in chance.sample(some, chance.randint(0, len(some))):
                _apply(files, one)
    for name, content in files.items():
        (place / name).write_bytes(content)


def _happen(event: Event, files: dict[str, bytearray], waiting: dict[str, list[Event]]) -> None:
    if event.kind == "sync":
        for one in waiting.pop(event.name, []):
            _apply(files, one)
    elif event.kind == "gone":
        files.pop(event.name, None)
        waiting.pop(event.name, None)
    else:
        waiting.setdefault(event.name, []).append(event)


def _apply(files: dict[str, bytearray], event: Event) -> None:
    content = files.setdefault(event.name, bytearray())
    if event.kind == "length":
        del content[event.offset :]
        return
    end = event.offset + len(event.data)
    content.extend(bytes(max(0, end - len(content))))
    content[event.offset : end] = event.data


def _report(events: list[Event], writers: Timed, start: Path) -> None:
    chance, counts = random.Random(1), Counter[str]()
    known = list(zip(writers.moments, writers.told.acknowledged, strict=True))
    for number in range(CUTS):
        cut = chance.randrange(len(events))
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            build(events[: cut + 1], start, place, chance if number % 2 else None)
            with closing(sqlite3.connect(place / "softback.db")) as base:
                whole = base.execute("PRAGMA integrity_check").fetchone()[0]
                stored = {(tag, bytes(id).hex()) for tag, id in base.execute(STORED)}
        told = [(tag, id.replace("-", "")) for at, (tag, id) in known if at < events[cut].at]
        counts["damaged"] += whole != "ok"
        counts["acknowledged before the cuts"] += len(told)
        counts["lost"] += sum(one not in stored for one in told)
    syncs = sum(event.kind == "sync" for event in events)
    print(f"{CUTS} power cuts within {len(known)} entries, {len(events)} events, {syncs} syncs")
    print("  " + ", ".join(f"{what} {count}" for what, count in counts.items()), flush=True)
