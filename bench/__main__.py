"""The benchmarks, run by hand: `python -m bench pages` (and the names below)."""

from __future__ import annotations

import argparse

from bench import associations, flags, pages, phones, player, start, taps


def main() -> None:
    """Runs the benchmark that is named; each prints a table and asserts nothing about time."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "name", choices=["pages", "start", "player", "flags", "taps", "phones", "associations"]
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=150, help="a round and call")
    parser.add_argument("--people", type=int, default=0, help="others in the same database")
    parser.add_argument("--embedded", action="store_true", help="the server of bin/serve")
    parser.add_argument("--seed", type=int, default=flags.SEED, help="of the simulated people")
    parser.add_argument("--entries", type=int, default=1000, help="sent through the storm")
    parser.add_argument("--histories", type=int, default=500, help="of two phones")
    chosen = parser.parse_args()
    if chosen.name == "start":
        start.run(chosen.rounds)
    elif chosen.name == "player":
        player.run()
    elif chosen.name == "flags":
        flags.run(chosen.seed, chosen.people or flags.PEOPLE)
    elif chosen.name == "associations":
        associations.run(chosen.seed, chosen.people or associations.PEOPLE)
    elif chosen.name == "taps":
        taps.run()
    elif chosen.name == "phones":
        phones.run(chosen.entries, chosen.histories, steps=40)
    else:
        pages.run(chosen.rounds, chosen.requests, chosen.people, chosen.embedded)


if __name__ == "__main__":
    main()
