"""Who may mark a work, and who may read what came back."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.assignments.policies import handed_in, taught_by
from parasat_lms.features.marking.models import Assessment
from parasat_lms.features.people.models import Guardianship


def markable_by(teacher_id: UUID) -> ColumnElement[bool]:
    """Works that were handed in to a course of this teacher. The query joins `Assignment`."""
    return and_(handed_in(), taught_by(teacher_id))


def waiting() -> ColumnElement[bool]:
    """Works that have not been returned."""
    return Submission.returned_at.is_(None)


def returned() -> ColumnElement[bool]:
    """Assessments that were returned: until then nobody but the teachers of the course sees any of it."""
    return Assessment.returned_at.is_not(None)


def feedback_for(person_id: UUID) -> ColumnElement[bool]:
    """Works of this person or of a child of this person."""
    children = (
        select(Guardianship.student_id)
        .where(Guardianship.guardian_id == person_id, Guardianship.school_id == Submission.school_id)
        .correlate(Submission)
    )
    return or_(Submission.student_id == person_id, Submission.student_id.in_(children))
