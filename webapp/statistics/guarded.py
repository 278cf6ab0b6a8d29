"""What goes together with pain, guarded against seeing patterns in noise.

Days resemble their neighbours, weeks have a rhythm, and who compares many things finds something.
So the days are cut into blocks of 14 (two whole weeks), each centred on its own mean, which takes
slow drifts and flares out; the blocks of a factor are dealt anew to the blocks of pain, which keeps
likeness within a block and the weekday; and what is left passes Benjamini & Hochberg's procedure
(1995, J R Stat Soc B 57:289) at a false discovery rate of 0.10. `python -m bench associations`
measures how often noise still passes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum
from operator import getitem, mul
from statistics import fmean
from typing import NamedTuple

Days = Sequence[float | None]
BLOCK, LEAST_BLOCKS = 14, 8
LEAST_IN_GROUP = 10
DEALS, SEED = 999, 20250330
RATE = 0.10
LEAST_DIFF = 0.5
TIE = 1e-9


class Factor(NamedTuple):
    """Something noted day by day, and by how many days it goes before the pain it is held to."""

    name: str
    values: Days
    lag: int = 0


@dataclass(frozen=True)
class Association:
    """Mean pain, in points, on days with more of the factor than its mean, and on the others."""

    name: str
    lag: int
    n: int
    with_more: float
    with_less: float
    p: float

    @property
    def diff(self) -> float:
        """With more minus with less."""
        return self.with_more - self.with_less


@dataclass(frozen=True)
class Scan:
    """How many factors could be compared, and those that stood out; None of too few days."""

    compared: int
    found: list[Association]
    enough: bool = True


def associations(pain: Days, factors: Sequence[Factor]) -> Scan:
    """What stands out from the noise among all factors, the clearest first.

    All series run over the same days. A factor needs ten days with more and ten with less than its
    mean; one that stands out differs by at least half a point.
    """
    count = len(pain) // BLOCK
    if count < LEAST_BLOCKS:
        return Scan(0, [], enough=False)
    pains = _centred(pain, count)
    tried = [one for factor in factors if (one := _compared(pain, pains, factor, count))]
    return Scan(len(tried), [one for one in kept(tried) if abs(one.diff) >= LEAST_DIFF - TIE])


def _compared(
    pain: Days, pains: list[list[float]], factor: Factor, count: int
) -> Association | None:
    values = _moved(factor.values, factor.lag)
    both = [(v, p) for v, p in zip(values, pain, strict=True) if v is not None and p is not None]
    if not both:
        return None
    usual = fmean(value for value, _ in both)
    more = [score for value, score in both if value > usual]
    less = [score for value, score in both if value <= usual]
    if min(len(more), len(less)) < LEAST_IN_GROUP:
        return None
    p, towards = dealt(_centred(values, count), pains)
    diff = fmean(more) - fmean(less)
    # Within the blocks it must go the way that the plain means say.
    sure = p if towards * diff > 0 else 1.0
    return Association(factor.name, factor.lag, len(both), fmean(more), fmean(less), sure)


def _moved(values: Days, lag: int) -> Days:
    """Each day's value as it was so many days before."""
    return [*[None] * lag, *values[: len(values) - lag]] if lag else values


def _centred(days: Days, count: int) -> list[list[float]]:
    """The last `count` blocks, each less its own mean; a missing day counts for nothing."""
    start = len(days) - count * BLOCK
    blocks = []
    for first in range(start, len(days), BLOCK):
        block = days[first : first + BLOCK]
        known = [day for day in block if day is not None]
        mean = fsum(known) / len(known) if known else 0.0
        blocks.append([0.0 if day is None else day - mean for day in block])
    return blocks


def dealt(values: list[list[float]], pains: list[list[float]]) -> tuple[float, float]:
    """The share of deals in which the two go together at least as closely, and how they do."""
    together = [[fsum(map(mul, value, pain)) for pain in pains] for value in values]
    seen = fsum(together[i][i] for i in range(len(pains)))
    least = abs(seen) - TIE
    closer = sum(abs(sum(map(getitem, together, deal))) >= least for deal in _deals(len(pains)))
    return (closer + 1) / (DEALS + 1), seen


@lru_cache(maxsize=4)
def _deals(count: int) -> list[list[int]]:
    """The same deals each time, so that the same diary says the same."""
    chance = random.Random(SEED)
    return [chance.sample(range(count), count) for _ in range(DEALS)]


def kept(tried: list[Association]) -> list[Association]:
    """Those that pass Benjamini & Hochberg's procedure."""
    ordered = sorted(tried, key=lambda one: one.p)
    passed = [k for k, one in enumerate(ordered, 1) if one.p <= RATE * k / len(ordered)]
    return ordered[: max(passed, default=0)]
