"""A teacher makes an assignment, publishes it, changes what may still change, and plans within the limits."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core import clock
from parasat_lms.core.audit import AuditEntry
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.assignments.models import Assignment
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in
from tests.features.assignments.conftest import NOW, Fields, assignment, id_in

Make = Callable[..., Fields]


@pytest.fixture
def new(school: TestSchool) -> str:
    """Where an assignment of the shared course is made."""
    return f"/courses/{school.course_id}/assignments/new"


def made(teacher: Visitor, new: str, fields: Fields, *, publish: bool = False) -> UUID:
    with clock.frozen_at(NOW):
        answer = teacher.post(new, fields)
        assert answer.status_code == 303, Page(answer.text).words
        found = id_in(answer.location)
        if publish:
            assert teacher.post(f"/courses/assignments/{found}/publish").status_code == 303
    return found


def test_a_draft_is_the_teachers_alone_until_it_is_published(
    app: Flask, school: TestSchool, teacher: Visitor, student: Visitor, new: str, fields: Make
) -> None:
    found = made(teacher, new, fields())
    stands = assignment(app, school, found)
    assert stands.status == "draft"
    assert stands.title == LocalizedText("Абай және табиғат", "Абай и природа", "")
    assert stands.objectives == ["8.2.1.4", "8.3.1.1"]
    with clock.frozen_at(NOW):
        assert student.get(f"/assignments/{found}").status_code == 404
        assert student.post(f"/assignments/{found}", {"text": "x", "language": "kk"}).status_code == 404
        assert teacher.post(f"/courses/assignments/{found}/publish").status_code == 303
        assert teacher.post(f"/courses/assignments/{found}/publish").status_code == 303, "safe to repeat"
        page = student.page(f"/assignments/{found}")
    assert "Эссе жазыңыз." in page.words
    assert "8.2.1.4" in page.words
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "assignment.published")) == 1


def test_missing_translations_are_marked(teacher: Visitor, new: str, fields: Make) -> None:
    found = made(teacher, new, fields())
    page = teacher.page(f"/courses/assignments/{found}?lang=en")
    assert "Title: English; Instructions: Русский; Instructions: English" in page.words


def test_a_translation_older_than_the_original_is_marked(
    app: Flask, school: TestSchool, teacher: Visitor, new: str, fields: Make
) -> None:
    found = made(teacher, new, fields())
    with clock.frozen_at(NOW):
        sent = fields(title_kk="Абай", seen_revision="1")
        assert teacher.post(f"/courses/assignments/{found}/edit", sent).status_code == 303
    assert assignment(app, school, found).title.stale == ("ru",)


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("title_kk", " ", "title_kk"),
        ("instructions_kk", "", "instructions_kk"),
        ("title_kk", "ұ" * 201, "title_kk"),
        ("title_ru", "жасырын\x00", "title_ru"),
        ("origin", "de", "origin"),
        ("kind", "exam", "kind"),
        ("term_id", "1", "term_id"),
        ("rubric_version_id", "", "rubric_version_id"),
        ("opens_on", "2026-13-01", "opens_on"),
        ("opens_time", "25:00", "opens_time"),
        ("due_on", "", "due_on"),
        ("due_on", "2026-11-15", "due_on"),
        ("due_on", "2027-01-10", "due_on"),
        ("due_on", "9999-12-31", "due_on"),
        ("objectives", "7.2.1", "objectives"),
        ("objectives", "12.2.1.4", "objectives"),
        ("objectives", "оқу", "objectives"),
        ("objectives", " ".join(f"7.1.1.{number}" for number in range(13)), "objectives"),
        ("taken", "pigeon", "taken"),
        ("max_attempts", "0", "max_attempts"),
        ("max_attempts", "11", "max_attempts"),
        ("max_attempts", "x", "max_attempts"),
        ("late_policy", "never", "late_policy"),
        ("late_days", "61", "late_days"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_nothing_is_made(
    app: Flask,
    school: TestSchool,
    teacher: Visitor,
    new: str,
    fields: Make,
    name: str,
    value: str,
    field: str,
) -> None:
    before = len(stored(app, school, Assignment))
    with clock.frozen_at(NOW):
        answer = teacher.post(new, fields(**{name: value}))
    assert answer.status_code == 422
    page = Page(answer.text)
    assert any(link == f"#{field}" for link in page.links()), page.words
    assert page.form_to(new).fields["title_ru"].replace("\x00", "") == fields(**{name: value})[
        "title_ru"
    ].replace("\x00", "")
    assert len(stored(app, school, Assignment)) == before


def test_some_days_late_need_a_number_of_days(teacher: Visitor, new: str, fields: Make) -> None:
    with clock.frozen_at(NOW):
        assert teacher.post(new, fields(late_policy="until", late_days="0")).status_code == 422
        assert teacher.post(new, fields(late_policy="until", late_days="2")).status_code == 303


def test_a_rubric_is_shown_before_it_is_chosen(teacher: Visitor, new: str, fields: Make) -> None:
    with clock.frozen_at(NOW):
        answer = teacher.post(new, fields(intent="preview", title_kk="Сақталмаған"))
        part = teacher.post(new, fields(intent="preview"), fragment=True)
    assert answer.status_code == 200
    assert Page(answer.text).form_to(new).fields["title_kk"] == "Сақталмаған"
    assert "Дәлелдеу" in Page(answer.text).words
    assert "<html" not in part.text
    assert "Дәлелдеу" in part.text


def test_two_teachers_never_overwrite_each_other(
    app: Flask, school: TestSchool, teacher: Visitor, new: str, fields: Make
) -> None:
    found = made(teacher, new, fields())
    other = Visitor(app, school, school.people.coteacher)
    edit = f"/courses/assignments/{found}/edit"
    with clock.frozen_at(NOW):
        assert other.post(edit, fields(title_kk="Әріптестің атауы", seen_revision="1")).status_code == 303
        answer = teacher.post(edit, fields(title_kk="Менің атауым", seen_revision="1"))
        assert answer.status_code == 409
        page = Page(answer.text)
        assert page.form_to(edit).fields["title_kk"] == "Менің атауым"
        assert "Әріптестің атауы" in page.words
        assert assignment(app, school, found).title.kk == "Әріптестің атауы"
        seen = page.form_to(edit).fields["seen_revision"]
        again = fields(title_kk="Менің атауым", seen_revision=seen)
        assert teacher.post(edit, again).status_code == 303, "having seen the other, a person decides"
    assert assignment(app, school, found).title.kk == "Менің атауым"


def test_the_same_change_sent_twice_is_one(
    app: Flask, school: TestSchool, teacher: Visitor, new: str, fields: Make
) -> None:
    found = made(teacher, new, fields())
    with clock.frozen_at(NOW):
        for _time in range(2):
            sent = fields(title_kk="Басқа атау", seen_revision="1")
            assert teacher.post(f"/courses/assignments/{found}/edit", sent).status_code == 303
    assert assignment(app, school, found).revision == 2


LOCKED = [
    ("kind", "competence", "kind"),
    ("opens_on", "2026-11-15", "opens_on"),
    ("due_on", "2026-11-26", "due_on"),
    ("due_time", "17:59", "due_on"),
    ("taken", "link", "taken"),
    ("taken", "paper", "taken"),
    ("attempt_rule", "highest", "attempt_rule"),
    ("late_policy", "refuse", "late_policy"),
]


@pytest.mark.parametrize(("name", "value", "field"), LOCKED)
def test_once_somebody_has_begun_the_ground_does_not_move(
    app: Flask,
    school: TestSchool,
    teacher: Visitor,
    new: str,
    fields: Make,
    name: str,
    value: str,
    field: str,
) -> None:
    found = made(teacher, new, fields(), publish=True)
    hand_in(app, school.id, found, school.people.student, at=NOW, final=False)
    before = assignment(app, school, found)
    with clock.frozen_at(NOW):
        sent = fields(**{name: value}, seen_revision=str(before.revision))
        answer = teacher.post(f"/courses/assignments/{found}/edit", sent)
    assert answer.status_code == 422
    assert any(link == f"#{field}" for link in Page(answer.text).links())
    assert assignment(app, school, found).revision == before.revision


def test_once_somebody_has_begun_wording_dates_and_attempts_may_still_be_kinder(
    app: Flask, school: TestSchool, teacher: Visitor, new: str, fields: Make
) -> None:
    found = made(teacher, new, fields(), publish=True)
    hand_in(app, school.id, found, school.people.student, at=NOW, final=False)
    sent = fields(
        title_kk="Анығырақ атау",
        due_on="2026-11-30",
        max_attempts="2",
        taken="text_or_link",
        objectives="8.1.1.1",
        seen_revision="2",
    )
    with clock.frozen_at(NOW):
        assert teacher.post(f"/courses/assignments/{found}/edit", sent).status_code == 303
    stands = assignment(app, school, found)
    assert (stands.max_attempts, stands.takes_link, stands.objectives) == (2, True, ["8.1.1.1"])


def test_an_assignment_is_withdrawn_only_while_nobody_has_begun(
    app: Flask, school: TestSchool, teacher: Visitor, student: Visitor, new: str, fields: Make
) -> None:
    found = made(teacher, new, fields(), publish=True)
    begun = made(teacher, new, fields(), publish=True)
    hand_in(app, school.id, begun, school.people.student, at=NOW, final=False)
    with clock.frozen_at(NOW):
        assert teacher.post(f"/courses/assignments/{found}/withdraw").status_code == 303
        assert teacher.post(f"/courses/assignments/{begun}/withdraw").status_code == 422
        assert student.get(f"/assignments/{found}").status_code == 404
        assert student.get(f"/assignments/{begun}").status_code == 200
        assert teacher.post(f"/courses/assignments/{found}/publish").status_code == 422


def test_a_fourth_unit_summative_in_a_term_is_refused_with_the_rule(
    teacher: Visitor, new: str, fields: Make
) -> None:
    for day in (18, 19, 20):
        made(teacher, new, fields(kind="unit_summative", due_on=f"2026-11-{day}"), publish=True)
    with clock.frozen_at(NOW):
        answer = teacher.post(f"{new}?lang=en", fields(kind="unit_summative"))
    assert answer.status_code == 422
    words = Page(answer.text).words
    assert "There are 3 summative assessments for a unit in this term already" in words
    assert "There is no free day in this term." in words


def test_a_term_summative_on_the_last_day_is_refused_and_the_day_before_offered(
    teacher: Visitor, new: str, fields: Make
) -> None:
    with clock.frozen_at(NOW):
        answer = teacher.post(f"{new}?lang=en", fields(kind="term_summative", due_on="2026-12-30"))
    assert answer.status_code == 422
    assert "29 December" in Page(answer.text).words


def test_a_term_summative_does_not_meet_a_unit_summative_of_the_same_course(
    teacher: Visitor, new: str, fields: Make
) -> None:
    made(teacher, new, fields(kind="unit_summative"), publish=True)
    with clock.frozen_at(NOW):
        answer = teacher.post(f"{new}?lang=en", fields(kind="term_summative"))
    assert answer.status_code == 422
    assert "26 November" in Page(answer.text).words, "the day before, because the day after is a Saturday"


def test_a_class_has_three_term_summatives_a_day_whoever_sets_them(
    app: Flask, school: TestSchool, teacher: Visitor, new: str, fields: Make
) -> None:
    """The outsider is of the same class and attends the other teacher's course: those count, too."""
    other = Visitor(app, school, school.people.other_teacher)
    other_new = f"/courses/{school.other_course_id}/assignments/new"
    for _number in range(2):
        made(other, other_new, fields(kind="term_summative"), publish=True)
    third = made(teacher, new, fields(kind="term_summative"))
    made(other, other_new, fields(kind="term_summative"), publish=True)
    with clock.frozen_at(NOW):
        answer = teacher.post(f"/courses/assignments/{third}/publish")
    assert answer.status_code == 422, (
        "a draft counts only when it is published, and then it is looked at again"
    )
    assert assignment(app, school, third).status == "draft"
