"""One work that was handed in, and the attempts before it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from parasat_lms.core.db import db
from parasat_lms.domain.texts import Piece, compared, word_count
from parasat_lms.features.assignments import policies
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.courses.models import Course


@dataclass(frozen=True, slots=True)
class ReadWork:
    """A work with all handed-in attempts of its student, oldest first."""

    work: Submission
    attempts: tuple[Submission, ...]

    @property
    def before(self) -> Submission | None:
        """The attempt before this one."""
        earlier = [other for other in self.attempts if other.attempt < self.work.attempt]
        return earlier[-1] if earlier else None

    @property
    def changes(self) -> list[Piece]:
        """What changed since the attempt before, word by word; nothing where there was none."""
        return compared(self.before.text, self.work.text) if self.before else []

    @property
    def words(self) -> int:
        """The words of the work."""
        return word_count(self.work.text)


def read_work(reader_id: UUID, submission_id: UUID) -> ReadWork | None:
    """A work that this person may read, with the other attempts that the same person may; two statements."""
    readable = policies.work_readable_by(reader_id)
    query = select(Submission).join(Assignment, Assignment.id == Submission.assignment_id).where(readable)
    work = db.session.scalars(
        query.join(Submission.student)
        .join(Course, Course.id == Assignment.course_id)
        .where(Submission.id == submission_id)
        .options(
            contains_eager(Submission.student),
            contains_eager(Submission.assignment).contains_eager(Assignment.course),
        )
    ).one_or_none()
    if work is None:
        return None
    attempts = db.session.scalars(
        query.where(
            Submission.assignment_id == work.assignment_id, Submission.student_id == work.student_id
        ).order_by(Submission.attempt)
    )
    return ReadWork(work, tuple(attempts))
