"""The benchmarks, run by hand: `python -m bench pages` (and the names below)."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bench import (
    associations,
    durability,
    flags,
    fuzz,
    growth,
    lighthouse,
    pages,
    phones,
    player,
    slow,
    speed,
    start,
    taps,
    work,
)

Run = Callable[[argparse.Namespace], None]
BENCHMARKS: dict[str, Run] = {
    "pages": lambda o: pages.run(o.rounds, o.requests, o.people, o.embedded),
    "speed": lambda o: speed.run(o.rounds, o.requests, o.soak, o.embedded),
    "growth": lambda o: growth.run(o.rounds, min(o.requests, 100), o.engine, o.people),
    "slow": lambda o: slow.run(o.connections),
    "work": lambda o: work.run(),
    "start": lambda o: start.run(o.rounds),
    "lighthouse": lambda o: lighthouse.run(min(o.rounds, 3)),
    "player": lambda o: player.run(),
    "taps": lambda o: taps.run(),
    "durability": lambda o: durability.run(o.scene),
    "phones": lambda o: phones.run(o.entries, o.histories, steps=40),
    "fuzz": lambda o: fuzz.run(o.cases, o.seed),
    "flags": lambda o: flags.run(o.seed, o.people or flags.PEOPLE),
    "associations": lambda o: associations.run(o.seed, o.people or associations.PEOPLE),
}


def main() -> None:
    """Runs the benchmark that is named; each prints a table and asserts nothing about time."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=sorted(BENCHMARKS))
    parser.add_argument("--scene", default="", choices=["", *durability.SCENES], help="one of them")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=150, help="a round and call")
    parser.add_argument("--people", type=int, default=0, help="others in the same database")
    parser.add_argument("--embedded", action="store_true", help="the server of bin/serve")
    parser.add_argument("--soak", type=int, default=100_000, help="requests before memory is read")
    parser.add_argument("--engine", default="", choices=["", *growth.ENGINES], help="one of both")
    parser.add_argument("--connections", type=int, default=200, help="on which one sends slowly")
    parser.add_argument("--seed", type=int, default=flags.SEED, help="of the simulated people")
    parser.add_argument("--cases", type=int, default=100_000, help="of anything, to every form")
    parser.add_argument("--entries", type=int, default=1000, help="sent through the storm")
    parser.add_argument("--histories", type=int, default=500, help="of two phones")
    chosen = parser.parse_args()
    BENCHMARKS[chosen.name](chosen)


if __name__ == "__main__":
    main()
