"""A student's tasks: each with the attempts there were, the date that holds, and what can be done now."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.domain.deadlines import Deadline, Standing
from parasat_lms.domain.texts import word_count
from parasat_lms.features.assignments import policies
from parasat_lms.features.assignments.models import Assignment, StudentDeadline, Submission
from parasat_lms.features.courses.models import Course, Enrolment
from parasat_lms.features.schools.queries import school_timezone

TO_DO = frozenset({"soon", "open", "draft"})
"""States in which the student has something to do, now or later."""


def fingerprint(text: str, link: str) -> str:
    """A short digest of what a draft holds; line ends do not matter, because browsers change them."""
    whole = f"{text}\0{link}".replace("\r\n", "\n")
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as one student has it: with the attempts, oldest first, and the grade it is taken in.

    `own` are the dates that hold for this student, by attempt.
    """

    assignment: Assignment
    attempts: tuple[Submission, ...]
    student_id: UUID
    grade: int
    own: dict[int, StudentDeadline]
    timezone: str

    @property
    def submission(self) -> Submission | None:
        """The latest attempt, if there is one."""
        return self.attempts[-1] if self.attempts else None

    @property
    def attempt(self) -> int:
        """The number of the latest attempt, or of the first that is to come."""
        return self.submission.attempt if self.submission else 1

    @property
    def own_deadline(self) -> StudentDeadline | None:
        """The date that holds for this student alone, at the latest attempt."""
        return self.own.get(self.attempt)

    @property
    def deadline(self) -> Deadline:
        """When the latest attempt is due, with this student's extension."""
        return self.assignment.deadline(self.timezone, self.own_deadline)

    @property
    def standing(self) -> Standing:
        """What handing in now would be."""
        return self.deadline.standing(clock.now())

    @property
    def state(self) -> str:
        """One of: soon, open, draft, closed, handed_in, returned."""
        work = self.submission
        if work and work.handed_in_at:
            return "returned" if work.returned_at else "handed_in"
        if self.standing is Standing.CLOSED:
            return "closed"
        if self.standing is Standing.EARLY:
            return "soon"
        return "draft" if work else "open"

    @property
    def to_do(self) -> bool:
        """Whether the student still has something to hand in."""
        return self.state in TO_DO

    @property
    def handed_in(self) -> tuple[Submission, ...]:
        """The attempts that were handed in, oldest first."""
        return tuple(work for work in self.attempts if work.handed_in_at)

    @property
    def next_deadline(self) -> Deadline | None:
        """When another attempt would be due; `None` where there is none to be had."""
        if self.state != "returned":
            return None
        asked = self.own.get(self.attempt + 1)
        if asked is None and self.attempt >= self.assignment.max_attempts:
            return None
        deadline = self.assignment.deadline(self.timezone, asked)
        return None if deadline.standing(clock.now()) is Standing.CLOSED else deadline

    @property
    def asked_again(self) -> StudentDeadline | None:
        """That the teacher asks for another attempt than the latest."""
        return self.own.get(self.attempt + 1)

    @property
    def seen(self) -> str:
        """A fingerprint of the draft that stands, to see whether another window has changed it."""
        work = self.submission
        return fingerprint(work.text, work.link) if work else fingerprint("", "")

    @property
    def words(self) -> int:
        """The words of the latest attempt."""
        return word_count(self.submission.text) if self.submission else 0


def tasks_of(student_id: UUID, assignment_id: UUID | None = None) -> list[Task]:
    """A student's tasks, the latest due date first; or just the one asked for."""
    return tasks_of_students([student_id], assignment_id).get(student_id, [])


def tasks_of_students(
    student_ids: Iterable[UUID], assignment_id: UUID | None = None
) -> dict[UUID, list[Task]]:
    """The tasks of some students, the latest due date first; two statements however many there are."""
    ids = list(student_ids)
    query = (
        select(Assignment, Enrolment.student_id, Enrolment.grade, Submission)
        .join(Course, Course.id == Assignment.course_id)
        .join(Enrolment, Enrolment.course_id == Course.id)
        .outerjoin(
            Submission,
            (Submission.assignment_id == Assignment.id) & (Submission.student_id == Enrolment.student_id),
        )
        .where(Enrolment.student_id.in_(ids), policies.published())
        .options(contains_eager(Assignment.course))
        .order_by(Assignment.due_on.desc(), Assignment.id, Submission.attempt)
    )
    own_query = select(StudentDeadline).where(StudentDeadline.student_id.in_(ids))
    if assignment_id:
        query = query.where(Assignment.id == assignment_id)
        own_query = own_query.where(StudentDeadline.assignment_id == assignment_id)
    own: dict[tuple[UUID, UUID], dict[int, StudentDeadline]] = {}
    for deadline in db.session.scalars(own_query):
        own.setdefault((deadline.student_id, deadline.assignment_id), {})[deadline.attempt] = deadline
    found: dict[UUID, dict[UUID, Task]] = {}
    zone = school_timezone()
    for assignment, student_id, grade, work in db.session.execute(query):
        tasks = found.setdefault(student_id, {})
        before = tasks[assignment.id].attempts if assignment.id in tasks else ()
        attempts = (*before, work) if work else before
        dates = own.get((student_id, assignment.id), {})
        tasks[assignment.id] = Task(assignment, attempts, student_id, grade, dates, zone)
    return {student_id: list(tasks.values()) for student_id, tasks in found.items()}
