"""Where names are hidden nobody who marks reads whose work it is: on no page, in no order, behind no link."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core.db import db, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.moderation import work_code
from parasat_lms.features.assignments.models import Assignment
from tests.factories.desk import row, whole
from tests.factories.moderation import asked, mark_first, mark_second
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark

NAMES = ("Ермек", "Әмина", "Жұмабай", "Арсен")


@pytest.fixture
def works(app: Flask, school: TestSchool, work: UUID) -> list[UUID]:
    """Two works of an assignment in which names are hidden, in the order of their codes."""
    other = hand_in(app, school.id, school.assignment_id, school.people.classmate)
    with app.app_context(), school_scope(school.id), unit_of_work():
        db.session.execute(
            db.update(Assignment).where(Assignment.id == school.assignment_id).values(anonymous=True)
        )
    return sorted((work, other), key=work_code)


def pages(school: TestSchool, works: list[UUID], second: UUID) -> Iterator[str]:
    assignment, criterion = school.assignment_id, school.rubric.criteria[0].id
    yield "/marking"
    yield f"/marking/assignments/{assignment}"
    yield f"/marking/assignments/{assignment}?sort=date"
    yield f"/marking/assignments/{assignment}?sort=percent"
    yield f"/marking/assignments/{assignment}/criteria/{criterion}"
    yield f"/marking/assignments/{assignment}/return"
    yield f"/marking/assignments/{assignment}/version"
    yield f"/marking/assignments/{assignment}/moderation"
    yield f"/marking/assignments/{assignment}/moderation/ask"
    yield f"/marking/assignments/{assignment}/moderation/protocol"
    yield f"/marking/assignments/{assignment}/moderation/protocol.csv"
    yield f"/marking/comparisons/{second}"
    for work in works:
        yield f"/marking/{work}"
        yield f"/marking/{work}/rows/{criterion}/comments"


def test_no_page_and_no_header_of_the_markers_says_whose_a_work_is(
    app: Flask, school: TestSchool, works: list[UUID], teacher: Visitor, colleague: Visitor
) -> None:
    second = asked(app, school, works[0])
    mark(app, school.id, works[1], levels=(1, 1, 1), returned=False)
    mark_first(app, school, works[0], 3, 2, 1)
    mark_second(app, school, second, 0, 2, 1)
    seen = [(teacher, page) for page in pages(school, works, second)]
    seen += [(colleague, "/marking"), (colleague, f"/marking/second/{second}")]
    people = (school.people.student, school.people.classmate)
    secrets = (*NAMES, *(str(person.person_id) for person in people))
    for visitor, address in seen:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        said = answer.get_data(as_text=True) + str(answer.headers)
        assert not [secret for secret in secrets if secret in said], address
    assert work_code(works[0]) in colleague.page(f"/marking/second/{second}").words


@pytest.mark.parametrize("query", ["", "?sort=percent"])
def test_works_stand_in_the_order_of_their_codes(
    school: TestSchool, works: list[UUID], teacher: Visitor, query: str
) -> None:
    for address in (
        f"/marking/assignments/{school.assignment_id}{query}",
        f"/marking/assignments/{school.assignment_id}/criteria/{school.rubric.criteria[0].id}",
        f"/marking/assignments/{school.assignment_id}/return",
    ):
        words = teacher.page(address).words
        assert words.index(work_code(works[0])) < words.index(work_code(works[1])), address


def test_the_list_of_students_leads_to_no_work_that_is_nameless(
    school: TestSchool, works: list[UUID], teacher: Visitor
) -> None:
    page = teacher.get(f"/courses/assignments/{school.assignment_id}").text
    assert "Ермек Әмина" in page
    for work in works:
        assert str(work) not in page
        assert teacher.get(f"/works/{work}").status_code == 404


def test_a_saved_row_says_no_name_either(school: TestSchool, works: list[UUID], teacher: Visitor) -> None:
    reasons = school.rubric.criteria[0]
    answer = teacher.post(f"/marking/{works[0]}/rows/{reasons.id}", row(reasons, 2), fragment=True)
    assert answer.status_code == 200
    assert not [name for name in NAMES if name in answer.text]
    across = f"/marking/assignments/{school.assignment_id}/criteria/{reasons.id}"
    left = teacher.post(across, {f"resolve-{works[0]}": "theirs"}, fragment=True)
    assert work_code(works[0]) in left.text
    assert not [name for name in NAMES if name in left.text]


def test_once_returned_the_work_has_its_name_again_and_an_undone_return_hides_it(
    app: Flask, school: TestSchool, work: UUID, works: list[UUID], teacher: Visitor
) -> None:
    assert (
        teacher.post(f"/marking/{work}/return", {**whole(school, 3, 2, 1), "intent": "return"}).status_code
        == 303
    )
    assert "Ермек Әмина" in teacher.page(f"/marking/{work}").words
    assert "Ермек Әмина" in teacher.page("/marking/returned").words
    assert teacher.post(f"/marking/{work}/undo", {"round": "1"}).status_code == 303
    assert "Ермек" not in teacher.page(f"/marking/{work}").words


def test_the_student_reads_the_own_work_all_the_time(
    app: Flask, school: TestSchool, work: UUID, works: list[UUID]
) -> None:
    assert Visitor(app, school, school.people.student).get(f"/works/{work}").status_code == 200


def test_on_paper_no_name_can_be_hidden_and_after_the_first_work_nothing_changes(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    address = f"/courses/assignments/{school.assignment_id}/edit"
    fields = {**teacher.page(address).form_to("/edit").fields, "intent": "save"}
    paper = teacher.post(address, {**fields, "anonymous": "y", "taken": "paper"})
    assert paper.status_code == 422
    assert 'href="#anonymous"' in paper.text
    assert teacher.post(address, {**fields, "anonymous": "y"}).status_code == 422
    (assignment,) = stored(app, school, Assignment, Assignment.id == school.assignment_id)
    assert assignment.anonymous is False
