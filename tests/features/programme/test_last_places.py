"""Fifty students press at the same moment for the last places of an elective, over the web and on either database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from parasat_programme import queries
from parasat_programme.models import ElectiveOffer, ElectiveRound, Placement, Waiting
from parasat_programme.operations import choosing, placing, rounds
from parasat_programme.queries import choosing as choices
from parasat_programme.queries import sharing
from sqlalchemy import select
from werkzeug.test import TestResponse

from parasat_lms.core import clock
from parasat_lms.core.db import db, find, school_scope
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import ClassMembership, Membership, Person, SchoolClass, SignIn
from parasat_lms.features.people.operations import open_account
from parasat_lms.features.people.queries import student
from parasat_lms.features.schools.operations import plan_year, switch_plugin
from parasat_lms.testing import SchoolForTests, inside, network_for_tests, school_for_tests, token_of
from tests.support.application import application_over, forget

CROWD, FREE = 50, 3
GRADE = 8
TEXT = LocalizedText("Кезең", "Этап", "Round")


@dataclass(frozen=True)
class LastPlaces:
    """A published round whose robotics has `FREE` places left, held by `first`, and fifty who have nothing yet."""

    school: SchoolForTests
    round_id: UUID
    offer_id: UUID
    first: UUID
    crowd: dict[UUID, UUID]


@pytest.fixture
def app(database: str) -> Iterator[Flask]:
    application = application_over(database)
    yield application
    forget(application)


@pytest.fixture
def school(app: Flask) -> SchoolForTests:
    with app.app_context(), unit_of_work():
        made = school_for_tests(network_for_tests())
        with school_scope(made.id):
            switch_plugin(manager().manifests["parasat_programme"], enabled=True)
        return made


@pytest.fixture
def last_places(app: Flask, school: SchoolForTests) -> LastPlaces:
    now = clock.now()
    with inside(app, school):
        year, _terms = plan_year(
            "test", [(now.date() - timedelta(days=60), now.date() + timedelta(days=120))]
        )
        crowd = a_crowd(year.id, CROWD + 1)
        first = next(iter(crowd))
        made = rounds.make_round(
            year_id=year.id,
            title=TEXT,
            period=(now.date() + timedelta(days=30), now.date() + timedelta(days=90)),
            window=(now - timedelta(days=1), now + timedelta(days=1)),
            electives_each=1,
            seed="test",
        )
        offer = rounds.add_offer(
            made,
            subject_id=queries.codes()["robotics"],
            teacher_id=school.people[Role.TEACHER],
            places=FREE + 1,
            minimum=1,
            grades=(7, 9),
            weekly_hours=Decimal(1),
            after=[],
            condition=LocalizedText(),
            note=LocalizedText(),
        )
        rounds.announce(made)
        choosing.choose(choices.view(made, student(first), [offer.id]), [offer.id])
        made.closes_at = now - timedelta(minutes=1)
        db.session.flush()
        rounds.publish(made, sharing.shared(made).allocation.fingerprint, open_courses=True)
        assert offer.taken == 1
        accounts = {each: crowd[each] for each in crowd if each != first}
        return LastPlaces(school, made.id, offer.id, first, accounts)


def a_crowd(year_id: UUID, size: int) -> dict[UUID, UUID]:
    """Students of one class, each with the sign-in of a browser of theirs."""
    school_class = SchoolClass(year_id=year_id, grade=GRADE, letter="А", class_teacher_id=None)
    accounts = [open_account(f"pupil.{number}", "no password fits") for number in range(size)]
    people = [
        Person.named("Оқушы", f"Нөмір {number}", account_id=account.id)
        for number, account in enumerate(accounts)
    ]
    begun = [
        SignIn(account_id=account.id, expires_at=clock.now() + timedelta(hours=1)) for account in accounts
    ]
    db.session.add_all([school_class, *people, *begun])
    db.session.flush()
    db.session.add_all(Membership(person_id=person.id, role=Role.STUDENT) for person in people)
    db.session.add_all(ClassMembership(class_id=school_class.id, student_id=person.id) for person in people)
    db.session.flush()
    return {person.id: sign_in.id for person, sign_in in zip(people, begun, strict=True)}


def page_of(places: LastPlaces) -> str:
    return f"/{places.school.slug}/subjects/electives/{places.round_id}"


def browser_of(app: Flask, places: LastPlaces, sign_in_id: UUID) -> FlaskClient:
    """The browser of a student who has the result before them."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = str(sign_in_id)
    page = client.get(page_of(places)).get_data(as_text=True)
    client.environ_base["HTTP_X_CSRFTOKEN"] = token_of(page)
    return client


