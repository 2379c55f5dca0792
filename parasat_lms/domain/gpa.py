"""Grade point averages, 0 to 4.

No state rule for a school's GPA exists; the source is the network's rule book. The social GPA tells the
level of the graduate's key competences beside the academic success.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from parasat_lms.domain.rounding import half_up


@dataclass(frozen=True, slots=True)
class SocialGpa:
    """The social GPA, or how far it is from being shown.

    ``value`` is 0 to 4 with 2 places, half up, or ``None`` while fewer than ``required`` attribute levels
    can be shown; ``shown`` is how many can.
    """

    value: Decimal | None
    shown: int
    required: int


def social_gpa(levels: Sequence[Decimal | None], required: int = 4) -> SocialGpa:
    """The mean of the attribute levels that can be shown; ``None`` stands for not enough evidence yet.

    A level that cannot be shown is left out, it does not count as 0. The levels enter as they are shown,
    with two places, so a student can redo the mean from the page. Raises ``ValueError`` for a level outside
    0 to 4 and for ``required`` below 1.
    """
    if required < 1:
        raise ValueError("at least 1 level is required")
    shown = [level for level in levels if level is not None]
    for level in shown:
        if not level.is_finite() or not 0 <= level <= 4:
            raise ValueError(f"a level must be 0 to 4, not {level}")
    if len(shown) < required:
        return SocialGpa(None, len(shown), required)
    total = sum((Fraction(level) for level in shown), Fraction(0))
    return SocialGpa(half_up(total / len(shown)), len(shown), required)
