"""Migrations by Alembic: one environment, and a version table of its own for every plug-in.

A plug-in that shared the core's version table would break every later upgrade when it is removed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from parasat_lms.config import MIGRATIONS
from parasat_lms.core.db import db
from parasat_lms.core.plugins import PluginManifest

PLUGIN_TABLES = "plugin_"


def version_table(plugin: PluginManifest | None) -> str:
    """The name of the version table."""
    return f"alembic_version_{plugin.table_prefix.rstrip('_')}" if plugin else "alembic_version"


def owns(plugin: PluginManifest | None, table: str) -> bool:
    """Whether a table is the plug-in's, or the core's where there is none."""
    if plugin:
        return table.startswith(plugin.table_prefix)
    # The core has tables about plug-ins, too: a plug-in's own name two more underscores on.
    return table in CORE_TABLES or not table.startswith((PLUGIN_TABLES, "alembic_version"))


CORE_TABLES = frozenset({"plugin_switch", "plugin_fault"})


def settings(connection: Connection, plugin: PluginManifest | None = None) -> Config:
    """Alembic's settings for the core or for one plug-in, on an open connection."""
    versions = MIGRATIONS / "versions" if plugin is None else _versions(plugin)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "os")
    config.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s"
    )
    config.set_main_option("timezone", "UTC")
    config.attributes.update(
        connection=connection,
        version_table=version_table(plugin),
        owns=lambda table: owns(plugin, table),
        target_metadata=db.metadata,
    )
    return config


def _versions(plugin: PluginManifest) -> Path:
    if plugin.migrations is None:
        raise LookupError(f"{plugin.name} has no migrations")
    return plugin.migrations


class BrokenReference(Exception):
    """A migration left a row that points to nothing; nothing of it was kept."""


@contextmanager
def rebuilding() -> Iterator[Connection]:
    """A transaction in which a table may be built anew while others point to it.

    SQLite changes most of a table only by copying it, and would refuse to drop one that is pointed to; so references
    are looked at once, before all of it is kept.
    """
    with db.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        on_sqlite = connection.dialect.name == "sqlite" and driver is not None
        if on_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            with connection.begin():
                yield connection
                if on_sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(3)
                    if broken:
                        raise BrokenReference(str([tuple(row) for row in broken]))
        finally:
            if on_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def upgrade(plugin: PluginManifest | None = None, revision: str = "head") -> None:
    """Bring the core's tables, or a plug-in's, up to a revision."""
    with rebuilding() as connection:
        command.upgrade(settings(connection, plugin), revision)


def downgrade(plugin: PluginManifest | None = None, revision: str = "base") -> None:
    """Take the core's tables, or a plug-in's, down to a revision."""
    with rebuilding() as connection:
        command.downgrade(settings(connection, plugin), revision)


def write_revision(message: str, plugin: PluginManifest | None = None) -> None:
    """Write a migration that leads from the database to the models."""
    with db.engine.begin() as connection:
        command.revision(settings(connection, plugin), message=message, autogenerate=True)


class State(StrEnum):
    """How the tables of an owner stand to its migrations."""

    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


def state(plugin: PluginManifest | None = None) -> State:
    """Whether the database lacks a migration, or was brought further by a later version than the one installed."""
    with db.engine.begin() as connection:
        scripts = ScriptDirectory.from_config(settings(connection, plugin))
        context = MigrationContext.configure(connection, opts={"version_table": version_table(plugin)})
        revision = context.get_current_revision()
    if revision == scripts.get_current_head():
        return State.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return State.BEHIND if revision is None or revision in known else State.AHEAD
