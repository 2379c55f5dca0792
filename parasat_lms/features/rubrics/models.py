"""Attribute frameworks; rubrics and their immutable versions, criteria, levels and attribute weights."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from parasat_lms.core import clock
from parasat_lms.core.db import Model, SchoolOwned, new_id, reference
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import RubricKind
from parasat_lms.features.people.models import Person


class AttributeFramework(Model):
    """A version of a network's graduate attributes; a later one never changes an earlier one."""

    __tablename__ = "attribute_framework"
    __table_args__ = (UniqueConstraint("network_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    network_id: Mapped[UUID] = mapped_column(ForeignKey("network.id"))
    version: Mapped[int]
    title: Mapped[LocalizedText]
    valid_from: Mapped[date]


class GraduateAttribute(Model):
    """One graduate attribute, such as GA1; its id is the same in every export."""

    __tablename__ = "graduate_attribute"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("attribute_framework.id"))
    code: Mapped[str] = mapped_column(String(12))
    position: Mapped[int]
    name: Mapped[LocalizedText]
    meaning: Mapped[LocalizedText]


class RubricScope(StrEnum):
    """Who in the school sees a rubric; the network sees what was published to it besides."""

    MINE = "mine"
    """Only its owner."""
    TEAM = "team"
    """The teachers of a subject."""
    SCHOOL = "school"
    """Everybody who may open the library."""


class Rubric(SchoolOwned, Model):
    """A rubric: a name for all its versions. `seed` is the key of the seed it grew from, unique in a school.

    `latest_number` is the version that a new assignment would use, `published_number` the one that the schools of
    the network see. `team` is the code of the subject whose teachers share the rubric. A copy remembers the version
    it was made of, which may belong to another school; so that column is no foreign key.
    """

    __tablename__ = "rubric"
    __table_args__ = (
        reference("owner_id", "person"),
        UniqueConstraint("school_id", "plugin", "seed"),
        CheckConstraint("scope IN ('mine', 'team', 'school')", name="scope"),
        CheckConstraint("(origin_school_id IS NULL) = (origin_version_id IS NULL)", name="origin_whole"),
        Index("ix_rubric_library", "school_id", "archived_at", "scope"),
    )

    plugin: Mapped[str | None] = mapped_column(String(60))
    seed: Mapped[str | None] = mapped_column(String(60))
    scope: Mapped[str] = mapped_column(String(10), default=RubricScope.SCHOOL, server_default="school")
    team: Mapped[str | None] = mapped_column(String(60))
    owner_id: Mapped[UUID | None]
    latest_number: Mapped[int] = mapped_column(default=1, server_default="1")
    archived_at: Mapped[datetime | None]
    published_number: Mapped[int | None]
    published_at: Mapped[datetime | None]
    origin_school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    origin_version_id: Mapped[UUID | None]

    owner: Mapped[Person | None] = relationship(
        primaryjoin=lambda: Rubric.owner_id == Person.id,
        foreign_keys=lambda: [Rubric.owner_id],
        viewonly=True,
        lazy="raise",
    )


class RubricVersion(SchoolOwned, Model):
    """What a rubric said at one time; never changed.

    `search_key` is what a search looks through: its texts in all languages, folded; `languages` are those in which
    nothing is missing or stale. `total` is the number of points that the task announces.
    """

    __tablename__ = "rubric_version"
    __table_args__ = (
        reference("rubric_id", "rubric"),
        reference("made_by", "person"),
        UniqueConstraint("school_id", "rubric_id", "number"),
        CheckConstraint("kind IN ('analytic', 'holistic', 'single_point', 'checklist')", name="kind"),
        CheckConstraint("grade_from BETWEEN 1 AND grade_to AND grade_to <= 11", name="grades"),
    )

    rubric_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(20), default=RubricKind.ANALYTIC, server_default="analytic")
    title: Mapped[LocalizedText]
    description: Mapped[LocalizedText]
    subjects: Mapped[LocalizedText | None]
    grade_from: Mapped[int] = mapped_column(default=1, server_default="1")
    grade_to: Mapped[int] = mapped_column(default=11, server_default="11")
    total: Mapped[Decimal | None]
    search_key: Mapped[str] = mapped_column(Text, default="", server_default="")
    languages: Mapped[str] = mapped_column(String(12), default="", server_default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_by: Mapped[UUID | None]

    criteria: Mapped[list["Criterion"]] = relationship(
        primaryjoin=lambda: RubricVersion.id == Criterion.version_id,
        foreign_keys=lambda: [Criterion.version_id],
        order_by=lambda: Criterion.position,
        viewonly=True,
        lazy="raise",
    )
    maker: Mapped[Person | None] = relationship(
        primaryjoin=lambda: RubricVersion.made_by == Person.id,
        foreign_keys=lambda: [RubricVersion.made_by],
        viewonly=True,
        lazy="raise",
    )


class Criterion(SchoolOwned, Model):
    """A criterion of one version: its weight counts for the subject score and may be 0.

    `lineage_id` is the criterion's id for life: the same in every version and every copy that keeps it.
    """

    __tablename__ = "criterion"
    __table_args__ = (
        reference("version_id", "rubric_version"),
        UniqueConstraint("school_id", "version_id", "position"),
        UniqueConstraint("school_id", "version_id", "lineage_id"),
    )

    version_id: Mapped[UUID]
    lineage_id: Mapped[UUID] = mapped_column(default=new_id)
    position: Mapped[int]
    weight: Mapped[Decimal]
    title: Mapped[LocalizedText]
    description: Mapped[LocalizedText]

    levels: Mapped[list["Level"]] = relationship(
        primaryjoin=lambda: Criterion.id == Level.criterion_id,
        foreign_keys=lambda: [Level.criterion_id],
        order_by=lambda: Level.position,
        viewonly=True,
        lazy="raise",
    )
    attributes: Mapped[list["CriterionAttribute"]] = relationship(
        primaryjoin=lambda: Criterion.id == CriterionAttribute.criterion_id,
        foreign_keys=lambda: [CriterionAttribute.criterion_id],
        viewonly=True,
        lazy="raise",
    )


class CriterionAttribute(SchoolOwned, Model):
    """The weight with which a level of a criterion is evidence of a graduate attribute."""

    __tablename__ = "criterion_attribute"
    __table_args__ = (
        reference("criterion_id", "criterion"),
        UniqueConstraint("school_id", "criterion_id", "attribute_id"),
    )

    criterion_id: Mapped[UUID]
    attribute_id: Mapped[UUID] = mapped_column(ForeignKey("graduate_attribute.id"))
    weight: Mapped[Decimal]

    attribute: Mapped[GraduateAttribute] = relationship(viewonly=True, lazy="raise")


class Level(SchoolOwned, Model):
    """A level of a criterion: its points, or a range of points, and the descriptor of what is seen there.

    `lineage_id` is the level's id for life, as with criteria.
    """

    __tablename__ = "level"
    __table_args__ = (
        reference("criterion_id", "criterion"),
        UniqueConstraint("school_id", "criterion_id", "position"),
        UniqueConstraint("school_id", "criterion_id", "lineage_id"),
        CheckConstraint("position >= 1", name="position_from_1"),
    )

    criterion_id: Mapped[UUID]
    lineage_id: Mapped[UUID] = mapped_column(default=new_id)
    position: Mapped[int]
    points_min: Mapped[Decimal]
    points_max: Mapped[Decimal]
    title: Mapped[LocalizedText]
    descriptor: Mapped[LocalizedText]

    attributes: Mapped[list["LevelAttribute"]] = relationship(
        primaryjoin=lambda: Level.id == LevelAttribute.level_id,
        foreign_keys=lambda: [LevelAttribute.level_id],
        viewonly=True,
        lazy="raise",
    )


class LevelAttribute(SchoolOwned, Model):
    """A weight of a level's own: it takes the place of the criterion's weight where this level is chosen."""

    __tablename__ = "level_attribute"
    __table_args__ = (
        reference("level_id", "level"),
        UniqueConstraint("school_id", "level_id", "attribute_id"),
    )

    level_id: Mapped[UUID]
    attribute_id: Mapped[UUID] = mapped_column(ForeignKey("graduate_attribute.id"))
    weight: Mapped[Decimal]

    attribute: Mapped[GraduateAttribute] = relationship(viewonly=True, lazy="raise")
