"""The activities: found, made, changed, joined."""

from uuid import UUID

from flask import request, url_for
from sqlalchemy import ColumnElement
from wtforms.fields.choices import SelectChoice

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    Refused,
    activity_assessments,
    children_of,
    current_actor,
    current_language,
    flash_success,
    requires,
    see_other,
    today,
)
from parasat_zholy import NAME, _, seeds
from parasat_zholy.forms import WEEKDAYS, ActivityForm, weekly
from parasat_zholy.models import Activity
from parasat_zholy.operations import activities as operations
from parasat_zholy.operations.activities import ActivityInput
from parasat_zholy.policies.access import activities_joined_by, activities_led_by
from parasat_zholy.policies.permissions import ACTIVITY_ASSESS, ACTIVITY_EDIT, ACTIVITY_JOIN, ACTIVITY_READ
from parasat_zholy.queries import activities as queries
from parasat_zholy.queries import projects
from parasat_zholy.queries.activities import ActivityLine, When
from parasat_zholy.views.pages import (
    blueprint,
    content_choices,
    one_of,
    page_number,
    people_choices,
    show,
    staff,
    uuid_of,
)

OWN = "own"


@blueprint.get("")
@requires(ACTIVITY_READ)
def activities() -> Answer:
    """What the programme does now, did, or does with one's own part."""
    actor = current_actor()
    component = one_of(request.args.get("component"), seeds.components())
    kind = one_of(request.args.get("kind"), seeds.kinds())
    whose = one_of(request.args.get("whose"), (OWN,))
    past = bool(request.args.get("past"))
    when: When = "past" if past else "now"
    page = queries.activity_lines(
        page_number(),
        today=today(),
        component=component,
        kind=kind,
        when=when,
        among=_own() if whose else None,
    )
    waiting = projects.waiting_for(actor.person_id) if actor.may(ACTIVITY_ASSESS) else []
    return show(
        "activities", "activities", page=page, component=component, kind=kind, whose=whose, past=past, waiting=waiting
    )  # fmt: skip


def _own() -> ColumnElement[bool]:
    """What this person leads or takes part in, or the own children do."""
    actor = current_actor()
    if actor.may(ACTIVITY_ASSESS):
        return Activity.leader_id == actor.person_id
    people = [actor.person_id]
    if Role.PARENT in actor.roles:
        people += [child.id for child in children_of(actor.person_id)]
    return activities_joined_by(people)


def _readable(activity_id: UUID) -> ActivityLine | None:
    return queries.activity_line(activity_id)


def _changeable(activity_id: UUID) -> ActivityLine | None:
    return queries.activity_line(activity_id, activities_led_by(current_actor()))


def activity_page(line: ActivityLine, *, status: int = 200, problem: str = "") -> Answer:
    """One activity, with as much of its people as the reader may see.

    A leader and the administration see all, a team itself, parents their children.
    """
    actor = current_actor()
    leads = line.activity.leader_id == actor.person_id or Role.ADMIN in actor.roles
    everybody = queries.participants(line.activity.id)
    part = next((part for part, person in everybody if person.id == actor.person_id), None)
    family = (
        {actor.person_id, *(child.id for child in children_of(actor.person_id))}
        if Role.PARENT in actor.roles
        else {actor.person_id}
    )
    seen = [(p, person) for p, person in everybody if leads or part is not None or person.id in family]
    assessed = activity_assessments(NAME, activity_id=line.activity.id) if leads or seen else []
    readable = [found for found in assessed if leads or found.work.student_id in family]
    return show(
        "activity",
        "activities",
        status=status,
        line=line,
        part=part,
        participants=seen,
        assessments={found.work.student_id: found for found in readable},
        leads=leads,
        assesses=line.activity.leader_id == actor.person_id and actor.may(ACTIVITY_ASSESS),
        over=line.activity.ends_on < today(),
        weekdays=WEEKDAYS,
        problem=problem,
    )


@blueprint.get("/activities/<uuid:activity_id>")
@requires(ACTIVITY_READ, on=_readable)
def activity(line: ActivityLine) -> Answer:
    """One activity."""
    return activity_page(line)


