"""The database is away, reads only, is locked or comes back: the answer is a page that says so, never half a change."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, make_url, select
from werkzeug.test import TestResponse

from parasat_lms.core.db import db
from parasat_lms.core.guard import public
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import SignIn
from parasat_lms.testing import PASSWORD, SchoolForTests, application, close, inside
from tests.core.conftest import SignedIn, visitor

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def as_in_production(app: Flask) -> None:
    """Errors become answers."""
    app.config["PROPAGATE_EXCEPTIONS"] = False


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def gone(database: str) -> Iterator[Flask]:
    """The same application, whose database is not there: a closed port, or a folder that does not exist."""
    url = make_url(database)
    if url.get_backend_name() == "postgresql":
        with closing(socket.create_server(("127.0.0.1", 0))) as server:
            port = server.getsockname()[1]
        url = url.set(host="127.0.0.1", port=port, query={})
    else:
        url = url.set(database=f"{url.database}-is-not-there/school.sqlite3")
    away = application(url.render_as_string(hide_password=False), PROPAGATE_EXCEPTIONS=False)
    yield away
    close(away)


def says_that_it_is_away(answer: TestResponse) -> None:
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "15"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "text/html"
    assert "<h1" in page or "notice" in page
    assert "Traceback" not in page
    assert "sqlalche" not in page


def test_while_the_database_is_away_every_page_says_so(gone: Flask) -> None:
    client = gone.test_client()
    for path in ("/", "/alatau/", "/alatau/about", "/alatau/home", "/alatau/sign-in", "/readyz"):
        says_that_it_is_away(client.get(path))
        says_that_it_is_away(client.get(path, headers=HTMX))
    says_that_it_is_away(client.post("/alatau/sign-in", data={"login": "a", "password": "b"}))


def test_whoever_is_signed_in_is_told_as_well(
    gone: Flask, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    cookie = signed_in(Role.TEACHER).get_cookie("parasat_session")
    client = gone.test_client()
    client.set_cookie("parasat_session", cookie.value)
    for path in ("/", "/alatau/home", "/nothing/at/all"):
        answer = client.get(path)
        if answer.status_code != 404:
            says_that_it_is_away(answer)


def test_the_process_is_alive_and_its_files_are_served_while_the_database_is_away(gone: Flask) -> None:
    client = gone.test_client()
    assert client.get("/healthz").data == b"ok\n"
    with client.get("/static/css/app.css") as sheet:
        assert sheet.status_code == 200


def test_health_and_readiness_answer_one_word(app: Flask) -> None:
    client = app.test_client()
    assert (client.get("/healthz").data, client.get("/readyz").data) == (b"ok\n", b"ready\n")


# --- reading only -------------------------------------------------------------------------------------------


@contextmanager
def reading_only(app: Flask) -> Iterator[None]:
    """A file system that went read-only, or a stand-by server."""
    engine = engine_of(app)

    def refuse(connection: object) -> None:
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")

    event.listen(engine, "begin", refuse)
    try:
        yield
    finally:
        event.remove(engine, "begin", refuse)
        engine.dispose()


def test_while_the_database_only_reads_pages_are_read_and_changes_are_refused(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    admin, stranger = signed_in(Role.ADMIN), visitor(app)
    with reading_only(app):
        assert admin.get("/alatau/home").status_code == 200
        assert admin.get("/alatau/programmes").status_code == 200
        says_that_it_is_away(admin.post("/alatau/programmes/parasat_programme", data={"enabled": "yes"}))
        data = {"login": alatau.login(Role.TEACHER), "password": PASSWORD}
        says_that_it_is_away(stranger.post("/alatau/sign-in", data=data))
        assert stranger.get("/alatau/home").status_code == 303
    with inside(app, alatau):
        assert db.session.scalar(select(func.count(SignIn.id))) == 1
    assert admin.post("/alatau/programmes/parasat_programme", data={"enabled": "yes"}).status_code == 303


# --- locked, cut off, healed --------------------------------------------------------------------------------


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_somebody_else_writes_to_is_read_and_the_change_says_wait(
    app: Flask, database: str, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    admin = signed_in(Role.ADMIN)
    engine = engine_of(app)
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
    engine.dispose()
    with closing(sqlite3.connect(make_url(database).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert admin.get("/alatau/home").status_code == 200
        says_that_it_is_away(admin.post("/alatau/programmes/parasat_programme", data={"enabled": "yes"}))
        other.execute("ROLLBACK")
    assert admin.post("/alatau/programmes/parasat_programme", data={"enabled": "yes"}).status_code == 303


@pytest.fixture
def backends(app: Flask) -> list[int]:
    """The server processes that serve this application from now on."""
    engine, seen = engine_of(app), []
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _record: seen.append(connection.info.backend_pid))
    return seen


def cut_off(database: str, backends: list[int]) -> None:
    """End the connections from the server's side, as a restart does."""
    url = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [backends])


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_after_a_restart_of_the_server_the_next_request_is_served(
    backends: list[int], database: str, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    admin: FlaskClient = signed_in(Role.ADMIN)
    cut_off(database, backends)
    assert admin.get("/alatau/home").status_code == 200
    assert len(backends) > 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_restart_in_the_middle_of_a_request_answers_503_and_heals(
    app: Flask, backends: list[int], database: str, alatau: SchoolForTests
) -> None:
    @app.get("/<school>/cut")
    @public("a probe of the tests")
    def cut() -> Response:
        cut_off(database, backends)
        return Response(str(db.session.scalar(select(func.count(SignIn.id)))))

    client = app.test_client()
    says_that_it_is_away(client.get("/alatau/cut"))
    assert client.get("/alatau/about").status_code == 200
