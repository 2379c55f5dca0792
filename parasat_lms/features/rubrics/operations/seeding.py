"""Frameworks published, and rubrics that the demonstration and the programmes bring."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from parasat_lms.core.db import db, find, new_id
from parasat_lms.core.plugins import CriterionSeed, PluginManifest, RubricSeed
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import CriterionDraft, LevelDraft, RubricDraft, RubricKind
from parasat_lms.features.rubrics.models import (
    AttributeFramework,
    GraduateAttribute,
    Rubric,
    RubricScope,
    RubricVersion,
)
from parasat_lms.features.rubrics.operations.versions import create_rubric
from parasat_lms.features.rubrics.queries import Attribute

SEEDS = uuid5(NAMESPACE_URL, "parasat:rubric-seeds")
"""Under this name the ids of seeded criteria are made: the same in every school, because they are the same criteria."""


def publish_framework(
    network_id: UUID,
    title: LocalizedText,
    attributes: Sequence[tuple[str, LocalizedText, LocalizedText]],
    *,
    valid_from: date,
    version: int = 1,
) -> AttributeFramework:
    """Publish a version of a network's graduate attributes, each as code, name and meaning, in order."""
    framework = AttributeFramework(network_id=network_id, version=version, title=title, valid_from=valid_from)
    db.session.add(framework)
    db.session.flush()
    for position, (code, name, meaning) in enumerate(attributes, 1):
        db.session.add(
            GraduateAttribute(
                framework_id=framework.id, code=code, position=position, name=name, meaning=meaning
            )
        )
    db.session.flush()
    return framework


def make_rubric(
    title: LocalizedText,
    description: LocalizedText,
    criteria: Sequence[CriterionSeed],
    attributes: Sequence[Attribute],
    *,
    plugin: str | None = None,
    seed: str | None = None,
    kind: RubricKind = RubricKind.ANALYTIC,
    subjects: LocalizedText | None = None,
    grades: tuple[int, int] = (1, 11),
    total: Decimal | None = None,
    owner_id: UUID | None = None,
    scope: RubricScope = RubricScope.SCHOOL,
    team: str | None = None,
) -> RubricVersion:
    """A new rubric of the school with its first version; raises `KeyError` for an unknown attribute code."""
    lineage = f"{plugin}:{seed}" if plugin and seed else ""
    draft = RubricDraft(
        kind=kind,
        title=title,
        description=description,
        subjects=subjects or LocalizedText(),
        grade_from=grades[0],
        grade_to=grades[1],
        total=total,
        criteria=tuple(_criterion(content, lineage) for content in criteria),
    )
    saved = create_rubric(draft, attributes, owner_id, scope=scope, team=team, plugin=plugin, seed=seed)
    version = find(RubricVersion, saved.version_id)
    if version is None:
        raise LookupError(f"the version {saved.version_id} was written and is not there")
    return version


def _criterion(content: CriterionSeed, lineage: str) -> CriterionDraft:
    name = f"{lineage}:{content.key}"
    return CriterionDraft(
        id=uuid5(SEEDS, name) if lineage else new_id(),
        title=content.title,
        description=content.description,
        weight=content.weight,
        attributes=content.attributes,
        levels=tuple(
            LevelDraft(
                id=uuid5(SEEDS, f"{name}:{number}") if lineage else new_id(),
                points_min=level.points,
                points_max=level.points if level.points_to is None else level.points_to,
                title=level.title,
                descriptor=level.descriptor,
                attributes=level.attributes,
            )
            for number, level in enumerate(content.levels)
        ),
    )


def seed_library(manifest: PluginManifest, attributes: Sequence[Attribute]) -> None:
    """Put a plug-in's rubrics into the current school's library, once: safe to repeat."""
    present = set(db.session.scalars(select(Rubric.seed).where(Rubric.plugin == manifest.name)))
    for row in manifest.rubric_seeds:
        if row.key in present:
            continue
        seed = row if isinstance(row, RubricSeed) else RubricSeed.of_criterion(row)
        make_rubric(
            seed.title,
            seed.description,
            seed.criteria,
            attributes,
            plugin=manifest.name,
            seed=seed.key,
            kind=seed.kind,
            subjects=seed.subjects,
            grades=seed.grades,
        )
