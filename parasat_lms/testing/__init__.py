"""Fixtures for authors of plug-ins; pytest finds them as soon as Parasat LMS is installed.

A plug-in's tests say which plug-in they are about, and get one school in which it is switched on:

    @pytest.fixture
    def parasat_plugin() -> str:
        return "my_plugin"

    def test_a_teacher_sees_my_page(parasat_client) -> None:
        assert parasat_client(Role.TEACHER).get("/school/mine").status_code == 200

Everything runs in a SQLite file of its own, migrated once for the whole run and copied for each test.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from parasat_lms.app import create_app
from parasat_lms.core import clock, migrate
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.plugins import CriterionSeed, LevelSeed, manager
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.demo import words
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.assignments.models import Assignment
from parasat_lms.features.assignments.operations import save_work
from parasat_lms.features.courses import operations as courses
from parasat_lms.features.courses.hooks import Subject
from parasat_lms.features.people.models import Guardianship, Membership, Person
from parasat_lms.features.people.operations import hashed, open_account
from parasat_lms.features.rubrics.operations import make_rubric, publish_framework
from parasat_lms.features.rubrics.queries import attributes_of
from parasat_lms.features.schools.models import Network
from parasat_lms.features.schools.operations import found_network, found_school, plan_year, switch_plugin

PASSWORD = "the password of every test account"  # noqa: S105 - of tests
SECRET = "a secret of tests that is long enough"  # noqa: S105 - of tests
GRADE = 8
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class SchoolForTests:
    """A school with one person for each role; the login of a role is `<role>.<slug>`."""

    id: UUID
    network_id: UUID
    slug: str
    people: dict[Role, UUID]

    def login(self, role: Role) -> str:
        """The login of the person with this role."""
        return f"{role}.{self.slug}"


@dataclass(frozen=True, slots=True)
class WorkForTests:
    """A work that waits to be marked, with one criterion of two levels (1 and 2 points) for GA1."""

    id: UUID
    course_id: UUID
    assignment_id: UUID
    student_id: UUID


def application(database: str, **settings: object) -> Flask:
    """The LMS with every installed plug-in, over the database of that address."""
    return create_app(
        {"PARASAT_DATABASE_URL": database, "PARASAT_SECRET_KEY": SECRET, "TESTING": True, **settings}
    )


def migrate_everything() -> None:
    """Every migration of the current application, the core's and then each plug-in's."""
    migrate.upgrade()
    for manifest in manager().switchable:
        if manifest.migrations:
            migrate.upgrade(manifest)


def network_for_tests() -> UUID:
    """A network with the shipped rules and the six graduate attributes; inside a unit of work."""
    network = found_network(words.NETWORK)
    publish_framework(
        network.id, words.FRAMEWORK, words.ATTRIBUTES, valid_from=clock.now().date() - timedelta(days=365)
    )
    return network.id


def school_for_tests(network_id: UUID, slug: str = "school", language: str = "kk") -> SchoolForTests:
    """A school of the network with one person for each role, the parent tied to the student."""
    name = LocalizedText(f"«{slug}» мектебі", f"Школа «{slug}»", f"School {slug}")
    network = db.session.get_one(Network, network_id)
    school = found_school(network, slug, name=name, place=name, language=language)
    password_hash = hashed(PASSWORD)
    people: dict[Role, UUID] = {}
    with school_scope(school.id):
        for role in Role:
            account = open_account(f"{role}.{slug}", password_hash)
            person = Person.named("Ахметова", role.value.title(), account_id=account.id)
            db.session.add(person)
            db.session.flush()
            db.session.add(Membership(person_id=person.id, role=role))
            people[role] = person.id
        db.session.add(Guardianship(guardian_id=people[Role.PARENT], student_id=people[Role.STUDENT]))
        db.session.flush()
    return SchoolForTests(school.id, network_id, slug, people)


def work_for_tests(school: SchoolForTests) -> WorkForTests:
    """A course that the teacher teaches, with a work that the student handed in; inside a unit of work."""
    today = clock.now().date()
    text = LocalizedText("Мәтін", "Текст", "Text")
    levels = tuple(LevelSeed(Decimal(points), text, text) for points in (1, 2))
    row = CriterionSeed("row", text, text, Decimal(1), {"GA1": Decimal(1)}, levels)
    subject = Subject("testing", "subject", text, "marked", GRADE, GRADE, ("GA1",))
    with school_scope(school.id):
        year, terms = plan_year("test", [(today - timedelta(days=30), today + timedelta(days=30))])
        course = courses.open_course(subject, year_id=year.id, code="course", grade=GRADE)
        courses.assign_teacher(course.id, school.people[Role.TEACHER])
        courses.enrol(course.id, school.people[Role.STUDENT], GRADE)
        assignment = Assignment(
            course_id=course.id,
            term_id=terms[0].id,
            rubric_version_id=make_rubric(text, text, [row], attributes_of(school.network_id)).id,
            kind="formative",
            title=text,
            instructions=text,
            opens_on=today - timedelta(days=7),
            due_on=today,
        )
        db.session.add(assignment)
        db.session.flush()
        work = save_work(assignment.id, school.people[Role.STUDENT], "Менің жұмысым.", "kk", hand_in=True)
        return WorkForTests(work.id, course.id, assignment.id, school.people[Role.STUDENT])


def token_of(html: str) -> str:
    """The CSRF token that a page carries."""
    found = TOKEN.search(html)
    if found is None:
        raise LookupError("the page carries no CSRF token")
    return found[1]


def sign_in(client: FlaskClient, school: SchoolForTests, role: Role, *, base: str = "") -> FlaskClient:
    """Sign the client in through the form; from then on it sends the token with every request, as htmx does."""
    form = client.get(f"{base}/{school.slug}/sign-in").get_data(as_text=True)
    answer = client.post(
        f"{base}/{school.slug}/sign-in",
        data={"login": school.login(role), "password": PASSWORD, "csrf_token": token_of(form)},
    )
    if answer.status_code != 303:
        raise RuntimeError(f"signing in as {role} answered {answer.status}")
    home = client.get(f"{base}/{school.slug}/home").get_data(as_text=True)
    client.environ_base["HTTP_X_CSRFTOKEN"] = token_of(home)
    return client


@contextmanager
def inside(app: Flask, school: SchoolForTests) -> Iterator[None]:
    """A unit of work in a school, as an operation or a query needs it."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        yield


