"""Reads for the panels on other pages, one statement each."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import clock, db
from parasat_programme.models import (
    CatalogueSubject,
    Choice,
    ElectiveOffer,
    ElectiveRound,
    Placement,
    Wish,
)

LATEST = 6
"""How many electives the profile shows."""


@dataclass(frozen=True, slots=True)
class OpenRound:
    """The round that is open, and how many wishes the reader's list has."""

    round: ElectiveRound
    wishes: int


def open_round(person_id: UUID) -> OpenRound | None:
    """The round that closes first of those that are open now; one statement."""
    now = clock.now()
    wishes = (
        select(func.count(Wish.id))
        .join(Choice, Choice.id == Wish.choice_id)
        .where(Choice.round_id == ElectiveRound.id, Choice.student_id == person_id)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(ElectiveRound, wishes)
        .where(
            ElectiveRound.announced_at.is_not(None),
            ElectiveRound.published_at.is_(None),
            ElectiveRound.opens_at <= now,
            ElectiveRound.closes_at > now,
        )
        .order_by(ElectiveRound.closes_at)
        .limit(1)
    ).first()
    return OpenRound(row[0], row[1]) if row else None


def places_of(student_id: UUID) -> list[tuple[LocalizedText, LocalizedText]]:
    """The latest electives of a student: round and subject; one statement."""
    rows = db.session.execute(
        select(ElectiveRound.title, CatalogueSubject.title)
        .join(ElectiveOffer, ElectiveOffer.round_id == ElectiveRound.id)
        .join(CatalogueSubject, CatalogueSubject.id == ElectiveOffer.subject_id)
        .join(Placement, Placement.offer_id == ElectiveOffer.id)
        .where(Placement.student_id == student_id, ElectiveRound.published_at.is_not(None))
        .order_by(ElectiveRound.starts_on.desc(), CatalogueSubject.position)
        .limit(LATEST)
    )
    return [(row[0], row[1]) for row in rows]
