"""What the programme does when the core asks or tells."""

from uuid import UUID

from flask import render_template
from markupsafe import Markup

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import DemoYear, Panel, PluginManifest, Subject, current_actor, hookimpl
from parasat_programme import NAME, _, _n, demo, moment, operations, queries
from parasat_programme.queries import panels


@hookimpl
def plugin_switched_on(manifest: PluginManifest) -> None:
    """The school gets its catalogue, the hours and the limits when it switches this plug-in on."""
    if manifest.name == NAME:
        operations.lay_down_catalogue()


@hookimpl
def subject_catalogue() -> list[Subject]:
    """The subjects from which courses are opened."""
    return [queries.as_subject(subject) for subject in queries.catalogue()]


@hookimpl
def home_panels(person_id: UUID) -> Panel | None:
    """Until when electives are chosen, while they are: for students and parents; one statement."""
    roles = current_actor().roles
    if not roles & {Role.STUDENT, Role.PARENT}:
        return None
    found = panels.open_round(person_id)
    if found is None:
        return None
    html = render_template(
        "parasat_programme/_home.html",
        round=found.round,
        wishes=found.wishes,
        moment=moment(found.round.closes_at),
        student=Role.STUDENT in roles,
        _=_,
        ngettext=_n,
    )
    return Panel(_("Choose your electives"), Markup(html))  # noqa: S704 - the template has escaped everything


@hookimpl
def profile_panels(student_id: UUID) -> Panel | None:
    """The electives that a student has been given; nothing before the first."""
    places = panels.places_of(student_id)
    if not places:
        return None
    html = render_template("parasat_programme/_profile.html", places=places)
    return Panel(_("Electives"), Markup(html))  # noqa: S704 - the template has escaped everything


@hookimpl
def demonstrate(year: DemoYear) -> None:
    """A finished round, an open one, and three author's programmes."""
    demo.fill(year)
