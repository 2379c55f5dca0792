"""No audit line, no change: both are in one transaction, and the line holds no text that a person wrote."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select

from parasat_lms.core import audit
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db
from parasat_lms.core.errors import ScopeMissing
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Role
from parasat_lms.features.schools.models import PluginSwitch
from parasat_lms.testing import SchoolForTests, inside
from tests.core.conftest import SignedIn

SWITCH = "/alatau/programmes/parasat_programme"


@pytest.fixture
def no_audit_lines(app: Flask) -> Iterator[None]:
    """The audit log cannot be written to."""

    def refuse(_mapper: object, _connection: object, _target: object) -> None:
        raise RuntimeError("no line can be written")

    event.listen(AuditEntry, "before_insert", refuse)
    yield
    event.remove(AuditEntry, "before_insert", refuse)


def lines(app: Flask, school: SchoolForTests, action: str) -> list[AuditEntry]:
    with inside(app, school):
        found = list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)))
        db.session.expunge_all()
        return found


def test_a_change_leaves_a_line_with_who_what_and_when(
    app: Flask, alatau: SchoolForTests, saryarka: SchoolForTests, signed_in: SignedIn
) -> None:
    signed_in(Role.ADMIN).post(SWITCH, data={"enabled": "yes"})
    (line,) = lines(app, alatau, "plugin.enabled")
    with inside(app, alatau):
        switch = db.session.scalars(select(PluginSwitch)).one()
        assert line.object_id == switch.id
    assert (line.object_type, line.details) == ("plugin_switch", {"plugin": "parasat_programme"})
    assert line.account_id is not None
    assert UUID(line.request_id).version == 7
    assert line.at.tzinfo is not None
    assert lines(app, saryarka, "plugin.enabled") == []


def test_without_its_line_a_change_does_not_happen(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    admin = signed_in(Role.ADMIN)
    request.getfixturevalue("no_audit_lines")
    assert admin.post(SWITCH, data={"enabled": "yes"}).status_code == 500
    with inside(app, alatau):
        assert db.session.scalars(select(PluginSwitch)).all() == []


def test_a_change_that_fails_leaves_no_line(app: Flask, alatau: SchoolForTests) -> None:
    def fail() -> None:
        with inside(app, alatau):
            audit.record("thing.done", "thing", None)
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert lines(app, alatau, "thing.done") == []


def test_a_line_of_a_command_has_no_account(app: Flask, alatau: SchoolForTests) -> None:
    with inside(app, alatau):
        audit.record("thing.done", "thing", None, count=3)
    (line,) = lines(app, alatau, "thing.done")
    assert (line.account_id, line.request_id, line.details) == (None, "", {"count": 3})


def test_a_line_belongs_to_a_school(app: Flask) -> None:
    def nowhere() -> None:
        with app.app_context(), unit_of_work():
            audit.record("thing.done", "thing", None)

    with pytest.raises(Exception, match="no school is chosen") as refused:
        nowhere()
    assert isinstance(getattr(refused.value, "orig", refused.value), ScopeMissing)
