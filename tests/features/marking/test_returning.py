"""Returning publishes the mark and the evidence, exactly as a pupil would compute them, all of it or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.marking.models import Evidence
from tests.factories.desk import (
    NOTHING,
    assessment_of,
    evidence_of,
    nothing_published,
    row,
    rows_of,
    whole,
)
from tests.factories.listeners import listening
from tests.factories.people import Someone
from tests.factories.schools import TestSchool, add_course, stored
from tests.factories.visitors import Visitor
from tests.factories.works import add_assignment, hand_in


def give_back(visitor: Visitor, work: UUID, fields: dict[str, str]) -> int:
    return visitor.post(f"/marking/{work}/return", {**fields, "intent": "return"}).status_code


def ledger(school: TestSchool, evidence: list[Evidence]) -> set[tuple[str, str, str, str]]:
    """Evidence as attribute, points, maximum and weight."""
    codes = {attribute.id: code for code, attribute in school.attributes.items()}
    return {
        (codes[piece.attribute_id], str(piece.points), str(piece.maximum), str(piece.weight))
        for piece in evidence
    }


def work_of(
    app: Flask, school: TestSchool, student: Someone, *, grade: int, kind: str, assignment: str
) -> UUID:
    """A work in a course of its own: in that grade, of that kind of subject, with that kind of assignment."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        course = add_course(school.year_id, "own", school.people.teacher, [student], grade=grade, kind=kind)
        assignment_id = add_assignment(course, school.term_id, school.rubric.version_id, kind=assignment)
    return hand_in(app, school.id, assignment_id, student)


