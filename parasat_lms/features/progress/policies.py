"""Whose profile somebody may read: stated once as a criterion on `Person`."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from parasat_lms.features.courses.models import CourseTeacher, Enrolment
from parasat_lms.features.people.models import ClassMembership, Guardianship, Person, SchoolClass


def readable_by(person_id: UUID) -> ColumnElement[bool]:
    """One's own profile, one's children's, and those of the students one teaches or is class teacher of."""
    children = (
        select(Guardianship.student_id)
        .where(Guardianship.guardian_id == person_id, Guardianship.school_id == Person.school_id)
        .correlate(Person)
    )
    taught = (
        select(Enrolment.student_id)
        .join(
            CourseTeacher,
            (CourseTeacher.course_id == Enrolment.course_id)
            & (CourseTeacher.school_id == Enrolment.school_id),
        )
        .where(CourseTeacher.teacher_id == person_id, Enrolment.school_id == Person.school_id)
        .correlate(Person)
    )
    own_class = (
        select(ClassMembership.student_id)
        .join(
            SchoolClass,
            (SchoolClass.id == ClassMembership.class_id)
            & (SchoolClass.school_id == ClassMembership.school_id),
        )
        .where(SchoolClass.class_teacher_id == person_id, ClassMembership.school_id == Person.school_id)
        .correlate(Person)
    )
    return or_(
        Person.id == person_id, Person.id.in_(children), Person.id.in_(taught), Person.id.in_(own_class)
    )
