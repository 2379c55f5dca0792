"""The diary, tested as an author of a plug-in tests: with the fixtures that Parasat LMS ships, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import uuid4

import parasat_dummy
import pytest
from flask import Flask
from flask.testing import FlaskClient
from parasat_dummy import operations, queries
from parasat_dummy.models import Note
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import db
from parasat_lms.testing import WorkForTests

Clients = Callable[[Role], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]
PAGE = "/school/diary"


@pytest.fixture
def parasat_plugin() -> str:
    return "parasat_dummy"


def return_work(teacher: FlaskClient, work: WorkForTests) -> None:
    """Choose the highest level of the work's one criterion, and send the work back."""
    desk = teacher.get(f"/school/marking/{work.id}").get_data(as_text=True)
    field, levels = "", []
    for name, value in re.findall(r'<input[^>]*name="(choice-[^"]+)"[^>]*value="([^"]+)"', desk):
        field, levels = name, [*levels, value]
    chosen = [level for level in levels if level != "na"][-1]
    answer = teacher.post(f"/school/marking/{work.id}/return", data={field: chosen})
    assert answer.status_code == 303


def test_the_plugin_imports_the_public_contract_and_nothing_else_of_the_product() -> None:
    allowed = ("parasat_lms.plugin_api", "parasat_lms.domain")
    for file in Path(parasat_dummy.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            wrong = [
                name for name in names if name.startswith("parasat_lms") and not name.startswith(allowed)
            ]
            assert not wrong, f"{file.name} imports {wrong}"


def test_switching_on_lays_down_the_first_entry_once(parasat_inside: Inside) -> None:
    with parasat_inside():
        operations.begin()
    with parasat_inside():
        assert [note.kind for note in queries.notes()] == ["begun"]


def test_a_teacher_writes_an_entry_and_finds_it_on_the_page(parasat_client: Clients) -> None:
    teacher = parasat_client(Role.TEACHER)
    answer = teacher.post(PAGE, data={"text": " Бүгін қар жауды <3 "})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "Бүгін қар жауды &lt;3" in teacher.get(PAGE).get_data(as_text=True)


def test_an_empty_entry_is_refused_in_the_language_of_the_page(parasat_client: Clients) -> None:
    answer = parasat_client(Role.TEACHER).post(f"{PAGE}?lang=ru", data={"text": ""})
    assert answer.status_code == 422
    assert "Введите текст записи." in answer.get_data(as_text=True)


def test_who_may_read_is_not_who_may_write(parasat_client: Clients) -> None:
    admin = parasat_client(Role.ADMIN)
    page = admin.get(PAGE).get_data(as_text=True)
    assert "Күнделік басталды" in page
    assert f'action="{PAGE}"' not in page
    assert admin.post(PAGE, data={"text": "x"}).status_code == 404
    student = parasat_client(Role.STUDENT)
    assert student.get(PAGE).status_code == 404
    assert PAGE not in student.get("/school/home").get_data(as_text=True)


def test_the_page_gives_htmx_the_entries_alone(parasat_client: Clients) -> None:
    part = parasat_client(Role.TEACHER).get(PAGE, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert 'id="entries"' in part
    assert "<html" not in part


def test_the_style_sheet_of_the_plugin_is_served_under_the_school(parasat_client: Clients) -> None:
    teacher = parasat_client(Role.TEACHER)
    address = f"{PAGE}/static/parasat_dummy.css"
    assert f'href="{address}"' in teacher.get(PAGE).get_data(as_text=True)
    with teacher.get(address) as sheet:
        assert sheet.status_code == 200
        assert sheet.mimetype == "text/css"
        assert "public" in sheet.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", ["Қайтарылған жұмыстар күнделігі", "Күнделік", "Жазып қою", "Шығу"]),
        ("ru", ["Дневник возвращённых работ", "Дневник", "Записать", "Выйти"]),
        ("en", ["Diary of returned works", "Diary", "Write down", "Sign out"]),
    ],
)
def test_the_page_speaks_three_languages_and_takes_the_shells_words_from_the_core(
    language: str, words: list[str], parasat_client: Clients
) -> None:
    page = parasat_client(Role.TEACHER).get(f"{PAGE}?lang={language}").get_data(as_text=True)
    assert [word for word in words if word not in page] == []


def test_a_returned_work_goes_into_the_diary_and_into_both_panels(
    parasat_client: Clients, parasat_work: WorkForTests, parasat_inside: Inside
) -> None:
    student = parasat_client(Role.STUDENT)
    profile = f"/school/profile/{parasat_work.student_id}"
    assert "жұмыс қайтарылды</p>" not in student.get(profile).get_data(as_text=True)
    return_work(parasat_client(Role.TEACHER), parasat_work)
    assert "1 жұмыс қайтарылды</p>" in student.get(profile).get_data(as_text=True)
    assert "1 жұмыс қайтарылды</p>" in student.get("/school/home").get_data(as_text=True)
    assert "1 работа возвращена</p>" in student.get("/school/home?lang=ru").get_data(as_text=True)
    with parasat_inside():
        note = db.session.scalars(select(Note).where(Note.kind == "returned")).one()
        assert note.student_id == parasat_work.student_id


def test_a_school_that_wants_it_gets_evidence_of_its_own(
    parasat_client: Clients, parasat_work: WorkForTests, parasat_inside: Inside
) -> None:
    admin = parasat_client(Role.ADMIN)
    settings = "/school/programmes/parasat_dummy/settings"
    assert admin.post(settings, data={"greeting": "Қош келдіңіз!", "as_evidence": "y"}).status_code == 303
    assert 'value="Қош келдіңіз!"' in admin.get(settings).get_data(as_text=True)
    with parasat_inside():
        assert queries.settings() == queries.Settings("Қош келдіңіз!", as_evidence=True)
    return_work(parasat_client(Role.TEACHER), parasat_work)
    home = parasat_client(Role.STUDENT).get("/school/home").get_data(as_text=True)
    assert "Қош келдіңіз!" in home
    profile = (
        parasat_client(Role.STUDENT).get(f"/school/profile/{parasat_work.student_id}").get_data(as_text=True)
    )
    sixth = profile[profile.index('id="GA6"') :]
    assert "1 / 1" in sixth.replace("\n", "")


def test_settings_that_do_not_fit_are_refused_and_not_kept(
    parasat_client: Clients, parasat_inside: Inside
) -> None:
    settings = "/school/programmes/parasat_dummy/settings"
    answer = parasat_client(Role.ADMIN).post(settings, data={"greeting": "ә" * 101})
    assert answer.status_code == 422
    with parasat_inside():
        assert queries.settings().greeting == ""


def test_the_rubric_row_is_in_the_library_and_the_elective_in_the_catalogue(
    parasat_client: Clients, parasat_app: Flask, parasat_inside: Inside
) -> None:
    library = parasat_client(Role.ADMIN).get("/school/rubrics").get_data(as_text=True)
    assert "Күнделік жүргізеді" in library
    plugins = parasat_app.extensions["parasat_plugins"]
    with parasat_inside():
        offers = plugins.announce("subject_catalogue", frozenset({"parasat_dummy"}))
    assert [subject.code for offer in offers for subject in offer] == ["diary-keeping"]


def test_a_note_about_nobody_of_this_school_is_refused_by_the_database(parasat_inside: Inside) -> None:
    with pytest.raises(IntegrityError), parasat_inside():
        db.session.add(Note(kind="returned", student_id=uuid4()))
