"""Signing up, waiting, moving up, leaving: no club ever has more members than places.

Whoever changes the members of a club holds its row first, and the database checks the count as well.
"""

from uuid import UUID

from sqlalchemy import select

from parasat_horizons import _
from parasat_horizons.models import LEFT, MEMBER, WAITING, Club, ClubMember
from parasat_horizons.queries.clubs import entries_of, meetings_of
from parasat_horizons.queries.members import membership
from parasat_lms.plugin_api import (
    ClassStudent,
    Person,
    Refused,
    WeekEntry,
    audit,
    clashes,
    clock,
    db,
    today,
    week_of,
)

TABLE = ClubMember.__tablename__


class Clash(Refused):
    """The club meets when the student is somewhere else; `pairs` says which meeting and what it meets."""

    def __init__(self, pairs: tuple[tuple[WeekEntry, WeekEntry], ...]) -> None:
        super().__init__(_("The club meets when you are busy."))
        self.pairs = pairs


def hold(club_id: UUID) -> Club:
    """The club, locked until the transaction ends: whoever else changes its members waits."""
    query = select(Club).where(Club.id == club_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def join(club_id: UUID, student: ClassStudent) -> str:
    """Sign a student up: "member" where there is a place, else "waiting"; asking twice changes nothing.

    Raises `Refused` where the club takes nobody or not this grade, and `Clash` where the student is busy then.
    """
    # The student's own row first: two clubs at the same hour, asked at the same moment, must not both say yes.
    db.session.execute(select(Person.id).where(Person.id == student.person.id).with_for_update())
    club = hold(club_id)
    standing = membership(club.id, student.person.id)
    if standing and standing.state != LEFT:
        return standing.state
    if not club.open or club.until < today():
        raise Refused(_("This club does not take anybody now."))
    if not club.first_grade <= student.grade <= club.last_grade:
        raise Refused(
            _("The club is for grades %(first)d to %(last)d.", first=club.first_grade, last=club.last_grade)
        )
    busy = busy_then(club, student.person.id)
    if busy:
        raise Clash(busy)
    state = MEMBER if club.taken < club.places else WAITING
    member = _write(standing, club, student.person.id, state)
    audit.record(f"club.{'joined' if state == MEMBER else 'waited'}", TABLE, member.id)
    return state


def add_by_hand(club_id: UUID, student_id: UUID, reason: str, leader_id: UUID) -> None:
    """A leader lets a student in, past grade, timetable and waiting list, and says why; never past the places."""
    club = hold(club_id)
    standing = membership(club.id, student_id)
    if standing and standing.state == MEMBER:
        return
    if club.taken >= club.places:
        raise Refused(_("All places are taken: add places first."))
    member = _write(standing, club, student_id, MEMBER)
    member.added_by, member.reason = leader_id, reason
    db.session.flush()
    audit.record("club.added_by_hand", TABLE, member.id)


def leave(club_id: UUID, student_id: UUID) -> None:
    """Take a student out of a club or off its waiting list; who waits longest moves up. Safe to repeat."""
    club = hold(club_id)
    standing = membership(club.id, student_id)
    if standing is None or standing.state == LEFT:
        return
    if standing.state == MEMBER:
        club.taken -= 1
    standing.state, standing.left_on = LEFT, today()
    db.session.flush()
    audit.record("club.left", TABLE, standing.id)
    promote(club)


def promote(club: Club) -> None:
    """Let those in who wait longest, while there are places; who is busy then meanwhile keeps waiting."""
    query = select(ClubMember).where(ClubMember.club_id == club.id, ClubMember.state == WAITING)
    for waiting in db.session.scalars(query.order_by(ClubMember.asked_at, ClubMember.id)).all():
        if club.taken >= club.places:
            return
        if not busy_then(club, waiting.student_id):
            waiting.state, waiting.since = MEMBER, today()
            club.taken += 1
            db.session.flush()
            audit.record("club.moved_up", TABLE, waiting.id)


def busy_then(club: Club, student_id: UUID) -> tuple[tuple[WeekEntry, WeekEntry], ...]:
    """The meetings of a club at which the student, who is no member yet, is somewhere else, with what it is."""
    wanted = entries_of(club, meetings_of([club.id]).get(club.id, ()))
    return clashes(wanted, week_of(student_id))


def _write(standing: ClubMember | None, club: Club, student_id: UUID, state: str) -> ClubMember:
    member = standing or ClubMember(club_id=club.id, student_id=student_id)
    if standing is None:
        db.session.add(member)
    if standing is None or standing.state == LEFT:
        member.asked_at = clock.now()
    member.state, member.left_on, member.added_by, member.reason = state, None, None, ""
    member.since = today() if state == MEMBER else None
    if state == MEMBER:
        club.taken += 1
    db.session.flush()
    return member
