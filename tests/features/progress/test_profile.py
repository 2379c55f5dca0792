"""The attribute profile: levels that can be redone by hand, what is missing below the threshold, and who may look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from parasat_lms.core import clock
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.marking.operations import EvidenceEntry, append_evidence
from parasat_lms.features.people.models import ClassStudent, Guardianship, Person, SchoolClass
from parasat_lms.features.progress.queries import Profile, profile_of
from parasat_lms.features.rubrics.queries import attributes_of
from parasat_lms.features.schools.models import RuleRow
from parasat_lms.features.schools.queries import rule_book
from tests.factories.people import Someone
from tests.factories.schools import TestSchool, TwoSchools, add_course
from tests.factories.visitors import Visitor
from tests.factories.works import add_assignment, hand_in, mark


def marked_work(
    app: Flask,
    school: TestSchool,
    student: Someone,
    *,
    levels: Sequence[int | None],
    points: Sequence[str] = (),
    course_id: UUID | None = None,
    day: int = 20,
) -> UUID:
    """A work of its own assignment, marked and returned."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        assignment = add_assignment(course_id or school.course_id, school.term_id, school.rubric.version_id)
    at = datetime(2026, 11, day, 9, tzinfo=UTC)
    work = hand_in(app, school.id, assignment, student, at=at)
    mark(app, school.id, work, levels=levels, points=points, at=at)
    return work


def second_course(app: Flask, school: TestSchool) -> UUID:
    with app.app_context(), school_scope(school.id), unit_of_work():
        return add_course(school.year_id, "second", school.people.teacher, [school.people.student])


def profile(app: Flask, school: TestSchool, student: Someone, today: date = date(2026, 11, 27)) -> Profile:
    with app.app_context(), school_scope(school.id):
        person = db.session.get(Person, (school.id, student.person_id))
        assert person
        attributes, book = attributes_of(school.network_id), rule_book(school.network_id, school.id)
        return profile_of(ClassStudent(person, None), attributes, book, today)


def levels(found: Profile) -> dict[str, Decimal | None]:
    return {line.attribute.code: line.level.level for line in found.lines}


def three_works(app: Flask, school: TestSchool) -> None:
    student = school.people.student
    # GA1 (weight 1): 3/3, 1/3 and, in the other course, 2/3
    # GA5 (weight 1) and GA2 (weight ½): 4.5/5, 1.5/5, then not applicable
    # GA4 (weight 2): 4/4, 2/4, 2/4
    marked_work(app, school, student, levels=(3, 2, 2), points=("", "4.5"), day=12)
    marked_work(app, school, student, levels=(1, 1, 1), points=("", "1.5"), day=13)
    marked_work(app, school, student, levels=(2, None, 1), course_id=second_course(app, school), day=14)


def test_levels_are_the_ones_that_can_be_redone_by_hand(app: Flask, school: TestSchool) -> None:
    three_works(app, school)
    found = profile(app, school, school.people.student)
    assert levels(found) == {
        "GA1": Decimal("2.67"),  # (1 + 1/3 + 2/3) ÷ 3 × 4
        "GA2": None,  # two pieces from one course
        "GA3": None,
        "GA4": Decimal("2.67"),  # (2 × 1 + 2 × 1/2 + 2 × 1/2) ÷ 6 × 4
        "GA5": None,
        "GA6": None,
    }
    assert found.social.value is None, "it takes four attributes with a level"
    assert found.social.shown == 2


def test_the_page_shows_the_level_the_sum_and_every_piece_behind_it(app: Flask, school: TestSchool) -> None:
    three_works(app, school)
    page = Visitor(app, school, school.people.student).page(f"/profile/{school.people.student.person_id}")
    assert "2,67" in page.words
    assert "Озық: не көрінеді" in page.words, "the descriptor that was reached"
    assert school.people.teacher.name in page.words, "who assessed it"
    feedback = [link for link in page.links() if "/feedback/" in link]
    assert len(set(feedback)) == 3, "each piece opens down to its work"


