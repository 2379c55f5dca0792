"""A rubric's choices become a subject score and, by the same choices, evidence of graduate attributes.

The source of the rule is the network's rule book: one set of criteria and descriptors carries subject
knowledge and competence at once. A criterion's weight counts for the subject score (0 means that it counts
for attributes only); its attribute weights count for the attribute profile. Everything is exact inside;
rounding is half up and happens once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from parasat_lms.domain.rounding import half_up

_ZERO: Final = Decimal(0)


class UnknownCriterion(LookupError):
    """A choice names a criterion that the rubric version does not have."""

    def __init__(self, criterion_id: UUID) -> None:
        super().__init__(f"criterion {criterion_id} is not part of this rubric")
        self.criterion_id = criterion_id


class PointsOutsideLevel(ValueError):
    """Points that the chosen level cannot give: outside its range, or finer than hundredths."""

    def __init__(self, level: LevelSpec, points: Decimal) -> None:
        super().__init__(
            f"{points} points do not fit a level of {level.points_min} to {level.points_max} "
            "with at most 2 decimals"
        )
        self.level = level
        self.points = points


class PointsOutsideCriterion(ValueError):
    """Points below 0 or above the highest that the criterion can give."""

    def __init__(self, criterion: CriterionSpec, points: Decimal) -> None:
        super().__init__(f"{points} points do not fit a criterion of 0 to {criterion.maximum}")
        self.criterion = criterion
        self.points = points


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """One level of a criterion: the points it gives, 0 or more; equal ends mean fixed points.

    ``attributes`` maps graduate attributes to a weight of this level's own (0 or more), which takes the place of
    the criterion's weight when this level is chosen. Raises ``ValueError`` for negative, endless or swapped
    points and for negative weights.
    """

    id: UUID
    points_min: Decimal
    points_max: Decimal
    attributes: Mapping[UUID, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for weight in self.attributes.values():
            _amount("attribute weight", weight)
        _amount("points_min", self.points_min)
        _amount("points_max", self.points_max)
        if self.points_min > self.points_max:
            raise ValueError(f"a level from {self.points_min} to {self.points_max} points is swapped")


@dataclass(frozen=True, slots=True)
class CriterionSpec:
    """One criterion of a rubric version.

    ``weight`` (0 or more) is its share of the subject score; ``attributes`` maps graduate attributes to the
    weight (0 or more) with which a level of this criterion is evidence of them. Raises ``ValueError`` for
    negative weights.
    """

    id: UUID
    weight: Decimal
    levels: tuple[LevelSpec, ...]
    attributes: Mapping[UUID, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _amount("weight", self.weight)
        for weight in self.attributes.values():
            _amount("attribute weight", weight)

    @property
    def maximum(self) -> Decimal:
        """The highest points that any level gives; 0 when there are no levels."""
        return max((level.points_max for level in self.levels), default=_ZERO)

    def attribute_weights(self, level_id: UUID | None) -> dict[UUID, Decimal]:
        """The weights with which that level is evidence: its own where it has one, else the criterion's.

        Without a level, or with one that is not the criterion's, the criterion's weights alone.
        """
        own = next((level.attributes for level in self.levels if level.id == level_id), {})
        return {**self.attributes, **own}


@dataclass(frozen=True, slots=True)
class Choice:
    """What an assessor decided on one criterion.

    ``points`` is ``None`` while the criterion is not marked yet. ``not_applicable`` takes the criterion out
    of the score and out of the evidence, whatever the points say. ``level_id`` names the level that gave the
    points; it matters where levels carry attribute weights of their own.
    """

    criterion_id: UUID
    points: Decimal | None
    not_applicable: bool = False
    level_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ScoreStep:
    """One line of the calculation that a student can redo: ``weight x points / maximum = contribution``.

    ``contribution`` is rounded half up to 2 places for showing; the score itself adds the exact values.
    ``points`` is ``None`` and ``contribution`` is 0 where the criterion is not applicable.
    """

    criterion_id: UUID
    points: Decimal | None
    maximum: Decimal
    weight: Decimal
    contribution: Decimal
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """The subject score of one piece of work, with its steps.

    ``earned`` and ``possible`` are exact, in units of weight. ``percent`` is 0 to 100 with 2 places, half
    up, or ``None`` when nothing that is marked and applicable carries weight. ``missing`` names the
    criteria that still wait for a decision, in the rubric's order; with some of them missing the percent is
    a running one.
    """

    steps: tuple[ScoreStep, ...]
    earned: Fraction
    possible: Fraction
    percent: Decimal | None
    missing: tuple[UUID, ...]

    @property
    def complete(self) -> bool:
        """Whether every criterion is marked or declared not applicable."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class AttributeShare:
    """Evidence of one graduate attribute from one marked criterion.

    ``weight`` is the weight of the attribute in the criterion or in the level that was chosen, above 0;
    ``maximum`` is above 0.
    """

    attribute_id: UUID
    criterion_id: UUID
    points: Decimal
    maximum: Decimal
    weight: Decimal

    @property
    def share(self) -> Fraction:
        """How much of the criterion was reached: exactly points / maximum, 0 to 1."""
        return Fraction(self.points) / Fraction(self.maximum)


