"""Reads of the catalogue, of the hours of a week and of its limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from parasat_lms.plugin_api import Subject, db, plugin_settings, school_language
from parasat_programme import NAME
from parasat_programme.domain.load import in_force
from parasat_programme.models import CatalogueSubject, LoadLimit, SubjectHours

GRADES = range(1, 12)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A compulsory subject in the plan of a year: the rule in force in each grade in which it is taught."""

    subject: CatalogueSubject
    by_grade: dict[int, SubjectHours]


def catalogue() -> Sequence[CatalogueSubject]:
    """The school's subjects, in the catalogue's order."""
    return db.session.scalars(select(CatalogueSubject).order_by(CatalogueSubject.position)).all()


def to_choose_from() -> Sequence[CatalogueSubject]:
    """The electives and author's programmes of the catalogue, in its order."""
    query = select(CatalogueSubject).where(CatalogueSubject.level != "compulsory")
    return db.session.scalars(query.order_by(CatalogueSubject.position)).all()


def as_subject(row: CatalogueSubject) -> Subject:
    """A subject as courses are opened from it."""
    return Subject(
        plugin=NAME,
        code=row.code,
        title=row.title,
        kind=row.kind,
        first_grade=row.first_grade,
        last_grade=row.last_grade,
        attributes=tuple(row.attributes),
        weekly_hours=row.weekly_hours,
    )


def codes() -> dict[str, UUID]:
    """The codes that are taken, with the ids of their subjects."""
    rows = db.session.execute(select(CatalogueSubject.code, CatalogueSubject.id))
    return {row.code: row.id for row in rows}


def next_position() -> int:
    """The place after the last subject."""
    last = db.session.scalar(select(func.max(CatalogueSubject.position)))
    return (last or 0) + 1


def instruction() -> str:
    """The school's language of instruction: what its administrators chose, else the language it speaks first."""
    chosen = plugin_settings(NAME).get("instruction")
    return chosen if chosen in {"kk", "ru"} else ("ru" if school_language() == "ru" else "kk")


def _taught_in(language: str) -> ColumnElement[bool]:
    return CatalogueSubject.instruction.is_(None) | (CatalogueSubject.instruction == language)


def plan(on: date, grade: int | None = None) -> list[PlanRow]:
    """The compulsory subjects with the hours that hold on a day, of all grades or of one; 0 hours are left out."""
    query = (
        select(CatalogueSubject, SubjectHours)
        .join(SubjectHours, SubjectHours.subject_id == CatalogueSubject.id)
        .where(_taught_in(instruction()))
        .order_by(CatalogueSubject.position, SubjectHours.grade)
    )
    if grade:
        query = query.where(SubjectHours.grade == grade)
    rows = []
    for subject, pairs in groupby(db.session.execute(query), key=lambda pair: pair[0]):
        rules = [rule for _, rule in pairs]
        found = {grade: in_force([rule for rule in rules if rule.grade == grade], on) for grade in GRADES}
        rows.append(PlanRow(subject, {grade: rule for grade, rule in found.items() if rule and rule.hours}))
    return rows


def compulsory_hours(on: date) -> dict[int, Decimal]:
    """The hours a week of all compulsory subjects by grade, on a day."""
    rules = db.session.execute(
        select(
            SubjectHours.subject_id,
            SubjectHours.grade,
            SubjectHours.hours,
            SubjectHours.valid_from,
            SubjectHours.by_school,
        )
        .join(CatalogueSubject, CatalogueSubject.id == SubjectHours.subject_id)
        .where(_taught_in(instruction()))
        .order_by(SubjectHours.grade, SubjectHours.subject_id)
    ).all()
    hours = dict.fromkeys(GRADES, Decimal(0))
    for (grade, _subject), group in groupby(rules, key=lambda rule: (rule.grade, rule.subject_id)):
        rule = in_force(list(group), on)
        hours[grade] += rule.hours if rule else 0
    return hours


def limits(on: date) -> dict[int, LoadLimit]:
    """The limit of the weekly load that holds in each grade on a day."""
    rows = db.session.scalars(select(LoadLimit)).all()
    found = {grade: in_force([row for row in rows if row.grade == grade], on) for grade in GRADES}
    return {grade: rule for grade, rule in found.items() if rule}
