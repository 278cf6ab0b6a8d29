"""How long a new process takes to its first answer, with a database that is up to date."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from bench.client import Call, Phone
from bench.servers import serving

NAMES = {"embedded": "bin/serve", "softback": "Procfile"}


def run(rounds: int) -> None:
    """Prints the seconds of each way to run it."""
    for kind, seconds in measured(rounds).items():
        print(f"{NAMES[kind]:10} {seconds:.2f} s to the first answer (at most 1.5)")


def measured(rounds: int) -> dict[str, float]:
    """The median of so many starts; the very first one makes the database."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            kind: median([_first_answer(kind, Path(folder)) for _ in range(rounds + 1)][1:])
            for kind in NAMES
        }


def _first_answer(kind: str, data: Path) -> float:
    began = time.monotonic()
    with serving(kind, data) as server:
        Phone(server.port).ask(Call("/"))
        return time.monotonic() - began
