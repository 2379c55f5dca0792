"""Rounds of electives as an administrator runs them: made, filled, announced, previewed, published."""

from uuid import UUID

from flask import url_for

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    clock,
    current_year,
    flash_success,
    people_in_role,
    requires,
    see_other,
)
from parasat_programme import _, operations, policies, queries
from parasat_programme.forms.electives import OfferForm, PlainForm, PublishForm, RoundForm
from parasat_programme.models import ElectiveOffer, ElectiveRound
from parasat_programme.operations import refusal
from parasat_programme.operations import rounds as running
from parasat_programme.queries import electives as rounds
from parasat_programme.queries.electives import Offer
from parasat_programme.queries.sharing import shared
from parasat_programme.views.shared import ROUND_EDIT, blueprint, show

SHOWN = 100
"""How many students one page of a preview lists."""


@blueprint.get("/rounds/new")
@requires(ROUND_EDIT)
def new_round() -> Answer:
    """The form of a new round."""
    return show("round_form.html", "electives", form=RoundForm(formdata=None), round=None)


@blueprint.post("/rounds/new")
@requires(ROUND_EDIT)
def make_round() -> Answer:
    """Make a round."""
    form = RoundForm()
    year = current_year()
    if not form.validate() or year is None:
        problem = None if year else _("The school has no school year yet.")
        return show("round_form.html", "electives", status=422, form=form, round=None, problem=problem)
    made = running.make_round(year_id=year.id, **form.values())
    flash_success(_("The round is made. Now put electives into it."))
    return see_other(url_for(".round_page", round_id=made.id))


@blueprint.get("/rounds/<uuid:round_id>/edit")
@requires(ROUND_EDIT, on=policies.any_round)
def edit_round(found: ElectiveRound) -> Answer:
    """The form of a round that stands."""
    form = RoundForm(formdata=None, data=RoundForm.stored(found))
    return show("round_form.html", "electives", form=form, round=found)


@blueprint.post("/rounds/<uuid:round_id>/edit")
@requires(ROUND_EDIT, on=policies.any_round)
def change_round(found: ElectiveRound) -> Answer:
    """Set a round anew."""
    form = RoundForm()
    problem = None
    if form.validate():
        problem = refusal(lambda: running.change_round(found, **form.values()))
        if problem is None:
            flash_success(_("The round is saved."))
            return see_other(url_for(".round_page", round_id=found.id))
    return show("round_form.html", "electives", status=422, form=form, round=found, problem=problem)


def _round_page(found: ElectiveRound, problem: str | None = None) -> Answer:
    counts = rounds.wishes_by_rank(found.id)
    return show(
        "round.html",
        "electives",
        status=422 if problem else 200,
        round=found,
        stage=found.stage(clock.now()),
        offers=rounds.offers_of(found.id),
        counts=counts,
        without=rounds.without_choice(found) if found.announced_at and not found.published_at else [],
        form=PlainForm(formdata=None),
        problem=problem,
    )


@blueprint.get("/rounds/<uuid:round_id>")
@requires(ROUND_EDIT, on=policies.any_round)
def round_page(found: ElectiveRound) -> Answer:
    """A round with its electives, how many wish each, and who has not chosen."""
    return _round_page(found)


@blueprint.post("/rounds/<uuid:round_id>/announce")
@requires(ROUND_EDIT, on=policies.any_round)
def announce(found: ElectiveRound) -> Answer:
    """Let students and parents see the round."""
    problem = refusal(lambda: running.announce(found))
    if problem:
        return _round_page(found, problem)
    flash_success(_("Students and parents see the round."))
    return see_other(url_for(".round_page", round_id=found.id))


@blueprint.post("/rounds/<uuid:round_id>/remove")
@requires(ROUND_EDIT, on=policies.any_round)
def remove_round(found: ElectiveRound) -> Answer:
    """Take away a round that nobody has seen."""
    problem = refusal(lambda: running.remove_round(found))
    if problem:
        return _round_page(found, problem)
    flash_success(_("The round is gone."))
    return see_other(url_for(".electives"))


# --- electives of a round -----------------------------------------------------------------------------------


def _offer_page(
    found: ElectiveRound,
    form: OfferForm,
    offer: Offer | None = None,
    *,
    status: int = 200,
    problem: str | None = None,
) -> Answer:
    return show(
        "offer_form.html", "electives", status=status, round=found, offer=offer, form=form, problem=problem
    )


def _offer_form(found: Offer | None = None, *, sent: bool) -> OfferForm:
    form = (
        OfferForm() if sent else OfferForm(formdata=None, data=OfferForm.stored(found.row) if found else None)
    )
    return form.offer_from(
        [found.subject] if found else queries.to_choose_from(),
        queries.catalogue(),
        [found.teacher] if found else people_in_role(Role.TEACHER),
    )