def close(app: Flask) -> None:
    """Let go of the application's connections."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


# --- what pytest finds --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def parasat_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SchoolForTests]:
    """A migrated file with one school, and that school."""
    file = tmp_path_factory.mktemp("parasat") / "template.sqlite3"
    app = application(f"sqlite:///{file}")
    with app.app_context():
        migrate_everything()
        with unit_of_work():
            school = school_for_tests(network_for_tests())
    close(app)
    return file, school


@pytest.fixture
def parasat_plugin() -> str:
    """The name of the plug-in under test: define this fixture in your own tests."""
    raise LookupError("define a fixture `parasat_plugin` that returns your plug-in's name")


@pytest.fixture
def parasat_school(parasat_template: tuple[Path, SchoolForTests]) -> SchoolForTests:
    """The school in which the plug-in is switched on."""
    return parasat_template[1]


@pytest.fixture
def parasat_app(
    parasat_template: tuple[Path, SchoolForTests],
    parasat_school: SchoolForTests,
    parasat_plugin: str,
    tmp_path: Path,
) -> Iterator[Flask]:
    """The application over a database of its own; fails with the reason where the plug-in was rejected."""
    file = tmp_path / "parasat.sqlite3"
    shutil.copyfile(parasat_template[0], file)
    app = application(f"sqlite:///{file}", PARASAT_FILES_URL=str(tmp_path / "files"))
    with inside(app, parasat_school):
        manifest = manager().manifests.get(parasat_plugin)
        if manifest is None:
            pytest.fail(f"{parasat_plugin} is not loaded; rejected: {manager().rejected}", pytrace=False)
        switch_plugin(manifest, enabled=True)
    yield app
    close(app)


@pytest.fixture
def parasat_client(parasat_app: Flask, parasat_school: SchoolForTests) -> Callable[[Role], FlaskClient]:
    """A client signed in as a role: `parasat_client(Role.TEACHER).get(…)`."""
    return lambda role: sign_in(parasat_app.test_client(), parasat_school, role)


@pytest.fixture
def parasat_inside(
    parasat_app: Flask, parasat_school: SchoolForTests
) -> Callable[[], AbstractContextManager[None]]:
    """For operations and queries: `with parasat_inside(): …` is a unit of work in the school."""
    return lambda: inside(parasat_app, parasat_school)


@pytest.fixture
def parasat_work(parasat_app: Flask, parasat_school: SchoolForTests) -> WorkForTests:
    """A work of the school's student that waits to be marked by its teacher."""
    with inside(parasat_app, parasat_school):
        return work_for_tests(parasat_school)
