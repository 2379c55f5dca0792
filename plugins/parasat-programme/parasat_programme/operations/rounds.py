"""Changes to rounds: made, announced, filled with electives, shared out and published."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from secrets import token_hex
from uuid import UUID

from sqlalchemy import delete, select, update

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import (
    Conflict,
    Refused,
    assign_teacher,
    audit,
    clock,
    db,
    enrol,
    open_course,
    students,
)
from parasat_programme import _, queries
from parasat_programme.domain.allocation import Result, waiting_lists
from parasat_programme.models import (
    Confirmation,
    ElectiveOffer,
    ElectiveRound,
    Outcome,
    Placement,
    Waiting,
)
from parasat_programme.operations.catalogue import insert_rows
from parasat_programme.queries import electives
from parasat_programme.queries.electives import Offer
from parasat_programme.queries.sharing import Shared, shared

ROUNDS, OFFERS = "plugin_parasat_programme_round", "plugin_parasat_programme_offer"


def make_round(
    *,
    year_id: UUID,
    title: LocalizedText,
    period: tuple[date, date],
    window: tuple[datetime, datetime],
    electives_each: int,
    seed: str | None = None,
) -> ElectiveRound:
    """A new round, which nobody sees before it is announced; the seed of its lottery is drawn now."""
    made = ElectiveRound(
        year_id=year_id,
        title=title,
        starts_on=period[0],
        ends_on=period[1],
        opens_at=window[0],
        closes_at=window[1],
        electives_each=electives_each,
        seed=seed or token_hex(16),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("round.made", ROUNDS, made.id)
    return made


def change_round(
    round_: ElectiveRound,
    *,
    title: LocalizedText,
    period: tuple[date, date],
    window: tuple[datetime, datetime],
    electives_each: int,
) -> None:
    """Set a round anew. How many electives each gets stays once it is announced: students chose by it."""
    _refuse_published(round_)
    if round_.announced_at and electives_each != round_.electives_each:
        raise Refused(_("Students already choose by how many electives each of them gets."))
    round_.title = title
    round_.starts_on, round_.ends_on = period
    round_.opens_at, round_.closes_at = window
    round_.electives_each = electives_each
    db.session.flush()
    audit.record("round.changed", ROUNDS, round_.id)


def announce(round_: ElectiveRound) -> None:
    """Let students and parents see the round."""
    if round_.announced_at:
        return
    if not electives.offers_of(round_.id):
        raise Refused(_("Put at least one elective into the round first."))
    round_.announced_at = clock.now()
    db.session.flush()
    audit.record("round.announced", ROUNDS, round_.id, seed_mark=round_.seed_mark)


def add_offer(
    round_: ElectiveRound,
    *,
    subject_id: UUID,
    teacher_id: UUID,
    places: int,
    minimum: int,
    grades: tuple[int, int],
    weekly_hours: Decimal,
    after: list[str],
    condition: LocalizedText,
    note: LocalizedText,
) -> ElectiveOffer:
    """Put an elective into a round."""
    _refuse_published(round_)
    offer = ElectiveOffer(
        round_id=round_.id,
        subject_id=subject_id,
        teacher_id=teacher_id,
        places=places,
        minimum=minimum,
        first_grade=grades[0],
        last_grade=grades[1],
        weekly_hours=weekly_hours,
        after=after,
        condition=condition,
        note=note,
    )
    db.session.add(offer)
    db.session.flush()
    audit.record("offer.added", OFFERS, offer.id)
    return offer


def change_offer(
    offer: ElectiveOffer,
    *,
    places: int,
    minimum: int,
    grades: tuple[int, int],
    weekly_hours: Decimal,
    after: list[str],
    condition: LocalizedText,
    note: LocalizedText,
) -> None:
    """Set an elective anew; after the results only its places may change."""
    round_ = electives.round_of(offer)
    if places < offer.taken:
        raise Refused(_("%(num)s students already have a place.", num=offer.taken))
    same = (grades, weekly_hours, after) == (
        (offer.first_grade, offer.last_grade),
        offer.weekly_hours,
        list(offer.after),
    )
    if round_.published_at and not same:
        raise Refused(_("The results are published: only places, minimum and texts can still change."))
    offer.places, offer.minimum = places, minimum
    offer.first_grade, offer.last_grade = grades
    offer.weekly_hours, offer.after = weekly_hours, after
    offer.condition, offer.note = condition, note
    db.session.flush()
    audit.record("offer.changed", OFFERS, offer.id, places=places)


def remove_offer(offer: ElectiveOffer) -> None:
    """Take an elective out of a round that nobody has seen yet."""
    if electives.round_of(offer).announced_at:
        raise Refused(_("The round is announced: students may have this elective on their lists."))
    for model in (Placement, Confirmation):
        db.session.execute(delete(model).where(model.offer_id == offer.id))
    db.session.delete(offer)
    db.session.flush()
    audit.record("offer.removed", OFFERS, offer.id)


def remove_round(round_: ElectiveRound) -> None:
    """Take away a round that nobody has seen yet, with its electives."""
    if round_.announced_at:
        raise Refused(_("The round is announced and stays."))
    for offer in electives.offers_of(round_.id):
        remove_offer(offer.row)
    db.session.delete(round_)
    db.session.flush()
    audit.record("round.removed", ROUNDS, round_.id)


def _refuse_published(round_: ElectiveRound) -> None:
    if round_.published_at:
        raise Refused(_("The results of this round are published."))


# --- sharing out --------------------------------------------------------------------------------------------


def publish(round_: ElectiveRound, fingerprint: str, *, open_courses: bool) -> Shared:
    """Share out the places and let everybody see who got what and why; with courses, where they are wanted.

    Raises `Refused` while students still choose, and `Conflict` where the outcome is no longer the one that was
    looked at: somebody has placed a student or confirmed a prerequisite meanwhile.
    """
    if round_.announced_at is None or clock.now() < round_.closes_at:
        raise Refused(_("The places are shared out when the choosing is over."))
    first = db.session.execute(
        update(ElectiveRound)
        .where(ElectiveRound.id == round_.id, ElectiveRound.published_at.is_(None))
        .values(published_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if first.rowcount == 0:  # type: ignore[attr-defined]
        raise Refused(_("The results of this round are published."))
    db.session.refresh(round_)
    outcome = shared(round_)
    if outcome.allocation.fingerprint != fingerprint:
        raise Conflict(_("The outcome has changed since you looked at it. Look at the preview again."))
    _write_down(round_, outcome)
    audit.record("round.published", ROUNDS, round_.id, seed=round_.seed, fingerprint=fingerprint)
    if open_courses:
        open_courses_of(round_)
    return outcome


def _write_down(round_: ElectiveRound, outcome: Shared) -> None:
    results = outcome.allocation.results
    now = clock.now()
    insert_rows(Outcome, [_outcome_row(round_.id, result) for result in results])
    insert_rows(
        Placement,
        [
            {
                "offer_id": step.offer_id,
                "student_id": result.student_id,
                "how": "lottery",
                "rank": step.rank,
                "reason": "",
                "placed_by": None,
                "placed_at": now,
            }
            for result in results
            for step in result.placed
        ],
    )
    ranks = {(result.student_id, step.offer_id): step.rank for result in results for step in result.steps}
    insert_rows(
        Waiting,
        [
            {
                "offer_id": offer_id,
                "student_id": student_id,
                "place": place,
                "rank": ranks[student_id, offer_id],
            }
            for offer_id, line in waiting_lists(outcome.allocation).items()
            for place, student_id in enumerate(line, 1)
        ],
    )
    for offer_id, given in outcome.given.items():
        offer = outcome.offers[offer_id].row
        offer.taken += given
        offer.not_opened = offer_id in outcome.allocation.not_opened
    db.session.flush()


def _outcome_row(round_id: UUID, result: Result) -> dict[str, object]:
    steps = [
        {**asdict(step), "offer_id": str(step.offer_id), "fate": str(step.fate)} for step in result.steps
    ]
    return {
        "round_id": round_id,
        "student_id": result.student_id,
        "number": result.number,
        "turn": result.turn,
        "debt": result.debt,
        "shortfall": result.shortfall,
        "steps": steps,
    }


def open_courses_of(round_: ElectiveRound) -> int:
    """Open a course for every elective that has students and none yet, with its teacher and its students; how many."""
    opened = [
        offer
        for offer in electives.offers_of(round_.id)
        if offer.row.taken and not offer.row.not_opened and offer.row.course_id is None
    ]
    grades = {one.person.id: one.grade for one in students()} if opened else {}
    for offer in opened:
        _open_course(round_, offer, grades)
    return len(opened)


def _open_course(round_: ElectiveRound, offer: Offer, grades: dict[UUID, int]) -> None:
    course = open_course(
        queries.as_subject(offer.subject),
        year_id=round_.year_id,
        code=f"elective-{offer.id.hex}",
        grade=max(offer.row.first_grade, offer.subject.first_grade),
    )
    course.weekly_hours = offer.row.weekly_hours
    assign_teacher(course.id, offer.row.teacher_id)
    offer.row.course_id = course.id
    db.session.flush()
    placed = db.session.scalars(select(Placement.student_id).where(Placement.offer_id == offer.id))
    for student_id in placed:
        enrol(course.id, student_id, grades[student_id])
    db.session.flush()
