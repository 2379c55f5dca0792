"""A draft goes to the server while it is written; two windows never overwrite each other; handing in is looked over."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.assignments.queries import fingerprint
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor

EMPTY = fingerprint("", "")


@pytest.fixture
def task(school: TestSchool) -> str:
    return f"/assignments/{school.assignment_id}"


def typed(text: str, seen: str | None = None, **more: str) -> dict[str, str]:
    return {"text": text, "language": "kk", **({} if seen is None else {"seen": seen}), **more}


def seen_in(html: str) -> str:
    found = re.search(r'data-seen="([0-9a-f]{16})"', html)
    assert found, html
    return found[1]


def works(app: Flask, school: TestSchool) -> list[Submission]:
    return stored(app, school, Submission)


def test_a_draft_is_saved_while_it_is_written_and_says_when(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    first = student.post(f"{task}/draft", typed("Дала", EMPTY), fragment=True)
    assert first.status_code == 200
    assert "<html" not in first.text
    assert re.search(r"\d\d:\d\d:\d\d", Page(first.text).words)
    second = student.post(f"{task}/draft", typed("Дала кең", seen_in(first.text)), fragment=True)
    assert second.status_code == 200
    (work,) = works(app, school)
    assert (work.text, work.handed_in_at) == ("Дала кең", None)
    assert student.page(task).form_to(task).fields["text"] == "Дала кең"


def test_an_empty_page_leaves_no_draft(app: Flask, school: TestSchool, student: Visitor, task: str) -> None:
    assert student.post(f"{task}/draft", typed(" ", EMPTY), fragment=True).status_code == 200
    assert not works(app, school)


def test_two_windows_are_shown_to_each_other_and_nothing_is_overwritten(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    first = student.post(f"{task}/draft", typed("бірінші терезе", EMPTY), fragment=True)
    other = student.post(f"{task}/draft", typed("екінші терезе", EMPTY), fragment=True)
    assert other.status_code == 409
    assert "бірінші терезе" in Page(other.text).words
    (work,) = works(app, school)
    assert work.text == "бірінші терезе"
    answer = student.post(task, typed("екінші терезе", EMPTY, intent="draft"))
    assert answer.status_code == 409
    page = Page(answer.text)
    assert "бірінші терезе" in page.words
    form = page.form_to(task).fields
    assert form["text"] == "екінші терезе"
    assert form["seen"] == seen_in(first.text), "having seen the other, a person decides"
    assert student.post(task, typed("екінші терезе", form["seen"], intent="draft")).status_code == 303
    (work,) = works(app, school)
    assert work.text == "екінші терезе"


def test_a_window_that_shows_an_older_text_does_not_hand_in_the_newer_one(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    first = student.post(f"{task}/draft", typed("алғашқы", EMPTY), fragment=True)
    seen = seen_in(first.text)
    student.post(f"{task}/draft", typed("кейінгі", seen), fragment=True)
    answer = student.post(task, typed("алғашқы", seen, intent="hand_in"))
    assert answer.status_code == 409
    (work,) = works(app, school)
    assert (work.text, work.handed_in_at) == ("кейінгі", None)


def test_a_save_that_comes_twice_or_late_changes_nothing(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    for _time in range(2):
        assert student.post(f"{task}/draft", typed("бір рет", EMPTY), fragment=True).status_code == 200
    student.post(task, typed("бір рет", fingerprint("бір рет", ""), intent="hand_in"))
    late = student.post(f"{task}/draft", typed("кеш", EMPTY), fragment=True)
    assert late.status_code == 409
    (work,) = works(app, school)
    assert work.text == "бір рет"
    assert work.handed_in_at


@pytest.mark.parametrize("seen", ["", "x", "0" * 16, "\x00", "ы" * 3000])
def test_odd_fingerprints_overwrite_nothing(
    app: Flask, school: TestSchool, student: Visitor, task: str, seen: str
) -> None:
    student.post(f"{task}/draft", typed("тұрған мәтін", EMPTY), fragment=True)
    answer = student.post(f"{task}/draft", typed("басқа", seen), fragment=True)
    (work,) = works(app, school)
    if seen:
        assert answer.status_code == 409
        assert work.text == "тұрған мәтін"
    else:
        assert work.text == "басқа", "a page of before, without the field, saves as it always did"


def test_what_is_handed_in_is_looked_at_first(
    app: Flask, school: TestSchool, student: Visitor, task: str
) -> None:
    assert student.get(f"{task}/hand-in").status_code == 303, "there is nothing to look at yet"
    answer = student.post(task, typed("Дала – менің үйім.\n\nОны күтемін.", EMPTY, intent="review"))
    assert answer.status_code == 303
    page = student.page(answer.location.removeprefix(f"/{school.slug}") + "?lang=en")
    assert "5 words" in page.words
    (work,) = works(app, school)
    assert work.handed_in_at is None
    form = page.form_to(task)
    assert student.post(task, {**form.fields, "intent": "hand_in"}).status_code == 303
    (work,) = works(app, school)
    assert work.handed_in_at
    assert work.text.replace("\r\n", "\n") == "Дала – менің үйім.\n\nОны күтемін."


def test_markup_in_a_text_stays_text(school: TestSchool, student: Visitor, task: str) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    student.post(f"{task}/draft", typed(bad, EMPTY), fragment=True)
    conflict = student.post(f"{task}/draft", typed("басқа", EMPTY), fragment=True)
    for html in (conflict.text, student.get(f"{task}/hand-in").text, student.get(task).text):
        assert "<script>alert" not in html
        assert "<img src=x" not in html
