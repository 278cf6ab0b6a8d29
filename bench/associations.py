"""How often the search for patterns finds one where there is none, and a naive search beside it.

Simulated diaries of a year in which pain, stress, mood, energy, sleep, the sources of stress and
practices know nothing of one another; each resembles itself from day to day (AR(1)) and through
the week, and days are missing. The very search of the program goes over them; beside it the same
comparisons, each by a correlation with p <= 0.05 that takes days for independent. `--seed` makes a
run repeatable.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from math import atanh, sqrt
from statistics import NormalDist, correlation

from webapp import vocabulary
from webapp.progress.further import patterns
from webapp.progress.further.patterns import Felt
from webapp.progress.rules import Day
from webapp.statistics import Factor

SEED = 20250330
PEOPLE = 300
DAYS = 52 * 7
MISSING, TAGGED, PRACTISED = 0.15, 0.2, 0.35
LIKENESS = (0.3, 0.5, 0.7)
FIRST = date(2026, 1, 5)


@dataclass(frozen=True)
class Diary:
    """A year as the program reads it."""

    days: list[Day]
    felt: dict[date, Felt]


def wandering(chance: random.Random, likeness: float) -> Iterator[float]:
    """Noise that resembles itself from day to day and from week to week."""
    rhythm = [chance.gauss(0, 0.4) for _ in range(7)]
    value = chance.gauss(0, 1)
    for n in range(DAYS):
        yield value + rhythm[n % 7]
        value = likeness * value + sqrt(1 - likeness**2) * chance.gauss(0, 1)


def diary(chance: random.Random, likeness: float) -> Diary:
    """A diary in which nothing has to do with anything."""
    names = ("pain", "stress", "mood", "energy", "sleep", "practice", *vocabulary.STRESS_TAGS)
    lines = {name: list(wandering(chance, likeness)) for name in names}
    tagged, practised = (NormalDist().inv_cdf(1 - share) for share in (TAGGED, PRACTISED))
    days, felt = [], {}
    for n in range(DAYS):
        on = FIRST + timedelta(days=n)
        pain, night, evening = (chance.random() >= MISSING for _ in range(3))
        scores = {name: _score(lines[name][n]) for name in ("pain", "stress", "mood", "energy")}
        days.append(
            Day(
                on,
                pain=scores["pain"] if pain else None,
                minutes=round(420 + 45 * lines["sleep"][n]) if night else None,
                stress=scores["stress"] if evening else None,
                practices=int(lines["practice"][n] > practised),
            )
        )
        if evening:
            tags = [tag for tag in vocabulary.STRESS_TAGS if lines[tag][n] > tagged]
            felt[on] = Felt(scores["mood"], scores["energy"], tags)
    return Diary(days, felt)


def _score(value: float) -> int:
    return min(10, max(0, round(4.5 + 1.5 * value)))


def naive(pain: Sequence[float | None], factors: Sequence[Factor]) -> int:
    """How many factors correlate with pain at p <= 0.05, one by one, as if days were draws."""
    found = 0
    for factor in factors:
        before = [*[None] * factor.lag, *islice(factor.values, len(pain) - factor.lag)]
        both = [(v, p) for v, p in zip(before, pain, strict=True) if None not in (v, p)]
        xs, ys = zip(*both, strict=True)
        z = atanh(correlation(xs, ys)) * sqrt(len(both) - 3)
        found += 2 * NormalDist().cdf(-abs(z)) <= 0.05
    return found


def rates(chance: random.Random, likeness: float, people: int) -> tuple[float, float]:
    """The share of histories in which each search finds at least one thing."""
    guarded = plain = 0
    for _ in range(people):
        made = diary(chance, likeness)
        factors = patterns.factors(made.days, made.felt)
        plain += naive([day.pain for day in made.days], factors) > 0
        guarded += bool(patterns.scan(made.days, made.felt).found)
    return guarded / people, plain / people


def run(seed: int = SEED, people: int = PEOPLE) -> None:
    """Prints a table; asserts nothing."""
    count = len(patterns.factors([], {}))
    print(f"{people} histories a row, {DAYS} days, {count} comparisons, seed {seed}")
    print("likeness of days  found by the program  found naively")
    for likeness in LIKENESS:
        chance = random.Random(f"{seed} {likeness}")
        guarded, plain = rates(chance, likeness, people)
        print(f"{likeness:>16}  {guarded:>20.1%}  {plain:>13.1%}", flush=True)
