"""Plans kept, and what nights have to do with days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress
from math import fsum
from typing import Literal

Pattern = Literal["association_seen", "no_clear_pattern", "not_enough_contrast", "not_enough_days"]

GOOD_NIGHT = 4
LEAST_DAYS, LEAST_IN_GROUP = 21, 5
MOST_P, LEAST_DIFF = Fraction(1, 20), 0.5
NO_DIFFERENCE = 1e-9


@dataclass(frozen=True)
class Adherence:
    """Share of the plan in percent, at most 100 (None without a plan), and its words."""

    pct: float | None
    text: str


@dataclass(frozen=True)
class SleepPain:
    """Mean pain, in points, on days after nights rated good and after the others."""

    label: Pattern
    n: int
    n_better: int = 0
    mean_after_better: float | None = None
    mean_after_other: float | None = None
    diff: float | None = None
    p: Fraction | None = None


def adherence(planned: int, done: int) -> Adherence:
    """Practices done of those planned in a week; it says nothing about causes."""
    pct = min(100.0, 100 * done / planned) if planned else None
    return Adherence(pct, f"{done} of {planned} planned")


def sleep_to_pain(quality: Sequence[int | None], pain: Sequence[float | None]) -> SleepPain:
    """Is pain lower after nights rated 4 or 5 of 5? Both lists run over the same days.

    p is the share of all circular shifts of the nights that differ at least as much, which
    respects that days resemble their neighbours. Shown only where p <= 0.05 and the
    difference is at least half a point: a pattern, never a cause.
    """
    both = [
        (night >= GOOD_NIGHT, day)
        for night, day in zip(quality, pain, strict=True)
        if night is not None and day is not None
    ]
    good, days = [pair[0] for pair in both], [pair[1] for pair in both]
    n, better = len(both), sum(good)
    if n < LEAST_DAYS:
        return SleepPain("not_enough_days", n, better)
    if min(better, n - better) < LEAST_IN_GROUP:
        return SleepPain("not_enough_contrast", n, better)
    return _compared(good, days)


def _compared(good: list[bool], days: list[float]) -> SleepPain:
    n, better, total = len(days), sum(good), fsum(days)
    sums = [fsum(compress(days, good[by:] + good[:by])) for by in range(n)]
    diffs = [after / better - (total - after) / (n - better) for after in sums]
    p = Fraction(sum(abs(diff) >= abs(diffs[0]) - NO_DIFFERENCE for diff in diffs), n)
    seen = p <= MOST_P and abs(diffs[0]) >= LEAST_DIFF - NO_DIFFERENCE
    return SleepPain(
        label="association_seen" if seen else "no_clear_pattern",
        n=n,
        n_better=better,
        mean_after_better=sums[0] / better,
        mean_after_other=(total - sums[0]) / (n - better),
        diff=diffs[0],
        p=p,
    )