def test_without_enough_evidence_it_is_said_what_is_missing(app: Flask, school: TestSchool) -> None:
    student = school.people.student
    found = {entry.attribute.code: entry.level for entry in profile(app, school, student).lines}
    assert (found["GA1"].missing_evidence, found["GA1"].missing_sources) == (3, 2)
    marked_work(app, school, student, levels=(2, 2, 1))
    marked_work(app, school, student, levels=(2, 2, 1))
    marked_work(app, school, student, levels=(2, None, 1))
    found = {entry.attribute.code: entry.level for entry in profile(app, school, student).lines}
    assert (found["GA1"].level, found["GA1"].missing_evidence, found["GA1"].missing_sources) == (None, 0, 1)
    assert (found["GA5"].level, found["GA5"].missing_evidence, found["GA5"].missing_sources) == (None, 1, 1)
    page = Visitor(app, school, student).page(f"/profile/{student.person_id}?lang=en")
    assert "not enough evidence yet" in page.words
    assert "1 more piece of evidence" in page.words
    assert "1 more course or activity" in page.words
    assert "0.00" not in page.words, "not assessed yet is not zero"


def test_evidence_of_a_plugin_counts_as_a_source_of_its_own(app: Flask, school: TestSchool) -> None:
    student = school.people.student
    marked_work(app, school, student, levels=(3, None, None))
    marked_work(app, school, student, levels=(3, None, None))
    with app.app_context(), school_scope(school.id), unit_of_work():
        club = EvidenceEntry(
            student_id=student.person_id,
            attribute_id=school.attributes["GA1"].id,
            points=Decimal(1),
            maximum=Decimal(4),
            weight=Decimal("0.5"),
            plugin="debate_club",
            source_id=uuid4(),
            worked_on=date(2026, 11, 20),
        )
        append_evidence([club])
    # (1 × 1 + 1 × 1 + ½ × ¼) ÷ 2½ × 4
    assert levels(profile(app, school, student))["GA1"] == Decimal("3.40")
    assert Visitor(app, school, student).get(f"/profile/{student.person_id}").status_code == 200


def test_thirds_are_not_rounded_before_they_are_summed(app: Flask, school: TestSchool) -> None:
    student = school.people.student
    with app.app_context(), school_scope(school.id), unit_of_work():
        append_evidence(
            EvidenceEntry(
                student_id=student.person_id,
                attribute_id=school.attributes["GA1"].id,
                points=Decimal(1),
                maximum=maximum,
                weight=Decimal(1),
                plugin="debate_club",
                source_id=uuid4(),
                worked_on=date(2026, 11, 20),
            )
            for maximum in (Decimal(3), Decimal(3), Decimal(3), Decimal(8))
        )
    # (1/3 + 1/3 + 1/3 + 1/8) ÷ 4 × 4 = 1.125, half up
    assert levels(profile(app, school, student))["GA1"] == Decimal("1.13")


def test_a_level_is_computed_under_the_rule_of_the_day(app: Flask, school: TestSchool) -> None:
    three_works(app, school)
    with app.app_context(), unit_of_work():
        db.session.add(
            RuleRow(
                network_id=school.network_id,
                school_id=school.id,
                kind="attribute_level",
                grade_from=1,
                grade_to=11,
                valid_from=date(2026, 12, 1),
                value={"method": "highest", "minimum_evidence": 2, "minimum_sources": 1},
                note=LocalizedText("Мектептің өз ережесі"),
                confidence="high",
            )
        )
    student = school.people.student
    assert levels(profile(app, school, student, date(2026, 11, 30)))["GA1"] == Decimal("2.67")
    after = levels(profile(app, school, student, date(2026, 12, 1)))
    assert (after["GA1"], after["GA5"]) == (Decimal("4.00"), Decimal("3.60"))
    with clock.frozen_at(datetime(2026, 11, 30, 18, 59, tzinfo=UTC)):
        assert (
            "Мектептің өз ережесі"
            not in Visitor(app, school, student).page(f"/profile/{student.person_id}").words
        )
    with clock.frozen_at(datetime(2026, 11, 30, 19, 0, tzinfo=UTC)):  # midnight in Almaty
        assert (
            "Мектептің өз ережесі"
            in Visitor(app, school, student).page(f"/profile/{student.person_id}").words
        )


def test_evidence_of_a_classmate_is_not_mixed_in(app: Flask, school: TestSchool) -> None:
    three_works(app, school)
    assert set(levels(profile(app, school, school.people.classmate)).values()) == {None}
    page = Visitor(app, school, school.people.classmate).page(f"/profile/{school.people.classmate.person_id}")
    assert not [link for link in page.links() if "/feedback/" in link]


