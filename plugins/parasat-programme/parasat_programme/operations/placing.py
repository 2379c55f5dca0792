"""Places given one by one: by hand, taken while free, given back, and handed on to the waiting list.

However many ask at once, a place is given once: the counter of an elective is raised only where it is below the places,
in the same statement that looks, and the table refuses a counter beyond them. What concerns one round happens one after
another, so that whoever comes too late stands in the line in order, and two who move up never wait for each other.
"""

from uuid import UUID

from sqlalchemy import delete, select, update

from parasat_lms.plugin_api import (
    ClassStudent,
    Person,
    Refused,
    audit,
    clock,
    db,
    enrol,
    find,
    student,
    withdraw,
)
from parasat_programme import _
from parasat_programme.models import ElectiveOffer, ElectiveRound, Placement, Waiting
from parasat_programme.operations.choosing import refuse_overload
from parasat_programme.queries import weeks as weekly
from parasat_programme.queries.choosing import View
from parasat_programme.queries.electives import MOST_WISHES, round_of

PLACEMENTS = "plugin_parasat_programme_placement"
UNWISHED = MOST_WISHES + 1
"""The rank of an elective that stood on no list of wishes: behind every wish."""


class Full(Refused):
    """Every place of the elective is taken."""


def place_by_hand(offer: ElectiveOffer, placed: ClassStudent, *, reason: str, by: UUID) -> Placement:
    """Give a student a place, with the reason; refused where it is full, held already, or the week is too heavy."""
    if offer.not_opened:
        raise Refused(_("This elective was not opened."))
    _wait_for_turn(offer.round_id)
    return _place(offer, placed, how="hand", reason=reason, by=by)


def take_free_place(view: View, offer_id: UUID) -> Placement | Waiting:
    """Let a student take a place that nobody wanted or that came free, first come, first served.

    Whoever comes when the last place has just gone stands at the end of the waiting list instead.
    """
    candidate = next((one for one in view.candidates if one.id == offer_id), None)
    if not view.may_take:
        raise Refused(_("You have all the electives that you may have in this round."))
    if candidate is None or candidate.offer.row.not_opened:
        raise Refused(_("One of the electives is not on offer in your grade."))
    row = candidate.offer.row
    if candidate.missing or (row.condition.pick("kk").text and candidate.confirmation != "confirmed"):
        raise Refused(_("You have not met the condition of this elective yet."))
    _wait_for_turn(view.round.id)
    try:
        with db.session.begin_nested():
            return _place(row, view.student, how="free_place", most=view.round.electives_each)
    except Full:
        return _stand_in_line(row.id, view.student.person.id)


def give_back(placement: Placement, *, reason: str) -> list[UUID]:
    """Take a place back, with the reason, and hand it on; answers who moved up from a waiting list."""
    offer = find(ElectiveOffer, placement.offer_id)
    if offer is None:
        raise LookupError(f"no elective of {placement.id}")
    _wait_for_turn(offer.round_id)
    _leave(placement, offer)
    audit.record(
        "place.given_back", PLACEMENTS, placement.id, student=str(placement.student_id), reasoned=bool(reason)
    )
    return hand_on(offer)


def hand_on(offer: ElectiveOffer) -> list[UUID]:
    """Give free places to the waiting list, in its order; who moves up leaves a lesser wish, which is handed on too."""
    moved: list[UUID] = []
    _wait_for_turn(offer.round_id)
    round_ = round_of(offer)
    if round_.published_at is None:
        return moved
    free = [offer]
    while free:
        current = free.pop()
        for line in _waiting(current.id):
            if current.free <= 0:
                break
            left = _move_up(line, current, round_)
            if left is None:
                continue
            moved.append(line.student_id)
            free += [other for other in left if other.id != current.id]
    return moved


def leave_line(waiting: Waiting) -> None:
    """Let a student stop waiting."""
    db.session.delete(waiting)
    db.session.flush()


def _wait_for_turn(round_id: UUID) -> None:
    """Until the end of the transaction nobody else gives or takes places of this round."""
    db.session.execute(select(ElectiveRound.id).where(ElectiveRound.id == round_id).with_for_update())


def _stand_in_line(offer_id: UUID, student_id: UUID) -> Waiting:
    line = _waiting(offer_id)
    standing = next((each for each in line if each.student_id == student_id), None)
    if standing is None:
        last = max((each.place for each in line), default=0)
        standing = Waiting(offer_id=offer_id, student_id=student_id, place=last + 1, rank=UNWISHED)
        db.session.add(standing)
        db.session.flush()
    return standing


