"""The page of the bank: written, found, changed, shared, archived; by whom and by whom not."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db, new_id, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.privacy.operations import erase_subject
from parasat_lms.features.privacy.queries import export_subject
from tests.factories.comments import add_comment
from tests.factories.rubrics import words
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor

TEXT = LocalizedText("Дәлелің анық.", "Довод ясный.", "", "kk")


@pytest.fixture
def teacher(app: Flask, school: TestSchool) -> Visitor:
    return Visitor(app, school, school.people.teacher)


def the(app: Flask, school: TestSchool, comment_id: UUID) -> BankComment:
    (found,) = stored(app, school, BankComment, BankComment.id == comment_id)
    return found


def fields_of(visitor: Visitor, path: str) -> dict[str, str]:
    """What the form of a comment would send unchanged; a selected option is what a browser sends."""
    page = visitor.page(path)
    form = next(form for form in page.forms if "text-mark" in form.fields)
    return {"criterion": "", "level": "", "attribute": "", "origin": "kk", **form.fields, "do": "save"}


def test_a_comment_is_written_in_three_languages_and_tied(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    criterion = school.rubric.criteria[0]
    sent = fields_of(teacher, f"/comments/new?criterion={criterion.lineage_id}")
    sent |= {
        "text-kk": "Ой анық айтылған.",
        "text-ru": "Мысль ясна.",
        "criterion": str(criterion.lineage_id),
        "level": str(criterion.levels[1].lineage_id),
        "attribute": str(school.attributes["GA1"].id),
    }
    assert teacher.post("/comments/new", sent).status_code == 303
    (kept,) = stored(app, school, BankComment)
    assert kept.text == LocalizedText("Ой анық айтылған.", "Мысль ясна.", "", "kk")
    assert (kept.criterion_id, kept.level_id) == (criterion.lineage_id, criterion.levels[1].lineage_id)
    assert (kept.owner_id, kept.shared) == (school.people.teacher.person_id, False)
    page = teacher.page("/comments")
    assert "Ой анық айтылған." in page.words
    assert "жоқ: English" in page.words
    assert criterion.title.kk in page.words


def test_sent_twice_it_is_one_comment(app: Flask, school: TestSchool, teacher: Visitor) -> None:
    sent = {**fields_of(teacher, "/comments/new"), "text-kk": "Жарайсың!"}
    assert [teacher.post("/comments/new", sent).status_code for _again in range(2)] == [303, 303]
    assert len(stored(app, school, BankComment)) == 1
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "comment.kept")) == 1


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"text-kk": "а" * 6000}, "text-kk-errors"),
        ({"text-ru": "\x07"}, "text-ru-errors"),
        ({"criterion": "nonsense"}, "criterion-errors"),
        ({"criterion": "{foreign}"}, "criterion-errors"),
        ({"attribute": "{foreign}"}, "attribute-errors"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    app: Flask, schools: TwoSchools, teacher: Visitor, wrong: dict[str, str], at: str
) -> None:
    foreign = str(schools.there.rubric.criteria[0].lineage_id)
    sent = {**fields_of(teacher, "/comments/new"), "text-kk": "Жарайсың!", "text-en": "Well done!"}
    sent |= {name: value.format(foreign=foreign) for name, value in wrong.items()}
    answer = teacher.post("/comments/new", sent)
    assert answer.status_code == 422
    assert f'id="{at}"' in answer.text
    assert "Well done!" in answer.text
    assert not stored(app, schools.here, BankComment)


def test_a_comment_without_a_word_is_none(app: Flask, school: TestSchool, teacher: Visitor) -> None:
    answer = teacher.post("/comments/new", {**fields_of(teacher, "/comments/new"), "text-kk": " "})
    assert answer.status_code == 422
    assert 'id="text-kk-errors"' in answer.text
    assert not stored(app, school, BankComment)


def test_the_levels_of_a_criterion_are_shown_before_anything_is_saved(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    criterion = school.rubric.criteria[1]
    sent = {
        **fields_of(teacher, "/comments/new"),
        "text-kk": "Жарайсың!",
        "criterion": str(criterion.lineage_id),
    }
    answer = teacher.post("/comments/new", {**sent, "do": "levels"})
    assert answer.status_code == 200
    assert all(level.title.kk in answer.text for level in criterion.levels)
    assert "Жарайсың!" in answer.text
    assert not stored(app, school, BankComment)


def test_a_changed_original_makes_the_translation_stale(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    kept = add_comment(app, school, school.people.teacher, TEXT)
    sent = {**fields_of(teacher, f"/comments/{kept}/edit"), "text-kk": "Дәлелің өте анық."}
    assert teacher.post(f"/comments/{kept}/edit", sent).status_code == 303
    assert the(app, school, kept).text.stale == ("ru",)


def test_two_who_edit_see_each_other_and_nothing_is_overwritten(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    admin = Visitor(app, school, school.people.admin)
    kept = add_comment(app, school, school.people.teacher, TEXT, shared=True)
    path = f"/comments/{kept}/edit"
    mine = {**fields_of(teacher, path), "shared": "yes", "text-kk": "Менікі."}
    theirs = {**fields_of(admin, path), "shared": "yes", "text-kk": "Әкімшілік жазған."}
    assert admin.post(path, theirs).status_code == 303
    answer = teacher.post(path, mine)
    assert answer.status_code == 409
    assert "Әкімшілік жазған." in answer.text
    assert "Менікі." in answer.text
    assert the(app, school, kept).text.kk == "Әкімшілік жазған."
    assert teacher.post(path, {**mine, "revision": "2"}).status_code == 303
    assert the(app, school, kept).text.kk == "Менікі."


def test_only_the_author_and_the_administration_change_what_is_shared(app: Flask, school: TestSchool) -> None:
    own = add_comment(app, school, school.people.teacher, words("Жеке"))
    shared = add_comment(app, school, school.people.teacher, words("Ортақ"), shared=True)
    statuses = {}
    for who in ("teacher", "coteacher", "admin", "student", "parent", "psychologist"):
        visitor = Visitor(app, school, getattr(school.people, who))
        statuses[who] = tuple(visitor.get(f"/comments/{one}/edit").status_code for one in (own, shared))
        sent = visitor.post(f"/comments/{shared}/archive", {"archived": "no"}).status_code
        assert sent == (303 if statuses[who][1] == 200 else 404)
    assert statuses == {
        "teacher": (200, 200),
        "coteacher": (404, 404),
        "admin": (404, 200),
        "student": (404, 404),
        "parent": (404, 404),
        "psychologist": (404, 404),
    }
    coteacher = Visitor(app, school, school.people.coteacher).page("/comments").words
    assert "Ортақ" in coteacher
    assert "Жеке" not in coteacher


def test_a_comment_in_the_archive_is_found_there_and_comes_back(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    kept = add_comment(app, school, school.people.teacher, TEXT)
    teacher.post(f"/comments/{kept}/archive", {"archived": "yes"})
    assert TEXT.kk not in teacher.page("/comments").words
    assert TEXT.kk in teacher.page("/comments?shelf=archived").words
    teacher.post(f"/comments/{kept}/archive", {"archived": "no"})
    assert TEXT.kk in teacher.page("/comments").words


def test_the_bank_is_searched_narrowed_and_turned_page_by_page(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    people, criterion = school.people, school.rubric.criteria[0]
    for number in range(21):
        add_comment(app, school, people.teacher, words(f"Пікір №{number}."))
    add_comment(app, school, people.teacher, TEXT, attribute_id=school.attributes["GA5"].id)
    add_comment(
        app, school, people.coteacher, words("Әріптестікі"), shared=True, criterion_id=criterion.lineage_id
    )
    assert "Пікір №0." in teacher.page("/comments?page=2").words
    assert "Пікір №0." not in teacher.page("/comments").words
    found = {
        "q=ДОВОД": TEXT.kk,
        "attribute=GA5": TEXT.kk,
        "shelf=shared": "Әріптестікі",
        f"rubric={school.rubric.rubric_id}": "Әріптестікі",
    }
    for asked, text in found.items():
        page = teacher.page(f"/comments?{asked}").words
        assert text in page
        assert "Пікір №20." not in page
    assert "Әріптестікі" not in teacher.page("/comments?shelf=mine").words
    assert teacher.get(f"/comments?rubric={new_id()}&shelf=%00&page=-1&attribute=GA9").status_code == 200


def test_nobody_keeps_for_themselves_what_belongs_to_the_school(app: Flask, school: TestSchool) -> None:
    kept = add_comment(app, school, school.people.coteacher, TEXT, shared=True)
    with app.app_context(), school_scope(school.id), unit_of_work():
        erase_subject(school.people.coteacher.person_id)
    assert the(app, school, kept).owner_id is None
    admin = Visitor(app, school, school.people.admin)
    sent = fields_of(admin, f"/comments/{kept}/edit")
    sent.pop("shared", None)
    assert admin.post(f"/comments/{kept}/edit", sent).status_code == 422
    assert the(app, school, kept).shared


def test_erased_a_teachers_own_comments_go_and_the_shared_ones_lose_the_name(
    app: Flask, school: TestSchool
) -> None:
    leaver = school.people.coteacher
    add_comment(app, school, leaver, words("Жеке"))
    shared = add_comment(app, school, leaver, words("Ортақ"), shared=True)
    others = add_comment(app, school, school.people.teacher, words("Басқанікі"))
    with app.app_context(), school_scope(school.id), unit_of_work():
        held = export_subject(leaver.person_id)["tables"]["bank_comment"]
        assert {row["text"]["kk"] for row in held} == {"Жеке", "Ортақ"}
        erase_subject(leaver.person_id)
    assert {one.id: one.owner_id for one in stored(app, school, BankComment)} == {
        shared: None,
        others: school.people.teacher.person_id,
    }


def test_the_database_refuses_a_comment_of_nobody_and_a_level_without_its_criterion(
    app: Flask, school: TestSchool
) -> None:
    for wrong in ({"owner_id": None}, {"owner_id": school.people.teacher.person_id, "level_id": new_id()}):
        with app.app_context(), school_scope(school.id), pytest.raises(IntegrityError):
            db.session.execute(insert(BankComment).values(text=TEXT, search_key="", **wrong))
