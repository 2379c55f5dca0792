"""A fresh database for each test: the schema is built once for a worker, then only copied or emptied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text

from tests.support import postgres

KINDS = ("sqlite", "postgresql")
Build = Callable[[str], None]


class SqliteStock:
    """A migrated file, copied for each test: half a millisecond."""

    def __init__(self, folder: Path, build: Build) -> None:
        self._template = folder / "template.sqlite3"
        build(f"sqlite:///{self._template}")

    def fresh(self, folder: Path) -> str:
        """The address of a database that has the schema and nothing else."""
        copy = folder / "test.sqlite3"
        shutil.copyfile(self._template, copy)
        return f"sqlite:///{copy}"

    def close(self) -> None:
        """The folder goes with pytest's other temporary ones."""


class PostgresStock:
    """One migrated database, emptied before each test of what the test before it wrote.

    Measured with eighty tables: 0.015 s, against 0.08 s for a copy of a template and 0.2 s for TRUNCATE.
    """

    def __init__(self, admin: URL, name: str, build: Build) -> None:
        self._admin, self._name = admin, name
        url = postgres.create_database(admin, name)
        self._url = url.render_as_string(hide_password=False)
        build(self._url)
        self._engine: Engine = create_engine(url)
        with self._engine.connect() as connection:
            self._tables = [quoted(connection, table) for table in inspect(connection).get_table_names()]
            self._built_in = {table for table in self._tables if _has_rows(connection, table)}
            connection.execute(text("CREATE SCHEMA pristine"))
            for table in self._built_in:
                connection.execute(text(f"CREATE TABLE pristine.{table} AS TABLE {table}"))
            connection.commit()

    def fresh(self, _folder: Path) -> str:
        """The address of a database that has what the migrations made and nothing else."""
        with self._engine.connect() as connection:
            written = " UNION ALL ".join(
                f"SELECT {number} WHERE EXISTS (SELECT FROM {table})"
                for number, table in enumerate(self._tables)
            )
            dirty = [self._tables[row[0]] for row in connection.execute(text(written))] if written else []
            # A test that left a transaction open shall fail the next one soon, and not stop the run.
            connection.execute(text("SET lock_timeout = '10s'"))
            # As a replica the server does not ask in which order rows that point to each other go.
            connection.execute(text("SET session_replication_role = replica"))
            for table in {*dirty, *self._built_in}:
                connection.execute(text(f"DELETE FROM {table}"))
            for table in self._built_in:
                connection.execute(text(f"INSERT INTO {table} SELECT * FROM pristine.{table}"))
            connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()
        return self._url

    def close(self) -> None:
        """Drop the database."""
        self._engine.dispose()
        postgres.drop_database(self._admin, self._name)


def _has_rows(connection: Connection, table: str) -> bool:
    return bool(connection.execute(text(f"SELECT EXISTS (SELECT FROM {table})")).scalar())


def quoted(connection: Connection, table: str) -> str:
    """A table's name as SQL wants it."""
    return connection.dialect.identifier_preparer.quote(table)
