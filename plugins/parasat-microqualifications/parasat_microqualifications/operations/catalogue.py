"""Changes to the catalogue: laid down once, assessors named."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import audit, db
from parasat_microqualifications import seeds
from parasat_microqualifications.models import PREFIX, Assessor, Module, Qualification
from parasat_microqualifications.queries import catalogue


def lay_down_catalogue() -> None:
    """Give the current school the micro-qualifications that it does not have yet; safe to repeat."""
    taken = catalogue.codes()
    for position, seed in enumerate(seeds.qualifications(), 1):
        if seed["code"] in taken:
            continue
        made = Qualification(
            code=seed["code"],
            area=seed["area"],
            position=position,
            title=LocalizedText.of(seed["title"]),
            description=LocalizedText.of(seed["description"]),
            valid_months=seed.get("valid_months"),
        )
        db.session.add(made)
        db.session.flush()
        db.session.add_all(
            Module(
                qualification_id=made.id,
                position=place,
                title=LocalizedText.of(module["title"]),
                evidence=LocalizedText.of(module["evidence"]),
                rubric=module["rubric"],
            )
            for place, module in enumerate(seed["module"], 1)
        )
    db.session.flush()


def name_assessors(qualification_id: UUID, people: Collection[UUID]) -> None:
    """Let exactly these people assess a qualification; they must be people of this school."""
    standing = set(
        db.session.scalars(select(Assessor.person_id).where(Assessor.qualification_id == qualification_id))
    )
    wanted = set(people)
    if gone := standing - wanted:
        db.session.execute(
            delete(Assessor).where(
                Assessor.qualification_id == qualification_id, Assessor.person_id.in_(gone)
            )
        )
    db.session.add_all(
        Assessor(qualification_id=qualification_id, person_id=person) for person in sorted(wanted - standing)
    )
    audit.record(
        "assessors.named",
        f"{PREFIX}_qualification",
        qualification_id,
        added=sorted(map(str, wanted - standing)),
        removed=sorted(map(str, standing - wanted)),
    )
    db.session.flush()
