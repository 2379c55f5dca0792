"""The limits of planning summative assessments, each broken once by hand, and the day that is offered instead."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.planning import Breach, Calendar, PlanningLimits, breach, nearest_free_day
from parasat_lms.domain.rule_book import (
    DEFAULT_RULES,
    Rule,
    RuleBook,
    RuleError,
    RuleKind,
    planning_limits,
)

LIMITS = PlanningLimits(3, 3, True, True)
FIRST, LAST = date(2026, 11, 2), date(2026, 12, 30)
CLASS = UUID(int=8)
WEDNESDAY = date(2026, 11, 25)


def calendar(
    *, units: tuple[date, ...] = (), terms: tuple[date, ...] = (), of_class: tuple[date, ...] = ()
) -> Calendar:
    return Calendar(FIRST, LAST, units, terms, {CLASS: of_class})


@pytest.mark.parametrize(
    ("kind", "day", "planned", "expected"),
    [
        ("unit_summative", WEDNESDAY, calendar(units=(FIRST, FIRST)), None),
        ("unit_summative", WEDNESDAY, calendar(units=(FIRST,) * 3), Breach.TOO_MANY_UNIT_SUMMATIVES),
        ("unit_summative", WEDNESDAY, calendar(terms=(WEDNESDAY,)), Breach.BESIDE_TERM_SUMMATIVE),
        ("term_summative", LAST, calendar(), Breach.LAST_DAY_OF_TERM),
        ("term_summative", WEDNESDAY, calendar(units=(WEDNESDAY,)), Breach.BESIDE_UNIT_SUMMATIVE),
        ("term_summative", WEDNESDAY, calendar(of_class=(WEDNESDAY,) * 2), None),
        ("term_summative", WEDNESDAY, calendar(of_class=(WEDNESDAY,) * 3), Breach.TOO_MANY_TERM_SUMMATIVES),
        ("formative", LAST, calendar(units=(LAST,) * 9, of_class=(LAST,) * 9), None),
        ("competence", LAST, calendar(units=(LAST,) * 9), None),
    ],
)
def test_each_limit_is_broken_by_one_more(
    kind: str, day: date, planned: Calendar, expected: Breach | None
) -> None:
    assert breach(kind, day, planned, LIMITS) is expected


def test_without_a_rule_nothing_is_limited() -> None:
    full = calendar(units=(LAST,) * 9, terms=(LAST,), of_class=(LAST,) * 9)
    for kind in ("unit_summative", "term_summative"):
        assert breach(kind, LAST, full, PlanningLimits()) is None
    assert planning_limits(RuleBook([]), on=LAST, grade=8) == (PlanningLimits(), None)


def test_the_last_day_is_moved_to_the_weekday_before() -> None:
    assert nearest_free_day("term_summative", LAST, calendar(), LIMITS, earliest=FIRST) == date(2026, 12, 29)


def test_of_two_equally_near_days_the_later_is_offered_and_no_weekend() -> None:
    full = calendar(of_class=(WEDNESDAY,) * 3)
    assert nearest_free_day("term_summative", WEDNESDAY, full, LIMITS, earliest=FIRST) == date(2026, 11, 26)
    friday = date(2026, 11, 27)
    full = calendar(of_class=(friday,) * 3)
    assert nearest_free_day("term_summative", friday, full, LIMITS, earliest=FIRST) == date(2026, 11, 26)
    assert nearest_free_day("term_summative", friday, full, LIMITS, earliest=friday) == date(2026, 11, 30)


def test_where_no_day_is_free_none_is_offered() -> None:
    full = calendar(units=(FIRST,) * 3)
    assert nearest_free_day("unit_summative", WEDNESDAY, full, LIMITS, earliest=FIRST) is None


@given(st.lists(st.integers(0, 58), max_size=30), st.integers(0, 58))
def test_an_offered_day_breaks_nothing(taken: list[int], wanted: int) -> None:
    days = tuple(FIRST + timedelta(days=day) for day in taken)
    planned = calendar(units=days[:2], of_class=days)
    offered = nearest_free_day(
        "term_summative", FIRST + timedelta(days=wanted), planned, LIMITS, earliest=FIRST
    )
    assert offered is None or breach("term_summative", offered, planned, LIMITS) is None


def test_the_shipped_rule_says_three_three_and_both_prohibitions() -> None:
    limits, rule = planning_limits(RuleBook(DEFAULT_RULES), on=WEDNESDAY, grade=8)
    assert limits == LIMITS
    assert rule
    assert not rule.note.missing()


@pytest.mark.parametrize(
    "value",
    [
        {"unit_summatives_a_term": -1},
        {"term_summatives_a_day": "3"},
        {"not_on_last_day_of_term": 1},
        {"most": 3},
    ],
)
def test_a_rule_that_cannot_be_read_is_no_rule(value: dict[str, object]) -> None:
    with pytest.raises(RuleError):
        Rule(RuleKind.PLANNING, "school", (1, 11), None, FIRST, None, value)
