"""The diary of a school."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.plugin_api import Model, SchoolOwned, clock, reference


class Note(SchoolOwned, Model):
    """An entry: the first one, one that a teacher wrote, or one about a work that went back to its student."""

    __tablename__ = "plugin_parasat_dummy_note"
    __table_args__ = (
        reference("student_id", "person"),
        CheckConstraint("kind IN ('begun', 'written', 'returned')", name="kind"),
        Index("ix_plugin_parasat_dummy_note_student", "school_id", "student_id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(200), default="")
    student_id: Mapped[UUID | None]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
