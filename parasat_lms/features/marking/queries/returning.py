"""What would go back if all complete works of an assignment were returned at once, and what would not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import case, func, select

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubrics import score
from parasat_lms.domain.rule_book import MarkDecision, RuleBook
from parasat_lms.features.assignments.models import Assignment, Submission, by_code
from parasat_lms.features.assignments.policies import handed_in, taught_by
from parasat_lms.features.courses.models import Course
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import Assessment, AssessorRole, SecondMarking
from parasat_lms.features.marking.queries.desk import (
    DeskRow,
    Work,
    assessments_of,
    choices,
    decision_on,
    desk_rows,
    fingerprint,
    version_used,
    work_of,
    works_markable_by,
)
from parasat_lms.features.marking.queries.held import held_works
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import rubric_content

AT_ONCE = 100
"""Works that go back in one transaction; of a larger assignment the rest follows with the next press."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An assignment of this teacher's, with its course."""

    assignment: Assignment
    course: Course

    @property
    def id(self) -> UUID:
        """The assignment's id."""
        return self.assignment.id


@dataclass(frozen=True, slots=True)
class Ready:
    """A work that is marked whole: `seen` tells its choices and comments apart from any others."""

    work: Work
    percent: Decimal | None
    decision: MarkDecision | None
    seen: str


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A work that cannot go back yet: the criteria that are missing, or the second marking that holds it back."""

    work: Work
    missing: tuple[LocalizedText, ...]
    held: SecondMarking | None = None


@dataclass(frozen=True, slots=True)
class BulkReturn:
    """What the press would do; `waiting` counts all works of the assignment that have not gone back."""

    ready: tuple[Ready, ...]
    incomplete: tuple[Incomplete, ...]
    waiting: int

    @property
    def not_shown(self) -> int:
        """Works beyond those that go back in one press."""
        return self.waiting - len(self.ready) - len(self.incomplete)


def load_assignment(teacher_id: UUID, assignment_id: UUID) -> Marked | None:
    """An assignment of this teacher's courses, or `None`."""
    row = db.session.execute(
        select(Assignment, Course)
        .join(Course, Course.id == Assignment.course_id)
        .where(Assignment.id == assignment_id, taught_by(teacher_id))
    ).one_or_none()
    return Marked(*row) if row else None


def bulk_return(teacher_id: UUID, assignment_id: UUID, timezone: str, book: RuleBook) -> BulkReturn:
    """The preview, those that were begun first, then in Kazakh order; five statements."""
    works = _waiting(teacher_id, assignment_id, timezone)
    found = {assessment.submission_id: assessment for assessment in assessments_of(w.id for w in works)}
    held = held_works(work.id for work in works)
    ready, incomplete = [], []
    for work in works:
        assessment = found.get(work.id)
        rubric = rubric_content(version_used(work, assessment))
        rows = desk_rows(rubric, assessment.rows if assessment else ())
        missing = tuple(row.criterion.title for row in rows if not row.marked)
        if missing or work.id in held:
            incomplete.append(Incomplete(work, missing, held.get(work.id)))
        else:
            total = score(rubric.specs, choices(rows))
            seen = as_seen(rows, assessment.comment if assessment else "")
            ready.append(Ready(work, total.percent, decision_on(work, total, book), seen))
    waiting = db.session.scalar(
        select(func.count())
        .select_from(Submission)
        .where(Submission.assignment_id == assignment_id, handed_in(), policies.waiting())
    )
    return BulkReturn(tuple(ready), tuple(incomplete), waiting or 0)


def _waiting(teacher_id: UUID, assignment_id: UUID, timezone: str) -> list[Work]:
    rows = db.session.execute(
        works_markable_by(teacher_id)
        .outerjoin(
            Assessment,
            (Assessment.submission_id == Submission.id) & (Assessment.role == AssessorRole.TEACHER),
        )
        .where(Submission.assignment_id == assignment_id, policies.waiting())
        .order_by(
            Assessment.id.is_(None),
            case((Assignment.anonymous, by_code()), else_=Person.sort_key),
            Submission.id,
        )
        .limit(AT_ONCE)
    )
    return [work_of(*row, timezone=timezone) for row in rows]


def works_of(
    teacher_id: UUID, assignment_id: UUID, submission_ids: Sequence[UUID], timezone: str
) -> list[Work]:
    """Those of the works that are of this assignment and that this teacher may mark."""
    rows = db.session.execute(
        works_markable_by(teacher_id).where(
            Submission.assignment_id == assignment_id, Submission.id.in_(submission_ids)
        )
    )
    return [work_of(*row, timezone=timezone) for row in rows]


def as_seen(rows: Sequence[DeskRow], comment: str) -> str:
    """A fingerprint of everything that returning a work would publish."""
    parts = [f"{row.criterion.id}:{row.choice}:{row.comment_mark}" for row in rows]
    return fingerprint("|".join([*parts, fingerprint(comment)]))
