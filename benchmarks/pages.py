"""What is measured: each page as the person who opens it, and the two requests of an evening's marking that write."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from benchmarks.browser import HTMX, Answer, Browser, Request, form_of
from parasat_lms.core.db import db, school_scope
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.home.queries import lately_returned
from parasat_lms.features.marking.queries import waiting_courses
from parasat_lms.features.people.models import Account, Person
from parasat_lms.features.rubrics.queries import rubric_content
from parasat_lms.features.schools.queries import school_of

Requests = Generator[Request, Answer, None]
"""Yields one request after another, and is told the answer to each."""


@dataclass(frozen=True, slots=True)
class Place:
    """A school to measure in: who signs in, and what there is to open."""

    slug: str
    size: str
    teacher: str
    student: str
    student_id: UUID
    course_id: UUID
    works: tuple[UUID, ...]
    feedback_id: UUID
    assignment_id: UUID
    criterion_id: UUID


@dataclass(frozen=True, slots=True)
class Page:
    """Something that is measured. `permission` is what the view requires, `None` where no sign-in is needed."""

    key: str
    name: str
    who: str | None
    permission: str | None
    requests: Callable[[Browser, Place], Requests]
    writes: bool = False


def place_in(app: Flask, slug: str, size: str) -> Place:
    """What `teacher.<slug>` and `student.<slug>` find in their school."""
    teacher, student = f"teacher.{slug}", f"student.{slug}"
    with app.app_context():
        school = school_of(slug)
        if school is None:
            raise LookupError(f"no school {slug}")
        with school_scope(school.id):
            student_id = _person(student)
            fullest = max(waiting_courses(_person(teacher)), key=lambda course: course.total)
            works = waiting_courses(_person(teacher), fullest.id)[0].works
            feedback_id = lately_returned([student_id])[0].submission_id
            assignment = _assignment(works[0].id)
            criterion_id = rubric_content(assignment.rubric_version_id).criteria[0].id
            return Place(
                slug,
                size,
                teacher,
                student,
                student_id,
                fullest.id,
                tuple(work.id for work in works),
                feedback_id,
                assignment.id,
                criterion_id,
            )


def _assignment(submission_id: UUID) -> Assignment:
    works = select(Assignment).join(Submission, Submission.assignment_id == Assignment.id)
    return db.session.scalars(works.where(Submission.id == submission_id)).one()


def _person(login: str) -> UUID:
    found = select(Person.id).join(Account, Account.id == Person.account_id).where(Account.login == login)
    return db.session.scalars(found).one()


def _same(path: Callable[[Place], str]) -> Callable[[Browser, Place], Requests]:
    def requests(_browser: Browser, place: Place) -> Requests:
        while True:
            yield Request(f"/{place.slug}{path(place)}")

    return requests


def _saving_a_row(browser: Browser, place: Place) -> Requests:
    """The first criterion of the oldest work goes up a level and down again, as htmx would send it."""
    desk = f"/{place.slug}/marking/{place.works[0]}"
    page = browser.get(desk).text
    criterion = re.search(r'data-criterion="([^"]+)"', page)[1]
    token = re.search(r'"X-CSRFToken": "([^"]+)"', page)[1]
    levels = re.findall(rf'name="choice-{criterion}" value="([0-9a-f-]{{36}})"', page)
    comment = form_of(page, f"{desk}/return")[f"was-comment-{criterion}"]
    stands = form_of(page, f"{desk}/return")[f"was-choice-{criterion}"]
    while True:
        wish = next(level for level in levels if level != stands)
        fields = {
            f"choice-{criterion}": wish,
            f"was-choice-{criterion}": stands,
            f"was-comment-{criterion}": comment,
        }
        answer = yield Request(f"{desk}/rows/{criterion}", fields, {**HTMX, "X-CSRFToken": token})
        if answer.status == 200 and "row-state" in answer.text:
            stands = wish


def _returning_a_work(browser: Browser, place: Place) -> Requests:
    """One work after another, each with its rows saved before, as they are when the last button is pressed."""
    for work in reversed(place.works):
        desk = f"/{place.slug}/marking/{work}"
        fields = form_of(browser.get(desk).text, f"{desk}/return")
        browser.ask(Request(f"{desk}/return", {**fields, "intent": "draft"}))
        fields = form_of(browser.get(desk).text, f"{desk}/return")
        yield Request(f"{desk}/return", {**fields, "intent": "return"})


PAGES = (
    Page("waiting", "waiting list", "teacher", Permission.MARKING_WORK_READ, _same(lambda _place: "/marking")),
    Page(
        "course",
        "waiting list of one course",
        "teacher",
        Permission.MARKING_WORK_READ,
        _same(lambda place: f"/marking?course={place.course_id}"),
    ),
    Page(
        "desk",
        "marking desk",
        "teacher",
        Permission.MARKING_WORK_MARK,
        _same(lambda place: f"/marking/{place.works[0]}"),
    ),
    Page("matrix", "class as a matrix", "teacher", Permission.MARKING_WORK_READ,
         _same(lambda place: f"/marking/assignments/{place.assignment_id}")),
    Page("across", "one criterion across works", "teacher", Permission.MARKING_WORK_MARK,
         _same(lambda place: f"/marking/assignments/{place.assignment_id}/criteria/{place.criterion_id}")),
    Page("bulk", "returning together: the preview", "teacher", Permission.MARKING_WORK_MARK,
         _same(lambda place: f"/marking/assignments/{place.assignment_id}/return")),
    Page("row", "saving a row", "teacher", Permission.MARKING_WORK_MARK, _saving_a_row, writes=True),
    Page("profile", "student's profile", "student", Permission.PROGRESS_PROFILE_READ,
         _same(lambda place: f"/profile/{place.student_id}")),
    Page("home", "student's home", "student", Permission.HOME_PAGE_READ, _same(lambda _place: "/home")),
    Page("feedback", "feedback", "student", Permission.PROGRESS_PROFILE_READ,
         _same(lambda place: f"/feedback/{place.feedback_id}")),
    Page("sign-in", "sign-in", None, None, _same(lambda _place: "/sign-in")),
    # Last: what has been returned no longer waits.
    Page("return", "returning a work", "teacher", Permission.MARKING_WORK_MARK, _returning_a_work, writes=True),
)  # fmt: skip
