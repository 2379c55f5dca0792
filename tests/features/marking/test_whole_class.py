"""The whole class as a matrix, and one criterion across all works: the desk's operations from another side."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from tests.factories.desk import row, rows_of
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import EVENING, hand_in, mark


@pytest.fixture
def classmates(app: Flask, school: TestSchool) -> UUID:
    """The classmate's work, handed in a day before."""
    return hand_in(
        app, school.id, school.assignment_id, school.people.classmate, at=EVENING - timedelta(days=1)
    )


def matrix(school: TestSchool, query: str = "") -> str:
    return f"/marking/assignments/{school.assignment_id}{query}"


def across(school: TestSchool, criterion: int = 0) -> str:
    return f"/marking/assignments/{school.assignment_id}/criteria/{school.rubric.criteria[criterion].id}"


def keyed(fields: dict[str, str], criterion_id: UUID, work: UUID) -> dict[str, str]:
    """The fields of a desk's row as the page of one criterion names them: by work."""
    return {name.replace(str(criterion_id), str(work)): value for name, value in fields.items()}


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)<', page)


def test_the_matrix_shows_points_states_and_leads_to_the_row(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    mark(app, school.id, work, levels=(2, 2, None), points=("", "4.5"))
    page = teacher.get(matrix(school)).text
    second = school.rubric.criteria[1]
    assert f'/marking/{work}#row-{second.id}"' in page
    assert "4,5</a>" in page
    assert "қайтарылды" in page
    assert "тапсырылмаған" in page, "the classmate has handed in nothing"


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ("missing", {"Жұмабай Арсен"}),
        ("not_begun", {"Ермек Әмина"}),
        ("begun", set()),
        ("nonsense", {"Жұмабай Арсен", "Ермек Әмина"}),
    ],
)
def test_the_filter_leaves_one_state(
    school: TestSchool, work: UUID, teacher: Visitor, state: str, seen: set[str]
) -> None:
    assert set(names(teacher.get(matrix(school, f"?state={state}")).text)) == seen


def test_a_work_goes_through_all_states(app: Flask, school: TestSchool, work: UUID, teacher: Visitor) -> None:
    def has(state: str) -> bool:
        return "Ермек Әмина" in names(teacher.get(matrix(school, f"?state={state}")).text)

    assert has("not_begun")
    first = school.rubric.criteria[0]
    teacher.post(f"/marking/{work}/rows/{first.id}", row(first, 1), fragment=True)
    assert has("begun")
    assert not has("not_begun")
    mark_rest = {**row(school.rubric.criteria[1], "na"), **row(school.rubric.criteria[2], 0)}
    teacher.post(f"/marking/{work}/return", {**mark_rest, "intent": "draft"})
    assert has("complete")
    teacher.post(f"/marking/{work}/return", {"intent": "return"})
    assert has("returned")
    assert not has("complete")


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "Ермек Әмина"), ("date", "Жұмабай Арсен"), ("percent", "Жұмабай Арсен")],
)
def test_the_order_is_by_name_by_date_or_by_percent(
    app: Flask,
    school: TestSchool,
    work: UUID,
    classmates: UUID,
    teacher: Visitor,
    sort: str,
    first: str,
) -> None:
    mark(app, school.id, work, levels=(1, 1, 1))
    mark(app, school.id, classmates, levels=(3, 2, 2), returned=False)
    assert names(teacher.get(matrix(school, f"?sort={sort}")).text)[0] == first


def test_a_criterion_is_marked_work_by_work_as_on_the_desk(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    answer = teacher.post(across(school), keyed(row(first, 2), first.id, work), fragment=True)
    assert answer.status_code == 200
    assert f'id="row-state-{work}"' in answer.text
    assert 'value="1" max="2"' in answer.text, "one of two works is marked"
    assert rows_of(app, school, work)[first.id].level_id == first.levels[2].id
    assert not rows_of(app, school, classmates)
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "assessment_row.saved")) == 1


