"""Who may see and assess what: stated once as criteria."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from parasat_lms.plugin_api import children_of
from parasat_microqualifications.models import Assessor, Credential, Enrolment

GRADES = range(5, 10)
"""Lower secondary school: whose students may enrol."""


def assessed_by(person_id: UUID) -> ColumnElement[bool]:
    """Enrolments in the qualifications that this person assesses."""
    mine = select(Assessor.qualification_id).where(Assessor.person_id == person_id)
    return Enrolment.qualification_id.in_(mine)


def of_family(person_id: UUID) -> ColumnElement[bool]:
    """One's own enrolments and those of one's children."""
    return Enrolment.student_id.in_(family_ids(person_id))


def readable_by(person_id: UUID) -> ColumnElement[bool]:
    """Enrolments that this person may open."""
    return or_(of_family(person_id), assessed_by(person_id))


def credential_of_family(person_id: UUID) -> ColumnElement[bool]:
    """One's own credentials and those of one's children."""
    return Credential.student_id.in_(family_ids(person_id))


def credential_assessed_by(person_id: UUID) -> ColumnElement[bool]:
    """Credentials of the qualifications that this person assesses."""
    mine = select(Assessor.qualification_id).where(Assessor.person_id == person_id)
    return Credential.qualification_id.in_(mine)


def family_ids(person_id: UUID) -> list[UUID]:
    """Somebody's own id and those of the children."""
    return [person_id, *(child.id for child in children_of(person_id))]
