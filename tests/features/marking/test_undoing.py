"""A return can be taken back for as long as the rule book says: nothing of it counts, and every row is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core import clock
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.marking.models import Evidence, EvidenceWithdrawal
from parasat_lms.features.marking.queries import evidence_points
from parasat_lms.features.schools.models import RuleRow
from tests.factories.desk import assessment_of, evidence_of, row, rows_of, whole
from tests.factories.listeners import listening
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import EVENING, hand_in, mark

RETURNED_AT = EVENING + timedelta(hours=2)


@pytest.fixture
def returned(app: Flask, school: TestSchool, work: UUID) -> UUID:
    """A work that went back at seven in the evening."""
    mark(app, school.id, work, levels=(2, 2, 1), points=("", "4.5"), at=RETURNED_AT)
    return work


def undo(visitor: Visitor, work: UUID, at: datetime, round: int = 1) -> int:
    with clock.frozen_at(at):
        return visitor.post(f"/marking/{work}/undo", {"round": str(round)}).status_code


def counting(app: Flask, school: TestSchool) -> int:
    with app.app_context(), school_scope(school.id):
        return len(evidence_points(school.people.student.person_id))


def test_within_the_time_the_work_comes_back_to_the_desk_with_every_row(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor
) -> None:
    before = {key: (r.level_id, r.points) for key, r in rows_of(app, school, returned).items()}
    assert counting(app, school) == 4
    assert undo(teacher, returned, RETURNED_AT + timedelta(hours=23, minutes=59)) == 303
    assessment = assessment_of(app, school, returned)
    assert (assessment.returned_at, assessment.returned_by) == (None, None)
    assert (assessment.percent, assessment.mark, assessment.passed) == (None, None, None)
    (submission,) = stored(app, school, Submission, Submission.id == returned)
    assert submission.returned_at is None
    assert {key: (r.level_id, r.points) for key, r in rows_of(app, school, returned).items()} == before
    assert f"/marking/{returned}" in teacher.get("/marking").text, "it waits again"


def test_the_student_and_the_parent_no_longer_see_anything_of_it(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor
) -> None:
    readers = [Visitor(app, school, one) for one in (school.people.student, school.people.parent)]
    assert [reader.get(f"/feedback/{returned}").status_code for reader in readers] == [200, 200]
    undo(teacher, returned, RETURNED_AT)
    assert [reader.get(f"/feedback/{returned}").status_code for reader in readers] == [404, 404]
    profile = readers[0].get(f"/profile/{school.people.student.person_id}").text
    assert "4,5" not in profile
    assert str(returned) not in readers[0].get("/home").text


def test_the_evidence_stays_in_the_ledger_and_does_not_count(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor
) -> None:
    undo(teacher, returned, RETURNED_AT)
    assert len(evidence_of(app, school, school.people.student.person_id)) == 4
    assert counting(app, school) == 0
    reasons = {(each.reason, each.withdrawn_by) for each in stored(app, school, EvidenceWithdrawal)}
    assert reasons == {("return undone", school.people.teacher.person_id)}


def test_the_next_return_counts_as_another_round(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor
) -> None:
    undo(teacher, returned, RETURNED_AT)
    first = school.rubric.criteria[0]
    again = {**row(first, 3, was=str(first.levels[2].id)), "intent": "return"}
    assert teacher.post(f"/marking/{returned}/return", again).status_code == 303
    # 2 × 3/3 + 1 × 4.5/5 = 2.9 of 3 → 96.67 %
    assessment = assessment_of(app, school, returned)
    assert (assessment.percent, assessment.mark, assessment.round) == (Decimal("96.67"), 5, 2)
    assert counting(app, school) == 4
    rounds = sorted(each.round for each in evidence_of(app, school, school.people.student.person_id))
    assert rounds == [1, 1, 1, 1, 2, 2, 2, 2]


@pytest.mark.parametrize("late", [timedelta(hours=24), timedelta(days=3)])
def test_after_the_time_it_is_refused_with_the_reason(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor, late: timedelta
) -> None:
    with clock.frozen_at(RETURNED_AT + late):
        answer = teacher.post(f"/marking/{returned}/undo", {"round": "1"})
    assert answer.status_code == 422
    assert "қайтарып алуға берілген уақыт" in answer.text
    assert assessment_of(app, school, returned).mark == 4
    assert counting(app, school) == 4


@pytest.mark.parametrize(("hours", "status"), [(0, 422), (1, 422), (3, 303)])
def test_a_school_may_set_another_time_from_a_day_on(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor, hours: int, status: int
) -> None:
    own_rule(app, school, hours, date(2026, 11, 20))
    assert undo(teacher, returned, RETURNED_AT + timedelta(hours=2)) == status


def test_the_rule_is_the_one_of_the_day_of_the_return(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor
) -> None:
    own_rule(app, school, 0, date(2026, 11, 21))
    assert undo(teacher, returned, RETURNED_AT + timedelta(hours=20)) == 303


def own_rule(app: Flask, school: TestSchool, hours: int, valid_from: date) -> None:
    with app.app_context(), unit_of_work():
        db.session.add(
            RuleRow(
                network_id=school.network_id,
                school_id=school.id,
                kind="return_undo",
                grade_from=1,
                grade_to=11,
                valid_from=valid_from,
                value={"hours": hours},
                note=LocalizedText("Мектептің ережесі"),
                confidence="high",
            )
        )


def test_pressed_twice_it_is_undone_once_and_a_late_second_press_leaves_a_new_return_alone(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    assert undo(teacher, returned, RETURNED_AT) == 303
    assert undo(teacher, returned, RETURNED_AT) == 303
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "work.return_undone")) == 1
    mark_again = {**whole(school, 2, 2, 1), "intent": "return"}
    assert coteacher.post(f"/marking/{returned}/return", {"intent": "return"}).status_code == 303, mark_again
    assert undo(teacher, returned, RETURNED_AT) == 303
    assert assessment_of(app, school, returned).mark == 4, "the coteacher's return stands"
    assert counting(app, school) == 4


def test_plugins_are_told_and_may_object(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def refuse(_work: object) -> None:
        raise RuntimeError("the plug-in is broken")

    with listening(app, object_to_undoing=refuse) as listener:
        assert undo(teacher, returned, RETURNED_AT) == 500
    (heard,) = listener.undone
    assert (heard.submission_id, heard.mark) == (returned, 4), "what `return_undone` takes back"
    assert assessment_of(app, school, returned).mark == 4
    assert not stored(app, school, EvidenceWithdrawal)
    assert counting(app, school) == 4


def test_the_desk_offers_it_while_it_is_possible_and_says_when_it_was(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor
) -> None:
    with clock.frozen_at(RETURNED_AT):
        page = teacher.get(f"/marking/{returned}").text
    assert f"/marking/{returned}/undo" in page
    assert "21 қараша, 19:00" in page, "the school's own time"
    with clock.frozen_at(RETURNED_AT + timedelta(days=2)):
        page = teacher.get(f"/marking/{returned}").text
    assert f"/marking/{returned}/undo" not in page
    assert "21 қараша, 19:00" in page


def test_nothing_that_was_not_returned_can_be_taken_back(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    assert undo(teacher, work, RETURNED_AT) == 303
    assert not stored(app, school, AuditEntry, AuditEntry.action == "work.return_undone")
    assert not stored(app, school, Evidence)


def test_strangers_to_the_course_find_nothing(app: Flask, school: TestSchool, returned: UUID) -> None:
    for person in (school.people.other_teacher, school.people.student, school.people.admin):
        assert undo(Visitor(app, school, person), returned, RETURNED_AT) == 404
    assert assessment_of(app, school, returned).mark == 4


def test_works_of_two_rounds_do_not_meet_another_students(
    app: Flask, school: TestSchool, returned: UUID, teacher: Visitor
) -> None:
    other = hand_in(app, school.id, school.assignment_id, school.people.classmate)
    mark(app, school.id, other, levels=(3, 2, 2), at=RETURNED_AT)
    undo(teacher, returned, RETURNED_AT)
    assert assessment_of(app, school, other).mark == 5
    with app.app_context(), school_scope(school.id):
        assert len(evidence_points(school.people.classmate.person_id)) == 4
