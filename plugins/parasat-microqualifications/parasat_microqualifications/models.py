"""Qualifications and their modules; enrolments, evidence and decisions; keys, status lists and credentials."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Model, Person, SchoolOwned, clock, reference

PREFIX = "plugin_parasat_microqualifications"


class Qualification(SchoolOwned, Model):
    """A micro-qualification of the school; `valid_months` is how long its credential holds, `None` for ever."""

    __tablename__ = f"{PREFIX}_qualification"
    __table_args__ = (
        UniqueConstraint("school_id", "code"),
        CheckConstraint("valid_months IS NULL OR valid_months > 0", name="valid_months"),
    )

    code: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    title: Mapped[LocalizedText]
    description: Mapped[LocalizedText]
    valid_months: Mapped[int | None]

    modules: Mapped[list["Module"]] = relationship(
        primaryjoin=lambda: Qualification.id == Module.qualification_id,
        foreign_keys=lambda: [Module.qualification_id],
        order_by=lambda: Module.position,
        viewonly=True,
        lazy="raise",
    )


class Module(SchoolOwned, Model):
    """A part of a qualification: the evidence that it asks for, and the rubric (by its seed) that judges it."""

    __tablename__ = f"{PREFIX}_module"
    __table_args__ = (
        reference("qualification_id", f"{PREFIX}_qualification"),
        UniqueConstraint("school_id", "qualification_id", "position"),
    )

    qualification_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[LocalizedText]
    evidence: Mapped[LocalizedText]
    rubric: Mapped[str] = mapped_column(String(60))


class Assessor(SchoolOwned, Model):
    """Who assesses a qualification: named by the administrators."""

    __tablename__ = f"{PREFIX}_assessor"
    __table_args__ = (
        reference("qualification_id", f"{PREFIX}_qualification"),
        reference("person_id", "person"),
        UniqueConstraint("school_id", "qualification_id", "person_id"),
        Index(f"ix_{PREFIX}_assessor_person", "school_id", "person_id"),
    )

    qualification_id: Mapped[UUID]
    person_id: Mapped[UUID]


class Enrolment(SchoolOwned, Model):
    """A student on the way to a qualification: wished, admitted or refused, in the end passed."""

    __tablename__ = f"{PREFIX}_enrolment"
    __table_args__ = (
        reference("student_id", "person"),
        reference("qualification_id", f"{PREFIX}_qualification"),
        reference("decided_by", "person"),
        UniqueConstraint("school_id", "student_id", "qualification_id"),
        CheckConstraint("state IN ('wished', 'admitted', 'refused', 'passed')", name="state"),
        Index(f"ix_{PREFIX}_enrolment_state", "school_id", "qualification_id", "state"),
    )

    student_id: Mapped[UUID]
    qualification_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(10), default="wished")
    wish: Mapped[str] = mapped_column(Text, default="")
    wished_at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]

    student: Mapped[Person] = relationship(
        primaryjoin=lambda: Enrolment.student_id == Person.id,
        foreign_keys=lambda: [Enrolment.student_id],
        viewonly=True,
        lazy="raise",
    )
    qualification: Mapped[Qualification] = relationship(
        primaryjoin=lambda: Enrolment.qualification_id == Qualification.id,
        foreign_keys=lambda: [Enrolment.qualification_id],
        viewonly=True,
        lazy="raise",
    )
    proofs: Mapped[list["ModuleProof"]] = relationship(
        primaryjoin=lambda: Enrolment.id == ModuleProof.enrolment_id,
        foreign_keys=lambda: [ModuleProof.enrolment_id],
        viewonly=True,
        lazy="raise",
    )


class ModuleProof(SchoolOwned, Model):
    """The evidence that a student brings for a module, and the assessor's decision on it.

    `kind` is "here" for a text or a link, "elsewhere" for a work that was returned already (`submission_id`).
    """

    __tablename__ = f"{PREFIX}_module_proof"
    __table_args__ = (
        reference("enrolment_id", f"{PREFIX}_enrolment"),
        reference("module_id", f"{PREFIX}_module"),
        reference("submission_id", "submission"),
        reference("decided_by", "person"),
        UniqueConstraint("school_id", "enrolment_id", "module_id"),
        CheckConstraint("kind IN ('here', 'elsewhere')", name="kind"),
        CheckConstraint("state IN ('waiting', 'passed', 'again')", name="state"),
        CheckConstraint("(kind = 'elsewhere') = (submission_id IS NOT NULL)", name="work_for_elsewhere"),
        Index(f"ix_{PREFIX}_module_proof_state", "school_id", "state", "handed_in_at"),
    )

    enrolment_id: Mapped[UUID]
    module_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    submission_id: Mapped[UUID | None]
    worked_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    handed_in_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")

    enrolment: Mapped[Enrolment] = relationship(
        primaryjoin=lambda: Enrolment.id == ModuleProof.enrolment_id,
        foreign_keys=lambda: [ModuleProof.enrolment_id],
        viewonly=True,
        lazy="raise",
    )
    module: Mapped[Module] = relationship(
        primaryjoin=lambda: Module.id == ModuleProof.module_id,
        foreign_keys=lambda: [ModuleProof.module_id],
        viewonly=True,
        lazy="raise",
    )


class Issuer(SchoolOwned, Model):
    """The school as an issuer: the place of the installation that stands in its documents, once and for all."""

    __tablename__ = f"{PREFIX}_issuer"
    __table_args__ = (UniqueConstraint("school_id"), Index(f"ix_{PREFIX}_issuer_id", "id"))

    base: Mapped[str] = mapped_column(String(300))
    founded_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def address(self) -> str:
        """The issuer's id: a public page with its profile and keys."""
        return f"{self.base}/verify/issuers/{self.id}"


