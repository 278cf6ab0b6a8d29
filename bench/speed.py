"""Every promise of speed beside what is measured now: one command, one table.

`python -m bench speed` measures on the server of the Procfile, `--embedded` on that of bin/serve;
the yardsticks B, L and W run beside it in the same rounds. Lighthouse's marks join in where
LIGHTHOUSE names the program; among how many people pages stay as quick is `python -m bench growth`.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import lighthouse, pages, start
from bench.arrival import arrive
from bench.client import Call, Phone
from bench.servers import Server, serving
from bench.stage import EMAIL, LONG, TEN, move_in

KILOBYTE = 1000
PHONES = 8
A_VISIT = 50
"""Calls on one line."""
REPORT = Call("/export/report.pdf?weeks=52&paper=a4&words=")
AGAIN = ("client_id", "01912d68-783e-7a03-8467-00000000beef")
"""One entry, sent again and again: a write that leaves one row."""


@dataclass
class Table:
    """Lines of: what, what was promised, what was measured, whether that is kept."""

    lines: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def say(self, what: str, most: float, found: float, unit: str = "", form: str = ".2f") -> None:
        """One line; at most so much was promised."""
        told = (f"≤ {most:g} {unit}", f"{found:{form}} {unit}", found <= most)
        self.lines.append((what, *told))

    def __str__(self) -> str:
        lines = [
            f"{what:44} {promise:>14} {found:>14}  {'kept' if kept else 'MISSED'}"
            for what, promise, found, kept in self.lines
        ]
        missed = sum(not kept for *_, kept in self.lines)
        return "\n".join([*lines, f"{len(lines) - missed} kept, {missed} missed"])


def run(rounds: int, requests: int, soak: int, embedded: bool) -> None:
    """Prints the table of every call, and then that of the promises."""
    table, kind = Table(), "embedded" if embedded else "softback"
    with (
        _house() as (data, passwords),
        serving(kind, data) as ours,
        serving("yardsticks", data) as theirs,
    ):
        found = pages.measured(ours, theirs, passwords, rounds, requests)
        pages.tell(found)
        _pages(table, found)
        _report(table, ours, passwords, rounds)
        phone = Phone(ours.port)
        _visit(table, ours, phone.sign_in(EMAIL, passwords[EMAIL]))
    # In a house of its own: in the first one hundreds of entries were logged today.
    with _house() as (data, passwords), serving(kind, data) as fresh:
        _memory(table, fresh, Phone(fresh.port).sign_in(EMAIL, passwords[EMAIL]), soak)
    _start(table, rounds)
    if "LIGHTHOUSE" in os.environ:
        _lighthouse(table)
    print(f"\n{table}")


@contextmanager
def _house() -> Iterator[tuple[Path, dict[str, str]]]:
    """A database with its people, and their passwords."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SOFTBACK_DATA"] = folder
        yield Path(folder), move_in(0)


def _pages(table: Table, found: list[pages.Figures]) -> None:
    for one in found:
        _, cpu, statements = pages.CALLS[one.name]
        table.say(f"{one.name}: CPU", cpu, one.in_l, "L")
        if one.name == "log pain":
            table.say(f"{one.name}: CPU", 4.5, one.in_w, "W")
        table.say(f"{one.name}: statements", statements, one.statements, form=".0f")
        if one.name not in ("Progress", "log pain"):
            table.say(f"{one.name}: p99 of p50 at 16", 6, one.many.p99 / one.many.p50, "×", ".1f")
        table.say(f"{one.name}: ten years, 30,000 entries", 1.15, one.longer[TEN], "×")
        table.say(f"{one.name}: 15 years, 30,000 entries", 1.15, one.longer[LONG], "×")


def _report(table: Table, server: Server, passwords: dict[str, str], rounds: int) -> None:
    phone, seconds = Phone(server.port), []
    phone.sign_in(TEN, passwords[TEN])
    for _ in range(rounds):
        began = time.perf_counter()
        phone.ask(REPORT)
        seconds.append(time.perf_counter() - began)
    table.say("report PDF of who has ten years, 52 weeks", 1, median(seconds), "s")


def _visit(table: Table, server: Server, cookie: str) -> None:
    first, second = arrive(f"http://127.0.0.1:{server.port}", cookie)
    for name, most in {"HTML": 12, "CSS": 14, "JS": 32}.items():
        table.say(f"first visit of Today: {name}", most, first.bytes[name] / KILOBYTE, "kB", ".1f")
    table.say("first visit of Today: all", 75, first.everything / KILOBYTE, "kB", ".1f")
    table.say("first visit of Today: requests", 12, first.requests, form=".0f")
    table.say("second visit of Today: requests", 1, second.requests, form=".0f")


def _memory(table: Table, server: Server, cookie: str, soak: int) -> None:
    """Pages by turns, and an entry sent again, on eight lines at once."""
    calls = [call for call, *_ in pages.CALLS.values() if not call.form]
    calls.append(Call("/journal/pain", (*pages.PAIN, AGAIN), pages.HTMX))

    def ask(number: int) -> None:
        for turn in range(soak // 2 // PHONES):
            if not turn % A_VISIT:  # else one process may answer all of them
                phone = Phone(server.port, cookie)
            phone.ask(calls[(number + turn) % len(calls)])

    sizes = []
    for _half in range(2):
        with ThreadPoolExecutor(PHONES) as pool:
            list(pool.map(ask, range(PHONES)))
        sizes.append(server.memory())
    growth = max(after - before for before, after in zip(*sizes, strict=True))
    table.say(f"memory after {soak:,} requests", 110, max(sizes[1]), "MB", ".1f")
    table.say(f"its growth over the last {soak // 2:,}", 1, growth, "MB", ".1f")


def _start(table: Table, rounds: int) -> None:
    for kind, seconds in start.measured(rounds).items():
        table.say(f"start to the first answer: {start.NAMES[kind]}", 1.5, seconds, "s")


def _lighthouse(table: Table) -> None:
    for name, (perf, acc, best, lcp, cls) in lighthouse.measured(3).items():
        for what, mark, least in (
            ("performance", perf, 98),
            ("accessibility", acc, 100),
            ("best practices", best, 100),
        ):
            line = (f"{name}: {what}", f"≥ {least}", f"{mark:.0f}", mark >= least)
            table.lines.append(line)
        table.say(f"{name}: largest paint, simulated", 1.3, lcp, "s")
        table.say(f"{name}: shift of layout", 0, cls, form=".3f")
