"""What the tests of the slices share: two schools, and visitors in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories.people import Someone
from tests.factories.schools import TestSchool, TwoSchools, two_schools
from tests.factories.visitors import Visitor

Visit = Callable[[Someone | None], Visitor]


@pytest.fixture
def schools(app: Flask) -> TwoSchools:
    """Two schools of one network, with nothing handed in yet."""
    return two_schools(app)


@pytest.fixture
def school(schools: TwoSchools) -> TestSchool:
    """The school that the test is about."""
    return schools.here


@pytest.fixture
def visit(app: Flask, school: TestSchool) -> Visit:
    """A browser in that school for somebody, or for nobody."""
    return lambda person: Visitor(app, school, person)
