"""What the micro-qualifications do when the core asks or tells."""

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
    if not ways:
        return None
    html = render_template("parasat_microqualifications/_panel.html", ways=ways, linked=False, _=_)
    return Panel(_("Micro-qualifications"), Markup(html))


@hookimpl
def home_panels(person_id: UUID) -> Panel | None:
    """What waits for an assessor; how far a student is."""
    actor = current_actor()
    if actor.may(EVIDENCE_ASSESS):
        waiting = waiting_for(person_id)
        if waiting.wishes or waiting.proofs:
            html = render_template(
                "parasat_microqualifications/_waiting.html", waiting=waiting, _=_, ngettext=_n
            )
            return Panel(_("Micro-qualifications"), Markup(html))
    elif actor.may(EVIDENCE_BRING) and (ways := ways_of(person_id)):
        html = render_template("parasat_microqualifications/_panel.html", ways=ways, linked=True, _=_)
        return Panel(_("Micro-qualifications"), Markup(html))
    return None


@hookimpl
def demonstrate(year: DemoYear) -> None:
    """Two finished qualifications with credentials and several under way."""
    fill(year)
