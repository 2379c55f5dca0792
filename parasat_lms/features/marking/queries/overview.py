"""An assignment as a whole: the teacher's assignments, and one of them as students × criteria."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, literal, select
from sqlalchemy.orm import aliased

from parasat_lms.core.db import db
from parasat_lms.domain.rubrics import score
from parasat_lms.features.assignments.models import Assignment, Submission, by_code
from parasat_lms.features.assignments.policies import handed_in, taught_by
from parasat_lms.features.courses.models import Course, Enrolment
from parasat_lms.features.marking.models import Assessment, AssessmentRow, AssessorRole
from parasat_lms.features.marking.queries.desk import DeskRow, assessments_of, choices, desk_rows
from parasat_lms.features.marking.queries.returning import Marked
from parasat_lms.features.marking.queries.waiting import PER_PAGE
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.models import Criterion
from parasat_lms.features.rubrics.queries import RubricContent, rubric_content


class WorkState(StrEnum):
    """How far a student's work on an assignment has come."""

    MISSING = "missing"
    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    COMPLETE = "complete"
    RETURNED = "returned"


class Sort(StrEnum):
    """The order of the students: in Kazakh order, the earliest work first, or the highest percent first."""

    NAME = "name"
    DATE = "date"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class MarkedAssignment:
    """An assignment in the teacher's list: how many works were handed in, and how many of them wait."""

    marked: Marked
    handed_in: int
    waiting: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One student of the course: what stands on each criterion, and what it comes to so far.

    `name` is the code of the work where names are hidden.
    """

    name: str
    state: WorkState
    submission_id: UUID | None
    handed_in_at: datetime | None
    cells: tuple[DeskRow, ...]
    percent: Decimal | None
    mark: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page of the class: `counts` are of the whole class by state, `total` of what the filter leaves."""

    marked: Marked
    rubric: RubricContent
    rows: tuple[MatrixRow, ...]
    counts: dict[WorkState, int]
    total: int

    @property
    def pages(self) -> int:
        """How many pages the filter leaves."""
        return max(-(-self.total // PER_PAGE), 1)


def marked_assignments(teacher_id: UUID, page: int = 1) -> tuple[list[MarkedAssignment], int]:
    """The assignments of this teacher's courses, the latest due first, and how many there are; one statement."""
    works = select(func.count()).where(Submission.assignment_id == Assignment.id, handed_in())
    rows = db.session.execute(
        select(
            Assignment,
            Course,
            works.correlate(Assignment).scalar_subquery(),
            works.where(Submission.returned_at.is_(None)).correlate(Assignment).scalar_subquery(),
            func.count().over(),
        )
        .join(Course, Course.id == Assignment.course_id)
        .where(taught_by(teacher_id))
        .order_by(Assignment.due_on.desc(), Assignment.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    found = [MarkedAssignment(Marked(row[0], row[1]), row[2], row[3]) for row in rows]
    return found, rows[0][4] if rows else 0


def matrix(marked: Marked, state: WorkState | None = None, sort: Sort = Sort.NAME, page: int = 1) -> Matrix:
    """The class as students × criteria; the same few statements for any number of students."""
    counts = _counts(marked)
    total = sum(counts.values()) if state is None else counts[state]
    students = _students(marked)
    if state is not None:
        students = students.where(_state(marked) == state)
    first = (page - 1) * PER_PAGE
    if sort is Sort.PERCENT:
        best = _by_percent(marked, students)[first : first + PER_PAGE]
        found = {row.Person.id: row for row in db.session.execute(students.where(Person.id.in_(best)))}
        rows = [found[student_id] for student_id in best]
    else:
        date_first: list[Any] = []
        if sort is Sort.DATE:
            date_first = [Submission.handed_in_at.is_(None), Submission.handed_in_at]
        # Where names are hidden, works stand in the order of their codes, and who has handed in nothing after them.
        hidden: list[Any] = [Submission.id.is_(None), by_code()] if marked.assignment.anonymous else []
        ordered = students.order_by(*date_first, *hidden, Person.sort_key, Person.id)
        rows = list(db.session.execute(ordered.limit(PER_PAGE).offset(first)))
    return Matrix(
        marked, rubric_content(marked.assignment.rubric_version_id), _matrix_rows(rows), counts, total
    )


def _students(marked: Marked) -> Select[*tuple[Any, ...]]:
    """The students of the course with their work on the assignment, where they have handed one in."""
    other = aliased(Submission)
    latest = (
        select(func.max(other.attempt))
        .where(
            other.assignment_id == marked.id, other.student_id == Person.id, other.handed_in_at.is_not(None)
        )
        .correlate(Person)
        .scalar_subquery()
    )
    return (
        select(
            Person,
            Submission,
            Assessment,
            _state(marked).label("state"),
            literal(marked.assignment.anonymous).label("anonymous"),
        )
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.student_id)
        .outerjoin(
            Submission,
            (Submission.student_id == Person.id)
            & (Submission.assignment_id == marked.id)
            & (Submission.attempt == latest),
        )
        .outerjoin(
            Assessment,
            (Assessment.submission_id == Submission.id) & (Assessment.role == AssessorRole.TEACHER),
        )
        .where(Enrolment.course_id == marked.course.id)
    )


def _state(marked: Marked) -> ColumnElement[str]:
    """The state of a work as the database tells it, from the rows that are decided and the criteria there are."""
    decided = (
        select(func.count())
        .where(
            AssessmentRow.assessment_id == Assessment.id,
            AssessmentRow.level_id.is_not(None) | AssessmentRow.not_applicable,
        )
        .correlate(Assessment)
        .scalar_subquery()
    )
    criteria = (
        select(func.count())
        .where(Criterion.version_id == Assessment.rubric_version_id)
        .correlate(Assessment)
        .scalar_subquery()
    )
    return case(
        (Submission.id.is_(None), WorkState.MISSING),
        (Submission.returned_at.is_not(None), WorkState.RETURNED),
        (Assessment.id.is_(None) | (decided == 0), WorkState.NOT_BEGUN),
        (decided < criteria, WorkState.BEGUN),
        else_=WorkState.COMPLETE,
    )


def _counts(marked: Marked) -> dict[WorkState, int]:
    states = _students(marked).with_only_columns(_state(marked).label("state")).subquery()
    rows = db.session.execute(select(states.c.state, func.count()).group_by(states.c.state))
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in WorkState}


def _tie(marked: Marked) -> SQLColumnExpression[str]:
    """What orders equal results: the names, or the codes of the works where names are hidden."""
    return func.coalesce(by_code(), "~") if marked.assignment.anonymous else Person.sort_key


def _by_percent(marked: Marked, students: Select[*tuple[Any, ...]]) -> list[UUID]:
    """All these students, the highest percent first, those without one last: a draft's is computed, not kept."""
    rows: Sequence[Any] = db.session.execute(
        students.with_only_columns(
            Person.id,
            _tie(marked).label("tie"),
            Assessment.id.label("assessment_id"),
            Assessment.rubric_version_id,
        )
    ).all()
    standing: dict[UUID, list[AssessmentRow]] = {}
    in_question = students.with_only_columns(Assessment.id).subquery()
    for row in db.session.scalars(
        select(AssessmentRow).join(in_question, in_question.c.id == AssessmentRow.assessment_id)
    ):
        standing.setdefault(row.assessment_id, []).append(row)

    def place(row: Any) -> tuple[bool, Decimal, str, UUID]:
        marks = standing.get(row.assessment_id)
        percent = None
        if marks:
            rubric = rubric_content(row.rubric_version_id)
            percent = score(rubric.specs, choices(desk_rows(rubric, marks))).percent
        return percent is None, -(percent or Decimal(0)), row.tie, row.id

    return [row.id for row in sorted(rows, key=place)]


def _matrix_rows(rows: Sequence[Any]) -> tuple[MatrixRow, ...]:
    wanted = [row.Submission.id for row in rows if row.Submission and row.Assessment]
    found = {each.submission_id: each for each in assessments_of(wanted)}
    return tuple(_matrix_row(row, found) for row in rows)


def _matrix_row(row: Any, found: dict[UUID, Assessment]) -> MatrixRow:
    submission: Submission | None = row.Submission
    assessment = found.get(submission.id) if submission else None
    hidden = row.anonymous and submission is not None and submission.returned_at is None
    cells: tuple[DeskRow, ...] = ()
    percent = None
    if assessment:
        rubric = rubric_content(assessment.rubric_version_id)
        cells = desk_rows(rubric, assessment.rows)
        percent = score(rubric.specs, choices(cells)).percent
    return MatrixRow(
        name=submission.code if hidden and submission else row.Person.full_name,
        state=WorkState(row.state),
        submission_id=submission.id if submission else None,
        handed_in_at=submission.handed_in_at if submission else None,
        cells=cells,
        percent=percent,
        mark=assessment.mark if assessment else None,
        passed=assessment.passed if assessment else None,
    )
