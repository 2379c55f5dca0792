"""The social GPA."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.gpa import SocialGpa, social_gpa

D = Decimal


def levels(*values: str | None) -> list[Decimal | None]:
    return [None if value is None else D(value) for value in values]


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        # (3 + 2.5 + 3.25 + 2 + 4 + 1.75) / 6 = 16.5 / 6 = 2.75
        (levels("3", "2.5", "3.25", "2", "4", "1.75"), "2.75"),
        # four of six: (3.10 + 2.40 + 2.90 + 3.62) / 4 = 12.02 / 4 = 3.005, half up
        (levels("3.10", None, "2.40", "2.90", None, "3.62"), "3.01"),
        # (4 + 4 + 4 + 0) / 4 = 3: a level of 0 counts
        (levels("4", "4", "4", "0"), "3.00"),
    ],
)
def test_a_social_gpa_is_the_mean_of_the_levels_that_can_be_shown(
    shown: list[Decimal | None], value: str
) -> None:
    assert social_gpa(shown).value == D(value)


def test_with_too_few_levels_there_is_no_social_gpa_and_it_says_how_many_there_are() -> None:
    assert social_gpa(levels("4", "4", "4", None, None, None)) == SocialGpa(None, 3, 4)
    assert social_gpa([]) == SocialGpa(None, 0, 4)


def test_a_network_may_ask_for_fewer_levels() -> None:
    assert social_gpa(levels("4", "3"), required=2) == SocialGpa(D("3.50"), 2, 2)


@pytest.mark.parametrize("level", ["4.01", "-1", "NaN"])
def test_a_level_outside_0_to_4_is_refused(level: str) -> None:
    with pytest.raises(ValueError, match="level"):
        social_gpa(levels(level, "1", "1", "1"))


def test_at_least_one_level_must_be_required() -> None:
    with pytest.raises(ValueError, match="required"):
        social_gpa([], required=0)


some = st.lists(st.none() | st.integers(0, 400).map(lambda n: D(n) / 100), max_size=10)


@given(some)
def test_a_social_gpa_always_lies_between_its_lowest_and_highest_level(shown: list[Decimal | None]) -> None:
    result = social_gpa(shown)
    real = [level for level in shown if level is not None]
    if result.value is None:
        assert len(real) < 4
    else:
        assert 0 <= min(real) <= result.value <= max(real) <= 4


@given(some, st.data())
def test_the_order_of_levels_and_the_missing_ones_do_not_matter(
    shown: list[Decimal | None], data: st.DataObject
) -> None:
    assert social_gpa(data.draw(st.permutations([*shown, None]))) == social_gpa(shown)
