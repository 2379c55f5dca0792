"""Fixtures of all tests: both databases, the application, a real browser; and no way to another host."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import URL, make_url
from xdist.remote import Producer

from tests.support import chromium, postgres
from tests.support.application import application_over, build_schema, forget
from tests.support.browser import start_demo, stop_demo
from tests.support.databases import KINDS, PostgresStock, SqliteStock
from tests.support.network import forbid_other_hosts
from tests.support.shared import shared
from tests.support.windows import Windows
from tests.support.workers import JourneysTogether

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def missing(reason: str) -> None:
    """What a developer's machine may lack, continuous integration may not."""
    if CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_itemcollected(item: pytest.Item) -> None:
    """What walks through the demonstration can be left out with `-m "not browser"`."""
    if "demo_server" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.browser)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> JourneysTogether:
    """The journeys of one file share a worker: they share windows too."""
    return JourneysTogether(config, log)


@pytest.fixture(autouse=True)
def this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test starts in this process, it reaches no other host."""
    forbid_other_hosts(monkeypatch)


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this worker of the run; alone it is called "main"."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(scope="session")
def run_folder(worker: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker == "main" else own.parent


# --- databases ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_admin(run_folder: Path) -> Iterator[URL]:
    """The administrative address of the run's one PostgreSQL server."""
    try:
        with shared(run_folder, "postgres", postgres.start, postgres.stop) as started:
            yield make_url(started["admin"])
    except postgres.PostgresUnavailable as reason:
        missing(str(reason))


@pytest.fixture(scope="session")
def postgres_name(worker: str) -> str:
    """How this worker's databases begin, also on a server that others use."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return f"parasat_test_{run[:12]}_{worker}"


@pytest.fixture(scope="session")
def sqlite_stock(tmp_path_factory: pytest.TempPathFactory) -> SqliteStock:
    """This worker's migrated SQLite file."""
    return SqliteStock(tmp_path_factory.mktemp("sqlite"), build_schema)


@pytest.fixture(scope="session")
def postgres_stock(postgres_admin: URL, postgres_name: str) -> Iterator[PostgresStock]:
    """This worker's migrated PostgreSQL database."""
    stock = PostgresStock(postgres_admin, postgres_name, build_schema)
    yield stock
    stock.close()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database with the whole schema; a test that uses it runs on both kinds."""
    stock = request.getfixturevalue("sqlite_stock" if request.param == "sqlite" else "postgres_stock")
    return str(stock.fresh(tmp_path))


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path, worker: str) -> Iterator[str]:
    """The address of a database without a single table, for tests of the migrations themselves."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    admin = request.getfixturevalue("postgres_admin")
    name = f"{request.getfixturevalue('postgres_name')}_empty"
    yield postgres.create_database(admin, name).render_as_string(hide_password=False)
    postgres.drop_database(admin, name)


# --- the application ----------------------------------------------------------------------------------------


@pytest.fixture
def app(database: str) -> Iterator[Flask]:
    """The application over a fresh database."""
    application = application_over(database)
    yield application
    forget(application)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen."""
    return app.test_client()


# --- the browser --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def demo_server(run_folder: Path) -> Iterator[str]:
    """The address of the demonstration, built once for the run."""
    with shared(run_folder, "demo", start_demo, stop_demo) as started:
        yield started["url"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    found = chromium.find()
    if found is None:
        missing("no Chromium on this machine: `python3 start.py test` installs one, or set PARASAT_CHROMIUM")
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(
            executable_path=str(found),
            args=list(chromium.LAUNCH_ARGUMENTS),
            env=chromium.environment_of(found),
        )
        yield chrome
        chrome.close()


@pytest.fixture
def windows(browser: Browser, demo_server: str) -> Iterator[Windows]:
    """As many people at as many machines as a journey needs; addresses begin at the demonstration's root.

    A script that fails, a broken security policy or a request to another host fails the journey at its end.
    """
    opened = Windows(browser, demo_server)
    yield opened
    opened.close()


@pytest.fixture
def page(windows: Windows) -> Page:
    """The window of a person who has never been here."""
    return windows.open()
