"""What the panels on the core's pages show: one statement each."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from parasat_horizons.models import (
    MEMBER,
    PRIZES,
    WAITING,
    Attendance,
    Club,
    ClubMember,
    ContestResult,
    HeldMeeting,
    Meeting,
)
from parasat_horizons.queries.clubs import running
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Person, db, students_readable_by

SHOWN = 8
BUSY = (Attendance.state != "excused", Attendance.state.in_(("present", "late")))


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """A meeting of the week on somebody's home page; `whose` is empty for one's own."""

    club_id: UUID
    title: LocalizedText
    meeting: Meeting
    whose: str = ""


@dataclass(frozen=True, slots=True)
class LedClub:
    """A club on its leader's home page."""

    club: Club
    waiting: int
    last_marked: date | None


@dataclass(frozen=True, slots=True)
class Engagement:
    """A club on a student's profile: meetings attended of those counted, and prizes of the student in all."""

    title: LocalizedText
    attended: int
    counted: int
    prizes: int


def meetings_of_member(person_id: UUID) -> list[NextMeeting]:
    """The weekly meetings of a student's clubs, in the order of the week."""
    query = (
        select(Club.id, Club.title, Meeting)
        .join(Meeting, Meeting.club_id == Club.id)
        .join(ClubMember, ClubMember.club_id == Club.id)
        .where(ClubMember.student_id == person_id, ClubMember.state == MEMBER, running())
        .order_by(Meeting.weekday, Meeting.starts_at)
        .limit(SHOWN)
    )
    return [NextMeeting(*row) for row in db.session.execute(query)]


def meetings_of_children(person_id: UUID) -> list[NextMeeting]:
    """The weekly meetings of a parent's children, in the order of the week."""
    query = (
        select(Club.id, Club.title, Meeting, Person)
        .join(Meeting, Meeting.club_id == Club.id)
        .join(ClubMember, ClubMember.club_id == Club.id)
        .join(Person, Person.id == ClubMember.student_id)
        .where(
            students_readable_by(person_id),
            Person.id != person_id,
            ClubMember.state == MEMBER,
            running(),
        )
        .order_by(Meeting.weekday, Meeting.starts_at, Person.sort_key)
        .limit(SHOWN)
    )
    return [NextMeeting(*row[:3], row[3].given_name) for row in db.session.execute(query)]


def clubs_led(person_id: UUID) -> list[LedClub]:
    """The clubs of a leader: how many wait, and when attendance was marked last."""
    waiting = (
        select(func.count(ClubMember.id))
        .where(ClubMember.club_id == Club.id, ClubMember.state == WAITING)
        .correlate(Club)
        .scalar_subquery()
    )
    last = (
        select(func.max(HeldMeeting.held_on))
        .where(HeldMeeting.club_id == Club.id)
        .correlate(Club)
        .scalar_subquery()
    )
    query = select(Club, waiting, last).where(Club.leader_id == person_id, running())
    return [LedClub(*row) for row in db.session.execute(query.order_by(Club.id).limit(SHOWN))]


def engagement(student_id: UUID) -> list[Engagement]:
    """The clubs of a student with attendance, and the student's prizes."""
    marked = (
        select(func.count(Attendance.id))
        .join(HeldMeeting, HeldMeeting.id == Attendance.held_id)
        .where(HeldMeeting.club_id == Club.id, Attendance.student_id == student_id)
        .correlate(Club)
    )
    prizes = (
        select(func.count(ContestResult.id))
        .where(ContestResult.student_id == student_id, ContestResult.award.in_(PRIZES))
        .scalar_subquery()
    )
    query = (
        select(
            Club.title,
            marked.where(BUSY[1]).scalar_subquery(),
            marked.where(BUSY[0]).scalar_subquery(),
            prizes,
        )
        .join(ClubMember, ClubMember.club_id == Club.id)
        .where(ClubMember.student_id == student_id, ClubMember.state == MEMBER, running())
        .order_by(Club.id)
        .limit(SHOWN)
    )
    return [Engagement(*row) for row in db.session.execute(query)]
