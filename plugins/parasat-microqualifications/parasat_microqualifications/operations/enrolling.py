"""A student's wish, and the assessor's answer to it."""

from uuid import UUID

from parasat_lms.plugin_api import Conflict, Refused, audit, clock, db, insert_if_absent, student
from parasat_microqualifications import _
from parasat_microqualifications.models import PREFIX, Enrolment, Qualification
from parasat_microqualifications.policies import GRADES
from parasat_microqualifications.queries.enrolments import enrolment_of


def wish(student_id: UUID, qualification: Qualification, why: str) -> Enrolment:
    """Write down that a student wishes to take a qualification; wishing twice is wishing once.

    Raises `Refused` for a student outside grades 5 to 9. After a refusal the student may wish again.
    """
    found = student(student_id)
    if found is None or found.school_class is None or found.grade not in GRADES:
        raise Refused(_("Micro-qualifications are for students of grades 5 to 9."))
    insert_if_absent(
        Enrolment,
        student_id=student_id,
        qualification_id=qualification.id,
        state="wished",
        wish=why,
        wished_at=clock.now(),
        reason="",
    )
    enrolment = enrolment_of(student_id, qualification.id)
    if enrolment is None:
        raise LookupError("the enrolment is neither there nor could be made")
    if enrolment.state in {"wished", "refused"}:
        enrolment.state, enrolment.wish, enrolment.wished_at = "wished", why, clock.now()
        enrolment.decided_at = enrolment.decided_by = None
        audit.record("enrolment.wished", f"{PREFIX}_enrolment", enrolment.id)
    db.session.flush()
    return enrolment


def answer_wish(enrolment: Enrolment, *, admit: bool, reason: str, assessor_id: UUID) -> None:
    """Admit a student, or refuse with a reason. Raises `Conflict` where somebody answered otherwise meanwhile."""
    answer = "admitted" if admit else "refused"
    if enrolment.state == answer:
        return
    if enrolment.state != "wished":
        raise Conflict(_("Somebody has answered this wish meanwhile."))
    enrolment.state, enrolment.reason = answer, reason
    enrolment.decided_by, enrolment.decided_at = assessor_id, clock.now()
    audit.record(f"enrolment.{answer}", f"{PREFIX}_enrolment", enrolment.id)
    db.session.flush()
