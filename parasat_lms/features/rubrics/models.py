"""Attribute frameworks; rubrics and their immutable versions, criteria, levels and attribute weights."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from parasat_lms.core import clock
from parasat_lms.core.db import Model, SchoolOwned, new_id, reference
from parasat_lms.domain.localized import LocalizedText


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


class Rubric(SchoolOwned, Model):
    """A rubric: a name for all its versions. `seed` is the key of the seed it grew from, unique in a school."""

    __tablename__ = "rubric"
    __table_args__ = (UniqueConstraint("school_id", "plugin", "seed"),)

    plugin: Mapped[str | None] = mapped_column(String(60))
    seed: Mapped[str | None] = mapped_column(String(60))


class RubricVersion(SchoolOwned, Model):
    """What a rubric said at one time; never changed once an assessment points to it."""

    __tablename__ = "rubric_version"
    __table_args__ = (
        reference("rubric_id", "rubric"),
        UniqueConstraint("school_id", "rubric_id", "number"),
    )

    rubric_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(default=1)
    title: Mapped[LocalizedText]
    description: Mapped[LocalizedText]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    criteria: Mapped[list["Criterion"]] = relationship(
        primaryjoin=lambda: RubricVersion.id == Criterion.version_id,
        foreign_keys=lambda: [Criterion.version_id],
        order_by=lambda: Criterion.position,
        viewonly=True,
        lazy="raise",
    )


class Criterion(SchoolOwned, Model):
    """A criterion of one version: its weight counts for the subject score and may be 0."""

    __tablename__ = "criterion"
    __table_args__ = (
        reference("version_id", "rubric_version"),
        UniqueConstraint("school_id", "version_id", "position"),
    )

    version_id: Mapped[UUID]
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
    """A level of a criterion: its points, or a range of points, and the descriptor of what is seen there."""

    __tablename__ = "level"
    __table_args__ = (
        reference("criterion_id", "criterion"),
        UniqueConstraint("school_id", "criterion_id", "position"),
        CheckConstraint("position >= 1", name="position_from_1"),
    )

    criterion_id: Mapped[UUID]
    position: Mapped[int]
    points_min: Mapped[Decimal]
    points_max: Mapped[Decimal]
    title: Mapped[LocalizedText]
    descriptor: Mapped[LocalizedText]
