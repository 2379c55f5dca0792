"""The pages of marking: lists, the desk, returning."""

from parasat_lms.features.marking.views import desk, lists, returning
from parasat_lms.features.marking.views.house import blueprint

__all__ = ["blueprint", "desk", "lists", "returning"]
