"""Rubrics of the demonstration that live: of each kind, on each shelf, one with a later version that changes marks."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from parasat_lms.core.db import new_id
from parasat_lms.demo import content
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import CriterionDraft, LevelDraft, RubricDraft
from parasat_lms.features.rubrics import operations
from parasat_lms.features.rubrics.models import RubricScope
from parasat_lms.features.rubrics.queries import (
    Attribute,
    RubricContent,
    Wish,
    network_shelf,
    rubric_content,
)

PUBLISHED = "lab-safety"
"""What the first school gives to the network, and the second adopts."""
SHELVES = {
    "oral-answer": RubricScope.TEAM,
    "reading-diary": RubricScope.MINE,
    PUBLISHED: RubricScope.SCHOOL,
}


def fill_shelves(owner_id: UUID, team: str, network_id: UUID, attributes: tuple[Attribute, ...]) -> None:
    """A rubric of each kind, on each shelf; what another school has published is adopted, else published."""
    offered = network_shelf(network_id, Wish(), 1)
    for seed in content.kinds():
        if seed.key == PUBLISHED and offered.entries:
            entry = offered.entries[0]
            operations.adopt(entry.content, entry.rubric.school_id, attributes, owner_id, new_id())
            continue
        scope = SHELVES[seed.key]
        version = operations.make_rubric(
            seed.title,
            seed.description,
            seed.criteria,
            attributes,
            kind=seed.kind,
            subjects=seed.subjects,
            grades=seed.grades,
            owner_id=owner_id if scope is not RubricScope.SCHOOL else None,
            scope=scope,
            team=team if scope is RubricScope.TEAM else None,
        )
        if seed.key == PUBLISHED:
            operations.publish(version.rubric_id)


def improve(version_id: UUID, editor_id: UUID, attributes: tuple[Attribute, ...]) -> None:
    """A second version: the teachers found that reasoning should weigh more, and worded one criterion anew."""
    base = rubric_content(version_id)
    operations.save_version(base.rubric_id, base.version_id, _improved(base), attributes, editor_id)


def _improved(base: RubricContent) -> RubricDraft:
    draft = base.draft
    heavy, *others, light = draft.criteria
    return replace(
        draft,
        grade_from=7,
        criteria=(
            replace(heavy, weight=heavy.weight + 2, levels=_generous(heavy)),
            *others,
            replace(
                light,
                weight=Decimal(1),
                description=LocalizedText(
                    "Ойды жүйелі жеткізу; қате түсінуге кедергі келтірмесе, ұпай азаймайды.",
                    "Последовательное изложение; ошибка, которая не мешает понять, баллов не снижает.",
                    "Expressing thoughts in an orderly way; an error that does not hinder understanding costs nothing.",
                ),
            ),
        ),
    )


def _generous(criterion: CriterionDraft) -> tuple[LevelDraft, ...]:
    """The level before the highest gives half a point more: the step to the highest had been too long."""
    *lower, confident, advanced = criterion.levels
    more = confident.points_max + Decimal("0.5")
    return (*lower, replace(confident, points_min=more, points_max=more), advanced)
