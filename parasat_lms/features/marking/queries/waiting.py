"""What waits to be marked: oldest first, by course."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_, union_all

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.moderation import work_code
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.assignments.policies import handed_in, taught_by
from parasat_lms.features.courses.models import Course
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import Assessment, AssessmentRow
from parasat_lms.features.people.models import Person

PER_COURSE = 10
"""Works shown of each course when all courses are shown together."""
PER_PAGE = 50
"""Works shown on a page of one course."""


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """A work that waits, and how many rows of it are marked already; `student` is its code where names are hidden."""

    id: UUID
    student: str
    assignment: LocalizedText
    handed_in_at: datetime
    rows_marked: int


@dataclass(frozen=True, slots=True)
class WaitingCourse:
    """A course with works that wait: how many in all, and the oldest of them."""

    id: UUID
    title: LocalizedText
    total: int
    works: list[WaitingWork] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a teacher stands in the evening's work: how many wait, and which comes next."""

    waiting: int
    next_id: UUID | None


def waiting_courses(teacher_id: UUID, course_id: UUID | None = None, page: int = 1) -> list[WaitingCourse]:
    """The teacher's courses in which works wait, the course with the oldest work first; two statements."""
    totals = _totals(teacher_id)
    courses = {
        course.id: WaitingCourse(course.id, course.title, total)
        for course, total in totals
        if course_id in (None, course.id)
    }
    if not courses:
        return []
    for row in _oldest(list(courses), page if course_id else None):
        courses[row.course_id].works.append(
            WaitingWork(
                id=row.id,
                student=work_code(row.id) if row.anonymous else f"{row.family_name} {row.given_name}",
                assignment=row.title,
                handed_in_at=row.handed_in_at,
                rows_marked=row.rows_marked,
            )
        )
    return list(courses.values())


def _totals(teacher_id: UUID) -> list[tuple[Course, int]]:
    counted = (
        _waiting_in(select(Assignment.id).where(taught_by(teacher_id)))
        .with_only_columns(
            Submission.assignment_id,
            func.count().label("total"),
            func.min(Submission.handed_in_at).label("oldest"),
        )
        .order_by(None)
        .group_by(Submission.assignment_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Course, func.sum(counted.c.total))
        .join(Assignment, Assignment.course_id == Course.id)
        .join(counted, counted.c.assignment_id == Assignment.id)
        .group_by(Course.school_id, Course.id)
        .order_by(func.min(counted.c.oldest), Course.id)
    )
    return [(course, int(total)) for course, total in rows]


def _waiting_in(assignments: Select[UUID]) -> Select[UUID]:
    """The works that wait on these assignments, oldest first.

    Asked by assignment and without a join, so that the index of the queue answers it without reading a work.
    """
    return (
        select(Submission.id)
        .where(Submission.assignment_id.in_(assignments), handed_in(), policies.waiting())
        .order_by(Submission.handed_in_at, Submission.id)
    )


def _oldest_of(course_id: UUID, first: int, most: int) -> Select[UUID]:
    oldest = (
        _waiting_in(select(Assignment.id).where(Assignment.course_id == course_id)).offset(first).limit(most)
    )
    return select(oldest.subquery().c.id)


def _oldest(course_ids: Sequence[UUID], page: int | None) -> Sequence[Row[Any]]:
    """The oldest waiting works of these courses, or that page of the only one."""
    first, most = ((page - 1) * PER_PAGE, PER_PAGE) if page else (0, PER_COURSE)
    chosen = union_all(*(_oldest_of(course_id, first, most) for course_id in course_ids)).subquery()
    assessments = select(Assessment.id).where(Assessment.submission_id == Submission.id).correlate(Submission)
    marked = (
        select(func.count())
        .select_from(AssessmentRow)
        .where(
            AssessmentRow.assessment_id.in_(assessments),
            AssessmentRow.level_id.is_not(None) | AssessmentRow.not_applicable,
        )
        .correlate(Submission)
        .scalar_subquery()
    )
    query = (
        select(
            Submission.id,
            Assignment.course_id,
            Assignment.title,
            Person.family_name,
            Person.given_name,
            Assignment.anonymous,
            Submission.handed_in_at,
            marked.label("rows_marked"),
        )
        .join(chosen, chosen.c.id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Person, Person.id == Submission.student_id)
        .order_by(Submission.handed_in_at, Submission.id)
    )
    return db.session.execute(query).all()


@dataclass(frozen=True, slots=True)
class ReturnedWork:
    """A work that went back: to look at once more."""

    id: UUID
    student: str
    assignment: LocalizedText
    returned_at: datetime
    mark: int | None


def returned_works(teacher_id: UUID, page: int = 1) -> tuple[list[ReturnedWork], int]:
    """The works of this teacher's courses that went back, latest first, and how many there are; one statement."""
    rows = db.session.execute(
        select(
            Submission.id,
            Person.family_name,
            Person.given_name,
            Assignment.title,
            Submission.returned_at,
            Assessment.mark,
            func.count().over().label("total"),
        )
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Person, Person.id == Submission.student_id)
        .join(Assessment, Assessment.submission_id == Submission.id)
        .where(policies.markable_by(teacher_id), policies.returned())
        .order_by(Submission.returned_at.desc(), Submission.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    works = [
        ReturnedWork(row.id, f"{row.family_name} {row.given_name}", row.title, row.returned_at, row.mark)
        for row in rows
    ]
    return works, rows[0].total if rows else 0


def place_in_queue(
    teacher_id: UUID, current: Submission, course_id: UUID | None = None, besides: UUID | None = None
) -> QueuePlace:
    """How many works wait for this teacher, and the next oldest after `current`, round to the oldest; one statement.

    `besides` is a work that is being returned: it waits no longer.
    """
    assignments = select(Assignment.id).where(taught_by(teacher_id))
    if course_id:
        assignments = assignments.where(Assignment.course_id == course_id)
    queue = _waiting_in(assignments)
    if besides:
        queue = queue.where(Submission.id != besides)
    others = queue.where(Submission.id != current.id).limit(1)
    after = others.where(
        # The first condition follows from the second; an index can begin there.
        Submission.handed_in_at >= current.handed_in_at,
        tuple_(Submission.handed_in_at, Submission.id) > tuple_(current.handed_in_at, current.id),
    )
    count = select(func.count()).select_from(queue.order_by(None).subquery())
    row = db.session.execute(
        select(
            count.scalar_subquery().label("waiting"),
            after.scalar_subquery().label("after"),
            others.scalar_subquery().label("first"),
        )
    ).one()
    return QueuePlace(waiting=row.waiting, next_id=row.after or row.first)
