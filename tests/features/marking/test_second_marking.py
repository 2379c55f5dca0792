"""A colleague marks works a second time: those that were given, with the same rubric, blind, and nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from parasat_lms.features.marking.models import Moderation, Opinion, SecondMarking, SecondMarkingRow
from tests.factories.desk import NOTHING, assessment_of, row, rows_of, whole
from tests.factories.moderation import ask_address, asked, mark_first, mark_second, second_of, wish
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark


@pytest.fixture
def classmates(app: Flask, school: TestSchool) -> UUID:
    """The classmate's work, which waits as well."""
    return hand_in(app, school.id, school.assignment_id, school.people.classmate)


def rows(app: Flask, school: TestSchool, second_id: UUID, whose: Opinion) -> list[SecondMarkingRow]:
    return stored(
        app,
        school,
        SecondMarkingRow,
        SecondMarkingRow.second_marking_id == second_id,
        SecondMarkingRow.opinion == whose,
    )


def test_the_colleague_finds_the_work_in_the_queue_and_before_that_nothing_of_the_course(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor, colleague: Visitor
) -> None:
    assert "Екінші рет бағалау" not in colleague.page("/marking").words
    fields = wish(school, sampling="chosen", works=[str(work)])
    assert teacher.post(ask_address(school), fields).status_code == 303
    second = second_of(app, school, work)
    queue = colleague.page("/marking")
    assert "Ермек Әмина" in queue.words
    assert "Жұмабай Арсен" not in queue.words
    assert "Дала – біздің үйіміз." in colleague.page(f"/marking/second/{second.id}").words
    for hidden in (
        f"/marking/{work}",
        f"/marking/{classmates}",
        f"/works/{work}",
        f"/courses/{school.course_id}",
    ):
        assert colleague.get(hidden).status_code == 404


def test_works_are_shared_out_evenly_and_none_is_given_twice(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor
) -> None:
    asked(app, school, work)
    again = {name: value for name, value in wish(school).items() if name in {"markers", "sampling", "number"}}
    answer = teacher.post(ask_address(school), again)
    assert answer.status_code == 422
    assert len(stored(app, school, SecondMarking)) == 2
    assert len(stored(app, school, Moderation)) == 1


def test_the_second_opinion_is_a_record_of_its_own_and_leaves_the_assessment_alone(
    app: Flask, school: TestSchool, work: UUID
) -> None:
    second = asked(app, school, work)
    mark_second(app, school, second, 2, 2, 1)
    assert len(rows(app, school, second, Opinion.SECOND)) == 3
    assert rows_of(app, school, work) == {}
    mark_first(app, school, work, 3, 2, 1)
    first, theirs = rows(app, school, second, Opinion.FIRST), rows(app, school, second, Opinion.SECOND)
    assert len(first) == len(theirs) == 3
    assert {row.criterion_id: row.points for row in first} != {row.criterion_id: row.points for row in theirs}


def test_one_row_is_saved_as_it_is_chosen_and_a_second_window_overwrites_nothing(
    app: Flask, school: TestSchool, work: UUID, colleague: Visitor
) -> None:
    second = asked(app, school, work)
    reasons = school.rubric.criteria[0]
    address = f"/marking/second/{second}/rows/{reasons.id}"
    assert colleague.post(address, row(reasons, 1), fragment=True).status_code == 200
    conflict = colleague.post(address, row(reasons, 3), fragment=True)
    assert conflict.status_code == 409
    (standing,) = rows(app, school, second, Opinion.SECOND)
    assert standing.level_id == reasons.levels[1].id
    mine = {
        **row(reasons, 3),
        f"resolve-{reasons.id}": "mine",
        f"stands-choice-{reasons.id}": str(reasons.levels[1].id),
    }
    assert (
        colleague.post(address, {**mine, f"stands-comment-{reasons.id}": NOTHING}, fragment=True).status_code
        == 200
    )
    (standing,) = rows(app, school, second, Opinion.SECOND)
    assert standing.level_id == reasons.levels[3].id
    theirs = colleague.post(address, {f"resolve-{reasons.id}": "theirs"}, fragment=True)
    assert theirs.headers["HX-Retarget"] == f"#row-{reasons.id}"


def test_neither_sees_the_other_before_both_have_finished(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, colleague: Visitor
) -> None:
    second = asked(app, school, work)
    reasons = school.rubric.criteria[0]
    secret = {**whole(school, 3, 2, 1), **row(reasons, 3, comment="Құпия пікір")}
    assert colleague.post(f"/marking/second/{second}", {**secret, "intent": "finish"}).status_code == 303
    pages = [
        f"/marking/comparisons/{second}",
        f"/marking/assignments/{school.assignment_id}/moderation",
        f"/marking/assignments/{school.assignment_id}/moderation/protocol",
        f"/marking/assignments/{school.assignment_id}/moderation/protocol.csv",
        f"/marking/{work}",
    ]
    for page in pages:
        answer = teacher.get(page)
        assert answer.status_code == 200
        assert "Құпия пікір" not in answer.text
        assert "Озық (3)" not in answer.text
    mark_first(app, school, work, 3, 2, 1)
    assert "Құпия пікір" in teacher.page(f"/marking/comparisons/{second}").words


