"""Comments that are kept to be said again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from parasat_lms.core.db import Model, SchoolOwned, reference
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.models import GraduateAttribute


class BankComment(SchoolOwned, Model):
    """A comment of the bank: its owner's alone, or shared in the school; about no student.

    `criterion_id` and `level_id` are lifelong ids, so that a comment fits every version and copy of its criterion;
    they are no references, because several rows bear the same lifelong id. A level never stands without its criterion.
    `search_key` holds the text in all languages, folded; `revision` is what two editors compare.
    """

    __tablename__ = "bank_comment"
    __table_args__ = (
        reference("owner_id", "person"),
        CheckConstraint("owner_id IS NOT NULL OR shared", name="somebodys"),
        CheckConstraint("level_id IS NULL OR criterion_id IS NOT NULL", name="level_of_criterion"),
        Index("ix_bank_comment_owner", "school_id", "owner_id"),
        Index("ix_bank_comment_criterion", "school_id", "criterion_id"),
    )

    owner_id: Mapped[UUID | None]
    shared: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    text: Mapped[LocalizedText]
    search_key: Mapped[str] = mapped_column(Text)
    criterion_id: Mapped[UUID | None]
    level_id: Mapped[UUID | None]
    attribute_id: Mapped[UUID | None] = mapped_column(ForeignKey("graduate_attribute.id"))
    archived_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    owner: Mapped[Person | None] = relationship(
        primaryjoin=lambda: BankComment.owner_id == Person.id,
        foreign_keys=lambda: [BankComment.owner_id],
        viewonly=True,
        lazy="raise",
    )
    attribute: Mapped[GraduateAttribute | None] = relationship(viewonly=True, lazy="raise")
