"""Rounding as people were taught it: half up, on the decimal text of a number."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
EXACT = 9
"""Places to which a calculation is exact; what binary sums leave beyond them is nothing."""


def half_up(value: float, places: int = 1) -> float:
    """Round half away from zero on what is written, so 6.65 gives 6.7 (binary gives 6.6)."""
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(round(value, EXACT))).quantize(step, rounding=ROUND_HALF_UP))


def shown(value: float, places: int = 1) -> str:
    """The rounded number as text, with a real minus sign and never a negative zero."""
    rounded = half_up(value, places) + 0.0
    return f"{rounded:.{places}f}".replace("-", MINUS)
