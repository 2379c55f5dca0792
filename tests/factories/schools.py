"""A network with two schools that do not know each other, each with people, a course, a rubric and an assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from flask import Flask
from sqlalchemy import ColumnElement, select

from parasat_lms.core.db import db, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.demo.words import ATTRIBUTES, FRAMEWORK
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.courses.hooks import Subject
from parasat_lms.features.courses.operations import assign_teacher, enrol, open_course
from parasat_lms.features.people.models import ClassMembership, SchoolClass
from parasat_lms.features.rubrics.operations import publish_framework
from parasat_lms.features.rubrics.queries import Attribute, RubricContent, attributes_of
from parasat_lms.features.schools.models import Network
from parasat_lms.features.schools.operations import found_network, found_school, plan_year
from tests.factories.people import Someone, add_guardian, add_person
from tests.factories.rubrics import add_rubric, words
from tests.factories.works import add_assignment

Row = TypeVar("Row")

TERM = (date(2026, 11, 2), date(2026, 12, 30))


@dataclass(frozen=True, slots=True)
class People:
    """Who lives in a test school. The teacher, the co-teacher, the student and the classmate share a course."""

    teacher: Someone
    coteacher: Someone
    other_teacher: Someone
    student: Someone
    classmate: Someone
    outsider: Someone
    parent: Someone
    other_parent: Someone
    mentor: Someone
    psychologist: Someone
    admin: Someone
    network: Someone


@dataclass(frozen=True, slots=True)
class TestSchool:
    """A school by its ids. `course_id` is the shared course, `other_course_id` the other teacher's."""

    __test__ = False

    id: UUID
    slug: str
    network_id: UUID
    year_id: UUID
    term_id: UUID
    people: People
    rubric: RubricContent
    course_id: UUID
    other_course_id: UUID
    assignment_id: UUID
    other_assignment_id: UUID
    attributes: dict[str, Attribute]


@dataclass(frozen=True, slots=True)
class TwoSchools:
    """The school that a test is about, and the other one."""

    here: TestSchool
    there: TestSchool


def two_schools(app: Flask) -> TwoSchools:
    """Found a network with the schools `arqa` and `zhetisu`; people of one are strangers in the other."""
    with app.app_context(), unit_of_work():
        network = found_network(words("Парасат мектептері"))
        publish_framework(network.id, FRAMEWORK, ATTRIBUTES, valid_from=date(2026, 1, 1))
        schools = [_school(network, slug) for slug in ("arqa", "zhetisu")]
    return TwoSchools(*schools)


def _school(network: Network, slug: str) -> TestSchool:
    name, place = words(f"«{slug}» мектебі", f"Школа «{slug}»"), words("Қарағанды")
    school = found_school(network, slug, name=name, place=place, language="kk")
    with school_scope(school.id):
        year, terms = plan_year("2026/2027", [TERM])
        people = _people(slug)
        rubric = add_rubric(network.id)
        course = add_course(year.id, "history-8", people.teacher, [people.student, people.classmate])
        assign_teacher(course, people.coteacher.person_id)
        other = add_course(year.id, "biology-8", people.other_teacher, [people.outsider])
        _put_in_class(year.id, [people.student, people.classmate, people.outsider])
        return TestSchool(
            id=school.id,
            slug=slug,
            network_id=network.id,
            year_id=year.id,
            term_id=terms[0].id,
            people=people,
            rubric=rubric,
            course_id=course,
            other_course_id=other,
            assignment_id=add_assignment(course, terms[0].id, rubric.version_id),
            other_assignment_id=add_assignment(other, terms[0].id, rubric.version_id),
            attributes={attribute.code: attribute for attribute in attributes_of(network.id)},
        )


def _people(slug: str) -> People:
    people = People(
        teacher=add_person("Айтжан", "Сәуле", Role.TEACHER, login=f"teacher.{slug}"),
        coteacher=add_person("Бектас", "Ораз", Role.TEACHER, login=f"coteacher.{slug}"),
        other_teacher=add_person("Ғабитов", "Дәулет", Role.TEACHER, login=f"other.teacher.{slug}"),
        student=add_person("Ермек", "Әмина", Role.STUDENT, login=f"student.{slug}"),
        classmate=add_person("Жұмабай", "Арсен", Role.STUDENT, login=f"classmate.{slug}"),
        outsider=add_person("Қабылбек", "Інжу", Role.STUDENT, login=f"outsider.{slug}"),
        parent=add_person("Ермек", "Гүлнұр", Role.PARENT, login=f"parent.{slug}"),
        other_parent=add_person("Жұмабай", "Шыңғыс", Role.PARENT, login=f"other.parent.{slug}"),
        mentor=add_person("Мұқан", "Зере", Role.MENTOR, login=f"mentor.{slug}"),
        psychologist=add_person("Нұрғали", "Дана", Role.PSYCHOLOGIST, login=f"psychologist.{slug}"),
        admin=add_person("Өмірзақ", "Мәди", Role.ADMIN, login=f"admin.{slug}"),
        network=add_person("Хамит", "Үкілі", Role.NETWORK, login=f"network.{slug}"),
    )
    add_guardian(people.parent, people.student)
    add_guardian(people.other_parent, people.classmate)
    return people


def add_course(
    year_id: UUID,
    code: str,
    teacher: Someone,
    students: Sequence[Someone],
    *,
    grade: int = 8,
    kind: str = "marked",
    title: LocalizedText | None = None,
) -> UUID:
    """A course of the current school with its teacher and its students, taken in that grade."""
    subject = Subject("tests", code, title or words(f"Пән {code}"), kind, 1, 11, ("GA1",))
    course = open_course(subject, year_id=year_id, code=code, grade=grade)
    assign_teacher(course.id, teacher.person_id)
    for student in students:
        enrol(course.id, student.person_id, grade)
    db.session.flush()
    return course.id


def _put_in_class(year_id: UUID, students: Sequence[Someone]) -> None:
    school_class = SchoolClass(year_id=year_id, grade=8, letter="Б", class_teacher_id=None)
    db.session.add(school_class)
    db.session.flush()
    db.session.add_all(
        ClassMembership(class_id=school_class.id, student_id=student.person_id) for student in students
    )
    db.session.flush()


def stored(app: Flask, school: TestSchool, model: type[Row], *where: ColumnElement[bool]) -> list[Row]:
    """What the database holds of a model in this school now, read on a connection of its own."""
    with app.app_context(), school_scope(school.id):
        rows = list(db.session.scalars(select(model).where(*where)))
        db.session.expunge_all()
        return rows
