"""Rows are saved one by one: what is sent applies, is kept, or meets another's change; nothing is overwritten."""

from __future__ import annotations

from decimal import Decimal
from time import perf_counter
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from tests.factories.desk import row, rows_of
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor


def address(work: UUID, criterion_id: UUID) -> str:
    return f"/marking/{work}/rows/{criterion_id}"


def test_a_level_is_saved_at_once_and_the_answer_shows_what_it_comes_to(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    answer = teacher.post(address(work, first.id), row(first, 2), fragment=True)
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.loose[f"was-choice-{first.id}"] == str(first.levels[2].id)
    assert {element.attributes.get("id") for element in page.elements} >= {"desk-total", "effect"}
    assert "66" in page.words, "2 of 3 points are 66.67 %"
    (standing,) = rows_of(app, school, work).values()
    assert (standing.level_id, standing.points) == (first.levels[2].id, Decimal(2))
    assert standing.changed_by == school.people.teacher.person_id


def test_each_saved_row_leaves_one_line_in_the_audit_log_and_no_text(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    for _time in range(3):
        teacher.post(address(work, first.id), row(first, 2, comment="Жақсы дәлел"), fragment=True)
    lines = stored(app, school, AuditEntry, AuditEntry.action == "assessment_row.saved")
    assert len(lines) == 1
    assert lines[0].account_id == school.people.teacher.account_id
    assert "Жақсы" not in str(lines[0].details)


@pytest.mark.parametrize(
    ("place", "level", "points"),
    [(0, 2, None), (0, "na", None), (1, 2, "3.5"), (1, 2, "4.0"), (1, 2, " 4,50 ")],
)
def test_the_same_request_may_come_again(
    app: Flask,
    school: TestSchool,
    work: UUID,
    teacher: Visitor,
    place: int,
    level: int | str,
    points: str | None,
) -> None:
    criterion = school.rubric.criteria[place]
    fields = row(criterion, level, points=points, comment="Ойы анық")
    for _time in range(3):
        assert teacher.post(address(work, criterion.id), fields, fragment=True).status_code == 200
    (standing,) = rows_of(app, school, work).values()
    assert standing.comment == "Ойы анық"
    assert standing.not_applicable == (level == "na")


@pytest.mark.parametrize("points", ["4.0", "3", "4,50"])
def test_points_inside_a_range_may_be_changed_from_the_page_that_they_came_back_on(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, points: str
) -> None:
    dialogue = school.rubric.criteria[1]
    answer = teacher.post(address(work, dialogue.id), row(dialogue, 2, points=points), fragment=True)
    seen = Page(answer.text).loose[f"was-choice-{dialogue.id}"]
    again = teacher.post(address(work, dialogue.id), row(dialogue, 2, points="3.25", was=seen), fragment=True)
    assert again.status_code == 200
    (standing,) = rows_of(app, school, work).values()
    assert standing.points == Decimal("3.25")


def test_points_of_the_level_before_do_not_follow_into_another_level(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    dialogue = school.rubric.criteria[1]
    teacher.post(address(work, dialogue.id), row(dialogue, 2, points="4,5"), fragment=True)
    page = teacher.page(f"/marking/{work}").form("desk-form").fields
    assert page[f"points-{dialogue.id}"] == "4,5"
    page[f"choice-{dialogue.id}"] = str(dialogue.levels[1].id)
    assert teacher.post(address(work, dialogue.id), page, fragment=True).status_code == 200
    (standing,) = rows_of(app, school, work).values()
    assert (standing.level_id, standing.points) == (dialogue.levels[1].id, Decimal(2))


def test_points_that_are_not_typed_are_the_highest_of_the_level(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    dialogue = school.rubric.criteria[1]
    assert teacher.post(address(work, dialogue.id), row(dialogue, 1), fragment=True).status_code == 200
    (standing,) = rows_of(app, school, work).values()
    assert standing.points == Decimal(2)


@pytest.mark.parametrize(
    "points", ["2.99", "5.01", "-1", "3.125", "NaN", "sNaN", "Infinity", "1e3", "сегіз", "3;5", "4 4"]
)
def test_points_that_the_level_cannot_give_are_refused_and_nothing_is_saved(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, points: str
) -> None:
    dialogue = school.rubric.criteria[1]
    answer = teacher.post(address(work, dialogue.id), row(dialogue, 2, points=points), fragment=True)
    assert answer.status_code == 422
    assert not rows_of(app, school, work)


@pytest.mark.parametrize(
    "points",
    ["1e-999999999", "1e-3", "0." + "0" * 5000 + "1", "9" * 5000, "1e999999999"],
    ids=["nearly nothing", "finer than hundredths", "many digits", "very much", "endless"],
)
def test_a_number_made_to_keep_the_server_busy_is_refused_at_once(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, points: str
) -> None:
    dialogue = school.rubric.criteria[1]
    began = perf_counter()
    answer = teacher.post(address(work, dialogue.id), row(dialogue, 0, points=points), fragment=True)
    assert answer.status_code == 422
    assert perf_counter() - began < 5
    assert not rows_of(app, school, work)


def test_points_of_a_level_with_fixed_points_are_fixed(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    assert teacher.post(address(work, first.id), row(first, 1, points="2"), fragment=True).status_code == 422
    assert not rows_of(app, school, work)


@pytest.mark.parametrize(
    "word",
    ["", "NA", "3", "0190a6b0-0000-7000-8000-000000000000", "{}", "деңгей", "x" * 10_000],
    ids=["empty", "NA", "3", "random id", "braces", "word", "long"],
)
def test_an_unknown_level_is_refused(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, word: str
) -> None:
    first = school.rubric.criteria[0]
    answer = teacher.post(address(work, first.id), row(first, word), fragment=True)
    assert answer.status_code == 422
    assert not rows_of(app, school, work)


def test_a_level_of_another_criterion_is_refused(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first, second, _third = school.rubric.criteria
    foreign = str(second.levels[0].id)
    assert teacher.post(address(work, first.id), row(first, foreign), fragment=True).status_code == 422
    assert not rows_of(app, school, work)


@pytest.mark.parametrize("fragment", [True, False])
def test_a_comment_of_100000_characters_is_refused_and_stays_with_whoever_wrote_it(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, fragment: bool
) -> None:
    first = school.rubric.criteria[0]
    long = "ұ" * 100_000
    answer = teacher.post(address(work, first.id), row(first, 1, comment=long), fragment=fragment)
    assert answer.status_code == 422
    assert not rows_of(app, school, work)
    if not fragment:
        assert Page(answer.text).form("desk-form").fields[f"comment-{first.id}"] == long


def test_the_overall_comment_has_the_same_limit(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    fields = {"comment-overall": "ұ" * 100_000, "was-comment-overall": ""}
    assert teacher.post(f"/marking/{work}/comment", fields, fragment=True).status_code == 422
    page = Page(teacher.post(f"/marking/{work}/comment", fields).text)
    assert page.form("desk-form").fields["comment-overall"] == fields["comment-overall"]


def test_characters_that_no_keyboard_types_are_refused(
    school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    for character in "\x00\x08\x1b":
        fields = row(first, 1, comment=f"жасырын{character}")
        assert teacher.post(address(work, first.id), fields, fragment=True).status_code == 422


def test_what_is_not_sent_is_not_touched(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    teacher.post(address(work, first.id), row(first, 2), fragment=True)
    teacher.post(address(work, first.id), row(first, comment="Тағы бір дәлел керек"), fragment=True)
    assert teacher.post(address(work, first.id), {}, fragment=True).status_code == 200
    (standing,) = rows_of(app, school, work).values()
    assert (standing.level_id, standing.comment) == (first.levels[2].id, "Тағы бір дәлел керек")


def test_without_javascript_saving_leads_back_to_the_desk(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    answer = teacher.post(address(work, first.id), row(first, 3))
    assert answer.status_code == 303
    assert answer.location.endswith(f"/marking/{work}")
    fields = teacher.page(f"/marking/{work}").form("desk-form").fields
    assert fields[f"choice-{first.id}"] == str(first.levels[3].id)
