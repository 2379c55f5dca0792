"""Reads about rubrics: a version as one immutable whole, the library, the attributes of a network."""

from collections import OrderedDict
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from parasat_lms.core.db import current_school_id, db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubrics import CriterionSpec, LevelSpec
from parasat_lms.features.rubrics.models import (
    AttributeFramework,
    Criterion,
    CriterionAttribute,
    GraduateAttribute,
    Rubric,
    RubricVersion,
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A graduate attribute as pages show it."""

    id: UUID
    code: str
    position: int
    name: LocalizedText
    meaning: LocalizedText


@dataclass(frozen=True, slots=True)
class LevelContent:
    """A level of a criterion; equal ends of the points mean fixed points."""

    id: UUID
    points_min: Decimal
    points_max: Decimal
    title: LocalizedText
    descriptor: LocalizedText

    @property
    def is_range(self) -> bool:
        """Whether the assessor chooses points inside the level."""
        return self.points_min != self.points_max


@dataclass(frozen=True, slots=True)
class CriterionContent:
    """A criterion with its levels, lowest first, and the attributes that it feeds."""

    id: UUID
    title: LocalizedText
    description: LocalizedText
    weight: Decimal
    levels: tuple[LevelContent, ...]
    attributes: tuple[tuple[Attribute, Decimal], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The key that chooses each level: its points where they are single figures, else its place."""
        points = [str(level.points_max) for level in self.levels]
        told_apart = len(set(points)) == len(points) and not any(level.is_range for level in self.levels)
        if told_apart and set(points) <= set("0123456789"):
            return tuple(points)
        return tuple(str(place) if place < 10 else "" for place in range(1, len(self.levels) + 1))

    @property
    def spec(self) -> CriterionSpec:
        """The criterion as the arithmetic sees it."""
        return CriterionSpec(
            id=self.id,
            weight=self.weight,
            levels=tuple(LevelSpec(level.id, level.points_min, level.points_max) for level in self.levels),
            attributes={attribute.id: weight for attribute, weight in self.attributes},
        )

    def level(self, level_id: UUID | None) -> LevelContent | None:
        """The level of that id, if it is this criterion's."""
        return next((level for level in self.levels if level.id == level_id), None)


@dataclass(frozen=True, slots=True)
class RubricContent:
    """One version of a rubric, whole and immutable."""

    version_id: UUID
    number: int
    title: LocalizedText
    description: LocalizedText
    criteria: tuple[CriterionContent, ...]

    @property
    def specs(self) -> tuple[CriterionSpec, ...]:
        """The criteria as the arithmetic sees them."""
        return tuple(criterion.spec for criterion in self.criteria)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The attributes that this rubric develops, in the framework's order."""
        found = {
            attribute.id: attribute for criterion in self.criteria for attribute, _ in criterion.attributes
        }
        return tuple(sorted(found.values(), key=lambda attribute: attribute.position))

    def criterion(self, criterion_id: UUID) -> CriterionContent | None:
        """The criterion of that id, if it is of this version."""
        return next((criterion for criterion in self.criteria if criterion.id == criterion_id), None)


class _VersionCache:
    """Versions never change, so each is read once a process; the key carries the school, so none meets another's."""

    MOST = 500

    def __init__(self) -> None:
        self._contents: OrderedDict[tuple[UUID, UUID], RubricContent] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[UUID, UUID]) -> RubricContent | None:
        with self._lock:
            return self._contents.get(key)

    def put(self, key: tuple[UUID, UUID], content: RubricContent) -> None:
        with self._lock:
            self._contents[key] = content
            while len(self._contents) > self.MOST:
                self._contents.popitem(last=False)


_versions = _VersionCache()


def rubric_content(version_id: UUID) -> RubricContent:
    """A version of the current school, whole. Raises `LookupError` where there is none."""
    key = (current_school_id(), version_id)
    content = _versions.get(key)
    if content is None:
        content = _read_version(version_id)
        _versions.put(key, content)
    return content


