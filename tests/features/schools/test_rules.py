"""The rule book is dated data: which rule holds depends on the school, the grade, the subject and the day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from parasat_lms.core.db import db
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rule_book import RuleBook, decide_mark
from parasat_lms.features.schools.models import Network, RuleRow
from parasat_lms.features.schools.operations import RESERVED, found_school
from parasat_lms.features.schools.queries import rule_book
from tests.factories.desk import assessment_of
from tests.factories.rubrics import words
from tests.factories.schools import TestSchool, TwoSchools
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark

STRICT = {"type": "scale", "round": "half_up", "bands": [[0, 2], [50, 3], [75, 4], [95, 5]]}


def add_rule(app: Flask, school: TestSchool, *, own: bool = True, **values: Any) -> None:
    """A mark scale, the school's own or the network's; there is no operation for this yet."""
    row = {
        "kind": "mark_scale",
        "grade_from": 2,
        "grade_to": 11,
        "subject_kind": None,
        "valid_from": date(2026, 12, 1),
        "value": STRICT,
        "note": LocalizedText("Қатаң шкала"),
        "confidence": "high",
    }
    with app.app_context(), unit_of_work():
        school_id = school.id if own else None
        db.session.add(RuleRow(network_id=school.network_id, school_id=school_id, **{**row, **values}))


def book(app: Flask, school: TestSchool) -> RuleBook:
    with app.app_context():
        return rule_book(school.network_id, school.id)


def given(
    found: RuleBook, percent: str, day: date, grade: int = 8, kind: str = "marked"
) -> int | bool | None:
    decision = decide_mark(Decimal(percent), found, on=day, grade=grade, subject_kind=kind)
    assert decision
    return decision.passed if decision.kind == "pass_fail" else decision.mark


NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 1)


def test_the_rules_that_ship_are_in_the_database_of_every_network(app: Flask, school: TestSchool) -> None:
    found = book(app, school)
    assert [given(found, percent, NOVEMBER) for percent in ("39.49", "39.5", "64.49", "64.5", "84.5")] == [
        2,
        3,
        3,
        4,
        5,
    ]
    assert given(found, "100", NOVEMBER, grade=1) is None
    assert [given(found, percent, NOVEMBER, kind="pass_fail") for percent in ("39.4", "39.5")] == [
        False,
        True,
    ]


def test_a_rule_holds_from_its_first_day_on(app: Flask, school: TestSchool) -> None:
    add_rule(app, school)
    found = book(app, school)
    assert (given(found, "70", NOVEMBER), given(found, "70", DECEMBER)) == (4, 3)
    assert given(found, "70", DECEMBER, grade=1) is None


def test_a_rule_holds_to_its_last_day(app: Flask, school: TestSchool) -> None:
    add_rule(app, school, valid_from=date(2026, 9, 1), valid_to=NOVEMBER)
    found = book(app, school)
    assert (given(found, "70", NOVEMBER), given(found, "70", DECEMBER)) == (3, 4)


def test_a_schools_own_rule_holds_for_it_alone_and_a_networks_for_all(
    app: Flask, schools: TwoSchools
) -> None:
    add_rule(app, schools.here)
    assert given(book(app, schools.here), "70", DECEMBER) == 3
    assert given(book(app, schools.there), "70", DECEMBER) == 4
    add_rule(app, schools.here, own=False, subject_kind="marked")
    assert given(book(app, schools.there), "70", DECEMBER) == 3


def test_a_rule_for_fewer_grades_goes_before_one_for_more(app: Flask, school: TestSchool) -> None:
    add_rule(app, school, grade_from=8, grade_to=8)
    found = book(app, school)
    assert (given(found, "70", DECEMBER, grade=8), given(found, "70", DECEMBER, grade=9)) == (3, 4)


@pytest.mark.parametrize(("day", "expected"), [(NOVEMBER, 4), (DECEMBER, 3)])
def test_a_work_is_marked_under_the_rule_of_its_own_day(
    app: Flask, school: TestSchool, day: date, expected: int
) -> None:
    add_rule(app, school)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    work = hand_in(app, school.id, school.assignment_id, school.people.student, at=at)
    # Marked weeks later: 2 × 2/3 + 4.5/5 of 3 is 74.44 %
    mark(app, school.id, work, levels=(2, 2, 1), points=("", "4.5"), at=datetime(2026, 12, 20, tzinfo=UTC))
    assert assessment_of(app, school, work).mark == expected


def test_a_returned_mark_stays_and_says_its_rule_when_the_rules_change(
    app: Flask, school: TestSchool
) -> None:
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    mark(app, school.id, work, levels=(2, 2, 1), points=("", "4.5"))
    student = Visitor(app, school, school.people.student)
    before = student.page(f"/feedback/{work}").words
    add_rule(app, school)
    assert student.page(f"/feedback/{work}").words == before
    assert assessment_of(app, school, work).mark == 4


# --- schools ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slug", ["", "a", "Arqa", "1a", "a b", "a/b", "мектеп", "a" * 41, "a_b", *sorted(RESERVED)]
)
def test_an_address_that_cannot_be_a_schools_is_refused(app: Flask, school: TestSchool, slug: str) -> None:
    with app.app_context():
        network = db.session.get(Network, school.network_id)
        assert network
        with pytest.raises(ValueError, match="address"):
            found_school(network, slug, name=words("x"), place=words("x"), language="kk")


def test_the_front_door_lists_every_school_and_leads_to_its_sign_in(app: Flask, schools: TwoSchools) -> None:
    visitor = Visitor(app, schools.here, None)
    answer = visitor.client.get("/")
    assert answer.status_code == 200
    for school in (schools.here, schools.there):
        assert f'href="/{school.slug}/sign-in"' in answer.text
        assert f'href="/{school.slug}/about"' in answer.text
        assert visitor.client.get(f"/{school.slug}/").location == f"/{school.slug}/about"


def test_an_installation_without_a_school_says_so(app: Flask) -> None:
    answer = app.test_client().get("/")
    assert answer.status_code == 200
    assert 'class="empty-state"' in answer.text


def test_a_row_of_one_school_cannot_point_into_another(app: Flask, schools: TwoSchools) -> None:
    foreign = schools.there.people.student
    with pytest.raises(IntegrityError):
        hand_in(app, schools.here.id, schools.here.assignment_id, foreign)
