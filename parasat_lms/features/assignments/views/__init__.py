"""The pages of assignments: a student's tasks, works and attempts, a teacher's courses and assignments."""

from parasat_lms.features.assignments.views import courses, files, setting, tasks, works
from parasat_lms.features.assignments.views.blueprint import blueprint

__all__ = ["blueprint", "courses", "files", "setting", "tasks", "works"]
