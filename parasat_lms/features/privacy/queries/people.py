"""Whose data there is, and what erasing somebody would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.core.db import db
from parasat_lms.domain.names import search_key
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import Account, Membership, Person
from parasat_lms.features.privacy.queries.claims import Claim, Subject, all_claims, belongs

PER_PAGE = 50
"""People on a page of the list."""


class Outcome(StrEnum):
    """What an erasure does to the rows of a claim."""

    DELETE = "delete"
    ANONYMISE = "anonymise"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an erasure does to one table, how many rows of it, and why."""

    claim: Claim
    rows: int

    @property
    def outcome(self) -> Outcome:
        """A ledger keeps its rows as they are, but for a text about the person, which goes from there, too."""
        ledger = self.claim.append_only and not self.claim.data.free_text
        return Outcome.KEEP if ledger else Outcome(self.claim.data.erase)


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the school with the roles and the login, if there is one."""

    person: Person
    roles: tuple[Role, ...]
    login: str | None


def people(wanted: str, page: int) -> tuple[list[Known], int]:
    """A page of the school's people by name, and how many there are; those who were erased have none."""
    found = select(Person).where(Person.search_key != "")
    for word in search_key(wanted).split():
        found = found.where(Person.search_key.contains(word, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    ordered = found.order_by(Person.sort_key, Person.id).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return _known(db.session.scalars(ordered).all()), total


def known_person(person_id: UUID) -> Known | None:
    """A person of this school who was not erased."""
    found = db.session.scalars(select(Person).where(Person.id == person_id, Person.search_key != "")).all()
    return next(iter(_known(found)), None)


def person_by_login(login: str) -> Person | None:
    """The person of the current school who signs in with this normalised login."""
    query = select(Person).join(Account, Account.id == Person.account_id).where(Account.login == login)
    return db.session.scalars(query).one_or_none()


def _known(found: Sequence[Person]) -> list[Known]:
    ids = [person.id for person in found]
    roles: dict[UUID, list[Role]] = {}
    held = select(Membership.person_id, Membership.role).where(Membership.person_id.in_(ids))
    for person_id, role in db.session.execute(held):
        roles.setdefault(person_id, []).append(Role(role))
    accounts = [person.account_id for person in found if person.account_id]
    query = select(Account.id, Account.login).where(Account.id.in_(accounts))
    logins = {row.id: row.login for row in db.session.execute(query)}
    order = list(Role)
    return [
        Known(
            person,
            tuple(sorted(roles.get(person.id, []), key=order.index)),
            logins.get(person.account_id) if person.account_id else None,
        )
        for person in found
    ]


def consequences(subject: Subject) -> list[Consequence]:
    """What erasing this person would do, table by table; counted in one statement."""
    claims = all_claims()
    counts = [
        select(func.count()).select_from(claim.table).where(belongs(claim, subject)).scalar_subquery()
        for claim in claims
    ]
    row = db.session.execute(select(*counts)).one()
    return [Consequence(claim, rows) for claim, rows in zip(claims, row, strict=True) if rows]
