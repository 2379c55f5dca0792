"""What a student sees of a round: what can be chosen and what it would make of the week, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import ClassStudent, clock, db
from parasat_programme.domain.load import Load, Verdict, heaviest
from parasat_programme.models import (
    CatalogueSubject,
    Choice,
    Confirmation,
    ElectiveOffer,
    ElectiveRound,
    Outcome,
    Placement,
    Waiting,
    Wish,
)
from parasat_programme.queries.electives import Offer, offers_of
from parasat_programme.queries.weeks import weeks


@dataclass(frozen=True, slots=True)
class Candidate:
    """An elective as one student may choose it, or why not: `missing` are the subjects that were not attended."""

    offer: Offer
    week: Load
    missing: tuple[LocalizedText, ...]
    confirmation: str | None
    wished: bool

    @property
    def id(self) -> UUID:
        """The offer's id."""
        return self.offer.id

    @property
    def too_heavy(self) -> bool:
        """Whether the week would go over the limit."""
        return self.week.verdict is Verdict.OVER

    @property
    def may(self) -> bool:
        """Whether it can be put on the list."""
        return not self.wished and not self.missing and not self.too_heavy


@dataclass(frozen=True, slots=True)
class Given:
    """A place that the student has."""

    offer: Offer
    placement: Placement


@dataclass(frozen=True, slots=True)
class InLine:
    """A place in a waiting list; `before` is how many are in front."""

    offer: Offer
    waiting: Waiting
    before: int


@dataclass(frozen=True, slots=True)
class View:
    """A student in a round: everything that the page shows."""

    round: ElectiveRound
    stage: str
    student: ClassStudent
    week: Load
    candidates: tuple[Candidate, ...]
    wishes: tuple[Offer, ...]
    given: tuple[Given, ...]
    in_line: tuple[InLine, ...]
    outcome: Outcome | None
    offers: dict[UUID, Offer]

    @property
    def chosen_week(self) -> Load:
        """The heaviest week that the list can bring."""
        return self.week.choosing(
            heaviest([o.row.weekly_hours for o in self.wishes], self.round.electives_each)
        )

    @property
    def given_week(self) -> Load:
        """The week with the places that were given."""
        return self.week.choosing(sum((each.offer.row.weekly_hours for each in self.given), Decimal(0)))

    @property
    def may_take(self) -> bool:
        """Whether free places can still be taken: something is published, and less than everybody's share is held."""
        return self.stage == "published" and len(self.given) < self.round.electives_each


def wish_ids(round_id: UUID, student_id: UUID) -> list[UUID]:
    """The electives of a student's list, the best first."""
    return list(
        db.session.scalars(
            select(Wish.offer_id)
            .join(Choice, Choice.id == Wish.choice_id)
            .where(Choice.round_id == round_id, Choice.student_id == student_id)
            .order_by(Wish.rank)
        )
    )


def view(round_: ElectiveRound, student: ClassStudent, wishes: Sequence[UUID] | None = None) -> View:
    """A student in a round, with the list that is stored or, where it was refused, the one that was sent."""
    offers = {offer.id: offer for offer in offers_of(round_.id)}
    fitting = weeks(round_, [student.person.id])
    week = fitting.of(student)
    listed = [
        id_ for id_ in (wish_ids(round_.id, student.person.id) if wishes is None else wishes) if id_ in offers
    ]
    confirmations = _confirmations(round_.id, student.person.id)
    titles = _titles([code for offer in offers.values() for code in offer.row.after])
    attended = fitting.attended.get(student.person.id, frozenset())
    given = _given(offers, student.person.id)
    return View(
        round=round_,
        stage=round_.stage(clock.now()),
        student=student,
        week=week,
        candidates=tuple(
            Candidate(
                offer=offer,
                week=week.choosing(
                    _hours_with(offer, [offers[id_] for id_ in listed], round_.electives_each)
                ),
                missing=tuple(
                    titles[code] for code in offer.row.after if code not in attended and code in titles
                ),
                confirmation=confirmations.get(offer.id),
                wished=offer.id in listed,
            )
            for offer in offers.values()
            if student.grade in offer.row.grades
        ),
        wishes=tuple(offers[id_] for id_ in listed),
        given=given,
        in_line=_in_line(offers, student.person.id),
        outcome=_outcome(round_.id, student.person.id),
        offers=offers,
    )


def _hours_with(offer: Offer, listed: Sequence[Offer], each: int) -> Decimal:
    """The heaviest outcome of the list with this elective on it."""
    others = [one.row.weekly_hours for one in listed if one.id != offer.id]
    return heaviest([*others, offer.row.weekly_hours], each)


def _titles(codes: Sequence[str]) -> dict[str, LocalizedText]:
    if not codes:
        return {}
    rows = db.session.execute(
        select(CatalogueSubject.code, CatalogueSubject.title).where(CatalogueSubject.code.in_(codes))
    )
    return {row.code: row.title for row in rows}


def _confirmations(round_id: UUID, student_id: UUID) -> dict[UUID, str]:
    rows = db.session.execute(
        select(Confirmation.offer_id, Confirmation.state)
        .join(ElectiveOffer, ElectiveOffer.id == Confirmation.offer_id)
        .where(ElectiveOffer.round_id == round_id, Confirmation.student_id == student_id)
    )
    return {row.offer_id: row.state for row in rows}


def _given(offers: dict[UUID, Offer], student_id: UUID) -> tuple[Given, ...]:
    rows = db.session.scalars(
        select(Placement)
        .where(Placement.student_id == student_id, Placement.offer_id.in_(offers))
        .order_by(Placement.placed_at, Placement.id)
    )
    return tuple(Given(offers[row.offer_id], row) for row in rows)


def _in_line(offers: dict[UUID, Offer], student_id: UUID) -> tuple[InLine, ...]:
    rows = db.session.scalars(
        select(Waiting).where(
            Waiting.offer_id.in_(
                select(Waiting.offer_id).where(Waiting.student_id == student_id, Waiting.offer_id.in_(offers))
            )
        )
    ).all()
    mine = sorted((row for row in rows if row.student_id == student_id), key=lambda row: row.rank)
    return tuple(
        InLine(
            offers[row.offer_id],
            row,
            sum(other.offer_id == row.offer_id and other.place < row.place for other in rows),
        )
        for row in mine
    )


def _outcome(round_id: UUID, student_id: UUID) -> Outcome | None:
    return db.session.scalars(
        select(Outcome).where(Outcome.round_id == round_id, Outcome.student_id == student_id)
    ).one_or_none()
