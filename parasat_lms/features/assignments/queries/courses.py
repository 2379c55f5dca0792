"""A teacher's courses: their assignments in figures, and how each student stands with one of them."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.domain.deadlines import Deadline, Standing
from parasat_lms.features.assignments import policies
from parasat_lms.features.assignments.models import Assignment, StudentDeadline, Submission
from parasat_lms.features.courses.models import Course
from parasat_lms.features.courses.queries import TaughtCourse, course_students, taught_courses
from parasat_lms.features.people.models import ClassStudent
from parasat_lms.features.rubrics.queries import RubricContent, rubric_contents
from parasat_lms.features.schools.models import Term

PER_PAGE = 60
"""Students shown on a page of a course or of an assignment."""


@dataclass(frozen=True, slots=True)
class CourseInFigures:
    """A course of a teacher, how many assignments it has and how many works wait to be marked."""

    taught: TaughtCourse
    assignments: int
    waiting: int


def courses_in_figures(teacher_id: UUID) -> list[CourseInFigures]:
    """A teacher's courses, the latest school year first; three statements."""
    mine = policies.taught_by(teacher_id)
    set_there = _counts(select(Assignment.course_id, func.count()).where(mine).group_by(Assignment.course_id))
    waiting = _counts(
        select(Assignment.course_id, func.count())
        .join(Submission, Submission.assignment_id == Assignment.id)
        .where(mine, policies.handed_in(), Submission.returned_at.is_(None))
        .group_by(Assignment.course_id)
    )
    return [
        CourseInFigures(taught, set_there.get(taught.course.id, 0), waiting.get(taught.course.id, 0))
        for taught in taught_courses(teacher_id)
    ]


def _counts(query: Select[UUID, int]) -> dict[UUID, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


@dataclass(frozen=True, slots=True)
class AssignmentSummary:
    """An assignment on the page of its course: the rubric and its attributes, and how many works there are.

    `handed_in` and `returned` count students, `waiting` counts works.
    """

    assignment: Assignment
    term: int
    rubric: RubricContent
    handed_in: int = 0
    waiting: int = 0
    returned: int = 0


def assignment_summaries(course_id: UUID) -> list[AssignmentSummary]:
    """The assignments of a course, the latest due date first; two statements besides the rubrics, read together."""
    rows = db.session.execute(
        select(Assignment, Term.number)
        .join(Term, Term.id == Assignment.term_id)
        .where(Assignment.course_id == course_id)
        .order_by(Assignment.due_on.desc(), Assignment.due_time.desc(), Assignment.id)
    ).all()
    rubrics = rubric_contents(assignment.rubric_version_id for assignment, _term in rows)
    figures = _figures(course_id)
    return [
        AssignmentSummary(
            assignment,
            term,
            rubrics[assignment.rubric_version_id],
            *figures.get(assignment.id, (0, 0, 0)),
        )
        for assignment, term in rows
    ]


def _figures(course_id: UUID) -> dict[UUID, tuple[int, int, int]]:
    """Students who handed in, works that wait, students who had one back, by assignment."""
    student = Submission.student_id
    waits = case((Submission.returned_at.is_(None), Submission.id))
    came_back = case((Submission.returned_at.is_not(None), student))
    rows = db.session.execute(
        select(
            Submission.assignment_id,
            func.count(student.distinct()),
            func.count(waits),
            func.count(came_back.distinct()),
        )
        .where(
            Submission.assignment_id.in_(select(Assignment.id).where(Assignment.course_id == course_id)),
            policies.handed_in(),
        )
        .group_by(Submission.assignment_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


@dataclass(frozen=True, slots=True)
class TaughtAssignment:
    """An assignment of a course that somebody teaches, with its term."""

    assignment: Assignment
    course: Course
    term: Term


def taught_assignment(teacher_id: UUID, assignment_id: UUID) -> TaughtAssignment | None:
    """An assignment, if this teacher teaches its course."""
    row = db.session.execute(
        select(Assignment, Course, Term)
        .join(Course, Course.id == Assignment.course_id)
        .join(Term, Term.id == Assignment.term_id)
        .where(Assignment.id == assignment_id, policies.taught_by(teacher_id))
        .options(contains_eager(Assignment.course))
    ).one_or_none()
    return TaughtAssignment(*row) if row else None


@dataclass(frozen=True, slots=True)
class StudentLine:
    """How one student stands with an assignment: the attempts, oldest first, and the dates of the student's own."""

    student: ClassStudent
    attempts: tuple[Submission, ...]
    own: dict[int, StudentDeadline]
    deadline: Deadline = field(repr=False)
    on_paper: bool = False

    @property
    def latest(self) -> Submission | None:
        """The latest attempt that was handed in."""
        return next((work for work in reversed(self.attempts) if work.handed_in_at), None)

    @property
    def attempt(self) -> int:
        """The number of the attempt that a date set now would be for: the one not handed in yet."""
        return self.attempts[-1].attempt + bool(self.attempts[-1].handed_in_at) if self.attempts else 1

    @property
    def own_deadline(self) -> StudentDeadline | None:
        """The date that holds for this student at the attempt that is to come."""
        return self.own.get(self.attempt)

    @property
    def state(self) -> str:
        """One of: none, draft, missed, handed_in, returned, again."""
        work = self.attempts[-1] if self.attempts else None
        if work and work.handed_in_at:
            if not work.returned_at:
                return "handed_in"
            return "again" if self.own_deadline else "returned"
        overdue = self.deadline.standing(clock.now()) in {Standing.LATE, Standing.CLOSED}
        # A paper lies on the teacher's table: whether it was given in time is not known here.
        if overdue and not self.on_paper:
            return "missed"
        return "draft" if work else "none"


def student_lines(
    taught: TaughtAssignment, timezone: str, page: int, student_id: UUID | None = None
) -> tuple[list[StudentLine], int]:
    """A page of the students of an assignment's course, or the one asked for; four statements."""
    assignment = taught.assignment
    students, total = course_students(taught.course.id, page, PER_PAGE, student_id)
    ids = [student.person.id for student in students]
    works = db.session.scalars(
        select(Submission)
        .where(Submission.assignment_id == assignment.id, Submission.student_id.in_(ids))
        .order_by(Submission.attempt)
    ).all()
    dates = db.session.scalars(
        select(StudentDeadline).where(
            StudentDeadline.assignment_id == assignment.id, StudentDeadline.student_id.in_(ids)
        )
    ).all()
    lines = []
    for student in students:
        attempts = tuple(work for work in works if work.student_id == student.person.id)
        own = {date.attempt: date for date in dates if date.student_id == student.person.id}
        current = attempts[-1].attempt if attempts else 1
        deadline = assignment.deadline(timezone, own.get(current))
        lines.append(StudentLine(student, attempts, own, deadline, assignment.on_paper))
    return lines, total
