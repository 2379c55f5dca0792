"""Courses, who teaches them and who is enrolled."""

from datetime import time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from parasat_lms.core.db import Model, SchoolOwned, reference
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.people.models import Person


class Course(SchoolOwned, Model):
    """What is taught to some students in a year; `plugin` and `subject_code` say from which programme's catalogue.

    `weekly_hours` is what it weighs in a student's load and in the academic GPA.
    """

    __tablename__ = "course"
    __table_args__ = (
        reference("year_id", "school_year"),
        UniqueConstraint("school_id", "year_id", "code"),
        CheckConstraint("subject_kind IN ('marked', 'pass_fail')", name="subject_kind"),
    )

    year_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(60))
    plugin: Mapped[str] = mapped_column(String(60))
    subject_code: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(20), default="marked")
    title: Mapped[LocalizedText]
    weekly_hours: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")


class TimetableSlot(SchoolOwned, Model):
    """A lesson of the weekly timetable (сабақ кестесі); `weekday` is 1 (Monday) to 7."""

    __tablename__ = "timetable_slot"
    __table_args__ = (
        reference("course_id", "course"),
        UniqueConstraint("school_id", "course_id", "weekday", "starts_at"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("starts_at < ends_at", name="span"),
    )

    course_id: Mapped[UUID]
    weekday: Mapped[int]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    room: Mapped[str] = mapped_column(String(40), default="")


class CourseTeacher(SchoolOwned, Model):
    """A teacher of a course: the ground on which a teacher sees and marks its works."""

    __tablename__ = "course_teacher"
    __table_args__ = (
        reference("course_id", "course"),
        reference("teacher_id", "person"),
        UniqueConstraint("school_id", "course_id", "teacher_id"),
        Index("ix_course_teacher_teacher", "school_id", "teacher_id"),
    )

    course_id: Mapped[UUID]
    teacher_id: Mapped[UUID]


class Enrolment(SchoolOwned, Model):
    """A student's place in a course, with the grade in which it is taken: rules are asked by grade."""

    __tablename__ = "enrolment"
    __table_args__ = (
        reference("course_id", "course"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "course_id", "student_id"),
        Index("ix_enrolment_student", "school_id", "student_id"),
        CheckConstraint("grade BETWEEN 1 AND 11", name="grade_1_to_11"),
    )

    course_id: Mapped[UUID]
    student_id: Mapped[UUID]
    grade: Mapped[int]

    student: Mapped[Person] = relationship(
        primaryjoin=lambda: Enrolment.student_id == Person.id,
        foreign_keys=lambda: [Enrolment.student_id],
        viewonly=True,
        lazy="raise",
    )
