"""The pages of marking: lists, the desk, returning, and works under another version of a rubric."""

from parasat_lms.features.marking.views import desk, lists, remarking, returning
from parasat_lms.features.marking.views.house import blueprint

__all__ = ["blueprint", "desk", "lists", "remarking", "returning"]
