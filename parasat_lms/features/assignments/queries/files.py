"""The files of works: all of some works in one statement, and one of them for whoever may have it."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from parasat_lms.core.db import db
from parasat_lms.features.assignments import policies
from parasat_lms.features.assignments.models import Assignment, Submission, SubmissionFile


def files_of(submission_ids: Iterable[UUID]) -> dict[UUID, list[SubmissionFile]]:
    """The files of these works, each work's in the order in which they were added; one statement."""
    found: dict[UUID, list[SubmissionFile]] = {submission_id: [] for submission_id in submission_ids}
    if not found:
        return found
    query = (
        select(SubmissionFile)
        .where(SubmissionFile.submission_id.in_(found))
        .options(joinedload(SubmissionFile.file))
        .order_by(SubmissionFile.added_at, SubmissionFile.id)
    )
    for kept in db.session.scalars(query):
        found[kept.submission_id].append(kept)
    return found


def file_for(reader_id: UUID, submission_id: UUID, file_id: UUID) -> tuple[SubmissionFile, bool] | None:
    """A file of a work, if this person may have it, and whether its name is hidden from them.

    That is the student, the course's teachers once the work was handed in, the parents once it came back.
    """
    hidden = and_(policies.nameless(), Submission.student_id != reader_id).label("hidden")
    row = db.session.execute(
        select(SubmissionFile, hidden)
        .join(Submission, Submission.id == SubmissionFile.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(
            SubmissionFile.submission_id == submission_id,
            SubmissionFile.id == file_id,
            policies.file_readable_by(reader_id),
        )
        .options(joinedload(SubmissionFile.file))
    ).one_or_none()
    return (row[0], bool(row[1])) if row else None
