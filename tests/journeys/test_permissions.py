"""Who may open what: every address of the application, for every role, for strangers and for nobody.

This file is past 400 lines because: one table shows all addresses, and the tests below read nothing but it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from parasat_lms.core.db import db, new_id, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Role
from parasat_lms.features.assignments.models import Assignment
from parasat_lms.features.courses.operations import enrol
from parasat_lms.features.marking.models import Remarking
from parasat_lms.features.rubrics.operations import create_rubric, publish
from parasat_lms.features.rubrics.queries import attributes_of, rubric_content
from parasat_lms.features.schools.operations import switch_plugin
from tests.factories.addresses import filled, parts
from tests.factories.comments import add_comment
from tests.factories.files import attach, pdf
from tests.factories.moderation import asked, second_of, wish
from tests.factories.pages import without_nonces
from tests.factories.people import add_person
from tests.factories.rubrics import add_rubric, words
from tests.factories.schools import TestSchool, TwoSchools, two_schools
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark

STUDENTS = ("student", "classmate", "outsider")
TEACHERS = ("teacher", "coteacher", "other_teacher")
PARENTS = ("parent", "other_parent")
EVERYBODY = (*STUDENTS, *TEACHERS, *PARENTS, "mentor", "psychologist", "admin", "network")
STRANGERS = ("signed in at the other school", "nobody")

TABLES_OF_THEIR_OWN = ("parasat_zholy", "parasat_horizons", "parasat_microqualifications")
"""Programmes whose tables stand beside their own tests, where there is something to open."""
FOR_ANYBODY = (
    "parasat_microqualifications_public.",
    *("parasat_zholy.confirm", "parasat_zholy.decide_outside", "parasat_zholy.thanks"),
)
"""Addresses of people without an account: who verifies a credential, who supervised service elsewhere."""

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
    ("POST", "/<school>/assignments/<uuid:assignment_id>/draft"): post(to(422, "student", "classmate")),
    # Both have handed in: there is nothing to look over any more, and no further attempt for the one who waits.
    ("GET", "/<school>/assignments/<uuid:assignment_id>/hand-in"): get(to(303, "student", "classmate")),
    ("POST", "/<school>/assignments/<uuid:assignment_id>/again"): post(to(422, "student", "classmate")),
    ("GET", "/<school>/assignments/children"): get(to(200, *PARENTS)),
    # One work: its student, the course's teachers, the parents once it came back (this one still waits).
    ("GET", "/<school>/works/<uuid:submission_id>"): get(to(200, "classmate", "teacher", "coteacher")),
    ("GET", "/<school>/works/<uuid:submission_id>/files/<uuid:file_id>"): get(
        to(200, "classmate", "teacher", "coteacher")
    ),
    # A teacher's courses and what is set in them.
    ("GET", "/<school>/courses"): get(to(200, *TEACHERS)),
    ("GET", "/<school>/courses/<uuid:course_id>"): get(to(200, "teacher", "coteacher")),
    ("GET", "/<school>/courses/<uuid:course_id>/assignments/new"): get(to(200, "teacher", "coteacher")),
    ("POST", "/<school>/courses/<uuid:course_id>/assignments/new"): post(to(422, "teacher", "coteacher")),
    ("GET", "/<school>/courses/assignments/<uuid:assignment_id>"): get(to(200, "teacher", "coteacher")),
    ("GET", "/<school>/courses/assignments/<uuid:assignment_id>/edit"): get(to(200, "teacher", "coteacher")),
    ("POST", "/<school>/courses/assignments/<uuid:assignment_id>/edit"): post(
        to(422, "teacher", "coteacher")
    ),
    ("POST", "/<school>/courses/assignments/<uuid:assignment_id>/publish"): post(
        to(303, "teacher", "coteacher")
    ),
    ("POST", "/<school>/courses/assignments/<uuid:assignment_id>/withdraw"): post(
        to(422, "teacher", "coteacher")
    ),
    ("POST", "/<school>/courses/assignments/<uuid:assignment_id>/papers"): post(
        to(422, "teacher", "coteacher")
    ),
    ("GET", "/<school>/courses/assignments/<uuid:assignment_id>/students/<uuid:student_id>"): get(
        to(200, "teacher", "coteacher")
    ),
    ("POST", "/<school>/courses/assignments/<uuid:assignment_id>/students/<uuid:student_id>"): post(
        to(422, "teacher", "coteacher")
    ),
    # Marking: only works of the teacher's own courses.
    ("GET", "/<school>/marking"): get(to(200, *TEACHERS)),
    ("GET", "/<school>/marking/returned"): get(to(200, *TEACHERS)),
    ("GET", "/<school>/marking/<uuid:submission_id>"): get(to(200, "teacher", "coteacher")),
    ("POST", "/<school>/marking/<uuid:submission_id>/rows/<uuid:criterion_id>"): post(
        to(303, "teacher", "coteacher")
    ),
    ("GET", "/<school>/marking/<uuid:submission_id>/rows/<uuid:criterion_id>/comments"): get(
        to(200, "teacher", "coteacher")
    ),
    ("POST", "/<school>/marking/<uuid:submission_id>/rows/<uuid:criterion_id>/comments"): post(
        to(303, "teacher", "coteacher")
    ),
    ("POST", "/<school>/marking/<uuid:submission_id>/comment"): post(to(303, "teacher", "coteacher")),
    ("POST", "/<school>/marking/<uuid:submission_id>/return"): post(to(422, "teacher", "coteacher")),
    ("POST", "/<school>/marking/<uuid:submission_id>/undo"): post(to(303, "teacher", "coteacher")),
    ("GET", "/<school>/marking/assignments"): get(to(200, *TEACHERS)),
    ("GET", "/<school>/marking/assignments/<uuid:assignment_id>"): get(to(200, "teacher", "coteacher")),
    ("GET", "/<school>/marking/assignments/<uuid:assignment_id>/criteria/<uuid:criterion_id>"): get(
        to(200, "teacher", "coteacher")
    ),
    ("POST", "/<school>/marking/assignments/<uuid:assignment_id>/criteria/<uuid:criterion_id>"): post(
        to(303, "teacher", "coteacher")
    ),
    ("GET", "/<school>/marking/assignments/<uuid:assignment_id>/return"): get(
        to(200, "teacher", "coteacher")
    ),
    ("POST", "/<school>/marking/assignments/<uuid:assignment_id>/return"): post(
        to(303, "teacher", "coteacher")
    ),
    # The comment bank: a shared comment is changed by its author and by the administration.
    ("GET", "/<school>/comments"): get(to(200, *TEACHERS, "admin")),
    ("GET", "/<school>/comments/new"): get(to(200, *TEACHERS, "admin")),
    ("POST", "/<school>/comments/new"): post(to(422, *TEACHERS, "admin")),
    ("GET", "/<school>/comments/<uuid:comment_id>/edit"): get(to(200, "teacher", "admin")),
    ("POST", "/<school>/comments/<uuid:comment_id>/edit"): post(to(422, "teacher", "admin")),
    ("POST", "/<school>/comments/<uuid:comment_id>/archive"): post(to(303, "teacher", "admin")),
    # What came back, and what grew: the student, the parent; the profile also for the student's teachers.
    ("GET", "/<school>/feedback/<uuid:submission_id>"): get(to(200, "student", "parent")),
    ("GET", "/<school>/profile"): get(
        {**to(303, *STUDENTS, *PARENTS, "other_teacher"), **to(200, "teacher", "coteacher")}
    ),
    ("GET", "/<school>/profile/<uuid:student_id>"): get(to(200, "student", "parent", "teacher", "coteacher")),
    # The school's own affairs.
    ("GET", "/<school>/rubrics"): get(to(200, *TEACHERS, "admin", "network")),
    ("GET", "/<school>/rubrics/new"): get(to(200, *TEACHERS, "admin")),
    ("POST", "/<school>/rubrics/new"): post(to(200, *TEACHERS, "admin")),
    ("POST", "/<school>/rubrics/preview"): post(to(200, *TEACHERS, "admin")),
    ("GET", "/<school>/rubrics/import"): get(to(200, *TEACHERS, "admin")),
    ("POST", "/<school>/rubrics/import"): post(to(422, *TEACHERS, "admin")),
    # One rubric: the school's is read by all who teach, changed by the administration, published by the network.
    ("GET", "/<school>/rubrics/<uuid:rubric_id>"): get(to(200, *TEACHERS, "admin", "network")),
    ("GET", "/<school>/rubrics/<uuid:rubric_id>/compare"): get(to(200, *TEACHERS, "admin", "network")),
    ("GET", "/<school>/rubrics/<uuid:rubric_id>/versions/<int:number>"): get(
        to(200, *TEACHERS, "admin", "network")
    ),
    ("GET", "/<school>/rubrics/<uuid:rubric_id>/export.csv"): get(to(200, *TEACHERS, "admin", "network")),
    ("GET", "/<school>/rubrics/<uuid:rubric_id>/export.json"): get(to(200, *TEACHERS, "admin", "network")),
    ("GET", "/<school>/rubrics/<uuid:rubric_id>/origin"): get({}),  # it is no copy
    ("POST", "/<school>/rubrics/<uuid:rubric_id>/origin"): post({}),
    ("GET", "/<school>/rubrics/<uuid:rubric_id>/edit"): get(to(200, "admin")),
    ("POST", "/<school>/rubrics/<uuid:rubric_id>/edit"): post(to(200, "admin")),
    ("POST", "/<school>/rubrics/<uuid:rubric_id>/adopt"): post(to(303, *TEACHERS, "admin")),
    ("POST", "/<school>/rubrics/<uuid:rubric_id>/share"): post(to(422, "admin")),
    ("POST", "/<school>/rubrics/<uuid:rubric_id>/archive"): post(to(422, "admin")),  # it is published
    ("POST", "/<school>/rubrics/<uuid:rubric_id>/publish"): post(to(303, "network")),
    ("GET", "/<school>/rubrics/network/<uuid:version_id>"): get(to(200, *TEACHERS, "admin", "network")),
    ("POST", "/<school>/rubrics/network/<uuid:version_id>/adopt"): post(to(303, *TEACHERS, "admin")),
    # Works under another version of their rubric: only the course's teachers.
    ("GET", "/<school>/marking/rubrics/<uuid:rubric_id>"): get(to(200, *TEACHERS)),
    ("GET", "/<school>/marking/assignments/<uuid:assignment_id>/version"): get(
        to(200, "teacher", "coteacher")
    ),
    ("POST", "/<school>/marking/assignments/<uuid:assignment_id>/version"): post(
        to(422, "teacher", "coteacher")
    ),
    ("POST", "/<school>/marking/remarkings/<uuid:remarking_id>/undo"): post(
        to(422, "teacher", "coteacher")  # works are under second marking
    ),
    # Second markings: arranged by the course's teachers and the administration, marked by a colleague alone.
    ("GET", "/<school>/marking/moderation"): get(to(200, *TEACHERS, "admin")),
    ("GET", "/<school>/marking/assignments/<uuid:assignment_id>/moderation/ask"): get(
        to(200, "teacher", "coteacher", "admin")
    ),
    ("POST", "/<school>/marking/assignments/<uuid:assignment_id>/moderation/ask"): post(
        to(422, "teacher", "coteacher", "admin")
    ),
    ("GET", "/<school>/marking/assignments/<uuid:assignment_id>/moderation"): get(
        to(200, "teacher", "coteacher", "admin")
    ),
    ("POST", "/<school>/marking/assignments/<uuid:assignment_id>/moderation/finish"): post(
        to(303, "teacher", "coteacher")
    ),
    ("GET", "/<school>/marking/assignments/<uuid:assignment_id>/moderation/protocol"): get(
        to(200, "teacher", "coteacher", "admin")
    ),
    ("GET", "/<school>/marking/assignments/<uuid:assignment_id>/moderation/protocol.csv"): get(
        to(200, "teacher", "coteacher", "admin")
    ),
    ("GET", "/<school>/marking/comparisons/<uuid:second_id>"): get(to(200, "teacher", "coteacher", "admin")),
    ("POST", "/<school>/marking/comparisons/<uuid:second_id>"): post(to(422, "teacher", "admin")),
    ("POST", "/<school>/marking/comparisons/<uuid:second_id>/withdraw"): post(
        {**to(303, "teacher", "coteacher", "admin")}
    ),
    ("GET", "/<school>/marking/second/<uuid:second_id>"): get(to(200, "other_teacher")),
    ("GET", "/<school>/marking/second/<uuid:second_id>/files/<uuid:file_id>"): get(to(200, "other_teacher")),
    ("GET", "/<school>/marking/comparisons/<uuid:second_id>/files/<uuid:file_id>"): get(
        to(200, "teacher", "coteacher", "admin")
    ),
    ("POST", "/<school>/marking/second/<uuid:second_id>"): post(to(303, "other_teacher")),
    ("POST", "/<school>/marking/second/<uuid:second_id>/rows/<uuid:criterion_id>"): post(
        to(303, "other_teacher")
    ),
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
    ("GET", "/<school>/subjects/static/<path:filename>"): everybody(404),  # there is no such file
    ("GET", "/<school>/subjects/hours"): get(
        to(200, *STUDENTS, *TEACHERS, *PARENTS, "mentor", "psychologist", "admin")
    ),
    ("GET", "/<school>/subjects/hours/<int:grade>"): get(to(200, "admin")),
    ("POST", "/<school>/subjects/hours/<int:grade>"): post(to(422, "admin")),
    ("POST", "/<school>/subjects/hours/<int:grade>/limit"): post(to(422, "admin")),
    ("GET", "/<school>/subjects/electives"): get(to(200, *STUDENTS, *TEACHERS, *PARENTS, "admin")),
    ("GET", "/<school>/subjects/programmes"): get(
        to(200, *STUDENTS, *TEACHERS, *PARENTS, "mentor", "psychologist", "admin")
    ),
    ("GET", "/<school>/subjects/programmes/new"): get(to(200, *TEACHERS, "psychologist")),
    ("POST", "/<school>/subjects/programmes/new"): post(to(422, *TEACHERS, "psychologist")),
    ("GET", "/<school>/subjects/rounds/new"): get(to(200, "admin")),
    ("POST", "/<school>/subjects/rounds/new"): post(to(422, "admin")),
    # No round and no programme is there: who may open which is tested beside the plug-in.
    **{
        ("GET", f"/<school>/subjects/{path}"): get({})
        for path in (
            "electives/<uuid:round_id>",
            "electives/<uuid:round_id>/of/<uuid:student_id>",
            "electives/offers/<uuid:offer_id>",
            "programmes/<uuid:programme_id>",
            "programmes/<uuid:programme_id>/edit",
            "programmes/<uuid:programme_id>/review",
            "programmes/<uuid:programme_id>/reviewer",
            "programmes/<uuid:programme_id>/units/new",
            "programmes/<uuid:programme_id>/versions/<int:number>",
            "programmes/units/<uuid:unit_id>",
            "rounds/<uuid:round_id>",
            "rounds/<uuid:round_id>/edit",
            "rounds/<uuid:round_id>/offers/new",
            "rounds/<uuid:round_id>/preview",
            "rounds/offers/<uuid:offer_id>/edit",
        )
    },
    **{
        ("POST", f"/<school>/subjects/{path}"): post({})
        for path in (
            "electives/<uuid:round_id>",
            "electives/<uuid:round_id>/free",
            "electives/confirmations/<uuid:confirmation_id>",
            "electives/offers/<uuid:offer_id>/hand-on",
            "electives/offers/<uuid:offer_id>/places",
            "electives/places/<uuid:placement_id>/back",
            "electives/waiting/<uuid:waiting_id>/leave",
            "programmes/<uuid:programme_id>/edit",
            "programmes/<uuid:programme_id>/offer",
            "programmes/<uuid:programme_id>/review",
            "programmes/<uuid:programme_id>/reviewer",
            "programmes/<uuid:programme_id>/step",
            "programmes/<uuid:programme_id>/units/new",
            "programmes/units/<uuid:unit_id>",
            "programmes/units/<uuid:unit_id>/move",
            "rounds/<uuid:round_id>/announce",
            "rounds/<uuid:round_id>/courses",
            "rounds/<uuid:round_id>/edit",
            "rounds/<uuid:round_id>/offers/new",
            "rounds/<uuid:round_id>/publish",
            "rounds/<uuid:round_id>/remove",
            "rounds/offers/<uuid:offer_id>/edit",
            "rounds/offers/<uuid:offer_id>/remove",
        )
    },
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
    files: Mapping[str, UUID]
    private_version: UUID
    remarkings: Mapping[str, UUID]
    comments: Mapping[str, UUID]
    seconds: Mapping[str, UUID]

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
        publish(here.rubric.rubric_id)
        draft, owner = here.rubric.draft, here.people.other_teacher.person_id
        db.session.execute(update(Assignment).where(Assignment.id == here.assignment_id).values(most_files=1))
        newcomer = add_person("Сейіт", "Айша", Role.STUDENT)
        enrol(here.course_id, newcomer.person_id, 8)
        private = create_rubric(draft, attributes_of(here.network_id), owner).version_id
    remarkings = {
        name: remarked(app, school, assignment_id)
        for name, school, assignment_id in (
            ("own", here, here.assignment_id),
            ("other", here, here.other_assignment_id),
            ("foreign", there, there.assignment_id),
        )
    }
    comments = {
        name: add_comment(app, school, owner, words("Жарайсың!"), shared=name != "other")
        for name, school, owner in (
            ("own", here, here.people.teacher),
            ("other", here, here.people.other_teacher),
            ("foreign", there, there.people.teacher),
        )
    }
    returned = hand_in(app, here.id, here.assignment_id, here.people.student)
    mark(app, here.id, returned, levels=(2, 2, 1))
    foreign = hand_in(app, there.id, there.assignment_id, there.people.student)
    mark(app, there.id, foreign, levels=(2, 2, 1))
    waiting = hand_in(app, here.id, here.assignment_id, here.people.classmate)
    outsiders = hand_in(app, here.id, here.other_assignment_id, here.people.outsider)
    spare = hand_in(app, here.id, here.assignment_id, newcomer)
    waiting_there = hand_in(app, there.id, there.assignment_id, there.people.classmate)
    return World(
        schools=schools,
        returned=returned,
        waiting=waiting,
        outsiders=outsiders,
        foreign=foreign,
        files={
            "waiting": attach(app, here.id, waiting, here.people.classmate, pdf()),
            "outsiders": attach(app, here.id, outsiders, here.people.outsider, pdf()),
            "foreign": attach(app, there.id, foreign, there.people.student, pdf()),
        },
        private_version=private,
        remarkings=remarkings,
        comments=comments,
        seconds={
            "own": asked(app, here, waiting),
            "spare": second_of(app, here, spare).id,
            "foreign": asked(app, there, waiting_there),
            "other": asked_elsewhere(app, here, outsiders),
        },
    )


def asked_elsewhere(app: Flask, school: TestSchool, submission_id: UUID) -> UUID:
    """The second marking of a work of the other course, which the co-teacher marks."""
    people = school.people
    wanted = wish(school, markers=[str(people.coteacher.person_id)], lead=str(people.other_teacher.person_id))
    address = f"/marking/assignments/{school.other_assignment_id}/moderation/ask"
    assert Visitor(app, school, people.other_teacher).post(address, wanted).status_code == 303
    return second_of(app, school, submission_id).id


def remarked(app: Flask, school: TestSchool, assignment_id: UUID) -> UUID:
    """That an assignment went over to another version of its rubric; gives what can be taken back."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        version_id, teacher = school.rubric.version_id, school.people.teacher.person_id
        made = Remarking(
            assignment_id=assignment_id, from_version_id=version_id, to_version_id=version_id, made_by=teacher
        )
        db.session.add(made)
        db.session.flush()
        return made.id


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
    built = rule.build(parts(rule, ids))
    assert built is not None
    return built[1]


