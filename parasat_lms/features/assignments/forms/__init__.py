"""The forms of assignments: a student's work, a teacher's assignment, a date for one student."""

from parasat_lms.features.assignments.forms.setting import AssignmentForm, DeadlineForm
from parasat_lms.features.assignments.forms.works import WorkForm

__all__ = ["AssignmentForm", "DeadlineForm", "WorkForm"]
