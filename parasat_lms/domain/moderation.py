"""Two opinions on one work: how far apart they are, which works get a second one, and who gives it.

The distance of a row is counted in levels, in the order of their points; that of the whole work in percent of the
subject score. Both markers use the same rubric version, and both results come from `domain.rubrics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from parasat_lms.domain.rounding import half_up
from parasat_lms.domain.rubrics import Choice, CriterionSpec, score


class NotMarked(ValueError):
    """A criterion on which one of the two has neither a level nor "not applicable"."""

    def __init__(self, criterion_id: UUID) -> None:
        super().__init__(f"criterion {criterion_id} is not marked by both")
        self.criterion_id = criterion_id


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two markers may be apart and still agree: levels in a row, and percent of the whole work (0 to 100)."""

    levels: int = 1
    percent: Decimal = Decimal(10)

    def __post_init__(self) -> None:
        if self.levels < 0 or not 0 <= self.percent <= 100:
            raise ValueError(f"{self.levels} levels and {self.percent} % are no tolerance")


@dataclass(frozen=True, slots=True)
class RowDistance:
    """How far apart two markers are on one criterion.

    `levels` is `None` where one of them says "not applicable" and the other does not: that is no distance but
    another opinion, and never within the tolerance. `same` is whether also the points are equal.
    """

    criterion_id: UUID
    levels: int | None
    same: bool
    within: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two opinions on one work, row by row in the rubric's order, and what each comes to (`None`: nothing weighs)."""

    rows: tuple[RowDistance, ...]
    first_percent: Decimal | None
    second_percent: Decimal | None
    percent_within: bool

    @property
    def percent_apart(self) -> Decimal | None:
        """How many percent lie between the two; `None` where one of them has no percent."""
        if self.first_percent is None or self.second_percent is None:
            return None
        return abs(self.first_percent - self.second_percent)

    @property
    def agrees(self) -> bool:
        """Whether every row and the whole work are within the tolerance."""
        return self.percent_within and all(row.within for row in self.rows)

    @property
    def to_decide(self) -> tuple[UUID, ...]:
        """The criteria that somebody has to decide: those beyond the tolerance.

        Where every row is within it and the whole work is not, it is every row that differs at all.
        """
        beyond = tuple(row.criterion_id for row in self.rows if not row.within)
        if beyond or self.percent_within:
            return beyond
        return tuple(row.criterion_id for row in self.rows if not row.same)


def level_position(criterion: CriterionSpec, level_id: UUID | None) -> int:
    """The place of a level among the criterion's, the fewest points first, from 0; `LookupError` if it is not one."""
    ordered = sorted(criterion.levels, key=lambda level: (level.points_max, level.points_min))
    for place, level in enumerate(ordered):
        if level.id == level_id:
            return place
    raise LookupError(f"level {level_id} is not of criterion {criterion.id}")


def row_distance(criterion: CriterionSpec, first: Choice, second: Choice, allowed: int) -> RowDistance:
    """How far apart two choices on a criterion are; raises `NotMarked` where one is none."""
    for choice in (first, second):
        if not choice.not_applicable and choice.points is None:
            raise NotMarked(criterion.id)
    if first.not_applicable or second.not_applicable:
        same = first.not_applicable and second.not_applicable
        return RowDistance(criterion.id, 0 if same else None, same, same)
    apart = abs(level_position(criterion, first.level_id) - level_position(criterion, second.level_id))
    same = apart == 0 and first.points == second.points
    return RowDistance(criterion.id, apart, same, apart <= allowed)


