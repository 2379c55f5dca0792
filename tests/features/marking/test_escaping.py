"""Whatever a person writes, wherever it is shown: it stays text, never markup, never an order to htmx."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from parasat_lms.core.db import db, school_scope
from parasat_lms.core.plugins import CriterionSeed, Fault, LevelSeed
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.assignments.models import Assignment
from parasat_lms.features.branding.operations import write_identity
from parasat_lms.features.courses.models import Course
from parasat_lms.features.people.models import Person, SchoolClass
from parasat_lms.features.rubrics.models import GraduateAttribute
from parasat_lms.features.rubrics.queries import content as remembered
from parasat_lms.features.schools.models import RuleRow, School
from parasat_lms.features.schools.operations import note_fault, switch_plugin
from tests.factories.addresses import filled, rules
from tests.factories.desk import NOTHING, row
from tests.factories.pages import Page
from tests.factories.rubrics import CRITERIA, add_rubric
from tests.factories.schools import TestSchool
from tests.factories.visitors import Visitor
from tests.factories.works import add_assignment, hand_in

SHORT = "\"'><img src=x onerror=evil()><b hx-get=/evil data-hx-post=/evil>{{7777*7777}}"
"""Fits into a family name of 80 characters."""
LONG = SHORT + (
    '<script>evil()</script><svg onload=evil()><a href="javascript:evil()">a</a><div hx-on:click="evil()" '
    'hx-trigger="load" hx-swap-oob="true" id="main">b</div></textarea></title><!--${7777*7777}'
)


def poisoned(_text: LocalizedText) -> LocalizedText:
    return LocalizedText(LONG, LONG, LONG)


def poisoned_criterion(criterion: CriterionSeed) -> CriterionSeed:
    def level(seed: LevelSeed) -> LevelSeed:
        return replace(seed, title=poisoned(seed.title), descriptor=poisoned(seed.descriptor))

    return replace(
        criterion,
        title=poisoned(criterion.title),
        description=poisoned(criterion.description),
        levels=tuple(level(seed) for seed in criterion.levels),
    )


@pytest.fixture
def poisoned_school(app: Flask, school: TestSchool) -> Iterator[TestSchool]:
    """The school, where every text that somebody may write is an attack."""
    text = LocalizedText(LONG, LONG, LONG)
    with app.app_context(), school_scope(school.id), unit_of_work():
        plugins = app.extensions["parasat_plugins"]
        switch_plugin(plugins.manifests["parasat_programme"], enabled=True)
        db.session.execute(update(GraduateAttribute).values(name=text, meaning=text))
        remembered._versions = remembered._VersionCache()
        rubric = add_rubric(school.network_id, tuple(map(poisoned_criterion, CRITERIA)))
        assignment = add_assignment(school.course_id, school.term_id, rubric.version_id)
        db.session.execute(update(Assignment).values(title=text, instructions=text))
        db.session.execute(update(Course).values(title=text))
        db.session.execute(update(SchoolClass).values(letter="<b>"))
        db.session.execute(update(Person).values(family_name=SHORT, given_name=SHORT))
        db.session.execute(update(RuleRow).values(note=text))
        db.session.execute(update(School).where(School.id == school.id).values(name=text, place=text))
        write_identity(motto=text, vision=text, mission=text, goal=text, tasks=[text])
        note_fault(Fault("parasat_programme", "home_panels", LONG))
    yield replace(school, rubric=rubric, assignment_id=assignment)
    # Versions of rubrics are remembered for good, and other tests meet the same ids.
    remembered._versions = remembered._VersionCache()


def check(text: str, where: str) -> bool:
    """Fail where an attack became an element or an attribute; say whether the page shows it as text."""
    page = Page(text)
    for element in page.elements:
        assert element.tag not in {"img", "b"}, where
        assert (element.tag, element.attributes.get("onload")) != ("svg", "evil()"), where
        for name, value in element.attributes.items():
            assert not name.startswith(("on", "hx-on", "data-hx")), f"{where}: {name}"
            assert "evil" not in name, f"{where}: {name}"
            assert not (name.startswith("hx-") and "evil" in value), f"{where}: {name}={value}"
            if name in {"href", "src", "action", "formaction", "hx-get", "hx-post"}:
                # An address of our own, however strange: the attack is quoted inside it at most.
                assert value.startswith(("/", "#", "data:,")), f"{where}: {name}={value}"
                assert not value.startswith(("//", "/\\")), f"{where}: {name}={value}"
        if element.tag == "script":
            assert element.attributes.get("src", "").startswith("/static/"), where
    assert "60481729" not in page.words, where
    return "<img src=x" in page.words


def addresses(app: Flask, school: TestSchool, work: UUID) -> Iterator[str]:
    ids = {
        "submission_id": work,
        "assignment_id": school.assignment_id,
        "student_id": school.people.student.person_id,
    }
    return (filled(rule, school.slug, ids) for rule in rules(app))


def test_attacks_in_every_text_stay_text_on_every_page(app: Flask, poisoned_school: TestSchool) -> None:
    school, people = poisoned_school, poisoned_school.people
    work = hand_in(app, school.id, school.assignment_id, people.student, text=LONG)
    waiting = hand_in(app, school.id, school.assignment_id, people.classmate, text=LONG)
    first, second, third = school.rubric.criteria
    teacher, coteacher = Visitor(app, school, people.teacher), Visitor(app, school, people.coteacher)
    fields = {**row(first, 1, comment=LONG), **row(second, 1), **row(third, "na"), "intent": "return"}
    fields |= {"comment-overall": LONG, "was-comment-overall": NOTHING}
    assert teacher.post(f"/marking/{work}/return", fields).status_code == 303

    shown = 0
    for reader in (people.teacher, people.student, people.parent, people.admin, people.network):
        visitor = Visitor(app, school, reader)
        for path in addresses(app, school, work):
            shown += check(visitor.get(path).text, f"{reader.login} at {path}")
    assert shown > 15, "the attacks must really have been on the pages"
    assert check(teacher.get(f"/marking/{waiting}").text, "desk")

    # What is answered when something cannot be saved repeats what was sent and shows what stands.
    saved = teacher.post(f"/marking/{waiting}/rows/{first.id}", row(first, 1, comment=LONG), fragment=True)
    assert saved.status_code == 200
    check(saved.text, "saved")
    for fragment in (True, False):
        conflict = coteacher.post(
            f"/marking/{waiting}/rows/{first.id}", row(first, 0, comment="x"), fragment=fragment
        )
        assert conflict.status_code == 409
        assert check(conflict.text, "conflict")
        refused = coteacher.post(f"/marking/{waiting}/rows/{first.id}", row(first, LONG), fragment=fragment)
        assert refused.status_code == 422
        check(refused.text, "refused")


def test_attacks_in_the_address_and_in_refused_forms_stay_text(
    app: Flask, poisoned_school: TestSchool
) -> None:
    school, people = poisoned_school, poisoned_school.people
    for reader in (None, people.teacher, people.student, people.admin):
        visitor = Visitor(app, school, reader)
        for rule in rules(app):
            if rule.arguments == {"school"}:
                path = filled(rule, school.slug, {})
                query = dict.fromkeys(("lang", "page", "q", "course", "next", "back", "resume"), LONG)
                check(visitor.get(path, query_string=query).text, f"{path} with a poisoned query")
    stranger = Visitor(app, school, None)
    kept = {"text": LONG, "language": "kk", LONG: LONG}
    for answer in (
        stranger.post(f"/assignments/{school.assignment_id}", kept),
        stranger.post(f"/assignments/{school.assignment_id}", kept, forged=True),
        stranger.post(
            "/sign-in", {"login": SHORT[:60], "password": SHORT, "resume": "/" + LONG, "kept:" + LONG: LONG}
        ),
    ):
        assert answer.status_code in {400, 401, 422}
        check(answer.text, "kept text")
    admin = Visitor(app, school, people.admin)
    subject = {"title_kk": SHORT, "title_ru": SHORT, "title_en": SHORT, "first_grade": "5", "last_grade": "6"}
    assert admin.post("/subjects", {**subject, "weekly_hours": SHORT}).status_code == 422
    assert admin.post("/subjects", {**subject, "weekly_hours": "1", "attributes": "GA1"}).status_code == 303
    assert check(Visitor(app, school, people.student).get("/subjects").text, "subjects")


def test_the_policy_lets_no_inline_script_run(visit) -> None:
    policy = visit(None).get("/sign-in").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert "unsafe" not in policy
