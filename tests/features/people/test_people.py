"""People of a school: found by role, class and family, in Kazakh order."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import text

from parasat_lms.core.db import db, school_scope
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.hooks import DemoYear
from parasat_lms.features.people.models import ClassMembership, SchoolClass
from parasat_lms.features.people.queries import children_of, people_in_role, person, student, students
from parasat_lms.features.schools.operations import switch_plugin
from parasat_lms.features.schools.queries import current_year, terms_of
from tests.factories.schools import TestSchool, TwoSchools


def test_students_stand_in_kazakh_order_with_their_class(app: Flask, school: TestSchool) -> None:
    with app.app_context(), school_scope(school.id):
        found = [(one.person.full_name, one.grade) for one in students()]
    assert found == [("Ермек Әмина", 8), ("Жұмабай Арсен", 8), ("Қабылбек Інжу", 8)]


def test_students_of_some_grades_are_only_those(app: Flask, school: TestSchool) -> None:
    with app.app_context(), school_scope(school.id):
        assert len(students(range(5, 9))) == 3
        assert not students(range(9, 12))


def test_a_student_of_two_years_stands_once_in_the_latest_class(app: Flask, school: TestSchool) -> None:
    student_id = school.people.student.person_id
    with app.app_context(), school_scope(school.id), unit_of_work():
        earlier = SchoolClass(year_id=school.year_id, grade=7, letter="А")
        db.session.add(earlier)
        db.session.flush()
        db.session.add(ClassMembership(class_id=earlier.id, student_id=student_id))
    with app.app_context(), school_scope(school.id):
        assert [one.grade for one in students() if one.person.id == student_id] == [8]
        found = student(student_id)
        assert found
        assert found.grade == 8


def test_a_teacher_is_no_student_and_a_stranger_nobody(app: Flask, schools: TwoSchools) -> None:
    here, there = schools.here, schools.there
    with app.app_context(), school_scope(here.id):
        assert student(here.people.teacher.person_id) is None
        assert student(there.people.student.person_id) is None
        assert person(there.people.student.person_id) is None


def test_roles_and_families_are_found(app: Flask, school: TestSchool) -> None:
    people = school.people
    with app.app_context(), school_scope(school.id):
        assert [one.full_name for one in people_in_role(Role.TEACHER)] == [
            "Айтжан Сәуле",
            "Бектас Ораз",
            "Ғабитов Дәулет",
        ]
        assert [one.id for one in children_of(people.parent.person_id)] == [people.student.person_id]


def test_a_plugin_fills_a_school_of_the_demonstration(app: Flask, school: TestSchool) -> None:
    manifest = app.extensions["parasat_plugins"].manifests["parasat_dummy"]
    with app.app_context(), school_scope(school.id), unit_of_work():
        switch_plugin(manifest, enabled=True)
        year = current_year()
        assert year
        filled = DemoYear(
            slug=school.slug,
            language="kk",
            today=date(2026, 11, 23),
            year=year,
            terms=tuple(terms_of(year.id)),
            teachers=(),
            students=tuple(students()),
            parents=(),
            mentors=(),
            psychologists=(),
            administrators=(),
        )
        manager().announce("demonstrate", frozenset({manifest.name}), year=filled)
        written = db.session.scalar(
            text("SELECT count(*) FROM plugin_parasat_dummy_note WHERE kind = 'written' AND text = 'arqa: 3'")
        )
    assert written == 1
