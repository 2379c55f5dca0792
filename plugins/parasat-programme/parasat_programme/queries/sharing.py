"""What the lottery of a round needs, and what it gives: computed from the rows each time, and the same each time."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.plugin_api import ClassStudent, db, students
from parasat_programme.domain.allocation import Allocation, Chooser, Fate, Offered, allocate
from parasat_programme.models import (
    Choice,
    Confirmation,
    ElectiveOffer,
    ElectiveRound,
    Outcome,
    Placement,
    Wish,
)
from parasat_programme.queries.electives import MOST_WISHES, Offer, offers_of
from parasat_programme.queries.weeks import weeks


@dataclass(frozen=True, slots=True)
class Shared:
    """The outcome of a round's lottery, with the electives and the students that it speaks of."""

    allocation: Allocation
    offers: dict[UUID, Offer]
    students: dict[UUID, ClassStudent]

    @property
    def ranks(self) -> list[int]:
        """How many students got their first, second … wish as the best."""
        counts = [0] * MOST_WISHES
        for result in self.allocation.results:
            if result.placed:
                counts[min(step.rank for step in result.placed) - 1] += 1
        return counts

    @property
    def without(self) -> int:
        """How many students got nothing, by lottery or by hand."""
        kept = {Fate.PLACED, Fate.BY_HAND}
        return sum(not any(step.fate in kept for step in result.steps) for result in self.allocation.results)

    @property
    def given(self) -> dict[UUID, int]:
        """How many places each elective gave in the lottery."""
        counts = dict.fromkeys(self.offers, 0)
        for result in self.allocation.results:
            for step in result.placed:
                counts[step.offer_id] += 1
        return counts


def shared(round_: ElectiveRound) -> Shared:
    """Share out the places of a round; a number of statements that does not depend on how many have chosen."""
    offers = {offer.id: offer for offer in offers_of(round_.id)}
    wishes = _wishes(round_.id)
    everybody = {one.person.id: one for one in students() if one.person.id in wishes}
    fitting = weeks(round_, everybody.keys())
    held = _held(round_.id)
    debts = _debts(round_)
    sure = _confirmed(round_.id)
    choosers = []
    for student_id, student in everybody.items():
        listed = tuple(wishes[student_id])
        waiting = {
            offer_id
            for offer_id in listed
            if student.grade not in offers[offer_id].row.grades
            or (offers[offer_id].row.condition.pick("kk").text and (offer_id, student_id) not in sure)
        }
        choosers.append(
            Chooser(
                id=student_id,
                wishes=listed,
                wanted=round_.electives_each,
                room=fitting.room(student),
                debt=debts.get(student_id, 0),
                held=tuple(held.get(student_id, ())),
                unconfirmed=frozenset(waiting),
            )
        )
    # Who was placed by hand without having chosen takes the place before the lottery begins.
    elsewhere = dict.fromkeys(offers, 0)
    for student_id, places in held.items():
        if student_id not in everybody:
            for offer_id in places:
                elsewhere[offer_id] += 1
    offered = [
        Offered(
            offer.id,
            offer.row.places - elsewhere[offer.id],
            offer.row.weekly_hours,
            0 if elsewhere[offer.id] else offer.row.minimum,
        )
        for offer in offers.values()
    ]
    return Shared(allocate(offered, choosers, round_.seed, MOST_WISHES), offers, everybody)


def _wishes(round_id: UUID) -> dict[UUID, list[UUID]]:
    rows = db.session.execute(
        select(Choice.student_id, Wish.offer_id)
        .join(Wish, Wish.choice_id == Choice.id)
        .where(Choice.round_id == round_id)
        .order_by(Choice.student_id, Wish.rank)
    )
    wishes: dict[UUID, list[UUID]] = {}
    for student_id, offer_id in rows:
        wishes.setdefault(student_id, []).append(offer_id)
    return wishes


def _held(round_id: UUID) -> dict[UUID, list[UUID]]:
    """Who was placed by hand before the lottery, and where."""
    rows = db.session.execute(
        select(Placement.student_id, Placement.offer_id)
        .join(ElectiveOffer, ElectiveOffer.id == Placement.offer_id)
        .where(ElectiveOffer.round_id == round_id)
        .order_by(Placement.offer_id)
    )
    held: dict[UUID, list[UUID]] = {}
    for student_id, offer_id in rows:
        held.setdefault(student_id, []).append(offer_id)
    return held


def _confirmed(round_id: UUID) -> set[tuple[UUID, UUID]]:
    """The pairs of elective and student of which a teacher has said that the prerequisite is met."""
    rows = db.session.execute(
        select(Confirmation.offer_id, Confirmation.student_id)
        .join(ElectiveOffer, ElectiveOffer.id == Confirmation.offer_id)
        .where(ElectiveOffer.round_id == round_id, Confirmation.state == "confirmed")
    )
    return {(row.offer_id, row.student_id) for row in rows}


def _debts(round_: ElectiveRound) -> dict[UUID, int]:
    """How far behind the best each student stayed in the other rounds of the year that are published."""
    rows = db.session.execute(
        select(Outcome.student_id, func.sum(Outcome.shortfall))
        .join(ElectiveRound, ElectiveRound.id == Outcome.round_id)
        .where(ElectiveRound.year_id == round_.year_id, ElectiveRound.id != round_.id)
        .group_by(Outcome.student_id)
    )
    return {row[0]: int(row[1]) for row in rows}
