"""The comment bank on the desk: offered at the row, put into the comment, kept from it; with and without scripts."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, update

from parasat_lms.core.db import db
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.people.models import Account
from tests.factories.comments import add_comment
from tests.factories.desk import row, rows_of, whole
from tests.factories.pages import Page
from tests.factories.rubrics import words
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import mark

BOTH = LocalizedText("Дәлелің анық.", "Довод ясный.", "", "kk")


def bank_of(school: TestSchool, work: UUID, place: int = 0) -> str:
    return f"/marking/{work}/rows/{school.rubric.criteria[place].id}/comments"


def comment_on(app: Flask, school: TestSchool, work: UUID, place: int = 0) -> str:
    found = rows_of(app, school, work).get(school.rubric.criteria[place].id)
    return found.comment if found else ""


def reads_in(app: Flask, school: TestSchool, language: str | None) -> None:
    """The language that the student has chosen for the pages."""
    with app.app_context(), unit_of_work():
        account = update(Account).where(Account.id == school.people.student.account_id)
        db.session.execute(account.values(language=language))


def test_the_desk_leads_to_the_bank_at_every_row_and_names_the_key(
    school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    desk = teacher.get(f"/marking/{work}").text
    for place in range(3):
        assert f'formaction="/{school.slug}{bank_of(school, work, place)}"' in desk
    assert "<kbd>B</kbd>" in desk


@pytest.mark.parametrize(
    ("chosen", "expected"), [("ru", "Довод ясный."), ("kk", "Дәлелің анық."), (None, "Дәлелің анық.")]
)
def test_comments_are_offered_in_the_students_language(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, chosen: str | None, expected: str
) -> None:
    add_comment(app, school, school.people.teacher, BOTH)
    reads_in(app, school, chosen)
    part = teacher.get(bank_of(school, work), fragment=True).text
    assert expected in part
    assert {"ru": "Русский", "kk": "Қазақша"}[chosen or "kk"] in Page(part).words


def test_a_comment_that_the_students_language_lacks_is_marked(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    add_comment(app, school, school.people.teacher, BOTH)
    reads_in(app, school, "en")
    part = teacher.get(bank_of(school, work), fragment=True).text
    assert 'lang="kk">Дәлелің анық.' in part
    assert "тек мына тілде: Қазақша" in Page(part).words


def test_the_level_on_the_screen_counts_before_it_is_saved(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    for level in first.levels[:2]:
        tie = {"criterion_id": first.lineage_id, "level_id": level.lineage_id}
        add_comment(app, school, school.people.teacher, words(f"Деңгейге: {level.title.kk}"), **tie)
    part = teacher.get(f"{bank_of(school, work)}?level={first.levels[1].id}", fragment=True).text
    assert f"Деңгейге: {first.levels[1].title.kk}" in part
    assert f"Деңгейге: {first.levels[0].title.kk}" not in part


def test_without_scripts_the_desk_is_saved_on_the_way_to_the_bank(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    sent = {**whole(school, 2, 1, 0), **row(first, 2, comment="Ой бар.")}
    answer = teacher.post(bank_of(school, work), sent)
    assert answer.status_code == 303
    assert answer.location.endswith(bank_of(school, work))
    assert len(rows_of(app, school, work)) == 3
    page = teacher.page(bank_of(school, work))
    assert page.forms[-1].fields[f"comment-{first.id}"] == "Ой бар."


def test_without_scripts_a_chosen_comment_is_put_behind_what_was_typed(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    kept = add_comment(app, school, school.people.teacher, BOTH)
    first = school.rubric.criteria[0]
    teacher.post(bank_of(school, work), row(first, 2, comment="Ой бар."))
    fields = teacher.page(bank_of(school, work)).forms[-1].fields
    answer = teacher.post(bank_of(school, work), {**fields, "insert": str(kept)})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/marking/{work}#row-{first.id}")
    assert comment_on(app, school, work) == "Ой бар. Дәлелің анық."
    assert rows_of(app, school, work)[first.id].level_id == first.levels[2].id


def test_what_another_marker_wrote_meanwhile_is_not_overwritten(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    kept = add_comment(app, school, school.people.teacher, BOTH)
    fields = teacher.page(bank_of(school, work)).forms[-1].fields
    first = school.rubric.criteria[0]
    coteacher.post(f"/marking/{work}/rows/{first.id}", row(first, comment="Әріптестікі."), fragment=True)
    answer = teacher.post(bank_of(school, work), {**fields, "insert": str(kept)})
    assert answer.status_code == 409
    assert comment_on(app, school, work) == "Әріптестікі."
    page = Page(answer.text)
    assert "Әріптестікі." in page.words
    again = page.forms[-1].fields
    assert again[f"comment-{first.id}"] == BOTH.kk
    assert teacher.post(bank_of(school, work), {**again, "done": "yes"}).status_code == 303
    assert comment_on(app, school, work) == BOTH.kk


@pytest.mark.parametrize("which", ["nonsense", "foreign", "archived", "another's"])
def test_what_is_not_in_ones_bank_cannot_be_put_anywhere(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, which: str
) -> None:
    comment = add_comment(app, school, school.people.coteacher, BOTH)
    if which == "archived":
        comment = add_comment(app, school, school.people.teacher, BOTH)
        teacher.post(f"/comments/{comment}/archive", {"archived": "yes"})
    sent = {"nonsense": "nonsense", "foreign": str(work)}.get(which, str(comment))
    fields = teacher.page(bank_of(school, work)).forms[-1].fields
    first = school.rubric.criteria[0]
    answer = teacher.post(bank_of(school, work), {**fields, f"comment-{first.id}": "Ой бар.", "insert": sent})
    assert answer.status_code == 422
    assert Page(answer.text).forms[-1].fields[f"comment-{first.id}"] == "Ой бар."
    assert not comment_on(app, school, work)


def keep(teacher: Visitor, school: TestSchool, work: UUID, text: str, **more: str) -> tuple[int, str]:
    """Keep what was typed, as the desk's script sends it."""
    first = school.rubric.criteria[0]
    fields = {"keep": str(first.id), f"comment-{first.id}": text, **more}
    answer = teacher.post(f"{bank_of(school, work)}?level={first.levels[1].id}", fields, fragment=True)
    return answer.status_code, Page(answer.text).words


