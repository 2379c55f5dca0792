"""Accounts and sign-ins, people of a school and their roles, families, classes."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.core import clock
from parasat_lms.core.db import Model, SchoolOwned, new_id, reference
from parasat_lms.domain.names import kazakh_sort_key, search_key


class Account(Model):
    """What signs in: one account may be a person of several schools. A column marked secret is never exported."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200), info={"secret": True})
    language: Mapped[str | None] = mapped_column(String(2))
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class SignIn(Model):
    """A signed-in browser: ended by signing out, by a new password, or by time."""

    __tablename__ = "sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInFailure(Model):
    """A failed attempt, kept for as long as it slows the next one down."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_login_at", "login", "at"),
        Index("ix_sign_in_failure_address_at", "address", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Person(SchoolOwned, Model):
    """A person of a school; a first-grader may have no account."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("school_id", "account_id"),
        Index("ix_person_sort_key", "school_id", "sort_key"),
    )

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    family_name: Mapped[str] = mapped_column(String(80))
    given_name: Mapped[str] = mapped_column(String(80))
    patronymic: Mapped[str] = mapped_column(String(80), default="")
    sort_key: Mapped[str] = mapped_column(String(700))
    search_key: Mapped[str] = mapped_column(String(260))

    @classmethod
    def named(cls, family_name: str, given_name: str, *, account_id: UUID | None = None) -> "Person":
        """A new person whose stored keys sort in Kazakh order and find without regard to case."""
        name = f"{family_name} {given_name}"
        return cls(
            family_name=family_name,
            given_name=given_name,
            account_id=account_id,
            sort_key=kazakh_sort_key(name),
            search_key=search_key(name),
        )

    @property
    def full_name(self) -> str:
        """Family name first, as class lists have it."""
        return f"{self.family_name} {self.given_name}".strip() or "—"

    @property
    def initials(self) -> str:
        """Two letters for a small round portrait."""
        return f"{self.family_name[:1]}{self.given_name[:1]}"


class Membership(SchoolOwned, Model):
    """A role that a person holds in a school."""

    __tablename__ = "membership"
    __table_args__ = (
        reference("person_id", "person"),
        UniqueConstraint("school_id", "person_id", "role"),
    )

    person_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(20))


class Guardianship(SchoolOwned, Model):
    """A parent's tie to a child: the only ground on which a parent sees anything of a student."""

    __tablename__ = "guardianship"
    __table_args__ = (
        reference("guardian_id", "person"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "guardian_id", "student_id"),
        CheckConstraint("guardian_id <> student_id", name="two_people"),
        Index("ix_guardianship_student", "school_id", "student_id"),
    )

    guardian_id: Mapped[UUID]
    student_id: Mapped[UUID]


class SchoolClass(SchoolOwned, Model):
    """A class (сынып) of one school year: grade 1–11 and a letter."""

    __tablename__ = "school_class"
    __table_args__ = (
        reference("year_id", "school_year"),
        reference("class_teacher_id", "person"),
        UniqueConstraint("school_id", "year_id", "grade", "letter"),
        CheckConstraint("grade BETWEEN 1 AND 11", name="grade_1_to_11"),
    )

    year_id: Mapped[UUID]
    grade: Mapped[int]
    letter: Mapped[str] = mapped_column(String(4))
    class_teacher_id: Mapped[UUID | None]

    @property
    def title(self) -> str:
        """As it is written on the door: 8 «Б»."""
        return f"{self.grade} «{self.letter}»"


class ClassMembership(SchoolOwned, Model):
    """A student's place in a class."""

    __tablename__ = "class_membership"
    __table_args__ = (
        reference("class_id", "school_class"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "class_id", "student_id"),
        Index("ix_class_membership_student", "school_id", "student_id"),
    )

    class_id: Mapped[UUID]
    student_id: Mapped[UUID]


@dataclass(frozen=True, slots=True)
class ClassStudent:
    """A student with the latest class; a newcomer may have none yet."""

    HIGHEST_GRADE: ClassVar[int] = 11

    person: Person
    school_class: SchoolClass | None

    @property
    def grade(self) -> int:
        """The grade whose rules hold; without a class, the highest."""
        return self.school_class.grade if self.school_class else self.HIGHEST_GRADE
