"""Evidence becomes the level of a graduate attribute, 0 to 4.

No state rule exists for this; the source is the network's rule book ("attribute level"), which a network or
a school may replace by a dated rule of its own. A level is shown only when enough evidence from enough
places stands behind it; until then the answer is "not enough evidence yet", which is ``None``, with what is
missing, and never zero. Private wellbeing data never is evidence; keeping it out is the duty of whoever
appends to the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import assert_never
from uuid import UUID

from parasat_lms.domain.rounding import half_up


class Method(StrEnum):
    """How the pieces of evidence of one attribute become one figure."""

    WEIGHTED_MEAN = "weighted_mean"
    """The mean of the shares by weight: the network's default."""
    LATEST = "latest"
    """The work of the latest day; several works of that day by their weighted mean."""
    HIGHEST = "highest"
    """The highest share reached."""
    N_TIMES = "n_times"
    """The highest share that was reached at least ``n`` times."""
    DECAYING_MEAN = "decaying_mean"
    """The weighted mean in which a work loses half of its weight with every half-life of its age."""


@dataclass(frozen=True, slots=True)
class EvidencePoint:
    """One piece of evidence of one attribute.

    ``share`` is points / maximum, 0 to 1: a fraction, because a third rounded before it is summed can tip the
    level that a student computes by hand. ``weight`` is the attribute's weight in the criterion times the
    weight of the source kind, 0 or more; 0 is no evidence at all. ``source`` is the course or activity that
    it comes from, ``worked_on`` the day of the work, not of its marking. Raises ``ValueError`` outside
    these ranges.
    """

    attribute_id: UUID
    share: Fraction | Decimal
    weight: Decimal
    source: UUID
    worked_on: date

    def __post_init__(self) -> None:
        finite = not isinstance(self.share, Decimal) or self.share.is_finite()
        if not finite or not 0 <= self.share <= 1:
            raise ValueError(f"share must be 0 to 1, not {self.share}")
        if not self.weight.is_finite() or self.weight < 0:
            raise ValueError(f"weight must be 0 or more, not {self.weight}")


@dataclass(frozen=True, slots=True)
class LevelRule:
    """The rule by which a level is computed and from when on it is shown.

    ``minimum_evidence`` pieces from ``minimum_sources`` different courses or activities are needed.
    ``scale`` is the highest level. ``n`` belongs to the method "n times", ``half_life_days`` to the
    decaying mean. Raises ``ValueError`` for numbers that make no rule.
    """

    method: Method = Method.WEIGHTED_MEAN
    minimum_evidence: int = 3
    minimum_sources: int = 2
    scale: Decimal = Decimal(4)
    n: int = 3
    half_life_days: int = 90

    def __post_init__(self) -> None:
        if min(self.minimum_evidence, self.minimum_sources, self.n, self.half_life_days) < 1:
            raise ValueError("evidence, sources, n and half-life must be 1 or more")
        if not self.scale.is_finite() or self.scale <= 0:
            raise ValueError(f"scale must be above 0, not {self.scale}")


@dataclass(frozen=True, slots=True)
class AttributeLevel:
    """The level of one attribute, or what is missing to show it.

    ``level`` is 0 to the rule's scale with 2 places, half up; ``None`` means not enough evidence yet, and
    then ``missing_evidence`` and ``missing_sources`` say how many pieces and how many more sources it
    takes. ``numerator / denominator x scale`` is the level before rounding: for the means the sum of weight
    x share over the sum of weights, for the others the share that counted over 1. With no evidence both are
    0.
    """

    attribute_id: UUID
    level: Decimal | None
    evidence_count: int
    source_count: int
    missing_evidence: int
    missing_sources: int
    numerator: Fraction
    denominator: Fraction


def attribute_level(points: Sequence[EvidencePoint], rule: LevelRule, attribute_id: UUID) -> AttributeLevel:
    """The level of one attribute from the evidence of a period; points of other attributes are left aside.

    The result does not depend on the order of the points, nor on today: the decaying mean counts age
    backwards from the latest work.
    """
    counted = [point for point in points if point.attribute_id == attribute_id and point.weight > 0]
    sources = {point.source for point in counted}
    # "Reached n times" cannot be said of fewer than n pieces.
    needed = max(rule.minimum_evidence, rule.n) if rule.method is Method.N_TIMES else rule.minimum_evidence
    missing_evidence = max(0, needed - len(counted))
    missing_sources = max(0, rule.minimum_sources - len(sources))
    numerator, denominator = _steps(counted, rule)
    level = None
    if not missing_evidence and not missing_sources:
        level = half_up(numerator / denominator * Fraction(rule.scale))
    return AttributeLevel(
        attribute_id=attribute_id,
        level=level,
        evidence_count=len(counted),
        source_count=len(sources),
        missing_evidence=missing_evidence,
        missing_sources=missing_sources,
        numerator=numerator,
        denominator=denominator,
    )


def profile(
    points: Iterable[EvidencePoint], rule: LevelRule, attribute_ids: Sequence[UUID]
) -> dict[UUID, AttributeLevel]:
    """The levels of all attributes of a framework, in its order, those without evidence included.

    Evidence of an attribute outside the framework (an earlier version of it, say) is left aside.
    """
    by_attribute: dict[UUID, list[EvidencePoint]] = {attribute_id: [] for attribute_id in attribute_ids}
    for point in points:
        if point.attribute_id in by_attribute:
            by_attribute[point.attribute_id].append(point)
    return {
        attribute_id: attribute_level(own, rule, attribute_id) for attribute_id, own in by_attribute.items()
    }


def decay_factor(age_days: int, half_life_days: int) -> Decimal:
    """What is left of a weight after so many days: 1 at once, 0.5 after one half-life, 4 places, half up.

    The factor is rounded so that the figure a student sees is the figure that was used. Raises
    ``ValueError`` for a negative age or a half-life below 1.
    """
    if age_days < 0 or half_life_days < 1:
        raise ValueError("age must be 0 or more days and the half-life 1 or more")
    # Whole half-lives are exact; only the rest needs a root, and Decimal takes it alike on every machine.
    halvings, rest = divmod(age_days, half_life_days)
    left = Fraction(Decimal("0.5") ** (Decimal(rest) / Decimal(half_life_days)))
    return half_up(left / 2**halvings, places=4)


def _steps(points: Sequence[EvidencePoint], rule: LevelRule) -> tuple[Fraction, Fraction]:
    if not points:
        return Fraction(0), Fraction(0)
    latest = max(point.worked_on for point in points)
    match rule.method:
        case Method.WEIGHTED_MEAN:
            return _weighted([(point.weight, point) for point in points])
        case Method.LATEST:
            return _weighted([(point.weight, point) for point in points if point.worked_on == latest])
        case Method.HIGHEST:
            return Fraction(max(point.share for point in points)), Fraction(1)
        case Method.N_TIMES:
            shares = sorted((point.share for point in points), reverse=True)
            if len(shares) < rule.n:
                return Fraction(0), Fraction(0)
            return Fraction(shares[rule.n - 1]), Fraction(1)
        case Method.DECAYING_MEAN:
            return _weighted(
                [
                    (point.weight * decay_factor((latest - point.worked_on).days, rule.half_life_days), point)
                    for point in points
                ]
            )
        case _:
            assert_never(rule.method)


def _weighted(points: Iterable[tuple[Decimal, EvidencePoint]]) -> tuple[Fraction, Fraction]:
    numerator = denominator = Fraction(0)
    for weight, point in points:
        numerator += Fraction(weight) * Fraction(point.share)
        denominator += Fraction(weight)
    return numerator, denominator
