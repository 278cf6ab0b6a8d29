"""Means of several groups, each drawn towards the mean of all as far as chance could explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from statistics import fmean

Values = Sequence[float]


@dataclass(frozen=True)
class Drawn:
    """A group's count and mean, and the mean drawn towards the overall one by 1 - `weight`."""

    n: int
    mean: float
    estimate: float
    weight: float


def drawn_together(groups: Sequence[Values], overall: float) -> list[Drawn]:
    """Empirical-Bayes means of groups of changes, none of them empty; `overall` is what they are
    drawn to.

    Normal within and between groups (Morris 1983, JASA 78:47; Efron & Morris 1977, Sci Am
    236:119): estimate = overall + w * (mean - overall), w = t2 / (t2 + s2 / n), with s2 the pooled
    variance within groups and t2 the variance between them by the analysis-of-variance method,
    not below zero (Searle, Casella & McCulloch 1992, Variance Components, 3.6). Where groups share
    practices (a routine has several techniques) the same is done as if they did not.
    """
    means = [fmean(group) for group in groups]
    within, between = _variances(groups, means)
    drawn = []
    for group, mean in zip(groups, means, strict=True):
        spread = between + within / len(group)
        weight = between / spread if spread else 0.0
        drawn.append(Drawn(len(group), mean, overall + weight * (mean - overall), weight))
    return drawn


def _variances(groups: Sequence[Values], means: Sequence[float]) -> tuple[float, float]:
    """Within and between groups; the second is 0 where there is nothing to tell it from."""
    counts = [len(group) for group in groups]
    total, k = sum(counts), len(groups)
    if k < 2 or total <= k:
        return 0.0, 0.0
    inside = fsum(
        (value - mean) ** 2 for group, mean in zip(groups, means, strict=True) for value in group
    )
    within = inside / (total - k)
    grand = fsum(mean * n for mean, n in zip(means, counts, strict=True)) / total
    apart = fsum(n * (mean - grand) ** 2 for mean, n in zip(means, counts, strict=True))
    size = total - sum(n * n for n in counts) / total
    return within, max(0.0, (apart - (k - 1) * within) / size)
