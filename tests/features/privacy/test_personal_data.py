"""What a school holds of a person is handed out whole, erased for good, and kept no longer than it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from parasat_dummy import hooks_impl as dummy
from parasat_dummy.hooks_impl import Mischief, OnPurpose
from parasat_dummy.models import Note
from sqlalchemy import select, text

from parasat_lms.core import clock
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db, new_id, school_scope
from parasat_lms.core.errors import Refused
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.marking.models import (
    ActivityAssessment,
    ActivityAssessmentRow,
    Assessment,
    AssessmentRow,
    Evidence,
)
from parasat_lms.features.marking.operations import assess_activity
from parasat_lms.features.marking.queries.activities import ActivityRow, ActivityWork
from parasat_lms.features.people.models import (
    Account,
    Guardianship,
    Membership,
    Person,
    SignIn,
    SignInFailure,
)
from parasat_lms.features.privacy.operations import apply_retention, erase_subject
from parasat_lms.features.privacy.operations.retention import first_id_of
from parasat_lms.features.privacy.queries import export_subject
from parasat_lms.features.schools.operations import switch_plugin
from tests.factories.people import Someone
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor
from tests.factories.works import TEXT, hand_in, mark

PAGE = "/personal-data"


@contextmanager
def inside(app: Flask, school: TestSchool) -> Iterator[None]:
    with app.app_context(), school_scope(school.id), unit_of_work():
        yield


@pytest.fixture(autouse=True)
def well_behaved() -> Iterator[None]:
    yield
    dummy.mischief.clear()


@pytest.fixture
def work(app: Flask, school: TestSchool) -> UUID:
    """A returned work of the student, with comments of the teacher, while the diary is on."""
    with inside(app, school):
        switch_plugin(manager().manifests["parasat_dummy"], enabled=True)
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    mark(app, school.id, work, levels=(2, 2, 1))
    with inside(app, school):
        for row in db.session.scalars(select(AssessmentRow)):
            row.comment = "Пікір: дәлелің жақсы"
        db.session.add(Note(kind="returned", student_id=school.people.student.person_id))
    return work


@pytest.fixture
def admin(app: Flask, school: TestSchool) -> Visitor:
    return Visitor(app, school, school.people.admin)


def held(app: Flask, school: TestSchool, person: Someone) -> dict[str, list[dict[str, Any]]]:
    with inside(app, school):
        tables: dict[str, list[dict[str, Any]]] = export_subject(person.person_id)["tables"]
        return json.loads(json.dumps(tables, ensure_ascii=False))  # type: ignore[no-any-return]


# --- handed out -----------------------------------------------------------------------------------------------


def test_the_export_has_every_row_about_the_student_and_nobody_elses(
    app: Flask, school: TestSchool, work: UUID
) -> None:
    hand_in(app, school.id, school.assignment_id, school.people.classmate, text="Басқа оқушының мәтіні")
    tables = held(app, school, school.people.student)
    assert [row["text"] for row in tables["submission"]] == [TEXT]
    assert len(tables["assessment"]) == 1
    assert {row["comment"] for row in tables["assessment_row"]} == {"Пікір: дәлелің жақсы"}
    assert len(tables["evidence"]) == len(stored(app, school, Evidence))
    assert tables["person"][0]["given_name"] == "Әмина"
    assert tables["account"][0]["login"] == school.people.student.login
    assert [row["kind"] for row in tables["plugin_parasat_dummy_note"]] == ["returned"]
    assert tables["parasat_dummy_figures"] == [{"returned_works": 1}]
    assert tables["guardianship"][0]["guardian_id"] == str(school.people.parent.person_id)
    everything = json.dumps(tables, ensure_ascii=False)
    for other in ("Басқа оқушының мәтіні", "Сәуле", "Гүлнұр", "Арсен", "argon2"):
        assert other not in everything


def test_a_text_is_in_the_export_of_whom_it_is_about_and_not_of_who_touched_it(
    app: Flask, school: TestSchool, work: UUID
) -> None:
    tables = held(app, school, school.people.teacher)
    assert tables["assessment_row"]
    assert not [row for row in tables["assessment_row"] if "comment" in row]
    assert "submission" not in tables
    assert "Пікір" not in json.dumps(tables, ensure_ascii=False)


def test_a_plugin_that_is_off_still_hands_out_what_it_stores(
    app: Flask, school: TestSchool, work: UUID
) -> None:
    with inside(app, school):
        switch_plugin(manager().manifests["parasat_dummy"], enabled=False)
    tables = held(app, school, school.people.student)
    assert tables["plugin_parasat_dummy_note"]
    assert tables["parasat_dummy_figures"]


def test_where_a_plugin_fails_nothing_is_handed_out_and_nobody_erased(
    app: Flask, school: TestSchool, work: UUID
) -> None:
    student = school.people.student.person_id
    dummy.mischief.update(dict.fromkeys(("export_subject", "erase_subject"), Mischief.RAISE))
    with pytest.raises(OnPurpose), inside(app, school):
        export_subject(student)
    with pytest.raises(OnPurpose), inside(app, school):
        erase_subject(student)
    assert held_names(app, school, student) == ["Ермек Әмина"]


def held_names(app: Flask, school: TestSchool, person_id: UUID) -> list[str]:
    return [person.full_name for person in stored(app, school, Person, Person.id == person_id)]


def test_an_administrator_downloads_the_file_and_the_log_knows_it(
    app: Flask, school: TestSchool, admin: Visitor, work: UUID
) -> None:
    student = school.people.student
    answer = admin.post(f"{PAGE}/{student.person_id}/export")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.text)["tables"]["submission"][0]["text"] == TEXT
    (line,) = stored(app, school, AuditEntry, AuditEntry.action == "person.exported")
    assert (line.account_id, line.object_id) == (school.people.admin.account_id, student.person_id)


# --- erased ---------------------------------------------------------------------------------------------------


def test_an_erased_student_leaves_marks_and_evidence_without_a_name_and_nothing_else(
    app: Flask, schools: TwoSchools, work: UUID
) -> None:
    school, there = schools.here, schools.there
    student = school.people.student
    elsewhere = hand_in(app, there.id, there.assignment_id, there.people.student)
    evidence = len(stored(app, school, Evidence))
    with inside(app, school):
        db.session.add(SignInFailure(login=student.login, address="127.0.0.1"))
    Visitor(app, school, student)
    with inside(app, school):
        erase_subject(student.person_id)

    (person,) = stored(app, school, Person, Person.id == student.person_id)
    assert (person.full_name, person.sort_key, person.search_key, person.account_id) == ("—", "", "", None)
    (submission,) = stored(app, school, Submission, Submission.id == work)
    assert submission.text == ""
    assert {row.comment for row in stored(app, school, AssessmentRow)} == {""}
    (assessment,) = stored(app, school, Assessment)
    assert assessment.percent is not None
    assert len(stored(app, school, Evidence)) == evidence
    assert {note.student_id for note in stored(app, school, Note)} == {None}
    of_student = (Guardianship.student_id == student.person_id, Membership.person_id == student.person_id)
    assert not stored(app, school, Guardianship, of_student[0])
    assert not stored(app, school, Membership, of_student[1])
    for model, column in ((Account, Account.id), (SignIn, SignIn.account_id)):
        assert not stored(app, school, model, column == student.account_id)
    assert not stored(app, school, SignInFailure)
    (line,) = stored(app, school, AuditEntry, AuditEntry.action == "person.erased")
    assert line.object_id == student.person_id
    assert line.details["tables"]["evidence keep"] == evidence
    assert "Әмина" not in json.dumps(line.details, ensure_ascii=False)
    # The other school, the classmate and the teacher are as they were.
    (untouched,) = stored(app, there, Submission, Submission.id == elsewhere)
    assert untouched.text == TEXT
    assert held_names(app, school, school.people.teacher.person_id) == ["Айтжан Сәуле"]


def test_an_erased_teacher_leaves_the_students_comments_as_they_are(
    app: Flask, school: TestSchool, work: UUID
) -> None:
    with inside(app, school):
        erase_subject(school.people.teacher.person_id)
    assert {row.comment for row in stored(app, school, AssessmentRow)} == {"Пікір: дәлелің жақсы"}
    (assessment,) = stored(app, school, Assessment)
    assert assessment.returned_by is None
    (submission,) = stored(app, school, Submission, Submission.id == work)
    assert submission.text == TEXT


def test_a_ledger_loses_the_comment_about_an_erased_student_and_keeps_its_rows(
    app: Flask, school: TestSchool
) -> None:
    student, rubric = school.people.student.person_id, school.rubric
    title = LocalizedText("Сенбілік", "Субботник", "Clean-up day")
    activity = ActivityWork("parasat_dummy", new_id(), student, rubric.version_id, title, clock.now().date())
    rows = [
        ActivityRow(one.id, None, None, not_applicable=True, comment="Әмина көп көмектесті")
        for one in rubric.criteria
    ]
    with inside(app, school):
        assess_activity(activity, rows, school.people.teacher.person_id)
    assert len(held(app, school, school.people.student)["activity_assessment_row"]) == len(rows)
    with inside(app, school):
        erase_subject(student)
    kept = stored(app, school, ActivityAssessmentRow)
    assert [row.comment for row in kept] == [""] * len(rows)
    assert [one.student_id for one in stored(app, school, ActivityAssessment)] == [student]


def test_an_account_that_another_school_knows_stays_there(app: Flask, schools: TwoSchools) -> None:
    here, there = schools.here.people.parent, schools.there
    with inside(app, there):
        person = Person.named("Ермек", "Гүлнұр", account_id=here.account_id)
        db.session.add(person)
    Visitor(app, schools.here, here)
    with inside(app, schools.here):
        erase_subject(here.person_id)
    (account,) = stored(app, there, Account, Account.id == here.account_id)
    assert account.login == here.login
    assert stored(app, there, SignIn, SignIn.account_id == here.account_id)
    assert stored(app, schools.here, Person, Person.id == here.person_id)[0].account_id is None
    assert stored(app, there, Person, Person.account_id == here.account_id)[0].given_name == "Гүлнұр"


def test_whoever_has_no_account_shares_none(app: Flask, schools: TwoSchools, admin: Visitor) -> None:
    for school in (schools.here, schools.there):
        with inside(app, school):
            db.session.add(Person.named("Ысқақ", "Айым"))
    (child,) = stored(app, schools.here, Person, Person.given_name == "Айым")
    assert "Another school knows this account" not in admin.page(f"{PAGE}/{child.id}?lang=en").words
    with inside(app, schools.here):
        erase_subject(child.id)
    assert held_names(app, schools.here, child.id) == ["—"]
    assert stored(app, schools.there, Person, Person.given_name == "Айым")


def test_everybody_of_a_school_can_be_erased_in_any_order(app: Flask, school: TestSchool, work: UUID) -> None:
    ids = [person.id for person in stored(app, school, Person)]
    for person_id in ids:
        with inside(app, school):
            erase_subject(person_id)
    assert {person.full_name for person in stored(app, school, Person)} == {"—"}


def test_nobody_is_erased_while_tables_of_a_plugin_that_is_not_loaded_may_hold_more(
    app: Flask, school: TestSchool, admin: Visitor
) -> None:
    student = school.people.student.person_id
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE plugin_gone_note (id INTEGER)"))
    try:
        with pytest.raises(Refused, match="plugin_gone_note"), inside(app, school):
            erase_subject(student)
        answer = admin.post(f"{PAGE}/{student}/erase", {"name": "Ермек Әмина"})
        assert answer.status_code == 422
        assert "plugin_gone_note" in admin.page(f"{PAGE}/{student}").words
        assert "plugin_gone_note" in admin.page(f"{PAGE}/register").words
    finally:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("DROP TABLE plugin_gone_note"))
    assert held_names(app, school, student) == ["Ермек Әмина"]


@pytest.mark.parametrize("typed", ["", "Ермек", "Арсен", "x" * 200, "Ермек\x00Әмина"])
def test_another_name_erases_nobody_and_comes_back_as_it_was_typed(
    app: Flask, school: TestSchool, admin: Visitor, typed: str
) -> None:
    student = school.people.student.person_id
    answer = admin.post(f"{PAGE}/{student}/erase", {"name": typed})
    assert answer.status_code == 422
    assert "field-errors" in answer.text
    assert held_names(app, school, student) == ["Ермек Әмина"]


def test_the_name_typed_once_more_erases_and_the_person_is_gone_from_the_pages(
    app: Flask, school: TestSchool, admin: Visitor, work: UUID
) -> None:
    student = school.people.student.person_id
    page = admin.page(f"{PAGE}/{student}?lang=en")
    assert "stays: a ledger that holds no name" in page.words
    answer = admin.post(f"{PAGE}/{student}/erase", {"name": "  ермек әмина "})
    assert answer.status_code == 303
    assert admin.get(f"{PAGE}/{student}").status_code == 404
    assert "Ермек Әмина" not in admin.page(PAGE).words
    assert "Ермек Гүлнұр" in admin.page(PAGE).words


def test_nobody_erases_themselves(app: Flask, school: TestSchool, admin: Visitor) -> None:
    me = school.people.admin
    assert admin.post(f"{PAGE}/{me.person_id}/erase", {"name": me.name}).status_code == 422
    assert held_names(app, school, me.person_id) == [me.name]


def test_people_are_found_by_a_part_of_the_name(admin: Visitor) -> None:
    words = admin.page(f"{PAGE}?q=әми").words
    assert "Ермек Әмина" in words
    assert "Жұмабай Арсен" not in words
    assert "Жұмабай" not in admin.page(f"{PAGE}?q=%25").words


# --- kept no longer ---------------------------------------------------------------------------------------------


def test_what_is_past_its_time_goes_and_the_rest_stays(app: Flask, school: TestSchool, work: UUID) -> None:
    """Sign-ins are kept 365 days, the diary's entries 400 days without the name after it, works for good."""
    Visitor(app, school, school.people.student)
    today = clock.now().date()
    with inside(app, school):
        assert apply_retention(today) == {}
        assert apply_retention(today + timedelta(days=365)) == {}
        assert set(apply_retention(today + timedelta(days=367))) == {"sign_in"}
    (note,) = stored(app, school, Note, Note.kind == "returned")
    assert note.student_id == school.people.student.person_id
    with inside(app, school):
        later = today + timedelta(days=402)
        # The diary's first entry names nobody and has no text: there is nothing to empty.
        assert apply_retention(later) == {"plugin_parasat_dummy_note": 1}
        assert apply_retention(later) == {}
    (note,) = stored(app, school, Note, Note.kind == "returned")
    assert note.student_id is None
    assert stored(app, school, Submission)[0].text == TEXT
    with inside(app, school):
        assert "audit_entry" in apply_retention(today + timedelta(days=1830))
    assert {line.action for line in stored(app, school, AuditEntry)} == {"retention.applied"}


def test_a_row_of_a_day_is_older_than_the_first_id_of_the_next(app: Flask, school: TestSchool) -> None:
    (account, *_more) = stored(app, school, Account)
    today = clock.now().date()
    assert first_id_of(today - timedelta(days=1)) < account.id < first_id_of(today + timedelta(days=1))
