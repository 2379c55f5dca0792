"""Rounding as the rule book says it: half up, exactly, and only once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """A value of 0 or more rounded half up to ``places`` decimals: 0.125 becomes 0.13, 64.5 becomes 65.

    The arithmetic is on whole numbers, so a half is a half exactly and no precision of a context can blur it.
    Raises ``ValueError`` for a negative value: no figure of the rule book is below 0.
    """
    if value < 0:
        raise ValueError(f"{value} is below 0")
    unit = 10**places
    # floor(x + 1/2) in whole numbers.
    scaled = value * unit
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)
