"""The pages of marking: lists, the desk, a class at once, returning, and works under another version of a rubric."""

from parasat_lms.features.marking.views import across, comments, desk, lists, overview, remarking, returning
from parasat_lms.features.marking.views.house import blueprint

__all__ = ["across", "blueprint", "comments", "desk", "lists", "overview", "remarking", "returning"]
