"""People of a school, each with the roles and, where they sign in, an account."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from parasat_lms.core.db import db
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import Guardianship, Membership, Person
from parasat_lms.features.people.operations import hashed, open_account

PASSWORD = "құпия сөз 2026"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of a school as tests speak of them; `login` is empty for whoever has no account."""

    person_id: UUID
    account_id: UUID | None
    login: str
    name: str


@cache
def password_hash() -> str:
    """The hash of everybody's password; hashing is slow on purpose, so it is done once."""
    return hashed(PASSWORD)


def add_person(family_name: str, given_name: str, *roles: Role, login: str = "") -> Someone:
    """A person of the current school; there is no operation for this yet."""
    account_id = open_account(login, password_hash()).id if login else None
    person = Person.named(family_name, given_name, account_id=account_id)
    db.session.add(person)
    db.session.flush()
    db.session.add_all(Membership(person_id=person.id, role=role) for role in roles)
    db.session.flush()
    return Someone(person.id, account_id, login, person.full_name)


def add_guardian(guardian: Someone, *children: Someone) -> None:
    """Tie a parent to children of the current school."""
    db.session.add_all(
        Guardianship(guardian_id=guardian.person_id, student_id=child.person_id) for child in children
    )
    db.session.flush()
