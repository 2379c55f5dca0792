"""Author's programmes as their authors write them and everybody reads them."""

from uuid import UUID

from flask import request, url_for

from parasat_lms.plugin_api import (
    Answer,
    current_actor,
    find,
    flash_success,
    requires,
    rubric_choices,
    see_other,
)
from parasat_programme import _, policies, seeds
from parasat_programme.forms.electives import PlainForm
from parasat_programme.forms.programmes import ProgrammeForm, UnitForm, words_of
from parasat_programme.models import AuthorsProgramme, ProgrammeUnit, ProgrammeVersion
from parasat_programme.operations import programmes as writing
from parasat_programme.operations import refusal
from parasat_programme.queries import programmes as written
from parasat_programme.views.shared import (
    CATALOGUE_READ,
    PROGRAMME_OFFER,
    PROGRAMME_READ,
    PROGRAMME_WRITE,
    blueprint,
    show,
)

Unit = tuple[AuthorsProgramme, ProgrammeUnit]


@blueprint.get("/programmes")
@requires(CATALOGUE_READ)
def programmes() -> Answer:
    """Own programmes, those to review, and those that the school offers."""
    actor = current_actor()
    chief = actor.may(PROGRAMME_OFFER)
    return show(
        "programmes.html",
        "programmes",
        own=written.written_by(actor.person_id) if actor.may(PROGRAMME_WRITE) else None,
        to_review=written.to_review(None if chief else actor.person_id) if actor.may(PROGRAMME_READ) else [],
        everything=written.of_the_school() if chief else None,
        offered=written.offered(),
    )


def programme_page(found: AuthorsProgramme, *, problem: str | None = None, status: int = 200) -> Answer:
    """A programme with its history, and with what the reader may do about it."""
    actor = current_actor()
    history = written.history(found)
    own = found.author_id == actor.person_id
    content = written.as_it_stands(found)
    return show(
        "programme.html",
        "programmes",
        status=status,
        listed=written.listed(found),
        content=content,
        area=seeds.areas()[found.area],
        rubrics=written.rubrics_named(content.rubrics),
        units=written.units_of(found.id),
        history=history if own or policies.judged_programme(found.id) else [],
        own=own,
        may_review=found.state == "submitted" and policies.judged_programme(found.id) is not None,
        may_offer=actor.may(PROGRAMME_OFFER),
        sections_of=written.SECTIONS,
        plain=PlainForm(formdata=None),
        problem=problem,
    )


@blueprint.get("/programmes/<uuid:programme_id>")
@requires(CATALOGUE_READ, on=policies.readable_programme)
def programme(found: AuthorsProgramme) -> Answer:
    """A programme to read."""
    return programme_page(found)


def _version(programme_id: UUID, number: int) -> tuple[AuthorsProgramme, ProgrammeVersion] | None:
    found = policies.own_programme(programme_id) or policies.judged_programme(programme_id)
    if found is None:
        return None
    for reviewed in written.history(found):
        if reviewed.version.number == number:
            return found, reviewed.version
    return None


@blueprint.get("/programmes/<uuid:programme_id>/versions/<int:number>")
@requires(PROGRAMME_READ, on=_version)
def version(found: tuple[AuthorsProgramme, ProgrammeVersion]) -> Answer:
    """A version of the history, as it was submitted."""
    content = written.as_submitted(found[1])
    return show(
        "version.html",
        "programmes",
        programme=found[0],
        version=found[1],
        content=content,
        rubrics=written.rubrics_named(content.rubrics),
        sections_of=written.SECTIONS,
    )


# --- writing ------------------------------------------------------------------------------------------------


def _form_page(
    form: ProgrammeForm, found: AuthorsProgramme | None, *, status: int = 200, problem: str | None = None
) -> Answer:
    return show(
        "programme_form.html", "programmes", status=status, form=form, programme=found, problem=problem
    )


@blueprint.get("/programmes/new")
@requires(PROGRAMME_WRITE)
def new_programme() -> Answer:
    """The form of a new programme."""
    form = ProgrammeForm(formdata=None, data=ProgrammeForm.blank()).write_with(rubric_choices())
    return _form_page(form, None)


@blueprint.post("/programmes/new")
@requires(PROGRAMME_WRITE)
def begin_programme() -> Answer:
    """Begin a draft."""
    form = ProgrammeForm().write_with(rubric_choices())
    if not form.validate():
        return _form_page(form, None, status=422)
    begun = writing.begin(current_actor().person_id, form.basics())
    flash_success(_("The draft is saved. Now add its units."))
    return see_other(url_for(".programme", programme_id=begun.id))