def test_a_comment_is_kept_from_the_desk_for_its_criterion_and_level(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    status, said = keep(teacher, school, work, "Дереккөзің сенімді.\r\nОсылай жалғастыр.")
    assert status == 200
    assert "Пікір қорыңызға сақталды." in said
    (kept,) = stored(app, school, BankComment)
    assert kept.text == words("Дереккөзің сенімді.\nОсылай жалғастыр.")
    assert (kept.criterion_id, kept.level_id) == (first.lineage_id, first.levels[1].lineage_id)
    assert (kept.owner_id, kept.shared) == (school.people.teacher.person_id, False)
    assert not comment_on(app, school, work), "the desk saves the row itself"
    assert "бұрыннан бар" in keep(teacher, school, work, "Дереккөзің сенімді.\nОсылай жалғастыр.")[1]
    assert len(stored(app, school, BankComment)) == 1


def test_a_comment_is_kept_in_the_language_that_was_chosen(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    chosen = {f"language-{school.rubric.criteria[0].id}": "ru"}
    assert keep(teacher, school, work, "Хороший источник.", **chosen)[0] == 200
    (kept,) = stored(app, school, BankComment)
    assert kept.text == LocalizedText(ru="Хороший источник.", origin="ru")


@pytest.mark.parametrize("text", ["", "  ", "а" * 20_001, "\x07"])
def test_what_cannot_be_kept_says_why(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, text: str
) -> None:
    assert keep(teacher, school, work, text)[0] == 422
    assert not stored(app, school, BankComment)


def test_a_comment_that_names_the_student_is_kept_with_a_word_about_it(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    name = school.people.student.name.split()[-1]
    assert "оқушының аты" in keep(teacher, school, work, f"«{name}ға» рақмет!")[1]
    assert "оқушының аты" not in keep(teacher, school, work, "Рақмет, жарайсың!")[1]


def test_without_scripts_keeping_saves_the_comment_too(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    fields = teacher.page(bank_of(school, work)).forms[-1].fields
    sent = {**fields, f"comment-{first.id}": "Ой бар.", "keep": str(first.id)}
    assert teacher.post(bank_of(school, work), sent).status_code == 303
    assert comment_on(app, school, work) == "Ой бар."
    assert [one.text.kk for one in stored(app, school, BankComment)] == ["Ой бар."]


def test_a_work_that_went_back_keeps_its_comment(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    kept = add_comment(app, school, school.people.teacher, BOTH)
    fields = teacher.page(bank_of(school, work)).forms[-1].fields
    mark(app, school.id, work, levels=(2, 2, 1))
    assert teacher.post(bank_of(school, work), {**fields, "insert": str(kept)}).status_code == 409
    assert not comment_on(app, school, work)


@pytest.mark.parametrize("part", ["the row's comments", "the page of the bank", "the desk"])
def test_a_page_needs_the_same_few_statements_however_full_the_bank(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, part: str
) -> None:
    address, fragment = {
        "the row's comments": (bank_of(school, work), True),
        "the page of the bank": ("/comments", False),
        "the desk": (f"/marking/{work}", False),
    }[part]

    def statements() -> int:
        counted = []
        with app.app_context():
            engine = db.engine

        def count(*_arguments: object) -> None:
            counted.append(1)

        event.listen(engine, "before_cursor_execute", count)
        try:
            assert teacher.get(address, fragment=fragment).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    first = school.rubric.criteria[0]
    tie = {"criterion_id": first.lineage_id, "level_id": first.levels[1].lineage_id}
    add_comment(app, school, school.people.teacher, words("Бірінші"), **tie)
    teacher.get(address, fragment=fragment)
    few = statements()
    for number in range(25):
        add_comment(app, school, school.people.coteacher, words(f"Пікір {number}"), shared=True, **tie)
    assert statements() == few <= 12
