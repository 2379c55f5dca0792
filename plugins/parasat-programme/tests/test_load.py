"""The weekly load, worked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parasat_programme.domain.load import Load, Verdict, heaviest, in_force


@dataclass(frozen=True)
class Limit:
    """A rule for the tests."""

    valid_from: date
    by_school: bool
    hours: int


def load(compulsory: str, held: str, chosen: str, limit: str | None) -> Load:
    return Load(Decimal(compulsory), Decimal(held), Decimal(chosen), Decimal(limit) if limit else None)


@pytest.mark.parametrize(
    ("week", "left", "verdict"),
    [
        (load("33", "1", "0", "36"), "2", Verdict.FITS),
        (load("33", "1", "1", "36"), "1", Verdict.NEAR),
        (load("33", "1", "1.5", "36"), "0.5", Verdict.NEAR),
        (load("33", "1", "2", "36"), "0", Verdict.NEAR),
        (load("33", "1", "2.5", "36"), "-0.5", Verdict.OVER),
    ],
)
def test_the_week_of_an_eighth_grader_is_within_near_or_over_36_hours(
    week: Load, left: str, verdict: Verdict
) -> None:
    assert week.left == Decimal(left)
    assert week.verdict is verdict


def test_without_a_limit_nothing_is_said() -> None:
    assert load("33", "0", "9", None).verdict is Verdict.UNKNOWN


def test_of_three_wishes_for_two_electives_the_two_longest_count() -> None:
    assert heaviest([Decimal(1), Decimal(3), Decimal(2)], 2) == 5
    assert heaviest([], 2) == 0


@given(st.lists(st.decimals("0.5", "5", places=1), max_size=5), st.integers(1, 3))
def test_no_outcome_of_the_lottery_is_heavier_than_the_heaviest(hours: list[Decimal], most: int) -> None:
    worst = heaviest(hours, most)
    for count in range(min(most, len(hours)) + 1):
        assert all(sum(some, Decimal(0)) <= worst for some in combinations(hours, count))


def test_the_schools_own_limit_stands_before_the_states_and_only_from_its_first_day() -> None:
    state = Limit(date(2018, 9, 1), False, 36)
    newer = Limit(date(2024, 9, 1), False, 35)
    own = Limit(date(2026, 9, 1), True, 33)
    rules = [own, state, newer]
    assert in_force(rules, date(2017, 1, 1)) is None
    assert in_force(rules, date(2020, 1, 1)) is state
    assert in_force(rules, date(2026, 8, 31)) is newer
    assert in_force(rules, date(2026, 9, 1)) is own
