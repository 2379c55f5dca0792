"""What the programme does when the core asks or tells."""

from uuid import UUID

from flask import render_template
from markupsafe import Markup

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import DemoYear, Panel, WeekEntry, WeekPart, current_actor, hookimpl, today
from parasat_zholy import _, _n, seeds
from parasat_zholy.operations.demonstration import fill
from parasat_zholy.operations.journal import erase_private
from parasat_zholy.queries.activities import weekly_activities
from parasat_zholy.queries.panels import confirmed_of, steps_to_do, waiting_for


@hookimpl
def week_entries(student_id: UUID) -> list[WeekEntry]:
    """The activities with a weekly time that this student takes part in now."""
    return [
        WeekEntry(
            WeekPart(activity.life),
            activity.title,
            activity.weekday,
            activity.starts_at,
            activity.ends_at,
            activity.place,
        )
        for activity in weekly_activities(student_id, today())
        if activity.weekday and activity.starts_at and activity.ends_at
    ]


@hookimpl
def home_panels(person_id: UUID) -> Panel | None:
    """For a student what was agreed and is to be done, for staff what waits for a decision."""
    roles = current_actor().roles
    if Role.STUDENT in roles:
        return _panel("_home_student", steps=steps_to_do(person_id))
    if roles & {Role.TEACHER, Role.MENTOR}:
        return _panel("_home_leader", waiting=waiting_for(person_id))
    return None


@hookimpl
def profile_panels(student_id: UUID) -> Panel | None:
    """Confirmed hours of service, and the activities that a student took part in."""
    return _panel("_profile", done=confirmed_of(student_id))


def _panel(template: str, **context: object) -> Panel | None:
    if not any(context.values()):
        return None
    html = render_template(
        f"parasat_zholy/{template}.html", _=_, ngettext=_n, components=seeds.components(), **context
    )
    return Panel(_("Parasat Zholy"), Markup(html))  # noqa: S704 - the template has escaped everything


@hookimpl
def erase_subject(person_id: UUID) -> None:
    """What a student kept private goes, too; the claims of the manifest do the rest."""
    erase_private(person_id)


@hookimpl
def demonstrate(year: DemoYear) -> None:
    """A term of activities, service, mentors, reflections and projects."""
    fill(year)
