"""Works on paper: nobody hands them in here, so the teacher opens a desk for each student."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db, insert_if_absent
from parasat_lms.core.errors import Refused
from parasat_lms.features.assignments.models import Assignment, AssignmentStatus, Submission


def take_papers(
    assignment: Assignment, student_ids: Iterable[UUID], language: str, timezone: str
) -> list[UUID]:
    """Put the papers of these students on the waiting list, each once; gives the works in the order asked for.

    A paper is dated to the due time once that has passed: it was written then, whenever it is marked.
    """
    if not assignment.on_paper or assignment.status != AssignmentStatus.PUBLISHED:
        raise Refused(_("This assignment is not done on paper."))
    wanted = list(student_ids)
    there = _works(assignment.id)
    moment = min(clock.now(), assignment.deadline(timezone).due_at)
    for student_id in wanted:
        if student_id in there:
            continue
        insert_if_absent(
            Submission,
            assignment_id=assignment.id,
            student_id=student_id,
            text="",
            language=language,
            saved_at=clock.now(),
            handed_in_at=moment,
        )
        audit.record("submission.taken_on_paper", "assignment", assignment.id, student=str(student_id))
    db.session.flush()
    there = _works(assignment.id)
    return [there[student_id] for student_id in wanted]


def _works(assignment_id: UUID) -> dict[UUID, UUID]:
    rows = db.session.execute(
        select(Submission.student_id, Submission.id)
        .where(Submission.assignment_id == assignment_id)
        .order_by(Submission.attempt)
    )
    return {row.student_id: row.id for row in rows}
