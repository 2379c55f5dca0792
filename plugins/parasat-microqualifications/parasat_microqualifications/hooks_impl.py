"""What the micro-qualifications do when the core asks or tells."""

from typing import Any
from uuid import UUID

from flask import render_template
from markupsafe import Markup

from parasat_lms.plugin_api import DemoYear, Panel, PluginManifest, current_actor, hookimpl
from parasat_microqualifications import NAME, _, _n
from parasat_microqualifications.operations.catalogue import lay_down_catalogue
from parasat_microqualifications.operations.demonstration import fill
from parasat_microqualifications.queries.enrolments import waiting_for, ways_of
from parasat_microqualifications.views.pages import EVIDENCE_ASSESS, EVIDENCE_BRING


@hookimpl
def plugin_switched_on(manifest: PluginManifest) -> None:
    """The school gets its micro-qualifications when it switches this plug-in on."""
    if manifest.name == NAME:
        lay_down_catalogue()


@hookimpl
def profile_panels(student_id: UUID) -> Panel | None:
    """A student's qualifications: those awarded and those under way."""
    ways = ways_of(student_id)
    return _panel("_panel.html", ways=ways, linked=False) if ways else None


@hookimpl
def home_panels(person_id: UUID) -> Panel | None:
    """What waits for an assessor; how far a student is."""
    actor = current_actor()
    if actor.may(EVIDENCE_ASSESS):
        waiting = waiting_for(person_id)
        return _panel("_waiting.html", waiting=waiting) if waiting.wishes or waiting.proofs else None
    ways = ways_of(person_id) if actor.may(EVIDENCE_BRING) else []
    return _panel("_panel.html", ways=ways, linked=True) if ways else None


def _panel(template: str, **content: Any) -> Panel:
    """A panel in the plug-in's own words."""
    html = render_template(f"parasat_microqualifications/{template}", _=_, ngettext=_n, **content)
    return Panel(_("Micro-qualifications"), Markup(html))  # noqa: S704 - the template has escaped everything


@hookimpl
def demonstrate(year: DemoYear) -> None:
    """Two finished qualifications with credentials and several under way."""
    fill(year)
