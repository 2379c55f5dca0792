"""A rubric as it is written: before it is saved, while it travels as a file, and when versions are compared.

Criteria and levels carry an id that stays with them for life, from version to version and from school to school:
it is how "the same criterion, worded anew" is told from "another criterion". Attributes are named by their code,
because a draft may come from a school of another network.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final
from uuid import UUID

from parasat_lms.domain.localized import LocalizedText

MOST_CRITERIA: Final = 30
FEWEST_LEVELS: Final = 2
MOST_LEVELS: Final = 10
MOST_POINTS: Final = Decimal(1000)
MOST_WEIGHT: Final = Decimal(1000)


class RubricKind(StrEnum):
    """What a rubric looks like to whoever marks with it; the arithmetic is the same for all."""

    ANALYTIC = "analytic"
    """Several criteria, each with levels of its own."""
    HOLISTIC = "holistic"
    """One criterion: the work is judged as a whole."""
    SINGLE_POINT = "single_point"
    """Only the standard is described; a work is below it, at it or beyond it."""
    CHECKLIST = "checklist"
    """Each criterion is seen or not."""


@dataclass(frozen=True, slots=True)
class LevelDraft:
    """A level: points from ``points_min`` to ``points_max`` (equal: fixed), and attribute weights of its own."""

    id: UUID
    points_min: Decimal
    points_max: Decimal
    title: LocalizedText
    descriptor: LocalizedText
    attributes: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """A criterion: ``weight`` for the subject score (may be 0), weights by attribute code, levels, lowest first."""

    id: UUID
    title: LocalizedText
    description: LocalizedText
    weight: Decimal
    attributes: Mapping[str, Decimal]
    levels: tuple[LevelDraft, ...]

    @property
    def maximum(self) -> Decimal:
        """The highest points that any level gives; 0 without levels."""
        return max((level.points_max for level in self.levels), default=Decimal(0))

    @property
    def fed(self) -> frozenset[str]:
        """The codes of the attributes that at least one level is evidence of."""
        codes = {code for code, weight in self.attributes.items() if weight > 0}
        return frozenset(
            codes.union(
                *({c for c, weight in level.attributes.items() if weight > 0} for level in self.levels)
            )
        )


@dataclass(frozen=True, slots=True)
class RubricDraft:
    """A whole rubric. ``total`` is the number of points that the task announces, where it announces one."""

    kind: RubricKind
    title: LocalizedText
    description: LocalizedText
    subjects: LocalizedText
    grade_from: int
    grade_to: int
    total: Decimal | None
    criteria: tuple[CriterionDraft, ...]

    @property
    def maximum(self) -> Decimal:
        """The sum of the highest points of all criteria."""
        return sum((criterion.maximum for criterion in self.criteria), Decimal(0))

    def texts(self) -> Iterator[LocalizedText]:
        """Every text of the rubric that holds words in any language."""
        own = [self.title, self.description, self.subjects]
        for criterion in self.criteria:
            own += [criterion.title, criterion.description]
            own += [text for level in criterion.levels for text in (level.title, level.descriptor)]
        return (text for text in own if len(text.missing()) < len(("kk", "ru", "en")))

    def untranslated(self) -> dict[str, int]:
        """How many texts lack each language, or hold a translation older than its original."""
        found = {"kk": 0, "ru": 0, "en": 0}
        for text in self.texts():
            for language in {*text.missing(), *text.stale}:
                found[language] += 1
        return found


class Trouble(StrEnum):
    """What keeps a rubric from being saved."""

    NO_CRITERION = "no_criterion"
    MANY_CRITERIA = "many_criteria"
    FEW_LEVELS = "few_levels"
    MANY_LEVELS = "many_levels"
    ONE_CRITERION = "one_criterion"
    THREE_LEVELS = "three_levels"
    TWO_LEVELS = "two_levels"
    NOTHING_COUNTS = "nothing_counts"
    NO_POINTS = "no_points"
    SAME_ID = "same_id"


class Warning(StrEnum):
    """What may be saved, but will surprise somebody; each is explained to the author."""

    NO_ZERO_LEVEL = "no_zero_level"
    EQUAL_LEVELS = "equal_levels"
    OVERLAPPING_LEVELS = "overlapping_levels"
    LEVELS_UNORDERED = "levels_unordered"
    FEEDS_NONE = "feeds_none"
    TOTAL_DIFFERS = "total_differs"
    ATTRIBUTE_UNFED = "attribute_unfed"
    NO_SUBJECT_SCORE = "no_subject_score"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in a rubric: where (``None``: the whole), and the figures or codes that explain it."""

    code: Trouble | Warning
    criterion_id: UUID | None = None
    details: tuple[str, ...] = ()


