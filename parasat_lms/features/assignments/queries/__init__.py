"""Reads about assignments: a student's tasks, a teacher's courses, works and their attempts."""

from parasat_lms.features.assignments.queries.courses import (
    PER_PAGE,
    AssignmentSummary,
    CourseInFigures,
    StudentLine,
    TaughtAssignment,
    assignment_summaries,
    courses_in_figures,
    student_lines,
    taught_assignment,
)
from parasat_lms.features.assignments.queries.files import file_for, files_of
from parasat_lms.features.assignments.queries.planning import (
    LIMITED,
    Plan,
    begun,
    plan_for,
    rubric_options,
)
from parasat_lms.features.assignments.queries.tasks import (
    TO_DO,
    Task,
    fingerprint,
    tasks_of,
    tasks_of_students,
)
from parasat_lms.features.assignments.queries.works import (
    ReadWork,
    read_work,
)

__all__ = [
    "LIMITED",
    "PER_PAGE",
    "TO_DO",
    "AssignmentSummary",
    "CourseInFigures",
    "Plan",
    "ReadWork",
    "StudentLine",
    "Task",
    "TaughtAssignment",
    "assignment_summaries",
    "begun",
    "courses_in_figures",
    "file_for",
    "files_of",
    "fingerprint",
    "plan_for",
    "read_work",
    "rubric_options",
    "student_lines",
    "tasks_of",
    "tasks_of_students",
    "taught_assignment",
]
