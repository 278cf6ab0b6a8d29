"""CPU of each page and of a pain entry against the yardsticks B, L and W of the same machine.

Interleaved: every round asks for everything once in a row of requests, first for what reads,
then for what writes; what is shown is the median of the rounds. Queries and bytes are counted.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.client import Call, Phone, latencies
from bench.servers import Server, serving
from bench.stage import counts_of, move_in

HTMX = (("HX-Request", "true"), ("HX-Request-Type", "partial"))
PAIN = (("score", "4"), ("regions", "b08"), ("intensity_b08", "4"))
CALLS = {
    "Today": (Call("/today"), 2.5, 5),
    "Journal": (Call("/journal"), 2.5, 5),
    "Routines": (Call("/routines"), 2.5, 5),
    "one routine": (Call("/routines/upper-back-ball"), 2.5, 5),
    "Progress": (Call("/progress?weeks=12"), 3.5, 6),
    "log pain": (Call("/journal/pain", PAIN, HTMX), 2.0, 4),
}
YARDSTICKS = {"B": Call("/b"), "L": Call("/l"), "W": Call("/w", (("note", "x"),))}


@dataclass
class Subject:
    """One call of one person to one server, and what was measured of it."""

    name: str
    server: Server
    phone: Phone
    call: Call
    milliseconds: list[float] = field(default_factory=list)

    @property
    def is_yardstick(self) -> bool:
        """It tells what the machine can do."""
        return self.name in YARDSTICKS

    def run(self, requests: int) -> None:
        """One round: mean CPU milliseconds of the server for a request."""
        before = self.server.cpu()
        for _ in range(requests):
            self.phone.ask(self.call)
        self.milliseconds.append((self.server.cpu() - before) / requests * 1000)

    @property
    def cpu(self) -> float:
        """The median of the rounds, in milliseconds."""
        return median(self.milliseconds)


def run(rounds: int, requests: int, people: int, embedded: bool) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        os.environ["SOFTBACK_DATA"] = folder
        passwords = move_in(people)
        kind = "embedded" if embedded else "softback"
        with serving(kind, data) as ours, serving("yardsticks", data) as theirs:
            sticks = [Subject(n, theirs, Phone(theirs.port), c) for n, c in YARDSTICKS.items()]
            pages = {email: _subjects(ours, email, word) for email, word in passwords.items()}
            everyone = [*sticks, *(s for some in pages.values() for s in some)]
            for subject in everyone:
                subject.run(3 if subject.call.form else 20)
                subject.milliseconds.clear()
            # What is written would stand on the pages of today: reading first, then writing.
            for writes in (False, True):
                for _ in range(rounds):
                    for subject in everyone:
                        if subject.is_yardstick or bool(subject.call.form) == writes:
                            subject.run(requests)
            _print(
                sticks,
                list(pages.values()),
                counts_of({name: call for name, (call, _, _) in CALLS.items()}),
            )
            print(f"memory: {', '.join(f'{size:.0f} MB' for size in ours.memory())}")


def _subjects(server: Server, email: str, password: str) -> list[Subject]:
    phone = Phone(server.port)
    phone.sign_in(email, password)
    return [Subject(name, server, phone, call) for name, (call, _, _) in CALLS.items()]


def _print(
    sticks: list[Subject], pages: list[list[Subject]], counts: dict[str, tuple[int, int]]
) -> None:
    unit = {stick.name: stick.cpu for stick in sticks}
    print("\r" + "  ".join(f"{name} = {cpu:.2f} ms" for name, cpu in unit.items()))
    print(
        f"{'':12} {'CPU ms':>7} {'× L':>6} {'at most':>8} {'15 years':>9} "
        f"{'queries':>8} {'at most':>8} {'bytes':>7} {'p50 ms':>7} {'p99 ms':>7} {'p99/p50':>8}"
    )
    for subject, long in zip(*pages, strict=True):
        _, most, queries = CALLS[subject.name]
        times = latencies(subject.server.port, subject.phone.cookie, subject.call, 40)
        p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
        asked, size = counts[subject.name]
        print(
            f"{subject.name:12} {subject.cpu:7.2f} {subject.cpu / unit['L']:6.2f} {most:8.1f} "
            f"{long.cpu / subject.cpu:8.2f}× {asked:8} {queries:8} {size:7} "
            f"{p50:7.1f} {p99:7.1f} {p99 / p50:8.1f}"
        )
        if subject.call.form:
            print(f"{'':12} {'':7} {subject.cpu / unit['W']:6.2f} × W, at most 4.5")
