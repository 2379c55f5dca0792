"""The pages of rubrics: the library, one rubric, the editor, comparing, sharing, files."""

from parasat_lms.features.rubrics.views import comparing, editor, files, library, sharing
from parasat_lms.features.rubrics.views.shelves import blueprint

__all__ = ["blueprint", "comparing", "editor", "files", "library", "sharing"]