def check_points(level: LevelSpec, points: Decimal) -> Decimal:
    """The points, when the level can give them; else ``PointsOutsideLevel``.

    They lie in the level's range, both ends included, and have at most 2 decimals.
    """
    if not points.is_finite() or not level.points_min <= points <= level.points_max:
        raise PointsOutsideLevel(level, points)
    # By the digits, not by arithmetic: a number such as 1e-999999999 would take minutes to expand.
    _, digits, exponent = points.as_tuple()
    if isinstance(exponent, int) and exponent < -2 and any(digits[max(len(digits) + exponent + 2, 0) :]):
        raise PointsOutsideLevel(level, points)
    return points


def score(criteria: Sequence[CriterionSpec], choices: Iterable[Choice]) -> Score:
    """The subject score: sum of weight x points / maximum, over the sum of weights, x 100, 2 places, half up.

    Only criteria that are marked and applicable count, so the figure is a running total while marking goes
    on. A criterion that can give no points at all counts for nothing. The order of rows and choices is of
    no effect. Raises ``UnknownCriterion``, ``PointsOutsideCriterion``, and ``ValueError`` for two choices
    of one criterion or a criterion that occurs twice.
    """
    chosen = _by_criterion(criteria, choices)
    steps: list[ScoreStep] = []
    missing: list[UUID] = []
    earned = possible = Fraction(0)
    for criterion in criteria:
        choice = chosen.get(criterion.id)
        if choice is not None and choice.not_applicable:
            steps.append(_step(criterion, None, Fraction(0)))
        elif choice is None or choice.points is None:
            missing.append(criterion.id)
        else:
            contribution = Fraction(0)
            if criterion.maximum > 0:
                weight = Fraction(criterion.weight)
                contribution = weight * Fraction(choice.points) / Fraction(criterion.maximum)
                possible += weight
            earned += contribution
            steps.append(_step(criterion, choice.points, contribution))
    percent = half_up(earned / possible * 100) if possible else None
    return Score(tuple(steps), earned, possible, percent, tuple(missing))


def attribute_shares(
    criteria: Sequence[CriterionSpec], choices: Iterable[Choice]
) -> tuple[AttributeShare, ...]:
    """The evidence of graduate attributes that the same choices give, in the order of the criteria.

    Criteria that are not marked, not applicable or unable to give points leave no evidence; nor do
    attribute links with weight 0. A subject weight of 0 does not matter here. Raises as ``score`` does.
    """
    chosen = _by_criterion(criteria, choices)
    shares: list[AttributeShare] = []
    for criterion in criteria:
        choice = chosen.get(criterion.id)
        if choice is None or choice.not_applicable or choice.points is None or criterion.maximum == 0:
            continue
        shares.extend(
            AttributeShare(attribute_id, criterion.id, choice.points, criterion.maximum, weight)
            for attribute_id, weight in criterion.attribute_weights(choice.level_id).items()
            if weight > 0
        )
    return tuple(shares)


def _by_criterion(criteria: Sequence[CriterionSpec], choices: Iterable[Choice]) -> dict[UUID, Choice]:
    known = {criterion.id: criterion for criterion in criteria}
    if len(known) != len(criteria):
        raise ValueError("a criterion occurs twice in the rubric")
    chosen: dict[UUID, Choice] = {}
    for choice in choices:
        criterion = known.get(choice.criterion_id)
        if criterion is None:
            raise UnknownCriterion(choice.criterion_id)
        if choice.criterion_id in chosen:
            raise ValueError(f"two choices of criterion {choice.criterion_id}")
        if choice.points is not None and not choice.not_applicable:
            _check_in_criterion(criterion, choice.points)
        chosen[choice.criterion_id] = choice
    return chosen


def _check_in_criterion(criterion: CriterionSpec, points: Decimal) -> None:
    if not points.is_finite() or not 0 <= points <= criterion.maximum:
        raise PointsOutsideCriterion(criterion, points)


def _step(criterion: CriterionSpec, points: Decimal | None, contribution: Fraction) -> ScoreStep:
    return ScoreStep(
        criterion_id=criterion.id,
        points=points,
        maximum=criterion.maximum,
        weight=criterion.weight,
        contribution=half_up(contribution),
        not_applicable=points is None,
    )


def _amount(name: str, value: Decimal) -> None:
    if not value.is_finite() or value < 0:
        raise ValueError(f"{name} must be a number of 0 or more, not {value}")
