"""Who takes part: added by class, recorded afterwards."""

from collections.abc import Sequence
from uuid import UUID

from flask import request, url_for

from parasat_lms.plugin_api import (
    Answer,
    ClassStudent,
    Person,
    Refused,
    current_actor,
    flash_success,
    requires,
    see_other,
    students,
)
from parasat_zholy import _, _l, seeds
from parasat_zholy.forms import PartForm
from parasat_zholy.models import Participation
from parasat_zholy.operations import activities as operations
from parasat_zholy.operations.activities import PartInput
from parasat_zholy.policies.access import activities_led_by
from parasat_zholy.policies.permissions import ACTIVITY_EDIT
from parasat_zholy.queries import activities as queries
from parasat_zholy.queries.activities import ActivityLine
from parasat_zholy.views.pages import blueprint, content_choices, show, uuid_of

STATES = (("joined", _l("Takes part")), ("took_part", _l("Took part")), ("missed", _l("Was not there")))


def _led(activity_id: UUID) -> ActivityLine | None:
    return queries.activity_line(activity_id, activities_led_by(current_actor()))


def classes_of(everybody: Sequence[ClassStudent]) -> dict[str, str]:
    """The classes that have students, by id, in their order."""
    found = {}
    for one in everybody:
        if one.school_class is not None:
            found[str(one.school_class.id)] = (one.school_class.grade, one.school_class.title)
    return {key: title for key, (_grade, title) in sorted(found.items(), key=lambda item: item[1])}


def in_class(everybody: Sequence[ClassStudent], class_id: str | None) -> list[Person]:
    """The students of that class."""
    return [
        one.person
        for one in everybody
        if one.school_class is not None and str(one.school_class.id) == class_id
    ]


def _part_form(part: Participation, *, sent: bool) -> PartForm:
    prefix = f"part-{part.id}-"
    form = PartForm(prefix=prefix) if sent else PartForm(formdata=None, prefix=prefix, obj=part)
    form.role.choices = content_choices(seeds.roles())
    form.state.choices = list(STATES)
    return form


def _page(
    line: ActivityLine, forms: dict[UUID, PartForm] | None = None, status: int = 200, problem: str = ""
) -> Answer:
    everybody = queries.participants(line.activity.id)
    taking = {person.id for _part, person in everybody}
    of_school = students()
    chosen = request.args.get("class")
    return show(
        "participants",
        "activities",
        status=status,
        line=line,
        rows=[
            (person, part, forms[part.id] if forms and part.id in forms else _part_form(part, sent=False))
            for part, person in everybody
        ],
        classes=classes_of(of_school),
        chosen=chosen,
        candidates=[person for person in in_class(of_school, chosen) if person.id not in taking],
        problem=problem,
    )


@blueprint.get("/activities/<uuid:activity_id>/people")
@requires(ACTIVITY_EDIT, on=_led)
def people(line: ActivityLine) -> Answer:
    """Everybody who takes part, and a class to choose more from."""
    return _page(line)


@blueprint.post("/activities/<uuid:activity_id>/people")
@requires(ACTIVITY_EDIT, on=_led)
def add_people(line: ActivityLine) -> Answer:
    """Put students of the chosen class on the list."""
    wanted = {found for value in request.form.getlist("student") if (found := uuid_of(value))}
    of_school = {one.person.id for one in students()}
    if not wanted or not wanted <= of_school:
        return _page(line, status=422, problem=_("Choose at least one student."))
    try:
        operations.add_participants(line.activity.id, sorted(wanted))
    except Refused as refused:
        return _page(line, status=422, problem=str(refused))
    flash_success(_("They take part."))
    return see_other(url_for("parasat_zholy.people", activity_id=line.activity.id))


@blueprint.post("/activities/<uuid:activity_id>/record")
@requires(ACTIVITY_EDIT, on=_led)
def record(line: ActivityLine) -> Answer:
    """Record roles, who took part and for how long."""
    forms = {
        part.id: _part_form(part, sent=True)
        for part, _person in queries.participants(line.activity.id)
        if f"part-{part.id}-role" in request.form
    }
    # Every form is asked, so that every error stands at its field.
    good = [form.validate() for form in forms.values()]
    if not all(good):
        return _page(line, forms, status=422, problem=_("Please correct what is marked below."))
    operations.record_parts(
        line.activity.id,
        {
            part_id: PartInput(form.role.data, form.state.data, form.hours.data)
            for part_id, form in forms.items()
        },
    )
    flash_success(_("It is recorded."))
    return see_other(url_for("parasat_zholy.people", activity_id=line.activity.id))
