"""Before and after: typical change with an exact interval, free of any assumed shape.

Hodges & Lehmann 1963 (Ann Math Stat 34:598); the intervals are those of Hollander, Wolfe &
Chicken, Nonparametric Statistical Methods, 3rd ed., sections 3.3 and 4.3.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, combinations
from statistics import NormalDist, fmean, median

LEAST_PAIRS = 6
MOST_EXACT_PAIRS = 100
LARGEST_EXACT_GROUPS = 20
TAIL = Fraction(1, 40)


@dataclass(frozen=True)
class Cutoff:
    """The c-th smallest and c-th largest Walsh averages bound an interval of this coverage."""

    c: int
    conf: float


@dataclass(frozen=True)
class Shift:
    """Hodges-Lehmann estimate of a shift in points, with its interval."""

    hl: float
    low: float
    high: float
    c: int
    n_walsh: int
    conf: float


@dataclass(frozen=True)
class PrePost:
    """Counts and the median change; the interval only from six pairs on."""

    n: int
    median: float | None
    n_down: int
    n_same: int
    n_up: int
    interval: Shift | None


@dataclass(frozen=True)
class TwoGroups:
    """Mean of A minus mean of B, its exact p, and the Hodges-Lehmann shift."""

    mean_diff: float
    p: Fraction
    ways: int
    hl_shift: float
    low: float
    high: float
    conf: float


def pre_post(pairs: Iterable[tuple[int, int]]) -> PrePost:
    """Summarise (before, after) ratings on 0-10; order does not matter."""
    changes = [after - before for before, after in pairs]
    return PrePost(
        n=len(changes),
        median=median(changes) if changes else None,
        n_down=sum(change < 0 for change in changes),
        n_same=changes.count(0),
        n_up=sum(change > 0 for change in changes),
        interval=_shift(changes) if len(changes) >= LEAST_PAIRS else None,
    )


@lru_cache(maxsize=256)
def walsh_cutoff(n: int) -> Cutoff:
    """The largest c whose two-sided coverage is still at least 95 %, for n >= 6 pairs.

    Exact up to 100 pairs; beyond, Wilcoxon's normal approximation (there off by less than
    0.1 % in coverage).
    """
    if n < LEAST_PAIRS:
        raise ValueError(f"no 95 % interval exists for {n} pairs, only from {LEAST_PAIRS} on")
    if n > MOST_EXACT_PAIRS:
        sd = math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        return Cutoff(math.floor(n * (n + 1) / 4 - NormalDist().inv_cdf(0.975) * sd), 0.95)
    return _cutoff(_signed_rank_ways(n), 2**n)


def _signed_rank_ways(n: int) -> Iterable[int]:
    """How many of the 2**n sign patterns give each signed-rank sum, from 0 upwards.

    The product of (1 + x**rank) as one long integer: its coefficients sit n + 1 bits apart.
    """
    width = n + 1
    product = 1
    for rank in range(1, n + 1):
        product += product << (rank * width)
    mask = (1 << width) - 1
    while product:
        yield product & mask
        product >>= width


def _cutoff(ways: Iterable[int], total: int) -> Cutoff:
    """The largest c such that fewer than c happens in at most 2.5 % of all ways."""
    best = Cutoff(0, 1.0)
    for c, below in enumerate(accumulate(ways), start=1):
        if Fraction(below, total) > TAIL:
            return best
        best = Cutoff(c, float(1 - 2 * Fraction(below, total)))
    return best


def _shift(changes: Sequence[int]) -> Shift:
    cut = walsh_cutoff(len(changes))
    sums = _walsh_sums(changes)
    size = len(changes) * (len(changes) + 1) // 2
    middle = (_nth(sums, (size + 1) // 2) + _nth(sums, size // 2 + 1)) / 2
    low, high = _nth(sums, cut.c), _nth(sums, size + 1 - cut.c)
    return Shift(middle / 2, low / 2, high / 2, cut.c, size, cut.conf)


def _walsh_sums(changes: Sequence[int]) -> list[tuple[int, int]]:
    """Twice each Walsh average with its count, ascending; scores repeat, so this stays short."""
    counts = sorted(Counter(changes).items())
    sums: Counter[int] = Counter()
    for at, (value, times) in enumerate(counts):
        sums[2 * value] += times * (times + 1) // 2
        for other, others in counts[at + 1 :]:
            sums[value + other] += times * others
    return sorted(sums.items())


def _nth(counted: list[tuple[int, int]], n: int) -> int:
    """The n-th smallest value (from 1) of a counted, ascending list."""
    for value, times in counted:
        n -= times
        if n <= 0:
            return value
    raise IndexError("fewer values than asked for")


def two_group_exact(a: Sequence[int], b: Sequence[int]) -> TwoGroups:
    """Compare two small groups of integer scores by every way of splitting them.

    Raises ValueError when a group is empty or there are more than 20 scores.
    """
    if not a or not b or len(a) + len(b) > LARGEST_EXACT_GROUPS:
        raise ValueError("two groups of at least one and together at most 20 scores are needed")
    pooled, size, total = [*a, *b], len(a), sum(a) + sum(b)
    n = len(pooled)
    # size * n * (mean difference) in whole numbers, so that ties are ties.
    seen = abs(sum(a) * n - size * total)
    splits = [abs(sum(chosen) * n - size * total) for chosen in combinations(pooled, size)]
    p = Fraction(sum(split >= seen for split in splits), len(splits))
    gaps = sorted(x - y for x in a for y in b)
    cut = _cutoff(_rank_sum_ways(size, n), len(splits))
    low, high = (gaps[cut.c - 1], gaps[-cut.c]) if cut.c else (-math.inf, math.inf)
    return TwoGroups(fmean(a) - fmean(b), p, len(splits), median(gaps), low, high, cut.conf)


def _rank_sum_ways(size: int, n: int) -> list[int]:
    """How many choices of `size` ranks out of `n` give each Mann-Whitney U, from 0 upwards."""
    least = size * (size + 1) // 2
    counts = Counter(sum(ranks) - least for ranks in combinations(range(1, n + 1), size))
    return [counts[u] for u in range(max(counts) + 1)]