@blueprint.get("/programmes/<uuid:programme_id>/edit")
@requires(PROGRAMME_WRITE, on=policies.own_programme)
def edit_programme(found: AuthorsProgramme) -> Answer:
    """The form of a draft."""
    form = ProgrammeForm(formdata=None, data=ProgrammeForm.stored(found))
    return _form_page(form.write_with(rubric_choices()), found)


@blueprint.post("/programmes/<uuid:programme_id>/edit")
@requires(PROGRAMME_WRITE, on=policies.own_programme)
def write_programme(found: AuthorsProgramme) -> Answer:
    """Save a draft."""
    form = ProgrammeForm().write_with(rubric_choices())
    problem = None
    if form.validate():
        problem = refusal(lambda: writing.write(found, form.basics()))
        if problem is None:
            flash_success(_("The draft is saved."))
            return see_other(url_for(".programme", programme_id=found.id))
    return _form_page(form, found, status=422, problem=problem)


@blueprint.post("/programmes/<uuid:programme_id>/step")
@requires(PROGRAMME_WRITE, on=policies.own_programme)
def step(found: AuthorsProgramme) -> Answer:
    """Submit a programme, throw a draft away, or begin the next version."""
    steps = {
        "submit": (writing.submit, _("The programme is with the reviewers.")),
        "remove": (writing.remove, _("The draft is gone.")),
        "reopen": (writing.reopen, _("You can write the next version now.")),
    }
    verb = request.form.get("do", "")
    if verb not in steps:
        return programme_page(found, problem=_("Choose what to do with the programme."), status=422)
    change, said = steps[verb]
    problem = refusal(lambda: change(found))
    if problem:
        return programme_page(found, problem=problem, status=422)
    flash_success(said)
    if verb == "remove":
        return see_other(url_for(".programmes"))
    return see_other(url_for(".programme", programme_id=found.id))


# --- units --------------------------------------------------------------------------------------------------


def _own_unit(unit_id: UUID) -> Unit | None:
    unit = find(ProgrammeUnit, unit_id)
    programme = policies.own_programme(unit.programme_id) if unit else None
    return (programme, unit) if unit and programme else None


def _unit_page(
    programme: AuthorsProgramme,
    unit: ProgrammeUnit | None,
    form: UnitForm,
    status: int = 200,
    problem: str | None = None,
) -> Answer:
    return show(
        "unit_form.html",
        "programmes",
        status=status,
        programme=programme,
        unit=unit,
        form=form,
        problem=problem,
    )


@blueprint.get("/programmes/<uuid:programme_id>/units/new")
@requires(PROGRAMME_WRITE, on=policies.own_programme)
def new_unit(found: AuthorsProgramme) -> Answer:
    """The form of a new unit."""
    return _unit_page(found, None, UnitForm(formdata=None))


@blueprint.post("/programmes/<uuid:programme_id>/units/new")
@requires(PROGRAMME_WRITE, on=policies.own_programme)
def add_unit(found: AuthorsProgramme) -> Answer:
    """Add a unit at the end."""
    return _put_unit(found, None)


@blueprint.get("/programmes/units/<uuid:unit_id>")
@requires(PROGRAMME_WRITE, on=_own_unit)
def edit_unit(found: Unit) -> Answer:
    """The form of a unit."""
    return _unit_page(*found, UnitForm(formdata=None, data=UnitForm.stored(found[1])))


@blueprint.post("/programmes/units/<uuid:unit_id>")
@requires(PROGRAMME_WRITE, on=_own_unit)
def write_unit(found: Unit) -> Answer:
    """Save a unit."""
    return _put_unit(*found)


def _put_unit(programme: AuthorsProgramme, unit: ProgrammeUnit | None) -> Answer:
    form = UnitForm()
    if not form.validate():
        return _unit_page(programme, unit, form, 422)
    problem = refusal(
        lambda: writing.put_unit(
            programme,
            unit,
            title=words_of(form, "title"),
            content=words_of(form, "content"),
            hours=form.hours.data,
        )
    )
    if problem:
        return _unit_page(programme, unit, form, 422, problem)
    flash_success(_("The unit is saved."))
    return see_other(url_for(".programme", programme_id=programme.id, _anchor="units"))


@blueprint.post("/programmes/units/<uuid:unit_id>/move")
@requires(PROGRAMME_WRITE, on=_own_unit)
def move_unit(found: Unit) -> Answer:
    """Move a unit up or down, or take it out."""
    programme, unit = found
    where = request.form.get("do", "")
    if where == "remove":
        problem = refusal(lambda: writing.remove_unit(programme, unit))
    elif where in {"up", "down"}:
        problem = refusal(lambda: writing.move_unit(programme, unit, up=where == "up"))
    else:
        problem = _("Choose what to do with the unit.")
    if problem:
        return programme_page(programme, problem=problem, status=422)
    return see_other(url_for(".programme", programme_id=programme.id, _anchor="units"))
