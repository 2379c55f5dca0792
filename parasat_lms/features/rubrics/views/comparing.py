"""Two versions side by side, and what became of the origin of a copy."""

from collections.abc import Collection
from uuid import UUID

from flask import abort, g, request, url_for
from flask_babel import gettext as _

from parasat_lms.core.guard import requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.rubric_versions import word_changes
from parasat_lms.features.rubrics import operations, queries
from parasat_lms.features.rubrics.models import Rubric
from parasat_lms.features.rubrics.queries import compare as compared
from parasat_lms.features.rubrics.views.shelves import blueprint, load_editable, load_rubric, reader


@blueprint.get("/<uuid:rubric_id>/compare")
@requires(Permission.RUBRICS_LIBRARY_READ, on=load_rubric)
def compare(rubric: Rubric) -> Answer:
    """Any two versions of a rubric: what changed, in words and highlighted."""
    versions = {version.number: version for version in queries.versions_of(rubric.id)}
    after = _number("after", rubric.latest_number, versions)
    before = _number("before", max(after - 1, 1), versions)
    contents = queries.rubric_contents([versions[before].id, versions[after].id])
    old, new = contents[versions[before].id], contents[versions[after].id]
    return render_page(
        "rubrics/compare.html",
        rubric=rubric,
        content=new,
        versions=versions,
        before=before,
        after=after,
        comparison=compared(old.draft, new.draft),
        word_changes=word_changes,
    )


def _number(name: str, default: int, known: Collection[int]) -> int:
    asked = request.args.get(name, default, type=int)
    return asked if asked in known else default


@blueprint.get("/<uuid:rubric_id>/origin")
@requires(Permission.RUBRICS_LIBRARY_READ, on=load_rubric)
def origin(rubric: Rubric) -> Answer:
    """What became of the rubric that this one is a copy of."""
    found = queries.origin_of(rubric, g.school.network_id, reader())
    if found is None:
        abort(404)
    now = found.now or found.then
    return render_page(
        "rubrics/origin.html",
        rubric=rubric,
        content=queries.latest_version(rubric),
        origin=found,
        comparison=compared(found.then.draft, now.draft),
        word_changes=word_changes,
        editable=queries.find_rubric(reader().edits, rubric_id=rubric.id) is not None,
    )


@blueprint.post("/<uuid:rubric_id>/origin")
@requires(Permission.RUBRICS_RUBRIC_WRITE, on=load_editable)
def acknowledge(rubric: Rubric) -> Answer:
    """What the origin has become is seen; the next difference counts from there."""
    found = queries.origin_of(rubric, g.school.network_id, reader())
    if found is None:
        abort(404)
    operations.acknowledge(rubric.id, found)
    flash_success(_("Noted. You will be told when the origin changes again."))
    return see_other(url_for("rubrics.rubric", rubric_id=rubric.id))


def load_version(rubric_id: UUID, number: int) -> tuple[Rubric, UUID] | None:
    """A version of a rubric that the reader sees, by its number."""
    rubric = load_rubric(rubric_id)
    if rubric is None:
        return None
    wanted = [version.id for version in queries.versions_of(rubric.id) if version.number == number]
    return (rubric, wanted[0]) if wanted else None


@blueprint.get("/<uuid:rubric_id>/versions/<int:number>")
@requires(Permission.RUBRICS_LIBRARY_READ, on=load_version)
def version(found: tuple[Rubric, UUID]) -> Answer:
    """An earlier version as its students read it."""
    rubric, version_id = found
    content = queries.rubric_content(version_id)
    return render_page("rubrics/version.html", rubric=rubric, content=content, plan=queries.as_plan(content))
