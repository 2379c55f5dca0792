"""What came back to a student: the levels reached, the next steps, the comments, and why this mark."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from parasat_lms.core.clock import local_date
from parasat_lms.core.db import db
from parasat_lms.domain.rubrics import Score, score
from parasat_lms.domain.rule_book import MarkDecision, RuleBook
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.courses.models import Course, Enrolment
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import Assessment
from parasat_lms.features.marking.queries.desk import Work, choices, decision_on, desk_rows
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import CriterionContent, LevelContent, RubricContent, rubric_content


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One criterion as it came back: the level reached and the one above it."""

    criterion: CriterionContent
    reached: LevelContent | None
    next_level: LevelContent | None
    points: Decimal | None
    not_applicable: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """A returned work, with the calculation that anybody can redo by hand."""

    work: Work
    assessment: Assessment
    rubric: RubricContent
    rows: tuple[FeedbackRow, ...]
    score: Score
    decision: MarkDecision | None


def returned_work(reader_id: UUID, submission_id: UUID, timezone: str) -> tuple[Work, Assessment] | None:
    """A returned work that this reader may see, with its assessment; `None` for everything else."""
    row = db.session.execute(
        select(Submission, Person, Assignment, Course, Enrolment.grade, Assessment)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(Person, Person.id == Submission.student_id)
        .join(Enrolment, (Enrolment.course_id == Course.id) & (Enrolment.student_id == Person.id))
        .join(Assessment, Assessment.submission_id == Submission.id)
        .where(Submission.id == submission_id, policies.feedback_for(reader_id), policies.returned())
        .options(selectinload(Assessment.rows), joinedload(Assessment.returner))
    ).one_or_none()
    if row is None:
        return None
    submission, student, assignment, course, grade, assessment = row
    day = local_date(submission.handed_in_at, timezone)
    return Work(submission, student, assignment, course, grade, day), assessment


def feedback(work: Work, assessment: Assessment, book: RuleBook) -> Feedback:
    """A returned work as its student reads it, recomputed under the rule of its own day."""
    rubric = rubric_content(assessment.rubric_version_id)
    standing = desk_rows(rubric, assessment.rows)
    total = score(rubric.specs, choices(standing))
    return Feedback(
        work=work,
        assessment=assessment,
        rubric=rubric,
        rows=tuple(
            FeedbackRow(
                criterion=row.criterion,
                reached=row.criterion.level(row.level_id),
                next_level=_above(row.criterion, row.level_id),
                points=row.points,
                not_applicable=row.not_applicable,
                comment=row.comment,
            )
            for row in standing
        ),
        score=total,
        decision=decision_on(work, total, book),
    )


def _above(criterion: CriterionContent, level_id: UUID | None) -> LevelContent | None:
    """The level after the one reached; `None` at the top and where nothing was reached."""
    ids = [level.id for level in criterion.levels]
    if level_id not in ids:
        return None
    return next(iter(criterion.levels[ids.index(level_id) + 1 :]), None)
