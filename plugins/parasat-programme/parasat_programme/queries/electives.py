"""Reads of rounds and of what they offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from parasat_lms.plugin_api import ClassStudent, Person, clock, db, find, students
from parasat_programme.models import (
    CatalogueSubject,
    Choice,
    Confirmation,
    ElectiveOffer,
    ElectiveRound,
    Placement,
    Waiting,
    Wish,
)

MOST_WISHES = 5
"""How many electives a student may rank."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An elective of a round with its subject and its teacher."""

    row: ElectiveOffer
    subject: CatalogueSubject
    teacher: Person

    @property
    def id(self) -> UUID:
        """The offer's id."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list of rounds: how many electives it has, and how many students have chosen."""

    round: ElectiveRound
    stage: str
    offers: int
    choices: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A student who has a place, how it came, and the class."""

    placement: Placement
    student: Person


@dataclass(frozen=True, slots=True)
class Asked:
    """A student whose prerequisite waits for a teacher's word, or has had it."""

    confirmation: Confirmation
    student: Person


def rounds() -> list[RoundLine]:
    """All rounds of the school, the latest first; one statement."""
    offers = (
        select(func.count(ElectiveOffer.id))
        .where(ElectiveOffer.round_id == ElectiveRound.id)
        .scalar_subquery()
    )
    choices = select(func.count(Choice.id)).where(Choice.round_id == ElectiveRound.id).scalar_subquery()
    query = select(ElectiveRound, offers, choices).order_by(
        ElectiveRound.starts_on.desc(), ElectiveRound.opens_at.desc(), ElectiveRound.id
    )
    now = clock.now()
    return [RoundLine(row[0], row[0].stage(now), row[1], row[2]) for row in db.session.execute(query)]


def announced_rounds() -> Sequence[ElectiveRound]:
    """The rounds that students may see, the latest first."""
    return db.session.scalars(
        select(ElectiveRound)
        .where(ElectiveRound.announced_at.is_not(None))
        .order_by(ElectiveRound.starts_on.desc(), ElectiveRound.id)
    ).all()


def _offers(*criteria: ColumnElement[bool]) -> Select[ElectiveOffer, CatalogueSubject, Person]:
    return (
        select(ElectiveOffer, CatalogueSubject, Person)
        .join(CatalogueSubject, CatalogueSubject.id == ElectiveOffer.subject_id)
        .join(Person, Person.id == ElectiveOffer.teacher_id)
        .where(*criteria)
        .order_by(CatalogueSubject.position, Person.sort_key, ElectiveOffer.id)
    )


def offers_of(round_id: UUID) -> list[Offer]:
    """What a round offers, in the order of the catalogue."""
    return [Offer(*row) for row in db.session.execute(_offers(ElectiveOffer.round_id == round_id))]


def offer(offer_id: UUID) -> Offer | None:
    """One elective of a round."""
    row = db.session.execute(_offers(ElectiveOffer.id == offer_id)).first()
    return Offer(*row) if row else None


def taught_by(teacher_id: UUID) -> list[tuple[Offer, ElectiveRound]]:
    """The electives of a teacher in the rounds that are announced, the latest first."""
    query = (
        _offers(ElectiveOffer.teacher_id == teacher_id)
        .join(ElectiveRound, ElectiveRound.id == ElectiveOffer.round_id)
        .add_columns(ElectiveRound)
        .where(ElectiveRound.announced_at.is_not(None))
        .order_by(None)
        .order_by(ElectiveRound.starts_on.desc(), CatalogueSubject.position)
    )
    return [(Offer(row[0], row[1], row[2]), row[3]) for row in db.session.execute(query)]


def round_of(offer: ElectiveOffer) -> ElectiveRound:
    """The round of an elective."""
    found = find(ElectiveRound, offer.round_id)
    if found is None:
        raise LookupError(f"no round of {offer.id}")
    return found


def placed_in(offer_id: UUID) -> list[Placed]:
    """Who has a place in an elective, in Kazakh order."""
    rows = db.session.execute(
        select(Placement, Person)
        .join(Person, Person.id == Placement.student_id)
        .where(Placement.offer_id == offer_id)
        .order_by(Person.sort_key, Person.id)
    )
    return [Placed(*row) for row in rows]


def waiting_for(offer_id: UUID) -> list[Person]:
    """Who waits for a place in an elective, the first in line first."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Waiting, Waiting.student_id == Person.id)
            .where(Waiting.offer_id == offer_id)
            .order_by(Waiting.place, Waiting.id)
        )
    )


def asked_about(offer_id: UUID) -> list[Asked]:
    """Whose prerequisite a teacher has to confirm or has decided, who still waits first."""
    rows = db.session.execute(
        select(Confirmation, Person)
        .join(Person, Person.id == Confirmation.student_id)
        .where(Confirmation.offer_id == offer_id)
        .order_by(Confirmation.state, Person.sort_key, Person.id)
    )
    return [Asked(*row) for row in rows]


def wishes_by_rank(round_id: UUID) -> dict[UUID, list[int]]:
    """How often each elective of a round stands at each rank, the first rank first."""
    rows = db.session.execute(
        select(Wish.offer_id, Wish.rank, func.count(Wish.id))
        .join(Choice, Choice.id == Wish.choice_id)
        .where(Choice.round_id == round_id)
        .group_by(Wish.offer_id, Wish.rank)
    )
    counts: dict[UUID, list[int]] = {}
    for offer_id, rank, count in rows:
        counts.setdefault(offer_id, [0] * MOST_WISHES)[rank - 1] = count
    return counts


def without_choice(round_: ElectiveRound) -> list[ClassStudent]:
    """The students of the round's grades who have not chosen anything yet, in Kazakh order."""
    grades = db.session.execute(
        select(func.min(ElectiveOffer.first_grade), func.max(ElectiveOffer.last_grade)).where(
            ElectiveOffer.round_id == round_.id
        )
    ).one()
    if grades[0] is None:
        return []
    chosen = set(
        db.session.scalars(
            select(Choice.student_id)
            .join(Wish, Wish.choice_id == Choice.id)
            .where(Choice.round_id == round_.id)
        )
    )
    return [one for one in students(range(grades[0], grades[1] + 1)) if one.person.id not in chosen]
