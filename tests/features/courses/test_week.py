"""A student's week: the lessons of the timetable, and what plug-ins add to it."""

from __future__ import annotations

from datetime import time

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from parasat_lms.core.db import db, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.week import WeekPart
from parasat_lms.features.courses.operations import schedule
from parasat_lms.features.courses.queries import week_of
from parasat_lms.features.schools.operations import switch_plugin
from tests.factories.schools import TestSchool


def test_lessons_stand_in_order_and_only_those_of_ones_own_courses(app: Flask, school: TestSchool) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        schedule(school.course_id, 3, time(9), time(9, 45), "204")
        schedule(school.course_id, 1, time(10), time(10, 45))
        schedule(school.other_course_id, 1, time(8), time(8, 45))
    with app.app_context(), school_scope(school.id):
        week = week_of(school.people.student.person_id)
    assert [(entry.part, entry.weekday, entry.starts_at, entry.place) for entry in week] == [
        (WeekPart.STUDY, 1, time(10), ""),
        (WeekPart.STUDY, 3, time(9), "204"),
    ]


def test_a_plugin_adds_to_the_week_where_it_is_switched_on(app: Flask, school: TestSchool) -> None:
    manifest = app.extensions["parasat_plugins"].manifests["parasat_dummy"]
    with app.app_context(), school_scope(school.id):
        assert not week_of(school.people.student.person_id)
        with unit_of_work():
            switch_plugin(manifest, enabled=True)
        (entry,) = week_of(school.people.student.person_id)  # its hook `week_entries`
    assert (entry.weekday, entry.title.en) == (7, "Writing the diary")


def test_a_lesson_that_ends_before_it_begins_is_refused(app: Flask, school: TestSchool) -> None:
    with app.app_context(), school_scope(school.id):
        schedule(school.course_id, 3, time(10), time(9))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()
