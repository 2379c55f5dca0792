"""Who may mark a work, and who may read what came back."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true

from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.assignments.policies import handed_in, taught_by
from parasat_lms.features.marking.models import Assessment, Moderation, SecondMarking
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


def stands_beside() -> ColumnElement[bool]:
    """Second markings that were not withdrawn."""
    return SecondMarking.standing.is_(True)


def holds_back() -> ColumnElement[bool]:
    """Second markings whose work may not be returned: somebody has not finished, or a disagreement is not decided."""
    return and_(
        stands_beside(),
        SecondMarking.decided_at.is_(None),
        or_(SecondMarking.agrees.is_(None), SecondMarking.agrees.is_(False)),
    )


def held_back() -> ColumnElement[bool]:
    """Assessments whose work a second marking holds back."""
    holding = select(SecondMarking.id).where(
        SecondMarking.school_id == Assessment.school_id,
        SecondMarking.submission_id == Assessment.submission_id,
        holds_back(),
    )
    return holding.correlate(Assessment).exists()


def second_marked_by(marker_id: UUID) -> ColumnElement[bool]:
    """The works that this person marks as second marker, until they go back. The query joins `Submission`."""
    return and_(SecondMarking.marker_id == marker_id, stands_beside(), handed_in(), waiting())


def arranged_by(person_id: UUID, *, oversees: bool) -> ColumnElement[bool]:
    """Assignments for which this person may ask for second markings: of own courses, or as administration of all."""
    return true() if oversees else taught_by(person_id)


def moderated_by(person_id: UUID, *, oversees: bool) -> ColumnElement[bool]:
    """Moderations that this person follows: arranged by the same rule, or decided by this person as lead.

    The query joins `Assignment`.
    """
    return or_(arranged_by(person_id, oversees=oversees), Moderation.lead_id == person_id)


def decided_by(person_id: UUID, *, oversees: bool) -> ColumnElement[bool]:
    """Moderations in which this person decides: as lead, or as administration."""
    return true() if oversees else Moderation.lead_id == person_id
