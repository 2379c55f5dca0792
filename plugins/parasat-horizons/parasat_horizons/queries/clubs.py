"""Reads of clubs and studios."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from parasat_horizons.models import MEMBER, WAITING, Club, ClubMember, Meeting
from parasat_horizons.seeds import formats
from parasat_lms.plugin_api import (
    Person,
    WeekEntry,
    WeekPart,
    current_actor,
    db,
    find,
    today,
)

MOST_CLUBS = 200
"""More clubs than any school has in a year: the list is bounded by it."""


@dataclass(frozen=True, slots=True)
class ClubRow:
    """A club as it stands in a list; `state` is the reader's own membership, if there is one."""

    club: Club
    leader: str
    meetings: tuple[Meeting, ...]
    state: str | None

    @property
    def free(self) -> int:
        """Places that nobody has taken."""
        return self.club.places - self.club.taken


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for among the clubs; `None` means anything."""

    format: str | None = None
    grade: int | None = None
    weekday: int | None = None


def running() -> ColumnElement[bool]:
    """Criterion on `Club`: its school year is not over."""
    return Club.until >= today()


def meetings_of(club_ids: Iterable[UUID]) -> dict[UUID, tuple[Meeting, ...]]:
    """The weekly schedule of clubs, in the order of the week."""
    found: dict[UUID, list[Meeting]] = defaultdict(list)
    query = select(Meeting).where(Meeting.club_id.in_(list(club_ids)))
    for meeting in db.session.scalars(query.order_by(Meeting.weekday, Meeting.starts_at)):
        found[meeting.club_id].append(meeting)
    return {club_id: tuple(meetings) for club_id, meetings in found.items()}


def _rows(*criteria: ColumnElement[bool]) -> list[ClubRow]:
    own = aliased(ClubMember)
    query = (
        select(Club, Person, own.state)
        .join(Person, Person.id == Club.leader_id)
        .outerjoin(own, (own.club_id == Club.id) & (own.student_id == current_actor().person_id))
        .where(*criteria)
        .order_by(Club.id)
        .limit(MOST_CLUBS)
    )
    found = db.session.execute(query).all()
    schedule = meetings_of(club.id for club, _, _ in found)
    return [
        ClubRow(
            club, leader.full_name, schedule.get(club.id, ()), state if state in {MEMBER, WAITING} else None
        )
        for club, leader, state in found
    ]


def clubs(wanted: Wanted) -> list[ClubRow]:
    """The clubs of this school year that somebody looks for, format by format."""
    criteria = [running()]
    if wanted.format:
        criteria.append(Club.format == wanted.format)
    if wanted.grade:
        criteria += [Club.first_grade <= wanted.grade, Club.last_grade >= wanted.grade]
    if wanted.weekday:
        on_day = select(Meeting.club_id).where(Meeting.weekday == wanted.weekday)
        criteria.append(Club.id.in_(on_day))
    order = list(formats())
    return sorted(_rows(*criteria), key=lambda row: order.index(row.club.format))


def club_row(club: Club) -> ClubRow:
    """One club as a list shows it."""
    return _rows(Club.id == club.id)[0]


def club(club_id: UUID) -> Club | None:
    """The club of that id, whoever asks."""
    return find(Club, club_id)


def waiting_count(club_id: UUID) -> int:
    """How many wait for a place."""
    query = select(func.count(ClubMember.id)).where(
        ClubMember.club_id == club_id, ClubMember.state == WAITING
    )
    return db.session.scalar(query) or 0


def entries_of(club: Club, meetings: Sequence[Meeting]) -> list[WeekEntry]:
    """The meetings of a club as entries of a week."""
    part = WeekPart(formats()[club.format].week)
    return [
        WeekEntry(part, club.title, meeting.weekday, meeting.starts_at, meeting.ends_at, meeting.room)
        for meeting in meetings
    ]


def week_of_member(student_id: UUID) -> list[WeekEntry]:
    """The meetings of the clubs in which a student is a member this year."""
    query = (
        select(Club, Meeting)
        .join(Meeting, Meeting.club_id == Club.id)
        .join(ClubMember, ClubMember.club_id == Club.id)
        .where(running(), ClubMember.student_id == student_id, ClubMember.state == MEMBER)
    )
    return [entry for club, meeting in db.session.execute(query) for entry in entries_of(club, [meeting])]


def occupied(
    room: str, weekday: int, starts_at: time, ends_at: time, *, but: UUID | None = None
) -> Club | None:
    """The other club that meets in that room at that hour, if there is one."""
    query = (
        select(Club, Meeting.room)
        .join(Meeting, Meeting.club_id == Club.id)
        .where(
            running(),
            Meeting.weekday == weekday,
            Meeting.starts_at < ends_at,
            Meeting.ends_at > starts_at,
        )
    )
    if but:
        query = query.where(Club.id != but)
    # Compared here: a database may fold the case of Latin letters only.
    same = (club for club, other in db.session.execute(query) if other.casefold() == room.casefold())
    return next(same, None)
