"""Reads about people: who an account is in a school, families and classes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from parasat_lms.core import clock
from parasat_lms.core.db import db, find
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import (
    Account,
    ClassMembership,
    ClassStudent,
    Guardianship,
    Membership,
    Person,
    SchoolClass,
    SignIn,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """An account as a person of one school."""

    person_id: UUID
    name: str
    initials: str
    roles: frozenset[Role]


def account_signed_in(sign_in_id: UUID) -> Account | None:
    """The active account of a sign-in that has neither ended nor expired."""
    return db.session.scalars(
        select(Account)
        .join(SignIn, SignIn.account_id == Account.id)
        .where(
            SignIn.id == sign_in_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > clock.now(),
            Account.active,
        )
    ).one_or_none()


def account_by_login(login: str) -> Account | None:
    """The account with this normalised login."""
    return db.session.scalars(select(Account).where(Account.login == login)).one_or_none()


def identity_in_school(account_id: UUID) -> Identity | None:
    """Who this account is in the current school; `None` for a stranger."""
    rows = db.session.execute(
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.account_id == account_id)
    ).all()
    if not rows:
        return None
    person = rows[0][0]
    return Identity(
        person_id=person.id,
        name=person.full_name,
        initials=person.initials,
        roles=frozenset(Role(role) for _, role in rows),
    )


def person(person_id: UUID) -> Person | None:
    """The person of that id, if it is one of the current school's."""
    return find(Person, person_id)


def people_in_role(role: Role) -> list[Person]:
    """Everybody who holds a role in the current school, in Kazakh order."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.role == role)
            .order_by(Person.sort_key, Person.id)
        )
    )


def children_of(guardian_id: UUID) -> list[Person]:
    """The students whose parent somebody is, in Kazakh order."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Guardianship, Guardianship.student_id == Person.id)
            .where(Guardianship.guardian_id == guardian_id)
            .order_by(Person.sort_key, Person.id)
        )
    )


def class_students(*criteria: ColumnElement[bool]) -> Select[Person, SchoolClass]:
    """Students with their latest class, in Kazakh order: the one statement that every list of students begins with."""
    membership, school_class = aliased(ClassMembership), aliased(SchoolClass)
    latest = (
        select(func.max(school_class.grade))
        .join(membership, membership.class_id == school_class.id)
        .where(membership.student_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    return (
        select(Person, SchoolClass)
        .join(Membership, (Membership.person_id == Person.id) & (Membership.role == Role.STUDENT))
        .outerjoin(ClassMembership, ClassMembership.student_id == Person.id)
        .outerjoin(SchoolClass, SchoolClass.id == ClassMembership.class_id)
        .where(SchoolClass.grade.is_(None) | (SchoolClass.grade == latest), *criteria)
        .order_by(Person.sort_key, Person.id)
    )


def students(grades: range | None = None) -> list[ClassStudent]:
    """The students of the current school, or of some grades, in Kazakh order."""
    wanted = [SchoolClass.grade.between(grades[0], grades[-1])] if grades else []
    return [ClassStudent(row[0], row[1]) for row in db.session.execute(class_students(*wanted))]


def student(student_id: UUID) -> ClassStudent | None:
    """The student of that id, with the class; `None` for anybody else."""
    row = db.session.execute(class_students(Person.id == student_id)).first()
    return ClassStudent(row[0], row[1]) if row else None
