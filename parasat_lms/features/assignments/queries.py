"""Reads about assignments: a student's tasks, and one of them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from parasat_lms.core.db import db
from parasat_lms.features.assignments import policies
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.courses.models import Course, Enrolment


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment as one student has it: with the work, where there is one, and the grade it is taken in."""

    assignment: Assignment
    submission: Submission | None
    student_id: UUID
    grade: int

    @property
    def state(self) -> str:
        """One of: open, draft, handed_in, returned."""
        if self.submission is None:
            return "open"
        if self.submission.returned_at:
            return "returned"
        return "handed_in" if self.submission.handed_in_at else "draft"


def tasks_of(student_id: UUID, assignment_id: UUID | None = None) -> list[Task]:
    """A student's tasks, those to do first, the latest due date first within each; or just the one asked for."""
    query = (
        select(Assignment, Submission, Enrolment.grade)
        .join(Course, Course.id == Assignment.course_id)
        .join(Enrolment, (Enrolment.course_id == Course.id) & (Enrolment.student_id == student_id))
        .outerjoin(
            Submission, (Submission.assignment_id == Assignment.id) & (Submission.student_id == student_id)
        )
        .where(policies.set_for(student_id))
        .options(contains_eager(Assignment.course))
        .order_by(Assignment.due_on.desc(), Assignment.id)
    )
    if assignment_id:
        query = query.where(Assignment.id == assignment_id)
    return [
        Task(assignment, submission, student_id, grade)
        for assignment, submission, grade in db.session.execute(query)
    ]
