"""A date for one student: an extension, or another attempt that the teacher asks for."""

from datetime import date, time
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db, insert_if_absent
from parasat_lms.core.errors import Refused
from parasat_lms.features.assignments.models import Assignment, StudentDeadline, Submission


def extend(
    assignment: Assignment,
    student_id: UUID,
    attempt: int,
    *,
    due_on: date,
    due_time: time,
    reason: str,
    by: UUID,
    timezone: str,
) -> StudentDeadline:
    """Set the date of one student's attempt, with a reason; the date of an attempt after a returned one asks for it.

    Refused where that attempt is handed in or is not the next, and where the date has passed.
    """
    latest = db.session.scalars(
        select(Submission)
        .where(Submission.assignment_id == assignment.id, Submission.student_id == student_id)
        .order_by(Submission.attempt.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if attempt != _coming(latest):
        raise Refused(_("The student has handed in meanwhile. Look at the work first."))
    # Looked at before anything is written: what is refused leaves nothing behind.
    moment = assignment.deadline(timezone, StudentDeadline(due_on=due_on, due_time=due_time)).due_at
    if moment <= clock.now():
        raise Refused(_("This date has passed."))
    insert_if_absent(
        StudentDeadline,
        assignment_id=assignment.id,
        student_id=student_id,
        attempt=attempt,
        due_on=due_on,
        due_time=due_time,
        reason=reason,
        set_by=by,
        set_at=clock.now(),
    )
    deadline = db.session.scalars(
        select(StudentDeadline).where(
            StudentDeadline.assignment_id == assignment.id,
            StudentDeadline.student_id == student_id,
            StudentDeadline.attempt == attempt,
        )
    ).one()
    deadline.due_on, deadline.due_time, deadline.reason = due_on, due_time, reason
    deadline.set_by, deadline.set_at = by, clock.now()
    audit.record(
        "assignment.extended",
        "assignment",
        assignment.id,
        student=str(student_id),
        attempt=attempt,
        due=moment.isoformat(),
    )
    db.session.flush()
    return deadline


def _coming(latest: Submission | None) -> int | None:
    """The attempt that a date can be set for: the one in work, or after a returned one the next."""
    if latest is None:
        return 1
    if latest.handed_in_at is None:
        return latest.attempt
    return latest.attempt + 1 if latest.returned_at else None
