"""The sums of additional education for the administrator: coverage, results, success."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select

from parasat_horizons.models import MEMBER, WAITING, Club, ClubMember
from parasat_horizons.queries import contests
from parasat_horizons.queries.attendance import AttendanceSum, sums_of_clubs
from parasat_horizons.queries.clubs import running
from parasat_lms.domain.rounding import half_up
from parasat_lms.plugin_api import Person, current_year, db, students, today


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the percent rounded half up; `None` of nobody."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """The share in percent."""
        return half_up(Fraction(100 * self.part, self.whole), 0) if self.whole else None


@dataclass(frozen=True, slots=True)
class ClubSum:
    """A club in the administrator's table."""

    club: Club
    leader: str
    waiting: int
    attendance: AttendanceSum


@dataclass(frozen=True, slots=True)
class Sums:
    """What the administrator sees: target indicators 2, 6, 7 and 8, and every club."""

    coverage: Share
    success: Share
    all_contests: Mapping[int, Mapping[str, contests.Tally]]
    additional: Mapping[int, Mapping[str, contests.Tally]]
    clubs: tuple[ClubSum, ...]


def sums() -> Sums | None:
    """The sums of this school year; `None` where the school has planned none."""
    year = current_year()
    if year is None:
        return None
    reached = _reached()
    return Sums(
        coverage=Share(reached, len(students())),
        success=Share(min(contests.winners(year.starts_on, year.ends_on), reached), reached),
        all_contests=contests.trend(today()),
        additional=contests.trend(today(), additional_only=True),
        clubs=_clubs(),
    )


def _reached() -> int:
    """Students who are members of a club this year, each counted once."""
    query = (
        select(func.count(ClubMember.student_id.distinct()))
        .join(Club, Club.id == ClubMember.club_id)
        .where(running(), ClubMember.state == MEMBER)
    )
    return db.session.scalar(query) or 0


def _clubs() -> tuple[ClubSum, ...]:
    waiting = (
        select(func.count(ClubMember.id))
        .where(ClubMember.club_id == Club.id, ClubMember.state == WAITING)
        .correlate(Club)
        .scalar_subquery()
    )
    query = (
        select(Club, Person, waiting)
        .join(Person, Person.id == Club.leader_id)
        .where(running())
        .order_by(Club.format, Club.id)
    )
    attendance = sums_of_clubs()
    return tuple(
        ClubSum(club, leader.full_name, number, attendance.get(club.id, AttendanceSum()))
        for club, leader, number in db.session.execute(query)
    )