# --- one place ----------------------------------------------------------------------------------------------


def _place(
    offer: ElectiveOffer,
    placed: ClassStudent,
    *,
    how: str,
    reason: str = "",
    by: UUID | None = None,
    rank: int | None = None,
    most: int | None = None,
) -> Placement:
    round_ = round_of(offer)
    student_id = placed.person.id
    # Two places for one student that come at once must not both fit into the same free hour.
    db.session.execute(select(Person.id).where(Person.id == student_id).with_for_update())
    if db.session.scalars(
        select(Placement.id).where(Placement.offer_id == offer.id, Placement.student_id == student_id)
    ).first():
        raise Refused(_("The student already has a place in this elective."))
    if most is not None and weekly.places_in(round_.id, student_id) >= most:
        raise Refused(_("You have all the electives that you may have in this round."))
    held = weekly.given_in(round_.id, student_id)
    week = weekly.weeks(round_, [student_id]).of(placed)
    refuse_overload(week.choosing(held + offer.weekly_hours), placed)
    _occupy(offer)
    placement = Placement(
        offer_id=offer.id,
        student_id=student_id,
        how=how,
        rank=rank,
        reason=reason,
        placed_by=by,
        placed_at=clock.now(),
    )
    db.session.add(placement)
    if offer.course_id:
        enrol(offer.course_id, student_id, placed.grade)
    db.session.flush()
    audit.record("place.given", PLACEMENTS, placement.id, student=str(student_id), how=how)
    return placement


def _occupy(offer: ElectiveOffer) -> None:
    raised = db.session.execute(
        update(ElectiveOffer)
        .where(
            ElectiveOffer.id == offer.id,
            ElectiveOffer.taken < ElectiveOffer.places,
            ElectiveOffer.not_opened.is_(False),
        )
        .values(taken=ElectiveOffer.taken + 1)
        .execution_options(synchronize_session=False)
    )
    if raised.rowcount == 0:  # type: ignore[attr-defined]
        raise Full(_("All places of this elective are taken."))
    db.session.refresh(offer)


def _leave(placement: Placement, offer: ElectiveOffer) -> None:
    gone = db.session.execute(
        delete(Placement).where(Placement.id == placement.id).execution_options(synchronize_session=False)
    )
    db.session.expunge(placement)
    if gone.rowcount == 0:  # type: ignore[attr-defined]
        raise Refused(_("The place has been given back already."))
    db.session.execute(
        update(ElectiveOffer)
        .where(ElectiveOffer.id == offer.id)
        .values(taken=ElectiveOffer.taken - 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(offer)
    if offer.course_id:
        withdraw(offer.course_id, placement.student_id)


def _waiting(offer_id: UUID) -> list[Waiting]:
    return list(
        db.session.scalars(
            select(Waiting).where(Waiting.offer_id == offer_id).order_by(Waiting.place, Waiting.id)
        )
    )


def _move_up(line: Waiting, offer: ElectiveOffer, round_: ElectiveRound) -> list[ElectiveOffer] | None:
    """Give the next in line the place; the electives that became free by it, or `None` where it cannot be given."""
    waiting = student(line.student_id)
    if waiting is None:
        return None
    places = db.session.execute(
        select(Placement, ElectiveOffer)
        .join(ElectiveOffer, ElectiveOffer.id == Placement.offer_id)
        .where(ElectiveOffer.round_id == round_.id, Placement.student_id == line.student_id)
    ).all()
    given_up: list[tuple[Placement, ElectiveOffer]] = []
    if len(places) >= round_.electives_each:
        lesser = [(row[0], row[1]) for row in places if row[0].rank and row[0].rank > line.rank]
        if not lesser:
            return None
        given_up = [max(lesser, key=lambda pair: pair[0].rank or 0)]
    hours = sum((row[1].weekly_hours for row in places), weekly.NOTHING)
    hours -= sum((pair[1].weekly_hours for pair in given_up), weekly.NOTHING)
    week = weekly.weeks(round_, [line.student_id]).of(waiting)
    after = week.choosing(hours + offer.weekly_hours)
    if after.left is not None and after.left < 0:
        return None
    for placement, left in given_up:
        _leave(placement, left)
    _place(offer, waiting, how="waiting_list", rank=line.rank if line.rank < UNWISHED else None)
    db.session.delete(line)
    db.session.flush()
    return [left for _placement, left in given_up]
