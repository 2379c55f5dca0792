"""Students hand in files: each for itself, kept with the draft, given to nobody but those who may read the work."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from parasat_lms.core.db import school_scope
from parasat_lms.core.files import LocalFolder, Received, StoredFile, receive
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.assignments.models import Submission, SubmissionFile
from parasat_lms.features.assignments.views import files as views
from parasat_lms.features.privacy.operations import erase_subject
from tests.factories.files import archive, ask_for_files, attach, pdf, picture
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark

NAME = "Ұлы дала – эссе.pdf"


@pytest.fixture(autouse=True)
def place(app: Flask, school: TestSchool, tmp_path: Path) -> Iterator[LocalFolder]:
    """A storage of this test's own, and an assignment that asks for up to three files of 1 MB."""
    before = app.extensions["parasat_files"]
    app.extensions["parasat_files"] = LocalFolder(tmp_path / "files")
    ask_for_files(app, school.id, school.assignment_id)
    yield app.extensions["parasat_files"]
    app.extensions["parasat_files"] = before


@pytest.fixture
def address(school: TestSchool) -> str:
    """Where the student works on the assignment."""
    return f"/assignments/{school.assignment_id}"


def sent(*files: tuple[bytes, str], intent: str = "draft", text: str = "", **more: str) -> dict[str, Any]:
    """The form as a browser sends it."""
    return {
        "text": text,
        "language": "kk",
        "intent": intent,
        "files": [(BytesIO(content), name) for content, name in files],
        **more,
    }


def post_large(student: Visitor, address: str, form: dict[str, Any]) -> TestResponse:
    """Send a form of more than half a megabyte, which the test client itself would forget in a file."""
    files = [FileStorage(stream, name) for stream, name in form["files"]]
    boundary, body = encode_multipart({**form, "files": files, "csrf_token": student.token})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return student.client.post(f"/{student.school.slug}{address}", data=body, content_type=kind)


def kept(app: Flask, school: TestSchool) -> list[SubmissionFile]:
    return sorted(stored(app, school, SubmissionFile), key=lambda one: one.added_at)


def names(app: Flask, school: TestSchool) -> list[str]:
    return [one.name for one in kept(app, school)]


def lying(place: LocalFolder) -> set[str]:
    return {entry.key for entry in place.entries()}


def test_before_choosing_the_student_reads_how_many_which_and_how_large(
    student: Visitor, address: str
) -> None:
    page = student.page(address)
    for words in ("ең көбі 3 файл", "әрқайсысы ең көбі 1 МБ", "суреттер (JPEG, PNG, WebP)", "PDF"):
        assert words in page.words
    field = next(one for one in page.elements if one.attributes.get("type") == "file")
    assert "multiple" in field.attributes
    assert "application/pdf" in field.attributes["accept"]
    assert next(one for one in page.elements if one.attributes.get("enctype") == "multipart/form-data")


def test_files_are_part_of_the_draft_and_go_along_when_it_is_handed_in(
    app: Flask, school: TestSchool, student: Visitor, address: str, place: LocalFolder
) -> None:
    answer = student.post(address, sent((pdf(), NAME), (picture(), "IMG_1.jpg")))
    assert answer.status_code == 303
    assert names(app, school) == [NAME, "IMG_1.webp"]
    assert len(lying(place)) == 3, "a picture has a small form"
    page = student.page(address)
    assert NAME in page.words
    review = student.post(address, sent(intent="review"))
    assert review.location.endswith("/hand-in")
    assert NAME in student.page(f"{address}/hand-in").words
    assert student.post(address, sent(intent="hand_in")).status_code == 303
    (work,) = stored(app, school, Submission)
    assert work.handed_in_at
    teacher = Visitor(app, school, school.people.teacher)
    desk = teacher.page(f"/marking/{work.id}")
    assert NAME in desk.words
    assert any("small=1" in one.attributes.get("src", "") for one in desk.elements if one.tag == "img")


def test_without_a_file_nothing_is_handed_in(student: Visitor, address: str) -> None:
    for intent in ("review", "hand_in"):
        answer = student.post(address, sent(intent=intent))
        assert answer.status_code == 422
        assert "Тапсырар алдында кемінде бір файл қосыңыз." in Page(answer.text).words


