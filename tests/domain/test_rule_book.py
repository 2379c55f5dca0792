"""Rules are dated data: which one holds, and what a percent means under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.attributes import LevelRule, Method
from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.domain.rule_book import (
    DEFAULT_RULES,
    MarkDecision,
    NoRule,
    Rule,
    RuleBook,
    RuleError,
    RuleKind,
    decide_mark,
    level_rule,
)

D = Decimal
TODAY = date(2026, 11, 20)
BOOK = RuleBook(DEFAULT_RULES)
SCALE: dict[str, object] = {"type": "scale", "round": "half_up", "bands": [[0, 2], [40, 3], [65, 4], [85, 5]]}
STATE = Rule(RuleKind.MARK_SCALE, "network", (2, 11), "marked", date(2020, 9, 1), None, SCALE)


def decided(
    percent: str, *, grade: int = 7, subject_kind: str = "marked", book: RuleBook = BOOK
) -> MarkDecision:
    decision = decide_mark(D(percent), book, on=TODAY, grade=grade, subject_kind=subject_kind)
    assert decision is not None
    return decision


@pytest.mark.parametrize(
    ("percent", "rounded", "mark", "band"),
    [
        ("0", 0, 2, (0, 39)),
        # 39.49 -> 39, still a 2
        ("39.49", 39, 2, (0, 39)),
        # 39.5 -> 40 half up, a 3
        ("39.50", 40, 3, (40, 64)),
        ("64.49", 64, 3, (40, 64)),
        # 64.5 -> 65 half up, where half even would leave a 3
        ("64.50", 65, 4, (65, 84)),
        ("84.49", 84, 4, (65, 84)),
        ("84.50", 85, 5, (85, 100)),
        ("100", 100, 5, (85, 100)),
    ],
)
def test_the_shipped_scale_gives_the_marks_of_grades_2_to_11(
    percent: str, rounded: int, mark: int, band: tuple[int, int]
) -> None:
    decision = decided(percent)
    assert (decision.kind, decision.percent_rounded, decision.mark, decision.band) == (
        "mark",
        rounded,
        mark,
        band,
    )
    assert decision.passed is None
    assert decision.rule in DEFAULT_RULES


@pytest.mark.parametrize(
    ("percent", "passed", "band"),
    [("39.49", False, (0, 39)), ("39.5", True, (40, 100)), ("100", True, (40, 100))],
)
def test_a_pass_fail_subject_is_passed_from_the_threshold_on(
    percent: str, passed: bool, band: tuple[int, int]
) -> None:
    decision = decided(percent, subject_kind="pass_fail")
    assert (decision.kind, decision.passed, decision.mark, decision.band) == ("pass_fail", passed, None, band)


@pytest.mark.parametrize("subject_kind", ["marked", "pass_fail"])
@pytest.mark.parametrize("percent", [None, D(12), D(100)])
def test_grade_1_gets_feedback_and_never_a_mark(percent: Decimal | None, subject_kind: str) -> None:
    decision = decide_mark(percent, BOOK, on=TODAY, grade=1, subject_kind=subject_kind)
    assert decision is not None
    assert (decision.kind, decision.mark, decision.passed, decision.percent_rounded, decision.band) == (
        "feedback_only",
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize("subject_kind", ["marked", "pass_fail"])
def test_not_assessed_yet_is_not_a_two(subject_kind: str) -> None:
    assert decide_mark(None, BOOK, on=TODAY, grade=7, subject_kind=subject_kind) is None


@pytest.mark.parametrize("percent", ["-0.01", "100.01", "NaN"])
def test_a_percent_outside_0_to_100_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="percent"):
        decide_mark(D(percent), BOOK, on=TODAY, grade=7, subject_kind="marked")


def test_a_rule_may_cut_the_percent_off_instead_of_rounding_it() -> None:
    book = RuleBook([replace(STATE, value=SCALE | {"round": "down"})])
    assert decided("64.99", book=book).mark == 3
    assert decided("65", book=book).mark == 4


def test_a_past_result_is_decided_under_the_rule_of_its_own_day() -> None:
    milder: dict[str, object] = SCALE | {"bands": [[0, 2], [30, 3], [60, 4], [80, 5]]}
    earlier = replace(STATE, valid_to=date(2026, 8, 31))
    later = replace(STATE, valid_from=date(2026, 9, 1), value=milder)
    book = RuleBook([later, earlier])
    percent, found = D(80), []
    for on in (date(2026, 8, 31), date(2026, 9, 1)):
        decision = decide_mark(percent, book, on=on, grade=7, subject_kind="marked")
        assert decision is not None
        found.append(decision.mark)
    # both days belong to their rule: valid_to is the last day, included
    assert found == [4, 5]


def test_the_first_day_of_a_rule_belongs_to_it_and_the_day_before_does_not() -> None:
    book = RuleBook([STATE])
    assert book.find(RuleKind.MARK_SCALE, on=date(2020, 9, 1), grade=2) is STATE
    with pytest.raises(NoRule) as caught:
        book.find(RuleKind.MARK_SCALE, on=date(2020, 8, 31), grade=2)
    assert (caught.value.grade, caught.value.on) == (2, date(2020, 8, 31))


@pytest.mark.parametrize(
    ("kind", "grade", "subject_kind"),
    [
        (RuleKind.MARK_SCALE, 12, "marked"),
        (RuleKind.MARK_SCALE, 7, "pass_fail"),
        (RuleKind.ATTRIBUTE_LEVEL, 7, "marked"),
    ],
)
def test_a_book_without_a_rule_says_so(kind: RuleKind, grade: int, subject_kind: str) -> None:
    with pytest.raises(NoRule):
        RuleBook([STATE]).find(kind, on=TODAY, grade=grade, subject_kind=subject_kind)


SCHOOLS = replace(STATE, scope="school", valid_from=date(2019, 9, 1))
NARROW = replace(STATE, grades=(5, 9))
GENERAL = replace(STATE, subject_kind=None, valid_from=date(2026, 9, 1))
LATER = replace(STATE, valid_from=date(2025, 9, 1))
ADDED = replace(STATE, confidence="medium")


@pytest.mark.parametrize(
    ("rules", "winner"),
    [
        ([SCHOOLS, NARROW, LATER, STATE], SCHOOLS),
        ([NARROW, LATER, STATE], NARROW),
        ([LATER, STATE], LATER),
        # a rule for all subjects does not push aside the one for this kind, though it began later
        ([GENERAL, STATE], STATE),
    ],
)
def test_the_school_beats_the_network_then_fewer_grades_then_this_kind_then_the_later_day(
    rules: list[Rule], winner: Rule
) -> None:
    assert RuleBook(rules).find(RuleKind.MARK_SCALE, on=TODAY, grade=7) is winner
    assert RuleBook(rules[::-1]).find(RuleKind.MARK_SCALE, on=TODAY, grade=7) is winner


def test_of_equal_rules_the_one_added_later_to_the_book_holds() -> None:
    assert RuleBook([STATE, ADDED]).find(RuleKind.MARK_SCALE, on=TODAY, grade=7) is ADDED


@pytest.mark.parametrize("grade", range(1, 12))
def test_the_shipped_rule_for_levels_is_the_networks(grade: int) -> None:
    assert level_rule(BOOK, on=TODAY, grade=grade) == LevelRule(Method.WEIGHTED_MEAN, 3, 2, D(4), 3, 90)


def test_a_school_may_choose_another_method_for_levels() -> None:
    value: dict[str, object] = {"method": "decaying_mean", "half_life_days": 30, "minimum_evidence": 5}
    own = Rule(RuleKind.ATTRIBUTE_LEVEL, "school", (5, 11), None, date(2026, 9, 1), None, value)
    book = RuleBook([*DEFAULT_RULES, own])
    expected = LevelRule(Method.DECAYING_MEAN, 5, 2, D(4), 3, 30)
    assert level_rule(book, on=TODAY, grade=7) == expected
    assert level_rule(book, on=date(2026, 8, 31), grade=7) == LevelRule()


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"type": "guess"},
        {"type": "scale"},
        {"type": "scale", "bands": []},
        {"type": "scale", "bands": [[0, 2], "40"]},
        {"type": "scale", "bands": [[0, 2], [40, True]]},
        {"type": "scale", "bands": [[10, 2], [40, 3]]},
        {"type": "scale", "bands": [[0, 2], [40, 3], [40, 4]]},
        {"type": "scale", "bands": [[0, 2], [101, 3]]},
        {"type": "scale", "bands": [[0, 3], [40, 2]]},
        {"type": "scale", "bands": [[0, 2]], "round": "half_even"},
        {"type": "pass_fail"},
        {"type": "pass_fail", "threshold": 0},
        {"type": "pass_fail", "threshold": "40"},
    ],
)
def test_a_scale_that_cannot_be_computed_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(RuleError) as caught:
        replace(STATE, value=value)
    assert caught.value.reason


@pytest.mark.parametrize(
    "value",
    [{"method": "median"}, {"scale": "four"}, {"scale": 0}, {"n": 0}, {"minimum_evidence": 2.5}, {"n": None}],
)
def test_a_level_rule_that_cannot_be_computed_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(RuleError):
        replace(STATE, kind=RuleKind.ATTRIBUTE_LEVEL, value=value)


def test_a_rule_that_holds_nowhere_is_refused() -> None:
    with pytest.raises(RuleError, match="grade"):
        replace(STATE, grades=(11, 2))
    with pytest.raises(RuleError, match="ends"):
        replace(STATE, valid_to=date(2019, 1, 1))


@pytest.mark.parametrize("rule", DEFAULT_RULES)
def test_every_shipped_rule_says_itself_in_three_languages(rule: Rule) -> None:
    assert rule.note.missing() == ()
    for language, word in zip(LANGUAGES, ("сенімділігі", "уверенность", "confidence"), strict=True):
        assert word in rule.note.pick(language).text


def test_the_note_of_the_mark_scale_says_that_the_rounding_is_uncertain() -> None:
    note = BOOK.find(RuleKind.MARK_SCALE, on=TODAY, grade=7).note
    assert "confidence in the rounding: low" in note.en
    assert "дөңгелектеу ережесінің сенімділігі төмен" in note.kk
    assert "уверенность в правиле округления низкая" in note.ru


percents = st.integers(0, 10_000).map(lambda n: D(n) / 100)


@given(percents, percents)
def test_a_higher_percent_never_gives_a_lower_mark(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    first, second = decided(str(low)).mark, decided(str(high)).mark
    assert first is not None
    assert second is not None
    assert 2 <= first <= second <= 5


@given(percents)
def test_the_rounded_percent_always_lies_in_the_band_that_decided(percent: Decimal) -> None:
    decision = decided(str(percent))
    assert decision.band is not None
    assert decision.percent_rounded is not None
    assert decision.band[0] <= decision.percent_rounded <= decision.band[1]


@given(st.permutations([SCHOOLS, NARROW, LATER, GENERAL, STATE]), st.integers(2, 11), st.booleans())
def test_the_order_of_different_rules_does_not_matter(rules: list[Rule], grade: int, early: bool) -> None:
    on = date(2020, 12, 1) if early else TODAY
    expected = RuleBook(sorted(rules, key=repr)).find(RuleKind.MARK_SCALE, on=on, grade=grade)
    assert RuleBook(rules).find(RuleKind.MARK_SCALE, on=on, grade=grade) == expected
