"""The migrations and the models say the same, and every migration can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from parasat_lms.core import migrate
from parasat_lms.core.db import db
from parasat_lms.core.plugins import PluginManifest
from tests.support.application import application_over, forget, owners_of_tables


@pytest.fixture
def unmigrated(empty_database: str) -> Iterator[Flask]:
    """The application over a database without a single table."""
    application = application_over(empty_database)
    with application.app_context():
        yield application
    forget(application)


def differences(owner: PluginManifest | None) -> list[object]:
    """What a newly written migration would contain."""

    def mine(item: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        table = name if kind == "table" else item.table.name  # type: ignore[attr-defined]
        return migrate.owns(owner, str(table))

    with db.engine.connect() as connection:
        options = {
            "include_object": mine,
            "version_table": migrate.version_table(owner),
            "compare_type": True,
        }
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata))


def schema() -> dict[str, object]:
    """All that the database knows about its tables, in an order that does not depend on chance."""
    seen = inspect(db.engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)],
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "references": sorted(map(str, seen.get_foreign_keys(table))),
            "unique": sorted(map(str, seen.get_unique_constraints(table))),
            "checks": sorted(map(str, seen.get_check_constraints(table))),
            "indexes": sorted(map(str, seen.get_indexes(table))),
        }
        for table in sorted(seen.get_table_names())
    }  # fmt: skip


def test_the_migrations_lead_exactly_to_the_models(unmigrated: Flask) -> None:
    for owner in owners_of_tables(unmigrated):
        migrate.upgrade(owner)
    for owner in owners_of_tables(unmigrated):
        assert not differences(owner), f"{owner.name if owner else 'the core'} needs a new migration"


def test_going_up_and_down_and_up_again_leaves_the_same_schema(unmigrated: Flask) -> None:
    owners = owners_of_tables(unmigrated)
    for owner in owners:
        migrate.upgrade(owner)
    first = schema()
    for owner in reversed(owners):
        migrate.downgrade(owner)
    left = [table for table in schema() if not table.startswith("alembic_version")]
    assert not left, f"downgrade leaves tables behind: {left}"
    for owner in owners:
        migrate.upgrade(owner)
    assert schema() == first