def press_at_once(places: LastPlaces, browsers: list[FlaskClient]) -> list[TestResponse]:
    """Each browser takes the free place in a thread of its own, all let go in the same moment."""
    gate = Barrier(len(browsers))

    def press(browser: FlaskClient) -> TestResponse:
        gate.wait(timeout=60)
        return browser.post(f"{page_of(places)}/free", data={"offer": str(places.offer_id)})

    with ThreadPoolExecutor(len(browsers)) as threads:
        return list(threads.map(press, browsers))


def standing(app: Flask, places: LastPlaces) -> tuple[int, set[UUID], list[tuple[int, UUID]]]:
    """How many the elective says it has, who holds a place, and the waiting list."""
    with inside(app, places.school):
        held = db.session.scalars(
            select(Placement.student_id).where(Placement.offer_id == places.offer_id)
        ).all()
        line = db.session.execute(
            select(Waiting.place, Waiting.student_id)
            .where(Waiting.offer_id == places.offer_id)
            .order_by(Waiting.place)
        ).all()
        assert len(held) == len(set(held))
        return (
            db.session.get_one(ElectiveOffer, (places.school.id, places.offer_id)).taken,
            set(held),
            [(row.place, row.student_id) for row in line],
        )


def test_fifty_at_once_fill_the_last_places_and_the_rest_stand_in_line(
    app: Flask, last_places: LastPlaces
) -> None:
    browsers = [browser_of(app, last_places, sign_in_id) for sign_in_id in last_places.crowd.values()]
    answers = press_at_once(last_places, browsers)
    assert Counter(answer.status_code for answer in answers) == {303: CROWD}
    taken, held, line = standing(app, last_places)
    assert taken == len(held) == FREE + 1
    assert [place for place, _student in line] == list(range(1, CROWD - FREE + 1))
    assert held | {student_id for _place, student_id in line} == {last_places.first, *last_places.crowd}
    pages = [
        browser.get(answer.location).get_data(as_text=True)
        for browser, answer in zip(browsers, answers, strict=True)
    ]
    assert sum("Орын сіздікі." in page for page in pages) == FREE
    assert sum("Соңғы орын жаңа ғана алынды." in page for page in pages) == CROWD - FREE


def test_the_same_student_pressing_ten_times_at_once_holds_one_place(
    app: Flask, last_places: LastPlaces
) -> None:
    one, sign_in_id = next(iter(last_places.crowd.items()))
    browsers = [browser_of(app, last_places, sign_in_id) for _window in range(10)]
    statuses = Counter(answer.status_code for answer in press_at_once(last_places, browsers))
    assert statuses == {303: 1, 422: 9}
    assert standing(app, last_places) == (2, {last_places.first, one}, [])


def test_a_place_that_is_given_back_while_others_press_is_neither_lost_nor_given_twice(
    app: Flask, last_places: LastPlaces
) -> None:
    browsers = [
        browser_of(app, last_places, sign_in_id) for sign_in_id in list(last_places.crowd.values())[:12]
    ]
    gate = Barrier(2)

    def give_back() -> None:
        gate.wait(timeout=60)
        with inside(app, last_places.school):
            mine = select(Placement).where(Placement.student_id == last_places.first)
            placing.give_back(db.session.scalars(mine).one(), reason="Көшті")

    def press() -> list[TestResponse]:
        gate.wait(timeout=60)
        return press_at_once(last_places, browsers)

    with ThreadPoolExecutor(2) as threads:
        leaving, coming = threads.submit(give_back), threads.submit(press)
        leaving.result()
        assert {answer.status_code for answer in coming.result()} == {303}
    taken, held, line = standing(app, last_places)
    assert taken == len(held) == FREE + 1
    assert len(held) + len(line) == 12
    assert last_places.first not in held


def test_who_stood_in_line_without_a_wish_moves_up_without_a_rank(
    app: Flask, last_places: LastPlaces
) -> None:
    with inside(app, last_places.school):
        found = find(ElectiveRound, last_places.round_id)
        for student_id in list(last_places.crowd)[: FREE + 2]:
            placing.take_free_place(choices.view(found, student(student_id)), last_places.offer_id)
    line = [student_id for _place, student_id in standing(app, last_places)[2]]
    assert line == list(last_places.crowd)[FREE : FREE + 2]
    with inside(app, last_places.school):
        leaving = db.session.scalars(select(Placement).where(Placement.student_id == last_places.first)).one()
        assert placing.give_back(leaving, reason="Көшті") == line[:1]
        moved = db.session.scalars(select(Placement).where(Placement.student_id == line[0])).one()
        assert (moved.how, moved.rank) == ("waiting_list", None)
