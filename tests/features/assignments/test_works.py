"""A student writes, keeps a draft, hands in; whatever goes wrong on the way, the text is still there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from parasat_lms.features.assignments.models import Submission
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor

TEXT = "Дала – үлкен үй.\r\n\r\nОнда бәріне орын бар."


@pytest.fixture
def student(app: Flask, school: TestSchool) -> Visitor:
    """The student whom the assignment was set for."""
    return Visitor(app, school, school.people.student)


@pytest.fixture
def address(school: TestSchool) -> str:
    """Where the student writes."""
    return f"/assignments/{school.assignment_id}"


def fields(text: str = TEXT, intent: str = "hand_in", language: str = "kk") -> dict[str, str]:
    return {"text": text, "language": language, "intent": intent}


def works(app: Flask, school: TestSchool) -> list[Submission]:
    return stored(app, school, Submission)


def test_before_starting_the_student_sees_what_the_assignment_develops(
    student: Visitor, address: str
) -> None:
    page = student.page(address)
    for code in ("GA1", "GA2", "GA4", "GA5"):
        assert code in page.words
    assert "Дәлелдеу" in page.words, "the rubric is read before the work is begun"
    assert "Озық: не көрінеді" in page.words


def test_a_draft_comes_back_as_it_was_left(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    assert student.post(address, fields(intent="draft")).status_code == 303
    assert student.post(address, fields("Басқаша бастайын", "draft", "ru")).status_code == 303
    form = student.page(address).form_to(address).fields
    assert (form["text"], form["language"]) == ("Басқаша бастайын", "ru")
    (work,) = works(app, school)
    assert work.handed_in_at is None
    assert not stored(app, school, AuditEntry, AuditEntry.action == "submission.handed_in")


def test_handing_in_is_final_and_puts_the_work_on_the_teachers_list(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    student.post(address, fields("алғашқы", "draft"))
    answer = student.post(address, fields())
    assert answer.status_code == 303
    assert answer.location.endswith(address)
    (work,) = works(app, school)
    assert work.text == TEXT
    assert work.handed_in_at
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "submission.handed_in")) == 1
    waiting = Visitor(app, school, school.people.teacher).page("/marking")
    assert any(str(work.id) in link for link in waiting.links())
    page = student.page(address)
    assert "Онда бәріне орын бар." in page.words
    assert not [form for form in page.forms if form.action.endswith(address)], (
        "there is nothing to send any more"
    )


def test_the_same_text_handed_in_twice_is_one_work(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    assert student.post(address, fields()).status_code == 303
    (first,) = works(app, school)
    assert student.post(address, fields()).status_code == 303
    (second,) = works(app, school)
    assert (second.id, second.handed_in_at) == (first.id, first.handed_in_at)
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "submission.handed_in")) == 1


@pytest.mark.parametrize("intent", ["hand_in", "draft"])
def test_another_text_after_handing_in_is_refused_and_stays_on_the_page(
    app: Flask, school: TestSchool, student: Visitor, address: str, intent: str
) -> None:
    student.post(address, fields())
    answer = student.post(address, fields("Кеш келген ой", intent))
    assert answer.status_code == 409
    page = Page(answer.text)
    assert "Кеш келген ой" in page.words
    assert "Онда бәріне орын бар." in page.words, "beside what was handed in"
    (work,) = works(app, school)
    assert work.text == TEXT


def test_two_windows_that_hand_in_at_the_same_time_make_one_work(
    app: Flask, school: TestSchool, address: str
) -> None:
    gate = Barrier(2)
    visitors = [Visitor(app, school, school.people.student) for _window in range(2)]

    def send(number: int) -> int:
        gate.wait(timeout=30)
        return visitors[number].post(address, fields(f"терезе {number}")).status_code

    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(send, range(2)))
    assert sorted(statuses) == [303, 409]
    (work,) = works(app, school)
    assert work.text == f"терезе {statuses.index(303)}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "ұ" * 100_000},
        {"text": "жасырын\x00"},
        {"language": "en"},
        {"language": "klingon"},
        {"language": ""},
    ],
    ids=["empty", "too long", "hidden", "English", "unknown language", "no language"],
)
def test_a_form_that_cannot_be_taken_comes_back_with_what_was_written(
    app: Flask, school: TestSchool, student: Visitor, address: str, wrong: dict[str, str]
) -> None:
    sent = {**fields(), **wrong}
    answer = student.post(address, sent)
    assert answer.status_code == 422
    form = Page(answer.text).form_to(address)
    assert form.fields["text"].replace("\x00", "") == sent["text"].replace("\x00", "")
    assert not works(app, school)


def test_more_than_the_server_takes_is_refused_in_words(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    answer = student.post(address, fields("x" * 5_000_000))
    assert answer.status_code == 413
    assert Page(answer.text).by_id("main").tag == "main"
    assert not works(app, school)


def test_what_is_not_said_to_be_handed_in_is_a_draft(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    for intent in ("", "HAND_IN", "delete"):
        assert student.post(address, fields(intent=intent)).status_code == 303
    (work,) = works(app, school)
    assert work.handed_in_at is None


def test_no_field_reaches_what_the_form_does_not_offer(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    extra = {
        "student_id": str(school.people.classmate.person_id),
        "returned_at": "2026-01-01",
        "handed_in_at": "2026-01-01",
        "id": "1",
        "school_id": "1",
        "mark": "5",
    }
    assert student.post(address, {**fields(intent="draft"), **extra}).status_code == 303
    (work,) = works(app, school)
    assert work.student_id == school.people.student.person_id
    assert (work.handed_in_at, work.returned_at) == (None, None)


def test_the_list_has_what_is_to_do_before_what_is_done(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    assert school.slug in student.page("/assignments").links()[-1]
    assert any(link.endswith(address) for link in student.page("/assignments").links())
    outsider = Visitor(app, school, school.people.outsider).page("/assignments")
    assert not any(link.endswith(address) for link in outsider.links())