def compare(
    criteria: Sequence[CriterionSpec], first: Iterable[Choice], second: Iterable[Choice], tolerance: Tolerance
) -> Comparison:
    """Two complete opinions on one work; raises `NotMarked` where one of them is not complete."""
    one = {choice.criterion_id: choice for choice in first}
    other = {choice.criterion_id: choice for choice in second}
    rows = []
    for criterion in criteria:
        if criterion.id not in one or criterion.id not in other:
            raise NotMarked(criterion.id)
        rows.append(row_distance(criterion, one[criterion.id], other[criterion.id], tolerance.levels))
    percents = score(criteria, one.values()).percent, score(criteria, other.values()).percent
    if percents[0] is None or percents[1] is None:
        within = percents[0] is percents[1]
    else:
        within = abs(percents[0] - percents[1]) <= tolerance.percent
    return Comparison(tuple(rows), percents[0], percents[1], within)


class Sampling(StrEnum):
    """Which works of an assignment get a second marking."""

    ALL = "all"
    EVERY = "every"
    """Every n-th work."""
    SPREAD = "spread"
    """The lowest, the middle and the highest by the first marker's result so far."""
    CHOSEN = "chosen"


def every(works: Sequence[UUID], n: int) -> list[UUID]:
    """Every n-th work, beginning with the first, so that there is one of any number; raises `ValueError` below 1."""
    if n < 1:
        raise ValueError(f"every {n}-th is no sample")
    return list(works[::n])


def spread(results: Mapping[UUID, Decimal], each: int) -> list[UUID]:
    """So many of the lowest, of the middle and of the highest results, from low to high, no work twice.

    Of equal results the smaller id is the lower. Where there are no more than three times `each`, it is all of them.
    """
    if each < 1:
        raise ValueError(f"{each} of each is no sample")
    ordered = sorted(results, key=lambda work: (results[work], work))
    if len(ordered) <= 3 * each:
        return ordered
    low, rest, high = ordered[:each], ordered[each:-each], ordered[-each:]
    begin = (len(rest) - each) // 2
    return [*low, *rest[begin : begin + each], *high]


def allocate(
    works: Iterable[UUID], markers: Sequence[UUID], load: Mapping[UUID, int] | None = None
) -> dict[UUID, UUID]:
    """By work, who marks it: always whoever has the least so far, of equal ones the first named.

    `load` is what each has already. So no two are further apart at the end than they were before, or than one work.
    Raises `ValueError` where there is nobody.
    """
    if not markers:
        raise ValueError("there is nobody to mark")
    has = {marker: (load or {}).get(marker, 0) for marker in markers}
    allocated = {}
    for work in works:
        least = min(has, key=lambda marker: has[marker])
        allocated[work] = least
        has[least] += 1
    return allocated


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two markers agreed: of all rows, how many were the same and how many within the tolerance.

    `works_agreed` of `works` agreed in every row and in the whole.
    """

    rows: int
    same: int
    within: int
    works: int
    works_agreed: int

    @property
    def same_share(self) -> Decimal | None:
        """Percent of the rows with the very same level and points, 1 place, half up; `None` without rows."""
        return _share(self.same, self.rows)

    @property
    def within_share(self) -> Decimal | None:
        """Percent of the rows within the tolerance, 1 place, half up; `None` without rows."""
        return _share(self.within, self.rows)

    @property
    def works_share(self) -> Decimal | None:
        """Percent of the works that agreed, 1 place, half up; `None` without works."""
        return _share(self.works_agreed, self.works)


def agreement(comparisons: Iterable[Comparison]) -> Agreement:
    """How often the markers agreed over several works."""
    compared = list(comparisons)
    rows = [row for comparison in compared for row in comparison.rows]
    return Agreement(
        rows=len(rows),
        same=sum(row.same for row in rows),
        within=sum(row.within for row in rows),
        works=len(compared),
        works_agreed=sum(comparison.agrees for comparison in compared),
    )


def _share(part: int, whole: int) -> Decimal | None:
    return half_up(Fraction(part, whole) * 100, 1) if whole else None


def work_code(work_id: UUID) -> str:
    """What a work is called where its student's name is hidden: the end of its own id, which is drawn at random.

    It tells nothing about the student nor about when the work was begun, and works in its order are in none of names.
    """
    end = work_id.hex[-8:].upper()
    return f"{end[:4]}-{end[4:]}"
