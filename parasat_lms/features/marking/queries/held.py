"""What a second marking holds back: works that may not be returned yet."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.core.db import db
from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import SecondMarking


def held_works(submission_ids: Iterable[UUID]) -> dict[UUID, SecondMarking]:
    """Of these works those that wait for moderation, each with its second marking; one statement."""
    rows = db.session.scalars(
        select(SecondMarking).where(
            SecondMarking.submission_id.in_(list(submission_ids)), policies.holds_back()
        )
    )
    return {row.submission_id: row for row in rows}


def second_marking_of(submission_id: UUID, *, lock: bool = False) -> SecondMarking | None:
    """The second marking that stands for a work; locked for a change where asked."""
    query = select(SecondMarking).where(
        SecondMarking.submission_id == submission_id, policies.stands_beside()
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def under_second_marking(assignment_id: UUID) -> int:
    """How many works of an assignment are under second marking and have not gone back."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(SecondMarking)
            .join(Submission, Submission.id == SecondMarking.submission_id)
            .where(Submission.assignment_id == assignment_id, policies.stands_beside(), policies.waiting())
        )
        or 0
    )
