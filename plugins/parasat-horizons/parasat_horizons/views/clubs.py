"""Finding a club, signing up, leaving; opening one and changing it."""

from collections.abc import Sequence

from flask import request, url_for

from parasat_horizons import _
from parasat_horizons.forms.choices import KIND_WORDS, WEEKDAYS, format_choices
from parasat_horizons.forms.clubs import ClubForm, filled_in
from parasat_horizons.models import MEMBER, Club
from parasat_horizons.operations.clubs import change_club, open_club
from parasat_horizons.operations.membership import Clash, join, leave
from parasat_horizons.queries.clubs import Wanted, club, club_row, clubs, meetings_of, waiting_count
from parasat_horizons.seeds import formats
from parasat_horizons.views.doors import (
    CLUB_JOIN,
    CLUB_LEAD,
    CLUB_OPEN,
    CLUB_READ,
    blueprint,
    led_club,
)
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    Person,
    Refused,
    WeekEntry,
    current_actor,
    flash_success,
    people_in_role,
    render_page,
    requires,
    see_other,
    student,
)

GRADES = range(1, 12)


def _number(name: str, among: range) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isdecimal() and int(asked) in among else None


@blueprint.get("")
@requires(CLUB_READ)
def club_list() -> Answer:
    """The clubs of the year, by format, grade and weekday."""
    asked = request.args.get("format", "")
    wanted = Wanted(
        format=asked if asked in formats() else None,
        grade=_number("grade", GRADES),
        weekday=_number("weekday", range(1, 8)),
    )
    return render_page(
        "parasat_horizons/clubs.html",
        wanted=wanted,
        rows=clubs(wanted),
        formats=formats(),
        format_choices=format_choices(),
        grades=GRADES,
        weekdays=WEEKDAYS,
        kinds=KIND_WORDS,
    )


def _club_page(
    found: Club,
    *,
    refused: str | None = None,
    busy: Sequence[tuple[WeekEntry, WeekEntry]] = (),
    status: int = 200,
) -> Answer:
    return render_page(
        "parasat_horizons/club.html",
        status=status,
        row=club_row(found),
        format=formats()[found.format],
        kinds=KIND_WORDS,
        weekdays=WEEKDAYS,
        waiting=waiting_count(found.id),
        leads=led_club(found.id) is not None,
        refused=refused,
        busy=busy,
    )


@blueprint.get("/clubs/<uuid:club_id>")
@requires(CLUB_READ, on=club)
def club_page(found: Club) -> Answer:
    """One club: what it does, when it meets, and the way in."""
    return _club_page(found)


@blueprint.post("/clubs/<uuid:club_id>/join")
@requires(CLUB_JOIN, on=club)
def join_club(found: Club) -> Answer:
    """Sign up, or onto the waiting list."""
    myself = student(current_actor().person_id)
    if myself is None:
        return _club_page(found, refused=_("Only students sign up."), status=422)
    try:
        state = join(found.id, myself)
    except Clash as clash:
        return _club_page(found, refused=str(clash), busy=clash.pairs, status=422)
    except Refused as refused:
        return _club_page(found, refused=str(refused), status=422)
    flash_success(
        _("You are in the club.")
        if state == MEMBER
        else _("All places are taken: you are on the waiting list.")
    )
    return see_other(url_for("parasat_horizons.club_page", club_id=found.id))


@blueprint.post("/clubs/<uuid:club_id>/leave")
@requires(CLUB_JOIN, on=club)
def leave_club(found: Club) -> Answer:
    """Leave the club, or its waiting list."""
    leave(found.id, current_actor().person_id)
    flash_success(_("You are no longer on the list of the club."))
    return see_other(url_for("parasat_horizons.club_page", club_id=found.id))


def _leaders(found: Club | None = None) -> list[Person]:
    """Who may lead; a leader who is no administrator cannot hand the club to somebody else."""
    people = {person.id: person for role in (Role.TEACHER, Role.MENTOR) for person in people_in_role(role)}
    if found and not current_actor().may(CLUB_OPEN):
        people = {id: person for id, person in people.items() if id == found.leader_id}
    return sorted(people.values(), key=lambda person: (person.sort_key, person.id))


def _form_page(form: ClubForm, found: Club | None, status: int = 200) -> Answer:
    return render_page("parasat_horizons/club_form.html", status=status, form=form, club=found)


@blueprint.get("/clubs/new")
@requires(CLUB_OPEN)
def new_club() -> Answer:
    """The form of a new club."""
    return _form_page(ClubForm(formdata=None, leaders=_leaders()), None)


@blueprint.post("/clubs/new")
@requires(CLUB_OPEN)
def create_club() -> Answer:
    """Open a club."""
    form = ClubForm(leaders=_leaders())
    if not form.validate():
        return _form_page(form, None, status=422)
    opened = open_club(form.plan)
    flash_success(_("The club is open."))
    return see_other(url_for("parasat_horizons.club_page", club_id=opened.id))


@blueprint.get("/clubs/<uuid:club_id>/edit")
@requires(CLUB_LEAD, on=led_club)
def edit_club(found: Club) -> Answer:
    """The form of a club."""
    data = filled_in(found, meetings_of([found.id]).get(found.id, ()))
    return _form_page(ClubForm(formdata=None, data=data, leaders=_leaders(found), club=found), found)


@blueprint.post("/clubs/<uuid:club_id>/edit")
@requires(CLUB_LEAD, on=led_club)
def update_club(found: Club) -> Answer:
    """Change a club."""
    form = ClubForm(leaders=_leaders(found), club=found)
    if not form.validate():
        return _form_page(form, found, status=422)
    try:
        change_club(found, form.plan)
    except Refused as refused:
        form.places.errors = [str(refused)]
        return _form_page(form, found, status=422)
    flash_success(_("The club is changed."))
    return see_other(url_for("parasat_horizons.club_page", club_id=found.id))
