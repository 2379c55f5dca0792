"""A rubric's choices become a subject score and evidence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parasat_lms.domain.rounding import half_up
from parasat_lms.domain.rubrics import (
    Choice,
    CriterionSpec,
    LevelSpec,
    PointsOutsideCriterion,
    PointsOutsideLevel,
    UnknownCriterion,
    attribute_shares,
    check_points,
    score,
)

D = Decimal
GA1, GA4, GA5 = UUID(int=101), UUID(int=104), UUID(int=105)


def criterion(
    number: int, weight: str, *points: str, attributes: dict[UUID, Decimal] | None = None
) -> CriterionSpec:
    levels = tuple(
        LevelSpec(UUID(int=number * 100 + place), D(value), D(value)) for place, value in enumerate(points)
    )
    return CriterionSpec(UUID(int=number), D(weight), levels, attributes or {})


def marked(number: int, points: str | None) -> Choice:
    return Choice(UUID(int=number), None if points is None else D(points))


def not_applicable(number: int) -> Choice:
    return Choice(UUID(int=number), None, not_applicable=True)


ARGUMENT = criterion(1, "2", "0", "1", "2", "3", "4", attributes={GA1: D(1)})
SOURCES = criterion(2, "1", "0", "1", "2", "3", attributes={GA1: D("0.5"), GA5: D(1)})
TEAM = criterion(3, "0", "0", "1", "2", attributes={GA5: D(1), GA4: D(0)})
RUBRIC = [ARGUMENT, SOURCES, TEAM]


@pytest.mark.parametrize(
    ("choices", "percent"),
    [
        # (2*3/4 + 1*2/3 + 0*1/2) / (2+1+0) * 100 = (1.5 + 0.6667) / 3 * 100 = 72.2222...
        ([marked(1, "3"), marked(2, "2"), marked(3, "1")], "72.22"),
        # (2*4/4 + 1*3/3) / 3 * 100 = 100
        ([marked(1, "4"), marked(2, "3"), marked(3, "0")], "100.00"),
        # (2*0/4 + 1*0/3) / 3 * 100 = 0: nothing reached is zero, and it is a result
        ([marked(1, "0"), marked(2, "0"), marked(3, "2")], "0.00"),
        # the second leaves both sums: 2*3/4 / 2 * 100 = 75
        ([marked(1, "3"), not_applicable(2), marked(3, "2")], "75.00"),
        # a running total while the second waits: the same 75
        ([marked(1, "3"), marked(3, "2")], "75.00"),
        # 1*1/3 / 1 * 100 = 33.3333...
        ([marked(2, "1")], "33.33"),
        # 1*2/3 / 1 * 100 = 66.6666...
        ([marked(2, "2")], "66.67"),
    ],
)
def test_a_percent_can_be_redone_by_hand(choices: list[Choice], percent: str) -> None:
    assert score(RUBRIC, choices).percent == D(percent)


def test_every_step_shows_points_maximum_weight_and_contribution() -> None:
    result = score(RUBRIC, [marked(1, "3"), marked(2, "2"), not_applicable(3)])
    # 2*3/4 = 1.5; 1*2/3 = 0.67 for showing
    assert [(s.points, s.maximum, s.weight, s.contribution, s.not_applicable) for s in result.steps] == [
        (D(3), D(4), D(2), D("1.50"), False),
        (D(2), D(3), D(1), D("0.67"), False),
        (None, D(2), D(0), D("0.00"), True),
    ]
    assert result.earned == Fraction(3, 2) + Fraction(2, 3)
    assert result.possible == 3
    assert result.complete


def test_a_score_names_the_criteria_that_still_wait_in_the_order_of_the_rubric() -> None:
    result = score(RUBRIC, [marked(2, "3"), marked(3, None)])
    assert result.missing == (ARGUMENT.id, TEAM.id)
    assert not result.complete


@pytest.mark.parametrize(
    "choices", [[], [marked(3, "2")], [not_applicable(1), not_applicable(2), not_applicable(3)]]
)
def test_there_is_no_percent_when_nothing_marked_carries_weight(choices: list[Choice]) -> None:
    assert score(RUBRIC, choices).percent is None


def test_a_criterion_that_can_give_no_points_leaves_the_denominator() -> None:
    empty = criterion(4, "5", "0")
    result = score([ARGUMENT, empty], [marked(1, "3"), marked(4, "0")])
    assert (result.percent, result.possible, result.complete) == (D("75.00"), 2, True)
    assert attribute_shares([replace(empty, attributes={GA1: D(1)})], [marked(4, "0")]) == ()


@pytest.mark.parametrize(
    ("points", "maximum", "percent"),
    [
        # 1/800 * 100 = 0.125 exactly
        ("1", "800", "0.13"),
        # 1/1600 * 100 = 0.0625
        ("1", "1600", "0.06"),
        # 12345/100000 * 100 = 12.345: half up, where half even would give 12.34
        ("12345", "100000", "12.35"),
        # 12344.99/100000 * 100 = 12.34499
        ("12344.99", "100000", "12.34"),
    ],
)
def test_a_percent_is_rounded_half_up_exactly_at_the_half(points: str, maximum: str, percent: str) -> None:
    row = CriterionSpec(UUID(int=1), D(1), (LevelSpec(UUID(int=2), D(0), D(maximum)),))
    assert score([row], [marked(1, points)]).percent == D(percent)


def test_the_same_choices_are_evidence_of_attributes() -> None:
    shares = attribute_shares(RUBRIC, [marked(3, "1"), marked(2, "2"), marked(1, "3")])
    assert [(s.attribute_id, s.criterion_id, s.weight, s.share) for s in shares] == [
        (GA1, ARGUMENT.id, D(1), Fraction(3, 4)),
        (GA1, SOURCES.id, D("0.5"), Fraction(2, 3)),
        (GA5, SOURCES.id, D(1), Fraction(2, 3)),
        # the criterion has no subject weight and is evidence all the same; its link of weight 0 is not
        (GA5, TEAM.id, D(1), Fraction(1, 2)),
    ]


def test_what_is_not_marked_or_not_applicable_is_no_evidence() -> None:
    assert attribute_shares(RUBRIC, [not_applicable(1), marked(2, None)]) == ()


def test_not_applicable_wins_over_points_left_in_the_row() -> None:
    both = Choice(ARGUMENT.id, D(4), not_applicable=True)
    assert score([ARGUMENT], [both]).percent is None
    assert attribute_shares([ARGUMENT], [both]) == ()


def test_a_choice_of_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(UnknownCriterion) as caught:
        score([ARGUMENT], [marked(9, "1")])
    assert caught.value.criterion_id == UUID(int=9)
    with pytest.raises(UnknownCriterion):
        attribute_shares([ARGUMENT], [marked(9, "1")])


def test_two_choices_of_one_criterion_are_refused() -> None:
    with pytest.raises(ValueError, match="two choices"):
        score([ARGUMENT], [marked(1, "1"), marked(1, "2")])


def test_a_criterion_that_occurs_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        score([ARGUMENT, ARGUMENT], [])


@pytest.mark.parametrize("points", ["-0.01", "4.01", "NaN", "Infinity"])
def test_points_outside_the_criterion_are_refused(points: str) -> None:
    with pytest.raises(PointsOutsideCriterion):
        score([ARGUMENT], [marked(1, points)])


@pytest.mark.parametrize("points", ["3", "3.5", "4", "3.25", "3.500"])
def test_a_level_with_a_range_takes_points_between_its_ends(points: str) -> None:
    assert check_points(LevelSpec(UUID(int=1), D(3), D(4)), D(points)) == D(points)


@pytest.mark.parametrize("points", ["2.99", "4.01", "3.125", "NaN", "-3"])
def test_a_level_refuses_points_outside_its_range_or_finer_than_hundredths(points: str) -> None:
    level = LevelSpec(UUID(int=1), D(3), D(4))
    with pytest.raises(PointsOutsideLevel) as caught:
        check_points(level, D(points))
    assert caught.value.level is level


def test_a_level_of_fixed_points_takes_only_these() -> None:
    level = LevelSpec(UUID(int=1), D(2), D(2))
    assert check_points(level, D("2.00")) == 2
    with pytest.raises(PointsOutsideLevel):
        check_points(level, D("2.01"))


@pytest.mark.parametrize(("low", "high"), [("2", "1"), ("-1", "1"), ("0", "Infinity"), ("NaN", "1")])
def test_a_level_with_impossible_points_is_refused(low: str, high: str) -> None:
    with pytest.raises(ValueError, match="points"):
        LevelSpec(UUID(int=1), D(low), D(high))


def test_negative_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        criterion(1, "-1", "1")
    with pytest.raises(ValueError, match="attribute weight"):
        criterion(1, "1", "1", attributes={GA1: D(-1)})


def test_rounding_refuses_a_figure_below_zero() -> None:
    assert half_up(Fraction(129, 2), places=0) == 65
    with pytest.raises(ValueError, match="below 0"):
        half_up(Fraction(-1, 2))


# Any rubric: up to six criteria with levels in hundredths, and a choice of a level for each.

hundredths = st.integers(0, 2000).map(lambda n: D(n) / 100)


@st.composite
def marked_rubrics(draw: st.DrawFn) -> tuple[list[CriterionSpec], list[Choice]]:
    criteria: list[CriterionSpec] = []
    choices: list[Choice] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        points = draw(st.lists(hundredths, min_size=1, max_size=5))
        attributes = {GA1: draw(hundredths), GA5: draw(hundredths)}
        row = criterion(
            number, str(draw(hundredths)), *(str(value) for value in points), attributes=attributes
        )
        criteria.append(row)
        chosen = draw(st.sampled_from([*points, None, "n/a"]))
        if chosen == "n/a":
            choices.append(not_applicable(number))
        else:
            choices.append(Choice(row.id, chosen))
    return criteria, choices


def times(factor: Decimal, row: CriterionSpec) -> CriterionSpec:
    levels = tuple(
        replace(level, points_min=level.points_min * factor, points_max=level.points_max * factor)
        for level in row.levels
    )
    return replace(row, levels=levels)


@given(marked_rubrics())
def test_a_percent_always_lies_between_0_and_100(rubric: tuple[list[CriterionSpec], list[Choice]]) -> None:
    result = score(*rubric)
    assert 0 <= result.earned <= result.possible
    assert result.percent is None or 0 <= result.percent <= 100
    assert all(0 <= share.share <= 1 for share in attribute_shares(*rubric))


@given(marked_rubrics(), st.data())
def test_a_higher_level_never_lowers_the_percent(
    rubric: tuple[list[CriterionSpec], list[Choice]], data: st.DataObject
) -> None:
    criteria, choices = rubric
    place = data.draw(st.integers(0, len(choices) - 1))
    before = choices[place].points
    assume(before is not None)
    assert before is not None
    higher = data.draw(
        st.sampled_from([lv.points_max for lv in criteria[place].levels if lv.points_max >= before])
    )
    raised = [*choices[:place], replace(choices[place], points=higher), *choices[place + 1 :]]
    low, high = score(criteria, choices).percent, score(criteria, raised).percent
    assert (low is None and high is None) or (low is not None and high is not None and low <= high)


@given(marked_rubrics(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_choices_does_not_matter(
    rubric: tuple[list[CriterionSpec], list[Choice]], random: object
) -> None:
    criteria, choices = list(rubric[0]), list(rubric[1])
    random.shuffle(criteria)  # type: ignore[attr-defined]
    random.shuffle(choices)  # type: ignore[attr-defined]
    one, other = score(*rubric), score(criteria, choices)
    assert (one.earned, one.possible, one.percent) == (other.earned, other.possible, other.percent)
    assert set(one.missing) == set(other.missing)
    assert set(attribute_shares(*rubric)) == set(attribute_shares(criteria, choices))


@given(marked_rubrics(), st.data())
def test_not_applicable_is_the_same_as_a_rubric_without_the_criterion(
    rubric: tuple[list[CriterionSpec], list[Choice]], data: st.DataObject
) -> None:
    criteria, choices = rubric
    place = data.draw(st.integers(0, len(criteria) - 1))
    left_out = [
        *choices[:place],
        Choice(criteria[place].id, None, not_applicable=True),
        *choices[place + 1 :],
    ]
    with_it = score(criteria, left_out)
    fewer_rows, fewer = criteria[:place] + criteria[place + 1 :], choices[:place] + choices[place + 1 :]
    without = score(fewer_rows, fewer)
    assert (with_it.earned, with_it.possible, with_it.percent) == (
        without.earned,
        without.possible,
        without.percent,
    )
    assert attribute_shares(criteria, left_out) == attribute_shares(fewer_rows, fewer)


@given(marked_rubrics(), st.integers(1, 50))
def test_points_and_maxima_can_be_scaled_without_changing_the_result(
    rubric: tuple[list[CriterionSpec], list[Choice]], factor: int
) -> None:
    criteria, choices = rubric
    scaled = [
        replace(choice, points=None if choice.points is None else choice.points * factor)
        for choice in choices
    ]
    wider = [times(D(factor), row) for row in criteria]
    assert score(wider, scaled).percent == score(criteria, choices).percent
    assert [s.share for s in attribute_shares(wider, scaled)] == [
        s.share for s in attribute_shares(criteria, choices)
    ]


@given(st.integers(0, 10_000))
def test_every_half_of_a_hundredth_goes_up(hundredth: int) -> None:
    half = Fraction(2 * hundredth + 1, 200)
    assert half_up(half) == D(hundredth + 1) / 100
    assert half_up(half - Fraction(1, 10**40)) == D(hundredth) / 100
