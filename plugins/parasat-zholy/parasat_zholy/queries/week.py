"""The balance of life in a student's week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import db, week_of
from parasat_zholy import seeds
from parasat_zholy.models import LifeEntry
from parasat_zholy.policies.balance import Rule, Slice, hours_by_part, missing, slices

MOST_ENTRIES = 70
"""Own entries of one student: ten a day."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A time of the week as the picture and the table show it; `words` and `id` only for the student's own."""

    life: str
    title: LocalizedText
    weekday: int
    starts_at: time
    ends_at: time
    place: str = ""
    words: str = ""
    id: UUID | None = None

    def pieces(self) -> list[Slice]:
        """Where it lies in the days."""
        return slices(self)


@dataclass(frozen=True, slots=True)
class Balance:
    """A student's week: its times, the hours of each part of life, and what is missing."""

    drawn: Sequence[Drawn]
    hours: dict[str, Decimal]
    notes: Sequence[Rule]


def own_times(student_id: UUID) -> Sequence[LifeEntry]:
    """What a student wrote down, in the order of the week."""
    query = select(LifeEntry).where(LifeEntry.student_id == student_id)
    return db.session.scalars(query.order_by(LifeEntry.weekday, LifeEntry.starts_at)).all()


def own_time(entry_id: UUID, student_id: UUID) -> LifeEntry | None:
    """An entry of this student."""
    return db.session.scalars(
        select(LifeEntry).where(LifeEntry.id == entry_id, LifeEntry.student_id == student_id)
    ).one_or_none()


def number_of_own_times(student_id: UUID) -> int:
    """How many entries a student has."""
    return db.session.scalar(select(func.count(LifeEntry.id)).where(LifeEntry.student_id == student_id)) or 0


def _times(student_id: UUID) -> Iterator[Drawn]:
    titles = seeds.parts_of_life()
    for planned in week_of(student_id):
        yield Drawn(
            planned.part, planned.title, planned.weekday, planned.starts_at, planned.ends_at, planned.place
        )
    for own in own_times(student_id):
        title = titles[own.life]
        yield Drawn(own.life, title, own.weekday, own.starts_at, own.ends_at, words=own.title, id=own.id)


def balance_of(student_id: UUID) -> Balance:
    """Lessons, activities and what the student wrote down, weighed against each other."""
    drawn = sorted(_times(student_id), key=lambda entry: (entry.weekday, entry.starts_at))
    hours = hours_by_part((entry.life, entry) for entry in drawn)
    return Balance(drawn, hours, missing(hours, seeds.balance_rules()))
