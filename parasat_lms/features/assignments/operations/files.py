"""Changes to the files of a draft: added one by one, and taken out again."""

from collections.abc import Iterable
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db, find
from parasat_lms.core.errors import Conflict, Refused
from parasat_lms.core.files import Received, StoredFile, drop_file, keep_file
from parasat_lms.domain.deadlines import Standing
from parasat_lms.features.assignments.models import Assignment, Submission, SubmissionFile
from parasat_lms.features.assignments.operations.works import begun, deadline_of, locked
from parasat_lms.features.assignments.queries.files import files_of


def keep_files(
    assignment: Assignment, student_id: UUID, received: Iterable[Received], language: str
) -> list[str]:
    """Put files to the draft, each for itself; gives what is to be said of those that were not kept.

    The same content twice is one file, so that sending again is safe. Raises `Conflict` once the work is handed in,
    `Refused` before the task opens.
    """
    work = _draft(assignment.id, student_id, language)
    there = {kept.digest for kept in files_of([work.id])[work.id]}
    problems: list[str] = []
    for one in received:
        if one.digest in there:
            continue
        try:
            if len(there) >= assignment.most_files:
                raise Refused(
                    _("There are %(most)d files already: remove one first.", most=assignment.most_files)
                )
            stored = keep_file(one, student_id)
        except (Refused, OSError) as error:
            problems.append(problem_of(one.name, error))
            continue
        db.session.add(
            SubmissionFile(submission_id=work.id, file_id=stored.id, name=one.name, digest=one.digest)
        )
        db.session.flush()
        there.add(one.digest)
        audit.record("submission.file_added", "submission", work.id, file=str(stored.id))
    work.saved_at = clock.now()
    db.session.flush()
    return problems


def problem_of(name: str, error: Refused | OSError) -> str:
    """What is said of one file among several that was not kept."""
    if isinstance(error, OSError):
        current_app.logger.error("a file could not be put into storage: %s", error)
        return str(_("%(name)s: it could not be kept just now. Try again in a minute.", name=name))
    return f"{name}: {error}"


def remove_file(assignment_id: UUID, student_id: UUID, file_id: UUID) -> None:
    """Take a file out of the draft; its bytes go unless another attempt has them, too. Safe to repeat.

    Raises `Conflict` once the work is handed in.
    """
    work = locked(assignment_id, student_id)
    kept = find(SubmissionFile, file_id)
    if work is None or kept is None or kept.submission_id != work.id:
        return
    if work.handed_in_at:
        raise Conflict(_("This work is handed in already; its files stay as they are."))
    stored_id = kept.file_id
    db.session.delete(kept)
    db.session.flush()
    others = db.session.scalar(
        select(func.count(SubmissionFile.id)).where(SubmissionFile.file_id == stored_id)
    )
    stored = find(StoredFile, stored_id)
    if not others and stored:
        drop_file(stored)
    work.saved_at = clock.now()
    audit.record("submission.file_removed", "submission", work.id, file=str(stored_id))
    db.session.flush()


def _draft(assignment_id: UUID, student_id: UUID, language: str) -> Submission:
    work = locked(assignment_id, student_id)
    if work and work.handed_in_at:
        raise Conflict(_("This work is handed in already; its files stay as they are."))
    standing = deadline_of(assignment_id, student_id, work.attempt if work else 1).standing(clock.now())
    if standing is Standing.EARLY:
        raise Refused(_("This assignment is not open yet."))
    return work or begun(assignment_id, student_id, language)
