"""Courses: opened from a programme's catalogue in grades in which it is taught, with teachers and students."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from parasat_lms.core.db import db, school_scope
from parasat_lms.core.errors import Refused
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.courses.models import Course, CourseTeacher
from parasat_lms.features.courses.operations import assign_teacher, enrol, open_course, subjects, withdraw
from parasat_lms.features.courses.queries import courses_taken
from parasat_lms.features.schools.operations import switch_plugin
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in

PLUGINS = frozenset({"parasat_programme"})


@pytest.fixture
def with_programme(app: Flask, school: TestSchool) -> TestSchool:
    """The school with the Parasat Programme switched on."""
    manifest = app.extensions["parasat_plugins"].manifests["parasat_programme"]
    with app.app_context(), school_scope(school.id), unit_of_work():
        switch_plugin(manifest, enabled=True)
    return school


def test_subjects_are_on_offer_where_the_programme_is_switched_on(
    app: Flask, with_programme: TestSchool
) -> None:
    with app.app_context(), school_scope(with_programme.id):
        offered = subjects(PLUGINS)
        assert offered["kazakhstan-history"].plugin == "parasat_programme"
        assert not subjects(frozenset())


def test_a_course_takes_over_what_its_subject_is(app: Flask, with_programme: TestSchool) -> None:
    school = with_programme
    with app.app_context(), school_scope(school.id), unit_of_work():
        subject = subjects(PLUGINS)["kazakhstan-history"]
        course = open_course(subject, year_id=school.year_id, code="kz-8", grade=8)
        assert (course.subject_code, course.subject_kind, course.title) == (
            subject.code,
            subject.kind,
            subject.title,
        )


def test_a_grade_in_which_the_subject_is_not_taught_is_refused(
    app: Flask, with_programme: TestSchool
) -> None:
    school = with_programme
    before = len(stored(app, school, Course))
    with app.test_request_context(), school_scope(school.id), unit_of_work():
        subject = subjects(PLUGINS)["abc-of-feelings"]
        too_late = subject.last_grade + 1
        with pytest.raises(Refused):
            open_course(subject, year_id=school.year_id, code="feelings", grade=too_late)
    assert len(stored(app, school, Course)) == before


def test_nobody_teaches_or_attends_a_course_twice_nor_one_of_another_school(
    app: Flask, schools: TwoSchools
) -> None:
    here, there = schools.here, schools.there
    for attempt in (
        lambda: assign_teacher(here.course_id, here.people.teacher.person_id),
        lambda: enrol(here.course_id, here.people.student.person_id, 8),
        lambda: assign_teacher(there.course_id, here.people.teacher.person_id),
        lambda: enrol(here.course_id, there.people.student.person_id, 8),
        lambda: enrol(here.course_id, here.people.outsider.person_id, 12),
    ):
        with pytest.raises(IntegrityError), app.app_context(), school_scope(here.id), unit_of_work():
            attempt()


def test_whoever_teaches_the_course_no_longer_sees_its_works_no_longer(
    app: Flask, school: TestSchool
) -> None:
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    coteacher = Visitor(app, school, school.people.coteacher)
    assert coteacher.get(f"/marking/{work}").status_code == 200
    with app.app_context(), school_scope(school.id), unit_of_work():
        gone = CourseTeacher.teacher_id == school.people.coteacher.person_id
        db.session.execute(db.delete(CourseTeacher).where(gone))
    assert coteacher.get(f"/marking/{work}").status_code == 404
    assert school.people.student.name not in coteacher.page("/marking").words
    assert coteacher.get(f"/profile/{school.people.student.person_id}").status_code == 404


def test_a_place_that_is_taken_back_is_no_course_of_the_students_and_leaves_the_others(
    app: Flask, school: TestSchool
) -> None:
    student, classmate = school.people.student.person_id, school.people.classmate.person_id
    with app.app_context(), school_scope(school.id), unit_of_work():
        taken = courses_taken([student, classmate])
        assert [course.id for course in taken[student]] == [school.course_id]
        withdraw(school.course_id, student)
    with app.app_context(), school_scope(school.id):
        taken = courses_taken([student, classmate])
        assert taken[student] == []
        assert [course.id for course in taken[classmate]] == [school.course_id]
