"""How often flag F2 (rising pain) is raised for nothing, and how often it finds a real rise.

Simulated people: each has a level, noise from day to day that is correlated (AR(1)), whole scores
from 0 to 10, days without an entry. They are judged every Monday of 90 days by the very rules of
the program. The specification reports 4-16 % of stable people with a false alarm at correlations
of 0.3-0.5, and 82-84 % of true rises of three points found within three reviews; it does not say
how much days differed, so a range is shown. `--seed` makes a run repeatable.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import sqrt

from webapp.safety.flags import Diary, Raised, Told, raised

SEED = 20250330
PEOPLE = 2000
DAYS, RISE, REVIEWS = 90, 3.0, 3
LEVELS = (2.0, 6.0)
"""Where the level of a person lies, evenly spread; a rise starts from levels of 2 to 5, so that
three points more still fit on the scale."""
LEVELS_BEFORE_A_RISE = (2.0, 5.0)
MISSING = 0.15
CORRELATIONS, SPREADS = (0.3, 0.4, 0.5), (1.0, 1.25, 1.5, 1.75, 2.0)
MONDAY = date(2026, 1, 5)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class World:
    """How days differ: the correlation of a day with the next, and their standard deviation."""

    r: float
    sd: float


def scores(chance: random.Random, world: World, levels: list[float]) -> Iterator[float | None]:
    """One score a day, 0-10 and whole; None where nothing was noted."""
    noise = chance.gauss(0, world.sd)
    for level in levels:
        known = chance.random() >= MISSING
        yield min(10, max(0, round(level + noise))) if known else None
        noise = world.r * noise + sqrt(1 - world.r**2) * chance.gauss(0, world.sd)


def mondays_raised(days: list[float | None], first: date) -> list[int]:
    """The numbers of days after which F2 was raised."""
    told = {first + n * DAY: Told(pain=pain) for n, pain in enumerate(days)}
    start = first + (7 - first.weekday()) % 7 * DAY
    every = (
        start + n * WEEK for n in range((DAYS // 7) + 1) if start + n * WEEK <= first + DAYS * DAY
    )
    diary = Diary(told)
    return [(day - first).days for day in every if Raised("F2", day) in raised(diary, day)]


def false_alarms(chance: random.Random, world: World, people: int) -> float:
    """The share of stable people who are warned at least once in 90 days."""
    warned = 0
    for _ in range(people):
        first = MONDAY + chance.randrange(7) * DAY
        level = chance.uniform(*LEVELS)
        warned += bool(mondays_raised(list(scores(chance, world, [level] * DAYS)), first))
    return warned / people


def found(chance: random.Random, world: World, people: int) -> float:
    """The share of true rises that are raised at one of the next three reviews."""
    seen = 0
    for _ in range(people):
        first = MONDAY + chance.randrange(7) * DAY
        low, begins = chance.uniform(*LEVELS_BEFORE_A_RISE), chance.randrange(28, 63)
        levels = [low + (RISE if n >= begins else 0) for n in range(DAYS)]
        days = mondays_raised(list(scores(chance, world, levels)), first)
        seen += any(begins < day <= begins + 7 * REVIEWS for day in days)
    return seen / people


def run(seed: int = SEED, people: int = PEOPLE) -> None:
    """Prints a table; asserts nothing."""
    print(f"{people} people a cell, {DAYS} days, {MISSING:.0%} of days missing, seed {seed}")
    print("correlation  day-to-day SD  false alarm  +3 found within three reviews")
    for r, sd in product(CORRELATIONS, SPREADS):
        chance = random.Random(f"{seed} {r} {sd}")
        world = World(r, sd)
        stable, rises = false_alarms(chance, world, people), found(chance, world, people)
        print(f"{r:>11}  {sd:>13}  {stable:>10.1%}  {rises:>29.1%}", flush=True)
