"""The weekly load: compulsory hours and electives against the limit of the grade. Overload is excluded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

NEAR = Decimal(1)
"""Hours left in the week under which a load is shown as near its limit."""


class Verdict(StrEnum):
    """How a load stands to its limit; without a limit nothing can be said."""

    FITS = "fits"
    NEAR = "near"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Load:
    """A week in hours: compulsory subjects, what is held, what is being chosen; the `limit` of the grade or none."""

    compulsory: Decimal
    held: Decimal
    chosen: Decimal
    limit: Decimal | None

    @property
    def total(self) -> Decimal:
        """All hours of the week."""
        return self.compulsory + self.held + self.chosen

    @property
    def left(self) -> Decimal | None:
        """Hours that the week still has; negative over the limit."""
        return None if self.limit is None else self.limit - self.total

    @property
    def verdict(self) -> Verdict:
        """Over the limit, near it (an hour or less is left), or well within it."""
        if self.left is None:
            return Verdict.UNKNOWN
        if self.left < 0:
            return Verdict.OVER
        return Verdict.NEAR if self.left <= NEAR else Verdict.FITS

    def choosing(self, hours: Decimal) -> "Load":
        """The same week with these hours chosen."""
        return Load(self.compulsory, self.held, hours, self.limit)


def heaviest(hours: Iterable[Decimal], most: int) -> Decimal:
    """The most hours that a list of wishes can bring when at most `most` of them come true.

    Measured by the worst outcome, a list that is accepted can never overload anybody, whatever the lottery gives.
    """
    return sum(sorted(hours, reverse=True)[:most], Decimal(0))


class Dated(Protocol):
    """A rule that holds from a day on, set by the State or by the school."""

    @property
    def valid_from(self) -> date:
        """The first day."""

    @property
    def by_school(self) -> bool:
        """Whether the school has set it in place of the State's."""


Rule = TypeVar("Rule", bound=Dated)


def in_force(rules: Sequence[Rule], on: date) -> Rule | None:
    """The rule of a day: a school's own before the State's, and of each the latest that has begun."""
    begun = [rule for rule in rules if rule.valid_from <= on]
    return max(begun, key=lambda rule: (rule.by_school, rule.valid_from), default=None)
