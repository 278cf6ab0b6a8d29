"""A week of daily scores, alone and beside the week before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import fmean, median, stdev
from typing import Literal

Days = Sequence[float | None]
Verdict = Literal["lower", "higher", "about_the_same", "no_clear_difference", "not_enough_days"]

ENOUGH_DAYS = 4
WORTH_IT = 1.0
SD_FLOOR = 0.5
TIE = 1e-9
ASSUMED_R, HIGHEST_R, DAYS_FOR_R, DAYS_OF_R = 0.3, 0.6, 14, 28
# Student's t, two-sided 95 %, by degrees of freedom: two weeks of 4 to 7 days give 6 to 12.
T95 = {
    6: 2.446912,
    7: 2.364624,
    8: 2.306004,
    9: 2.262157,
    10: 2.228139,
    11: 2.200985,
    12: 2.178813,
}


@dataclass(frozen=True)
class WeekSummary:
    """Days counted and, when there are enough, what they say in points."""

    n: int
    enough: bool
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class Lag:
    """How much one day resembles the next, and whether that was seen or assumed."""

    r: float
    how: Literal["estimated", "assumed"]


@dataclass(frozen=True)
class WeekChange:
    """This week minus last week in points, with its 95 % interval."""

    label: Verdict
    diff: float | None = None
    low: float | None = None
    high: float | None = None
    r_used: float | None = None


def known(days: Days) -> list[float]:
    """The days that have a value."""
    return [day for day in days if day is not None]


def weekly_summary(days: Days) -> WeekSummary:
    """Mean, sample SD, median and range of a week's days; only a count below four days."""
    values = known(days)
    if len(values) < ENOUGH_DAYS:
        return WeekSummary(len(values), enough=False)
    return WeekSummary(
        len(values), True, fmean(values), stdev(values), median(values), min(values), max(values)
    )


def lag1(days: Days) -> Lag:
    """Lag-1 autocorrelation of the last 28 days, kept within 0 to 0.6.

    Mean product of neighbouring days over mean square of all, so that gaps cost no weight;
    a day beside a gap has no neighbour there. 0.3 is assumed under 14 days, and where every
    day is the same.
    """
    days = days[-DAYS_OF_R:]
    values = known(days)
    mean = fmean(values) if values else 0.0
    squares = [(value - mean) ** 2 for value in values]
    products = [
        (a - mean) * (b - mean) for a, b in pairwise(days) if a is not None and b is not None
    ]
    if len(values) < DAYS_FOR_R or not products or not any(squares):
        return Lag(ASSUMED_R, "assumed")
    return Lag(min(max(fmean(products) / fmean(squares), 0.0), HIGHEST_R), "estimated")


def week_vs_week(previous: Days, current: Days, r: float) -> WeekChange:
    """Compare two weeks of at most seven days by a t interval widened for likeness of days.

    The pooled SD is at least 0.5 points, and the interval is stretched by
    sqrt((1 + r) / (1 - r)), `r` being `lag1(...).r`. "No clear difference" means that the
    days cannot tell, not that nothing changed.
    """
    before, now = known(previous), known(current)
    if min(len(before), len(now)) < ENOUGH_DAYS:
        return WeekChange("not_enough_days")
    diff = fmean(now) - fmean(before)
    margin = _margin(before, now) * math.sqrt((1 + r) / (1 - r))
    return WeekChange(_verdict(diff, margin), diff, diff - margin, diff + margin, r)


def _margin(before: list[float], now: list[float]) -> float:
    m, n = len(before), len(now)
    pooled = (_squares(before) + _squares(now)) / (m + n - 2)
    return T95[m + n - 2] * max(math.sqrt(pooled), SD_FLOOR) * math.sqrt(1 / m + 1 / n)


def _squares(values: list[float]) -> float:
    """The squared distances from the mean, summed."""
    mean = fmean(values)
    return math.fsum([(value - mean) ** 2 for value in values])


def _verdict(diff: float, margin: float) -> Verdict:
    if abs(diff) < WORTH_IT - TIE:
        # A wide interval around a small difference tells nothing; it is not sameness.
        return "about_the_same" if margin <= WORTH_IT else "no_clear_difference"
    if abs(diff) <= margin:
        return "no_clear_difference"
    return "lower" if diff < 0 else "higher"


def rolling_mean(days: Days, span: int = 7, least: int = ENOUGH_DAYS) -> list[float | None]:
    """For each day the mean of it and the days before it, None where fewer than `least` count."""
    sums = [0.0, *accumulate([day or 0.0 for day in days])]
    counts = [0, *accumulate([day is not None for day in days])]
    begun = [0] * span
    ends = zip(sums[1:], begun + sums[1:], counts[1:], begun + counts[1:], strict=False)
    return [
        (total - before) / n if (n := count - missed) >= least else None
        for total, before, count, missed in ends
    ]
