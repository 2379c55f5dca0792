"""Reads of contests, results, and the trend of a school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, inspect, select

from parasat_horizons.models import CONTEST_LEVELS, PRIZES, Contest, ContestResult
from parasat_lms.plugin_api import Person, db, find

PER_PAGE = 20
FIRST_MONTH = 9
"""A school year begins in September."""
YEARS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ContestRow:
    """A contest in a list, with how many took part and how many won something."""

    contest: Contest
    took_part: int
    prizes: int


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What a student reached in a contest."""

    contest: Contest
    result: ContestResult
    person: Person


@dataclass(frozen=True, slots=True)
class Tally:
    """Students who took part, and prizes, of one school year on one level."""

    took_part: int = 0
    prizes: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.took_part + other.took_part, self.prizes + other.prizes)


def school_year_of(day: date) -> int:
    """The year in which the school year of that day began: 2026 for 1 September 2026 and for 31 August 2027."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def _counted() -> tuple[ColumnElement[int], ColumnElement[int]]:
    took_part = func.count(case((ContestResult.award != "entered", 1)))
    prizes = func.count(case((ContestResult.award.in_(PRIZES), 1)))
    return took_part, prizes


def contests(level: str | None, page: int) -> tuple[list[ContestRow], int]:
    """A page of contests, the latest first, and how many pages there are."""
    count = select(func.count(Contest.id))
    query = (
        select(Contest, *_counted())
        .outerjoin(ContestResult, ContestResult.contest_id == Contest.id)
        .group_by(*inspect(Contest).primary_key)
        .order_by(Contest.starts_on.desc(), Contest.id.desc())
    )
    if level:
        count, query = count.where(Contest.level == level), query.where(Contest.level == level)
    pages = max(-(-(db.session.scalar(count) or 0) // PER_PAGE), 1)
    found = db.session.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return [ContestRow(*row) for row in found], pages


def contest(contest_id: UUID) -> Contest | None:
    """The contest of that id."""
    return find(Contest, contest_id)


def results(contest_id: UUID, student_ids: Sequence[UUID] | None = None) -> list[ResultRow]:
    """The results of a contest, the best first; of some students only where they are named."""
    query = (
        select(Contest, ContestResult, Person)
        .join(ContestResult, ContestResult.contest_id == Contest.id)
        .join(Person, Person.id == ContestResult.student_id)
        .where(Contest.id == contest_id)
    )
    if student_ids is not None:
        query = query.where(ContestResult.student_id.in_(student_ids))
    found = db.session.execute(query.order_by(_rank().desc(), Person.sort_key, Person.id))
    return [ResultRow(*row) for row in found]


def _rank() -> ColumnElement[int]:
    order = {"entered": 0, "participant": 1, "diploma": 2, "third": 3, "second": 4, "first": 5}
    return case(order, value=ContestResult.award)


def results_of(student_id: UUID, most: int = 30) -> list[ResultRow]:
    """What a student reached, the latest first."""
    query = (
        select(Contest, ContestResult, Person)
        .join(ContestResult, ContestResult.contest_id == Contest.id)
        .join(Person, Person.id == ContestResult.student_id)
        .where(ContestResult.student_id == student_id)
        .order_by(Contest.starts_on.desc(), Contest.id.desc())
        .limit(most)
    )
    return [ResultRow(*row) for row in db.session.execute(query)]


def result_of(contest_id: UUID, student_id: UUID) -> ContestResult | None:
    """The result of a student in a contest, if there is one."""
    query = select(ContestResult).where(
        ContestResult.contest_id == contest_id, ContestResult.student_id == student_id
    )
    return db.session.scalars(query).first()


def trend(today: date, *, additional_only: bool = False) -> dict[int, dict[str, Tally]]:
    """By school year, the earliest first, and by level: how many took part and what they won.

    With `additional_only` only contests of a format of additional education; events are no contests.
    """
    this_year = school_year_of(today)
    years = range(this_year - YEARS_SHOWN + 1, this_year + 1)
    query = (
        select(Contest.starts_on, Contest.level, *_counted())
        .join(ContestResult, ContestResult.contest_id == Contest.id)
        .where(Contest.starts_on >= date(years[0], FIRST_MONTH, 1), Contest.kind != "event")
        .group_by(Contest.id, Contest.starts_on, Contest.level)
    )
    if additional_only:
        query = query.where(Contest.format.is_not(None))
    found = {year: dict.fromkeys(CONTEST_LEVELS, Tally()) for year in years}
    for starts_on, level, took_part, prizes in db.session.execute(query):
        year = school_year_of(starts_on)
        if year in found:
            found[year][level] += Tally(took_part, prizes)
    return found


def winners(since: date, until: date) -> int:
    """How many students won something in contests of additional education between two days."""
    query = (
        select(func.count(ContestResult.student_id.distinct()))
        .join(Contest, Contest.id == ContestResult.contest_id)
        .where(
            Contest.starts_on.between(since, until),
            Contest.format.is_not(None),
            ContestResult.award.in_(PRIZES),
        )
    )
    return db.session.scalar(query) or 0
