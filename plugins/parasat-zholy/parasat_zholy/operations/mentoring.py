"""Mentors: assigned, meeting, agreeing on steps."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from parasat_lms.plugin_api import Person, Refused, audit, db, today
from parasat_zholy import _
from parasat_zholy.models import AgreedStep, Meeting, Mentorship
from parasat_zholy.operations.once import add_once, already
from parasat_zholy.queries.mentoring import open_tie

TABLE = "plugin_parasat_zholy_mentorship"


def assign(mentor_id: UUID, student_id: UUID, kind: str) -> Mentorship:
    """Tie a mentor to a student; two who are tied already stay tied once."""
    if mentor_id == student_id:
        raise Refused(_("Nobody is their own mentor."))
    # The student's row is locked: the same tie sent twice at once is made once.
    db.session.execute(select(Person.id).where(Person.id == student_id).with_for_update())
    standing = open_tie(mentor_id, student_id)
    if standing:
        return standing
    tie = Mentorship(mentor_id=mentor_id, student_id=student_id, kind=kind, started_on=today())
    db.session.add(tie)
    db.session.flush()
    audit.record("mentorship.begun", TABLE, tie.id)
    return tie


def end(tie: Mentorship) -> None:
    """The tie ends today; its meetings stay."""
    if tie.ended_on is None:
        tie.ended_on = today()
        audit.record("mentorship.ended", TABLE, tie.id)
        db.session.flush()


def hold_meeting(
    tie: Mentorship, held_on: date, summary: str, steps: Sequence[str], form_key: str | None = None
) -> Meeting:
    """Write a meeting down with what was agreed; an older student keeps no summary."""
    if tie.ended_on is not None:
        raise Refused(_("This mentoring has ended."))
    made = already(Meeting, form_key)
    if made:
        return made
    kept = "" if tie.kind == "older_student" else summary
    row = Meeting(mentorship_id=tie.id, held_on=held_on, summary=kept, form_key=form_key)
    meeting = add_once(row)
    if meeting is row:
        db.session.add_all(
            AgreedStep(meeting_id=meeting.id, position=position, text=text)
            for position, text in enumerate(steps, 1)
        )
        audit.record("meeting.held", TABLE, tie.id)
        db.session.flush()
    return meeting


def mark_step(step: AgreedStep, *, done: bool) -> None:
    """An agreed step is done, or after all is not; saying it twice changes nothing."""
    if done == (step.done_on is not None):
        return
    step.done_on = today() if done else None
    audit.record("step.done" if done else "step.undone", TABLE, step.id)
    db.session.flush()
