"""Author's programmes: what a teacher writes, its units, and every version that was handed to a reviewer."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Model, SchoolOwned, clock, reference


class AuthorsProgramme(SchoolOwned, Model):
    """An author's programme as it stands now; `number` counts the versions that were submitted.

    `attributes` are codes, `rubrics` the ids of versions of the school's rubrics. `subject_id` is the subject of the
    catalogue as which the school offers it.
    """

    __tablename__ = "plugin_parasat_programme_programme"
    __table_args__ = (
        reference("author_id", "person"),
        reference("reviewer_id", "person"),
        reference("subject_id", "plugin_parasat_programme_subject"),
        CheckConstraint("state IN ('draft', 'submitted', 'returned', 'approved', 'offered')", name="state"),
        CheckConstraint("kind IN ('marked', 'pass_fail')", name="kind"),
        CheckConstraint("1 <= first_grade AND first_grade <= last_grade AND last_grade <= 11", name="grades"),
        Index("ix_plugin_parasat_programme_programme_author", "school_id", "author_id"),
        Index("ix_plugin_parasat_programme_programme_reviewer", "school_id", "reviewer_id"),
    )

    author_id: Mapped[UUID]
    reviewer_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    number: Mapped[int] = mapped_column(default=0)
    area: Mapped[str] = mapped_column(String(40), default="wellbeing")
    kind: Mapped[str] = mapped_column(String(20), default="pass_fail")
    title: Mapped[LocalizedText]
    aims: Mapped[LocalizedText]
    assessment: Mapped[LocalizedText]
    attributes: Mapped[list[Any]]
    rubrics: Mapped[list[Any]]
    first_grade: Mapped[int]
    last_grade: Mapped[int]
    weekly_hours: Mapped[Decimal]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)


class ProgrammeUnit(SchoolOwned, Model):
    """A unit of a programme, in its order: what is learnt and for how many hours in all."""

    __tablename__ = "plugin_parasat_programme_unit"
    __table_args__ = (
        reference("programme_id", "plugin_parasat_programme_programme"),
        Index("ix_plugin_parasat_programme_unit_programme", "school_id", "programme_id"),
    )

    programme_id: Mapped[UUID]
    position: Mapped[int]
    hours: Mapped[Decimal]
    title: Mapped[LocalizedText]
    content: Mapped[LocalizedText]


class ProgrammeVersion(SchoolOwned, Model):
    """A version that was submitted, whole, with what the reviewer decided and remarked by section."""

    __tablename__ = "plugin_parasat_programme_version"
    __table_args__ = (
        reference("programme_id", "plugin_parasat_programme_programme"),
        reference("reviewed_by", "person"),
        UniqueConstraint(
            "school_id", "programme_id", "number", name="uq_plugin_parasat_programme_version_number"
        ),
        CheckConstraint("decision IN ('waiting', 'returned', 'approved')", name="decision"),
        Index("ix_plugin_parasat_programme_version_reviewed_by", "school_id", "reviewed_by"),
    )

    programme_id: Mapped[UUID]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    decision: Mapped[str] = mapped_column(String(10), default="waiting")
    reviewed_by: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    remarks: Mapped[dict[str, Any]]
