"""One work of the student waits on the desk."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from tests.factories.schools import TestSchool
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in


@pytest.fixture
def work(app: Flask, school: TestSchool) -> UUID:
    """A work that was handed in on a Friday afternoon."""
    return hand_in(app, school.id, school.assignment_id, school.people.student)


@pytest.fixture
def teacher(app: Flask, school: TestSchool) -> Visitor:
    """The teacher of the course."""
    return Visitor(app, school, school.people.teacher)


@pytest.fixture
def coteacher(app: Flask, school: TestSchool) -> Visitor:
    """The second teacher of the same course."""
    return Visitor(app, school, school.people.coteacher)


@pytest.fixture
def colleague(app: Flask, school: TestSchool) -> Visitor:
    """A teacher of the school who does not teach the course."""
    return Visitor(app, school, school.people.other_teacher)


@pytest.fixture
def admin(app: Flask, school: TestSchool) -> Visitor:
    """The administration of the school."""
    return Visitor(app, school, school.people.admin)