# --- who may look -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "allowed"),
    [
        ("student", True),
        ("parent", True),
        ("teacher", True),
        ("coteacher", True),
        ("other_teacher", False),
        ("classmate", False),
        ("outsider", False),
        ("other_parent", False),
        ("mentor", False),
        ("psychologist", False),
        ("admin", False),
        ("network", False),
    ],
)
def test_a_profile_is_the_students_the_parents_and_the_teachers(
    app: Flask, school: TestSchool, reader: str, allowed: bool
) -> None:
    visitor = Visitor(app, school, getattr(school.people, reader))
    answer = visitor.get(f"/profile/{school.people.student.person_id}")
    assert answer.status_code == (200 if allowed else 404)


@pytest.mark.parametrize("reader", ["parent", "teacher", "admin"])
def test_only_students_have_a_profile(app: Flask, school: TestSchool, reader: str) -> None:
    visitor = Visitor(app, school, getattr(school.people, reader))
    for person in (school.people.parent, school.people.teacher, school.people.admin):
        assert visitor.get(f"/profile/{person.person_id}").status_code == 404


def test_feedback_opens_for_the_student_and_the_parent_only(app: Flask, schools: TwoSchools) -> None:
    school = schools.here
    work = marked_work(app, school, school.people.student, levels=(2, 2, 1))
    allowed = {school.people.student.login, school.people.parent.login}
    for name in type(school.people).__dataclass_fields__:
        reader = getattr(school.people, name)
        answer = Visitor(app, school, reader).get(f"/feedback/{work}")
        assert answer.status_code == (200 if reader.login in allowed else 404), name
    assert (
        Visitor(app, schools.there, schools.there.people.student).get(f"/feedback/{work}").status_code == 404
    )


def test_a_parent_of_two_sees_both_and_each_alone(app: Flask, school: TestSchool) -> None:
    people = school.people
    with app.app_context(), school_scope(school.id), unit_of_work():
        db.session.add(
            Guardianship(guardian_id=people.parent.person_id, student_id=people.outsider.person_id)
        )
    visitor = Visitor(app, school, people.parent)
    page = visitor.page("/profile")
    assert people.student.name in page.words
    assert people.outsider.name in page.words
    assert people.classmate.name not in page.words
    for child in (people.student, people.outsider):
        assert visitor.get(f"/profile/{child.person_id}").status_code == 200
    assert visitor.get(f"/profile/{people.classmate.person_id}").status_code == 404


def test_a_parent_whose_tie_was_ended_sees_nothing_more(app: Flask, school: TestSchool) -> None:
    people = school.people
    work = marked_work(app, school, people.student, levels=(2, 2, 1))
    visitor = Visitor(app, school, people.parent)
    assert visitor.get(f"/feedback/{work}").status_code == 200
    with app.app_context(), school_scope(school.id), unit_of_work():
        db.session.execute(db.delete(Guardianship).where(Guardianship.guardian_id == people.parent.person_id))
    assert visitor.get(f"/feedback/{work}").status_code == 404
    assert visitor.get(f"/profile/{people.student.person_id}").status_code == 404
    assert people.student.name not in visitor.page("/home").words


def test_a_teacher_finds_only_students_of_the_own_courses(app: Flask, school: TestSchool) -> None:
    people = school.people
    page = Visitor(app, school, people.teacher).page("/profile")
    assert people.student.name in page.words
    assert people.classmate.name in page.words
    assert people.outsider.name not in page.words
    found = Visitor(app, school, people.teacher).page("/profile", query_string={"q": "ЖҰМА"})
    assert people.classmate.name in found.words
    assert people.student.name not in found.words
    for wanted in ("%", "_", "Қабылбек", "'", "\\"):
        nobody = Visitor(app, school, people.teacher).page("/profile", query_string={"q": wanted})
        assert people.outsider.name not in nobody.words
        assert people.student.name not in nobody.words


def test_the_class_teacher_reads_the_profiles_of_the_class_and_of_nobody_else(
    app: Flask, school: TestSchool
) -> None:
    people = school.people
    newcomer = Visitor(app, school, people.mentor)
    paths = [f"/profile/{person.person_id}" for person in (people.student, people.teacher)]
    with app.app_context(), school_scope(school.id), unit_of_work():
        person = db.session.get_one(Person, (school.id, people.other_teacher.person_id))
        (school_class,) = db.session.scalars(select(SchoolClass))
        school_class.class_teacher_id = person.id
    class_teacher = Visitor(app, school, people.other_teacher)
    assert [class_teacher.get(path).status_code for path in paths] == [200, 404]
    assert [newcomer.get(path).status_code for path in paths] == [404, 404]
