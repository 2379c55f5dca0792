"""Changes to the catalogue."""

from collections.abc import Sequence
from decimal import Decimal

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import audit, db
from parasat_programme import queries, seeds
from parasat_programme.models import CatalogueSubject


def lay_down_catalogue() -> None:
    """Give the current school the subjects that it does not have yet; safe to repeat."""
    taken = queries.codes()
    for position, subject in enumerate(seeds.subjects(), 1):
        if subject["code"] not in taken:
            db.session.add(
                CatalogueSubject(
                    code=subject["code"],
                    position=position,
                    area=subject["area"],
                    level=subject["level"],
                    kind=subject["kind"],
                    first_grade=subject["grades"][0],
                    last_grade=subject["grades"][1],
                    weekly_hours=Decimal(subject["weekly_hours"]),
                    title=LocalizedText.of(subject["title"]),
                    description=LocalizedText.of(subject["description"]),
                    attributes=subject["attributes"],
                )
            )
    db.session.flush()


def add_authors_subject(
    *,
    title: LocalizedText,
    description: LocalizedText,
    grades: tuple[int, int],
    weekly_hours: Decimal,
    attributes: Sequence[str],
) -> CatalogueSubject:
    """An author's subject of the school's own teachers."""
    position = queries.next_position()
    subject = CatalogueSubject(
        code=f"authors-{position}",
        position=position,
        area="wellbeing",
        level="authors",
        kind="marked",
        first_grade=grades[0],
        last_grade=grades[1],
        weekly_hours=weekly_hours,
        title=title,
        description=description,
        attributes=list(attributes),
    )
    db.session.add(subject)
    db.session.flush()
    audit.record("subject.added", "plugin_parasat_programme_subject", subject.id)
    return subject
