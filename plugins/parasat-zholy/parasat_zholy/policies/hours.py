"""Hours of service: quarter hours, at most half a day and night, and their sums by term."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

QUARTER = Decimal("0.25")
LEAST_A_DAY = QUARTER
MOST_A_DAY = Decimal(12)
"""Hours of one student on one day; more is a slip of the pen."""


class Span(Protocol):
    """A term, or whatever has a first and a last day."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


S = TypeVar("S", bound=Span)


@dataclass(frozen=True, slots=True)
class Sum(Generic[S]):
    """The hours within one term; `term` is `None` for what lies between or outside the terms."""

    term: S | None
    hours: Decimal


def in_quarters(hours: Decimal) -> bool:
    """Whether this is a number of whole quarter hours."""
    return hours.is_finite() and hours % QUARTER == 0


def fits_in_day(hours: Decimal, already: Decimal) -> bool:
    """Whether so many more hours can have happened on a day of which `already` hours are logged."""
    return in_quarters(hours) and hours >= LEAST_A_DAY and already + hours <= MOST_A_DAY


def by_term(days: Iterable[tuple[date, Decimal]], terms: Sequence[S]) -> list[Sum[S]]:
    """The sums of the terms in their order, then that of all other days where there are such."""
    inside = dict.fromkeys(range(len(terms)), Decimal(0))
    outside = Decimal(0)
    for day, hours in days:
        place = next((n for n, term in enumerate(terms) if term.starts_on <= day <= term.ends_on), None)
        if place is None:
            outside += hours
        else:
            inside[place] += hours
    sums = [Sum(term, inside[place]) for place, term in enumerate(terms)]
    return [*sums, Sum(None, outside)] if outside else sums
