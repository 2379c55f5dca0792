"""The same from the command line: handing out, erasing, and removing what is past its time."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from parasat_lms.cli import doctor, person, retention
from parasat_lms.core import clock
from parasat_lms.core.audit import AuditEntry
from parasat_lms.features.people.models import Person, SignIn
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor
from tests.factories.works import TEXT, hand_in

# What the operations do is tested on both databases; here it is about the commands.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def run(app: Flask, *arguments: str, answer: str | None = None) -> Result:
    return app.test_cli_runner().invoke(person, list(arguments), input=answer)


def test_everything_about_somebody_is_written_to_a_file(
    app: Flask, school: TestSchool, tmp_path: Path
) -> None:
    hand_in(app, school.id, school.assignment_id, school.people.student)
    file = tmp_path / "student.json"
    login = school.people.student.login
    done = run(app, "export", f" {login.upper()} ", "--school", school.slug, "--out", str(file))
    assert done.exit_code == 0, done.output
    held = json.loads(file.read_text(encoding="utf-8"))
    assert held["tables"]["submission"][0]["text"] == TEXT
    assert stored(app, school, AuditEntry, AuditEntry.action == "person.exported")
    assert '"submission"' in run(app, "export", login, "--school", school.slug).output


def test_whoever_is_erased_is_named_once_more(app: Flask, school: TestSchool) -> None:
    student = school.people.student
    arguments = ("erase", student.login, "--school", school.slug)
    refused = run(app, *arguments, answer="Ермек\n")
    assert refused.exit_code == 1
    assert "another name: nothing was erased" in refused.output
    assert stored(app, school, Person, Person.given_name == "Әмина")
    done = run(app, *arguments, answer="Ермек Әмина\n")
    assert done.exit_code == 0, done.output
    assert "delete         1  membership" in done.output
    assert not stored(app, school, Person, Person.given_name == "Әмина")
    assert run(app, *arguments).exit_code == 2


def test_a_script_may_say_yes_beforehand(app: Flask, school: TestSchool) -> None:
    done = run(app, "erase", school.people.student.login, "--school", school.slug, "--yes")
    assert done.exit_code == 0, done.output
    assert not stored(app, school, Person, Person.given_name == "Әмина")


@pytest.mark.parametrize("command", ["export", "erase"])
def test_somebody_of_another_school_is_nobody_here(app: Flask, schools: TwoSchools, command: str) -> None:
    done = run(app, command, schools.there.people.student.login, "--school", schools.here.slug)
    assert done.exit_code == 2
    assert "nobody signs in as" in done.output
    assert run(app, command, "x", "--school", "nowhere").exit_code == 2


def test_retention_goes_through_every_school_and_says_what_went(app: Flask, schools: TwoSchools) -> None:
    for school in (schools.here, schools.there):
        Visitor(app, school, school.people.student)
    runner = app.test_cli_runner()
    assert runner.invoke(retention, ["run"]).output == ""
    with clock.frozen_at(clock.now() + timedelta(days=370)):
        assert runner.invoke(retention, ["run", "--school", "nowhere"]).exit_code == 2
        done = runner.invoke(retention, ["run"])
    assert done.exit_code == 0, done.output
    assert "2 rows of sign_in" in done.output
    assert not stored(app, schools.here, SignIn)


def test_doctor_names_what_nobody_claims(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parasat_lms.cli.unclaimed_columns", lambda: ["plugin_x_note.student_id"])
    said = app.test_cli_runner().invoke(doctor)
    assert said.exit_code == 1
    assert (
        "plugin_x_note.student_id: refers to a person, and no personal_data of a manifest claims it"
        in said.output
    )
