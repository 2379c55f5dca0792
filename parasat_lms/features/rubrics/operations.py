"""Changes to rubrics: frameworks published, rubrics made and seeded."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from parasat_lms.core import audit
from parasat_lms.core.db import db
from parasat_lms.core.plugins import CriterionSeed, PluginManifest
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.rubrics.models import (
    AttributeFramework,
    Criterion,
    CriterionAttribute,
    GraduateAttribute,
    Level,
    Rubric,
    RubricVersion,
)
from parasat_lms.features.rubrics.queries import Attribute


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
) -> RubricVersion:
    """A new rubric with its first version; raises `KeyError` for an attribute code that the framework lacks."""
    by_code = {attribute.code: attribute for attribute in attributes}
    rubric = Rubric(plugin=plugin, seed=seed)
    db.session.add(rubric)
    db.session.flush()
    version = RubricVersion(rubric_id=rubric.id, number=1, title=title, description=description)
    db.session.add(version)
    db.session.flush()
    made = [_make_criterion(version.id, position, content) for position, content in enumerate(criteria, 1)]
    db.session.flush()
    for criterion, content in zip(made, criteria, strict=True):
        for position, level in enumerate(content.levels, 1):
            db.session.add(
                Level(
                    criterion_id=criterion.id,
                    position=position,
                    points_min=level.points,
                    points_max=level.points if level.points_to is None else level.points_to,
                    title=level.title,
                    descriptor=level.descriptor,
                )
            )
        for code, weight in content.attributes.items():
            db.session.add(
                CriterionAttribute(criterion_id=criterion.id, attribute_id=by_code[code].id, weight=weight)
            )
    db.session.flush()
    audit.record("rubric.made", "rubric", rubric.id, criteria=len(criteria))
    return version


def _make_criterion(version_id: UUID, position: int, content: CriterionSeed) -> Criterion:
    criterion = Criterion(
        version_id=version_id,
        position=position,
        weight=content.weight,
        title=content.title,
        description=content.description,
    )
    db.session.add(criterion)
    return criterion


def seed_library(manifest: PluginManifest, attributes: Sequence[Attribute]) -> None:
    """Put a plug-in's rubric rows into the current school's library, once: safe to repeat."""
    present = set(db.session.scalars(select(Rubric.seed).where(Rubric.plugin == manifest.name)))
    for row in manifest.rubric_seeds:
        if row.key not in present:
            make_rubric(row.title, row.description, [row], attributes, plugin=manifest.name, seed=row.key)
