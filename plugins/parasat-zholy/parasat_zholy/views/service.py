"""Hours of service: logged by students, decided by supervisors at school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for
from sqlalchemy import ColumnElement
from wtforms.fields.choices import SelectChoice

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    Person,
    Refused,
    children_of,
    current_actor,
    current_year,
    flash_success,
    pick,
    requires,
    see_other,
    terms_of,
    today,
)
from parasat_zholy import _
from parasat_zholy.forms import DecisionForm, ServiceForm
from parasat_zholy.models import ServiceEntry
from parasat_zholy.operations import service as operations
from parasat_zholy.operations.service import ServiceInput, TooManyHours
from parasat_zholy.policies import hours as rules
from parasat_zholy.policies.access import service_decided_by
from parasat_zholy.policies.permissions import SERVICE_DECIDE, SERVICE_LOG, SERVICE_READ
from parasat_zholy.queries import activities as activity_queries
from parasat_zholy.queries import service as queries
from parasat_zholy.queries.pages import Paged
from parasat_zholy.queries.service import ServiceLine
from parasat_zholy.views.outside import address_of
from parasat_zholy.views.pages import blueprint, page_number, people_choices, show, staff, uuid_of

OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class StudentHours:
    """A student's entries and the sums of the confirmed ones by term of this year."""

    student: Person | None
    sums: Sequence[rules.Sum]  # type: ignore[type-arg]
    entries: Paged[ServiceLine]


def _hours_of(people: Sequence[tuple[UUID, Person | None]]) -> list[StudentHours]:
    year = current_year()
    terms = terms_of(year.id) if year else []
    first, last = (year.starts_on, year.ends_on) if year else (date.min, date.max)
    days = queries.confirmed_days([student_id for student_id, _person in people], first, last)
    return [
        StudentHours(
            person, rules.by_term(days[student_id], terms), queries.entries_of(student_id, page_number())
        )
        for student_id, person in people
    ]


def _form(**given: object) -> ServiceForm:
    form = ServiceForm(**given)
    form.latest = today()
    form.supervisor.choices = [
        SelectChoice("", _("choose a person")),
        SelectChoice(OUTSIDE, _("somebody outside the school")),
        *people_choices(staff()),
    ]
    taking = activity_queries.activities_of(current_actor().person_id)
    form.activity.choices = [
        SelectChoice("", _("none of them")),
        *(SelectChoice(str(activity.id), pick(activity.title)) for activity in taking),
    ]
    form.begin()
    return form


def _decides() -> ColumnElement[bool]:
    actor = current_actor()
    return service_decided_by(actor, [child.id for child in children_of(actor.person_id)])


def _page(form: ServiceForm | None, status: int = 200) -> Answer:
    actor = current_actor()
    own = _hours_of([(actor.person_id, None)]) if actor.may(SERVICE_LOG) else []
    children = (
        _hours_of([(child.id, child) for child in children_of(actor.person_id)])
        if Role.PARENT in actor.roles
        else []
    )
    decides = actor.may(SERVICE_DECIDE)
    return show(
        "service",
        "service",
        status=status,
        own=own[0] if own else None,
        children=children,
        waiting=queries.entries_to_decide(_decides(), page_number()) if decides else None,
        decided=queries.decided_lately(_decides()) if decides else [],
        form=form,
    )


@blueprint.get("/service")
@requires(SERVICE_READ)
def service() -> Answer:
    """One's own hours, one's children's, and those that wait for one's decision."""
    form = _form(formdata=None) if current_actor().may(SERVICE_LOG) else None
    return _page(form)


@blueprint.post("/service")
@requires(SERVICE_LOG)
def log_hours() -> Answer:
    """A student writes hours down."""
    form = _form()
    if not form.validate() or not _has_supervisor(form):
        return _page(form, status=422)
    wanted = ServiceInput(
        served_on=form.served_on.data,
        hours=form.hours.data,
        text=form.text.data.strip(),
        supervisor_id=uuid_of(form.supervisor.data),
        outside_name=(form.outside_name.data or "").strip() if form.supervisor.data == OUTSIDE else "",
        activity_id=uuid_of(form.activity.data),
    )
    try:
        operations.log_hours(wanted, current_actor().person_id, form.key(current_actor().person_id))
    except TooManyHours as refused:
        form.hours.errors = [*form.hours.errors, str(refused)]
        return _page(form, status=422)
    flash_success(_("Your hours are written down and wait for confirmation."))
    return see_other(url_for("parasat_zholy.service"))


def _has_supervisor(form: ServiceForm) -> bool:
    if form.supervisor.data == OUTSIDE or uuid_of(form.supervisor.data):
        return True
    form.supervisor.errors = [*form.supervisor.errors, _("Choose who can confirm it.")]
    return False


def _own_entry(entry_id: UUID) -> ServiceLine | None:
    return queries.entry_line(entry_id, ServiceEntry.student_id == current_actor().person_id)


@blueprint.post("/service/<uuid:entry_id>/take-back")
@requires(SERVICE_LOG, on=_own_entry)
def take_back(line: ServiceLine) -> Answer:
    """The student takes an undecided entry away."""
    operations.take_back(line.entry)
    flash_success(_("The entry is taken back."))
    return see_other(url_for("parasat_zholy.service"))


def _decidable(entry_id: UUID) -> ServiceLine | None:
    return queries.entry_line(entry_id, _decides())


def _decision_page(line: ServiceLine, form: DecisionForm, status: int = 200) -> Answer:
    return show(
        "decide", "service", status=status, line=line, form=form, link=address_of(line.entry), now=today()
    )


@blueprint.get("/service/<uuid:entry_id>")
@requires(SERVICE_DECIDE, on=_decidable)
def service_entry(line: ServiceLine) -> Answer:
    """An entry to decide, with the link for a supervisor outside where one was made."""
    return _decision_page(line, DecisionForm(formdata=None))


@blueprint.post("/service/<uuid:entry_id>")
@requires(SERVICE_DECIDE, on=_decidable)
def decide(line: ServiceLine) -> Answer:
    """Confirm or decline."""
    form = DecisionForm()
    if not form.validate():
        return _decision_page(line, form, status=422)
    operations.decide(
        line.entry.id,
        confirmed=form.decision.data == "confirm",
        remark=(form.remark.data or "").strip(),
        decided_by_id=current_actor().person_id,
    )
    flash_success(_("The decision is written down."))
    return see_other(url_for("parasat_zholy.service"))


@blueprint.post("/service/<uuid:entry_id>/link")
@requires(SERVICE_DECIDE, on=_decidable)
def issue_link(line: ServiceLine) -> Answer:
    """Make the link for the supervisor outside; an earlier one stops working."""
    try:
        operations.issue_link(line.entry)
    except Refused as refused:
        form = DecisionForm(formdata=None)
        form.form_errors = [str(refused)]
        return _decision_page(line, form, status=422)
    flash_success(_("The link is made."))
    return see_other(url_for("parasat_zholy.service_entry", entry_id=line.entry.id))
