"""The weekly load of students: compulsory hours, electives held, and the limit of the grade."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.plugin_api import ClassStudent, courses_taken, db
from parasat_programme import NAME
from parasat_programme.domain.load import Load
from parasat_programme.models import CatalogueSubject, ElectiveOffer, ElectiveRound, Placement
from parasat_programme.queries.catalogue import compulsory_hours, limits

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Weeks:
    """What is needed to know the week of any of some students in the period of a round."""

    compulsory: dict[int, Decimal]
    limits: dict[int, Decimal]
    held: dict[UUID, Decimal]
    attended: dict[UUID, frozenset[str]]

    def of(self, student: ClassStudent) -> Load:
        """The week of a student before anything is chosen in the round."""
        held = self.held.get(student.person.id, NOTHING)
        return Load(
            self.compulsory.get(student.grade, NOTHING), held, NOTHING, self.limits.get(student.grade)
        )

    def room(self, student: ClassStudent) -> Decimal:
        """Hours that the week still has; without a limit as many as there can be, over it none."""
        left = self.of(student).left
        return Decimal(168) if left is None else max(left, NOTHING)


def weeks(round_: ElectiveRound, student_ids: Collection[UUID]) -> Weeks:
    """The weeks of students in the period of a round, without what they have in the round itself.

    Counted as held: places in other rounds whose period meets this one's, and courses of the round's year that were
    opened from electives or author's programmes by hand. A number of statements that does not depend on how many.
    """
    compulsory = compulsory_hours(round_.starts_on)
    most = {grade: rule.hours for grade, rule in limits(round_.starts_on).items()}
    of_rounds: dict[UUID, Decimal] = {}
    if student_ids:
        of_rounds = _held_in_rounds(round_.starts_on, round_.ends_on, round_.id, student_ids)
    courses = courses_taken(student_ids)
    optional = set(
        db.session.scalars(select(CatalogueSubject.code).where(CatalogueSubject.level != "compulsory"))
    )
    from_offers = set(
        db.session.scalars(select(ElectiveOffer.course_id).where(ElectiveOffer.course_id.is_not(None)))
    )
    held = {
        student_id: of_rounds.get(student_id, NOTHING)
        + sum(
            (
                course.weekly_hours
                for course in taken
                if course.plugin == NAME
                and course.subject_code in optional
                and course.year_id == round_.year_id
                and course.id not in from_offers
            ),
            NOTHING,
        )
        for student_id, taken in courses.items()
    }
    attended = {
        student_id: frozenset(course.subject_code for course in taken)
        for student_id, taken in courses.items()
    }
    return Weeks(compulsory, most, held, attended)


def _held_in_rounds(
    starts_on: date, ends_on: date, but: UUID, student_ids: Collection[UUID]
) -> dict[UUID, Decimal]:
    rows = db.session.execute(
        select(Placement.student_id, ElectiveOffer.weekly_hours)
        .join(ElectiveOffer, ElectiveOffer.id == Placement.offer_id)
        .join(ElectiveRound, ElectiveRound.id == ElectiveOffer.round_id)
        .where(
            ElectiveRound.id != but,
            ElectiveRound.starts_on <= ends_on,
            ElectiveRound.ends_on >= starts_on,
            Placement.student_id.in_(student_ids),
        )
    )
    held: dict[UUID, Decimal] = {}
    for student_id, hours in rows:
        held[student_id] = held.get(student_id, NOTHING) + hours
    return held


def given_in(round_id: UUID, student_id: UUID) -> Decimal:
    """The hours of the places that a student has in a round."""
    hours = db.session.scalars(
        select(ElectiveOffer.weekly_hours)
        .join(Placement, Placement.offer_id == ElectiveOffer.id)
        .where(ElectiveOffer.round_id == round_id, Placement.student_id == student_id)
    )
    return sum(hours, NOTHING)


def places_in(round_id: UUID, student_id: UUID) -> int:
    """How many places a student has in a round."""
    query = (
        select(func.count(Placement.id))
        .join(ElectiveOffer, ElectiveOffer.id == Placement.offer_id)
        .where(ElectiveOffer.round_id == round_id, Placement.student_id == student_id)
    )
    return db.session.scalar(query) or 0
