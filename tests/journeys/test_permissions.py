"""Who may open what: every address of the application, for every role, for strangers and for nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from parasat_lms.core.db import new_id, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.schools.operations import switch_plugin
from tests.factories.pages import without_nonces
from tests.factories.rubrics import add_rubric
from tests.factories.schools import TestSchool, TwoSchools, two_schools
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark

STUDENTS = ("student", "classmate", "outsider")
TEACHERS = ("teacher", "coteacher", "other_teacher")
PARENTS = ("parent", "other_parent")
EVERYBODY = (*STUDENTS, *TEACHERS, *PARENTS, "mentor", "psychologist", "admin", "network")
STRANGERS = ("signed in at the other school", "nobody")

Expected = dict[str, int]


def everybody(status: int, strangers: int | None = None) -> Expected:
    """The same for all people of the school; strangers, too, or as said."""
    outside = status if strangers is None else strangers
    return {**dict.fromkeys(EVERYBODY, status), **dict.fromkeys(STRANGERS, outside)}


def get(allowed: Mapping[str, int]) -> Expected:
    """A page for these people: there is none for anybody else, and strangers are asked to sign in."""
    return {**everybody(404, strangers=303), **allowed}


def post(allowed: Mapping[str, int]) -> Expected:
    """A change by these people; strangers are asked to sign in where they stand."""
    return {**everybody(404, strangers=401), **allowed}


def to(status: int, *people: str) -> Expected:
    """The status that these people get."""
    return dict.fromkeys(people, status)


# Forms are sent empty: 422 means that somebody was allowed and the form was not, 303 that there was nothing to do.
TABLE: dict[tuple[str, str], Expected] = {
    # Public: nothing here is about anybody.
    ("GET", "/"): everybody(200),
    ("GET", "/healthz"): everybody(200),
    ("GET", "/readyz"): everybody(200),
    ("GET", "/static/<path:filename>"): everybody(200),
    ("POST", "/language"): everybody(303),
    ("GET", "/<school>/"): everybody(302),
    ("GET", "/<school>/about"): everybody(200),
    ("GET", "/<school>/theme.css"): everybody(200),
    ("GET", "/_design"): everybody(404),  # in the demonstration only
    ("GET", "/<school>/_design"): everybody(404),
    ("GET", "/<school>/sign-in"): everybody(303, strangers=200),
    ("POST", "/<school>/sign-in"): everybody(422),
    # Everybody's own.
    ("GET", "/<school>/home"): get(to(200, *EVERYBODY)),
    # A student's tasks: only of the courses in which the student is enrolled.
    ("GET", "/<school>/assignments"): get(to(200, *STUDENTS)),
    ("GET", "/<school>/assignments/<uuid:assignment_id>"): get(to(200, "student", "classmate")),
    ("POST", "/<school>/assignments/<uuid:assignment_id>"): post(to(422, "student", "classmate")),
    # Marking: only works of the teacher's own courses.
    ("GET", "/<school>/marking"): get(to(200, *TEACHERS)),
    ("GET", "/<school>/marking/returned"): get(to(200, *TEACHERS)),
    ("GET", "/<school>/marking/<uuid:submission_id>"): get(to(200, "teacher", "coteacher")),
    ("POST", "/<school>/marking/<uuid:submission_id>/rows/<uuid:criterion_id>"): post(
        to(303, "teacher", "coteacher")
    ),
    ("POST", "/<school>/marking/<uuid:submission_id>/comment"): post(to(303, "teacher", "coteacher")),
    ("POST", "/<school>/marking/<uuid:submission_id>/return"): post(to(422, "teacher", "coteacher")),
    # What came back, and what grew: the student, the parent; the profile also for the student's teachers.
    ("GET", "/<school>/feedback/<uuid:submission_id>"): get(to(200, "student", "parent")),
    ("GET", "/<school>/profile"): get(
        {**to(303, *STUDENTS, *PARENTS, "other_teacher"), **to(200, "teacher", "coteacher")}
    ),
    ("GET", "/<school>/profile/<uuid:student_id>"): get(to(200, "student", "parent", "teacher", "coteacher")),
    # The school's own affairs.
    ("GET", "/<school>/rubrics"): get(to(200, *TEACHERS, "admin")),
    ("GET", "/<school>/programmes"): get(to(200, "admin")),
    ("POST", "/<school>/programmes/<plugin>"): post(to(422, "admin")),
    ("POST", "/<school>/programmes/<plugin>/again"): post(to(303, "admin")),
    ("GET", "/<school>/programmes/<plugin>/settings"): get(to(200, "admin")),
    ("POST", "/<school>/programmes/<plugin>/settings"): post(to(303, "admin")),
    ("GET", "/<school>/personal-data"): get(to(200, "admin")),
    ("GET", "/<school>/personal-data/register"): get(to(200, "admin")),
    ("GET", "/<school>/personal-data/<uuid:person_id>"): get(to(200, "admin")),
    ("POST", "/<school>/personal-data/<uuid:person_id>/export"): post(to(200, "admin")),
    ("POST", "/<school>/personal-data/<uuid:person_id>/erase"): post(to(422, "admin")),
    # Plug-ins, both switched on.
    ("GET", "/<school>/subjects"): get(
        to(200, *STUDENTS, *TEACHERS, *PARENTS, "mentor", "psychologist", "admin")
    ),
    ("POST", "/<school>/subjects"): post(to(422, "admin")),
    ("GET", "/<school>/diary"): get(to(200, *TEACHERS, "admin")),
    ("POST", "/<school>/diary"): post(to(422, *TEACHERS)),
    ("GET", "/<school>/diary/static/<path:filename>"): everybody(404),  # there is no such file
    # Last, because it ends the sign-in.
    ("POST", "/<school>/sign-out"): everybody(303),
}


@dataclass(frozen=True, slots=True)
class World:
    """Two schools in which there is something to open: a work that waits, and one that was returned."""

    schools: TwoSchools
    waiting: UUID
    returned: UUID
    outsiders: UUID
    foreign: UUID

    @property
    def here(self) -> TestSchool:
        """The school whose addresses are tried."""
        return self.schools.here


@pytest.fixture
def world(app: Flask) -> World:
    """Two schools with works, both plug-ins switched on in the first."""
    schools = two_schools(app)
    here, there = schools.here, schools.there
    with app.app_context(), school_scope(here.id), unit_of_work():
        for manifest in app.extensions["parasat_plugins"].switchable:
            switch_plugin(manifest, enabled=True)
    returned = hand_in(app, here.id, here.assignment_id, here.people.student)
    mark(app, here.id, returned, levels=(2, 2, 1))
    foreign = hand_in(app, there.id, there.assignment_id, there.people.student)
    mark(app, there.id, foreign, levels=(2, 2, 1))
    return World(
        schools=schools,
        returned=returned,
        waiting=hand_in(app, here.id, here.assignment_id, here.people.classmate),
        outsiders=hand_in(app, here.id, here.other_assignment_id, here.people.outsider),
        foreign=foreign,
    )


def visitor_of(app: Flask, world: World, who: str) -> Visitor:
    """A browser of that person, or of a stranger."""
    if who == "nobody":
        return Visitor(app, world.here, None)
    if who == "signed in at the other school":
        return Visitor(app, world.here, world.schools.there.people.teacher)
    return Visitor(app, world.here, getattr(world.here.people, who))


def open_address(visitor: Visitor, method: str, address: str, *, fragment: bool = False) -> TestResponse:
    """Ask for a whole address, with a token of our own where something is sent."""
    headers = {"HX-Request": "true"} if fragment else {}
    if method == "GET":
        return visitor.client.get(address, headers=headers, buffered=True)
    return visitor.client.post(address, data={"csrf_token": visitor.token}, headers=headers)


def address_of(rule: Rule, ids: Mapping[str, object]) -> str:
    """A rule as an address."""
    built = rule.build({name: ids[name] for name in rule.arguments})
    assert built is not None
    return built[1]


def own_ids(world: World, rule: str) -> dict[str, object]:
    """The ids with which the people of the first school may do what the table says."""
    return {
        "school": world.here.slug,
        "assignment_id": world.here.assignment_id,
        "submission_id": world.returned if "/feedback/" in rule else world.waiting,
        "criterion_id": world.here.rubric.criteria[0].id,
        "student_id": world.here.people.student.person_id,
        "person_id": world.here.people.student.person_id,
        "plugin": "parasat_dummy",
        "filename": "css/app.css",
    }


def methods_and_rules(app: Flask) -> dict[tuple[str, str], Rule]:
    """Every rule by method."""
    return {
        (method, rule.rule): rule
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_table_has_every_address_and_no_other(app: Flask) -> None:
    assert set(methods_and_rules(app)) == set(TABLE)
    for key, expected in TABLE.items():
        assert set(expected) == {*EVERYBODY, *STRANGERS}, key


def test_everybody_may_open_exactly_what_the_table_says(app: Flask, world: World) -> None:
    known = methods_and_rules(app)
    wrong = []
    for who in (*EVERYBODY, *STRANGERS):
        visitor = visitor_of(app, world, who)
        for (method, rule), expected in TABLE.items():
            address = address_of(known[method, rule], own_ids(world, rule))
            status = open_address(visitor, method, address).status_code
            if status != expected[who]:
                wrong.append(f"{who}: {method} {address} answers {status}, not {expected[who]}")
    assert not wrong, "\n".join(wrong)


def test_a_part_of_a_page_is_as_closed_as_the_page(app: Flask, world: World) -> None:
    known = methods_and_rules(app)
    wrong = []
    for who in ("student", "parent", "other_teacher", *STRANGERS):
        visitor = visitor_of(app, world, who)
        for (method, rule), expected in TABLE.items():
            if method == "GET" and "<school>" in rule:
                address = address_of(known[method, rule], own_ids(world, rule))
                status = open_address(visitor, method, address, fragment=True).status_code
                asked = who in STRANGERS and expected[who] == 303
                if status != (401 if asked else expected[who]):
                    wrong.append(f"{who}: {address} as a fragment answers {status}")
    assert not wrong, "\n".join(wrong)


def test_without_a_token_nobody_changes_anything(app: Flask, world: World) -> None:
    known = methods_and_rules(app)
    for who in ("teacher", "nobody"):
        visitor = visitor_of(app, world, who)
        for method, rule in TABLE:
            if method == "POST":
                address = address_of(known[method, rule], own_ids(world, rule))
                assert visitor.client.post(address).status_code == 400, f"{who} at {address}"
                headers = {"X-CSRFToken": visitor.token[:-1] + "!"}
                assert visitor.client.post(address, headers=headers).status_code == 400, f"{who} at {address}"


# --- ids of others ----------------------------------------------------------------------------------------------

Ids = dict[str, object]


def ids_of_others(app: Flask, world: World, rule: Rule) -> Iterator[tuple[str, Ids]]:
    """The addresses of a rule with something in them that is nobody's, another school's or another person's."""
    here, there = world.here, world.schools.there
    own = own_ids(world, rule.rule)
    kinds: dict[str, Ids] = {
        "another school's": {
            "assignment_id": there.assignment_id,
            "submission_id": world.foreign,
            "criterion_id": there.rubric.criteria[0].id,
            "student_id": there.people.student.person_id,
            "person_id": there.people.student.person_id,
        },
        "another course's or person's": {
            "assignment_id": here.other_assignment_id,
            "submission_id": world.outsiders,
            "criterion_id": other_criterion(app, here),
            "student_id": here.people.outsider.person_id,
            "person_id": here.people.outsider.person_id,
        },
        "of another kind": {
            "assignment_id": world.waiting,
            "submission_id": here.assignment_id,
            "criterion_id": here.rubric.version_id,
            "student_id": here.people.teacher.person_id,
            "person_id": here.course_id,
        },
    }
    wanted = [name for name in rule.arguments if name.endswith("_id")]
    for kind, known in kinds.items():
        for name in wanted:
            yield f"{name} {kind}", {**own, name: known[name]}


