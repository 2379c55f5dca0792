"""Who sees a rubric: shared, published, laid into the archive."""

from flask import request, url_for
from flask_babel import gettext as _

from parasat_lms.core.errors import Refused
from parasat_lms.core.guard import requires
from parasat_lms.core.web import Answer, flash_success, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.rubrics import operations, queries
from parasat_lms.features.rubrics.models import Rubric, RubricScope
from parasat_lms.features.rubrics.views.shelves import blueprint, load_editable, load_rubric, reader


@blueprint.post("/<uuid:rubric_id>/share")
@requires(Permission.RUBRICS_RUBRIC_WRITE, on=load_editable)
def share(rubric: Rubric) -> Answer:
    """Let oneself, a subject's teachers or the school see the rubric."""
    wanted, _colon, team = request.form.get("scope", "").partition(":")
    if wanted not in set(RubricScope):
        raise Refused(_("Choose who may see the rubric."))
    scope = RubricScope(wanted)
    if scope is RubricScope.TEAM and team not in {one.code for one in queries.teams(reader())}:
        raise Refused(_("Choose a subject that you teach."))
    operations.share(rubric.id, scope, team or None)
    flash_success(_("Saved who may see the rubric."))
    return see_other(url_for("rubrics.rubric", rubric_id=rubric.id))


@blueprint.post("/<uuid:rubric_id>/archive")
@requires(Permission.RUBRICS_RUBRIC_WRITE, on=load_editable)
def archive(rubric: Rubric) -> Answer:
    """Lay the rubric into the archive, or take it out."""
    archived = request.form.get("archived") != "no"
    operations.archive(rubric.id, archived=archived)
    if archived:
        flash_success(_("The rubric lies in the archive. Assignments that use it keep it."))
    else:
        flash_success(_("The rubric is back in the library."))
    return see_other(url_for("rubrics.rubric", rubric_id=rubric.id))


@blueprint.post("/<uuid:rubric_id>/publish")
@requires(Permission.RUBRICS_NETWORK_PUBLISH, on=load_rubric)
def publish(rubric: Rubric) -> Answer:
    """Let the schools of the network see the rubric as it is now, or take it back."""
    if request.form.get("published") == "no":
        operations.withdraw(rubric.id)
        flash_success(_("The network no longer sees the rubric. Copies that schools have made stay theirs."))
    else:
        operations.publish(rubric.id)
        flash_success(_("The schools of the network see the rubric as it is now."))
    return see_other(url_for("rubrics.rubric", rubric_id=rubric.id))
