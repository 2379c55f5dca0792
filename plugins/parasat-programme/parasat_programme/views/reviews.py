"""Author's programmes as reviewers judge them and the school offers them."""

from uuid import UUID

from flask import request, url_for

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    Person,
    current_actor,
    flash_success,
    people_in_role,
    requires,
    see_other,
)
from parasat_programme import _, policies
from parasat_programme.forms.programmes import ReviewerForm, ReviewForm
from parasat_programme.models import AuthorsProgramme
from parasat_programme.operations import programmes as writing
from parasat_programme.operations import refusal
from parasat_programme.queries import programmes as written
from parasat_programme.views.programmes import programme_page
from parasat_programme.views.shared import PROGRAMME_OFFER, PROGRAMME_REVIEW, blueprint, show

EXPERTS = (Role.TEACHER, Role.PSYCHOLOGIST, Role.MENTOR)


def _review_page(
    found: AuthorsProgramme, form: ReviewForm, *, status: int = 200, problem: str | None = None
) -> Answer:
    content = written.as_it_stands(found)
    return show(
        "review.html",
        "programmes",
        status=status,
        listed=written.listed(found),
        content=content,
        rubrics=written.rubrics_named(content.rubrics),
        sections_of=written.SECTIONS,
        form=form,
        problem=problem,
    )


@blueprint.get("/programmes/<uuid:programme_id>/review")
@requires(PROGRAMME_REVIEW, on=policies.judged_programme)
def review(found: AuthorsProgramme) -> Answer:
    """The programme beside the remarks to it."""
    if found.state != "submitted":
        return see_other(url_for(".programme", programme_id=found.id))
    return _review_page(found, ReviewForm(formdata=None))


@blueprint.post("/programmes/<uuid:programme_id>/review")
@requires(PROGRAMME_REVIEW, on=policies.judged_programme)
def decide_programme(found: AuthorsProgramme) -> Answer:
    """Return the programme with remarks, or approve it."""
    form = ReviewForm()
    decision = request.form.get("decision", "")
    if not form.validate() or decision not in {"approve", "return"}:
        return _review_page(found, form, status=422)
    problem = refusal(
        lambda: writing.review(
            found,
            approve=decision == "approve",
            remarks=form.remarks(),
            reviewer_id=current_actor().person_id,
        )
    )
    if problem:
        return _review_page(found, form, status=422, problem=problem)
    flash_success(
        _("The programme is approved.")
        if decision == "approve"
        else _("The programme is back with its author, with your remarks.")
    )
    return see_other(url_for(".programme", programme_id=found.id))


def _experts(found: AuthorsProgramme) -> list[Person]:
    people = {person.id: person for role in EXPERTS for person in people_in_role(role)}
    return sorted(
        (person for person in people.values() if person.id != found.author_id),
        key=lambda person: person.sort_key,
    )


@blueprint.get("/programmes/<uuid:programme_id>/reviewer")
@requires(PROGRAMME_OFFER, on=policies.submitted_programme)
def reviewer(found: AuthorsProgramme) -> Answer:
    """The form in which an expert is named."""
    form = ReviewerForm(formdata=None, reviewer=str(found.reviewer_id or "")).name_from(_experts(found))
    return show("reviewer.html", "programmes", programme=found, form=form)


@blueprint.post("/programmes/<uuid:programme_id>/reviewer")
@requires(PROGRAMME_OFFER, on=policies.submitted_programme)
def name_reviewer(found: AuthorsProgramme) -> Answer:
    """Name the expert who reviews a programme."""
    form = ReviewerForm().name_from(_experts(found))
    if not form.validate():
        return show("reviewer.html", "programmes", status=422, programme=found, form=form)
    named = UUID(form.reviewer.data) if form.reviewer.data else None
    problem = refusal(lambda: writing.name_reviewer(found, named))
    if problem:
        return programme_page(found, problem=problem, status=422)
    flash_success(_("The expert is named."))
    return see_other(url_for(".programme", programme_id=found.id))


@blueprint.post("/programmes/<uuid:programme_id>/offer")
@requires(PROGRAMME_OFFER, on=policies.submitted_programme)
def offer_programme(found: AuthorsProgramme) -> Answer:
    """Put an approved programme into the catalogue."""
    problem = refusal(lambda: writing.offer(found))
    if problem:
        return programme_page(found, problem=problem, status=422)
    flash_success(_("The programme is a subject of the catalogue."))
    return see_other(url_for(".catalogue"))
