"""Marking attendance: everybody was there until a thumb says otherwise."""

from datetime import date, datetime, time
from uuid import UUID

from flask import request, url_for

from parasat_horizons import _
from parasat_horizons.models import ATTENDANCE, Club
from parasat_horizons.operations.attendance import mark
from parasat_horizons.queries.attendance import Sheet, due, sheet
from parasat_horizons.queries.clubs import meetings_of
from parasat_horizons.views.doors import CLUB_LEAD, blueprint, led_club
from parasat_lms.plugin_api import (
    Answer,
    current_actor,
    flash_success,
    render_page,
    requires,
    see_other,
    today,
    wants_fragment,
)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@blueprint.get("/clubs/<uuid:club_id>/attendance")
@requires(CLUB_LEAD, on=led_club)
def meeting_list(found: Club) -> Answer:
    """The meetings of four weeks, marked or not."""
    last = min(_day(request.args.get("until", "")) or today(), today())
    meetings = due(found, meetings_of([found.id]).get(found.id, ()), last)
    return render_page("parasat_horizons/meetings.html", club=found, meetings=meetings, last=last)


def _sheet(club_id: UUID, day: str, hour: str) -> Sheet | None:
    """The list of a meeting that this person may mark: a day and an hour at which the club met."""
    found, held_on = led_club(club_id), _day(day)
    try:
        starts_at: time | None = datetime.strptime(hour, "%H-%M").time()  # noqa: DTZ007 - an hour, no moment
    except ValueError:
        starts_at = None
    return sheet(found, held_on, starts_at) if found and held_on and starts_at else None


def _page(found: Sheet, *, wrong: bool = False, status: int = 200) -> Answer:
    return render_page(
        "parasat_horizons/sheet.html",
        fragment="saved",
        status=status,
        sheet=found,
        states=ATTENDANCE,
        wrong=wrong,
    )


@blueprint.get("/clubs/<uuid:club_id>/attendance/<day>/<hour>")
@requires(CLUB_LEAD, on=_sheet)
def attendance_sheet(found: Sheet) -> Answer:
    """The list of one meeting."""
    return _page(found)


@blueprint.post("/clubs/<uuid:club_id>/attendance/<day>/<hour>")
@requires(CLUB_LEAD, on=_sheet)
def mark_attendance(found: Sheet) -> Answer:
    """Keep the list. Every tap sends all of it, so what one tap lost the next one brings."""
    states = {
        person.id: request.form[f"state-{person.id}"]
        for person in found.people
        if f"state-{person.id}" in request.form
    }
    if any(state not in ATTENDANCE for state in states.values()):
        return _page(found, wrong=True, status=422)
    mark(found, states, current_actor().person_id)
    if wants_fragment():
        kept = sheet(found.club, found.held_on, found.starts_at)
        return _page(kept or found)
    flash_success(_("Attendance is marked."))
    return see_other(url_for("parasat_horizons.meeting_list", club_id=found.club.id))
