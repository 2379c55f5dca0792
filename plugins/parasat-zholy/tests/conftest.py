"""A school with more people than one of each role: a second of those who must not see what the first one sees."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from parasat_zholy.operations import activities, mentoring
from parasat_zholy.operations.activities import ActivityInput
from sqlalchemy import select

from parasat_lms.core.db import school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import (
    Account,
    ClassMembership,
    Membership,
    Person,
    SchoolClass,
    SignIn,
)
from parasat_lms.features.people.operations import open_account
from parasat_lms.features.schools.operations import plan_year
from parasat_lms.plugin_api import clock, db, today
from parasat_lms.testing import SchoolForTests

Inside = Callable[[], AbstractContextManager[None]]
CSRF = "0123456789abcdef"


@pytest.fixture
def parasat_plugin() -> str:
    return "parasat_zholy"


@dataclass
class Zholy:
    """The school of the tests: who is who, and the rows that most tests need."""

    app: Flask
    school: SchoolForTests
    people: dict[str, UUID]
    activity: UUID
    project: UUID
    tie: UUID
    peer_tie: UUID
    today: date

    def client(self, who: str) -> FlaskClient:
        """A browser signed in as that person."""
        return _sign_in_as(self.app, self.school, who)

    def inside(self) -> AbstractContextManager[None]:
        """A unit of work in the school."""
        return _inside(self.app, self.school)


def _sign_in_as(app: Flask, school: SchoolForTests, who: str) -> FlaskClient:
    """Signing in by the form costs a slow hash; this browser carries a sign-in of its own instead."""
    client = app.test_client()
    with app.app_context(), unit_of_work():
        account = db.session.scalars(select(Account).where(Account.login == f"{who}.{school.slug}")).one()
        begun = SignIn(account_id=account.id, expires_at=clock.now() + timedelta(hours=1))
        db.session.add(begun)
        db.session.flush()
        sign_in_id = str(begun.id)
    with client.session_transaction() as session:
        session["_user_id"], session["csrf_token"] = sign_in_id, CSRF
    client.environ_base["HTTP_X_CSRFTOKEN"] = token(app)
    return client


def token(app: Flask) -> str:
    """The token that goes with the session of every test."""
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(CSRF)


class _Inside:
    def __init__(self, app: Flask, school: SchoolForTests) -> None:
        self.parts: list[Any] = [app.app_context(), school_scope(school.id), unit_of_work()]

    def __enter__(self) -> None:
        for part in self.parts:
            part.__enter__()

    def __exit__(self, *error: Any) -> None:
        for part in reversed(self.parts):
            part.__exit__(*error)


def _inside(app: Flask, school: SchoolForTests) -> _Inside:
    return _Inside(app, school)


def another(login: str, family: str, given: str, *roles: Role) -> UUID:
    """One more person, who can sign in with the password of every test account."""
    password = "unused: every browser of these tests carries a sign-in of its own"
    account = open_account(f"{login}.school", password)
    person = Person.named(family, given, account_id=account.id)
    db.session.add(person)
    db.session.flush()
    db.session.add_all(Membership(person_id=person.id, role=role) for role in roles)
    return person.id


def school_class(year_id: UUID, grade: int, *student_ids: UUID) -> None:
    """A class with these students."""
    made = SchoolClass(year_id=year_id, grade=grade, letter="А", class_teacher_id=None)
    db.session.add(made)
    db.session.flush()
    db.session.add_all(ClassMembership(class_id=made.id, student_id=one) for one in student_ids)


def activity_input(leader: UUID, day: date, **other: Any) -> ActivityInput:
    """An activity of service that runs now."""
    words = LocalizedText("Көршіге көмек", "Помощь соседу", "Help for a neighbour")
    given: dict[str, Any] = {
        "component": "service",
        "kind": "service",
        "title": words,
        "description": words,
        "life": "service",
        "starts_on": day - timedelta(days=20),
        "ends_on": day + timedelta(days=20),
        "hours_planned": Decimal(10),
        "leader_id": leader,
    }
    return ActivityInput(**{**given, **other})


@pytest.fixture
def zholy(parasat_app: Flask, parasat_school: SchoolForTests) -> Zholy:
    """The student takes part in an activity of the teacher and in a project, and has two mentors."""
    with _inside(parasat_app, parasat_school):
        day = today()
        spans = [
            (day - timedelta(days=60), day - timedelta(days=31)),
            (day - timedelta(days=30), day + timedelta(days=30)),
        ]
        year, _terms = plan_year("test", spans)
        people = {role.value: person_id for role, person_id in parasat_school.people.items()}
        people["student2"] = another("student2", "Ысқақов", "Әлия", Role.STUDENT)
        people["older"] = another("older", "Өмірбек", "Санжар", Role.STUDENT)
        people["teacher2"] = another("teacher2", "Ғабит", "Дана", Role.TEACHER)
        people["parent2"] = another("parent2", "Ысқақова", "Гүл", Role.PARENT)
        school_class(year.id, 7, people["student"], people["student2"])
        school_class(year.id, 10, people["older"])
        activity = activities.add_activity(activity_input(people["teacher"], day), people["teacher"])
        project = activities.add_activity(
            activity_input(people["teacher"], day, kind="project"), people["teacher"]
        )
        for made in (activity, project):
            activities.add_participants(made.id, [people["student"]])
        tie = mentoring.assign(people["mentor"], people["student"], "expert")
        peer = mentoring.assign(people["older"], people["student"], "older_student")
        made = Zholy(parasat_app, parasat_school, people, activity.id, project.id, tie.id, peer.id, day)
    return made
