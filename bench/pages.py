"""CPU of each page and of a pain entry against the yardsticks B, L and W of the same machine.

Interleaved: every round asks for everything once in a row of requests, first for what reads,
then for what writes; what is shown is the median of the rounds. Queries and bytes are counted.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.client import Call, Phone, Times, latencies
from bench.servers import Server, serving
from bench.stage import EMAIL, LONG, TEN, counts_of, move_in

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
"""Each call, how many L it may cost, and how many statements."""
YARDSTICKS = {"B": Call("/b"), "L": Call("/l"), "W": Call("/w", (("note", "x"),))}
EACH = 40
"""Requests on each of 16 connections."""


@dataclass
class Subject:
    """One call of one person to one server, and what was measured of it."""

    name: str
    server: Server
    phone: Phone
    call: Call
    milliseconds: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """It leaves something behind."""
        return bool(self.call.form)

    def run(self, requests: int) -> None:
        """One round: mean CPU milliseconds of the server for a request, and each one's wait."""
        before = self.server.cpu()
        for _ in range(requests):
            began = time.perf_counter()
            self.phone.ask(self.call)
            self.waits.append((time.perf_counter() - began) * 1000)
        self.milliseconds.append((self.server.cpu() - before) / requests * 1000)

    def warm_up(self) -> None:
        """What happens once only, happens now."""
        self.run(3 if self.writes else 20)
        self.milliseconds.clear()
        self.waits.clear()

    @property
    def cpu(self) -> float:
        """The median of the rounds, in milliseconds."""
        return median(self.milliseconds)


@dataclass(frozen=True)
class Figures:
    """What was found of one call."""

    name: str
    cpu: float
    unit: dict[str, float]
    longer: dict[str, float]
    """The same for who has been here for years, as a ratio."""
    statements: int
    size: int
    alone: Times
    many: Times
    """With 16 connections at once."""

    @property
    def in_l(self) -> float:
        """CPU in units of L."""
        return self.cpu / self.unit["L"]

    @property
    def in_w(self) -> float:
        """CPU in units of W."""
        return self.cpu / self.unit["W"]


def subjects(server: Server, email: str, password: str) -> list[Subject]:
    """Every call, by this person."""
    phone = Phone(server.port)
    phone.sign_in(email, password)
    return [Subject(name, server, phone, call) for name, (call, _, _) in CALLS.items()]


def take_turns(everyone: Iterable[Subject], rounds: int, requests: int) -> None:
    """So many rounds, in each of which everyone has a turn."""
    for _ in range(rounds):
        for subject in everyone:
            subject.run(requests)


def measured(
    ours: Server, theirs: Server, passwords: dict[str, str], rounds: int, requests: int
) -> list[Figures]:
    """The figures of each call."""
    sticks = [Subject(n, theirs, Phone(theirs.port), c) for n, c in YARDSTICKS.items()]
    pages = {email: subjects(ours, email, word) for email, word in passwords.items()}
    people = [subject for some in pages.values() for subject in some]
    for subject in (*sticks, *people):
        subject.warm_up()
    at_once: dict[str, Times] = {}
    # What is written would stand on the pages of today: counting and reading first, then writing.
    counts = counts_of({name: call for name, (call, _, _) in CALLS.items()})
    for writes in (False, True):
        now = [subject for subject in people if subject.writes == writes]
        take_turns([*sticks, *now], rounds, requests)
        for one in (one for one in pages[EMAIL] if one.writes == writes):
            at_once[one.name] = latencies(ours.port, one.phone.cookie, one.call, EACH)
    unit = {stick.name: stick.cpu for stick in sticks}
    return [
        Figures(
            short.name, short.cpu, unit, {TEN: ten.cpu / short.cpu, LONG: long.cpu / short.cpu},
            *counts[short.name], Times.of(short.waits), at_once[short.name],
        )
        for short, ten, long in zip(*pages.values(), strict=True)
    ]  # fmt: skip


def run(rounds: int, requests: int, people: int, embedded: bool) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        os.environ["SOFTBACK_DATA"] = folder
        passwords = move_in(people)
        kind = "embedded" if embedded else "softback"
        with serving(kind, data) as ours, serving("yardsticks", data) as theirs:
            tell(measured(ours, theirs, passwords, rounds, requests))
            print(f"memory: {', '.join(f'{size:.0f} MB' for size in ours.memory())}")


def tell(found: list[Figures]) -> None:
    """The table of every call."""
    unit = found[0].unit
    print("\r" + "  ".join(f"{name} = {cpu:.2f} ms" for name, cpu in unit.items()))
    print(
        f"{'':12} {'CPU ms':>7} {'× L':>6} {'at most':>8} {'10 years':>9} {'15 years':>9} "
        f"{'queries':>8} {'at most':>8} {'bytes':>7} {'1: p50 / p95 / p99 ms':>22} "
        f"{'16: p50 / p95 / p99 ms':>24}"
    )
    for one in found:
        _, most, queries = CALLS[one.name]
        print(
            f"{one.name:12} {one.cpu:7.2f} {one.in_l:6.2f} {most:8.1f} {one.longer[TEN]:8.2f}× "
            f"{one.longer[LONG]:8.2f}× {one.statements:8} {queries:8} {one.size:7} "
            f"{one.alone!s:>22} {one.many!s:>24}"
        )
    print(f"log pain is {found[-1].in_w:.2f} × W, at most 4.5")
