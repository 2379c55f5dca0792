"""A school's theme as a style sheet, and its public page."""

from flask import Blueprint, Response, request

from parasat_lms.core.guard import public
from parasat_lms.core.web import Answer, render_page
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.branding import queries

blueprint = Blueprint("branding", __name__, template_folder="templates", url_prefix="/<school>")


@blueprint.get("/theme.css")
@public("colours and corners hold nothing about anybody")
def theme_stylesheet() -> Response:
    """The school's custom properties; kept for ten minutes, then asked for by its revision."""
    theme = queries.theme()
    answer = Response(queries.theme_stylesheet(theme) if theme else "", mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=600"
    answer.set_etag(theme.revision if theme else "none")
    answer.make_conditional(request)
    return answer


@blueprint.get("/about")
@public("a school's public page")
def about() -> Answer:
    """Who the school is: vision, mission, goal, tasks and the values of the network."""
    identity = queries.identity()
    return render_page(
        "branding/about.html",
        identity=identity,
        tasks=[LocalizedText.of(task) for task in identity.tasks] if identity else [],
    )
