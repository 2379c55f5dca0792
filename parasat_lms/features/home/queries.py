"""What each role sees first, in few statements."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.assignments.policies import handed_in
from parasat_lms.features.courses.models import Course
from parasat_lms.features.marking.models import Assessment
from parasat_lms.features.marking.policies import returned, waiting
from parasat_lms.features.people.models import Guardianship, Membership, Person

LATEST = 5


@dataclass(frozen=True, slots=True)
class ReturnedWork:
    """A work that came back: shown to its student and to the parents."""

    submission_id: UUID
    student_id: UUID
    assignment: LocalizedText
    course: LocalizedText
    mark: int | None


@dataclass(frozen=True, slots=True)
class Child:
    """A parent's child with the works that came back lately."""

    id: UUID
    name: str
    initials: str
    works: list[ReturnedWork]


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """A school in four numbers."""

    students: int
    teachers: int
    courses: int
    waiting: int


def lately_returned(student_ids: list[UUID]) -> list[ReturnedWork]:
    """The latest returned works of each of these students, newest first; one statement."""
    place = func.row_number().over(
        partition_by=Submission.student_id, order_by=(Assessment.returned_at.desc(), Assessment.id)
    )
    # Written as a list and not as a condition of the join: SQLite would read every assessment of the school.
    theirs = select(Submission.id).where(Submission.student_id.in_(student_ids))
    ranked = (
        select(
            Submission.id,
            Submission.student_id,
            Assignment.title.label("assignment"),
            Course.title.label("course"),
            Assessment.mark,
            Assessment.returned_at,
            place.label("place"),
        )
        .join(Assessment, Assessment.submission_id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .where(Assessment.submission_id.in_(theirs), returned())
        .subquery()
    )
    rows = db.session.execute(
        select(ranked).where(ranked.c.place <= LATEST).order_by(ranked.c.returned_at.desc())
    )
    return [ReturnedWork(row.id, row.student_id, row.assignment, row.course, row.mark) for row in rows]


def children_with_works(guardian_id: UUID) -> list[Child]:
    """A parent's children, each with the works that came back lately; two statements."""
    children = db.session.scalars(
        select(Person)
        .join(Guardianship, Guardianship.student_id == Person.id)
        .where(Guardianship.guardian_id == guardian_id)
        .order_by(Person.sort_key)
    ).all()
    works = lately_returned([child.id for child in children])
    return [
        Child(
            child.id, child.full_name, child.initials, [work for work in works if work.student_id == child.id]
        )
        for child in children
    ]


def figures() -> SchoolFigures:
    """How many study, teach, are taught and wait; one statement."""

    def people(role: str) -> object:
        return select(func.count()).select_from(Membership).where(Membership.role == role).scalar_subquery()

    courses = select(func.count()).select_from(Course).scalar_subquery()
    works = select(func.count()).select_from(Submission).where(handed_in(), waiting()).scalar_subquery()
    row = db.session.execute(select(people("student"), people("teacher"), courses, works)).one()  # type: ignore[call-overload]
    return SchoolFigures(*row)
