"""What the tests of the slices share: an application that is kept, two schools, and visitors in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.people import Someone
from tests.factories.schools import TestSchool, TwoSchools
from tests.factories.snapshots import Snapshot, lay, take
from tests.factories.visitors import Visitor
from tests.support.application import application_over, forget

Visit = Callable[[Someone | None], Visitor]


@pytest.fixture(scope="session")
def kept_applications() -> dict[str, Flask]:
    """One application for each database that was asked for: it has compiled its statements already."""
    return {}


@pytest.fixture
def app(
    database: str, kept_applications: dict[str, Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application over a fresh database. It outlives the test: whoever changes it, changes it back."""
    kind = database.split(":")[0]
    if kind == "sqlite":
        # The kept application knows one file; the fresh database is laid in its place.
        fresh = Path(database.removeprefix("sqlite:///"))
        kept = tmp_path_factory.getbasetemp() / "kept.sqlite3"
        for ending in ("-wal", "-shm"):
            Path(f"{kept}{ending}").unlink(missing_ok=True)
        shutil.copyfile(fresh, kept)
        database = f"sqlite:///{kept}"
    if kind not in kept_applications:
        kept_applications[kind] = application_over(database)
    application = kept_applications[kind]
    yield application
    forget(application)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of somebody whom nobody knows."""
    return app.test_client()


@pytest.fixture(scope="session")
def snapshots() -> list[Snapshot]:
    """The two schools as they were built for the first test that wanted them."""
    return []


@pytest.fixture
def schools(app: Flask, snapshots: list[Snapshot]) -> TwoSchools:
    """Two schools of one network, with nothing handed in yet; their ids are the same in every test."""
    if snapshots:
        return lay(app, snapshots[0])
    snapshots.append(take(app))
    return snapshots[0].schools


@pytest.fixture
def school(schools: TwoSchools) -> TestSchool:
    """The school that the test is about."""
    return schools.here


@pytest.fixture
def visit(app: Flask, school: TestSchool) -> Visit:
    """A browser in that school for somebody, or for nobody."""
    return lambda person: Visitor(app, school, person)