def own_ids(world: World, rule: str) -> dict[str, object]:
    """The ids with which the people of the first school may do what the table says."""
    return {
        "school": world.here.slug,
        "assignment_id": world.here.assignment_id,
        "course_id": world.here.course_id,
        "file_id": world.files["waiting"],
        "submission_id": world.returned if "/feedback/" in rule else world.waiting,
        "criterion_id": world.here.rubric.criteria[0].id,
        "student_id": world.here.people.student.person_id,
        "person_id": world.here.people.student.person_id,
        "rubric_id": world.here.rubric.rubric_id,
        "version_id": world.here.rubric.version_id,
        "number": 1,
        "remarking_id": world.remarkings["own"],
        "comment_id": world.comments["own"],
        # Withdrawing takes the work from the colleague's desk, so it is done to one that nobody else opens.
        "second_id": world.seconds["spare" if rule.endswith("/withdraw") else "own"],
        "plugin": "parasat_dummy",
        "filename": "css/app.css",
    }


def methods_and_rules(app: Flask, *, of_programmes: bool = False) -> dict[tuple[str, str], Rule]:
    """Every rule by method: of this table, or of the programmes with tables of their own."""
    return {
        (method, rule.rule): rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(TABLES_OF_THEIR_OWN) == of_programmes
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
            "course_id": there.course_id,
            "submission_id": world.foreign,
            "criterion_id": there.rubric.criteria[0].id,
            "student_id": there.people.student.person_id,
            "person_id": there.people.student.person_id,
            "rubric_id": there.rubric.rubric_id,
            "version_id": there.rubric.version_id,
            "remarking_id": world.remarkings["foreign"],
            "comment_id": world.comments["foreign"],
            "file_id": world.files["foreign"],
            "second_id": world.seconds["foreign"],
        },
        "another course's or person's": {
            "assignment_id": here.other_assignment_id,
            "course_id": here.other_course_id,
            "submission_id": world.outsiders,
            "criterion_id": other_criterion(app, here),
            "student_id": here.people.outsider.person_id,
            "person_id": here.people.outsider.person_id,
            "rubric_id": private_rubric(app, world),
            "version_id": world.private_version,
            "remarking_id": world.remarkings["other"],
            "comment_id": world.comments["other"],
            "file_id": world.files["outsiders"],
            "second_id": world.seconds["other"],
        },
        "of another kind": {
            "assignment_id": world.waiting,
            "course_id": here.assignment_id,
            "submission_id": here.assignment_id,
            "criterion_id": here.rubric.version_id,
            "student_id": here.people.teacher.person_id,
            "person_id": here.course_id,
            "rubric_id": here.rubric.version_id,
            "version_id": here.rubric.rubric_id,
            "remarking_id": here.assignment_id,
            "comment_id": here.assignment_id,
            "file_id": here.assignment_id,
            "second_id": world.waiting,
        },
    }
    for kind, known in kinds.items():
        for name in rule.arguments & known.keys():
            yield f"{name} {kind}", {**own, name: known[name]}


