"""Contests, olympiads and events with their results."""

from collections.abc import Sequence
from uuid import UUID

from flask import request, url_for

from parasat_horizons import _
from parasat_horizons.forms.choices import AWARD_WORDS, CONTEST_KIND_WORDS, LEVEL_WORDS
from parasat_horizons.forms.contests import ContestForm, ResultForm, filled_in
from parasat_horizons.models import CONTEST_LEVELS, Contest
from parasat_horizons.operations.contests import change, note_result, record, remove_result
from parasat_horizons.queries.contests import contest, contests, result_of, results
from parasat_horizons.seeds import formats
from parasat_horizons.views.doors import CONTEST_READ, CONTEST_RECORD, blueprint, page_number
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    children_of,
    current_actor,
    flash_success,
    render_page,
    requires,
    see_other,
    students,
)


@blueprint.get("/contests")
@requires(CONTEST_READ)
def contest_list() -> Answer:
    """The contests, the latest first, by level."""
    asked = request.args.get("level", "")
    level = asked if asked in CONTEST_LEVELS else None
    page = page_number()
    rows, pages = contests(level, page)
    return render_page(
        "parasat_horizons/contests.html",
        rows=rows,
        page=page,
        pages=pages,
        level=level,
        levels=LEVEL_WORDS,
        kinds=CONTEST_KIND_WORDS,
        formats=formats(),
    )


def _whose() -> Sequence[UUID] | None:
    """Whose results somebody sees: who records them sees all, a student the own, a parent the children's."""
    actor = current_actor()
    if actor.may(CONTEST_RECORD):
        return None
    family = [child.id for child in children_of(actor.person_id)] if Role.PARENT in actor.roles else []
    return [actor.person_id, *family]


def _contest_page(found: Contest, form: ResultForm | None, status: int = 200) -> Answer:
    return render_page(
        "parasat_horizons/contest.html",
        status=status,
        contest=found,
        results=results(found.id, _whose()),
        form=form,
        levels=LEVEL_WORDS,
        kinds=CONTEST_KIND_WORDS,
        awards=AWARD_WORDS,
        formats=formats(),
    )


@blueprint.get("/contests/<uuid:contest_id>")
@requires(CONTEST_READ, on=contest)
def contest_page(found: Contest) -> Answer:
    """One contest with the results that this person may see."""
    records = current_actor().may(CONTEST_RECORD)
    return _contest_page(found, ResultForm(formdata=None, students=students()) if records else None)


@blueprint.post("/contests/<uuid:contest_id>")
@requires(CONTEST_RECORD, on=contest)
def record_result(found: Contest) -> Answer:
    """Write down what a student reached, or correct it."""
    form = ResultForm(students=students())
    if not form.validate():
        return _contest_page(found, form, status=422)
    note_result(found, UUID(form.student.data), form.award.data, (form.note.data or "").strip())
    flash_success(_("The result is written down."))
    return see_other(url_for("parasat_horizons.contest_page", contest_id=found.id))


def _with_result(contest_id: UUID, student_id: UUID) -> tuple[Contest, UUID] | None:
    found = contest(contest_id)
    return (found, student_id) if found and result_of(contest_id, student_id) else None


@blueprint.post("/contests/<uuid:contest_id>/results/<uuid:student_id>/remove")
@requires(CONTEST_RECORD, on=_with_result)
def drop_result(found: tuple[Contest, UUID]) -> Answer:
    """Take a student out of a contest."""
    remove_result(*found)
    flash_success(_("The student is no longer in the contest."))
    return see_other(url_for("parasat_horizons.contest_page", contest_id=found[0].id))


def _form_page(form: ContestForm, found: Contest | None, status: int = 200) -> Answer:
    return render_page("parasat_horizons/contest_form.html", status=status, form=form, contest=found)


@blueprint.get("/contests/new")
@requires(CONTEST_RECORD)
def new_contest() -> Answer:
    """The form of a new contest."""
    return _form_page(ContestForm(formdata=None), None)


@blueprint.post("/contests/new")
@requires(CONTEST_RECORD)
def create_contest() -> Answer:
    """Write a contest down."""
    form = ContestForm()
    if not form.validate():
        return _form_page(form, None, status=422)
    made = record(form.facts, current_actor().person_id)
    flash_success(_("The contest is written down."))
    return see_other(url_for("parasat_horizons.contest_page", contest_id=made.id))


@blueprint.get("/contests/<uuid:contest_id>/edit")
@requires(CONTEST_RECORD, on=contest)
def edit_contest(found: Contest) -> Answer:
    """The form of a contest."""
    return _form_page(ContestForm(formdata=None, data=filled_in(found), contest=found), found)


@blueprint.post("/contests/<uuid:contest_id>/edit")
@requires(CONTEST_RECORD, on=contest)
def update_contest(found: Contest) -> Answer:
    """Correct a contest."""
    form = ContestForm(contest=found)
    if not form.validate():
        return _form_page(form, found, status=422)
    change(found, form.facts)
    flash_success(_("The contest is changed."))
    return see_other(url_for("parasat_horizons.contest_page", contest_id=found.id))
