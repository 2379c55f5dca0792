"""A version of a rubric as one immutable whole, and the attributes of a network."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from parasat_lms.core.db import CROSS_SCHOOL, current_school_id, db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import CriterionDraft, LevelDraft, RubricDraft, RubricKind
from parasat_lms.domain.rubric_versions import Lineage
from parasat_lms.domain.rubrics import CriterionSpec, LevelSpec
from parasat_lms.features.rubrics.models import (
    AttributeFramework,
    Criterion,
    CriterionAttribute,
    GraduateAttribute,
    Level,
    LevelAttribute,
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
    """A level of a criterion; equal ends of the points mean fixed points. `attributes` are weights of its own."""

    id: UUID
    points_min: Decimal
    points_max: Decimal
    title: LocalizedText
    descriptor: LocalizedText
    lineage_id: UUID
    attributes: tuple[tuple[Attribute, Decimal], ...] = ()

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
    lineage_id: UUID

    @property
    def developed(self) -> tuple[Attribute, ...]:
        """The attributes that the criterion or one of its levels is evidence of, in the framework's order."""
        links = [*self.attributes, *(link for level in self.levels for link in level.attributes)]
        found = {attribute.id: attribute for attribute, weight in links if weight > 0}
        return tuple(sorted(found.values(), key=lambda attribute: attribute.position))

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
            levels=tuple(
                LevelSpec(
                    level.id,
                    level.points_min,
                    level.points_max,
                    {attribute.id: weight for attribute, weight in level.attributes},
                )
                for level in self.levels
            ),
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
    rubric_id: UUID
    kind: RubricKind
    subjects: LocalizedText
    grade_from: int
    grade_to: int
    total: Decimal | None

    @property
    def specs(self) -> tuple[CriterionSpec, ...]:
        """The criteria as the arithmetic sees them."""
        return tuple(criterion.spec for criterion in self.criteria)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The attributes that this rubric develops, in the framework's order."""
        found = {attribute.id: attribute for criterion in self.criteria for attribute in criterion.developed}
        return tuple(sorted(found.values(), key=lambda attribute: attribute.position))

    @property
    def lineage(self) -> Lineage:
        """The version with the lifelong ids of its criteria and levels, to carry marks over to another version."""
        return Lineage(
            self.specs,
            {criterion.id: criterion.lineage_id for criterion in self.criteria},
            {level.id: level.lineage_id for criterion in self.criteria for level in criterion.levels},
        )

    @property
    def draft(self) -> RubricDraft:
        """The version as it is written: to be edited, compared, copied and exported."""
        return RubricDraft(
            kind=self.kind,
            title=self.title,
            description=self.description,
            subjects=self.subjects,
            grade_from=self.grade_from,
            grade_to=self.grade_to,
            total=self.total,
            criteria=tuple(_criterion_draft(criterion) for criterion in self.criteria),
        )

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
    found = rubric_contents([version_id])
    if version_id not in found:
        raise LookupError(f"no rubric version {version_id} in this school")
    return found[version_id]


def rubric_contents(
    version_ids: Iterable[UUID], *, across_schools: bool = False
) -> dict[UUID, RubricContent]:
    """Versions of the current school by their ids, read together; what does not exist is left out.

    `across_schools` leaves the school's scope by name: for versions that were published to the network.
    """
    wanted = list(dict.fromkeys(version_ids))
    if across_schools:
        return {version.id: _content(version) for version in _read(wanted, {CROSS_SCHOOL: True})}
    school_id = current_school_id()
    known = {id: content for id in wanted if (content := _versions.get((school_id, id)))}
    missing = [id for id in wanted if id not in known]
    for version in _read(missing, {}) if missing else ():
        known[version.id] = _content(version)
        _versions.put((school_id, version.id), known[version.id])
    return known


def _read(version_ids: list[UUID], options: dict[str, bool]) -> Sequence[RubricVersion]:
    links = joinedload(CriterionAttribute.attribute)
    return db.session.scalars(
        select(RubricVersion)
        .where(RubricVersion.id.in_(version_ids))
        .options(
            selectinload(RubricVersion.criteria).options(
                selectinload(Criterion.levels).options(
                    selectinload(Level.attributes).options(joinedload(LevelAttribute.attribute))
                ),
                selectinload(Criterion.attributes).options(links),
            )
        )
        .execution_options(**options)
    ).all()


def _content(version: RubricVersion) -> RubricContent:
    return RubricContent(
        version_id=version.id,
        number=version.number,
        title=version.title,
        description=version.description,
        criteria=tuple(_criterion(criterion) for criterion in version.criteria),
        rubric_id=version.rubric_id,
        kind=RubricKind(version.kind),
        subjects=version.subjects or LocalizedText(),
        grade_from=version.grade_from,
        grade_to=version.grade_to,
        total=version.total,
    )


def _criterion(criterion: Criterion) -> CriterionContent:
    return CriterionContent(
        id=criterion.id,
        title=criterion.title,
        description=criterion.description,
        weight=criterion.weight,
        levels=tuple(
            LevelContent(
                level.id,
                level.points_min,
                level.points_max,
                level.title,
                level.descriptor,
                level.lineage_id,
                _links(level.attributes),
            )
            for level in criterion.levels
        ),
        attributes=_links(criterion.attributes),
        lineage_id=criterion.lineage_id,
    )


def _links(
    links: Iterable[CriterionAttribute | LevelAttribute],
) -> tuple[tuple[Attribute, Decimal], ...]:
    ordered = sorted(links, key=lambda link: link.attribute.position)
    return tuple((_attribute(link.attribute), link.weight) for link in ordered)


def _criterion_draft(criterion: CriterionContent) -> CriterionDraft:
    return CriterionDraft(
        id=criterion.lineage_id,
        title=criterion.title,
        description=criterion.description,
        weight=criterion.weight,
        attributes={attribute.code: weight for attribute, weight in criterion.attributes},
        levels=tuple(
            LevelDraft(
                id=level.lineage_id,
                points_min=level.points_min,
                points_max=level.points_max,
                title=level.title,
                descriptor=level.descriptor,
                attributes={attribute.code: weight for attribute, weight in level.attributes},
            )
            for level in criterion.levels
        ),
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


def find_attribute(network_id: UUID, attribute_id: UUID) -> Attribute | None:
    """A graduate attribute of the network by its id, of whichever framework: an old document still names it."""
    found = db.session.scalars(
        select(GraduateAttribute)
        .join(AttributeFramework, AttributeFramework.id == GraduateAttribute.framework_id)
        .where(AttributeFramework.network_id == network_id, GraduateAttribute.id == attribute_id)
    ).one_or_none()
    return _attribute(found) if found else None
