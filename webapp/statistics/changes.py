"""Is a change in a pain score large enough to matter?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from webapp.statistics.rounding import half_up

Label = Literal[
    "substantial_improvement",
    "meaningful_improvement",
    "no_meaningful_change",
    "meaningful_worsening",
]
POINTS, SHARE, LARGE_SHARE = Decimal(1), Decimal(30), Decimal(50)


@dataclass(frozen=True)
class Change:
    """`diff` in points; `pct` of the starting score to one decimal, `share` unrounded: both
    None from zero."""

    diff: float
    pct: float | None
    share: float | None
    label: Label


def change_label(base: float, now: float) -> Change:
    """Compare two scores; lower is better.

    Meaningful from 1 point and 30 % (the share: Ostelo 2008, Spine 33:90); an improvement
    of 50 % or more is called substantial. From zero no share exists and the points decide
    alone.
    """
    start = Decimal(repr(base))
    diff = Decimal(repr(now)) - start
    part = diff / start * 100 if start else None
    share = None if part is None else float(part)
    pct = None if share is None else half_up(share, 1)
    return Change(float(diff), pct, share, _label(diff, part))


def important_change(base: float) -> float:
    """By how many points a mean must leave `base` for the change to matter.

    2 points or 30 % (Ostelo 2008), whichever comes first, and never under the one point that
    `change_label` asks for.
    """
    return max(1.0, min(2.0, 0.3 * base))


def _label(diff: Decimal, pct: Decimal | None) -> Label:
    share = SHARE if pct is None else abs(pct)
    if abs(diff) < POINTS or share < SHARE:
        return "no_meaningful_change"
    if diff > 0:
        return "meaningful_worsening"
    return "substantial_improvement" if share >= LARGE_SHARE else "meaningful_improvement"
