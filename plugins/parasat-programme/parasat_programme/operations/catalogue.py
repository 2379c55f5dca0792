"""Changes to the catalogue, to the hours of a week and to its limits."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import audit, current_school_id, db, new_id
from parasat_programme import queries, seeds
from parasat_programme.models import CatalogueSubject, LoadLimit, SubjectHours

TABLE = "plugin_parasat_programme_subject"


def lay_down_catalogue() -> None:
    """Give the current school the subjects, hours and limits that it does not have yet; safe to repeat."""
    taken = queries.codes()
    instructions = seeds.instructions()
    rows = []
    for position, subject in enumerate(seeds.subjects(), 1):
        code = subject["code"]
        if code not in taken:
            taken[code] = new_id()
            rows.append(
                {
                    "id": taken[code],
                    "code": code,
                    "position": position,
                    "area": subject["area"],
                    "level": subject["level"],
                    "kind": subject["kind"],
                    "first_grade": subject["grades"][0],
                    "last_grade": subject["grades"][1],
                    "weekly_hours": Decimal(subject["weekly_hours"]),
                    "title": LocalizedText.of(subject["title"]),
                    "description": LocalizedText.of(subject["description"]),
                    "attributes": subject["attributes"],
                    "instruction": instructions.get(code),
                }
            )
    insert_rows(CatalogueSubject, rows)
    _lay_down_hours(taken)


def _lay_down_hours(subjects: Mapping[str, UUID]) -> None:
    of_state = select(SubjectHours.subject_id, SubjectHours.grade).where(~SubjectHours.by_school)
    known = {tuple(row) for row in db.session.execute(of_state)}
    insert_rows(
        SubjectHours,
        [
            {**_rule(seed), "subject_id": subjects[seed.subject]}
            for seed in seeds.curriculum()
            if (subjects[seed.subject], seed.grade) not in known
        ],
    )
    limited = set(db.session.scalars(select(LoadLimit.grade).where(~LoadLimit.by_school)))
    insert_rows(LoadLimit, [_rule(seed) for seed in seeds.limits() if seed.grade not in limited])


def _rule(seed: seeds.HoursSeed) -> dict[str, Any]:
    return {
        "grade": seed.grade,
        "hours": seed.hours,
        "valid_from": seed.valid_from,
        "by_school": False,
        "source": seed.source,
        "confidence": seed.confidence,
    }


def insert_rows(model: type[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows of the current school at once."""
    if rows:
        school_id = current_school_id()
        db.session.execute(
            insert(model), [{"school_id": school_id, "id": new_id(), **dict(row)} for row in rows]
        )


def add_subject(
    *,
    title: LocalizedText,
    area: str,
    level: str,
    grades: tuple[int, int],
    weekly_hours: Decimal,
    attributes: Sequence[str],
    kind: str = "marked",
    description: LocalizedText | None = None,
) -> CatalogueSubject:
    """An elective of the school's own, or an author's programme that the school offers."""
    position = queries.next_position()
    subject = CatalogueSubject(
        code=f"{level}-{position}",
        position=position,
        area=area,
        level=level,
        kind=kind,
        first_grade=grades[0],
        last_grade=grades[1],
        weekly_hours=weekly_hours,
        title=title,
        description=description or LocalizedText(),
        attributes=list(attributes),
    )
    db.session.add(subject)
    db.session.flush()
    audit.record("subject.added", TABLE, subject.id)
    return subject


def set_hours(grade: int, hours: Mapping[UUID, Decimal], valid_from: date, source: LocalizedText) -> int:
    """Let the school's own hours hold in a grade from a day on, for the subjects whose hours differ; how many did."""
    changed = 0
    standing = {
        row.subject.id: row.by_grade[grade].hours
        for row in queries.plan(valid_from, grade=grade)
        if row.by_grade
    }
    own = select(SubjectHours).where(
        SubjectHours.by_school, SubjectHours.grade == grade, SubjectHours.valid_from == valid_from
    )
    of_that_day = {rule.subject_id: rule for rule in db.session.scalars(own)}
    for subject_id, wanted in hours.items():
        if wanted == standing.get(subject_id, 0):
            continue
        changed += 1
        rule = of_that_day.get(subject_id)
        if rule:
            rule.hours, rule.source = wanted, source
        else:
            db.session.add(
                SubjectHours(
                    subject_id=subject_id,
                    grade=grade,
                    hours=wanted,
                    valid_from=valid_from,
                    by_school=True,
                    source=source,
                    confidence="high",
                )
            )
    db.session.flush()
    if changed:
        audit.record("hours.set", TABLE, None, grade=grade, subjects=changed)
    return changed


def set_limit(grade: int, hours: Decimal, valid_from: date, source: LocalizedText) -> LoadLimit:
    """Let the school's own limit hold in a grade from a day on."""
    limit = db.session.scalars(
        select(LoadLimit).where(
            LoadLimit.grade == grade, LoadLimit.valid_from == valid_from, LoadLimit.by_school
        )
    ).one_or_none()
    if limit is None:
        limit = LoadLimit(grade=grade, valid_from=valid_from, by_school=True, confidence="high")
        db.session.add(limit)
    limit.hours, limit.source = hours, source
    db.session.flush()
    audit.record("limit.set", "plugin_parasat_programme_limit", limit.id, grade=grade, hours=str(hours))
    return limit
