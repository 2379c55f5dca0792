"""The qualifications of the school, who assesses them, and where somebody stands in them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from parasat_lms.plugin_api import Person, RubricContent, db, seeded_rubric
from parasat_microqualifications import NAME
from parasat_microqualifications.models import Assessor, Module, Qualification


def codes() -> set[str]:
    """The codes of the qualifications that the school has."""
    return set(db.session.scalars(select(Qualification.code)))


def qualifications() -> Sequence[Qualification]:
    """All qualifications with their modules, in order; two statements."""
    query = (
        select(Qualification).options(selectinload(Qualification.modules)).order_by(Qualification.position)
    )
    return db.session.scalars(query).all()


def qualification(qualification_id: UUID) -> Qualification | None:
    """One qualification with its modules."""
    query = select(Qualification).options(selectinload(Qualification.modules))
    return db.session.scalars(query.where(Qualification.id == qualification_id)).one_or_none()


def rubric_of(module: Module) -> RubricContent:
    """The rubric that judges a module, in its latest version."""
    return seeded_rubric(NAME, module.rubric)


def assessors() -> dict[UUID, list[Person]]:
    """Who assesses, by qualification, in Kazakh order; one statement."""
    found: dict[UUID, list[Person]] = {}
    rows = db.session.execute(
        select(Assessor.qualification_id, Person)
        .join(Person, Person.id == Assessor.person_id)
        .order_by(Person.sort_key, Person.id)
    )
    for qualification_id, person in rows:
        found.setdefault(qualification_id, []).append(person)
    return found


def assesses(person_id: UUID, qualification_id: UUID) -> bool:
    """Whether somebody assesses this qualification."""
    return (
        db.session.scalar(
            select(Assessor.id).where(
                Assessor.person_id == person_id, Assessor.qualification_id == qualification_id
            )
        )
        is not None
    )
