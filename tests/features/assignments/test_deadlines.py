"""When a work is taken, late or refused is decided by the server's clock; one student may have a date of one's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from parasat_lms.core import clock
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.assignments.models import Assignment, StudentDeadline, Submission
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in

DUE = datetime(2026, 11, 20, 18, 59, tzinfo=UTC)
"""23:59 in Almaty on the due day of the school's assignment."""
TEXT = {"text": "Дала туралы ойым.", "language": "kk"}
REASON = "Облыстық олимпиадада болды"


@pytest.fixture
def task(school: TestSchool) -> str:
    return f"/assignments/{school.assignment_id}"


@pytest.fixture
def own_date(school: TestSchool) -> str:
    """Where the student's own date is set."""
    student = school.people.student.person_id
    return f"/courses/assignments/{school.assignment_id}/students/{student}"


def change(app: Flask, school: TestSchool, **parts: object) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        from_db = Assignment.query.filter_by(id=school.assignment_id).one()
        for name, value in parts.items():
            setattr(from_db, name, value)


def extension(due_on: str = "2026-11-25", attempt: str = "1", reason: str = REASON) -> dict[str, str]:
    return {"due_on": due_on, "due_time": "18:00", "reason": reason, "attempt": attempt}


@pytest.mark.parametrize(
    ("policy", "days", "after", "status", "late"),
    [
        ("refuse", 0, timedelta(seconds=59), 303, False),
        ("refuse", 0, timedelta(minutes=1), 422, None),
        ("mark_late", 0, timedelta(minutes=1), 303, True),
        ("mark_late", 0, timedelta(days=30), 303, True),
        ("until", 2, timedelta(days=2), 303, True),
        ("until", 2, timedelta(days=2, minutes=1), 422, None),
    ],
)
def test_a_work_is_on_time_late_or_refused(
    app: Flask,
    school: TestSchool,
    task: str,
    policy: str,
    days: int,
    after: timedelta,
    status: int,
    late: bool | None,
) -> None:
    change(app, school, late_policy=policy, late_days=days)
    with clock.frozen_at(DUE + after):
        student = Visitor(app, school, school.people.student)
        answer = student.post(task, {**TEXT, "intent": "hand_in"})
    assert answer.status_code == status
    works = stored(app, school, Submission)
    if late is None:
        assert not works
        assert Page(answer.text).form_to(task).fields["text"] == TEXT["text"], "what was written stays"
    else:
        assert works[0].late is late


def test_no_clock_but_the_servers_is_asked(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    change(app, school, late_policy="refuse")
    early = {
        "handed_in_at": "2026-11-10T00:00:00Z",
        "saved_at": "2026-11-10",
        "late": "",
        "due_on": "2027-01-01",
    }
    with clock.frozen_at(DUE + timedelta(hours=1)):
        assert student.post(task, {**TEXT, **early, "intent": "hand_in"}).status_code == 422
        assert student.post(f"{task}/draft", {**TEXT, **early}, fragment=True).status_code == 200
    (work,) = stored(app, school, Submission)
    assert work.handed_in_at is None, "a draft is kept, and only a draft"


def test_before_it_opens_a_task_shows_what_it_develops_and_takes_nothing(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    with clock.frozen_at(datetime(2026, 11, 8, 12, tzinfo=UTC)):
        page = student.page(task)
        assert "GA1" in page.words
        assert "Кемінде үш дәлел" not in page.words, "the task itself is not told before"
        assert not [form for form in page.forms if form.action.endswith(task)]
        for intent in ("draft", "review", "hand_in"):
            assert student.post(task, {**TEXT, "intent": intent}).status_code == 422
        assert student.post(f"{task}/draft", TEXT, fragment=True).status_code == 422
    assert not stored(app, school, Submission)


def test_an_extension_holds_for_one_student_and_is_told_to_nobody_else(
    app: Flask, school: TestSchool, teacher: Visitor, student: Visitor, task: str, own_date: str
) -> None:
    change(app, school, late_policy="refuse")
    with clock.frozen_at(DUE):
        assert teacher.post(own_date, extension()).status_code == 303
    people = school.people
    after = DUE + timedelta(days=2)
    with clock.frozen_at(after):
        classmate = Visitor(app, school, people.classmate)
        assert classmate.post(task, {**TEXT, "intent": "hand_in"}).status_code == 422
        assert REASON in student.page(task).words
        assert REASON in Visitor(app, school, people.parent).page("/assignments/children").words
        assert REASON in teacher.page(f"/courses/assignments/{school.assignment_id}").words
        for person, path in (
            (people.classmate, task),
            (people.classmate, "/assignments"),
            (people.other_parent, "/assignments/children"),
            (people.admin, "/home"),
            (people.psychologist, "/home"),
        ):
            assert REASON not in Visitor(app, school, person).page(path).words
        assert student.post(task, {**TEXT, "intent": "hand_in"}).status_code == 303
    (work,) = stored(app, school, Submission)
    assert (work.student_id, work.late) == (people.student.person_id, False)
    (line,) = stored(app, school, AuditEntry, AuditEntry.action == "assignment.extended")
    assert line.details["student"] == str(people.student.person_id)
    assert REASON not in str(line.details), "the audit says that, and not why"


def test_an_extension_that_is_set_again_is_still_one(
    app: Flask, school: TestSchool, teacher: Visitor, own_date: str
) -> None:
    with clock.frozen_at(DUE):
        assert teacher.post(own_date, extension()).status_code == 303
        assert teacher.post(own_date, extension("2026-11-27")).status_code == 303
    (stands,) = stored(app, school, StudentDeadline)
    assert str(stands.due_on) == "2026-11-27"


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_on": ""},
        {"due_on": "2026-02-30"},
        {"due_on": "2025-01-01"},
        {"due_on": "9999-12-31"},
        {"due_on": "2026-11-19"},
        {"due_time": "later"},
        {"reason": ""},
        {"reason": "ұ" * 501},
        {"reason": "жасырын\x00"},
        {"attempt": "2"},
        {"attempt": ""},
        {"attempt": "٣"},
    ],
)
def test_a_date_that_cannot_be_set_leaves_nothing_behind(
    app: Flask, school: TestSchool, teacher: Visitor, own_date: str, wrong: dict[str, str]
) -> None:
    with clock.frozen_at(DUE):
        assert teacher.post(own_date, {**extension(), **wrong}).status_code == 422
    assert not stored(app, school, StudentDeadline)


