"""A plug-in that raises, hangs, answers nonsense or writes what it should not: pages live, changes are whole."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Blueprint, Flask, Response
from flask.testing import FlaskClient
from parasat_dummy import hooks_impl as dummy
from parasat_dummy.hooks_impl import Mischief, OnPurpose
from parasat_dummy.models import Note
from sqlalchemy import event, select, text

from parasat_lms.core import clock
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db
from parasat_lms.core.guard import public
from parasat_lms.core.plugins import PluginManifest, manager, registry
from parasat_lms.domain.permissions import Role
from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.courses.operations import subjects
from parasat_lms.features.marking.models import Assessment, Evidence
from parasat_lms.features.rubrics.models import Rubric
from parasat_lms.features.schools.models import PluginFault, PluginSwitch
from parasat_lms.testing import (
    SchoolForTests,
    WorkForTests,
    application,
    close,
    inside,
    sign_in,
    work_for_tests,
)
from tests.core.conftest import SignedIn
from tests.factories.hostile import DIARY, DUMMY, HOME, ON, PANEL, PROGRAMMES, SWITCH, faults, rows, shows

DISPLAY = ("home_panels", "profile_panels")


@pytest.fixture(autouse=True)
def well_behaved(app: Flask) -> Iterator[dict[str, Mischief]]:
    """Errors become answers, and the dummy behaves until a test says otherwise."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield dummy.mischief
    dummy.mischief.clear()


@pytest.fixture
def work(app: Flask, alatau: SchoolForTests) -> WorkForTests:
    with inside(app, alatau):
        return work_for_tests(alatau)


def page_of(hook: str, school: SchoolForTests) -> str:
    return HOME if hook == "home_panels" else f"/alatau/profile/{school.people[Role.STUDENT]}"


def send_back(teacher: FlaskClient, work: WorkForTests) -> int:
    """Choose a level on the desk and return the work; the answer's status."""
    desk = teacher.get(f"/alatau/marking/{work.id}").get_data(as_text=True)
    found = re.findall(r'<input[^>]*name="(choice-[^"]+)"[^>]*value="([^"]+)"', desk)
    field, level = next(pair for pair in found if pair[1] != "na")
    return teacher.post(f"/alatau/marking/{work.id}/return", data={field: level}).status_code


# --- off is off ---------------------------------------------------------------------------------------------


def test_switched_off_a_plugin_has_no_page_no_menu_no_panel_and_no_permission(
    app: Flask,
    alatau: SchoolForTests,
    saryarka: SchoolForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
) -> None:
    teacher, theirs = signed_in(Role.TEACHER), signed_in(Role.TEACHER, saryarka)
    stranger = app.test_client()
    for on in (False, True, False):
        switch(DUMMY, on=on)
        status = 200 if on else 404
        assert teacher.get(DIARY).status_code == status
        assert teacher.post(DIARY, data={"text": "x"}).status_code == (303 if on else 404)
        with teacher.get(f"{DIARY}/static/parasat_dummy.css") as sheet:
            assert sheet.status_code == status
        assert stranger.get(DIARY).status_code == (303 if on else 404)
        assert shows(teacher, HOME, DIARY) is on
        assert shows(teacher, HOME, PANEL) is on
        assert theirs.get("/saryarka/diary").status_code == 404
        assert not shows(theirs, "/saryarka/home", "/saryarka/diary")


def test_switching_off_keeps_what_the_plugin_stores(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn, switch: Callable[..., None]
) -> None:
    switch(DUMMY)
    signed_in(Role.TEACHER).post(DIARY, data={"text": "Бірінші жазба"})
    switch(DUMMY, on=False)
    assert rows(app, alatau, Note) == 2
    switch(DUMMY)
    assert rows(app, alatau, Note) == 2
    assert shows(signed_in(Role.TEACHER), DIARY, "Бірінші жазба")


