"""Everything that the school holds of a person, as JSON: table → rows, other people only as ids."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.core.files import StoredFile
from parasat_lms.core.plugins import manager
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.people.models import Account, Person, SignInFailure
from parasat_lms.features.privacy.queries.claims import all_claims, belongs, subject_of

Rows = list[dict[str, Any]]


def export_subject(person_id: UUID) -> dict[str, Any]:
    """What the current school holds of a person; raises `LookupError` for nobody of this school.

    A text belongs to those whose claim names it: the comment on a work is in the student's export, and not in that
    of the teacher who returned it.
    """
    subject = subject_of(person_id)
    if subject is None:
        raise LookupError(f"no person {person_id}")
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for claim in all_claims():
        columns = [column for column in claim.table.columns if column.name not in claim.withheld]
        for row in db.session.execute(select(*columns).where(belongs(claim, subject))).mappings():
            plain = {name: as_json(value) for name, value in row.items()}
            tables.setdefault(claim.data.table, {}).setdefault(plain["id"], {}).update(plain)
    held: dict[str, Rows] = {name: list(rows.values()) for name, rows in sorted(tables.items())}
    everybody = frozenset(manager().manifests)
    for answer in manager().announce("export_subject", everybody, person_id=person_id):
        if answer is not None:
            held.update({name: list(rows) for name, rows in answer.items() if rows})
    return {"person_id": str(person_id), "made_at": clock.now().isoformat(), "tables": held}


def files_of_person(person_id: UUID) -> list[StoredFile]:
    """The files that a person handed over, oldest first."""
    query = select(StoredFile).where(StoredFile.uploaded_by == person_id)
    return list(db.session.scalars(query.order_by(StoredFile.uploaded_at, StoredFile.id)))


def failures_of(person_id: UUID) -> Rows:
    """The failed attempts to sign in with this person's login."""
    query = (
        select(SignInFailure)
        .join(Account, Account.login == SignInFailure.login)
        .join(Person, Person.account_id == Account.id)
        .where(Person.id == person_id)
        .order_by(SignInFailure.at)
    )
    return [{"at": as_json(failure.at), "address": failure.address} for failure in db.session.scalars(query)]


def as_json(value: Any) -> Any:
    """A value of a column as JSON has it: exact numbers and moments as text."""
    if isinstance(value, LocalizedText):
        return value.as_dict()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
