"""Who may see an assignment or a work: criteria used as filter and as check."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.courses.models import CourseTeacher, Enrolment


def set_for(student_id: UUID) -> ColumnElement[bool]:
    """Assignments of the courses in which this student is enrolled."""
    return Assignment.course_id.in_(select(Enrolment.course_id).where(Enrolment.student_id == student_id))


def taught_by(teacher_id: UUID) -> ColumnElement[bool]:
    """Assignments of this teacher's courses."""
    # Not tied to the outer row: SQLite would ask it anew for every work of the school.
    return Assignment.course_id.in_(
        select(CourseTeacher.course_id).where(CourseTeacher.teacher_id == teacher_id)
    )


def handed_in() -> ColumnElement[bool]:
    """Works that were handed in: a draft is nobody's but the student's."""
    return Submission.handed_in_at.is_not(None)
