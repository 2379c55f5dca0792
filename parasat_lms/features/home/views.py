"""The first page after signing in, and the page of a school's address."""

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, url_for
from flask_babel import force_locale
from markupsafe import Markup
from werkzeug.wrappers import Response

from parasat_lms.core.charts import radar_geometry
from parasat_lms.core.guard import Actor, current_actor, public, requires
from parasat_lms.core.plugins import Panel, manager
from parasat_lms.core.web import Answer, render_page
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.assignments.queries import tasks_of
from parasat_lms.features.home import queries
from parasat_lms.features.marking.queries import waiting_courses
from parasat_lms.features.schools.queries import schools_of_network

blueprint = Blueprint("home", __name__, template_folder="templates")

SAMPLES_IN = "kk"
"""The language of the pattern page's samples."""


@blueprint.get("/<school>/")
@public("an address, not a page: it leads to the public page or to one's own")
def door() -> Response:
    """A school's bare address leads to where one belongs."""
    return redirect(url_for("home.page" if g.get("actor") else "branding.about"))


def _parts(actor: Actor) -> dict[str, Any]:
    """What the roles of this person put on the page."""
    parts: dict[str, Any] = {}
    if Role.TEACHER in actor.roles:
        parts["courses"] = waiting_courses(actor.person_id)
    if Role.STUDENT in actor.roles:
        parts["tasks"] = tasks_of(actor.person_id)
        parts["returned"] = queries.lately_returned([actor.person_id])
    if Role.PARENT in actor.roles:
        parts["children"] = queries.children_with_works(actor.person_id)
    if Role.ADMIN in actor.roles:
        parts["figures"] = queries.figures()
    if Role.NETWORK in actor.roles:
        parts["schools"] = schools_of_network(g.school.network_id)
    return parts


@blueprint.get("/<school>/home")
@requires(Permission.HOME_PAGE_READ)
def page() -> Answer:
    """What each role sees first."""
    actor = current_actor()
    panels = manager().gather("home_panels", g.school.plugins, Panel, person_id=actor.person_id)
    return render_page("home/page.html", parts=_parts(actor), panels=panels)


@blueprint.get("/_design")
@blueprint.get("/<school>/_design")
@public("the living pattern page holds sample words only")
def design() -> Answer:
    """Every component of the design system, plain or in a school's brand; in the demonstration only."""
    if not current_app.config["PARASAT_DEMO"]:
        abort(404)
    # The samples are one Kazakh text, so the words of the components around them are Kazakh too.
    with force_locale(SAMPLES_IN):
        samples = Markup(render_template("_design_body.html", radar_geometry=radar_geometry))  # noqa: S704 - our own template
    return render_page("home/design.html", samples=samples, samples_in=SAMPLES_IN)
