"""A school switches a programme on and off: its pages appear and vanish, and what it stores stays."""

from __future__ import annotations

import pytest
from flask import Flask
from parasat_programme.models import CatalogueSubject

from parasat_lms.core.audit import AuditEntry
from parasat_lms.features.rubrics.models import Rubric
from parasat_lms.features.schools.models import PluginSwitch
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor

PROGRAMME = "/programmes/parasat_programme"


@pytest.fixture
def admin(app: Flask, school: TestSchool) -> Visitor:
    """Whoever may switch."""
    return Visitor(app, school, school.people.admin)


def switch(admin: Visitor, wish: str) -> int:
    return admin.post(PROGRAMME, {"enabled": wish}).status_code


def leads_to_subjects(visitor: Visitor) -> bool:
    return any(link.endswith("/subjects") for link in visitor.page("/home").links())


def test_switched_on_it_has_a_menu_a_page_and_its_catalogue(
    app: Flask, school: TestSchool, admin: Visitor
) -> None:
    student = Visitor(app, school, school.people.student)
    assert student.get("/subjects").status_code == 404
    assert not leads_to_subjects(student)
    assert switch(admin, "yes") == 303
    assert student.get("/subjects").status_code == 200
    assert leads_to_subjects(student)
    assert stored(app, school, CatalogueSubject)
    (line,) = stored(app, school, AuditEntry, AuditEntry.action == "plugin.enabled")
    assert line.account_id == school.people.admin.account_id


def test_switched_off_it_vanishes_and_keeps_everything(
    app: Flask, school: TestSchool, admin: Visitor
) -> None:
    switch(admin, "yes")
    own = {
        "title_kk": "Жұлдызтану",
        "first_grade": "5",
        "last_grade": "6",
        "weekly_hours": "1",
        "attributes": "GA1",
    }
    assert admin.post("/subjects", own).status_code == 303
    before = {subject.code for subject in stored(app, school, CatalogueSubject)}
    assert switch(admin, "no") == 303
    teacher = Visitor(app, school, school.people.teacher)
    assert teacher.get("/subjects").status_code == 404
    assert admin.post("/subjects", own).status_code == 404
    assert not leads_to_subjects(teacher)
    assert {subject.code for subject in stored(app, school, CatalogueSubject)} == before
    assert switch(admin, "yes") == 303
    assert {subject.code for subject in stored(app, school, CatalogueSubject)} == before
    assert "Жұлдызтану" in teacher.page("/subjects").words


def test_switching_the_same_way_again_changes_nothing(app: Flask, school: TestSchool, admin: Visitor) -> None:
    for _time in range(2):
        assert switch(admin, "yes") == 303
    subjects = [subject.code for subject in stored(app, school, CatalogueSubject)]
    assert len(subjects) == len(set(subjects))
    rubrics = [rubric.seed for rubric in stored(app, school, Rubric, Rubric.plugin == "parasat_programme")]
    assert len(rubrics) == len(set(rubrics)) == 9
    assert len(stored(app, school, PluginSwitch)) == 1


def test_one_school_switches_for_itself_alone(app: Flask, schools: TwoSchools) -> None:
    switch(Visitor(app, schools.here, schools.here.people.admin), "yes")
    assert Visitor(app, schools.here, schools.here.people.teacher).get("/subjects").status_code == 200
    assert Visitor(app, schools.there, schools.there.people.teacher).get("/subjects").status_code == 404
    assert not stored(app, schools.there, CatalogueSubject)


@pytest.mark.parametrize("wish", [None, "", "maybe", "YES", "1"])
def test_an_unclear_wish_is_refused(app: Flask, school: TestSchool, admin: Visitor, wish: str | None) -> None:
    fields = {} if wish is None else {"enabled": wish}
    assert admin.post(PROGRAMME, fields).status_code == 422
    assert not stored(app, school, PluginSwitch)


@pytest.mark.parametrize("name", ["marking", "people", "nothing", "PARASAT_PROGRAMME", "..", "%00"])
def test_the_core_and_what_is_not_installed_cannot_be_switched(
    app: Flask, school: TestSchool, admin: Visitor, name: str
) -> None:
    assert admin.post(f"/programmes/{name}", {"enabled": "no"}).status_code == 404
    assert not stored(app, school, PluginSwitch)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_kk": ""},
        {"title_kk": "ұ" * 121},
        {"title_kk": "жасырын\x00"},
        {"first_grade": "0"},
        {"first_grade": "12"},
        {"first_grade": "7", "last_grade": "5"},
        {"first_grade": "9" * 40},
        {"weekly_hours": "0"},
        {"weekly_hours": "NaN"},
        {"weekly_hours": "1e9"},
        {"weekly_hours": "көп"},
        {"attributes": "GA7"},
    ],
    ids=lambda wrong: " ".join(f"{name}={value[:8]}" for name, value in wrong.items()).replace("\x00", "0"),
)
def test_a_subject_that_cannot_be_is_refused_and_comes_back_as_it_was_typed(
    app: Flask, school: TestSchool, admin: Visitor, wrong: dict[str, str]
) -> None:
    switch(admin, "yes")
    before = len(stored(app, school, CatalogueSubject))
    fields = {"title_kk": "Жұлдызтану", "title_ru": "Астрономия", "first_grade": "5", "last_grade": "6"}
    answer = admin.post("/subjects", {**fields, "weekly_hours": "1", "attributes": "GA1", **wrong})
    assert answer.status_code == 422
    assert "Астрономия" in answer.text
    assert len(stored(app, school, CatalogueSubject)) == before