def other_criterion(app: Flask, school: TestSchool) -> UUID:
    """A criterion of another rubric of the same school."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        return add_rubric(school.network_id).criteria[0].id


# Whoever may open their own of a kind, and is tried with what is not theirs.
READERS = ("classmate", "teacher", "other_parent")


def test_what_is_anothers_what_is_elsewhere_and_what_is_not_cannot_be_told_apart(
    app: Flask, world: World
) -> None:
    tried = 0
    for (method, text), rule in methods_and_rules(app).items():
        names = [name for name in rule.arguments if name.endswith("_id")]
        if not names:
            continue
        others = list(ids_of_others(app, world, rule))
        for who in READERS:
            visitor = visitor_of(app, world, who)
            own = own_ids(world, text)
            nothing = open_address(
                visitor, method, address_of(rule, {**own, **dict.fromkeys(names, new_id())})
            )
            assert nothing.status_code == 404
            for what, ids in others:
                answer = open_address(visitor, method, address_of(rule, ids))
                where = f"{who}: {method} {text} with {what}"
                assert answer.status_code == 404, where
                assert without_nonces(answer.text) == without_nonces(nothing.text), where
                assert sorted(answer.headers.keys()) == sorted(nothing.headers.keys()), where
                tried += 1
    assert tried > 50


def test_strangers_learn_nothing_about_ids(app: Flask, world: World) -> None:
    for (method, text), rule in methods_and_rules(app).items():
        names = [name for name in rule.arguments if name.endswith("_id")]
        for who in STRANGERS if names else ():
            visitor = visitor_of(app, world, who)
            own = own_ids(world, text)
            answers = [
                open_address(visitor, method, address_of(rule, ids))
                for ids in (own, {**own, **dict.fromkeys(names, new_id())})
            ]
            assert answers[0].status_code == answers[1].status_code == (303 if method == "GET" else 401)
            if method == "POST":
                texts = [without_nonces(answer.text) for answer in answers]
                assert len(texts[0]) == len(texts[1]), "only the address that is asked for again differs"


def test_a_filter_by_a_course_of_others_shows_nothing_of_it(app: Flask, world: World) -> None:
    teacher = visitor_of(app, world, "teacher")
    there = world.schools.there
    pages = [
        without_nonces(teacher.get("/marking", query_string={"course": course}).text).replace(str(course), "")
        for course in (there.course_id, world.here.other_course_id, new_id())
    ]
    assert pages[0] == pages[1] == pages[2]