def test_the_second_marker_of_an_open_marking_sees_the_levels_so_far(
    app: Flask, school: TestSchool, work: UUID, colleague: Visitor
) -> None:
    second = asked(app, school, work, visibility="open")
    assert "Озық (3)" not in colleague.page(f"/marking/second/{second}").words
    mark(app, school.id, work, levels=(3, 2, 1), returned=False)
    assert "Озық (3)" in colleague.page(f"/marking/second/{second}").words


def test_a_blind_desk_shows_nothing_of_the_first_marker(
    app: Flask, school: TestSchool, work: UUID, colleague: Visitor
) -> None:
    second = asked(app, school, work)
    mark_first(app, school, work, 3, 2, 1)
    page = colleague.page(f"/marking/second/{second}")
    assert "Озық (3)" not in page.words
    assert colleague.get(f"/marking/comparisons/{second}").status_code == 404


def test_an_incomplete_second_marking_is_kept_but_not_finished(
    app: Flask, school: TestSchool, work: UUID, colleague: Visitor
) -> None:
    second = asked(app, school, work)
    reasons = school.rubric.criteria[0]
    answer = colleague.post(f"/marking/second/{second}", {**row(reasons, 2), "intent": "finish"})
    assert answer.status_code == 422
    assert len(rows(app, school, second, Opinion.SECOND)) == 1
    assert second_of(app, school, work).finished_at is None


def test_what_is_finished_stands_still_on_both_desks(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, colleague: Visitor
) -> None:
    second = asked(app, school, work)
    mark_first(app, school, work, 3, 2, 1)
    mark_second(app, school, second, 2, 2, 1)
    reasons = school.rubric.criteria[0]
    sent = row(reasons, 0, was=str(reasons.levels[3].id))
    assert teacher.post(f"/marking/{work}/rows/{reasons.id}", sent, fragment=True).status_code == 409
    sent = row(reasons, 0, was=str(reasons.levels[2].id))
    assert (
        colleague.post(f"/marking/second/{second}/rows/{reasons.id}", sent, fragment=True).status_code == 409
    )
    assert rows_of(app, school, work)[reasons.id].level_id == reasons.levels[3].id


def test_the_teacher_finishes_all_that_is_marked_whole_with_one_press(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor
) -> None:
    asked(app, school, work)
    mark(app, school.id, work, levels=(3, 2, 1), returned=False)
    reasons = school.rubric.criteria[0]
    teacher.post(f"/marking/{classmates}/rows/{reasons.id}", row(reasons, 1), fragment=True)
    answer = teacher.post(f"/marking/assignments/{school.assignment_id}/moderation/finish")
    assert answer.status_code == 303
    assert assessment_of(app, school, work).finished_at is not None
    assert assessment_of(app, school, classmates).finished_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"markers": []}, "markers"),
        ({"markers": ["nobody"]}, "markers"),
        ({"sampling": "some"}, "sampling"),
        ({"sampling": "every", "number": ""}, "number"),
        ({"sampling": "every", "number": "0"}, "number"),
        ({"sampling": "every", "number": "9" * 40}, "number"),
        ({"sampling": "chosen", "works": []}, "works"),
        ({"levels_apart": "10"}, "levels_apart"),
        ({"levels_apart": "көп"}, "levels_apart"),
        ({"percent_apart": "101"}, "percent_apart"),
        ({"percent_apart": ""}, "percent_apart"),
        ({"visibility": "half"}, "visibility"),
        ({"lead": "nobody"}, "lead"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_said_at_the_field(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, changes: dict[str, Any], field: str
) -> None:
    answer = teacher.post(ask_address(school), wish(school, **changes))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert not stored(app, school, Moderation)


def test_a_teacher_of_the_course_a_stranger_or_the_lead_cannot_be_the_second_marker(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    people = school.people
    for nobody in (people.coteacher, people.student, people.psychologist):
        sent = wish(school, markers=[str(nobody.person_id)])
        assert teacher.post(ask_address(school), sent).status_code == 422
    same = str(people.other_teacher.person_id)
    assert teacher.post(ask_address(school), wish(school, lead=same)).status_code == 422
    assert not stored(app, school, Moderation)


def test_a_sample_by_result_wants_results_and_one_of_every_second_takes_the_first(
    app: Flask, school: TestSchool, work: UUID, classmates: UUID, teacher: Visitor
) -> None:
    assert teacher.post(ask_address(school), wish(school, sampling="spread", number="1")).status_code == 422
    assert not stored(app, school, Moderation)
    mark(app, school.id, classmates, levels=(3, 2, 1), returned=False)
    assert teacher.post(ask_address(school), wish(school, sampling="spread", number="1")).status_code == 303
    (second,) = stored(app, school, SecondMarking)
    assert second.submission_id == classmates


def test_asking_and_finishing_leave_their_lines_of_audit(app: Flask, school: TestSchool, work: UUID) -> None:
    second = asked(app, school, work)
    mark_first(app, school, work, 3, 2, 1)
    mark_second(app, school, second, 3, 2, 1)
    actions = {entry.action for entry in stored(app, school, AuditEntry)}
    assert {
        "moderation.asked",
        "second_marking.first_finished",
        "second_marking.finished",
        "second_marking.compared",
    } <= actions
