"""Who is in a club: the leader's list."""

from uuid import UUID

from flask import url_for

from parasat_horizons import _
from parasat_horizons.forms.clubs import AddMemberForm
from parasat_horizons.models import MEMBER, WAITING, Club
from parasat_horizons.operations.membership import add_by_hand, leave
from parasat_horizons.queries.attendance import sums_of_club
from parasat_horizons.queries.members import addable, members, membership
from parasat_horizons.views.doors import CLUB_LEAD, blueprint, led_club
from parasat_lms.plugin_api import (
    Answer,
    Refused,
    current_actor,
    flash_success,
    render_page,
    requires,
    see_other,
)


def _page(found: Club, form: AddMemberForm, status: int = 200) -> Answer:
    return render_page(
        "parasat_horizons/members.html",
        status=status,
        club=found,
        members=members(found.id, MEMBER),
        waiting=members(found.id, WAITING),
        sums=sums_of_club(found.id),
        form=form,
    )


@blueprint.get("/clubs/<uuid:club_id>/members")
@requires(CLUB_LEAD, on=led_club)
def member_list(found: Club) -> Answer:
    """Members, the waiting list, and what attendance adds up to."""
    return _page(found, AddMemberForm(formdata=None, addable=addable(found)))


@blueprint.post("/clubs/<uuid:club_id>/members")
@requires(CLUB_LEAD, on=led_club)
def add_member(found: Club) -> Answer:
    """Add a student by hand."""
    form = AddMemberForm(addable=addable(found))
    if not form.validate():
        return _page(found, form, status=422)
    try:
        add_by_hand(found.id, UUID(form.student.data), form.reason.data.strip(), current_actor().person_id)
    except Refused as refused:
        form.student.errors = [str(refused)]
        return _page(found, form, status=422)
    flash_success(_("The student is in the club."))
    return see_other(url_for("parasat_horizons.member_list", club_id=found.id))


def _listed(club_id: UUID, student_id: UUID) -> tuple[Club, UUID] | None:
    found = led_club(club_id)
    return (found, student_id) if found and membership(club_id, student_id) else None


@blueprint.post("/clubs/<uuid:club_id>/members/<uuid:student_id>/remove")
@requires(CLUB_LEAD, on=_listed)
def remove_member(listed: tuple[Club, UUID]) -> Answer:
    """Take a student off the list; who waits longest moves up."""
    found, student_id = listed
    leave(found.id, student_id)
    flash_success(_("The student is no longer on the list of the club."))
    return see_other(url_for("parasat_horizons.member_list", club_id=found.id))
