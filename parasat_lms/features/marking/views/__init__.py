"""The pages of marking: lists, the desk, a class at once, returning, and works under another version of a rubric."""

from parasat_lms.features.marking.views import across, desk, lists, overview, remarking, returning
from parasat_lms.features.marking.views.house import blueprint

__all__ = ["across", "blueprint", "desk", "lists", "overview", "remarking", "returning"]
