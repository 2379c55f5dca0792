"""A teacher asks for files: how many, which, how large; once somebody has begun, only more."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from parasat_lms.features.assignments.models import Assignment
from tests.factories.files import ask_for_files, attach, pdf
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in
from tests.features.assignments.conftest import assignment, id_in


def set_up(teacher: Visitor, school: TestSchool, form: dict[str, Any]) -> Any:
    return teacher.post(f"/courses/{school.course_id}/assignments/new", form)


def test_a_teacher_asks_for_files(app: Flask, school: TestSchool, teacher: Visitor, fields: Any) -> None:
    asked = {"taken": "files", "most_files": "2", "largest_file_mb": "5", "file_kinds": ["pdf", "audio"]}
    answer = set_up(teacher, school, {**fields(), **asked})
    assert answer.status_code == 303
    (made,) = stored(app, school, Assignment, Assignment.id == id_in(answer.location))
    assert (made.most_files, made.largest_file_mb, made.file_kinds) == (2, 5, ["pdf", "audio"])
    assert (made.takes_text, made.takes_link, made.on_paper) == (False, False, False)
    page = teacher.page(f"/courses/assignments/{made.id}")
    assert "ең көбі 2 файл" in page.words


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"most_files": "0"}, "1-ден 10-ға дейінгі сан."),
        ({"most_files": "11"}, "1-ден 10-ға дейінгі сан."),
        ({"largest_file_mb": "21"}, "1-ден 20-ға дейінгі сан."),
        ({"largest_file_mb": "x"}, "Осы жерді толтырыңыз."),
        ({"file_kinds": []}, "Кемінде бір түрін таңдаңыз."),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_the_field(
    app: Flask, school: TestSchool, teacher: Visitor, fields: Any, wrong: dict[str, Any], words: str
) -> None:
    asked = {"taken": "files", "most_files": "2", "largest_file_mb": "5", "file_kinds": ["pdf"], **wrong}
    answer = set_up(teacher, school, {**fields(), **asked})
    assert answer.status_code == 422
    assert words in Page(answer.text).words


def test_once_somebody_has_begun_less_may_not_be_asked_for(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    kinds = ["picture", "pdf", "document", "audio"]
    ask_for_files(app, school.id, school.assignment_id)
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    attach(app, school.id, work, school.people.student, pdf())
    edit = f"/courses/assignments/{school.assignment_id}/edit"
    form = {
        **teacher.page(edit).form_to(edit).fields,
        "term_id": str(school.term_id),
        "rubric_version_id": str(school.rubric.version_id),
        "taken": "files",
        "intent": "save",
        "file_kinds": kinds,
    }
    for less in ({"most_files": "1"}, {"file_kinds": ["pdf"]}, {"taken": "text"}):
        answer = teacher.post(edit, {**form, **less})
        assert answer.status_code == 422, less
        assert "Жұмыстар бар" in Page(answer.text).words
    more = teacher.post(edit, {**form, "most_files": "5", "largest_file_mb": "9"})
    assert more.status_code == 303
    stands = assignment(app, school, school.assignment_id)
    assert (stands.most_files, stands.largest_file_mb) == (5, 9)
