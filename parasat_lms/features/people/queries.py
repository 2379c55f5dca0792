"""Reads about people: who an account is in a school, families and classes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import (
    Account,
    Membership,
    Person,
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
