"""What a second marker has to do, and one work on the second marker's desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, selectinload

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubrics import score
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.courses.models import Course, Enrolment
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import Moderation, Opinion, SecondMarking, SecondMarkingRow
from parasat_lms.features.marking.queries.desk import (
    DeskRow,
    Preview,
    Work,
    assessment_of,
    choices,
    decision_on,
    desk_rows,
    work_of,
)
from parasat_lms.features.marking.queries.waiting import PER_PAGE
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import RubricContent, rubric_content


@dataclass(frozen=True, slots=True)
class SecondWork:
    """A work with its second marking."""

    second: SecondMarking
    work: Work

    @property
    def id(self) -> UUID:
        """The second marking's id."""
        return self.second.id


@dataclass(frozen=True, slots=True)
class SecondInQueue:
    """A work that waits for its second marker, and how many rows of it are marked already."""

    id: UUID
    name: str
    assignment: LocalizedText
    course: LocalizedText
    allocated_at: datetime
    rows_marked: int


def second_works() -> Select[SecondMarking, Submission, Person, Assignment, Course, int]:
    """Works under second marking, with all that `second_work` wants."""
    return (
        select(SecondMarking, Submission, Person, Assignment, Course, Enrolment.grade)
        .join(Moderation, Moderation.id == SecondMarking.moderation_id)
        .join(Submission, Submission.id == SecondMarking.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(Person, Person.id == Submission.student_id)
        .join(Enrolment, (Enrolment.course_id == Course.id) & (Enrolment.student_id == Person.id))
        .options(contains_eager(SecondMarking.moderation), selectinload(SecondMarking.rows))
    )


def load_second(marker_id: UUID, second_id: UUID, timezone: str) -> SecondWork | None:
    """A work that this person marks as second marker, or `None`."""
    row = db.session.execute(
        second_works().where(SecondMarking.id == second_id, policies.second_marked_by(marker_id))
    ).one_or_none()
    return SecondWork(row[0], work_of(*row[1:], timezone=timezone)) if row else None


def _queue(marker_id: UUID) -> Select[UUID]:
    return (
        select(SecondMarking.id)
        .join(Submission, Submission.id == SecondMarking.submission_id)
        .where(policies.second_marked_by(marker_id), SecondMarking.finished_at.is_(None))
    )


def second_queue(marker_id: UUID) -> tuple[list[SecondInQueue], int]:
    """What waits for this second marker, at most a page of it, the longest waiting first; and how much there is.

    Works of one allocation stand in the order of their codes, so that the order tells nothing about the students.
    """
    marked = (
        select(func.count())
        .where(
            SecondMarkingRow.second_marking_id == SecondMarking.id,
            SecondMarkingRow.opinion == Opinion.SECOND,
            SecondMarkingRow.level_id.is_not(None) | SecondMarkingRow.not_applicable,
        )
        .correlate(SecondMarking)
        .scalar_subquery()
    )
    rows = db.session.execute(
        _queue(marker_id)
        .with_only_columns(
            SecondMarking.id, Submission, Person, Assignment, Course.title, SecondMarking.allocated_at, marked
        )
        .add_columns(func.count().over())
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(Person, Person.id == Submission.student_id)
        .order_by(SecondMarking.allocated_at, SecondMarking.id)
        .limit(PER_PAGE)
    ).all()
    found = [
        SecondInQueue(
            id=second_id,
            name=submission.code if assignment.anonymous else student.full_name,
            assignment=assignment.title,
            course=course,
            allocated_at=allocated_at,
            rows_marked=rows_marked,
        )
        for second_id, submission, student, assignment, course, allocated_at, rows_marked, _total in rows
    ]
    return found, rows[0][-1] if rows else 0


def next_second(marker_id: UUID, besides: UUID) -> UUID | None:
    """The next work that waits for this second marker."""
    queue = _queue(marker_id).where(SecondMarking.id != besides)
    return db.session.scalars(queue.order_by(SecondMarking.allocated_at, SecondMarking.id).limit(1)).first()


@dataclass(frozen=True, slots=True)
class SecondDesk:
    """The second marker's desk; `others` is what the first marker chose, by criterion, where the marking is open."""

    second: SecondMarking
    work: Work
    rubric: RubricContent
    rows: tuple[DeskRow, ...]
    preview: Preview
    others: Mapping[UUID, DeskRow]

    @property
    def closed(self) -> bool:
        """Whether this marking is finished."""
        return self.second.finished_at is not None


def second_desk(
    chosen: SecondWork, book: RuleBook, rows: Mapping[UUID, SecondMarkingRow] | None = None
) -> SecondDesk:
    """The desk of a second marking; `rows` by criterion where this request has changed them."""
    second, work = chosen.second, chosen.work
    rubric = rubric_content(second.rubric_version_id)
    standing = desk_rows(rubric, second.opinion(Opinion.SECOND) if rows is None else rows.values())
    total = score(rubric.specs, choices(standing))
    others: dict[UUID, DeskRow] = {}
    if not second.moderation.blind:
        first = assessment_of(work.id)
        others = {row.criterion.id: row for row in desk_rows(rubric, first.rows if first else ())}
    return SecondDesk(
        second, work, rubric, standing, Preview(total, decision_on(work, total, book), ()), others
    )