def test_an_administrator_switches_it_on_the_page_and_nobody_else(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    admin, teacher = signed_in(Role.ADMIN), signed_in(Role.TEACHER)
    assert teacher.post(SWITCH, data={"enabled": "yes"}).status_code == 404
    assert admin.post(SWITCH, data={"enabled": "perhaps"}).status_code == 422
    assert admin.post("/alatau/programmes/nothing", data={"enabled": "yes"}).status_code == 404
    assert admin.post("/alatau/programmes/schools", data={"enabled": "no"}).status_code == 404
    assert rows(app, alatau, PluginSwitch) == 0
    assert admin.post(SWITCH, data={"enabled": "yes"}).status_code == 303
    assert teacher.get(DIARY).status_code == 200


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_nested_deeper_in_a_plugin_is_closed_with_it(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = Blueprint("nested", "nested", url_prefix="/<school>/nested")
    inner = Blueprint("inner", "nested", url_prefix="/inner")

    @inner.get("")
    @public("a probe of the tests")
    def page() -> Response:
        return Response("inner")

    outer.register_blueprint(inner)
    manifest = PluginManifest(name="nested", title="Nested", version="1", blueprint=outer)
    point = SimpleNamespace(name="nested", load=lambda: manifest)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    app = application(database)
    client = app.test_client()
    with app.app_context():
        assert manager().switchable == [manifest]
    assert client.get("/nowhere/nested/inner").status_code == 404
    close(app)


def test_in_safe_mode_the_school_runs_without_plugins_and_keeps_their_rows(
    app: Flask, database: str, alatau: SchoolForTests, signed_in: SignedIn, switch: Callable[..., None]
) -> None:
    switch(DUMMY)
    dummy.mischief.update(dict.fromkeys(DISPLAY, Mischief.RAISE))
    safe = application(database, PARASAT_SAFE_MODE="yes")
    admin = sign_in(safe.test_client(), alatau, Role.ADMIN)
    assert admin.get(HOME).status_code == 200
    assert not shows(admin, HOME, DIARY)
    assert admin.get(DIARY).status_code == 404
    assert shows(admin, PROGRAMMES, "No programme is installed")
    close(safe)
    assert faults(app, alatau) == []
    dummy.mischief.clear()
    assert shows(signed_in(Role.ADMIN), DIARY, "Күнделік басталды")


# --- display hooks are contained ----------------------------------------------------------------------------


@pytest.mark.parametrize("hook", DISPLAY)
@pytest.mark.parametrize("how", [Mischief.RAISE, Mischief.WRONG_TYPE])
def test_a_panel_that_breaks_is_left_out_and_the_plugin_named_on_the_page_of_programmes(
    hook: str,
    how: Mischief,
    app: Flask,
    schools: tuple[SchoolForTests, SchoolForTests],
    work: WorkForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    alatau, saryarka = schools
    switch(DUMMY)
    assert send_back(signed_in(Role.TEACHER), work) == 303
    student, admin, path = signed_in(Role.STUDENT), signed_in(Role.ADMIN), page_of(hook, alatau)
    assert shows(student, path, PANEL)

    dummy.mischief[hook] = how
    with caplog.at_level(logging.ERROR):
        page = student.get(path)
        assert page.status_code == 200
        student.get(path)
    assert PANEL not in page.get_data(as_text=True)
    assert "nothing that anybody expects" not in page.get_data(as_text=True)
    assert f"plug-in {DUMMY} failed in {hook}" in caplog.text
    assert faults(app, alatau) == [(DUMMY, hook, 2)]
    assert faults(app, saryarka) == []

    health = admin.get(PROGRAMMES).get_data(as_text=True)
    assert f"<code>{hook}</code>" in health
    assert ("OnPurpose" if how is Mischief.RAISE else "not Panel") in health
    assert "2 times" in health
    dummy.mischief.clear()
    assert shows(student, path, PANEL)


def test_a_panel_that_breaks_the_transaction_takes_nothing_with_it(
    app: Flask,
    alatau: SchoolForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch(DUMMY)
    admin = signed_in(Role.ADMIN)

    def wreck(_student: object = None) -> int:
        db.session.add(Note(kind="written", text="half a change"))
        db.session.flush()
        return int(db.session.execute(text("SELECT nothing FROM nowhere")).scalar_one())

    monkeypatch.setattr(dummy.queries, "returned_works", wreck)
    home = admin.get(HOME)
    assert home.status_code == 200
    assert PANEL not in home.get_data(as_text=True)
    # The page asks the database after the panel, too.
    assert home.get_data(as_text=True).count("stat-value") >= 4
    assert faults(app, alatau) == [(DUMMY, "home_panels", 1)]
    assert rows(app, alatau, Note) == 1


def test_a_broken_panel_is_left_out_although_the_fault_cannot_be_counted(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn, switch: Callable[..., None]
) -> None:
    switch(DUMMY)
    admin = signed_in(Role.ADMIN)
    dummy.mischief["home_panels"] = Mischief.RAISE
    with app.app_context():
        engine = db.engine

    def only_read(connection: object) -> None:
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")

    event.listen(engine, "begin", only_read)
    try:
        assert not shows(admin, HOME, PANEL)
    finally:
        event.remove(engine, "begin", only_read)
        engine.dispose()
    assert faults(app, alatau) == []


# --- event and filter hooks refuse the whole change ---------------------------------------------------------


def test_a_plugin_that_fails_while_it_is_switched_on_stays_off_and_leaves_nothing(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    admin = signed_in(Role.ADMIN)
    dummy.mischief["plugin_switched_on"] = Mischief.RAISE
    assert admin.post(SWITCH, data={"enabled": "yes"}).status_code == 500
    assert [rows(app, alatau, model) for model in (PluginSwitch, Note, Rubric)] == [0, 0, 0]
    with inside(app, alatau):
        actions = set(db.session.scalars(select(AuditEntry.action)))
    assert actions == {"sign_in.begun"}
    assert admin.get(DIARY).status_code == 404
    dummy.mischief.clear()
    assert admin.post(SWITCH, data={"enabled": "yes"}).status_code == 303
    assert [rows(app, alatau, model) for model in (PluginSwitch, Note, Rubric)] == [1, 1, 1]


def test_a_plugin_that_fails_when_a_work_is_returned_keeps_the_work_from_being_returned(
    app: Flask, alatau: SchoolForTests, work: WorkForTests, signed_in: SignedIn, switch: Callable[..., None]
) -> None:
    switch(DUMMY)
    teacher = signed_in(Role.TEACHER)
    dummy.mischief["work_returned"] = Mischief.RAISE
    assert send_back(teacher, work) == 500
    assert [rows(app, alatau, model) for model in (Evidence, Assessment)] == [0, 0]
    assert rows(app, alatau, Note) == 1
    with inside(app, alatau):
        assert db.session.scalar(select(Submission.returned_at)) is None
    assert signed_in(Role.STUDENT).get(f"/alatau/feedback/{work.id}").status_code == 404

    dummy.mischief.clear()
    assert send_back(teacher, work) == 303
    assert [rows(app, alatau, model) for model in (Evidence, Assessment, Note)] == [1, 1, 2]
    assert signed_in(Role.STUDENT).get(f"/alatau/feedback/{work.id}").status_code == 200


def test_a_plugin_that_is_off_has_no_say_when_a_work_is_returned(
    app: Flask, alatau: SchoolForTests, work: WorkForTests, signed_in: SignedIn
) -> None:
    dummy.mischief["work_returned"] = Mischief.RAISE
    assert send_back(signed_in(Role.TEACHER), work) == 303
    assert rows(app, alatau, Note) == 0


@pytest.mark.parametrize("hook", ["work_returned", "plugin_switched_on"])
@pytest.mark.parametrize("how", [Mischief.WRONG_TYPE, Mischief.SLEEP])
def test_what_a_hook_that_is_only_told_something_answers_does_not_matter(
    hook: str,
    how: Mischief,
    app: Flask,
    alatau: SchoolForTests,
    work: WorkForTests,
    signed_in: SignedIn,
    switch: Callable[..., None],
) -> None:
    dummy.mischief[hook] = how
    switch(DUMMY)
    assert send_back(signed_in(Role.TEACHER), work) == 303
    assert rows(app, alatau, Note) == 2
    assert faults(app, alatau) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_catalogue_that_fails_or_is_none_opens_no_course(app: Flask, alatau: SchoolForTests) -> None:
    with inside(app, alatau):
        assert set(subjects(ON)) == {"diary-keeping"}
        assert subjects(frozenset()) == {}
    for how, error in ((Mischief.RAISE, OnPurpose), (Mischief.WRONG_TYPE, Exception)):
        dummy.mischief["subject_catalogue"] = how
        with pytest.raises(error), inside(app, alatau):
            subjects(ON)
    dummy.mischief["subject_catalogue"] = Mischief.SLEEP
    with inside(app, alatau):
        assert set(subjects(ON)) == {"diary-keeping"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_same_fault_is_counted_and_the_latest_error_kept(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn, switch: Callable[..., None]
) -> None:
    switch(DUMMY)
    teacher = signed_in(Role.TEACHER)
    for how in (Mischief.RAISE, Mischief.RAISE, Mischief.WRONG_TYPE):
        dummy.mischief["home_panels"] = how
        with clock.frozen_at(clock.now() + timedelta(minutes=1)):
            teacher.get(HOME)
    with inside(app, alatau):
        fault = db.session.scalars(select(PluginFault)).one()
        assert fault.times == 3
        assert fault.error == "TypeError: home_panels answered str, not Panel"
        assert fault.last_at > clock.now()
