"""The rubric library, to read."""

from flask import Blueprint

from parasat_lms.core.guard import requires
from parasat_lms.core.web import Answer, render_page
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.rubrics import queries

blueprint = Blueprint("rubrics", __name__, template_folder="templates", url_prefix="/<school>/rubrics")


@blueprint.get("")
@requires(Permission.RUBRICS_LIBRARY_READ)
def library() -> Answer:
    """Every rubric of the school with its criteria, levels and attributes."""
    return render_page(
        "rubrics/library.html",
        rubrics=[(rubric, queries.as_plan(rubric)) for rubric in queries.library_contents()],
    )
