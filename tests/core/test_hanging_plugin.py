"""A plug-in that does not end, or fails again and again: nobody waits for it, and one day it is not asked any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from time import monotonic

import pytest
from flask import Flask
from parasat_dummy import hooks_impl as dummy
from parasat_dummy import operations
from parasat_dummy.hooks_impl import Mischief
from parasat_dummy.models import Note
from sqlalchemy import select, text

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.plugins import Panel, deadline, manager, registry
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Role
from parasat_lms.testing import SchoolForTests, application, close, inside, sign_in
from tests.core.conftest import SignedIn
from tests.factories.hostile import DUMMY, HOME, ON, PANEL, PROGRAMMES, SWITCH, faults, rows, shows


@pytest.fixture(autouse=True)
def well_behaved(app: Flask) -> Iterator[None]:
    """Errors become answers, and the dummy behaves until a test says otherwise."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield
    dummy.mischief.clear()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Display hooks have a fraction of a second; whoever still hangs is woken at the end, and waited for."""
    monkeypatch.setattr(deadline, "LIMIT", 0.3)
    monkeypatch.setattr(deadline, "GRACE", 0.3)
    yield
    dummy.wake.set()
    for thread in helpers():
        thread.join(10)
    dummy.wake.clear()
    assert not helpers()


def helpers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "parasat-hook"]


@pytest.mark.parametrize("how", [Mischief.SPIN, Mischief.HANG])
def test_a_panel_that_never_ends_is_left_out_after_its_time(
    how: Mischief,
    app: Flask,
    alatau: SchoolForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
    hurried: None,
) -> None:
    switch(DUMMY)
    admin = signed_in(Role.ADMIN)
    dummy.mischief["home_panels"] = how
    began = monotonic()
    home = admin.get(HOME)
    assert monotonic() - began < 5
    assert home.status_code == 200
    assert PANEL not in home.get_data(as_text=True)
    # The page asks the database after the panel, too.
    assert home.get_data(as_text=True).count("stat-value") >= 4
    assert faults(app, alatau) == [(DUMMY, "home_panels", 1)]
    assert shows(admin, PROGRAMMES, "took longer than" if how is Mischief.SPIN else "still hangs")
    assert len(helpers()) == (1 if how is Mischief.HANG else 0)
    dummy.mischief.clear()
    assert shows(admin, HOME, PANEL)


def test_a_statement_that_never_ends_is_cancelled_and_the_page_lives(
    app: Flask,
    alatau: SchoolForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
    hurried: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch(DUMMY)
    admin = signed_in(Role.ADMIN)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0) SELECT count(*) FROM n"
    )

    def count_for_ever(_student: object = None) -> int:
        sqlite = db.session.get_bind().dialect.name == "sqlite"
        return db.session.execute(text(endless if sqlite else "SELECT pg_sleep(60)")).scalar_one()

    monkeypatch.setattr(dummy.queries, "returned_works", count_for_ever)
    home = admin.get(HOME)
    assert home.status_code == 200
    assert PANEL not in home.get_data(as_text=True)
    assert home.get_data(as_text=True).count("stat-value") >= 4
    assert not helpers()
    assert faults(app, alatau) == [(DUMMY, "home_panels", 1)]


def test_a_change_in_which_a_panel_hangs_is_not_half_kept(
    app: Flask, alatau: SchoolForTests, switch: Callable[..., None], hurried: None
) -> None:
    switch(DUMMY)
    dummy.mischief["home_panels"] = Mischief.HANG
    before = rows(app, alatau, Note)

    def change() -> None:
        with app.test_request_context("/", method="POST"), school_scope(alatau.id), unit_of_work():
            operations.write("written before the panel")
            manager().gather("home_panels", ON, Panel, person_id=alatau.people[Role.ADMIN])

    with pytest.raises(deadline.Hangs):
        change()
    # SQLite has one writer: whoever hangs holds the database until it lets go.
    dummy.wake.set()
    for thread in helpers():
        thread.join(10)
    assert rows(app, alatau, Note) == before


def test_what_a_hanging_panel_does_when_it_wakes_reaches_nobody(
    app: Flask,
    alatau: SchoolForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
    hurried: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch(DUMMY)
    admin = signed_in(Role.ADMIN)
    sessions = []

    def hang(_student: object = None) -> int:
        sessions.append(db.session())
        try:
            dummy.wake.wait(30)
        finally:
            sessions.append(db.session())
            db.session.add(Note(kind="written", text="too late"))
        return 0

    monkeypatch.setattr(dummy.queries, "returned_works", hang)
    assert admin.get(HOME).status_code == 200
    dummy.wake.set()
    for thread in helpers():
        thread.join(10)
    assert sessions[0] is sessions[1]
    assert rows(app, alatau, Note) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_panel_that_failed_too_often_in_a_row_is_not_asked_until_somebody_says_so(
    app: Flask,
    database: str,
    alatau: SchoolForTests,
    saryarka: SchoolForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
) -> None:
    switch(DUMMY)
    teacher, admin = signed_in(Role.TEACHER), signed_in(Role.ADMIN)
    dummy.mischief["home_panels"] = Mischief.RAISE
    for _time in range(registry.PATIENCE):
        teacher.get(HOME)
    dummy.mischief.clear()
    assert not shows(teacher, HOME, PANEL)
    assert faults(app, alatau) == [(DUMMY, "home_panels", registry.PATIENCE)]
    # Another process knows it, too.
    other = application(database)
    assert not shows(sign_in(other.test_client(), alatau, Role.TEACHER), HOME, PANEL)
    close(other)

    page = admin.get(PROGRAMMES).get_data(as_text=True)
    assert "failed too often and is not asked any more" in page
    assert "Ask it again" in page
    assert teacher.post(f"{SWITCH}/again", data={"hook": "home_panels"}).status_code == 404
    assert admin.post(f"{SWITCH}/again", data={"hook": "no_such"}).status_code == 303
    assert not shows(teacher, HOME, PANEL)
    assert admin.post(f"{SWITCH}/again", data={"hook": "home_panels"}).status_code == 303
    assert shows(teacher, HOME, PANEL)
    assert not shows(admin, PROGRAMMES, "Ask it again")
    with inside(app, alatau):
        assert "plugin.asked_again" in set(db.session.scalars(select(AuditEntry.action)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_answer_gives_a_failing_panel_its_patience_back(
    app: Flask, signed_in: SignedIn, switch: Callable[..., None]
) -> None:
    switch(DUMMY)
    teacher = signed_in(Role.TEACHER)
    for _round in range(2):
        dummy.mischief["home_panels"] = Mischief.RAISE
        for _time in range(registry.PATIENCE - 1):
            assert not shows(teacher, HOME, PANEL)
        dummy.mischief.clear()
        assert shows(teacher, HOME, PANEL)
    assert shows(signed_in(Role.ADMIN), PROGRAMMES, "it works again")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_switched_on_anew_a_silenced_plugin_is_asked_again(
    app: Flask, signed_in: SignedIn, switch: Callable[..., None]
) -> None:
    switch(DUMMY)
    teacher = signed_in(Role.TEACHER)
    dummy.mischief["home_panels"] = Mischief.RAISE
    for _time in range(registry.PATIENCE):
        teacher.get(HOME)
    dummy.mischief.clear()
    switch(DUMMY, on=False)
    switch(DUMMY)
    assert shows(teacher, HOME, PANEL)
