"""What each role sees first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from parasat_lms.core.db import school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.marking.queries import waiting_courses
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, TwoSchools, add_course
from tests.factories.visitors import Visitor
from tests.factories.works import add_assignment, hand_in, mark


def home(app: Flask, school: TestSchool, who: str) -> Page:
    return Visitor(app, school, getattr(school.people, who)).page("/home")


def links(page: Page, school: TestSchool) -> set[str]:
    """Where a page leads inside the school, without the queries."""
    return {
        link.split("?")[0].removeprefix(f"/{school.slug}")
        for link in page.links()
        if link.startswith(f"/{school.slug}")
    }


def test_a_teacher_sees_what_waits_oldest_course_first(app: Flask, school: TestSchool) -> None:
    assert "/marking" in links(home(app, school, "teacher"), school)
    hand_in(app, school.id, school.assignment_id, school.people.student)
    page = home(app, school, "teacher")
    assert any(f"course={school.course_id}" in link for link in page.links())
    assert "Пән history-8" in page.words
    assert "Пән history-8" not in home(app, school, "other_teacher").words


def test_a_student_sees_what_is_to_do_and_what_came_back(app: Flask, school: TestSchool) -> None:
    assert f"/assignments/{school.assignment_id}" in links(home(app, school, "student"), school)
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    assert f"/feedback/{work}" not in links(home(app, school, "student"), school)
    mark(app, school.id, work, levels=(2, 2, 1))
    page = home(app, school, "student")
    assert f"/feedback/{work}" in links(page, school)
    assert f"/assignments/{school.assignment_id}" not in links(page, school)
    assert f"/feedback/{work}" not in links(home(app, school, "classmate"), school)


def test_a_parent_sees_the_own_child_and_what_came_back(app: Flask, school: TestSchool) -> None:
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    assert f"/feedback/{work}" not in links(home(app, school, "parent"), school)
    mark(app, school.id, work, levels=(2, 2, 1))
    page = home(app, school, "parent")
    assert school.people.student.name in page.words
    assert school.people.classmate.name not in page.words
    assert links(page, school) >= {f"/feedback/{work}", f"/profile/{school.people.student.person_id}"}
    other = home(app, school, "other_parent")
    assert f"/feedback/{work}" not in links(other, school)
    assert school.people.student.name not in other.words


def test_an_administrator_sees_the_school_in_figures(app: Flask, school: TestSchool) -> None:
    hand_in(app, school.id, school.assignment_id, school.people.student)
    hand_in(app, school.id, school.assignment_id, school.people.classmate, final=False)
    page = home(app, school, "admin")
    figures = [word for word in page.words.split() if word.isdigit()]
    assert figures[:4] == ["3", "3", "2", "1"], "students, teachers, courses, works that wait"
    assert "/programmes" in links(page, school)
    assert school.people.student.name not in page.words


def test_somebody_of_the_network_sees_its_schools(app: Flask, schools: TwoSchools) -> None:
    page = home(app, schools.here, "network")
    assert {f"/{school.slug}/home" for school in (schools.here, schools.there)} <= set(page.links())


@pytest.mark.parametrize("who", ["mentor", "psychologist"])
def test_whoever_nothing_is_tied_to_yet_is_told_so(app: Flask, school: TestSchool, who: str) -> None:
    page = home(app, school, who)
    assert any("empty-state" in element.attributes.get("class", "") for element in page.elements)
    assert school.people.student.name not in page.words


@pytest.mark.parametrize(
    ("who", "entries"),
    [
        ("teacher", {"/home", "/courses", "/marking", "/profile", "/rubrics"}),
        ("student", {"/home", "/assignments", "/profile"}),
        ("parent", {"/home", "/assignments/children", "/profile"}),
        ("mentor", {"/home"}),
        ("psychologist", {"/home"}),
        ("admin", {"/home", "/marking/moderation", "/rubrics", "/programmes", "/personal-data"}),
        ("network", {"/home", "/rubrics"}),
    ],
)
def test_the_menu_has_what_the_role_may_open_and_nothing_else(
    app: Flask, school: TestSchool, who: str, entries: set[str]
) -> None:
    visitor = Visitor(app, school, getattr(school.people, who))
    menu = visitor.get("/home").text.split('class="site-nav"')[1].split("</nav>")[0]
    found = links(Page(menu), school)
    assert found == entries
    for path in entries:
        assert visitor.get(path).status_code in {200, 303}


def test_the_waiting_list_is_oldest_first_and_cut_by_course(app: Flask, school: TestSchool) -> None:
    people = school.people
    with app.app_context(), school_scope(school.id), unit_of_work():
        second = add_course(school.year_id, "second", people.teacher, [people.student, people.classmate])
        older = add_assignment(second, school.term_id, school.rubric.version_id)
    late = hand_in(
        app, school.id, school.assignment_id, people.student, at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    first = hand_in(app, school.id, older, people.classmate, at=datetime(2026, 11, 10, tzinfo=UTC))
    middle = hand_in(app, school.id, older, people.student, at=datetime(2026, 11, 12, tzinfo=UTC))
    with app.app_context(), school_scope(school.id):
        courses = waiting_courses(people.teacher.person_id)
        assert [course.id for course in courses] == [second, school.course_id]
        assert [work.id for course in courses for work in course.works] == [first, middle, late]
        (one,) = waiting_courses(people.teacher.person_id, second)
        assert (one.id, one.total) == (second, 2)
        assert not waiting_courses(people.other_teacher.person_id)
