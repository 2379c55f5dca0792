"""Changes to courses: opened from a programme's catalogue, staffed, filled."""

from datetime import time
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete

from parasat_lms.core import audit
from parasat_lms.core.db import db
from parasat_lms.core.errors import Refused
from parasat_lms.core.plugins import manager
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.courses.hooks import Subject
from parasat_lms.features.courses.models import Course, CourseTeacher, Enrolment, TimetableSlot


def subjects(plugins: frozenset[str]) -> dict[str, Subject]:
    """The subjects on offer in a school with these plug-ins, by code."""
    offers = manager().announce("subject_catalogue", plugins)
    return {subject.code: subject for catalogue in offers for subject in catalogue}


def open_course(
    subject: Subject, *, year_id: UUID, code: str, grade: int, title: LocalizedText | None = None
) -> Course:
    """A course of a subject for a grade; refused where the subject is not taught in that grade."""
    if not subject.first_grade <= grade <= subject.last_grade:
        raise Refused(
            _(
                "This subject is taught in grades %(first)d to %(last)d.",
                first=subject.first_grade,
                last=subject.last_grade,
            )
        )
    course = Course(
        year_id=year_id,
        code=code,
        plugin=subject.plugin,
        subject_code=subject.code,
        subject_kind=subject.kind,
        title=title or subject.title,
        weekly_hours=subject.weekly_hours,
    )
    db.session.add(course)
    db.session.flush()
    audit.record("course.opened", "course", course.id, subject=subject.code)
    return course


def assign_teacher(course_id: UUID, teacher_id: UUID) -> None:
    """Let a teacher teach, see and mark a course."""
    db.session.add(CourseTeacher(course_id=course_id, teacher_id=teacher_id))


def enrol(course_id: UUID, student_id: UUID, grade: int) -> None:
    """Give a student a place in a course."""
    db.session.add(Enrolment(course_id=course_id, student_id=student_id, grade=grade))


def withdraw(course_id: UUID, student_id: UUID) -> None:
    """Take a student's place in a course back; works, marks and evidence stay."""
    db.session.execute(
        delete(Enrolment).where(Enrolment.course_id == course_id, Enrolment.student_id == student_id)
    )
    audit.record("course.withdrawn", "course", course_id, student=str(student_id))


def schedule(course_id: UUID, weekday: int, starts_at: time, ends_at: time, room: str = "") -> None:
    """Give a course an hour in the weekly timetable."""
    db.session.add(
        TimetableSlot(course_id=course_id, weekday=weekday, starts_at=starts_at, ends_at=ends_at, room=room)
    )
