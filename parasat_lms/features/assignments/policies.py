"""Who may see an assignment or a work: criteria used as filter and as check."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from parasat_lms.features.assignments.models import Assignment, AssignmentStatus, Submission
from parasat_lms.features.courses.models import CourseTeacher, Enrolment
from parasat_lms.features.people.models import Guardianship


def set_for(student_id: UUID) -> ColumnElement[bool]:
    """Published assignments of the courses in which this student is enrolled."""
    enrolled = select(Enrolment.course_id).where(Enrolment.student_id == student_id)
    return and_(published(), Assignment.course_id.in_(enrolled))


def published() -> ColumnElement[bool]:
    """Assignments that exist for students: no drafts, and none that was withdrawn."""
    return Assignment.status == AssignmentStatus.PUBLISHED


def taught_by(teacher_id: UUID) -> ColumnElement[bool]:
    """Assignments of this teacher's courses."""
    # Not tied to the outer row: SQLite would ask it anew for every work of the school.
    return Assignment.course_id.in_(
        select(CourseTeacher.course_id).where(CourseTeacher.teacher_id == teacher_id)
    )


def handed_in() -> ColumnElement[bool]:
    """Works that were handed in: a draft is nobody's but the student's."""
    return Submission.handed_in_at.is_not(None)


def nameless() -> ColumnElement[bool]:
    """Works whose markers do not read whose they are: until they are returned. The query joins `Assignment`."""
    return and_(Assignment.anonymous, Submission.returned_at.is_(None))


def work_readable_by(person_id: UUID) -> ColumnElement[bool]:
    """Works that were handed in, for their student and the course's teachers; for the parents once they came back.

    Where names are hidden, the teachers read the work on the desk until it came back. The query joins `Assignment`.
    """
    children = select(Guardianship.student_id).where(Guardianship.guardian_id == person_id)
    return and_(
        handed_in(),
        or_(
            Submission.student_id == person_id,
            and_(taught_by(person_id), ~nameless()),
            and_(Submission.returned_at.is_not(None), Submission.student_id.in_(children)),
        ),
    )


def file_readable_by(person_id: UUID) -> ColumnElement[bool]:
    """Files of works that this person may read, and those of one's own drafts. The query joins `Assignment`.

    Teachers look into them on the desk also while names are hidden: the file's own name is hidden then.
    """
    return or_(
        Submission.student_id == person_id,
        work_readable_by(person_id),
        and_(handed_in(), taught_by(person_id)),
    )
