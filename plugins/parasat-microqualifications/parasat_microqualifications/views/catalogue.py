"""The catalogue, and one qualification with all that it asks for."""

from uuid import UUID

from flask import url_for

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    Person,
    as_plan,
    current_actor,
    flash_success,
    people_in_role,
    render_page,
    requires,
    see_other,
)
from parasat_microqualifications import _, seeds
from parasat_microqualifications.forms import AssessorsForm, WishForm
from parasat_microqualifications.models import Qualification
from parasat_microqualifications.operations import catalogue as changes
from parasat_microqualifications.operations import enrolling
from parasat_microqualifications.queries import catalogue as reads
from parasat_microqualifications.queries import enrolments
from parasat_microqualifications.views.pages import ASSESSORS_NAME, CATALOGUE_READ, ENROLMENT_WISH, blueprint


@blueprint.get("")
@requires(CATALOGUE_READ)
def catalogue() -> Answer:
    """The five groups with their qualifications; for a student, how far each is."""
    found = reads.qualifications()
    ways = {way.qualification_id: way for way in enrolments.ways_of(current_actor().person_id)}
    return render_page(
        "parasat_microqualifications/catalogue.html",
        areas=[(title, [one for one in found if one.area == code]) for code, title in seeds.areas().items()],
        ways=ways,
    )


def _page(
    found: Qualification, wish: WishForm, naming: AssessorsForm | None = None, status: int = 200
) -> Answer:
    actor = current_actor()
    naming = naming or AssessorsForm(formdata=None)
    assessors = reads.assessors().get(found.id, [])
    if actor.may(ASSESSORS_NAME) and not naming.people.choices:
        naming.offer(_may_assess())
        naming.people.data = [str(person.id) for person in assessors]
    return render_page(
        "parasat_microqualifications/qualification.html",
        status=status,
        qualification=found,
        area=seeds.areas()[found.area],
        modules=[(module, as_plan(reads.rubric_of(module))) for module in found.modules],
        assessors=assessors,
        enrolment=enrolments.enrolment_of(actor.person_id, found.id),
        may_wish=actor.may(ENROLMENT_WISH),
        may_name=actor.may(ASSESSORS_NAME),
        wish=wish,
        naming=naming,
    )


def _may_assess() -> list[Person]:
    people = {person.id: person for role in (Role.TEACHER, Role.MENTOR) for person in people_in_role(role)}
    return sorted(people.values(), key=lambda person: person.sort_key)


def _qualification(qualification_id: UUID) -> Qualification | None:
    return reads.qualification(qualification_id)


@blueprint.get("/<uuid:qualification_id>")
@requires(CATALOGUE_READ, on=_qualification)
def qualification(found: Qualification) -> Answer:
    """One qualification: its modules, what they ask for, and the levels that are looked for."""
    return _page(found, WishForm(formdata=None))


@blueprint.post("/<uuid:qualification_id>/wish")
@requires(ENROLMENT_WISH, on=_qualification)
def wish(found: Qualification) -> Answer:
    """A student wishes to take it."""
    form = WishForm()
    if not form.validate():
        return _page(found, form, status=422)
    enrolment = enrolling.wish(current_actor().person_id, found, form.why.data)
    flash_success(_("Your wish is on its way to the assessor."))
    return see_other(url_for("parasat_microqualifications.enrolment", enrolment_id=enrolment.id))


@blueprint.post("/<uuid:qualification_id>/assessors")
@requires(ASSESSORS_NAME, on=_qualification)
def name_assessors(found: Qualification) -> Answer:
    """An administrator says who assesses it."""
    form = AssessorsForm()
    form.offer(_may_assess())
    if not form.validate():
        return _page(found, WishForm(formdata=None), form, status=422)
    changes.name_assessors(found.id, [UUID(person) for person in form.people.data or []])
    flash_success(_("The assessors are named."))
    return see_other(url_for("parasat_microqualifications.qualification", qualification_id=found.id))
