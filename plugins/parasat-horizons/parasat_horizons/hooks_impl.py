"""What additional education does when the core asks."""

from uuid import UUID

from flask import render_template
from markupsafe import Markup

from parasat_horizons import _, _n
from parasat_horizons.forms.choices import WEEKDAYS
from parasat_horizons.queries import panels
from parasat_horizons.queries.clubs import week_of_member
from parasat_horizons.seeds.demonstration import fill
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import DemoYear, Panel, WeekEntry, current_actor, hookimpl


def _panel(template: str, **context: object) -> Panel:
    html = render_template(f"parasat_horizons/{template}", _=_, ngettext=_n, weekdays=WEEKDAYS, **context)
    return Panel(_("Additional education"), Markup(html))  # noqa: S704 - the template has escaped everything


@hookimpl
def week_entries(student_id: UUID) -> list[WeekEntry]:
    """The meetings of the clubs in which the student is a member."""
    return week_of_member(student_id)


@hookimpl
def home_panels(person_id: UUID) -> Panel | None:
    """A leader's clubs; a student's meetings; the meetings of a parent's children."""
    roles = current_actor().roles
    if roles & {Role.TEACHER, Role.MENTOR}:
        led = panels.clubs_led(person_id)
        return _panel("_panel_led.html", led=led) if led else None
    if Role.STUDENT in roles:
        return _panel("_panel_week.html", meetings=panels.meetings_of_member(person_id), own=True)
    if Role.PARENT in roles:
        meetings = panels.meetings_of_children(person_id)
        return _panel("_panel_week.html", meetings=meetings, own=False) if meetings else None
    return None


@hookimpl
def profile_panels(student_id: UUID) -> Panel | None:
    """The clubs of a student with attendance, and prizes."""
    found = panels.engagement(student_id)
    return _panel("_panel_profile.html", clubs=found, student_id=student_id) if found else None


@hookimpl
def demonstrate(year: DemoYear) -> None:
    """Clubs, contests and portfolios of a demonstration school."""
    fill(year)
