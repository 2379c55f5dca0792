"""The pages of marking: the waiting list, the desk, what came back, and works under another version of a rubric."""

from parasat_lms.features.marking.views import remarking
from parasat_lms.features.marking.views.desk import blueprint

__all__ = ["blueprint", "remarking"]
