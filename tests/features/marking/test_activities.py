"""An activity outside lessons is assessed with the same rubrics and feeds the same ledger."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.errors import Refused
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.marking.forms import read_activity_rows
from parasat_lms.features.marking.models import ActivityAssessment, Evidence, EvidenceWithdrawal
from parasat_lms.features.marking.operations import assess_activity
from parasat_lms.features.marking.queries import evidence_points
from parasat_lms.features.marking.queries.activities import (
    ActivityRow,
    ActivityStanding,
    ActivityWork,
    activity_assessments,
)
from tests.factories.rubrics import words
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.features.conftest import Visit

ACTIVITY = UUID("0193a000-0000-7000-8000-000000000001")


def work(school: TestSchool, version_id: UUID | None = None) -> ActivityWork:
    return ActivityWork(
        plugin="parasat_tests",
        activity_id=ACTIVITY,
        student_id=school.people.student.person_id,
        rubric_version_id=version_id or school.rubric.version_id,
        title=words("Ауладағы гүлзар", "Клумба во дворе", "A flower bed in the yard"),
        worked_on=date(2026, 11, 14),
    )


def rows(school: TestSchool, *levels: int | None) -> list[ActivityRow]:
    return [
        ActivityRow(
            criterion.id, None if level is None else criterion.levels[level].id, not_applicable=level is None
        )
        for criterion, level in zip(school.rubric.criteria, levels, strict=True)
    ]


def assess(app: Flask, school: TestSchool, *levels: int | None) -> UUID:
    with app.app_context(), school_scope(school.id), unit_of_work():
        return assess_activity(work(school), rows(school, *levels), school.people.mentor.person_id)


def counting(app: Flask, school: TestSchool) -> list[tuple[Decimal, UUID]]:
    """What stands in the ledger: share and source."""
    with app.app_context(), school_scope(school.id):
        found = evidence_points(school.people.student.person_id)
        return sorted(
            (Decimal(point.share.numerator) / point.share.denominator, point.source) for point in found
        )


def standing(app: Flask, school: TestSchool) -> list[ActivityStanding]:
    with app.app_context(), school_scope(school.id):
        return activity_assessments("parasat_tests", student_id=school.people.student.person_id)


def test_every_applicable_criterion_becomes_evidence_with_the_activity_as_its_source(
    app: Flask, school: TestSchool
) -> None:
    assess(app, school, 3, None, 1)  # GA1 3/3; not applicable; GA4 2/4
    assert counting(app, school) == [(Decimal("0.5"), ACTIVITY), (Decimal(1), ACTIVITY)]
    (shown,) = standing(app, school)
    assert shown.percent == Decimal(100), "the third criterion has no weight for the score"
    assert shown.assessor == "Мұқан Зере"


def test_a_level_with_a_range_gives_its_highest_where_no_points_are_said(
    app: Flask, school: TestSchool
) -> None:
    assess(app, school, 0, 2, 0)
    assert {row.points for row in standing(app, school)[0].rows} == {Decimal(0), Decimal(5)}


def test_assessing_again_withdraws_what_stood_and_keeps_it_in_the_ledger(
    app: Flask, school: TestSchool
) -> None:
    first = assess(app, school, 3, None, 1)
    second = assess(app, school, 0, None, 0)
    assert counting(app, school) == [(Decimal(0), ACTIVITY), (Decimal(0), ACTIVITY)]
    assert len(stored(app, school, Evidence)) == 4
    withdrawn = {row.evidence_id for row in stored(app, school, EvidenceWithdrawal)}
    assert withdrawn == {
        row.id for row in stored(app, school, Evidence, Evidence.activity_assessment_id == first)
    }
    assert [shown.id for shown in standing(app, school)] == [second]


def test_the_same_sent_twice_is_assessed_once(app: Flask, school: TestSchool) -> None:
    assert assess(app, school, 3, None, 1) == assess(app, school, 3, None, 1)
    assert len(stored(app, school, ActivityAssessment)) == 1
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "activity.assessed")) == 1


def test_two_assessors_at_once_leave_one_that_counts(app: Flask, school: TestSchool) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda level: assess(app, school, level, None, 0), range(4)))
    assert len(counting(app, school)) == 2
    assert len(standing(app, school)) == 1


def test_a_missing_row_is_refused_and_nothing_is_kept(app: Flask, school: TestSchool) -> None:
    with app.app_context(), school_scope(school.id), pytest.raises(ValueError, match="every criterion"):
        assess_activity(work(school), rows(school, 1, 1, 1)[:2], school.people.mentor.person_id)
    assert not stored(app, school, ActivityAssessment)


def test_a_row_of_another_rubric_is_refused(app: Flask, schools: TwoSchools) -> None:
    school = schools.here
    with app.app_context(), school_scope(school.id), pytest.raises(ValueError, match="not part"):
        assess_activity(work(school), rows(schools.there, 1, 1, 1), school.people.mentor.person_id)


@pytest.mark.parametrize("foreign", ["of another school", "of nobody"])
def test_a_rubric_that_is_not_the_schools_is_refused(app: Flask, schools: TwoSchools, foreign: str) -> None:
    version_id = schools.there.rubric.version_id if foreign == "of another school" else uuid4()
    with app.app_context(), school_scope(schools.here.id), pytest.raises(Refused):
        assess_activity(
            work(schools.here, version_id), rows(schools.here, 1, 1, 1), schools.here.people.mentor.person_id
        )


def test_the_profile_names_the_activity_beside_the_descriptor(
    app: Flask, school: TestSchool, visit: Visit
) -> None:
    assess(app, school, 2, None, 1)
    page = (
        visit(school.people.student)
        .get(f"/profile/{school.people.student.person_id}?lang=en")
        .get_data(as_text=True)
    )
    assert "A flower bed in the yard" in page
    assert "Жетік: не көрінеді" in page


def test_the_posted_form_gives_the_rows(app: Flask, school: TestSchool) -> None:
    first, second, third = school.rubric.criteria
    fields = MultiDict(
        {
            f"choice-{first.id}": str(first.levels[1].id),
            f"choice-{second.id}": str(second.levels[2].id),
            f"points-{second.id}": "4,5",
            f"comment-{second.id}": "Жақсы тыңдады",
            f"choice-{third.id}": "na",
        }
    )
    with app.test_request_context():
        read, errors = read_activity_rows(school.rubric, fields)
    assert not errors
    assert [(row.level_id, row.points, row.not_applicable, row.comment) for row in read] == [
        (first.levels[1].id, Decimal(1), False, ""),
        (second.levels[2].id, Decimal("4.5"), False, "Жақсы тыңдады"),
        (None, None, True, ""),
    ]


def test_what_is_missing_or_wrong_in_the_form_is_said_by_criterion(app: Flask, school: TestSchool) -> None:
    first, second, third = school.rubric.criteria
    fields = MultiDict(
        {
            f"choice-{first.id}": "hostile",
            f"choice-{second.id}": str(second.levels[2].id),
            f"points-{second.id}": "99",
            f"comment-{third.id}": "Түсіндірмесі ғана бар",
        }
    )
    with app.test_request_context("/?lang=en"), school_scope(school.id):
        read, errors = read_activity_rows(school.rubric, fields)
        assert set(errors) == {first.id, second.id, third.id}
    assert [row.comment for row in read] == ["", "", "Түсіндірмесі ғана бар"]


def test_another_school_sees_nothing_of_it(app: Flask, schools: TwoSchools) -> None:
    assess(app, schools.here, 3, None, 1)
    with app.app_context(), school_scope(schools.there.id):
        assert not activity_assessments("parasat_tests")
        db.session.rollback()
