"""Assessments row by row, and the ledger of evidence."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from parasat_lms.core import clock
from parasat_lms.core.db import AppendOnly, Model, SchoolOwned, reference
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.people.models import Person


class AssessorRole(StrEnum):
    """In which role somebody assesses; the teachers of a course share one assessment of a work."""

    TEACHER = "teacher"


class Assessment(SchoolOwned, Model):
    """The assessment of one work in one role: a draft that nobody else sees until it is returned.

    `round` numbers the return that stands or comes next: undoing one begins another, and what the earlier round left
    in the ledger is withdrawn, never changed. `finished_at` is when it was finished for a comparison with a second
    marking: from then on its rows stand still. `held` is read with the lock: whether moderation holds the work back.
    """

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
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    finished_at: Mapped[datetime | None]
    held: Mapped[bool | None] = query_expression()

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
    of source; `worked_on` is the day of the work, not of its marking. An entry counts unless it was withdrawn.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        reference("student_id", "person"),
        reference("course_id", "course"),
        reference("assessment_id", "assessment"),
        reference("activity_assessment_id", "activity_assessment"),
        reference("criterion_id", "criterion"),
        reference("level_id", "level"),
        reference("assessor_id", "person"),
        UniqueConstraint(
            "school_id", "assessment_id", "round", "criterion_id", "attribute_id", name="uq_evidence_round"
        ),
        UniqueConstraint(
            "school_id",
            "activity_assessment_id",
            "criterion_id",
            "attribute_id",
            name="uq_evidence_activity",
        ),
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
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    activity_assessment_id: Mapped[UUID | None]
    criterion_id: Mapped[UUID | None]
    level_id: Mapped[UUID | None]
    assessor_id: Mapped[UUID | None]
    worked_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)


class EvidenceWithdrawal(SchoolOwned, AppendOnly, Model):
    """That an entry of the ledger no longer counts, since when and why; the entry itself stays."""

    __tablename__ = "evidence_withdrawal"
    __table_args__ = (
        reference("evidence_id", "evidence"),
        reference("withdrawn_by", "person"),
        UniqueConstraint("school_id", "evidence_id"),
    )

    evidence_id: Mapped[UUID]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(String(40))


class ActivityAssessment(SchoolOwned, AppendOnly, Model):
    """What an assessor saw of a student in an activity outside lessons, by a rubric: published as soon as it is made.

    `plugin` and `activity_id` say which activity; assessing again makes another one, and the latest counts.
    """

    __tablename__ = "activity_assessment"
    __table_args__ = (
        reference("student_id", "person"),
        reference("rubric_version_id", "rubric_version"),
        reference("assessor_id", "person"),
        CheckConstraint("plugin <> ''", name="plugin_named"),
        Index("ix_activity_assessment_activity", "school_id", "plugin", "activity_id", "student_id"),
        Index("ix_activity_assessment_student", "school_id", "student_id"),
    )

    plugin: Mapped[str] = mapped_column(String(60))
    activity_id: Mapped[UUID]
    student_id: Mapped[UUID]
    rubric_version_id: Mapped[UUID]
    title: Mapped[LocalizedText]
    worked_on: Mapped[date]
    assessor_id: Mapped[UUID]
    assessed_at: Mapped[datetime] = mapped_column(default=clock.now)

    rows: Mapped[list["ActivityAssessmentRow"]] = relationship(
        primaryjoin=lambda: ActivityAssessment.id == ActivityAssessmentRow.activity_assessment_id,
        foreign_keys=lambda: [ActivityAssessmentRow.activity_assessment_id],
        viewonly=True,
        lazy="raise",
    )
    assessor: Mapped[Person] = relationship(
        primaryjoin=lambda: ActivityAssessment.assessor_id == Person.id,
        foreign_keys=lambda: [ActivityAssessment.assessor_id],
        viewonly=True,
        lazy="raise",
    )


class ActivityAssessmentRow(SchoolOwned, AppendOnly, Model):
    """What was chosen on one criterion of an activity's assessment."""

    __tablename__ = "activity_assessment_row"
    __table_args__ = (
        reference("activity_assessment_id", "activity_assessment"),
        reference("criterion_id", "criterion"),
        reference("level_id", "level"),
        UniqueConstraint(
            "school_id", "activity_assessment_id", "criterion_id", name="uq_activity_assessment_row_criterion"
        ),
        CheckConstraint("not_applicable = (level_id IS NULL)", name="level_or_not_applicable"),
        CheckConstraint("(level_id IS NULL) = (points IS NULL)", name="points_with_level"),
    )

    activity_assessment_id: Mapped[UUID]
    criterion_id: Mapped[UUID]
    level_id: Mapped[UUID | None]
    points: Mapped[Decimal | None]
    not_applicable: Mapped[bool] = mapped_column(Boolean, default=False)
    comment: Mapped[str] = mapped_column(Text, default="")


class Remarking(SchoolOwned, Model):
    """That an assignment went over to another version of its rubric, and the works that went with it.

    `undone_at` says when it was taken back. `to_version_id` is the version that new works use since.
    """

    __tablename__ = "remarking"
    __table_args__ = (
        reference("assignment_id", "assignment"),
        reference("from_version_id", "rubric_version"),
        reference("to_version_id", "rubric_version"),
        reference("made_by", "person"),
        reference("undone_by", "person"),
        Index("ix_remarking_assignment", "school_id", "assignment_id"),
    )

    assignment_id: Mapped[UUID]
    from_version_id: Mapped[UUID]
    to_version_id: Mapped[UUID]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]

    maker: Mapped[Person] = relationship(
        primaryjoin=lambda: Remarking.made_by == Person.id,
        foreign_keys=lambda: [Remarking.made_by],
        viewonly=True,
        lazy="raise",
    )
    works: Mapped[list["RemarkedWork"]] = relationship(
        primaryjoin=lambda: Remarking.id == RemarkedWork.remarking_id,
        foreign_keys=lambda: [RemarkedWork.remarking_id],
        viewonly=True,
        lazy="raise",
    )


class RemarkedWork(SchoolOwned, AppendOnly, Model):
    """How an assessment stood before it went over to another version: its rows of that version are still there.

    `round` is the one that the re-marking began; a later one is somebody else's and is not taken back with it.
    """

    __tablename__ = "remarked_work"
    __table_args__ = (
        reference("remarking_id", "remarking"),
        reference("assessment_id", "assessment"),
        reference("from_version_id", "rubric_version"),
        UniqueConstraint("school_id", "remarking_id", "assessment_id"),
    )

    remarking_id: Mapped[UUID]
    assessment_id: Mapped[UUID]
    from_version_id: Mapped[UUID]
    round: Mapped[int]
    percent: Mapped[Decimal | None]
    mark: Mapped[int | None]
    passed: Mapped[bool | None] = mapped_column(Boolean)