def _prepared(form: ActivityForm) -> ActivityForm:
    form.component.choices = content_choices(
        {code: component.title for code, component in seeds.components().items()}
    )
    form.kind.choices = content_choices(seeds.kinds())
    form.life.choices = content_choices(
        {code: title for code, title in seeds.parts_of_life().items() if code != "sleep"}
    )
    form.leader.choices = people_choices(staff())
    days = [SelectChoice(str(number), label) for number, label in enumerate(WEEKDAYS, 1)]
    form.weekday.choices = [SelectChoice("", _("no weekly time")), *days]
    form.begin()
    return form


def _wanted(form: ActivityForm) -> ActivityInput:
    leader = uuid_of(form.leader.data)
    if leader is None:
        raise Refused(_("Choose who leads it."))
    return ActivityInput(
        component=form.component.data,
        kind=form.kind.data,
        title=form.title(),
        description=form.description(),
        life=form.life.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        hours_planned=form.hours_planned.data,
        leader_id=leader,
        place=(form.place.data or "").strip(),
        places=form.places.data,
        weekday=weekly(form.weekday.data),
        starts_at=form.starts_at.data,
        ends_at=form.ends_at.data,
    )


def _form_page(form: ActivityForm, line: ActivityLine | None, status: int = 200, problem: str = "") -> Answer:
    return show("activity_form", "activities", status=status, form=form, line=line, problem=problem)


@blueprint.get("/activities/new")
@requires(ACTIVITY_EDIT)
def new_activity() -> Answer:
    """An empty activity, led by who makes it."""
    form = ActivityForm(
        formdata=None,
        leader=str(current_actor().person_id),
        life="service",
        origin=current_language(),
    )
    return _form_page(_prepared(form), None)


@blueprint.post("/activities/new")
@requires(ACTIVITY_EDIT)
def add_activity() -> Answer:
    """Make an activity."""
    form = _prepared(ActivityForm())
    if not form.validate():
        return _form_page(form, None, status=422)
    made = operations.add_activity(
        _wanted(form), current_actor().person_id, form.key(current_actor().person_id)
    )
    flash_success(_("The activity is made."))
    return see_other(url_for("parasat_zholy.activity", activity_id=made.id))


@blueprint.get("/activities/<uuid:activity_id>/edit")
@requires(ACTIVITY_EDIT, on=_changeable)
def edit_activity(line: ActivityLine) -> Answer:
    """An activity as its form."""
    told = line.activity
    form = ActivityForm(
        formdata=None,
        **{f"title_{language}": getattr(told.title, language) for language in ("kk", "ru", "en")},
        **{f"description_{language}": getattr(told.description, language) for language in ("kk", "ru", "en")},
        origin=told.title.origin,
        leader=str(told.leader_id),
        weekday=str(told.weekday or ""),
        obj=told,
    )
    return _form_page(_prepared(form), line)


@blueprint.post("/activities/<uuid:activity_id>/edit")
@requires(ACTIVITY_EDIT, on=_changeable)
def change_activity(line: ActivityLine) -> Answer:
    """Change an activity."""
    form = _prepared(ActivityForm())
    if not form.validate():
        return _form_page(form, line, status=422)
    try:
        operations.change_activity(line.activity, _wanted(form))
    except Refused as refused:
        return _form_page(form, line, status=422, problem=str(refused))
    flash_success(_("The activity is changed."))
    return see_other(url_for("parasat_zholy.activity", activity_id=line.activity.id))


@blueprint.post("/activities/<uuid:activity_id>/join")
@requires(ACTIVITY_JOIN, on=_readable)
def join(line: ActivityLine) -> Answer:
    """A student joins."""
    try:
        operations.add_participants(line.activity.id, [current_actor().person_id])
    except Refused as refused:
        return activity_page(line, status=422, problem=str(refused))
    flash_success(_("You take part."))
    return see_other(url_for("parasat_zholy.activity", activity_id=line.activity.id))


@blueprint.post("/activities/<uuid:activity_id>/leave")
@requires(ACTIVITY_JOIN, on=_readable)
def leave(line: ActivityLine) -> Answer:
    """A student leaves."""
    try:
        operations.leave(line.activity.id, current_actor().person_id)
    except Refused as refused:
        return activity_page(line, status=422, problem=str(refused))
    flash_success(_("You do not take part any more."))
    return see_other(url_for("parasat_zholy.activity", activity_id=line.activity.id))
