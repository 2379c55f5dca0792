"""What is kept for a time only goes when the time is over."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, ColumnElement, Text, cast, exists, false, or_, select

from parasat_lms.core import audit
from parasat_lms.core.db import Base, Localized, db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.privacy import queries
from parasat_lms.features.privacy.operations.erasing import anonymise, emptied, erasable, remove
from parasat_lms.features.privacy.queries import Claim
from parasat_lms.features.privacy.queries.claims import in_school, referred_table


def apply_retention(today: date) -> dict[str, int]:
    """Remove or anonymise what is older than its claim allows, in the current school: table → rows.

    A row is as old as its UUIDv7 says; rows with another kind of id stay. What no school owns, such as sign-ins, is
    kept as long as the claim says wherever the account is known. Ledgers lose whole rows here, and only here.
    """
    done: dict[str, int] = {}
    places = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    for claim in sorted(queries.all_claims(), key=lambda claim: places[claim.data.table], reverse=True):
        if claim.data.keep_days is None:
            continue
        rows = _past(claim, today - timedelta(days=claim.data.keep_days))
        if not rows:
            continue
        if claim.data.erase == "delete" or claim.append_only:
            remove(claim.table, rows)
        else:
            anonymise(claim, rows)
        done[claim.data.table] = done.get(claim.data.table, 0) + len(rows)
    db.session.expire_all()
    if done:
        audit.record("retention.applied", "school", None, tables=done)
    db.session.flush()
    return done


def first_id_of(day: date) -> UUID:
    """The smallest UUIDv7 that could have been made on this day or later (UTC)."""
    moment = datetime.combine(day, time(), UTC)
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _past(claim: Claim, first_kept: date) -> Sequence[UUID]:
    query = select(claim.table.c.id).where(
        in_school(claim.table), claim.table.c.id < first_id_of(first_kept), *_still_there(claim)
    )
    return [id_ for id_ in db.session.scalars(query) if id_.version == 7]


def _still_there(claim: Claim) -> list[ColumnElement[bool]]:
    """Of rows that stay, those that have not been emptied yet; of rows that go, those to which no other refers."""
    table = claim.table
    if claim.data.erase == "delete" or claim.append_only:
        return [
            ~exists().where(other.c.school_id == table.c.school_id, other.c[column.name] == table.c.id)
            for other in Base.metadata.tables.values()
            for column in other.columns
            if "school_id" in table.c and referred_table(other, column.name) is table
        ]
    named = [table.c[name].is_not(None) for name in erasable(claim)]
    return [or_(false(), *named, *(_is_written(table.c[name]) for name in claim.data.free_text))]


def _is_written(text: Column[Any]) -> ColumnElement[bool]:
    if text.nullable:
        return text.is_not(None)
    nothing = emptied(text)
    if isinstance(text.type, JSON | Localized):
        # JSON cannot be compared on PostgreSQL; what was written as text can.
        plain = nothing.as_dict() if isinstance(nothing, LocalizedText) else nothing
        return cast(text, Text) != json.dumps(plain)
    written: ColumnElement[bool] = text != nothing
    return written
