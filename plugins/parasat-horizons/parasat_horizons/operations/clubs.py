"""Changes to clubs and their schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import delete

from parasat_horizons import _
from parasat_horizons.models import Club, Meeting
from parasat_horizons.operations.membership import hold, promote
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Refused, audit, current_year, db


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly meeting as it is wished: weekday 1 to 7, from and to, and the room."""

    weekday: int
    starts_at: time
    ends_at: time
    room: str


@dataclass(frozen=True, slots=True)
class ClubPlan:
    """All that is said of a club: grades from and to, places for members, and its weekly meetings."""

    format: str
    kind: str
    title: LocalizedText
    description: LocalizedText
    leader_id: UUID
    grades: tuple[int, int]
    places: int
    open: bool
    slots: tuple[Slot, ...]


def open_club(plan: ClubPlan) -> Club:
    """A new club of this school year; raises `Refused` where the school has planned no year."""
    year = current_year()
    if year is None:
        raise Refused(_("Plan the school year first."))
    club = Club(year_id=year.id, until=year.ends_on, taken=0, **_columns(plan))
    db.session.add(club)
    db.session.flush()
    _schedule(club.id, plan.slots)
    audit.record("club.opened", Club.__tablename__, club.id, format=plan.format)
    return club


def change_club(club: Club, plan: ClubPlan) -> None:
    """Write what is said of a club anew; raises `Refused` for fewer places than members.

    More places let those in who wait.
    """
    held = hold(club.id)
    if plan.places < held.taken:
        raise Refused(_("The club has %(num)d members: it cannot have fewer places.", num=held.taken))
    for name, value in _columns(plan).items():
        setattr(held, name, value)
    db.session.execute(delete(Meeting).where(Meeting.club_id == held.id))
    _schedule(held.id, plan.slots)
    promote(held)
    audit.record("club.changed", Club.__tablename__, held.id)


def _columns(plan: ClubPlan) -> dict[str, object]:
    return {
        "format": plan.format,
        "kind": plan.kind,
        "title": plan.title,
        "description": plan.description,
        "leader_id": plan.leader_id,
        "first_grade": plan.grades[0],
        "last_grade": plan.grades[1],
        "places": plan.places,
        "open": plan.open,
    }


def _schedule(club_id: UUID, slots: Sequence[Slot]) -> None:
    db.session.add_all(
        Meeting(
            club_id=club_id,
            weekday=slot.weekday,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            room=slot.room,
        )
        for slot in slots
    )
    db.session.flush()
