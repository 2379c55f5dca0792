"""A plug-in that is taken away, switched off too early, or cannot be migrated: the rest goes on, in clear words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import inspect, text

from parasat_lms.cli import database as database_commands
from parasat_lms.cli import doctor
from parasat_lms.core import migrate
from parasat_lms.core.db import db
from parasat_lms.core.plugins import PluginManifest, manager, registry
from parasat_lms.domain.permissions import Role
from parasat_lms.testing import SchoolForTests, application, close, sign_in
from tests.core.conftest import SignedIn
from tests.factories.hostile import DIARY, DUMMY, HOME, PANEL, PROGRAMMES, rows, shows
from tests.support.databases import SqliteStock

TYPED = "Бүгін оқушылар өз жұмысын қайта қарап, <екі> жаңа дәлел тапты."


def command(app: Flask, *arguments: str) -> Result:
    runner = app.test_cli_runner()
    return runner.invoke(doctor) if not arguments else runner.invoke(database_commands, list(arguments))


# --- taken away -------------------------------------------------------------------------------------------------


def test_where_a_plugin_was_uninstalled_its_rows_lie_there_and_the_school_works(
    app: Flask,
    database: str,
    sqlite_stock: SqliteStock,
    alatau: SchoolForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch(DUMMY)
    signed_in(Role.TEACHER).post(DIARY, data={"text": "Бірінші жазба"})
    with monkeypatch.context() as patched:
        patched.setattr(registry, "entry_points", lambda group: [])
        without = application(database)
        teacher = sign_in(without.test_client(), alatau, Role.TEACHER)
        assert not shows(teacher, HOME, PANEL)
        assert teacher.get(DIARY).status_code == 404
        admin = sign_in(without.test_client(), alatau, Role.ADMIN)
        assert shows(admin, PROGRAMMES, "No programme is installed")
        close(without)
    # Installed again, everything is there, and still switched on.
    assert shows(signed_in(Role.TEACHER), DIARY, "Бірінші жазба")


@pytest.mark.parametrize("gone", ["switched off", "uninstalled"])
def test_what_somebody_typed_into_a_form_that_is_gone_can_still_be_copied(
    gone: str,
    app: Flask,
    database: str,
    sqlite_stock: SqliteStock,
    alatau: SchoolForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch(DUMMY)
    teacher = signed_in(Role.TEACHER)
    assert teacher.get(DIARY).status_code == 200
    if gone == "switched off":
        switch(DUMMY, on=False)
        answer = teacher.post(DIARY, data={"text": TYPED, "kind": "written", "password": "never shown"})
    else:
        monkeypatch.setattr(registry, "entry_points", lambda group: [])
        without = application(database)
        teacher = sign_in(without.test_client(), alatau, Role.TEACHER)
        answer = teacher.post(DIARY, data={"text": TYPED, "kind": "written", "password": "never shown"})
        close(without)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert TYPED.replace("<", "&lt;").replace(">", "&gt;") in page
    assert page.count("<textarea") == 1
    assert "never shown" not in page
    assert "readonly" in page
    assert rows(app, alatau, type_of_notes()) == 1


def type_of_notes() -> type:
    return next(mapper.class_ for mapper in db.Model.registry.mappers if mapper.class_.__name__ == "Note")


def test_a_page_that_was_only_opened_shows_no_text_of_a_form(signed_in: SignedIn) -> None:
    assert "<textarea" not in signed_in(Role.TEACHER).get(f"/alatau/nothing?text={TYPED}").get_data(
        as_text=True
    )


# --- migrations ---------------------------------------------------------------------------------------------------

SCRIPT = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("plugin_clash_{revision}", sa.Column("id", sa.Uuid(), primary_key=True))
    {more}


def downgrade():
    op.drop_table("plugin_clash_{revision}")
"""