def test_the_mark_is_the_one_that_can_be_redone_by_hand(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    # 2 × 2/3 + 1 × 4.5/5 + 0 × 2/4 = 1.3333… + 0.9 = 2.2333… of 3 → 74.44 % → 74 % → mark 4
    assert give_back(teacher, work, whole(school, 2, 2, 1)) == 303
    assessment = assessment_of(app, school, work)
    assert (assessment.percent, assessment.mark, assessment.passed) == (Decimal("74.44"), 4, None)
    assert assessment.returned_by == school.people.teacher.person_id
    (submission,) = stored(app, school, Submission, Submission.id == work)
    assert submission.returned_at == assessment.returned_at


def test_the_evidence_is_what_the_descriptors_showed(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    give_back(teacher, work, whole(school, 2, 2, 1))
    evidence = evidence_of(app, school, school.people.student.person_id)
    assert ledger(school, evidence) == {
        ("GA1", "2", "3", "1"),
        ("GA5", "4.5", "5", "1"),
        ("GA2", "4.5", "5", "0.5"),
        ("GA4", "2", "4", "2"),
    }
    first, second, third = school.rubric.criteria
    chosen = {first.id: first.levels[2].id, second.id: second.levels[2].id, third.id: third.levels[1].id}
    for piece in evidence:
        assert piece.plugin == "marking"
        assert piece.source_id == piece.course_id == school.course_id
        assert piece.assessor_id == school.people.teacher.person_id
        assert piece.criterion_id
        assert piece.level_id == chosen[piece.criterion_id]
        assert piece.worked_on == date(2026, 11, 20), "the day of the work, not of its marking"


def test_the_day_of_the_work_is_the_schools_day(app: Flask, school: TestSchool, teacher: Visitor) -> None:
    late = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)  # half past one of the next day in Almaty
    work = hand_in(app, school.id, school.assignment_id, school.people.student, at=late)
    give_back(teacher, work, whole(school, 0, 0, 0))
    days = {piece.worked_on for piece in evidence_of(app, school, school.people.student.person_id)}
    assert days == {date(2026, 11, 21)}


def test_what_is_not_applicable_leaves_the_denominator_and_the_ledger(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    # Only the first criterion counts: 2 × 2/3 of 2 → 66.67 % → 67 % → mark 4
    give_back(teacher, work, whole(school, 2, "na", 2))
    assessment = assessment_of(app, school, work)
    assert (assessment.percent, assessment.mark) == (Decimal("66.67"), 4)
    evidence = evidence_of(app, school, school.people.student.person_id)
    assert ledger(school, evidence) == {("GA1", "2", "3", "1"), ("GA4", "4", "4", "2")}


def test_a_work_where_nothing_applies_has_no_mark_and_can_still_be_read(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    assert give_back(teacher, work, whole(school, "na", "na", "na")) == 303
    assessment = assessment_of(app, school, work)
    assert (assessment.percent, assessment.mark) == (None, None), "not assessed is not a 2"
    assert not evidence_of(app, school, school.people.student.person_id)
    assert Visitor(app, school, school.people.student).get(f"/feedback/{work}").status_code == 200


def test_no_points_at_all_are_a_2_and_evidence_of_nothing_reached(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first, second, third = school.rubric.criteria
    give_back(teacher, work, {**row(first, 0), **row(second, 0, points="0"), **row(third, 0)})
    assessment = assessment_of(app, school, work)
    assert (assessment.percent, assessment.mark) == (Decimal(0), 2)
    points = {piece.points for piece in evidence_of(app, school, school.people.student.person_id)}
    assert points == {Decimal(0)}


@pytest.mark.parametrize(("level", "points", "mark"), [(3, "3", 5), (2, "5", 4), (1, "5", 3), (0, "3", 2)])
def test_marks_follow_the_bands_of_the_rule_book(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, level: int, points: str, mark: int
) -> None:
    # 2 × level/3 + points/5 of 3: 86.67 %, 77.78 %, 55.56 % and 20 %
    give_back(teacher, work, whole(school, level, 2, 0, points=points))
    assert assessment_of(app, school, work).mark == mark


def test_a_work_with_undecided_rows_is_not_returned_and_nothing_is_published(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first, _second, third = school.rubric.criteria
    fields = {**row(first, 2), **row(third, 1)}
    assert give_back(teacher, work, fields) == 422
    assert nothing_published(app, school, work)
    assert set(rows_of(app, school, work)) == {first.id, third.id}, "what was decided is kept as a draft"
    assert Visitor(app, school, school.people.student).get(f"/feedback/{work}").status_code == 404


def test_a_draft_is_saved_and_publishes_nothing(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    fields = {**whole(school, 2, 2, 1), "intent": "draft"}
    assert teacher.post(f"/marking/{work}/return", fields).status_code == 303
    assert len(rows_of(app, school, work)) == 3
    assert nothing_published(app, school, work)


def test_a_plugin_that_objects_leaves_nothing_behind(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def refuse(_work: object) -> None:
        raise RuntimeError("the plug-in is broken")

    with listening(app, refuse) as listener:
        assert give_back(teacher, work, whole(school, 2, 2, 1)) == 500
    assert len(listener.heard) == 1
    assert nothing_published(app, school, work)
    assert not rows_of(app, school, work), "the rows that came with the return are not kept either"
    assert not stored(
        app, school, AuditEntry, AuditEntry.action.in_(["work.returned", "assessment_row.saved"])
    )
    assert give_back(teacher, work, whole(school, 2, 2, 1)) == 303, "without it the same form is returned"


def test_plugins_hear_what_was_returned(app: Flask, school: TestSchool, work: UUID, teacher: Visitor) -> None:
    with listening(app) as listener:
        give_back(teacher, work, whole(school, 2, 2, 1))
    (heard,) = listener.heard
    assert (heard.submission_id, heard.student_id) == (work, school.people.student.person_id)
    assert (heard.percent, heard.mark, heard.worked_on) == (Decimal("74.44"), 4, date(2026, 11, 20))


def test_returning_twice_has_one_effect(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    fields = whole(school, 2, 2, 1)
    with listening(app) as listener:
        assert give_back(teacher, work, fields) == 303
        first = assessment_of(app, school, work)
        assert give_back(teacher, work, fields) == 303
        assert give_back(coteacher, work, whole(school, 3, 2, 2)) == 303
    assert len(listener.heard) == 1
    again = assessment_of(app, school, work)
    assert (again.returned_at, again.returned_by, again.percent) == (
        first.returned_at,
        first.returned_by,
        first.percent,
    )
    assert len(evidence_of(app, school, school.people.student.person_id)) == 4
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "work.returned")) == 1


@pytest.mark.parametrize("fragment", [True, False])
def test_what_is_saved_after_the_return_changes_nothing_and_says_so(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor, fragment: bool
) -> None:
    give_back(teacher, work, whole(school, 2, 2, 1))
    before = rows_of(app, school, work)
    first = school.rubric.criteria[0]
    late = row(first, 3, was=str(first.levels[2].id), comment="Кешіккен пікір")
    assert coteacher.post(f"/marking/{work}/rows/{first.id}", late, fragment=fragment).status_code == 409
    overall = {"comment-overall": "Кешіккен пікір", "was-comment-overall": NOTHING}
    assert coteacher.post(f"/marking/{work}/comment", overall, fragment=fragment).status_code == 409
    after = rows_of(app, school, work)
    assert {key: (r.level_id, r.comment) for key, r in after.items()} == {
        key: (r.level_id, r.comment) for key, r in before.items()
    }
    assert assessment_of(app, school, work).comment == ""


def test_grade_1_gets_feedback_and_no_mark(app: Flask, school: TestSchool, teacher: Visitor) -> None:
    student = school.people.outsider
    work = work_of(app, school, student, grade=1, kind="marked", assignment="formative")
    assert give_back(teacher, work, whole(school, 3, 2, 2, points="5")) == 303
    assessment = assessment_of(app, school, work)
    assert (assessment.percent, assessment.mark, assessment.passed) == (None, None, None)
    assert len(evidence_of(app, school, student.person_id)) == 4, "evidence has no grade"
    page = Visitor(app, school, student).page(f"/feedback/{work}")
    assert "1-сыныпта баға қойылмайды" in page.words
    assert "%" not in page.words.split("1-сыныпта")[0]


@pytest.mark.parametrize(("level", "passed"), [(1, True), (0, False)])
def test_a_pass_or_fail_subject_is_passed_or_not(
    app: Flask, school: TestSchool, teacher: Visitor, level: int, passed: bool
) -> None:
    # 2 × 1/3 + 3/5 of 3 is 42.22 %, 0 + 3/5 of 3 is 20 %; the threshold is 40 %
    work = work_of(app, school, school.people.outsider, grade=8, kind="pass_fail", assignment="formative")
    give_back(teacher, work, whole(school, level, 2, 0, points="3"))
    assessment = assessment_of(app, school, work)
    assert (assessment.mark, assessment.passed) == (None, passed)
    assert Visitor(app, school, school.people.outsider).get(f"/feedback/{work}").status_code == 200


def test_an_assessment_of_competences_gives_evidence_and_no_mark(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    student = school.people.outsider
    work = work_of(app, school, student, grade=8, kind="marked", assignment="competence")
    give_back(teacher, work, whole(school, 3, 2, 2, points="5"))
    assessment = assessment_of(app, school, work)
    assert (assessment.percent, assessment.mark, assessment.passed) == (None, None, None)
    assert len(evidence_of(app, school, student.person_id)) == 4
    assert Visitor(app, school, student).get(f"/feedback/{work}").status_code == 200


def test_returning_opens_the_next_oldest_work(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    later = datetime(2026, 11, 21, 9, tzinfo=UTC)
    next_work = hand_in(app, school.id, school.assignment_id, school.people.classmate, at=later)
    answer = teacher.post(f"/marking/{work}/return", {**whole(school, 2, 2, 1), "intent": "return"})
    assert answer.location.endswith(f"/marking/{next_work}?after={work}")
    assert "Қайтарылды: Ермек Әмина" in teacher.page(answer.location.removeprefix(f"/{school.slug}")).words
    last = teacher.post(f"/marking/{next_work}/return", {**whole(school, 2, 2, 1), "intent": "return"})
    assert last.location.endswith("/marking")


def test_the_student_reads_levels_next_steps_comments_and_the_sum(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    fields = {**whole(school, 2, 2, 1), **row(first, 2, comment="Дәлелің сенімді")}
    fields |= {"comment-overall": "Жалпы жақсы жұмыс", "was-comment-overall": NOTHING}
    give_back(teacher, work, fields)
    for reader in (school.people.student, school.people.parent):
        page = Visitor(app, school, reader).page(f"/feedback/{work}")
        assert "Дәлелің сенімді" in page.words
        assert "Жалпы жақсы жұмыс" in page.words
        assert "Озық: не көрінеді" in page.words, "the next level's descriptor is the next step"
        assert "74,44 % → 74 % → 4" in page.words
        assert "2,2333 ÷ 3" in page.words
