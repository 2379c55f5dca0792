"""The subjects of a school's catalogue, their hours by grade, and the limits of the weekly load."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Model, SchoolOwned, reference


class CatalogueSubject(SchoolOwned, Model):
    """A subject: compulsory, elective, or the school's own author's programme.

    `instruction` is the language of instruction of the schools that teach it ("kk" or "ru"), or none for all.
    """

    __tablename__ = "plugin_parasat_programme_subject"
    __table_args__ = (
        UniqueConstraint("school_id", "code"),
        CheckConstraint("level IN ('compulsory', 'elective', 'authors')", name="level"),
        CheckConstraint("kind IN ('marked', 'pass_fail')", name="kind"),
        CheckConstraint("1 <= first_grade AND first_grade <= last_grade AND last_grade <= 11", name="grades"),
    )

    code: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    area: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    first_grade: Mapped[int]
    last_grade: Mapped[int]
    weekly_hours: Mapped[Decimal]
    title: Mapped[LocalizedText]
    description: Mapped[LocalizedText]
    attributes: Mapped[list[Any]]
    instruction: Mapped[str | None] = mapped_column(String(2))


class SubjectHours(SchoolOwned, Model):
    """Hours a week of a compulsory subject in a grade from a day on: the model curriculum's, or the school's own."""

    __tablename__ = "plugin_parasat_programme_hours"
    __table_args__ = (
        reference("subject_id", "plugin_parasat_programme_subject"),
        UniqueConstraint(
            "school_id",
            "subject_id",
            "grade",
            "valid_from",
            "by_school",
            name="uq_plugin_parasat_programme_hours_rule",
        ),
        CheckConstraint("grade BETWEEN 1 AND 11", name="grade_1_to_11"),
        CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence"),
    )

    subject_id: Mapped[UUID]
    grade: Mapped[int]
    hours: Mapped[Decimal]
    valid_from: Mapped[date]
    by_school: Mapped[bool] = mapped_column(default=False)
    source: Mapped[LocalizedText]
    confidence: Mapped[str] = mapped_column(String(10))


class LoadLimit(SchoolOwned, Model):
    """The most hours that a week of a grade may have from a day on: the State's norm, or the school's own."""

    __tablename__ = "plugin_parasat_programme_limit"
    __table_args__ = (
        UniqueConstraint(
            "school_id", "grade", "valid_from", "by_school", name="uq_plugin_parasat_programme_limit_rule"
        ),
        CheckConstraint("grade BETWEEN 1 AND 11", name="grade_1_to_11"),
        CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence"),
    )

    grade: Mapped[int]
    hours: Mapped[Decimal]
    valid_from: Mapped[date]
    by_school: Mapped[bool] = mapped_column(default=False)
    source: Mapped[LocalizedText]
    confidence: Mapped[str] = mapped_column(String(10))