def test_sent_twice_it_is_saved_once(app: Flask, school: TestSchool, work: UUID, teacher: Visitor) -> None:
    first = school.rubric.criteria[0]
    sent = keyed(row(first, 2), first.id, work)
    assert [teacher.post(across(school), sent, fragment=True).status_code for _ in range(3)] == [200] * 3
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "assessment_row.saved")) == 1


def test_what_another_changed_meanwhile_is_asked_about(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    coteacher.post(f"/marking/{work}/rows/{first.id}", row(first, 3), fragment=True)
    sent = keyed(row(first, 1), first.id, work)
    for fragment in (True, False):
        answer = teacher.post(across(school), sent, fragment=fragment)
        assert answer.status_code == 409
        assert "Озық" in answer.text
    assert rows_of(app, school, work)[first.id].level_id == first.levels[3].id
    stands = {**sent, f"resolve-{work}": "theirs"}
    assert f'id="row-{work}"' in teacher.post(across(school), stands, fragment=True).text
    mine = {**sent, f"resolve-{work}": "mine", f"stands-choice-{work}": str(first.levels[3].id)}
    assert teacher.post(across(school), mine, fragment=True).status_code == 200
    assert rows_of(app, school, work)[first.id].level_id == first.levels[1].id


def test_without_javascript_the_whole_page_is_saved_and_untouched_works_stay_untouched(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    sent = {
        **keyed(row(first, 2, comment="Дәлелі бар"), first.id, work),
        **keyed(row(first, comment=""), first.id, classmates),
    }
    assert teacher.post(across(school), sent).status_code == 303
    assert rows_of(app, school, work)[first.id].comment == "Дәлелі бар"
    assert not rows_of(app, school, classmates)


def test_a_wrong_level_is_refused_and_what_was_typed_stays(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    sent = keyed({**row(first, "nonsense"), **row(first, comment="Тұра тұрсын")}, first.id, work)
    sent[f"choice-{work}"] = "nonsense"
    answer = teacher.post(across(school), sent)
    assert answer.status_code == 422
    assert "Тұра тұрсын" in answer.text
    assert not rows_of(app, school, work)


@pytest.mark.parametrize("fragment", [True, False])
def test_after_the_return_nothing_changes(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, fragment: bool
) -> None:
    mark(app, school.id, work, levels=(2, 2, 1))
    first = school.rubric.criteria[0]
    sent = keyed(row(first, 0, was=str(first.levels[2].id)), first.id, work)
    assert teacher.post(across(school), sent, fragment=fragment).status_code in (409, 422)
    assert rows_of(app, school, work)[first.id].level_id == first.levels[2].id


def test_names_can_be_hidden(school: TestSchool, work: UUID, teacher: Visitor) -> None:
    assert "Ермек Әмина" in teacher.get(across(school)).text
    hidden = teacher.get(f"{across(school)}?names=hidden").text
    assert "Ермек" not in hidden
    assert "1-жұмыс" in hidden


def test_a_work_of_another_assignment_is_not_reached_through_this_one(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    foreign = hand_in(app, school.id, school.other_assignment_id, school.people.outsider)
    first = school.rubric.criteria[0]
    sent = keyed(row(first, 2), first.id, foreign)
    assert teacher.post(across(school), sent, fragment=True).status_code == 404
    assert teacher.post(across(school), sent).status_code == 303
    assert not rows_of(app, school, foreign)


def test_strangers_to_the_course_find_nothing(school: TestSchool, work: UUID, app: Flask) -> None:
    for person in (school.people.other_teacher, school.people.student, school.people.parent):
        visitor = Visitor(app, school, person)
        for path in (matrix(school), across(school)):
            assert visitor.get(path).status_code == 404
        assert visitor.post(across(school)).status_code == 404


def test_the_teachers_assignments_lead_to_the_matrix(
    school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    page = teacher.get("/marking/assignments").text
    assert matrix(school) in page
    assert str(school.other_assignment_id) not in page
