"""What tests of assignments share: a teacher's form with everything that has to be in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.features.assignments.models import Assignment
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor

NOW = datetime(2026, 11, 16, 4, tzinfo=UTC)
"""A Monday, 09:00 in Almaty, two weeks into the term."""

Fields = dict[str, str]


@pytest.fixture
def fields(school: TestSchool) -> Callable[..., Fields]:
    """The fields of the form in which a teacher sets an assignment."""

    def make(**changed: str) -> Fields:
        return {
            "title_kk": "Абай және табиғат",
            "title_ru": "Абай и природа",
            "title_en": "",
            "instructions_kk": "Эссе жазыңыз.",
            "instructions_ru": "",
            "instructions_en": "",
            "origin": "kk",
            "kind": "formative",
            "term_id": str(school.term_id),
            "rubric_version_id": str(school.rubric.version_id),
            "opens_on": "2026-11-16",
            "opens_time": "08:00",
            "due_on": "2026-11-27",
            "due_time": "18:00",
            "objectives": "8.2.1.4, 8.3.1.1",
            "taken": "text",
            "max_attempts": "1",
            "attempt_rule": "latest",
            "late_policy": "mark_late",
            "late_days": "0",
            "intent": "save",
            **changed,
        }

    return make


@pytest.fixture
def teacher(app: Flask, school: TestSchool) -> Visitor:
    """A teacher of the shared course."""
    return Visitor(app, school, school.people.teacher)


@pytest.fixture
def student(app: Flask, school: TestSchool) -> Visitor:
    """The student whom assignments are set for."""
    return Visitor(app, school, school.people.student)


def id_in(location: str) -> UUID:
    """The assignment that a redirect leads to."""
    return UUID(location.rstrip("/").rpartition("/")[2])


def assignment(app: Flask, school: TestSchool, assignment_id: UUID) -> Assignment:
    """The assignment as it is stored."""
    (found,) = stored(app, school, Assignment, Assignment.id == assignment_id)
    return found
