"""Changes to works: begun, kept as a draft, handed in, tried again."""

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db, find, insert_if_absent
from parasat_lms.core.errors import Conflict, Refused
from parasat_lms.domain.deadlines import Deadline, Standing
from parasat_lms.domain.merging import Merge, merge
from parasat_lms.features.assignments.models import Assignment, StudentDeadline, Submission, SubmissionFile
from parasat_lms.features.assignments.queries.files import files_of
from parasat_lms.features.assignments.queries.tasks import Task, fingerprint
from parasat_lms.features.schools.queries import school_timezone


class WrittenElsewhere(Conflict):
    """Another window has changed the draft meanwhile; `stands` is what it holds now."""

    def __init__(self, stands: Submission) -> None:
        super().__init__(_("This draft was changed in another window."))
        self.stands = stands


def save_work(
    assignment_id: UUID,
    student_id: UUID,
    text: str,
    language: str,
    *,
    hand_in: bool,
    link: str = "",
    seen: str | None = None,
) -> Submission:
    """Keep what the student wrote in the latest attempt; handing it in is final. Safe to repeat.

    `seen` is the fingerprint of the draft that the writer had before. Raises `WrittenElsewhere` where it has changed
    meanwhile, `Conflict` once the work is handed in, `Refused` before the task opens and, for handing in, after it
    has closed.
    """
    work = locked(assignment_id, student_id)
    if work and work.handed_in_at:
        if (work.text, work.link) == (text, link):
            return work
        raise Conflict(_("This work is handed in already; the text was not changed."))
    standing = deadline_of(assignment_id, student_id, work.attempt if work else 1).standing(clock.now())
    if standing is Standing.EARLY:
        raise Refused(_("This assignment is not open yet."))
    if hand_in and standing is Standing.CLOSED:
        raise Refused(_("The time to hand this in is over. Your draft is kept; speak to your teacher."))
    work = work or begun(assignment_id, student_id, language)
    _keep(work, text, link, language, seen)
    if hand_in:
        if not (text.strip() or link or files_of([work.id])[work.id]):
            raise Refused(_("There is nothing to hand in yet."))
        work.handed_in_at = work.saved_at
        work.late = standing is Standing.LATE
        audit.record("submission.handed_in", "submission", work.id, attempt=work.attempt, late=work.late)
    db.session.flush()
    return work


def _keep(work: Submission, text: str, link: str, language: str, seen: str | None) -> None:
    stands, wanted = fingerprint(work.text, work.link), fingerprint(text, link)
    decided = merge(seen=stands if seen is None else seen, wanted=wanted, stands=stands)
    if decided is Merge.CONFLICT or (decided is Merge.KEEP and wanted != stands):
        raise WrittenElsewhere(work)
    work.text, work.link, work.language = text, link, language
    work.saved_at = clock.now()


def locked(assignment_id: UUID, student_id: UUID) -> Submission | None:
    """The latest attempt, locked until the transaction ends."""
    return db.session.scalars(
        select(Submission)
        .where(Submission.assignment_id == assignment_id, Submission.student_id == student_id)
        .order_by(Submission.attempt.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def begun(assignment_id: UUID, student_id: UUID, language: str) -> Submission:
    """The first attempt, begun unless it is there; raises `Conflict` where another window has handed it in."""
    insert_if_absent(
        Submission,
        assignment_id=assignment_id,
        student_id=student_id,
        text="",
        language=language,
        saved_at=clock.now(),
    )
    work = locked(assignment_id, student_id)
    if work is None:
        raise LookupError(f"the work on {assignment_id} is neither there nor could be begun")
    if work.handed_in_at:
        raise Conflict(_("This work is handed in already; the text was not changed."))
    return work


def deadline_of(assignment_id: UUID, student_id: UUID, attempt: int) -> Deadline:
    """When this attempt of this student is due."""
    assignment = find(Assignment, assignment_id)
    if assignment is None:
        raise LookupError(f"no assignment {assignment_id} in this school")
    own = db.session.scalars(
        select(StudentDeadline).where(
            StudentDeadline.assignment_id == assignment_id,
            StudentDeadline.student_id == student_id,
            StudentDeadline.attempt == attempt,
        )
    ).one_or_none()
    return assignment.deadline(school_timezone(), own)


def try_again(task: Task) -> Submission:
    """Begin another attempt from the text and the files of the latest; refused where there is none to be had.

    Safe to repeat.
    """
    latest = locked(task.assignment.id, task.student_id)
    if latest is None or (latest.attempt == task.attempt and task.next_deadline is None):
        raise Refused(_("There is no further attempt at this assignment."))
    if latest.attempt > task.attempt:
        return latest
    work = Submission(
        assignment_id=task.assignment.id,
        student_id=task.student_id,
        attempt=latest.attempt + 1,
        text=latest.text,
        link=latest.link,
        language=latest.language,
    )
    db.session.add(work)
    db.session.flush()
    for kept in files_of([latest.id])[latest.id]:
        db.session.add(
            SubmissionFile(submission_id=work.id, file_id=kept.file_id, name=kept.name, digest=kept.digest)
        )
    db.session.flush()
    audit.record("submission.tried_again", "submission", work.id, attempt=work.attempt)
    return work
