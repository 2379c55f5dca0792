"""After a returned work another attempt: the earlier stays and is compared, and one of them counts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from parasat_lms.core import clock
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.marking.models import Assessment, Evidence
from parasat_lms.features.marking.operations import settle_attempts
from parasat_lms.features.marking.queries.ledger import standing
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import EVENING, hand_in, mark

LOW, HIGH = (0, 0, 0), (2, 2, 1)
NEXT_DAY = EVENING - timedelta(days=1)


@pytest.fixture
def task(school: TestSchool) -> str:
    return f"/assignments/{school.assignment_id}"


def allow(app: Flask, school: TestSchool, attempts: int, rule: str = "latest") -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        found = db.session.scalars(select(Assignment).where(Assignment.id == school.assignment_id)).one()
        found.max_attempts, found.attempt_rule = attempts, rule


def attempt(
    app: Flask, school: TestSchool, student: Visitor, task: str, text: str, levels: tuple[int, ...]
) -> UUID:
    """The next attempt, handed in and returned on the day before it is due."""
    with clock.frozen_at(NEXT_DAY):
        if stored(app, school, Submission):
            assert student.post(f"{task}/again").status_code == 303
        sent = {"text": text, "language": "kk", "intent": "hand_in"}
        assert student.post(task, sent).status_code == 303
    latest = max(stored(app, school, Submission), key=lambda work: work.attempt)
    mark(app, school.id, latest.id, levels=levels, at=NEXT_DAY)
    return latest.id


def counting(app: Flask, school: TestSchool) -> list[int]:
    return sorted(work.attempt for work in stored(app, school, Submission) if work.counts)


def standing_of(app: Flask, school: TestSchool) -> set[UUID]:
    """The works whose evidence stands."""
    entries = {entry.assessment_id for entry in stored(app, school, Evidence, standing())}
    return {found.submission_id for found in stored(app, school, Assessment) if found.id in entries}


def test_without_leave_there_is_one_attempt(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    attempt(app, school, student, task, "бірінші", LOW)
    with clock.frozen_at(NEXT_DAY):
        assert student.post(f"{task}/again").status_code == 422
    assert len(stored(app, school, Submission)) == 1


def test_a_second_attempt_begins_from_the_first_and_is_begun_once(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    allow(app, school, 2)
    first = attempt(app, school, student, task, "бірінші мәтін", LOW)
    with clock.frozen_at(NEXT_DAY):
        for _time in range(2):
            assert student.post(f"{task}/again").status_code == 303
        assert student.page(task).form_to(task).fields["text"] == "бірінші мәтін"
        assert str(first) in " ".join(student.page(task).links()), "the earlier one is still there to read"
    assert sorted(work.attempt for work in stored(app, school, Submission)) == [1, 2]


def test_a_work_that_waits_allows_no_other_attempt(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    allow(app, school, 3)
    hand_in(app, school.id, school.assignment_id, school.people.student, at=NEXT_DAY)
    with clock.frozen_at(NEXT_DAY):
        assert student.post(f"{task}/again").status_code == 422


@pytest.mark.parametrize(
    ("rule", "first", "second", "counts"),
    [
        ("latest", LOW, HIGH, 2),
        ("latest", HIGH, LOW, 2),
        ("highest", LOW, HIGH, 2),
        ("highest", HIGH, LOW, 1),
        ("highest", HIGH, HIGH, 2),
    ],
)
def test_one_attempt_counts_and_the_evidence_of_the_other_is_withdrawn(
    app: Flask,
    school: TestSchool,
    student: Visitor,
    task: str,
    rule: str,
    first: tuple[int, ...],
    second: tuple[int, ...],
    counts: int,
) -> None:
    allow(app, school, 2, rule)
    works = [
        attempt(app, school, student, task, "бірінші", first),
        attempt(app, school, student, task, "екінші", second),
    ]
    assert counting(app, school) == [counts]
    assert standing_of(app, school) == {works[counts - 1]}
    assert len(stored(app, school, Assessment)) == 2, "each attempt has an assessment of its own"


def test_an_attempt_that_counts_again_has_its_evidence_again(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    """What counts is asked anew after anything that changed a result; asking twice changes nothing."""
    allow(app, school, 2)
    first = attempt(app, school, student, task, "бірінші", HIGH)
    attempt(app, school, student, task, "екінші", LOW)
    allow(app, school, 2, "highest")
    for _time in range(2):
        with app.app_context(), school_scope(school.id), unit_of_work():
            found = db.session.scalars(select(Assignment).where(Assignment.id == school.assignment_id)).one()
            settle_attempts(found, [school.people.student.person_id], by=school.people.teacher.person_id)
        assert counting(app, school) == [1]
        assert standing_of(app, school) == {first}
    rounds = {entry.round for entry in stored(app, school, Evidence, standing())}
    assert rounds == {2}, "the ledger is appended to, never changed"


def test_the_profile_has_the_evidence_of_one_attempt(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    allow(app, school, 2)
    attempt(app, school, student, task, "бірінші", LOW)
    once = len(stored(app, school, Evidence, standing()))
    attempt(app, school, student, task, "екінші", HIGH)
    assert len(stored(app, school, Evidence, standing())) == once


def test_a_teacher_asks_for_another_attempt_with_a_date_and_a_reason(
    app: Flask, school: TestSchool, student: Visitor, teacher: Visitor, task: str
) -> None:
    attempt(app, school, student, task, "бірінші", LOW)
    own = f"/courses/assignments/{school.assignment_id}/students/{school.people.student.person_id}"
    later = EVENING + timedelta(days=3)
    with clock.frozen_at(later):
        sent = {"due_on": "2026-11-27", "due_time": "18:00", "reason": "Дәлел қос", "attempt": "2"}
        assert teacher.post(own, sent).status_code == 303
        assert "Дәлел қос" in student.page(task).words
        assert student.post(f"{task}/again").status_code == 303
        sent = {"text": "екінші", "language": "kk", "intent": "hand_in"}
        assert student.post(task, sent).status_code == 303
    latest = max(stored(app, school, Submission), key=lambda work: work.attempt)
    assert (latest.attempt, latest.late) == (2, False)


def test_attempts_are_compared_word_by_word_for_those_who_may_read_them(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    allow(app, school, 2)
    first = attempt(app, school, student, task, "Дала кең <b>үй</b>.", LOW)
    with clock.frozen_at(NEXT_DAY):
        student.post(f"{task}/again")
        sent = {"text": "Дала өте кең <b>үй</b>.", "language": "kk", "intent": "hand_in"}
        student.post(task, sent)
    second = max(stored(app, school, Submission), key=lambda work: work.attempt).id
    people = school.people
    for person, expected in (
        (people.student, 200),
        (people.teacher, 200),
        (people.coteacher, 200),
        (people.parent, 404),
        (people.classmate, 404),
        (people.other_teacher, 404),
        (people.other_parent, 404),
        (people.admin, 404),
    ):
        answer = Visitor(app, school, person).get(f"/works/{second}")
        assert answer.status_code == expected, person.login
        if expected == 200:
            assert "өте " in answer.text.partition("<ins><span")[2].partition("</ins>")[0]
            assert "<b>үй" not in answer.text
    assert Visitor(app, school, people.parent).get(f"/works/{first}").status_code == 200, "it came back"
    assert "<ins>" not in Page(Visitor(app, school, people.parent).get(f"/works/{first}").text).words
