"""Who has to do with a course: stated once as a criterion, used as filter and as check."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from parasat_lms.features.courses.models import Course, CourseTeacher, Enrolment


def taught_by(teacher_id: UUID) -> ColumnElement[bool]:
    """Courses of this teacher."""
    taught = select(CourseTeacher.course_id).where(
        CourseTeacher.teacher_id == teacher_id, CourseTeacher.school_id == Course.school_id
    )
    return Course.id.in_(taught)


def attended_by(student_id: UUID) -> ColumnElement[bool]:
    """Courses in which this student is enrolled."""
    attended = select(Enrolment.course_id).where(
        Enrolment.student_id == student_id, Enrolment.school_id == Course.school_id
    )
    return Course.id.in_(attended)
