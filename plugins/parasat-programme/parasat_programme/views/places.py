"""An elective as its teacher and the administrators see it: who has a place, who waits, whose prerequisite is asked."""

from uuid import UUID

from flask import request, url_for

from parasat_lms.plugin_api import (
    Answer,
    current_actor,
    find,
    flash_success,
    requires,
    see_other,
    student,
    students,
)
from parasat_programme import _, _n, policies
from parasat_programme.forms.electives import PlaceForm, PlainForm, ReasonForm
from parasat_programme.models import Confirmation, ElectiveOffer, Placement
from parasat_programme.operations import choosing, placing, refusal
from parasat_programme.queries import electives as rounds
from parasat_programme.queries.electives import Offer
from parasat_programme.views.shared import OFFER_TEACH, ROUND_EDIT, blueprint, show


def _page(
    offer: Offer,
    *,
    form: PlaceForm | None = None,
    leaving: tuple[UUID, ReasonForm] | None = None,
    problem: str | None = None,
) -> Answer:
    may_edit = current_actor().may(ROUND_EDIT)
    placed = rounds.placed_in(offer.id)
    if may_edit and form is None:
        form = PlaceForm(formdata=None).place_from(students(offer.row.grades))
    refused = bool(problem or (form and form.errors) or leaving)
    return show(
        "offer.html",
        "electives",
        status=422 if refused else 200,
        offer=offer,
        round=rounds.round_of(offer.row),
        placed=placed,
        waiting=rounds.waiting_for(offer.id),
        asked=rounds.asked_about(offer.id),
        may_edit=may_edit,
        form=form,
        leaving=leaving,
        plain=PlainForm(formdata=None),
        problem=problem,
    )


@blueprint.get("/electives/offers/<uuid:offer_id>")
@requires(OFFER_TEACH, on=policies.taught_offer)
def offer(found: Offer) -> Answer:
    """An elective with its students."""
    return _page(found)


def _confirmation(confirmation_id: UUID) -> tuple[Confirmation, Offer] | None:
    asked = find(Confirmation, confirmation_id)
    offer = policies.taught_offer(asked.offer_id) if asked else None
    return (asked, offer) if asked and offer else None


@blueprint.post("/electives/confirmations/<uuid:confirmation_id>")
@requires(OFFER_TEACH, on=_confirmation)
def decide(found: tuple[Confirmation, Offer]) -> Answer:
    """Say whether a student meets the prerequisite of an elective."""
    asked, offer = found
    word = request.form.get("do", "")
    if word not in {"confirm", "refuse"}:
        return _page(offer, problem=_("Choose whether the condition is met."))
    problem = refusal(
        lambda: choosing.decide(
            asked,
            met=word == "confirm",
            teacher_id=current_actor().person_id,
            round_=rounds.round_of(offer.row),
        )
    )
    if problem:
        return _page(offer, problem=problem)
    flash_success(_("The student will see your answer."))
    return see_other(url_for(".offer", offer_id=offer.id))


@blueprint.post("/electives/offers/<uuid:offer_id>/places")
@requires(ROUND_EDIT, on=policies.any_offer)
def place(found: Offer) -> Answer:
    """Give a student a place by hand, with the reason."""
    form = PlaceForm().place_from(students(found.row.grades))
    if not form.validate():
        return _page(found, form=form)
    placed = student(form.chosen())
    if placed is None:
        return _page(found, form=form, problem=_("Choose a student."))
    by = current_actor().person_id
    problem = refusal(
        lambda: placing.place_by_hand(found.row, placed, reason=form.reason.data.strip(), by=by)
    )
    if problem:
        return _page(found, form=form, problem=problem)
    flash_success(_("%(name)s has a place.", name=placed.person.full_name))
    return see_other(url_for(".offer", offer_id=found.id))


@blueprint.post("/electives/places/<uuid:placement_id>/back")
@requires(ROUND_EDIT, on=policies.any_place)
def give_back(placement: Placement) -> Answer:
    """Take a place back, with the reason, and hand it on."""
    offer = rounds.offer(placement.offer_id)
    if offer is None:
        raise LookupError(f"no elective of {placement.id}")
    form = ReasonForm()
    if not form.validate():
        return _page(offer, leaving=(placement.id, form))
    moved: list[UUID] = []
    problem = refusal(lambda: moved.extend(placing.give_back(placement, reason=form.reason.data)))
    if problem:
        return _page(offer, problem=problem)
    _say_who_moved(len(moved))
    return see_other(url_for(".offer", offer_id=offer.id))


def _say_who_moved(count: int) -> None:
    if count:
        flash_success(
            _n(
                "The place is free; %(num)s student moved up from the waiting list.",
                "The place is free; %(num)s students moved up from the waiting list.",
                count,
            )
        )
    else:
        flash_success(_("The place is free."))


@blueprint.post("/electives/offers/<uuid:offer_id>/hand-on")
@requires(ROUND_EDIT, on=policies.any_offer)
def hand_on(found: Offer) -> Answer:
    """Give the free places to the waiting list."""
    row: ElectiveOffer = found.row
    moved: list[UUID] = []
    problem = refusal(lambda: moved.extend(placing.hand_on(row)))
    if problem:
        return _page(found, problem=problem)
    flash_success(
        _n("%(num)s student moved up.", "%(num)s students moved up.", len(moved))
        if moved
        else _("Nobody in line can take the place.")
    )
    return see_other(url_for(".offer", offer_id=found.id))
