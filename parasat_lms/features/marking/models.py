"""Assessments row by row, and the ledger of evidence."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from parasat_lms.core import clock
from parasat_lms.core.db import AppendOnly, Model, SchoolOwned, reference
from parasat_lms.features.people.models import Person


class AssessorRole(StrEnum):
    """In which role somebody assesses; the teachers of a course share one assessment of a work."""

    TEACHER = "teacher"


class Assessment(SchoolOwned, Model):
    """The assessment of one work in one role: a draft that nobody else sees until it is returned."""

    __tablename__ = "assessment"
    __table_args__ = (
        reference("submission_id", "submission"),
        reference("rubric_version_id", "rubric_version"),
        reference("returned_by", "person"),
        UniqueConstraint("school_id", "submission_id", "role"),
    )

    submission_id: Mapped[UUID]
    rubric_version_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(20), default=AssessorRole.TEACHER)
    comment: Mapped[str] = mapped_column(Text, default="")
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[UUID | None]
    percent: Mapped[Decimal | None]
    mark: Mapped[int | None]
    passed: Mapped[bool | None] = mapped_column(Boolean)

    rows: Mapped[list["AssessmentRow"]] = relationship(
        primaryjoin=lambda: Assessment.id == AssessmentRow.assessment_id,
        foreign_keys=lambda: [AssessmentRow.assessment_id],
        viewonly=True,
        lazy="raise",
    )
    returner: Mapped[Person | None] = relationship(
        primaryjoin=lambda: Assessment.returned_by == Person.id,
        foreign_keys=lambda: [Assessment.returned_by],
        viewonly=True,
        lazy="raise",
    )


class AssessmentRow(SchoolOwned, Model):
    """What was chosen on one criterion: a level with its points, or "not applicable", and a comment."""

    __tablename__ = "assessment_row"
    __table_args__ = (
        reference("assessment_id", "assessment"),
        reference("criterion_id", "criterion"),
        reference("level_id", "level"),
        reference("changed_by", "person"),
        UniqueConstraint("school_id", "assessment_id", "criterion_id"),
        CheckConstraint("NOT (not_applicable AND level_id IS NOT NULL)", name="level_or_not_applicable"),
        CheckConstraint("(level_id IS NULL) = (points IS NULL)", name="points_with_level"),
    )

    assessment_id: Mapped[UUID]
    criterion_id: Mapped[UUID]
    level_id: Mapped[UUID | None]
    points: Mapped[Decimal | None]
    not_applicable: Mapped[bool] = mapped_column(Boolean, default=False)
    comment: Mapped[str] = mapped_column(Text, default="")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class Evidence(SchoolOwned, AppendOnly, Model):
    """One entry of the ledger: what a piece of work showed of one graduate attribute.

    `points` of `maximum` is the share; `weight` is the criterion's attribute weight times the weight of the kind
    of source; `worked_on` is the day of the work, not of its marking.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        reference("student_id", "person"),
        reference("course_id", "course"),
        reference("assessment_id", "assessment"),
        reference("criterion_id", "criterion"),
        reference("level_id", "level"),
        reference("assessor_id", "person"),
        UniqueConstraint("school_id", "assessment_id", "criterion_id", "attribute_id"),
        CheckConstraint("plugin <> ''", name="plugin_named"),
        Index("ix_evidence_student", "school_id", "student_id", "worked_on"),
    )

    student_id: Mapped[UUID]
    attribute_id: Mapped[UUID] = mapped_column(ForeignKey("graduate_attribute.id"))
    points: Mapped[Decimal]
    maximum: Mapped[Decimal]
    weight: Mapped[Decimal]
    plugin: Mapped[str] = mapped_column(String(60))
    source_id: Mapped[UUID]
    course_id: Mapped[UUID | None]
    assessment_id: Mapped[UUID | None]
    criterion_id: Mapped[UUID | None]
    level_id: Mapped[UUID | None]
    assessor_id: Mapped[UUID | None]
    worked_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
