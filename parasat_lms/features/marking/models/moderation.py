"""Second markings: what another marker thinks of a work, beside the one assessment that is published."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from parasat_lms.core import clock
from parasat_lms.core.db import Model, SchoolOwned, reference
from parasat_lms.domain.moderation import Tolerance
from parasat_lms.features.people.models import Person


class Opinion(StrEnum):
    """Whose opinion a row of a second marking is."""

    FIRST = "first"
    """The first marker's, kept as it was when that marking was finished."""
    SECOND = "second"
    DECIDED = "decided"
    """What was decided where the two were too far apart; its comment is the reason."""


class Moderation(SchoolOwned, Model):
    """That works of an assignment are marked by a second marker, and by which rule the two are compared.

    `blind`: neither sees what the other chose before both have finished. `lead_id` decides where they disagree.
    """

    __tablename__ = "moderation"
    __table_args__ = (
        reference("assignment_id", "assignment"),
        reference("lead_id", "person"),
        reference("asked_by", "person"),
        UniqueConstraint("school_id", "assignment_id"),
        CheckConstraint("levels_apart BETWEEN 0 AND 9", name="levels_apart"),
        Index("ix_moderation_lead", "school_id", "lead_id"),
    )

    assignment_id: Mapped[UUID]
    blind: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    levels_apart: Mapped[int]
    percent_apart: Mapped[Decimal]
    lead_id: Mapped[UUID]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)

    lead: Mapped[Person] = relationship(
        primaryjoin=lambda: Moderation.lead_id == Person.id,
        foreign_keys=lambda: [Moderation.lead_id],
        viewonly=True,
        lazy="raise",
    )

    @property
    def tolerance(self) -> Tolerance:
        """How far the two may be apart and still agree."""
        return Tolerance(self.levels_apart, self.percent_apart)


class SecondMarking(SchoolOwned, Model):
    """One work under second marking: who marks it, who has finished, and what came of it.

    `agrees` is known once both have finished. What is withdrawn holds nothing back any more; it stays for the
    protocol. Of one work at most one second marking stands: `standing` is true, and empty once it was withdrawn.
    """

    __tablename__ = "second_marking"
    __table_args__ = (
        reference("moderation_id", "moderation"),
        reference("submission_id", "submission"),
        reference("rubric_version_id", "rubric_version"),
        reference("marker_id", "person"),
        reference("allocated_by", "person"),
        reference("first_finished_by", "person"),
        reference("decided_by", "person"),
        reference("withdrawn_by", "person"),
        CheckConstraint("sampling IN ('all', 'every', 'spread', 'chosen')", name="sampling"),
        CheckConstraint(
            "agrees IS NULL OR (finished_at IS NOT NULL AND first_finished_at IS NOT NULL)",
            name="agrees_when_finished",
        ),
        UniqueConstraint("school_id", "submission_id", "standing", name="uq_second_marking_standing"),
        CheckConstraint("(standing IS NULL) = (withdrawn_at IS NOT NULL)", name="standing_until_withdrawn"),
        Index("ix_second_marking_moderation", "school_id", "moderation_id"),
        Index("ix_second_marking_marker", "school_id", "marker_id", "finished_at"),
    )

    moderation_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    rubric_version_id: Mapped[UUID]
    marker_id: Mapped[UUID]
    sampling: Mapped[str] = mapped_column(String(10))
    allocated_by: Mapped[UUID]
    allocated_at: Mapped[datetime] = mapped_column(default=clock.now)
    first_finished_at: Mapped[datetime | None]
    first_finished_by: Mapped[UUID | None]
    finished_at: Mapped[datetime | None]
    agrees: Mapped[bool | None] = mapped_column(Boolean)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    standing: Mapped[bool | None] = mapped_column(Boolean, default=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]

    rows: Mapped[list["SecondMarkingRow"]] = relationship(
        primaryjoin=lambda: SecondMarking.id == SecondMarkingRow.second_marking_id,
        foreign_keys=lambda: [SecondMarkingRow.second_marking_id],
        viewonly=True,
        lazy="raise",
    )
    moderation: Mapped[Moderation] = relationship(
        primaryjoin=lambda: SecondMarking.moderation_id == Moderation.id,
        foreign_keys=lambda: [SecondMarking.moderation_id],
        viewonly=True,
        lazy="raise",
    )

    @property
    def both_finished(self) -> bool:
        """Whether the two can be compared."""
        return self.first_finished_at is not None and self.finished_at is not None

    @property
    def settled(self) -> bool:
        """Whether the work may go back: the two agree, or it was decided, or the second marking was withdrawn."""
        return bool(self.agrees) or self.decided_at is not None or self.withdrawn_at is not None

    @property
    def state(self) -> str:
        """One of: withdrawn, decided, agreed, to_decide, first_missing, second_missing, both_missing."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.decided_at:
            return "decided"
        if self.agrees is not None:
            return "agreed" if self.agrees else "to_decide"
        if self.finished_at:
            return "first_missing"
        return "second_missing" if self.first_finished_at else "both_missing"

    def opinion(self, whose: Opinion) -> list["SecondMarkingRow"]:
        """The rows of one opinion; the rows must have been read."""
        return [row for row in self.rows if row.opinion == whose]


class SecondMarkingRow(SchoolOwned, Model):
    """What one opinion says on one criterion: a level with its points, or "not applicable", and a comment."""

    __tablename__ = "second_marking_row"
    __table_args__ = (
        reference("second_marking_id", "second_marking"),
        reference("criterion_id", "criterion"),
        reference("level_id", "level"),
        reference("changed_by", "person"),
        UniqueConstraint(
            "school_id", "second_marking_id", "opinion", "criterion_id", name="uq_second_marking_row_opinion"
        ),
        CheckConstraint("opinion IN ('first', 'second', 'decided')", name="opinion"),
        CheckConstraint("NOT (not_applicable AND level_id IS NOT NULL)", name="level_or_not_applicable"),
        CheckConstraint("(level_id IS NULL) = (points IS NULL)", name="points_with_level"),
    )

    second_marking_id: Mapped[UUID]
    opinion: Mapped[str] = mapped_column(String(10))
    criterion_id: Mapped[UUID]
    level_id: Mapped[UUID | None]
    points: Mapped[Decimal | None]
    not_applicable: Mapped[bool] = mapped_column(Boolean, default=False)
    comment: Mapped[str] = mapped_column(Text, default="")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
