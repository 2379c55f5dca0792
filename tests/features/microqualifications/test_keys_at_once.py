"""Keys are rotated while credentials are signed: one key is current, and whatever was signed verifies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from parasat_microqualifications import NAME
from parasat_microqualifications.domain.reading import Brought
from parasat_microqualifications.domain.verifying import Verdict
from parasat_microqualifications.models import Credential
from parasat_microqualifications.operations import issuing, keys
from parasat_microqualifications.queries import credentials, enrolments
from parasat_microqualifications.queries.verification import check
from sqlalchemy import select

from benchmarks.credentials import pass_students
from parasat_lms.core import clock
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.plugins import manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.features.schools.operations import switch_plugin
from parasat_lms.testing import SchoolForTests, inside, network_for_tests, school_for_tests
from tests.support.application import application_over, forget

AT_ONCE = 8
BASE = "https://lms.example"


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
            switch_plugin(manager().manifests[NAME], enabled=True)
        return made


def at_once(app: Flask, school: SchoolForTests, jobs: list[Callable[[], object]]) -> list[object]:
    """Each job in a thread and a unit of work of its own, all let go in the same moment."""
    gate = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        gate.wait(timeout=60)
        with inside(app, school):
            return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def numbers(app: Flask, school: SchoolForTests) -> tuple[list[int], list[int]]:
    """The numbers of all keys, and of those that still sign."""
    with inside(app, school):
        found = credentials.keys()
        return [key.number for key in found], [key.number for key in found if key.retired_at is None]


def rotating(seen: int) -> Callable[[], object]:
    return lambda: keys.rotate(seen).number


def test_a_school_that_is_founded_eight_times_at_once_has_one_key(app: Flask, school: SchoolForTests) -> None:
    issuers = at_once(app, school, [lambda: keys.found_issuer(BASE).id] * AT_ONCE)
    assert len(set(issuers)) == 1
    assert numbers(app, school) == ([1], [1])


def test_eight_who_rotate_the_same_key_at_once_rotate_it_once(app: Flask, school: SchoolForTests) -> None:
    with inside(app, school):
        keys.found_issuer(BASE)
    assert at_once(app, school, [rotating(1)] * AT_ONCE) == [2] * AT_ONCE
    assert numbers(app, school) == ([2, 1], [2])


def test_what_is_signed_while_keys_are_rotated_verifies(app: Flask, school: SchoolForTests) -> None:
    with inside(app, school):
        keys.found_issuer(BASE)
        pass_students(school, AT_ONCE)
        waiting = list(enrolments.unissued())

    def issuing_one(place: int) -> Callable[[], object]:
        return lambda: len(issuing.issue(enrolments.enrolments_by_id([waiting[place]])))

    jobs = [job for place in range(AT_ONCE) for job in (issuing_one(place), rotating(1 + place % 3))]
    at_once(app, school, jobs)
    every, current = numbers(app, school)
    assert current == every[:1]
    assert every == list(range(every[0], 0, -1))
    with inside(app, school):
        issued = db.session.scalars(select(Credential.id)).all()
        assert len(issued) == AT_ONCE
        for credential_id in issued:
            found = credentials.credential(credential_id)
            assert found is not None
            for language in LANGUAGES:
                document = credentials.unpacked(found, language).document
                assert check(Brought(document), clock.now()).verdict is Verdict.VALID
