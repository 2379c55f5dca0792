"""When a module is passed, and when a qualification is."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class _Level(Protocol):
    """Anything that stands on a staircase."""


L = TypeVar("L", bound=_Level)


def required(levels: Sequence[L]) -> L:
    """The level that passes: the first of the upper half. Of four levels (0, 1, 2, 3) it is the third (2)."""
    return levels[len(levels) // 2]


def module_passed(reached: Iterable[tuple[int | None, int]]) -> bool:
    """Whether every criterion that applies has reached its required place.

    Each pair is the place that was reached (from 0, `None` where the criterion does not apply) and the place that is
    required. A module in which nothing applies has shown nothing: it is not passed.
    """
    applying = [(place, needed) for place, needed in reached if place is not None]
    return bool(applying) and all(place >= needed for place, needed in applying)


def qualification_passed(modules: int, passed: int) -> bool:
    """Whether all modules of a qualification are passed; a qualification without modules never is."""
    return modules > 0 and passed >= modules
