"""Where two markers agree, the first one's result counts; where not, somebody decides, and only that is published."""

from __future__ import annotations

import csv
import io
from uuid import UUID

import pytest
from flask import Flask

from benchmarks.measure import counting
from parasat_lms.features.marking.models import SecondMarking
from tests.factories.desk import assessment_of, evidence_of, nothing_published, rows_of
from tests.factories.moderation import asked, mark_first, mark_second, second_of
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark


def give_back(visitor: Visitor, work: UUID) -> int:
    return visitor.post(f"/marking/{work}/return", {"intent": "return"}).status_code


def decision(
    school: TestSchool, level: int, reason: str = "Үш дәлелдің екеуі дәйексөзбен берілген."
) -> dict[str, str]:
    reasons = school.rubric.criteria[0]
    return {f"choice-{reasons.id}": str(reasons.levels[level].id), f"comment-{reasons.id}": reason}


@pytest.fixture
def disputed(app: Flask, school: TestSchool, work: UUID) -> UUID:
    """A second marking three levels apart on the first criterion."""
    second = asked(app, school, work)
    mark_first(app, school, work, 3, 2, 1)
    mark_second(app, school, second, 0, 2, 1)
    return second


def test_a_work_that_waits_for_moderation_cannot_be_returned_and_the_page_says_why(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    asked(app, school, work)
    mark(app, school.id, work, levels=(3, 2, 1), returned=False)
    answer = teacher.post(f"/marking/{work}/return", {"intent": "return"})
    assert answer.status_code == 422
    assert "модерацияны күтіп тұр" in answer.text
    assert nothing_published(app, school, work)
    mark_first_again = teacher.post(f"/marking/{work}/return", {"intent": "finish"})
    assert mark_first_again.status_code == 303
    assert give_back(teacher, work) == 422
    assert nothing_published(app, school, work)


def test_returning_together_leaves_the_moderated_work_on_the_desk(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    asked(app, school, work)
    other = hand_in(app, school.id, school.assignment_id, school.people.classmate)
    for each in (work, other):
        mark(app, school.id, each, levels=(3, 2, 1), returned=False)
    page = teacher.get(f"/marking/assignments/{school.assignment_id}/return").text
    assert f'value="{other}:' in page
    assert f'value="{work}:' not in page


def test_where_the_two_agree_the_first_marker_s_result_is_published_once(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    second = asked(app, school, work, percent_apart="100")
    mark_first(app, school, work, 3, 2, 1)
    mark_second(app, school, second, 2, 2, 1)
    assert second_of(app, school, work).agrees is True
    assert give_back(teacher, work) == 303
    reasons = school.rubric.criteria[0]
    assert rows_of(app, school, work)[reasons.id].level_id == reasons.levels[3].id
    evidence = evidence_of(app, school, school.people.student.person_id)
    assert len([piece for piece in evidence if piece.criterion_id == reasons.id]) == 1


def test_the_whole_work_may_be_too_far_apart_where_no_row_is(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    second = asked(app, school, work)
    mark_first(app, school, work, 3, 2, 1)
    mark_second(app, school, second, 2, 1, 1)  # 64.44 … against 96.67 percent
    assert second_of(app, school, work).agrees is False
    page = teacher.get(f"/marking/comparisons/{second}").text
    for criterion in school.rubric.criteria[:2]:
        assert f'name="choice-{criterion.id}"' in page
    assert f'name="choice-{school.rubric.criteria[2].id}"' not in page


def test_only_what_was_decided_reaches_the_student_and_the_evidence(
    app: Flask, school: TestSchool, work: UUID, disputed: UUID, teacher: Visitor
) -> None:
    assert give_back(teacher, work) == 422
    assert teacher.post(f"/marking/comparisons/{disputed}", decision(school, 1)).status_code == 303
    assert give_back(teacher, work) == 303
    reasons = school.rubric.criteria[0]
    assert rows_of(app, school, work)[reasons.id].level_id == reasons.levels[1].id
    # 2 × 1/3 + 1 × 4.5/5 = 1.5666… of 3 → 52.22 %
    assert str(assessment_of(app, school, work).percent) == "52.22"
    evidence = evidence_of(app, school, school.people.student.person_id)
    (piece,) = [piece for piece in evidence if piece.criterion_id == reasons.id]
    assert piece.level_id == reasons.levels[1].id
    feedback = Visitor(app, school, school.people.student).page(f"/feedback/{work}")
    assert "дәйексөзбен" not in feedback.words
    assert "Ғабитов" not in feedback.words


@pytest.mark.parametrize(
    "sent", ["nothing", "no reason", "no level", "blank reason", "unknown level"], ids=str
)
def test_a_decision_needs_a_level_and_a_reason(
    app: Flask, school: TestSchool, work: UUID, disputed: UUID, teacher: Visitor, sent: str
) -> None:
    whole = decision(school, 1)
    choice, reason = whole
    fields = {
        "nothing": {},
        "no reason": {choice: whole[choice]},
        "no level": {reason: whole[reason]},
        "blank reason": {**whole, reason: "  "},
        "unknown level": {**whole, choice: str(work)},
    }[sent]
    answer = teacher.post(f"/marking/comparisons/{disputed}", fields)
    assert answer.status_code == 422
    if fields.get(reason, "").strip():
        assert fields[reason] in answer.text
    assert second_of(app, school, work).decided_at is None
    assert give_back(teacher, work) == 422


def test_nobody_but_the_lead_and_the_administration_decides(
    app: Flask, school: TestSchool, work: UUID, disputed: UUID, colleague: Visitor, admin: Visitor
) -> None:
    coteacher = Visitor(app, school, school.people.coteacher)
    for visitor in (coteacher, colleague):
        assert visitor.post(f"/marking/comparisons/{disputed}", decision(school, 1)).status_code == 404
    assert coteacher.get(f"/marking/comparisons/{disputed}").status_code == 200
    assert admin.post(f"/marking/comparisons/{disputed}", decision(school, 1)).status_code == 303


def test_a_decision_may_be_changed_until_the_work_goes_back(
    app: Flask, school: TestSchool, work: UUID, disputed: UUID, teacher: Visitor
) -> None:
    address = f"/marking/comparisons/{disputed}"
    for level in (1, 2):
        assert teacher.post(address, decision(school, level)).status_code == 303
    reasons = school.rubric.criteria[0]
    assert rows_of(app, school, work)[reasons.id].level_id == reasons.levels[2].id
    assert give_back(teacher, work) == 303
    assert teacher.post(address, decision(school, 3)).status_code == 422
    assert rows_of(app, school, work)[reasons.id].level_id == reasons.levels[2].id


def test_nothing_is_decided_where_nobody_disagrees(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    second = asked(app, school, work)
    assert teacher.post(f"/marking/comparisons/{second}", decision(school, 1)).status_code == 422
    assert not rows_of(app, school, work)


def test_a_withdrawn_second_marking_gives_the_work_back_to_the_course_as_it_was_marked(
    app: Flask, school: TestSchool, work: UUID, disputed: UUID, teacher: Visitor
) -> None:
    teacher.post(f"/marking/comparisons/{disputed}", decision(school, 1))
    assert teacher.post(f"/marking/comparisons/{disputed}/withdraw").status_code == 303
    assert teacher.post(f"/marking/comparisons/{disputed}/withdraw").status_code == 303
    reasons = school.rubric.criteria[0]
    assert rows_of(app, school, work)[reasons.id].level_id == reasons.levels[3].id
    assert assessment_of(app, school, work).finished_at is None
    (kept,) = stored(app, school, SecondMarking)
    assert kept.withdrawn_by == school.people.teacher.person_id
    assert give_back(teacher, work) == 303


def test_a_rubric_s_version_stays_while_works_are_under_second_marking(
    app: Flask, school: TestSchool, work: UUID, disputed: UUID, teacher: Visitor
) -> None:
    address = f"/marking/assignments/{school.assignment_id}/version"
    sent = {"reach": "new", "seen": str(school.rubric.version_id)}
    assert teacher.post(address, sent).status_code == 422


def test_the_protocol_says_who_how_far_what_and_why(
    app: Flask, school: TestSchool, work: UUID, disputed: UUID, teacher: Visitor, admin: Visitor
) -> None:
    teacher.post(f"/marking/comparisons/{disputed}", decision(school, 1, "=ДӘЛЕЛ жеткіліксіз"))
    address = f"/marking/assignments/{school.assignment_id}/moderation/protocol"
    for visitor in (teacher, admin):
        page = visitor.page(address)
        for words in ("Айтжан Сәуле", "Ғабитов Дәулет", "=ДӘЛЕЛ жеткіліксіз", "66,7 %"):
            assert words in page.words
    answer = teacher.get(f"{address}.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    table = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert len(table) == 1 + 3
    assert {len(line) for line in table} == {15}
    # A table program takes no reason for a formula.
    assert "'=ДӘЛЕЛ жеткіліксіз" in table[1]
    assert table[1][8] == "3"


def test_the_pages_of_moderation_take_the_same_few_statements_for_one_work_and_for_two(
    app: Flask, school: TestSchool, work: UUID, disputed: UUID, teacher: Visitor
) -> None:
    address = f"/marking/assignments/{school.assignment_id}/moderation"
    few = [statements(app, teacher, page) for page in (address, f"{address}/protocol")]
    other = hand_in(app, school.id, school.assignment_id, school.people.classmate)
    teacher.post(
        f"{address}/ask", {"markers": [str(school.people.other_teacher.person_id)], "sampling": "all"}
    )
    mark_first(app, school, other, 3, 2, 1)
    mark_second(app, school, second_of(app, school, other).id, 1, 2, 1)
    many = [statements(app, teacher, page) for page in (address, f"{address}/protocol")]
    assert few == many
    assert max(many) <= 12


def statements(app: Flask, visitor: Visitor, address: str) -> int:
    with counting(app) as count:
        assert visitor.get(address).status_code == 200
    return len(count)
