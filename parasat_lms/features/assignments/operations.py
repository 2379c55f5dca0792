"""Changes to assignments and works: set, written, handed in."""

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db, insert_if_absent
from parasat_lms.core.errors import Conflict
from parasat_lms.features.assignments.models import Submission


def save_work(
    assignment_id: UUID, student_id: UUID, text: str, language: str, *, hand_in: bool
) -> Submission:
    """Keep the student's text; handing it in is final. Safe to repeat; refused once the work is handed in."""
    insert_if_absent(
        Submission,
        assignment_id=assignment_id,
        student_id=student_id,
        text="",
        language=language,
        saved_at=clock.now(),
    )
    work = db.session.scalars(
        select(Submission)
        .where(Submission.assignment_id == assignment_id, Submission.student_id == student_id)
        .with_for_update()
    ).one()
    if work.handed_in_at:
        if work.text == text:
            return work
        raise Conflict(_("This work is handed in already; the text was not changed."))
    work.text = text
    work.language = language
    work.saved_at = clock.now()
    if hand_in:
        work.handed_in_at = work.saved_at
        audit.record("submission.handed_in", "submission", work.id)
    db.session.flush()
    return work
