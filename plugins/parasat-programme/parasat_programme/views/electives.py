"""Electives as students and parents meet them: the list of wishes, the week it makes, and what came of it."""

from collections.abc import Sequence
from uuid import UUID

from flask import request, url_for

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    ClassStudent,
    children_of,
    clock,
    current_actor,
    flash_success,
    pick,
    requires,
    see_other,
)
from parasat_programme import _, policies
from parasat_programme.forms.electives import PlainForm
from parasat_programme.models import ElectiveRound, Placement, Waiting
from parasat_programme.operations import choosing, placing, refusal
from parasat_programme.queries import choosing as choices
from parasat_programme.queries import electives as rounds
from parasat_programme.views.shared import CHOICE_WRITE, ELECTIVES_READ, ROUND_EDIT, blueprint, show

Own = tuple[ElectiveRound, ClassStudent]


@blueprint.get("/electives")
@requires(ELECTIVES_READ)
def electives() -> Answer:
    """What of the electives concerns the reader: own choices, children's, electives taught, rounds to run."""
    actor = current_actor()
    roles = actor.roles
    seen = rounds.announced_rounds() if roles & {Role.STUDENT, Role.PARENT} else []
    return show(
        "electives.html",
        "electives",
        rounds=seen,
        stages={round_.id: round_.stage(clock.now()) for round_ in seen},
        student=Role.STUDENT in roles,
        children=children_of(actor.person_id) if Role.PARENT in roles else None,
        taught=rounds.taught_by(actor.person_id) if Role.TEACHER in roles else None,
        lines=rounds.rounds() if actor.may(ROUND_EDIT) else None,
    )


def _choice_page(view: choices.View, *, problem: str | None = None, read_only: bool = False) -> Answer:
    return show(
        "choice.html",
        "electives",
        status=422 if problem else 200,
        fragment="choosing",
        view=view,
        problem=problem,
        read_only=read_only,
        most=rounds.MOST_WISHES,
        form=PlainForm(formdata=None),
        id_of=UUID,
        names_of=lambda texts: ", ".join(pick(text) for text in texts),
    )


@blueprint.get("/electives/<uuid:round_id>")
@requires(CHOICE_WRITE, on=policies.own_round)
def choice(found: Own) -> Answer:
    """A student's list in a round, or its result."""
    return _choice_page(choices.view(*found))


@blueprint.get("/electives/<uuid:round_id>/of/<uuid:student_id>")
@requires(ELECTIVES_READ, on=policies.childs_round)
def choice_of(found: Own) -> Answer:
    """A student's list as a parent reads it."""
    return _choice_page(choices.view(*found), read_only=True)


@blueprint.post("/electives/<uuid:round_id>")
@requires(CHOICE_WRITE, on=policies.own_round)
def choose(found: Own) -> Answer:
    """Change the list by one step: put something on it, move it, take it off, or set the whole order."""
    round_, student = found
    listed = choices.wish_ids(round_.id, student.person.id)
    wanted = _changed(listed, request.form.get("do", ""), request.form.getlist("wish"))
    if wanted is None:
        return _choice_page(choices.view(round_, student), problem=_("Choose what to do with the list."))
    view = choices.view(round_, student, wanted)
    problem = refusal(lambda: choosing.choose(view, wanted))
    if problem:
        return _choice_page(choices.view(round_, student), problem=problem)
    return see_other(url_for(".choice", round_id=round_.id, _anchor="my-list"))


def _changed(listed: list[UUID], step: str, order: Sequence[str]) -> list[UUID] | None:
    """The list after a step: "add:ID", "remove:ID", "up:ID", "down:ID", or "order" with all ids."""
    verb, _colon, name = step.partition(":")
    if verb == "order":
        ids = [_id(each) for each in order]
        return None if None in ids else [each for each in ids if each]
    offer_id = _id(name)
    if offer_id is None:
        return None
    if verb == "add":
        return [*listed, offer_id]
    if offer_id not in listed:
        return None
    rest = [each for each in listed if each != offer_id]
    if verb == "remove":
        return rest
    place = listed.index(offer_id) + {"up": -1, "down": 1}.get(verb, 0)
    if verb not in {"up", "down"}:
        return None
    return [*rest[: max(place, 0)], offer_id, *rest[max(place, 0) :]]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@blueprint.post("/electives/<uuid:round_id>/free")
@requires(CHOICE_WRITE, on=policies.own_round)
def take_free_place(found: Own) -> Answer:
    """Take a place that is free after the results."""
    round_, student = found
    view = choices.view(round_, student)
    offer_id = _id(request.form.get("offer", ""))
    if offer_id is None:
        return _choice_page(view, problem=_("Choose an elective."))
    got: list[Placement | Waiting] = []
    problem = refusal(lambda: got.append(placing.take_free_place(view, offer_id)))
    if problem:
        return _choice_page(choices.view(round_, student), problem=problem)
    if isinstance(got[0], Placement):
        flash_success(_("The place is yours."))
    else:
        flash_success(_("The last place has just been taken. You stand in the waiting list."))
    return see_other(url_for(".choice", round_id=round_.id))


@blueprint.post("/electives/waiting/<uuid:waiting_id>/leave")
@requires(CHOICE_WRITE, on=policies.own_waiting)
def leave_line(waiting: Waiting) -> Answer:
    """Stop waiting for a place."""
    offer = rounds.offer(waiting.offer_id)
    placing.leave_line(waiting)
    flash_success(_("You no longer wait for this elective."))
    round_id = offer.row.round_id if offer else None
    return see_other(url_for(".choice", round_id=round_id) if round_id else url_for(".electives"))
