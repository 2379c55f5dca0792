"""A page needs as many statements for a thousand students as for a handful, and never many: counts, not times."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from benchmarks.bounds import MOST_STATEMENTS
from benchmarks.browser import Browser, Request
from benchmarks.crowd import found_crowd
from benchmarks.measure import statements_of
from benchmarks.pages import PAGES, Page, Place, Requests, place_in
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.marking.queries import PER_PAGE
from tests.support.application import application_over, build_schema, forget

ASSIGNMENTS = 4
FEW, MANY = 3, PER_PAGE + 5
"""The smaller school fits on every page, the larger one needs a second."""


def _my_courses(_browser: Browser, place: Place) -> Requests:
    while True:
        yield Request(f"/{place.slug}/courses")


def _a_course(_browser: Browser, place: Place) -> Requests:
    while True:
        yield Request(f"/{place.slug}/courses/{place.course_id}")


def _an_assignment(browser: Browser, place: Place) -> Requests:
    page = browser.get(f"/{place.slug}/courses/{place.course_id}").text
    address = re.search(rf"/{place.slug}/courses/assignments/[0-9a-f-]{{36}}", page)[0]
    while True:
        yield Request(address)


def _my_tasks(_browser: Browser, place: Place) -> Requests:
    while True:
        yield Request(f"/{place.slug}/assignments")


COURSES = (
    Page("courses", "teacher's courses", "teacher", Permission.ASSIGNMENTS_COURSE_READ, _my_courses),
    Page("course-page", "a course", "teacher", Permission.ASSIGNMENTS_COURSE_READ, _a_course),
    Page("assignment", "an assignment", "teacher", Permission.ASSIGNMENTS_COURSE_READ, _an_assignment),
    Page("tasks", "student's tasks", "student", Permission.ASSIGNMENTS_ASSIGNMENT_READ, _my_tasks),
)


@pytest.fixture(scope="module")
def school_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over a SQLite file with a small and a larger school; every test only reads or marks in it."""
    database = f"sqlite:///{tmp_path_factory.mktemp('crowds') / 'crowds.sqlite3'}"
    build_schema(database)
    application = application_over(database)
    for students in (FEW, MANY):
        with application.app_context():
            found_crowd(f"crowd-{students}", students, ASSIGNMENTS)
    yield application
    forget(application)


@pytest.fixture(scope="module")
def places(school_app: Flask) -> dict[int, Place]:
    return {students: place_in(school_app, f"crowd-{students}", str(students)) for students in (FEW, MANY)}


def statements(app: Flask, page: Page, place: Place) -> list[str]:
    browser = Browser(app)
    if page.who:
        browser.sign_in(place.slug, f"{page.who}.{place.slug}")
    return statements_of(app, browser, page, place)


@pytest.mark.parametrize("page", [*COURSES, *PAGES], ids=[page.key for page in (*COURSES, *PAGES)])
def test_a_page_needs_the_same_few_statements_however_large_the_class(
    school_app: Flask, places: dict[int, Place], page: Page
) -> None:
    few = statements(school_app, page, places[FEW])
    many = statements(school_app, page, places[MANY])
    assert few, "nothing was counted"
    assert len(few) == len(many), "\n\n".join(many)
    assert len(many) <= MOST_STATEMENTS, "\n\n".join(many)
