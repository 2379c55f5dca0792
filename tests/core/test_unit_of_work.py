"""One unit of work per request, command or job: it alone commits, and what fails leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, Response, abort
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import current_school_id, db, school_scope
from parasat_lms.core.errors import Conflict, Refused, ScopeMissing
from parasat_lms.core.guard import public
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.people.models import Person
from parasat_lms.testing import SchoolForTests, inside
from tests.core.conftest import visitor


def write() -> None:
    db.session.add(Person.named("Жаңа", "Адам"))
    db.session.flush()


def newcomers(app: Flask, school: SchoolForTests) -> int:
    with inside(app, school):
        return db.session.scalar(select(func.count(Person.id)).where(Person.family_name == "Жаңа")) or 0


def add_view(app: Flask, ending: Callable[[], object]) -> None:
    """A page that writes a person and ends as it is told."""

    @app.route("/<school>/probe", methods=["GET", "POST"])
    @public("a probe of the tests")
    def probe() -> object:
        write()
        return ending() or Response("written")


def raising(error: Exception) -> Callable[[], object]:
    def fail() -> object:
        raise error

    return fail


@contextmanager
def counted(app: Flask, name: str) -> Iterator[list[object]]:
    """How often the engine does something."""
    seen: list[object] = []

    def note(connection: object) -> None:
        seen.append(connection)

    with app.app_context():
        engine = db.engine
    event.listen(engine, name, note)
    yield seen
    event.remove(engine, name, note)


@contextmanager
def failing_commit() -> Iterator[None]:
    def fail(_session: object) -> None:
        raise OperationalError("COMMIT", None, ConnectionError("the disk is full"))

    event.listen(db.session, "before_commit", fail)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", fail)


@pytest.fixture(autouse=True)
def as_in_production(app: Flask) -> None:
    """Errors become answers."""
    app.config["PROPAGATE_EXCEPTIONS"] = False


def test_a_request_that_ends_well_commits_once(app: Flask, alatau: SchoolForTests) -> None:
    add_view(app, lambda: None)
    client = visitor(app)
    with counted(app, "commit") as commits:
        assert client.post("/alatau/probe").status_code == 200
    assert len(commits) == 1
    assert newcomers(app, alatau) == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("no"), 422),
        (Conflict("no"), 409),
        (ScopeMissing("no"), 500),
        (RuntimeError("no"), 500),
        (OperationalError("SELECT", None, ConnectionError("gone")), 503),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_request_that_ends_in_an_error_leaves_nothing(
    error: Exception, status: int, app: Flask, alatau: SchoolForTests
) -> None:
    add_view(app, raising(error))
    for method in ("GET", "POST"):
        answer = visitor(app).open("/alatau/probe", method=method)
        assert answer.status_code == status
    assert newcomers(app, alatau) == 0


@pytest.mark.parametrize("status", [404, 403, 422])
def test_a_request_that_is_aborted_leaves_nothing(status: int, app: Flask, alatau: SchoolForTests) -> None:
    add_view(app, lambda: abort(status))
    assert visitor(app).post("/alatau/probe").status_code == status
    assert newcomers(app, alatau) == 0


def test_a_commit_that_fails_never_says_that_all_is_well(app: Flask, alatau: SchoolForTests) -> None:
    add_view(app, lambda: None)
    client = visitor(app)
    with failing_commit():
        answer = client.post("/alatau/probe")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert b"written" not in answer.data
    assert newcomers(app, alatau) == 0


def test_the_audit_line_goes_with_the_change_that_failed(app: Flask, alatau: SchoolForTests) -> None:
    client = visitor(app)
    with failing_commit():
        answer = client.post(
            "/alatau/sign-in",
            data={"login": alatau.login("teacher"), "password": "the password of every test account"},
        )
    assert answer.status_code == 503
    assert client.get("/alatau/home").status_code == 303
    with inside(app, alatau):
        begun = select(func.count(AuditEntry.id)).where(AuditEntry.action == "sign_in.begun")
        assert db.session.scalar(begun) == 0


def test_a_school_never_outlives_its_request(app: Flask, alatau: SchoolForTests) -> None:
    add_view(app, raising(RuntimeError("no")))
    for path in ("/alatau/about", "/alatau/probe"):
        app.test_client().get(path)
        with pytest.raises(ScopeMissing):
            current_school_id()


def test_a_command_commits_all_of_its_work_or_nothing(app: Flask, alatau: SchoolForTests) -> None:
    def command(*, fails: bool) -> None:
        with app.app_context(), school_scope(alatau.id), unit_of_work():
            write()
            if fails:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        command(fails=True)
    assert newcomers(app, alatau) == 0
    command(fails=False)
    assert newcomers(app, alatau) == 1
