"""A school with electives: what the tests of rounds, places and pages begin with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from parasat_programme import queries
from parasat_programme.models import ElectiveOffer, ElectiveRound
from parasat_programme.operations import rounds
from sqlalchemy import select

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import ClassMembership, Membership, Person, SchoolClass
from parasat_lms.features.schools.operations import plan_year
from parasat_lms.testing import SchoolForTests

Inside = Callable[[], AbstractContextManager[None]]
GRADE = 8
OFFERED = ("entrepreneurship", "robotics", "my-time-my-choice")


@pytest.fixture
def parasat_plugin() -> str:
    return "parasat_programme"


@dataclass(frozen=True)
class Electives:
    """A round that is open, its electives by code, and the students of grade 8 with the school's own student first."""

    round_id: UUID
    offers: dict[str, UUID]
    students: list[UUID]


def text(words: str) -> LocalizedText:
    return LocalizedText(words, words, words)


def add_round(year_id: UUID, teacher_id: UUID, *, each: int = 1, **offer: object) -> ElectiveRound:
    """A round that opened yesterday and closes tomorrow, with three electives of two places each."""
    now = clock.now()
    made = rounds.make_round(
        year_id=year_id,
        title=text("Кезең"),
        period=(now.date() + timedelta(days=30), now.date() + timedelta(days=90)),
        window=(now - timedelta(days=1), now + timedelta(days=1)),
        electives_each=each,
        seed="test",
    )
    subjects = {subject.code: subject for subject in queries.to_choose_from()}
    for code in OFFERED:
        rounds.add_offer(
            made,
            subject_id=subjects[code].id,
            teacher_id=teacher_id,
            **{  # type: ignore[arg-type]
                "places": 2,
                "minimum": 1,
                "grades": (7, 9),
                "weekly_hours": Decimal(1),
                "after": [],
                "condition": LocalizedText(),
                "note": LocalizedText(),
                **offer,
            },
        )
    rounds.announce(made)
    return made


def add_class(year_id: UUID, student: UUID, count: int) -> list[UUID]:
    """A class of grade 8 with this student and so many others."""
    school_class = SchoolClass(year_id=year_id, grade=GRADE, letter="А", class_teacher_id=None)
    others = [Person.named("Оқушы", f"№{number:02}") for number in range(count)]
    db.session.add_all([school_class, *others])
    db.session.flush()
    db.session.add_all(Membership(person_id=person.id, role=Role.STUDENT) for person in others)
    ids = [student, *(person.id for person in others)]
    db.session.add_all(ClassMembership(class_id=school_class.id, student_id=each) for each in ids)
    db.session.flush()
    return ids


def offers_by_code(round_id: UUID) -> dict[str, UUID]:
    from_round = select(ElectiveOffer).where(ElectiveOffer.round_id == round_id)
    codes = {subject.id: subject.code for subject in queries.to_choose_from()}
    return {codes[offer.subject_id]: offer.id for offer in db.session.scalars(from_round)}


@pytest.fixture
def electives(parasat_inside: Inside, parasat_school: SchoolForTests) -> Electives:
    """An open round of three electives, and four students of grade 8."""
    with parasat_inside():
        day = clock.now().date()
        year, _terms = plan_year("test", [(day - timedelta(days=60), day + timedelta(days=120))])
        students = add_class(year.id, parasat_school.people[Role.STUDENT], 3)
        made = add_round(year.id, parasat_school.people[Role.TEACHER])
        return Electives(made.id, offers_by_code(made.id), students)