def private_rubric(app: Flask, world: World) -> UUID:
    """A rubric that another teacher keeps for themselves."""
    with app.app_context(), school_scope(world.here.id):
        return rubric_content(world.private_version).rubric_id


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


def test_the_addresses_of_every_programme_are_closed_to_strangers_and_to_ids_of_nothing(
    app: Flask, world: World
) -> None:
    wrong = []
    for who in ("teacher", "student", "parent", *STRANGERS):
        visitor = visitor_of(app, world, who)
        for (method, _), rule in methods_and_rules(app, of_programmes=True).items():
            if rule.endpoint.startswith(FOR_ANYBODY) or rule.endpoint.endswith(".static"):
                continue
            address = f"/{world.here.slug}{filled(rule, world.here.slug, {})}"
            status = open_address(visitor, method, address).status_code
            if who in STRANGERS:
                right = status == (303 if method == "GET" else 401)
            else:
                right = status == 404 or "uuid:" not in rule.rule
            if not right:
                wrong.append(f"{who}: {method} {address} ({rule.endpoint}) answers {status}")
    assert not wrong, "\n".join(wrong)


def test_a_filter_by_a_course_of_others_shows_nothing_of_it(app: Flask, world: World) -> None:
    teacher = visitor_of(app, world, "teacher")
    there = world.schools.there
    pages = [
        without_nonces(teacher.get("/marking", query_string={"course": course}).text).replace(str(course), "")
        for course in (there.course_id, world.here.other_course_id, new_id())
    ]
    assert pages[0] == pages[1] == pages[2]