def _read_version(version_id: UUID) -> RubricContent:
    version = db.session.scalars(
        select(RubricVersion)
        .where(RubricVersion.id == version_id)
        .options(
            selectinload(RubricVersion.criteria).options(
                selectinload(Criterion.levels),
                selectinload(Criterion.attributes).options(joinedload(CriterionAttribute.attribute)),
            )
        )
    ).one_or_none()
    if version is None:
        raise LookupError(f"no rubric version {version_id} in this school")
    return RubricContent(
        version_id=version.id,
        number=version.number,
        title=version.title,
        description=version.description,
        criteria=tuple(_criterion(criterion) for criterion in version.criteria),
    )


def _criterion(criterion: Criterion) -> CriterionContent:
    links = sorted(criterion.attributes, key=lambda link: link.attribute.position)
    return CriterionContent(
        id=criterion.id,
        title=criterion.title,
        description=criterion.description,
        weight=criterion.weight,
        levels=tuple(
            LevelContent(level.id, level.points_min, level.points_max, level.title, level.descriptor)
            for level in criterion.levels
        ),
        attributes=tuple((_attribute(link.attribute), link.weight) for link in links),
    )


def _attribute(attribute: GraduateAttribute) -> Attribute:
    return Attribute(attribute.id, attribute.code, attribute.position, attribute.name, attribute.meaning)


def attributes_of(network_id: UUID) -> tuple[Attribute, ...]:
    """The graduate attributes of a network's latest framework, in order."""
    latest = (
        select(func.max(AttributeFramework.version))
        .where(AttributeFramework.network_id == network_id)
        .scalar_subquery()
    )
    found = db.session.scalars(
        select(GraduateAttribute)
        .join(AttributeFramework, AttributeFramework.id == GraduateAttribute.framework_id)
        .where(AttributeFramework.network_id == network_id, AttributeFramework.version == latest)
        .order_by(GraduateAttribute.position)
    )
    return tuple(_attribute(attribute) for attribute in found)


def library() -> list[RubricVersion]:
    """The latest version of every rubric of the school, seeds of programmes first."""
    latest = (
        select(RubricVersion.rubric_id, func.max(RubricVersion.number).label("number"))
        .group_by(RubricVersion.rubric_id)
        .subquery()
    )
    return list(
        db.session.scalars(
            select(RubricVersion)
            .join(
                latest,
                (latest.c.rubric_id == RubricVersion.rubric_id) & (latest.c.number == RubricVersion.number),
            )
            .join(Rubric, Rubric.id == RubricVersion.rubric_id)
            .order_by(Rubric.plugin.is_(None), RubricVersion.made_at, RubricVersion.id)
        )
    )


def library_contents() -> list[RubricContent]:
    """The library, each rubric whole."""
    return [rubric_content(version.id) for version in library()]


@dataclass(frozen=True, slots=True)
class ReadLevel:
    """A level as the rubric's reader sees it."""

    points: Decimal
    title: LocalizedText
    descriptor: LocalizedText
    reached: bool = False
    next: bool = False


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
            attributes=tuple(attribute for attribute, _ in criterion.attributes),
            levels=tuple(
                ReadLevel(level.points_max, level.title, level.descriptor) for level in criterion.levels
            ),
        )
        for criterion in rubric.criteria
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
        attributes=tuple(attribute for attribute, _ in criterion.attributes),
        levels=tuple(
            ReadLevel(
                level.points_max,
                level.title,
                level.descriptor,
                reached=place == reached,
                next=reached is not None and place == reached + 1,
            )
            for place, level in enumerate(criterion.levels)
        ),
        points=points,
        max_points=criterion.spec.maximum,
        not_applicable=not_applicable,
        comment=comment,
    )


def seeded_rubric(plugin: str, key: str) -> RubricContent:
    """The latest version of a rubric that a plug-in seeded; raises `LookupError` where the school has none."""
    version_id = db.session.scalar(
        select(RubricVersion.id)
        .join(Rubric, Rubric.id == RubricVersion.rubric_id)
        .where(Rubric.plugin == plugin, Rubric.seed == key)
        .order_by(RubricVersion.number.desc())
        .limit(1)
    )
    if version_id is None:
        raise LookupError(f"{plugin} has seeded no rubric {key!r} in this school")
    return rubric_content(version_id)
