"""Reads about courses: whose they are, who attends and has taken them, a student's week."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.core.db import db
from parasat_lms.core.plugins import manager
from parasat_lms.domain.week import WeekEntry, WeekPart
from parasat_lms.features.courses.models import Course, CourseTeacher, Enrolment, TimetableSlot
from parasat_lms.features.people.models import ClassStudent, Person
from parasat_lms.features.people.queries import class_students
from parasat_lms.features.schools.models import SchoolYear
from parasat_lms.features.schools.queries import switched_on


def courses_taken(student_ids: Collection[UUID]) -> dict[UUID, list[Course]]:
    """The courses in which each of these students is or was enrolled, of every year; one statement."""
    rows = db.session.execute(
        select(Enrolment.student_id, Course)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.student_id.in_(student_ids))
    )
    taken: dict[UUID, list[Course]] = {student_id: [] for student_id in student_ids}
    for student_id, course in rows:
        taken[student_id].append(course)
    return taken


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


@dataclass(frozen=True, slots=True)
class TaughtCourse:
    """A course of a teacher: its school year, and how many students attend it in which grades."""

    course: Course
    year: str
    students: int
    grades: tuple[int, ...]


def taught_courses(teacher_id: UUID) -> list[TaughtCourse]:
    """A teacher's courses, the latest school year first; one statement."""
    rows = db.session.execute(
        select(
            Course,
            SchoolYear.title,
            func.count(Enrolment.id),
            func.min(Enrolment.grade),
            func.max(Enrolment.grade),
        )
        .join(CourseTeacher, CourseTeacher.course_id == Course.id)
        .join(SchoolYear, SchoolYear.id == Course.year_id)
        .outerjoin(Enrolment, Enrolment.course_id == Course.id)
        .where(CourseTeacher.teacher_id == teacher_id)
        .group_by(Course.school_id, Course.id, SchoolYear.title, SchoolYear.starts_on)
        .order_by(SchoolYear.starts_on.desc(), func.min(Enrolment.grade), Course.code)
    )
    return [
        TaughtCourse(course, year, count, tuple(sorted({low, high} - {None})))
        for course, year, count, low, high in rows
    ]


def taught_course(teacher_id: UUID, course_id: UUID) -> Course | None:
    """A course, if this teacher teaches it."""
    return db.session.scalars(
        select(Course)
        .join(CourseTeacher, CourseTeacher.course_id == Course.id)
        .where(Course.id == course_id, CourseTeacher.teacher_id == teacher_id)
    ).one_or_none()


def course_students(
    course_id: UUID, page: int, per_page: int, student_id: UUID | None = None
) -> tuple[list[ClassStudent], int]:
    """A page of a course's students in Kazakh order, and how many there are in all; or just the one asked for."""
    enrolled = select(Enrolment.student_id).where(Enrolment.course_id == course_id)
    if student_id:
        enrolled = enrolled.where(Enrolment.student_id == student_id)
    total = db.session.scalar(select(func.count()).select_from(enrolled.subquery())) or 0
    rows = db.session.execute(
        class_students(Person.id.in_(enrolled)).offset((page - 1) * per_page).limit(per_page)
    )
    return [ClassStudent(person, school_class) for person, school_class in rows], total
