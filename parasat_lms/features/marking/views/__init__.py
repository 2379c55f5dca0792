"""The pages of marking: lists, the desk, a class at once, a criterion across works, returning."""

from parasat_lms.features.marking.views import across, desk, lists, overview, returning
from parasat_lms.features.marking.views.house import blueprint

__all__ = ["across", "blueprint", "desk", "lists", "overview", "returning"]