def troubles(draft: RubricDraft) -> tuple[Finding, ...]:
    """What keeps the rubric from being saved, all of it at once."""
    found: list[Finding] = []
    if not draft.criteria:
        found.append(Finding(Trouble.NO_CRITERION))
    if len(draft.criteria) > MOST_CRITERIA:
        found.append(Finding(Trouble.MANY_CRITERIA, details=(str(MOST_CRITERIA),)))
    if draft.kind is RubricKind.HOLISTIC and len(draft.criteria) > 1:
        found.append(Finding(Trouble.ONE_CRITERION))
    for criterion in draft.criteria:
        found.extend(_criterion_troubles(draft.kind, criterion))
    if draft.criteria and not any(c.weight > 0 or c.fed for c in draft.criteria):
        found.append(Finding(Trouble.NOTHING_COUNTS))
    ids = [c.id for c in draft.criteria] + [level.id for c in draft.criteria for level in c.levels]
    if len(set(ids)) != len(ids):
        found.append(Finding(Trouble.SAME_ID))
    return tuple(found)


def _criterion_troubles(kind: RubricKind, criterion: CriterionDraft) -> Iterator[Finding]:
    count = len(criterion.levels)
    if kind is RubricKind.SINGLE_POINT and count != 3:
        yield Finding(Trouble.THREE_LEVELS, criterion.id)
    elif kind is RubricKind.CHECKLIST and count != 2:
        yield Finding(Trouble.TWO_LEVELS, criterion.id)
    elif count < FEWEST_LEVELS:
        yield Finding(Trouble.FEW_LEVELS, criterion.id, (str(FEWEST_LEVELS),))
    elif count > MOST_LEVELS:
        yield Finding(Trouble.MANY_LEVELS, criterion.id, (str(MOST_LEVELS),))
    if count and criterion.maximum == 0:
        yield Finding(Trouble.NO_POINTS, criterion.id)


def warnings(draft: RubricDraft, codes: Collection[str]) -> tuple[Finding, ...]:
    """What will surprise somebody; ``codes`` are the attributes of the network, in order."""
    found: list[Finding] = []
    for criterion in draft.criteria:
        found.extend(_criterion_warnings(criterion))
    if draft.criteria and all(criterion.weight == 0 for criterion in draft.criteria):
        found.append(Finding(Warning.NO_SUBJECT_SCORE))
    if draft.total is not None and draft.total != draft.maximum:
        found.append(Finding(Warning.TOTAL_DIFFERS, details=(_plain(draft.maximum), _plain(draft.total))))
    fed = frozenset().union(*(criterion.fed for criterion in draft.criteria))
    unfed = tuple(code for code in codes if code not in fed)
    if draft.criteria and unfed:
        found.append(Finding(Warning.ATTRIBUTE_UNFED, details=unfed))
    return tuple(found)


def _criterion_warnings(criterion: CriterionDraft) -> Iterator[Finding]:
    levels = criterion.levels
    if levels and min(level.points_min for level in levels) > 0:
        lowest = min(level.points_min for level in levels)
        share = (lowest / criterion.maximum * 100).quantize(Decimal(1)) if criterion.maximum else Decimal(0)
        yield Finding(Warning.NO_ZERO_LEVEL, criterion.id, (_plain(lowest), _plain(share)))
    ranges = [(level.points_min, level.points_max) for level in levels]
    if len(set(ranges)) != len(ranges):
        yield Finding(Warning.EQUAL_LEVELS, criterion.id)
    elif ranges != sorted(ranges):
        yield Finding(Warning.LEVELS_UNORDERED, criterion.id)
    elif any(upper[0] <= lower[1] for lower, upper in pairwise(ranges)):
        yield Finding(Warning.OVERLAPPING_LEVELS, criterion.id)
    if not criterion.fed:
        yield Finding(Warning.FEEDS_NONE, criterion.id)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