class IssuerKey(SchoolOwned, Model):
    """A signing key of the school; the private half is locked with the installation's secret."""

    __tablename__ = f"{PREFIX}_issuer_key"
    __table_args__ = (
        reference("issuer_id", f"{PREFIX}_issuer"),
        UniqueConstraint("school_id", "issuer_id", "number"),
    )

    issuer_id: Mapped[UUID]
    number: Mapped[int]
    address: Mapped[str] = mapped_column(String(400))
    multibase: Mapped[str] = mapped_column(String(100))
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    retired_at: Mapped[datetime | None]


class StatusList(SchoolOwned, Model):
    """A list of 131,072 places, and the signed document that says which of them are revoked."""

    __tablename__ = f"{PREFIX}_status_list"
    __table_args__ = (
        reference("issuer_id", f"{PREFIX}_issuer"),
        UniqueConstraint("school_id", "issuer_id", "number"),
        CheckConstraint("taken >= 0", name="taken"),
        Index(f"ix_{PREFIX}_status_list_id", "id"),
    )

    issuer_id: Mapped[UUID]
    number: Mapped[int]
    address: Mapped[str] = mapped_column(String(400))
    taken: Mapped[int] = mapped_column(default=0)
    stride: Mapped[int]
    start: Mapped[int]
    document: Mapped[dict[str, Any]]


class Credential(SchoolOwned, Model):
    """What a student was awarded: the signed documents in three languages, packed, with their place in the list."""

    __tablename__ = f"{PREFIX}_credential"
    __table_args__ = (
        reference("enrolment_id", f"{PREFIX}_enrolment"),
        reference("student_id", "person"),
        reference("qualification_id", f"{PREFIX}_qualification"),
        reference("key_id", f"{PREFIX}_issuer_key"),
        reference("list_id", f"{PREFIX}_status_list"),
        reference("revoked_by", "person"),
        UniqueConstraint("school_id", "enrolment_id"),
        UniqueConstraint("school_id", "list_id", "place"),
        Index(f"ix_{PREFIX}_credential_id", "id"),
        Index(f"ix_{PREFIX}_credential_student", "school_id", "student_id"),
    )

    enrolment_id: Mapped[UUID]
    student_id: Mapped[UUID]
    qualification_id: Mapped[UUID]
    key_id: Mapped[UUID]
    list_id: Mapped[UUID]
    place: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    packed: Mapped[bytes] = deferred(mapped_column(LargeBinary))

    @property
    def revoked(self) -> bool:
        """Whether it was taken back."""
        return self.revoked_at is not None

    student: Mapped[Person] = relationship(
        primaryjoin=lambda: Credential.student_id == Person.id,
        foreign_keys=lambda: [Credential.student_id],
        viewonly=True,
        lazy="raise",
    )
    qualification: Mapped[Qualification] = relationship(
        primaryjoin=lambda: Credential.qualification_id == Qualification.id,
        foreign_keys=lambda: [Credential.qualification_id],
        viewonly=True,
        lazy="raise",
    )
    key: Mapped[IssuerKey] = relationship(
        primaryjoin=lambda: Credential.key_id == IssuerKey.id,
        foreign_keys=lambda: [Credential.key_id],
        viewonly=True,
        lazy="raise",
    )
