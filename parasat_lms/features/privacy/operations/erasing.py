"""A person's data handed out, and a person erased by the claims of every table."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import JSON, Column, String, Table, delete, select, update

from parasat_lms.core import audit
from parasat_lms.core.db import Base, Localized, db
from parasat_lms.core.errors import Refused
from parasat_lms.core.files import give_up_files_of
from parasat_lms.core.plugins import manager
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.people.models import Account, Person, SignInFailure
from parasat_lms.features.privacy import queries
from parasat_lms.features.privacy.queries import Claim, Consequence, Outcome, Subject
from parasat_lms.features.privacy.queries.claims import in_school, key_of

AT_ONCE = 500
"""Rows that one statement names by their ids."""


def hand_out(person_id: UUID) -> dict[str, Any]:
    """What the school holds of a person, with a line in the audit log; raises `LookupError` for nobody of it."""
    held = queries.export_subject(person_id)
    audit.record("person.exported", "person", person_id)
    return held


def erase_subject(person_id: UUID) -> list[Consequence]:
    """Erase a person of the current school: by the claims, rows are deleted or lose what says who it was.

    Rows that others depend on stay and point to a line without a name. A ledger keeps its rows and its references,
    because marks and levels are computed from them and nobody can say any more whose they are; a comment about the
    person goes even from there. Raises `LookupError` for nobody of this school, and `Refused`
    where tables of a plug-in that is not loaded could hold more.
    """
    subject = queries.subject_of(person_id)
    if subject is None:
        raise LookupError(f"no person {person_id}")
    unknown = queries.unknown_tables()
    if unknown:
        raise Refused(
            _(
                "Nobody can say what these tables hold: %(tables)s. Install their plug-ins, or drop the tables."
            )
            % {"tables": ", ".join(unknown)}
        )
    found = queries.consequences(subject)
    give_up_files_of(person_id)
    manager().announce("erase_subject", frozenset(manager().manifests), person_id=person_id)
    # Whose rows they are is asked before the first of them changes: a claim may lead through a row that goes.
    ids = [(one, _ids(one.claim, subject)) for one in found]
    for one, rows in ids:
        if one.outcome is Outcome.ANONYMISE:
            anonymise(one.claim, rows, subject)
    places = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    for one, rows in sorted(ids, key=lambda pair: places[pair[0].claim.table.name], reverse=True):
        if one.outcome is Outcome.DELETE:
            remove(one.claim.table, rows)
    db.session.expire_all()
    audit.record(
        "person.erased",
        "person",
        person_id,
        tables={f"{one.claim.data.table} {one.outcome}": one.rows for one in found},
    )
    db.session.flush()
    return found


def forget_failures(person_id: UUID) -> None:
    """Delete the failed attempts to sign in with this person's login."""
    login = (
        select(Account.login)
        .join(Person, Person.account_id == Account.id)
        .where(Person.id == person_id)
        .scalar_subquery()
    )
    db.session.execute(
        delete(SignInFailure).where(SignInFailure.login == login).execution_options(synchronize_session=False)
    )


def _ids(claim: Claim, subject: Subject) -> list[UUID]:
    return list(db.session.scalars(select(claim.table.c.id).where(queries.belongs(claim, subject))))


def remove(table: Table, ids: Sequence[UUID]) -> None:
    """Delete these rows."""
    for some in _portions(ids):
        db.session.execute(delete(table).where(in_school(table), table.c.id.in_(some)))


def anonymise(claim: Claim, ids: Sequence[UUID], subject: Subject | None = None) -> None:
    """Empty what may be empty of these rows: references to the subject (or to anybody), and the free text."""
    table = claim.table
    for some in _portions(ids):
        chosen = (in_school(table), table.c.id.in_(some))
        for name in erasable(claim):
            key = key_of(table, name, subject) if subject else None
            meant = () if subject is None else (table.c[name] == key,)
            db.session.execute(update(table).where(*chosen, *meant).values({name: None}))
        if claim.data.free_text:
            blank = {name: emptied(table.c[name]) for name in claim.data.free_text}
            db.session.execute(update(table).where(*chosen).values(blank))


def erasable(claim: Claim) -> list[str]:
    """The columns of a claim that name somebody and may be empty; what a ledger refers to stays as it was."""
    if claim.append_only:
        return []
    own = [name for name in claim.data.person_columns if "." not in name]
    return [name for name in own if claim.table.c[name].nullable]


def emptied(column: Column[Any]) -> Any:
    """What stands in an emptied column: nothing, or the empty value of its type."""
    if column.nullable:
        return None
    if isinstance(column.type, Localized):
        return LocalizedText()
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, String):
        return ""
    raise TypeError(f"{column} holds no text and may not be empty")


def _portions(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
