"""What came back to a student: the levels reached, the next steps, the comments, and why this mark."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubrics import Score, score
from parasat_lms.domain.rule_book import MarkDecision, RuleBook
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.courses.models import Course, Enrolment
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import Assessment
from parasat_lms.features.marking.queries.desk import Work, choices, decision_on, desk_rows, work_of
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import ReadCriterion, RubricContent, as_read, rubric_content


@dataclass(frozen=True, slots=True)
class Feedback:
    """A returned work, with the calculation that anybody can redo by hand."""

    work: Work
    assessment: Assessment
    rubric: RubricContent
    rows: tuple[ReadCriterion, ...]
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
    return work_of(submission, student, assignment, course, grade, timezone=timezone), assessment


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
            as_read(
                row.criterion,
                row.level_id,
                row.points,
                not_applicable=row.not_applicable,
                comment=row.comment,
            )
            for row in standing
        ),
        score=total,
        decision=decision_on(work, total, book),
    )


@dataclass(frozen=True, slots=True)
class ReturnedTask:
    """A returned work as other places speak of it: what it was, and what was reached."""

    submission_id: UUID
    course: LocalizedText
    title: LocalizedText
    text: str
    returned_at: datetime
    percent: Decimal | None
    criteria: tuple[ReadCriterion, ...]


MOST_RETURNED = 50


def returned_works(student_id: UUID, submission_id: UUID | None = None) -> list[ReturnedTask]:
    """A student's returned works, the latest first, at most 50; or the one of that id. Two statements.

    Whoever asks decides beforehand whether the reader may see them.
    """
    wanted = [Submission.id == submission_id] if submission_id else []
    rows = db.session.execute(
        select(Submission, Assignment, Course, Assessment)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(Assessment, Assessment.submission_id == Submission.id)
        .where(Submission.student_id == student_id, policies.returned(), *wanted)
        .options(selectinload(Assessment.rows))
        .order_by(Submission.returned_at.desc(), Submission.id)
        .limit(MOST_RETURNED)
    )
    return [
        ReturnedTask(
            submission_id=submission.id,
            course=course.title,
            title=assignment.title,
            text=submission.text,
            returned_at=assessment.returned_at or submission.saved_at,
            percent=assessment.percent,
            criteria=tuple(
                as_read(
                    row.criterion,
                    row.level_id,
                    row.points,
                    not_applicable=row.not_applicable,
                    comment=row.comment,
                )
                for row in desk_rows(rubric_content(assessment.rubric_version_id), assessment.rows)
            ),
        )
        for submission, assignment, course, assessment in rows
    ]