def test_one_that_fails_says_why_and_the_others_and_the_text_stay(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    ask_for_files(app, school.id, school.assignment_id, takes_text=True)
    answer = post_large(
        student,
        address,
        sent(
            (pdf(), NAME),
            (b"", "бос.pdf"),
            (pdf(b"<</S/JavaScript/JS(1)>>"), "скрипт.pdf"),
            (pdf() + b" " * 1_100_000 + b"%%EOF", "үлкен.pdf"),
            intent="review",
            text="Мәтінім осында.",
        ),
    )
    page = Page(answer.text)
    assert answer.status_code == 422
    for words in ("бос.pdf: Файл бос.", "скрипт.pdf: PDF ішінде", "үлкен.pdf: Файл 1 МБ-тан үлкен.", NAME):
        assert words in page.words
    assert names(app, school) == [NAME]
    assert page.form_to(address).fields["text"] == "Мәтінім осында."
    (work,) = stored(app, school, Submission)
    assert (work.text, work.handed_in_at) == ("Мәтінім осында.", None)
    again = {**page.form_to(address).fields, "intent": "hand_in", "files": []}
    assert student.post(address, again).status_code == 303


def test_the_same_content_twice_is_one_file(
    app: Flask, school: TestSchool, student: Visitor, address: str, place: LocalFolder
) -> None:
    student.post(address, sent((pdf(), NAME), (pdf(), "тағы бір рет.pdf")))
    student.post(address, sent((pdf(), NAME)))
    assert names(app, school) == [NAME]
    assert len(lying(place)) == 1


def test_more_files_than_asked_for_are_named_and_not_kept(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    many = [(picture("PNG", f"#00000{number}"), f"{number}.png") for number in range(5)]
    answer = student.post(address, sent(*many))
    assert answer.status_code == 422
    assert "3 файл бар: алдымен біреуін алып тастаңыз." in Page(answer.text).words
    assert len(kept(app, school)) == 3


def test_a_file_is_taken_out_again_and_what_was_typed_is_kept(
    app: Flask, school: TestSchool, student: Visitor, address: str, place: LocalFolder
) -> None:
    ask_for_files(app, school.id, school.assignment_id, takes_text=True)
    student.post(address, sent((pdf(), NAME), (picture(), "1.jpg")))
    first, second = kept(app, school)
    seen = student.page(address).form_to(address).fields["seen"]
    answer = student.post(
        address, {"text": "Жаңа мәтін", "language": "kk", "seen": seen, "remove": str(first.id)}
    )
    assert answer.status_code == 303
    assert [one.id for one in kept(app, school)] == [second.id]
    assert len(lying(place)) == 2
    (work,) = stored(app, school, Submission)
    assert work.text == "Жаңа мәтін"


def test_after_handing_in_no_file_comes_or_goes(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    student.post(address, sent((pdf(), NAME)))
    student.post(address, sent(intent="hand_in"))
    (one,) = kept(app, school)
    for form in (sent((picture(), "2.jpg")), sent(remove=str(one.id))):
        answer = student.post(address, form)
        assert answer.status_code == 409
        assert "файлдары өзгермейді" in Page(answer.text).words
    assert names(app, school) == [NAME]


def test_an_attempt_begins_with_the_files_of_the_one_before_and_each_keeps_its_own(
    app: Flask, school: TestSchool, student: Visitor, address: str, place: LocalFolder
) -> None:
    ask_for_files(app, school.id, school.assignment_id, max_attempts=2, late_policy="mark_late")
    student.post(address, sent((pdf(), NAME)))
    student.post(address, sent(intent="hand_in"))
    (first,) = stored(app, school, Submission)
    mark(app, school.id, first.id, levels=(2, 2, 1))
    assert student.post(f"{address}/again").status_code == 303
    assert names(app, school) == [NAME, NAME]
    assert len(lying(place)) == 1, "attempts share the bytes"
    mine = next(one for one in kept(app, school) if one.submission_id != first.id)
    student.post(address, sent((picture(), "2.jpg"), remove=str(mine.id)))
    assert {(one.submission_id == first.id, one.name) for one in kept(app, school)} == {
        (True, NAME),
        (False, "2.webp"),
    }
    assert len(lying(place)) == 3


def file_address(one: SubmissionFile) -> str:
    return f"/works/{one.submission_id}/files/{one.id}"


def test_a_file_is_saved_under_its_kazakh_name_and_runs_nothing(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    student.post(address, sent((pdf(), NAME), (picture(), "IMG.jpg")))
    document, photo = kept(app, school)
    answer = student.get(file_address(document))
    assert answer.data == pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert f"filename*=UTF-8''{quote(NAME)}" in answer.headers["Content-Disposition"]
    for one in (answer, student.get(file_address(photo)), student.get(f"{file_address(photo)}?small=1")):
        assert one.status_code == 200
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["Content-Security-Policy"] == "default-src 'none'; img-src 'self'; sandbox"
        assert one.headers["Cache-Control"] == "private, no-cache"
    assert student.get(file_address(photo)).headers["Content-Disposition"].startswith("inline")
    assert (
        "filename*"
        not in student.get(f"{file_address(document)}?names=hidden").headers["Content-Disposition"]
    )


def test_a_file_is_for_its_student_then_for_the_teachers_then_for_the_parents(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    people = school.people
    student.post(address, sent((pdf(), NAME)))
    (one,) = kept(app, school)

    def readers() -> set[str]:
        everybody = (
            "student",
            "classmate",
            "teacher",
            "coteacher",
            "other_teacher",
            "parent",
            "other_parent",
            "admin",
        )
        return {
            who
            for who in everybody
            if Visitor(app, school, getattr(people, who)).get(file_address(one)).status_code == 200
        }

    assert readers() == {"student"}
    student.post(address, sent(intent="hand_in"))
    assert readers() == {"student", "teacher", "coteacher"}
    mark(app, school.id, one.submission_id, levels=(2, 2, 1))
    assert readers() == {"student", "teacher", "coteacher", "parent"}
    feedback = Visitor(app, school, people.parent).page(f"/feedback/{one.submission_id}")
    assert NAME in feedback.words


def test_the_file_of_a_work_is_not_found_under_another_work(app: Flask, school: TestSchool) -> None:
    people = school.people
    own = hand_in(app, school.id, school.assignment_id, people.student)
    others = hand_in(app, school.id, school.assignment_id, people.classmate)
    theirs = attach(app, school.id, others, people.classmate, pdf())
    assert Visitor(app, school, people.student).get(f"/works/{own}/files/{theirs}").status_code == 404


def test_a_name_made_of_markup_is_shown_as_letters(student: Visitor, address: str) -> None:
    student.post(address, sent((pdf(), "a'onmouseover='alert(1)' & b.pdf")))
    assert "a&#39;onmouseover=&#39;alert(1)&#39; &amp; b.pdf" in student.get(address).text


def test_where_names_are_hidden_names_of_files_are_hidden_too(app: Flask, school: TestSchool) -> None:
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    attach(app, school.id, work, school.people.student, pdf(), "Ермек Әмина.pdf")
    teacher = Visitor(app, school, school.people.teacher)
    criterion = school.rubric.criteria[0].id
    page = f"/marking/assignments/{school.assignment_id}/criteria/{criterion}"
    assert "Ермек Әмина.pdf" in teacher.get(page).text
    hidden = teacher.get(f"{page}?names=hidden").text
    assert "Ермек Әмина.pdf" not in hidden
    assert "1-файл" in hidden


def test_an_assignment_without_files_takes_none(
    app: Flask, school: TestSchool, student: Visitor, address: str, place: LocalFolder
) -> None:
    ask_for_files(app, school.id, school.assignment_id, takes_text=True, most_files=0)
    assert student.post(address, sent((pdf(), NAME), text="Мәтін")).status_code == 303
    assert not kept(app, school)
    assert not lying(place)
    assert "files.css" not in student.get(address).text


def test_a_strangers_files_are_not_even_read(app: Flask, school: TestSchool, address: str) -> None:
    stranger = Visitor(app, school, None)
    answer = post_large(stranger, address, sent((pdf() + b" " * 5_000_000, NAME)))
    assert answer.status_code == 413


def test_a_disk_that_is_full_loses_one_file_and_not_the_work(
    app: Flask, school: TestSchool, student: Visitor, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LocalFolder, "put_from", full)
    ask_for_files(app, school.id, school.assignment_id, takes_text=True)
    answer = student.post(address, sent((pdf(), NAME), text="Мәтінім осында."))
    assert answer.status_code == 422
    assert "қазір сақталмады" in Page(answer.text).words
    assert not stored(app, school, StoredFile)
    (work,) = stored(app, school, Submission)
    assert work.text == "Мәтінім осында."


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nobody_waits_while_files_are_looked_into(
    app: Flask, school: TestSchool, student: Visitor, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    wrote = []

    def beside_another_writer(*arguments: Any) -> Received:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        wrote.append(True)
        return receive(*arguments)

    monkeypatch.setattr(views, "receive", beside_another_writer)
    assert student.post(address, sent((pdf(), NAME))).status_code == 303
    assert wrote
    assert names(app, school) == [NAME]


# --- personal data ----------------------------------------------------------------------------------------------


def test_files_are_handed_out_with_everything_else(
    app: Flask, school: TestSchool, student: Visitor, address: str
) -> None:
    student.post(address, sent((pdf(), NAME)))
    person_id = school.people.student.person_id
    answer = Visitor(app, school, school.people.admin).post(f"/personal-data/{person_id}/export")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.data)) as packed:
        held = json.loads(packed.read("person.json"))["tables"]
        assert held["submission_file"][0]["name"] == NAME
        (file,) = [name for name in packed.namelist() if name.startswith("files/")]
        assert file == f"files/{held['submission_file'][0]['file_id']}.pdf"
        assert packed.read(file) == pdf()
    answer.close()


def test_an_erased_student_takes_files_and_bytes_along(
    app: Flask, school: TestSchool, student: Visitor, address: str, place: LocalFolder
) -> None:
    student.post(address, sent((pdf(), NAME), (picture(), "1.jpg")))
    student.post(address, sent(intent="hand_in"))
    assert len(lying(place)) == 3
    with app.app_context(), school_scope(school.id), unit_of_work():
        erase_subject(school.people.student.person_id)
    assert not kept(app, school)
    assert not stored(app, school, StoredFile)
    assert not lying(place)
    assert stored(app, school, Submission)


def test_a_document_with_macros_is_refused_in_words(student: Visitor, address: str) -> None:
    macros = archive(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>", "word/vbaProject.bin": b"x"}
    )
    answer = student.post(address, sent((macros, "эссе.docx")))
    assert answer.status_code == 422
    assert "эссе.docx: Құжатта макрос немесе бағдарлама бар" in Page(answer.text).words