def test_a_work_that_waits_gets_no_date(
    app: Flask, school: TestSchool, teacher: Visitor, own_date: str
) -> None:
    hand_in(app, school.id, school.assignment_id, school.people.student)
    with clock.frozen_at(DUE):
        for attempt in ("1", "2"):
            assert teacher.post(own_date, extension(attempt=attempt)).status_code == 422
    assert not stored(app, school, StudentDeadline)


def test_papers_come_to_the_desk_each_once_and_are_dated_to_the_due_time(
    app: Flask, school: TestSchool, teacher: Visitor, student: Visitor, task: str
) -> None:
    change(app, school, takes_text=False, on_paper=True)
    papers = f"/courses/assignments/{school.assignment_id}/papers"
    one = {"student": str(school.people.student.person_id)}
    with clock.frozen_at(DUE + timedelta(days=3)):
        answer = teacher.post(papers, one)
        assert answer.status_code == 303
        desk = answer.location.removeprefix(f"/{school.slug}")
        assert teacher.get(desk).status_code == 200
        assert teacher.post(papers, one).location == answer.location, "safe to repeat"
        assert teacher.post(papers).status_code == 303
        assert teacher.post(papers, {"student": str(school.people.outsider.person_id)}).status_code == 422
        assert teacher.post(papers, {"student": "x"}).status_code == 422
        assert student.post(task, {**TEXT, "intent": "hand_in"}).status_code == 422
        assert student.post(f"{task}/draft", TEXT, fragment=True).status_code == 422
    works = stored(app, school, Submission)
    assert {work.student_id for work in works} == {
        school.people.student.person_id,
        school.people.classmate.person_id,
    }
    assert {(work.handed_in_at, work.late, work.text) for work in works} == {(DUE, False, "")}
    waiting = teacher.page("/marking")
    assert all(any(str(work.id) in link for link in waiting.links()) for work in works)


def test_a_link_is_the_whole_secure_address_of_a_page(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    change(app, school, takes_text=False, takes_link=True)
    wrong = (
        "", "notes", "http://example.kz/a", "javascript:alert(1)", "https://", "https://localhost/a",
        "https://user:secret@example.kz", "https://exam ple.kz", "https://[", "//example.kz",
        "https://e.kz/" + "a" * 2000,
    )  # fmt: skip
    for link in wrong:
        sent = {"link": link, "language": "kk", "intent": "hand_in"}
        assert student.post(task, sent).status_code == 422, link
    assert not stored(app, school, Submission)
    sent = {
        "link": " https://example.kz/менің-жұмысым ",
        "language": "kk",
        "intent": "hand_in",
        "text": "жоқ",
    }
    assert student.post(task, sent).status_code == 303
    (work,) = stored(app, school, Submission)
    assert (work.link, work.text) == ("https://example.kz/менің-жұмысым", "")
