"""The balance of life in a week, for the student and the parents."""

from uuid import UUID

from flask import url_for

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    Person,
    Refused,
    children_of,
    current_actor,
    flash_success,
    requires,
    see_other,
)
from parasat_zholy import _, seeds
from parasat_zholy.forms import WEEKDAYS, WEEKDAYS_SHORT, LifeForm
from parasat_zholy.models import LifeEntry
from parasat_zholy.operations import week as operations
from parasat_zholy.policies.permissions import WEEK_READ, WEEK_WRITE
from parasat_zholy.queries import week as queries
from parasat_zholy.views.pages import Tab, blueprint, content_choices, show


def _form(**given: object) -> LifeForm:
    form = LifeForm(**given)
    form.life.choices = content_choices(seeds.parts_of_life())
    form.weekdays.choices = [(str(number), label) for number, label in enumerate(WEEKDAYS, 1)]
    return form


def _page(form: LifeForm | None, child: Person | None = None, status: int = 200, problem: str = "") -> Answer:
    actor = current_actor()
    children = children_of(actor.person_id) if Role.PARENT in actor.roles else []
    shown = child or (children[0] if children and form is None else None)
    whose = shown.id if shown else (actor.person_id if form else None)
    return show(
        "week",
        "week",
        status=status,
        balance=queries.balance_of(whose) if whose else None,
        whose=shown,
        children=[
            Tab(one.full_name, url_for("parasat_zholy.week_of_child", student_id=one.id), one == shown)
            for one in children
        ],
        weekdays=WEEKDAYS,
        short_weekdays=WEEKDAYS_SHORT,
        form=form,
        problem=problem,
    )


@blueprint.get("/week")
@requires(WEEK_READ)
def week() -> Answer:
    """One's own week; for a parent that of the first child."""
    may_write = current_actor().may(WEEK_WRITE)
    return _page(_form(formdata=None, life="sleep") if may_write else None)


def _child(student_id: UUID) -> Person | None:
    return next((one for one in children_of(current_actor().person_id) if one.id == student_id), None)


@blueprint.get("/week/<uuid:student_id>")
@requires(WEEK_READ, on=_child)
def week_of_child(child: Person) -> Answer:
    """The week of one's child."""
    return _page(None, child)


@blueprint.post("/week")
@requires(WEEK_WRITE)
def add_time() -> Answer:
    """Write an own time down."""
    form = _form()
    if not form.validate():
        return _page(form, status=422)
    try:
        operations.add_times(
            current_actor().person_id,
            form.life.data,
            (form.title.data or "").strip(),
            [int(day) for day in form.weekdays.data],
            form.starts_at.data,
            form.ends_at.data,
        )
    except Refused as refused:
        return _page(form, status=422, problem=str(refused))
    flash_success(_("It stands in your week."))
    return see_other(url_for("parasat_zholy.week"))


def _own(entry_id: UUID) -> LifeEntry | None:
    return queries.own_time(entry_id, current_actor().person_id)


@blueprint.post("/week/<uuid:entry_id>/delete")
@requires(WEEK_WRITE, on=_own)
def delete_time(entry: LifeEntry) -> Answer:
    """Take an own time out of the week."""
    operations.delete_time(entry)
    flash_success(_("It is out of your week."))
    return see_other(url_for("parasat_zholy.week"))
