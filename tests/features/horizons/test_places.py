"""Fifty students press at the same moment: a club never has more members than places, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from parasat_horizons.models import MEMBER, WAITING, Club, ClubMember
from parasat_horizons.operations.clubs import ClubPlan, Slot, open_club
from parasat_horizons.operations.membership import Clash, join, leave
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from parasat_lms.core import clock
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import Membership, Person
from parasat_lms.features.people.queries import student
from parasat_lms.features.schools.operations import plan_year, switch_plugin
from parasat_lms.testing import SchoolForTests, network_for_tests, school_for_tests
from tests.support.application import application_over, forget

CROWD, PLACES, AT_ONCE = 50, 12, 10
TEXT = LocalizedText("Үйірме", "Кружок", "Club")


@pytest.fixture
def app(database: str) -> Iterator[Flask]:
    application = application_over(database)
    yield application
    forget(application)


@pytest.fixture
def school(app: Flask) -> SchoolForTests:
    today = clock.now().date()
    with app.app_context(), unit_of_work():
        made = school_for_tests(network_for_tests())
        with school_scope(made.id):
            plan_year("test", [(today - timedelta(days=60), today + timedelta(days=60))])
            switch_plugin(manager().manifests["parasat_horizons"], enabled=True)
        return made


def a_club(school: SchoolForTests, places: int = PLACES, *slots: Slot) -> UUID:
    plan = ClubPlan(
        format="art",
        kind="club",
        title=TEXT,
        description=TEXT,
        leader_id=school.people[Role.TEACHER],
        grades=(1, 11),
        places=places,
        open=True,
        slots=slots,
    )
    return open_club(plan).id


def a_crowd(size: int) -> list[UUID]:
    people = [Person.named("Оқушы", f"Нөмір {number}") for number in range(size)]
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(Membership(person_id=person.id, role=Role.STUDENT) for person in people)
    db.session.flush()
    return [person.id for person in people]


def at_once(app: Flask, school: SchoolForTests, jobs: list[Callable[[], object]]) -> list[object]:
    """Each job in a thread and a unit of work of its own, all let go in the same moment."""
    gate = Barrier(min(len(jobs), AT_ONCE))

    def run(job: Callable[[], object]) -> object:
        gate.wait(timeout=60)
        with app.app_context(), school_scope(school.id), unit_of_work():
            return job()

    with ThreadPoolExecutor(min(len(jobs), AT_ONCE)) as threads:
        return list(threads.map(run, jobs))


def signing_up(club_id: UUID, student_id: UUID) -> Callable[[], object]:
    def job() -> object:
        entry = student(student_id)
        assert entry
        return join(club_id, entry)

    return job


def counted(app: Flask, school: SchoolForTests, club_id: UUID) -> tuple[int, int, int]:
    """How many the club says it has, how many members there are, and how many wait."""
    with app.app_context(), school_scope(school.id):
        club = db.session.scalars(select(Club).where(Club.id == club_id)).one()
        states = dict(
            db.session.execute(
                select(ClubMember.state, func.count())
                .where(ClubMember.club_id == club_id)
                .group_by(ClubMember.state)
            ).all()
        )
        return club.taken, states.get(MEMBER, 0), states.get(WAITING, 0)


def test_fifty_at_once_fill_the_places_and_no_more_and_the_rest_wait(
    app: Flask, school: SchoolForTests
) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        club_id, crowd = a_club(school), a_crowd(CROWD)
    answers = at_once(app, school, [signing_up(club_id, one) for one in crowd])
    assert answers.count(MEMBER) == PLACES
    assert answers.count(WAITING) == CROWD - PLACES
    assert counted(app, school, club_id) == (PLACES, PLACES, CROWD - PLACES)


def test_the_same_student_pressing_ten_times_at_once_has_one_place(
    app: Flask, school: SchoolForTests
) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        club_id, (one,) = a_club(school), a_crowd(1)
    assert at_once(app, school, [signing_up(club_id, one)] * AT_ONCE) == [MEMBER] * AT_ONCE
    assert counted(app, school, club_id) == (1, 1, 0)


def test_who_leaves_while_others_come_leaves_no_hole_and_no_crowd(app: Flask, school: SchoolForTests) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        club_id, crowd = a_club(school, 5), a_crowd(20)
        for one in crowd[:10]:
            entry = student(one)
            assert entry
            join(club_id, entry)
    leaving = [lambda one=one: leave(club_id, one) for one in crowd[:5]]
    coming = [signing_up(club_id, one) for one in crowd[10:15]]
    at_once(app, school, [job for pair in zip(leaving, coming, strict=True) for job in pair])
    assert counted(app, school, club_id) == (5, 5, 5)


def test_two_clubs_at_the_same_hour_never_both_say_yes(app: Flask, school: SchoolForTests) -> None:
    slot = Slot(1, time(16), time(17), "")
    with app.app_context(), school_scope(school.id), unit_of_work():
        clubs = [a_club(school, 5, slot), a_club(school, 5, slot)]
        (one,) = a_crowd(1)

    def trying(club_id: UUID) -> Callable[[], object]:
        def job() -> object:
            try:
                return signing_up(club_id, one)()
            except Clash:
                return "clash"

        return job

    assert sorted(map(str, at_once(app, school, [trying(club_id) for club_id in clubs]))) == ["clash", MEMBER]


def test_the_database_itself_refuses_one_more_than_there_are_places(
    app: Flask, school: SchoolForTests
) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        club_id = a_club(school, 3)
    with pytest.raises(IntegrityError), app.app_context(), school_scope(school.id), unit_of_work():
        db.session.execute(update(Club).where(Club.id == club_id).values(taken=4))
