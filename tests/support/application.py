"""The application as the tests make it."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from parasat_lms import create_app
from parasat_lms.core import migrate
from parasat_lms.core.db import db
from parasat_lms.core.plugins import PluginManifest

TEMPLATES = Path(__file__).resolve().parents[2] / ".cache" / "templates"
FILES = Path(__file__).resolve().parents[2] / ".cache" / "files"
SECRET = "a-secret-of-the-tests-that-is-long-enough"


def application_over(database: str) -> Flask:
    """The application, with every installed plug-in, over the database of that address."""
    application = create_app(
        {
            "PARASAT_DATABASE_URL": database,
            "PARASAT_SECRET_KEY": SECRET,
            "PARASAT_FILES_URL": str(FILES),
            "TESTING": True,
        }
    )
    # Each test has an application of its own; without this, each would compile the same templates again.
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    application.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATES))
    return application


def forget(application: Flask) -> None:
    """Close the application's connections, so that its database can be copied, emptied or dropped."""
    with application.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def owners_of_tables(application: Flask) -> list[PluginManifest | None]:
    """Whose migrations there are: the core's (None), then those of each plug-in that has tables."""
    manifests = application.extensions["parasat_plugins"].manifests.values()
    return [None, *(manifest for manifest in manifests if manifest.migrations)]


def build_schema(database: str) -> None:
    """Run every migration, the core's and then each plug-in's."""
    application = application_over(database)
    with application.app_context():
        for owner in owners_of_tables(application):
            migrate.upgrade(owner)
    forget(application)