def add_clash(app: Flask, folder: Path, **scripts: tuple[str, str]) -> PluginManifest:
    """A plug-in `clash` with these migrations: name → (the one before, what else it does)."""
    for revision, (down, more) in scripts.items():
        script = SCRIPT.format(revision=revision, down=down, more=more)
        (folder / f"{revision}.py").write_text(script, encoding="utf-8")
    clash = PluginManifest(name="clash", title="Clash", version="1", migrations=folder)
    app.extensions["parasat_plugins"].manifests["clash"] = clash
    return clash


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names())


def test_a_migration_that_fails_leaves_nothing_and_keeps_nobody_else_from_theirs(
    app: Flask, tmp_path: Path
) -> None:
    add_clash(app, tmp_path, a1=("None", 'op.execute("SELECT nothing FROM nowhere")'))
    done = command(app, "upgrade")
    assert done.exit_code == 1
    assert "clash: " in done.output
    assert "nowhere" in done.output
    assert "not upgraded: clash; everything else was" in done.output
    assert "Traceback" not in done.output
    assert not [name for name in tables(app) if "clash" in name]
    assert "clash: migrations are missing" in command(app).output


def test_a_table_that_is_there_already_is_a_collision_with_a_name(app: Flask, tmp_path: Path) -> None:
    add_clash(app, tmp_path, a1=("None", 'op.create_table("person", sa.Column("id", sa.Uuid()))'))
    done = command(app, "upgrade", "--plugin", "clash")
    assert done.exit_code == 1
    assert "person" in done.output
    assert "already exists" in done.output
    assert not [name for name in tables(app) if "clash" in name]


def test_two_migrations_that_both_want_to_be_the_last_are_named(app: Flask, tmp_path: Path) -> None:
    add_clash(app, tmp_path, a1=("None", ""), a2=('"a1"', ""), a3=('"a1"', ""))
    done = command(app, "upgrade")
    assert done.exit_code == 1
    assert "multiple heads" in done.output
    said = command(app)
    assert said.exit_code == 1
    assert "clash: " in said.output
    assert not [name for name in tables(app) if "clash" in name]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_others_are_upgraded_although_one_fails(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        migrate.downgrade(manager().manifests[DUMMY])
    assert "plugin_parasat_dummy_note" not in tables(app)
    add_clash(app, tmp_path, a1=("None", 'op.execute("SELECT nothing FROM nowhere")'))
    assert command(app, "upgrade").exit_code == 1
    assert "plugin_parasat_dummy_note" in tables(app)


def test_tables_of_a_later_version_are_told_from_tables_that_lag_behind(app: Flask) -> None:
    with app.app_context():
        dummy = manager().manifests[DUMMY]
        assert migrate.state(dummy) is migrate.State.CURRENT
        with db.engine.begin() as connection:
            connection.execute(
                text(f"UPDATE {migrate.version_table(dummy)} SET version_num = 'of-next-year'")
            )
        assert migrate.state(dummy) is migrate.State.AHEAD
    said = command(app)
    assert said.exit_code == 1
    assert f"{DUMMY}: the database was brought further by a later version" in said.output
    done = command(app, "upgrade")
    assert done.exit_code == 1
    assert "install that one again" in done.output
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {migrate.version_table(dummy)}"))
    assert f"{DUMMY}: migrations are missing" in command(app).output


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_page_of_programmes_says_that_tables_are_missing(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    admin = signed_in(Role.ADMIN)
    assert not shows(admin, PROGRAMMES, "Its tables are missing")
    with app.app_context():
        migrate.downgrade(manager().manifests[DUMMY])
    assert shows(admin, PROGRAMMES, "Its tables are missing")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_plugin_for_a_later_core_is_refused_with_both_versions(
    database: str, sqlite_stock: SqliteStock, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = PluginManifest(name="late", title="Late", version="1", needs=">=9.1")
    monkeypatch.setattr(
        registry, "entry_points", lambda group: [SimpleNamespace(name="late", load=lambda: late)]
    )
    app = application(database)
    said = app.test_cli_runner().invoke(doctor)
    assert said.exit_code == 1
    assert "late needs the core >=9.1; this is" in said.output
    close(app)
