"""Assignments with a rubric version, and what students hand in."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from parasat_lms.core import clock
from parasat_lms.core.db import Model, SchoolOwned, reference
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.courses.models import Course
from parasat_lms.features.people.models import Person


class AssignmentKind(StrEnum):
    """What an assessment is for: FA (ҚБ · ФО), SAU (БЖБ · СОР), SAT (ТЖБ · СОЧ), or competences alone."""

    FORMATIVE = "formative"
    UNIT_SUMMATIVE = "unit_summative"
    TERM_SUMMATIVE = "term_summative"
    COMPETENCE = "competence"


class Assignment(SchoolOwned, Model):
    """A task of a course, assessed with one version of a rubric."""

    __tablename__ = "assignment"
    __table_args__ = (
        reference("course_id", "course"),
        reference("term_id", "term"),
        reference("rubric_version_id", "rubric_version"),
        CheckConstraint(
            "kind IN ('formative', 'unit_summative', 'term_summative', 'competence')", name="kind"
        ),
        Index("ix_assignment_course", "school_id", "course_id"),
    )

    course_id: Mapped[UUID]
    term_id: Mapped[UUID]
    rubric_version_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[LocalizedText]
    instructions: Mapped[LocalizedText]
    opens_on: Mapped[date]
    due_on: Mapped[date]

    course: Mapped[Course] = relationship(
        primaryjoin=lambda: Assignment.course_id == Course.id,
        foreign_keys=lambda: [Assignment.course_id],
        viewonly=True,
        lazy="raise",
    )


class Submission(SchoolOwned, Model):
    """A student's work on an assignment: a draft until it is handed in."""

    __tablename__ = "submission"
    __table_args__ = (
        reference("assignment_id", "assignment"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "assignment_id", "student_id"),
        Index("ix_submission_student", "school_id", "student_id"),
        Index("ix_submission_waiting", "school_id", "returned_at", "handed_in_at"),
        # A teacher's queue is counted and begun without reading a single work.
        Index("ix_submission_queue", "school_id", "assignment_id", "returned_at", "handed_in_at", "id"),
    )

    assignment_id: Mapped[UUID]
    student_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    handed_in_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship(
        primaryjoin=lambda: Submission.assignment_id == Assignment.id,
        foreign_keys=lambda: [Submission.assignment_id],
        viewonly=True,
        lazy="raise",
    )
    student: Mapped[Person] = relationship(
        primaryjoin=lambda: Submission.student_id == Person.id,
        foreign_keys=lambda: [Submission.student_id],
        viewonly=True,
        lazy="raise",
    )