@blueprint.get("/rounds/<uuid:round_id>/offers/new")
@requires(ROUND_EDIT, on=policies.any_round)
def new_offer(found: ElectiveRound) -> Answer:
    """The form of a new elective in a round."""
    return _offer_page(found, _offer_form(sent=False))


@blueprint.post("/rounds/<uuid:round_id>/offers/new")
@requires(ROUND_EDIT, on=policies.any_round)
def add_offer(found: ElectiveRound) -> Answer:
    """Put an elective into a round."""
    form = _offer_form(sent=True)
    if not form.validate():
        return _offer_page(found, form, status=422)
    subject_id, teacher_id = UUID(form.subject.data), UUID(form.teacher.data)
    twice = any(
        (offer.row.subject_id, offer.row.teacher_id) == (subject_id, teacher_id)
        for offer in rounds.offers_of(found.id)
    )
    problem = (
        _("This teacher already offers this subject in the round.")
        if twice
        else refusal(
            lambda: running.add_offer(found, subject_id=subject_id, teacher_id=teacher_id, **form.values())
        )
    )
    if problem:
        return _offer_page(found, form, status=422, problem=problem)
    flash_success(_("The elective is in the round."))
    return see_other(url_for(".round_page", round_id=found.id))


@blueprint.get("/rounds/offers/<uuid:offer_id>/edit")
@requires(ROUND_EDIT, on=policies.any_offer)
def edit_offer(found: Offer) -> Answer:
    """The form of an elective that stands."""
    return _offer_page(rounds.round_of(found.row), _offer_form(found, sent=False), found)


@blueprint.post("/rounds/offers/<uuid:offer_id>/edit")
@requires(ROUND_EDIT, on=policies.any_offer)
def change_offer(found: Offer) -> Answer:
    """Set an elective anew."""
    round_ = rounds.round_of(found.row)
    form = _offer_form(found, sent=True)
    problem = None
    if form.validate():
        problem = refusal(lambda: running.change_offer(found.row, **form.values()))
        if problem is None:
            flash_success(_("The elective is saved."))
            return see_other(url_for(".round_page", round_id=round_.id))
    return _offer_page(round_, form, found, status=422, problem=problem)


@blueprint.post("/rounds/offers/<uuid:offer_id>/remove")
@requires(ROUND_EDIT, on=policies.any_offer)
def remove_offer(found: Offer) -> Answer:
    """Take an elective out of a round."""
    round_ = rounds.round_of(found.row)
    row: ElectiveOffer = found.row
    problem = refusal(lambda: running.remove_offer(row))
    if problem:
        return _round_page(round_, problem)
    flash_success(_("The elective is out of the round."))
    return see_other(url_for(".round_page", round_id=round_.id))


# --- sharing out --------------------------------------------------------------------------------------------


def _preview_page(
    found: ElectiveRound, form: PublishForm, problem: str | None = None, status: int = 200
) -> Answer:
    outcome = shared(found)
    form.fingerprint.data = outcome.allocation.fingerprint
    return show(
        "preview.html",
        "electives",
        status=status,
        round=found,
        stage=found.stage(clock.now()),
        outcome=outcome,
        first=outcome.allocation.results[:SHOWN],
        form=form,
        problem=problem,
    )


@blueprint.get("/rounds/<uuid:round_id>/preview")
@requires(ROUND_EDIT, on=policies.any_round)
def preview(found: ElectiveRound) -> Answer:
    """Who would get what and why, before anybody else sees it."""
    if found.published_at:
        return see_other(url_for(".round_page", round_id=found.id))
    return _preview_page(found, PublishForm(formdata=None))


@blueprint.post("/rounds/<uuid:round_id>/publish")
@requires(ROUND_EDIT, on=policies.any_round)
def publish(found: ElectiveRound) -> Answer:
    """Publish the outcome that was looked at."""
    form = PublishForm()
    if not form.validate():
        return _preview_page(found, form, status=422)
    problem = refusal(
        lambda: running.publish(
            found, form.fingerprint.data or "", open_courses=form.open_courses.data == "yes"
        )
    )
    if problem:
        return _round_page(found, problem) if found.published_at else _preview_page(found, form, problem, 422)
    flash_success(_("The results are published."))
    return see_other(url_for(".round_page", round_id=found.id))


@blueprint.post("/rounds/<uuid:round_id>/courses")
@requires(ROUND_EDIT, on=policies.any_round)
def open_courses(found: ElectiveRound) -> Answer:
    """Open the courses of a published round that are not open yet."""
    if not found.published_at:
        return _round_page(found, _("The places are shared out when the choosing is over."))
    problem = operations.refusal(lambda: running.open_courses_of(found))
    if problem:
        return _round_page(found, problem)
    flash_success(_("Every elective with students has its course."))
    return see_other(url_for(".round_page", round_id=found.id))
