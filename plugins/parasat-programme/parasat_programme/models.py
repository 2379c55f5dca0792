"""The subjects of a school's catalogue."""

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Model, SchoolOwned


class CatalogueSubject(SchoolOwned, Model):
    """A subject: compulsory, elective, or the school's own author's programme."""

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
