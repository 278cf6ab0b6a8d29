"""What of the diary goes together with pain, and how it is said. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from webapp import vocabulary
from webapp.progress.rules import Day
from webapp.statistics import Association, Factor, Scan, associations, shown

LAGS = (0, 1)
SAID = "{when} pain averaged {a}; on other days {b} ({n} days). A pattern, not proof of cause."
WHEN = {
    "stress": "with more stress than usual",
    "mood": "with a better mood than usual",
    "energy": "with more energy than usual",
    "sleep": "after more sleep than usual",
    "practice": "with a practice",
}


class Felt(NamedTuple):
    """A day's mood and energy, 0-10, and where its stress came from."""

    mood: int | None = None
    energy: int | None = None
    tags: Sequence[str] | None = None


def scan(days: Sequence[Day], felt: Mapping[date, Felt]) -> Scan:
    """What stands out of everything that is compared."""
    return associations([day.pain for day in days], factors(days, felt))


def factors(days: Sequence[Day], felt: Mapping[date, Felt]) -> list[Factor]:
    """Everything that is compared with the pain of the same day and of the next.

    Good nights have their own test (`sleep_to_pain`), and what was named *because* it hurt
    (triggers, remedies) is not compared at all. A practice is often begun because it hurts: only
    the day after is looked at.
    """
    told = [felt.get(day.date, Felt()) for day in days]
    series: dict[str, list[float | None]] = {
        "stress": [day.stress for day in days],
        "mood": [one.mood for one in told],
        "energy": [one.energy for one in told],
        "sleep": [day.minutes for day in days],
    }
    for tag in vocabulary.STRESS_TAGS:
        series[tag] = [None if one.tags is None else float(tag in one.tags) for one in told]
    practised = [float(day.practices > 0) for day in days]
    found = [Factor(name, values, lag) for name, values in series.items() for lag in LAGS]
    return [*found, Factor("practice", practised, 1)]


def words(found: Association) -> str:
    """One association in words."""
    tag = vocabulary.STRESS_TAGS.get(found.name, "").lower()
    what = WHEN.get(found.name) or f"on which stress came from {tag}"
    when = f"On the day after days {what}," if found.lag else f"On days {what},"
    return SAID.format(when=when, a=shown(found.with_more), b=shown(found.with_less), n=found.n)
