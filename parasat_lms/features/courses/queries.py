"""Reads about courses: a student's week."""

from itertools import chain
from uuid import UUID

from sqlalchemy import select

from parasat_lms.core.db import db
from parasat_lms.core.plugins import manager
from parasat_lms.domain.week import WeekEntry, WeekPart
from parasat_lms.features.courses.models import Course, Enrolment, TimetableSlot
from parasat_lms.features.schools.queries import switched_on


def lessons_of(student_id: UUID) -> list[WeekEntry]:
    """The lessons of a student's timetable."""
    rows = db.session.execute(
        select(TimetableSlot, Course.title)
        .join(Course, Course.id == TimetableSlot.course_id)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .where(Enrolment.student_id == student_id)
    )
    return [
        WeekEntry(WeekPart.STUDY, title, slot.weekday, slot.starts_at, slot.ends_at, slot.room)
        for slot, title in rows
    ]


def week_of(student_id: UUID) -> list[WeekEntry]:
    """A student's week in order: lessons, and what the school's plug-ins add."""
    added = manager().announce("week_entries", switched_on(), student_id=student_id)
    return sorted(
        chain(lessons_of(student_id), *added),
        key=lambda entry: (entry.weekday, entry.starts_at, entry.ends_at),
    )
