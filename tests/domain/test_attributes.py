"""Evidence becomes the level of a graduate attribute."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.attributes import (
    EvidencePoint,
    LevelRule,
    Method,
    attribute_level,
    decay_factor,
    profile,
)

D = Decimal
GA1, GA2 = UUID(int=101), UUID(int=102)
HISTORY, DEBATE = UUID(int=1), UUID(int=2)
DAY = date(2026, 10, 1)


def point(
    share: str, weight: str = "1", *, source: UUID = HISTORY, day: int = 0, attribute: UUID = GA1
) -> EvidencePoint:
    return EvidencePoint(attribute, D(share), D(weight), source, DAY + timedelta(days=day))


EVIDENCE = [
    point("0.75", "2", day=0),
    point("0.5", "1", source=DEBATE, day=90),
    point("1", "1", day=180),
    point("0.25", "0.5", source=DEBATE, day=180),
]


@pytest.mark.parametrize(
    ("rule", "level"),
    [
        # (2*0.75 + 1*0.5 + 1*1 + 0.5*0.25) / (2+1+1+0.5) * 4 = 3.125 / 4.5 * 4 = 2.7777...
        (LevelRule(), "2.78"),
        # the last day has 1*1 and 0.5*0.25: 1.125 / 1.5 * 4 = 3
        (LevelRule(Method.LATEST), "3.00"),
        # the highest share is 1: 1 * 4 = 4
        (LevelRule(Method.HIGHEST), "4.00"),
        # downwards 1, 0.75, 0.5, 0.25; reached three times: 0.5 * 4 = 2
        (LevelRule(Method.N_TIMES, n=3), "2.00"),
        # reached twice: 0.75 * 4 = 3
        (LevelRule(Method.N_TIMES, n=2), "3.00"),
        # ages 180, 90, 0, 0 days with a half-life of 90: factors 1/4, 1/2, 1, 1
        # (0.5*0.75 + 0.5*0.5 + 1*1 + 0.5*0.25) / (0.5+0.5+1+0.5) * 4 = 1.75 / 2.5 * 4 = 2.8
        (LevelRule(Method.DECAYING_MEAN), "2.80"),
    ],
)
def test_a_level_can_be_redone_by_hand(rule: LevelRule, level: str) -> None:
    assert attribute_level(EVIDENCE, rule, GA1).level == D(level)


def test_the_steps_of_the_mean_are_both_its_sums() -> None:
    result = attribute_level(EVIDENCE, LevelRule(), GA1)
    assert (result.numerator, result.denominator) == (Fraction(25, 8), Fraction(9, 2))
    assert (result.evidence_count, result.source_count) == (4, 2)


def test_a_level_is_rounded_half_up_exactly_at_the_half() -> None:
    # (0.5 + 0.5 + 0.50375) / 3 * 4 = 1.50375 * 4 / 3 = 2.005 exactly
    points = [point("0.5"), point("0.5"), point("0.50375", source=DEBATE)]
    assert attribute_level(points, LevelRule(), GA1).level == D("2.01")


@pytest.mark.parametrize(
    ("points", "missing_evidence", "missing_sources"),
    [
        ([], 3, 2),
        ([point("1")], 2, 1),
        ([point("1"), point("1", source=DEBATE)], 1, 0),
        ([point("1"), point("1"), point("1")], 0, 1),
        # evidence without weight is no evidence
        ([point("1"), point("1"), point("1", "0", source=DEBATE)], 1, 1),
        # evidence of another attribute is not evidence of this one
        ([point("1"), point("1"), point("1", source=DEBATE, attribute=GA2)], 1, 1),
    ],
)
def test_without_enough_evidence_there_is_no_level_and_it_says_what_is_missing(
    points: list[EvidencePoint], missing_evidence: int, missing_sources: int
) -> None:
    result = attribute_level(points, LevelRule(), GA1)
    assert result.level is None
    assert (result.missing_evidence, result.missing_sources) == (missing_evidence, missing_sources)


def test_a_level_of_zero_is_a_level_and_not_a_missing_one() -> None:
    points = [point("0"), point("0"), point("0", source=DEBATE)]
    assert attribute_level(points, LevelRule(), GA1).level == 0


def test_n_times_needs_at_least_n_pieces_of_evidence() -> None:
    points = [point("1"), point("1"), point("1", source=DEBATE)]
    result = attribute_level(points, LevelRule(Method.N_TIMES, n=5), GA1)
    assert (result.level, result.missing_evidence, result.denominator) == (None, 2, 0)


@pytest.mark.parametrize(
    ("age", "half_life", "factor"),
    [
        (0, 90, "1"),
        (90, 90, "0.5"),
        (180, 90, "0.25"),
        # 0.5 ** (30/90) = 0.793700...
        (30, 90, "0.7937"),
        # 0.5 ** (120/90) = 0.5 * 0.793700... = 0.396850...
        (120, 90, "0.3969"),
        # 1/16 = 0.0625; the fifth half-life is 1/32 = 0.03125, half up
        (360, 90, "0.0625"),
        (450, 90, "0.0313"),
    ],
)
def test_a_weight_halves_with_every_half_life(age: int, half_life: int, factor: str) -> None:
    assert decay_factor(age, half_life) == D(factor)


@pytest.mark.parametrize(("age", "half_life"), [(-1, 90), (1, 0)])
def test_a_negative_age_or_no_half_life_is_refused(age: int, half_life: int) -> None:
    with pytest.raises(ValueError, match="half-life"):
        decay_factor(age, half_life)


def test_a_profile_holds_every_attribute_of_the_framework_in_its_order() -> None:
    unknown = UUID(int=999)
    result = profile([*EVIDENCE, point("1", attribute=unknown)], LevelRule(), [GA2, GA1])
    assert list(result) == [GA2, GA1]
    assert result[GA1] == attribute_level(EVIDENCE, LevelRule(), GA1)
    assert (result[GA2].level, result[GA2].missing_evidence) == (None, 3)


@pytest.mark.parametrize(("share", "weight"), [("1.01", "1"), ("-0.1", "1"), ("NaN", "1"), ("1", "-1")])
def test_evidence_outside_its_range_is_refused(share: str, weight: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        point(share, weight)


@pytest.mark.parametrize(
    "change", [{"minimum_evidence": 0}, {"n": 0}, {"half_life_days": 0}, {"scale": D(0)}, {"scale": D("NaN")}]
)
def test_a_rule_that_rules_nothing_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"must be|above 0"):
        LevelRule(**change)  # type: ignore[arg-type]


# Any evidence that is enough: three or more pieces from two or more sources.

shares = st.integers(0, 10_000).map(lambda n: D(n) / 10_000)
weights = st.integers(1, 500).map(lambda n: D(n) / 100)
pieces = st.builds(
    EvidencePoint,
    attribute_id=st.just(GA1),
    share=shares,
    weight=weights,
    source=st.sampled_from([HISTORY, DEBATE, UUID(int=3)]),
    worked_on=st.dates(date(2024, 9, 1), date(2026, 11, 20)),
)
ledgers = st.lists(pieces, min_size=3, max_size=12).filter(lambda found: len({p.source for p in found}) > 1)
rules = st.builds(LevelRule, method=st.sampled_from(Method), half_life_days=st.integers(1, 400))


@given(ledgers, rules)
def test_a_level_always_lies_between_0_and_4(points: list[EvidencePoint], rule: LevelRule) -> None:
    level = attribute_level(points, rule, GA1).level
    assert level is not None
    assert 0 <= level <= 4


@given(ledgers, rules, st.data())
def test_a_higher_share_never_lowers_the_level(
    points: list[EvidencePoint], rule: LevelRule, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(points) - 1))
    share = data.draw(shares.filter(lambda value: value >= points[place].share) | st.just(D(1)))
    raised = [*points[:place], replace(points[place], share=share), *points[place + 1 :]]
    low, high = attribute_level(points, rule, GA1).level, attribute_level(raised, rule, GA1).level
    assert low is not None
    assert high is not None
    assert low <= high


@given(ledgers, rules, st.data())
def test_the_order_of_the_evidence_does_not_matter(
    points: list[EvidencePoint], rule: LevelRule, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(points))
    assert attribute_level(shuffled, rule, GA1) == attribute_level(points, rule, GA1)


@given(ledgers, rules, st.integers(1, 20))
def test_all_weights_can_be_scaled_without_changing_the_level(
    points: list[EvidencePoint], rule: LevelRule, factor: int
) -> None:
    heavier = [replace(piece, weight=piece.weight * factor) for piece in points]
    assert attribute_level(heavier, rule, GA1).level == attribute_level(points, rule, GA1).level


@given(ledgers, rules, pieces)
def test_evidence_without_weight_changes_nothing(
    points: list[EvidencePoint], rule: LevelRule, piece: EvidencePoint
) -> None:
    weightless = replace(piece, weight=D(0))
    assert attribute_level([*points, weightless], rule, GA1) == attribute_level(points, rule, GA1)


@given(ledgers, rules, st.integers(-500, 500))
def test_only_the_days_between_works_matter_and_not_today(
    points: list[EvidencePoint], rule: LevelRule, days: int
) -> None:
    moved = [replace(piece, worked_on=piece.worked_on + timedelta(days=days)) for piece in points]
    assert attribute_level(moved, rule, GA1) == attribute_level(points, rule, GA1)


@given(shares, st.lists(weights, min_size=3, max_size=8), rules)
def test_the_same_share_everywhere_is_the_level_by_every_method(
    share: Decimal, several: list[Decimal], rule: LevelRule
) -> None:
    points = [
        EvidencePoint(GA1, share, weight, UUID(int=place % 2), DAY + timedelta(days=place))
        for place, weight in enumerate(several)
    ]
    result = attribute_level(points, rule, GA1)
    assert result.numerator / result.denominator == Fraction(share)


@given(st.integers(0, 2000), st.integers(1, 400))
def test_a_weight_never_grows_with_age(age: int, half_life: int) -> None:
    assert 0 <= decay_factor(age + 1, half_life) <= decay_factor(age, half_life) <= 1
