"""Whatever is kept about people is claimed: what nobody claims, nobody hands out and nobody erases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text, Uuid

from parasat_lms.core.db import Base
from parasat_lms.features.privacy.operations.erasing import emptied, erasable
from parasat_lms.features.privacy.queries import Claim, all_claims, unclaimed_columns
from parasat_lms.features.privacy.queries.claims import referred_table

# One database is enough: claims do not depend on it.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def claims(app: Flask) -> Iterator[list[Claim]]:
    with app.test_request_context():
        yield all_claims()


def test_every_column_that_refers_to_a_person_is_claimed(claims: list[Claim]) -> None:
    assert not unclaimed_columns(), "claim them in personal_data of the slice's or plug-in's manifest"


def test_a_table_that_nobody_claims_would_be_named(claims: list[Claim]) -> None:
    table = Table(
        "plugin_forgotten_note",
        Base.metadata,
        Column("id", Uuid(), primary_key=True),
        Column("writer_id", Uuid(), ForeignKey("account.id")),
    )
    try:
        assert unclaimed_columns() == ["plugin_forgotten_note.writer_id"]
    finally:
        Base.metadata.remove(table)


def test_every_claim_leads_to_a_person_and_empties_only_texts(claims: list[Claim]) -> None:
    for claim in claims:
        assert "id" in claim.table.c, claim.data.table
        for name in claim.data.free_text:
            assert isinstance(claim.table.c[name].type, String | Text | JSON) or emptied(claim.table.c[name])
        for path in claim.data.person_columns:
            assert path.partition(".")[0] in claim.table.c, f"{claim.data.table}: {path}"
        assert claim.data.why


def test_what_is_emptied_after_a_time_has_something_to_empty(claims: list[Claim]) -> None:
    """A claim on columns that may not be empty, without a text, would promise what retention never does."""
    idle = [
        claim.data.table
        for claim in claims
        if claim.data.keep_days is not None
        and claim.data.erase == "anonymise"
        and not claim.append_only
        and not (erasable(claim) or claim.data.free_text)
    ]
    assert not idle, "let their rows be deleted, name a text, or keep them as long as the person"


def test_no_row_of_a_ledger_is_deleted_with_a_person(claims: list[Claim]) -> None:
    """Marks and levels are computed from it: a claim on a ledger can only take a text away."""
    assert any(claim.append_only for claim in claims)
    assert not [c.data.table for c in claims if c.append_only and c.data.erase == "delete"]


def test_what_refers_to_rows_that_are_deleted_is_deleted_along_that_reference(claims: list[Claim]) -> None:
    """Otherwise the database would refuse the erasure of somebody who has such rows."""
    deleted = {claim.data.table for claim in claims if claim.data.erase == "delete"}
    # An account goes after the person's line has let go of it.
    let_go = {("person", "account_id")}
    left = []
    for table in Base.metadata.tables.values():
        for column in table.columns:
            parent = referred_table(table, column.name)
            if parent is None or parent.name not in deleted or (table.name, column.name) in let_go:
                continue
            along = [
                claim
                for claim in claims
                if claim.table is table
                and claim.data.erase == "delete"
                and any(path.partition(".")[0] == column.name for path in claim.data.person_columns)
            ]
            if not along:
                left.append(f"{table.name}.{column.name} refers to {parent.name}")
    assert not left, left
