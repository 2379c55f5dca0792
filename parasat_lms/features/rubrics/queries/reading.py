"""A rubric as it is read: before marking as the plan, afterwards with what was reached."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import RubricDraft
from parasat_lms.features.rubrics.queries.content import Attribute, CriterionContent, RubricContent


@dataclass(frozen=True, slots=True)
class ReadLevel:
    """A level as the rubric's reader sees it; `points_from` where it gives a range of points up to `points`."""

    points: Decimal
    title: LocalizedText
    descriptor: LocalizedText
    reached: bool = False
    next: bool = False
    points_from: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReadCriterion:
    """A criterion as the rubric's reader sees it: before marking as the plan, afterwards with what was reached."""

    title: LocalizedText
    description: LocalizedText
    attributes: tuple[Attribute, ...]
    levels: tuple[ReadLevel, ...]
    points: Decimal | None = None
    max_points: Decimal | None = None
    not_applicable: bool = False
    comment: str = ""


def as_plan(rubric: RubricContent) -> list[ReadCriterion]:
    """The rubric as the student reads it before starting."""
    return [
        ReadCriterion(
            title=criterion.title,
            description=criterion.description,
            attributes=criterion.developed,
            levels=tuple(
                ReadLevel(
                    level.points_max,
                    level.title,
                    level.descriptor,
                    points_from=level.points_min if level.is_range else None,
                )
                for level in criterion.levels
            ),
        )
        for criterion in rubric.criteria
    ]


def draft_as_plan(draft: RubricDraft, attributes: tuple[Attribute, ...]) -> list[ReadCriterion]:
    """A rubric that is not saved yet, as the student would read it."""
    return [
        ReadCriterion(
            title=criterion.title,
            description=criterion.description,
            attributes=tuple(attribute for attribute in attributes if attribute.code in criterion.fed),
            levels=tuple(
                ReadLevel(
                    level.points_max,
                    level.title,
                    level.descriptor,
                    points_from=level.points_min if level.points_min != level.points_max else None,
                )
                for level in criterion.levels
            ),
        )
        for criterion in draft.criteria
    ]


def as_read(
    criterion: CriterionContent,
    level_id: UUID | None,
    points: Decimal | None,
    *,
    not_applicable: bool,
    comment: str,
) -> ReadCriterion:
    """A marked criterion as its student reads it: the level reached, and the one above it as the next step."""
    ids = [level.id for level in criterion.levels]
    reached = ids.index(level_id) if level_id in ids else None
    return ReadCriterion(
        title=criterion.title,
        description=criterion.description,
        attributes=criterion.developed,
        levels=tuple(
            ReadLevel(
                level.points_max,
                level.title,
                level.descriptor,
                reached=place == reached,
                next=reached is not None and place == reached + 1,
                points_from=level.points_min if level.is_range else None,
            )
            for place, level in enumerate(criterion.levels)
        ),
        points=points,
        max_points=criterion.spec.maximum,
        not_applicable=not_applicable,
        comment=comment,
    )
