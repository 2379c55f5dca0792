"""Two markers are compared row by row and as a whole, and works are shared out evenly."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.moderation import (
    NotMarked,
    Tolerance,
    agreement,
    allocate,
    compare,
    every,
    level_position,
    row_distance,
    spread,
    work_code,
)
from parasat_lms.domain.rubrics import Choice, CriterionSpec, LevelSpec


def criterion(number: int, *points: tuple[int, int] | int, weight: int = 1) -> CriterionSpec:
    """A criterion whose level n has the id `number * 100 + n`."""
    ranges = [each if isinstance(each, tuple) else (each, each) for each in points]
    levels = tuple(
        LevelSpec(UUID(int=number * 100 + place), Decimal(low), Decimal(high))
        for place, (low, high) in enumerate(ranges)
    )
    return CriterionSpec(UUID(int=number), Decimal(weight), levels)


ARGUMENT = criterion(1, 0, 1, 2, 3, weight=2)
SOURCES = criterion(2, 0, 2, (3, 5))
CRITERIA = (ARGUMENT, SOURCES)


def chosen(of: CriterionSpec, level: int | None, points: str = "") -> Choice:
    if level is None:
        return Choice(of.id, None, not_applicable=True)
    spec = of.levels[level]
    return Choice(of.id, Decimal(points) if points else spec.points_max, level_id=spec.id)


def test_one_level_apart_is_within_the_usual_distance_and_two_are_not() -> None:
    near = row_distance(ARGUMENT, chosen(ARGUMENT, 2), chosen(ARGUMENT, 3), 1)
    far = row_distance(ARGUMENT, chosen(ARGUMENT, 1), chosen(ARGUMENT, 3), 1)
    assert (near.levels, near.within, near.same) == (1, True, False)
    assert (far.levels, far.within, far.same) == (2, False, False)


def test_levels_are_counted_by_their_points_and_not_by_the_order_in_which_they_stand() -> None:
    upside_down = criterion(7, 3, 2, 1, 0)
    assert [level_position(upside_down, level.id) for level in upside_down.levels] == [3, 2, 1, 0]
    with pytest.raises(LookupError):
        level_position(upside_down, UUID(int=999))


def test_other_points_inside_one_level_are_no_distance_but_not_the_same_either() -> None:
    row = row_distance(SOURCES, chosen(SOURCES, 2, "3"), chosen(SOURCES, 2, "5"), 0)
    assert (row.levels, row.within, row.same) == (0, True, False)


def test_not_applicable_beside_a_level_is_never_within_the_distance() -> None:
    row = row_distance(ARGUMENT, chosen(ARGUMENT, None), chosen(ARGUMENT, 3), 9)
    assert (row.levels, row.within) == (None, False)
    both = row_distance(ARGUMENT, chosen(ARGUMENT, None), chosen(ARGUMENT, None), 0)
    assert (both.levels, both.within, both.same) == (0, True, True)


def test_a_row_that_one_has_not_marked_cannot_be_compared() -> None:
    with pytest.raises(NotMarked):
        row_distance(ARGUMENT, chosen(ARGUMENT, 1), Choice(ARGUMENT.id, None), 1)
    with pytest.raises(NotMarked):
        compare(CRITERIA, [chosen(ARGUMENT, 1)], [chosen(ARGUMENT, 1), chosen(SOURCES, 1)], Tolerance())


def test_the_percents_are_those_that_can_be_redone_by_hand() -> None:
    # First: (2 × 3/3 + 1 × 5/5) ÷ 3 = 100 %. Second: (2 × 2/3 + 1 × 2/5) ÷ 3 = 1.7333… ÷ 3 = 57.78 %.
    found = compare(
        CRITERIA,
        [chosen(ARGUMENT, 3), chosen(SOURCES, 2)],
        [chosen(ARGUMENT, 2), chosen(SOURCES, 1)],
        Tolerance(1, Decimal(10)),
    )
    assert (found.first_percent, found.second_percent) == (Decimal("100.00"), Decimal("57.78"))
    assert found.percent_apart == Decimal("42.22")
    assert all(row.within for row in found.rows)
    assert not found.agrees
    # No row is too far, the whole is: every row that differs is to be decided.
    assert found.to_decide == (ARGUMENT.id, SOURCES.id)


def test_only_the_rows_beyond_the_distance_are_to_be_decided() -> None:
    found = compare(
        CRITERIA,
        [chosen(ARGUMENT, 3), chosen(SOURCES, 2)],
        [chosen(ARGUMENT, 1), chosen(SOURCES, 1)],
        Tolerance(1, Decimal(100)),
    )
    assert found.to_decide == (ARGUMENT.id,)
    assert not found.agrees


def test_a_work_without_any_weight_is_compared_by_its_rows_alone() -> None:
    found = compare(
        CRITERIA,
        [chosen(ARGUMENT, None), chosen(SOURCES, None)],
        [chosen(ARGUMENT, None), chosen(SOURCES, None)],
        Tolerance(),
    )
    assert found.percent_apart is None
    assert found.agrees
    assert found.to_decide == ()


def test_the_share_of_agreement_counts_rows_and_works() -> None:
    same = [chosen(ARGUMENT, 3), chosen(SOURCES, 2)]
    lower = [chosen(ARGUMENT, 1), chosen(SOURCES, 2)]
    works = [compare(CRITERIA, same, other, Tolerance()) for other in (same, same, lower)]
    found = agreement(works)
    # 6 rows, 5 the same and within; 2 of 3 works.
    assert (found.rows, found.same, found.within) == (6, 5, 5)
    assert found.within_share == Decimal("83.3")
    assert found.works_share == Decimal("66.7")
    assert agreement([]).works_share is None


@pytest.mark.parametrize(("levels", "percent"), [(-1, "10"), (1, "-1"), (1, "101")])
def test_a_tolerance_is_neither_negative_nor_more_than_everything(levels: int, percent: str) -> None:
    with pytest.raises(ValueError, match="no tolerance"):
        Tolerance(levels, Decimal(percent))


def ids(count: int) -> list[UUID]:
    return [UUID(int=number) for number in range(1, count + 1)]


def test_every_third_work_begins_with_the_first() -> None:
    assert every(ids(7), 3) == [UUID(int=1), UUID(int=4), UUID(int=7)]
    assert every(ids(2), 3) == [UUID(int=1)]
    with pytest.raises(ValueError, match="no sample"):
        every(ids(2), 0)


def test_the_spread_takes_the_ends_and_the_middle() -> None:
    results = {work: Decimal(10 * place) for place, work in enumerate(ids(9))}
    # 0 … 80 percent, one of each: 0, 40 and 80.
    assert [results[work] for work in spread(results, 1)] == [Decimal(0), Decimal(40), Decimal(80)]
    assert len(spread(results, 3)) == 9
    assert spread({}, 2) == []
    with pytest.raises(ValueError, match="no sample"):
        spread(results, 0)


def test_seven_works_for_two_markers_are_four_and_three() -> None:
    first, second = ids(2)
    shared = allocate(ids(7), [first, second])
    assert Counter(shared.values()) == {first: 4, second: 3}


def test_whoever_has_works_already_gets_fewer() -> None:
    first, second = ids(2)
    shared = allocate(ids(4), [first, second], {first: 4})
    assert Counter(shared.values()) == {second: 4}
    with pytest.raises(ValueError, match="nobody"):
        allocate(ids(1), [])


def test_a_code_is_the_end_of_the_work_s_own_id() -> None:
    assert work_code(UUID("0199aaaa-bbbb-7ccc-8ddd-eeee12ab34cd")) == "12AB-34CD"


@given(works=st.integers(0, 60), markers=st.integers(1, 7))
def test_nobody_gets_more_than_one_work_more_than_another(works: int, markers: int) -> None:
    shared = allocate(ids(works), ids(markers))
    counted = Counter(shared.values())
    loads = [counted[marker] for marker in ids(markers)]
    assert len(shared) == works
    assert max(loads) - min(loads) <= 1


levels = st.one_of(st.none(), st.integers(0, 2))


@given(st.tuples(levels, levels), st.tuples(levels, levels), st.integers(0, 3), st.integers(0, 100))
def test_who_is_called_first_changes_no_distance(
    one: tuple[int | None, int | None], other: tuple[int | None, int | None], apart: int, percent: int
) -> None:
    tolerance = Tolerance(apart, Decimal(percent))
    first = [chosen(ARGUMENT, one[0]), chosen(SOURCES, one[1])]
    second = [chosen(ARGUMENT, other[0]), chosen(SOURCES, other[1])]
    there, back = compare(CRITERIA, first, second, tolerance), compare(CRITERIA, second, first, tolerance)
    assert there.rows == back.rows
    assert (there.agrees, there.percent_apart, there.to_decide) == (
        back.agrees,
        back.percent_apart,
        back.to_decide,
    )
    # Whoever disagrees has something to decide, and whoever agrees has not.
    assert bool(there.to_decide) is not there.agrees
    assert compare(CRITERIA, first, first, Tolerance(0, Decimal(0))).agrees


@given(st.dictionaries(st.uuids(), st.decimals(0, 100, places=2), max_size=40), st.integers(1, 8))
def test_a_spread_has_no_work_twice_and_both_ends(results: dict[UUID, Decimal], each: int) -> None:
    found = spread(results, each)
    assert len(found) == len(set(found)) == min(len(results), 3 * each)
    if results:
        assert results[found[0]] == min(results.values())
        assert results[found[-1]] == max(results.values())
