"""Reads of attendance, and its sums."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select

from parasat_horizons.models import (
    ABSENT,
    EXCUSED,
    LATE,
    PRESENT,
    Attendance,
    Club,
    HeldMeeting,
    Meeting,
)
from parasat_horizons.queries.clubs import running
from parasat_horizons.queries.members import on_list
from parasat_lms.domain.rounding import half_up
from parasat_lms.plugin_api import Person, current_year, db, today

WEEKS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class AttendanceSum:
    """How often somebody was at meetings; who was excused is not counted against anybody."""

    present: int = 0
    late: int = 0
    absent: int = 0
    excused: int = 0

    @property
    def attended(self) -> int:
        """Meetings at which the student was, late or not."""
        return self.present + self.late

    @property
    def counted(self) -> int:
        """Meetings at which the student could have been."""
        return self.attended + self.absent

    @property
    def percent(self) -> Decimal | None:
        """The share attended in percent, rounded half up; `None` where nothing is counted."""
        if not self.counted:
            return None
        return half_up(Fraction(100 * self.attended, self.counted), 0)

    @classmethod
    def of(cls, counts: Counter[str]) -> "AttendanceSum":
        """From counts by state."""
        return cls(counts[PRESENT], counts[LATE], counts[ABSENT], counts[EXCUSED])


@dataclass(frozen=True, slots=True)
class Due:
    """A meeting that has taken place by its schedule; `held` where its attendance is marked."""

    held_on: date
    starts_at: time
    held: HeldMeeting | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The list of a meeting: students, and what was marked so far."""

    club: Club
    held_on: date
    starts_at: time
    held: HeldMeeting | None
    people: Sequence[Person]
    states: dict[UUID, str]

    def state_of(self, student_id: UUID) -> str:
        """What is marked; present before anything is."""
        return self.states.get(student_id, PRESENT)

    @property
    def counts(self) -> AttendanceSum:
        """The sum of this meeting."""
        return AttendanceSum.of(Counter(self.state_of(person.id) for person in self.people))


def _days(meetings: Sequence[Meeting], first: date, last: date) -> Iterator[tuple[date, time]]:
    """The meetings that a schedule makes between two days, the latest first."""
    day = last
    while day >= first:
        for meeting in reversed(meetings):
            if meeting.weekday == day.isoweekday():
                yield day, meeting.starts_at
        day -= timedelta(days=1)


def due(club: Club, meetings: Sequence[Meeting], last: date) -> list[Due]:
    """The meetings of the four weeks before and with `last`, the latest first, marked or not."""
    year = current_year()
    first = last - timedelta(weeks=WEEKS_SHOWN) + timedelta(days=1)
    if year:
        first = max(first, year.starts_on)
    query = select(HeldMeeting).where(
        HeldMeeting.club_id == club.id, HeldMeeting.held_on.between(first, last)
    )
    held = {(found.held_on, found.starts_at): found for found in db.session.scalars(query)}
    when = {*_days(meetings, first, last), *held}
    return [Due(day, starts, held.get((day, starts))) for day, starts in sorted(when, reverse=True)]


def sheet(club: Club, held_on: date, starts_at: time) -> Sheet | None:
    """The list of a meeting that has come; `None` where the club does not meet then."""
    if held_on > today():
        return None
    held = db.session.scalars(
        select(HeldMeeting).where(
            HeldMeeting.club_id == club.id,
            HeldMeeting.held_on == held_on,
            HeldMeeting.starts_at == starts_at,
        )
    ).first()
    if held is None and not _meets(club, held_on, starts_at):
        return None
    states = {}
    people = list(on_list(club.id, held_on))
    if held:
        marked = db.session.execute(
            select(Attendance.student_id, Attendance.state, Person)
            .join(Person, Person.id == Attendance.student_id)
            .where(Attendance.held_id == held.id)
        ).all()
        states = {student_id: state for student_id, state, _ in marked}
        listed = {person.id for person in people}
        people += [person for student_id, _, person in marked if student_id not in listed]
        people.sort(key=lambda person: (person.sort_key, person.id))
    return Sheet(club, held_on, starts_at, held, people, states)


def _meets(club: Club, held_on: date, starts_at: time) -> bool:
    year = current_year()
    if year is None or not year.starts_on <= held_on <= year.ends_on:
        return False
    query = select(Meeting.id).where(
        Meeting.club_id == club.id,
        Meeting.weekday == held_on.isoweekday(),
        Meeting.starts_at == starts_at,
    )
    return db.session.scalars(query).first() is not None


def sums_of_club(club_id: UUID) -> dict[UUID, AttendanceSum]:
    """The sum of every student of a club."""
    query = (
        select(Attendance.student_id, Attendance.state, func.count())
        .join(HeldMeeting, HeldMeeting.id == Attendance.held_id)
        .where(HeldMeeting.club_id == club_id)
        .group_by(Attendance.student_id, Attendance.state)
    )
    return _summed(query)


def sums_of_student(student_id: UUID) -> dict[UUID, AttendanceSum]:
    """A student's sums, by club."""
    query = (
        select(HeldMeeting.club_id, Attendance.state, func.count())
        .join(HeldMeeting, HeldMeeting.id == Attendance.held_id)
        .where(Attendance.student_id == student_id)
        .group_by(HeldMeeting.club_id, Attendance.state)
    )
    return _summed(query)


def sums_of_clubs() -> dict[UUID, AttendanceSum]:
    """The sum of every club of this school year."""
    query = (
        select(HeldMeeting.club_id, Attendance.state, func.count())
        .join(HeldMeeting, HeldMeeting.id == Attendance.held_id)
        .join(Club, Club.id == HeldMeeting.club_id)
        .where(running())
        .group_by(HeldMeeting.club_id, Attendance.state)
    )
    return _summed(query)


def _summed(query: object) -> dict[UUID, AttendanceSum]:
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for key, state, number in db.session.execute(query):  # type: ignore[call-overload]
        counts[key][state] += number
    return {key: AttendanceSum.of(counted) for key, counted in counts.items()}
