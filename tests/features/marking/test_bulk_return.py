"""All complete works of an assignment go back with one press: those that were shown, as they were shown, or none."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from parasat_lms.features.assignments.models import Submission
from tests.factories.desk import assessment_of, nothing_published, row
from tests.factories.listeners import listening
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark


@pytest.fixture
def classmates(app: Flask, school: TestSchool) -> UUID:
    """The classmate's work, which waits as well."""
    return hand_in(app, school.id, school.assignment_id, school.people.classmate)


def address(school: TestSchool) -> str:
    return f"/marking/assignments/{school.assignment_id}/return"


def chosen(teacher: Visitor, school: TestSchool) -> list[str]:
    return re.findall(r'name="work" value="([^"]+)"', teacher.get(address(school)).text)


def returned(app: Flask, school: TestSchool) -> set[UUID]:
    return {each.id for each in stored(app, school, Submission, Submission.returned_at.is_not(None))}


def test_the_preview_says_what_goes_back_and_what_does_not_and_why(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor
) -> None:
    mark(app, school.id, work, levels=(2, 2, 1), points=("", "4.5"), returned=False)
    first = school.rubric.criteria[0]
    teacher.post(f"/marking/{classmates}/rows/{first.id}", row(first, 1), fragment=True)
    page = teacher.page(address(school))
    assert "74,44 %" in page.words
    missing = page.words.split("Жұмыс үстелінде қалады")[1]
    assert "Жұмабай Арсен" in missing
    for criterion in school.rubric.criteria[1:]:
        assert criterion.title.kk in missing
    assert first.title.kk not in missing
    assert [each.split(":")[0] for each in chosen(teacher, school)] == [str(work)]


def test_the_complete_works_go_back_together_and_the_others_stay(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor
) -> None:
    outsider = hand_in(app, school.id, school.assignment_id, school.people.teacher)  # not of the course
    for one in (work, classmates):
        mark(app, school.id, one, levels=(2, 2, 1), points=("", "4.5"), returned=False)
    with listening(app) as listener:
        assert teacher.post(address(school), {"work": chosen(teacher, school)}).status_code == 303
    assert returned(app, school) == {work, classmates}
    assert {assessment_of(app, school, one).mark for one in (work, classmates)} == {4}
    assert {heard.submission_id for heard in listener.heard} == {work, classmates}
    assert outsider not in returned(app, school)


def test_sent_again_it_changes_nothing(app: Flask, school: TestSchool, work: UUID, teacher: Visitor) -> None:
    mark(app, school.id, work, levels=(2, 2, 1), returned=False)
    sent = {"work": chosen(teacher, school)}
    assert [teacher.post(address(school), sent).status_code for _again in range(3)] == [303, 303, 303]
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "work.returned")) == 1


def test_a_work_that_was_changed_after_the_preview_stays(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    mark(app, school.id, work, levels=(2, 2, 1), points=("", "4.5"), returned=False)
    sent = {"work": chosen(teacher, school)}
    first = school.rubric.criteria[0]
    change = row(first, 0, was=str(first.levels[2].id))
    assert coteacher.post(f"/marking/{work}/rows/{first.id}", change, fragment=True).status_code == 200
    assert teacher.post(address(school), sent).status_code == 303
    assert nothing_published(app, school, work)
    assert "осы аралықта өзгертілді" in teacher.get(address(school)).text


def test_a_work_that_is_not_chosen_stays(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor
) -> None:
    for one in (work, classmates):
        mark(app, school.id, one, levels=(2, 2, 1), returned=False)
    mine = [each for each in chosen(teacher, school) if each.startswith(str(work))]
    teacher.post(address(school), {"work": mine})
    assert returned(app, school) == {work}


def test_one_objection_keeps_all_of_them(
    app: Flask,
    school: TestSchool,
    work: UUID,
    classmates: UUID,
    teacher: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for one in (work, classmates):
        mark(app, school.id, one, levels=(2, 2, 1), returned=False)
    sent = {"work": chosen(teacher, school)}
    heard = []

    def refuse_the_second(_work: object) -> None:
        heard.append(_work)
        if len(heard) == 2:
            raise RuntimeError("not this one")

    with listening(app, refuse_the_second):
        assert teacher.post(address(school), sent).status_code == 500
    assert not returned(app, school)
    assert nothing_published(app, school, work)


@pytest.mark.parametrize("sent", ["", "nonsense", "{other}:", "{work}:0000000000000000", ":"])
def test_what_was_not_shown_is_not_returned(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, sent: str
) -> None:
    other = hand_in(app, school.id, school.other_assignment_id, school.people.outsider)
    mark(app, school.id, work, levels=(2, 2, 1), returned=False)
    mark(app, school.id, other, levels=(2, 2, 1), returned=False)
    fields = {"work": [sent.format(work=work, other=other)]}
    assert teacher.post(address(school), fields).status_code == 303
    assert not returned(app, school)


def test_strangers_to_the_course_find_nothing(app: Flask, school: TestSchool, work: UUID) -> None:
    for person in (school.people.other_teacher, school.people.student, school.people.parent):
        visitor = Visitor(app, school, person)
        assert visitor.get(address(school)).status_code == 404
        assert visitor.post(address(school)).status_code == 404
