"""The demonstration: the operations of real people, on the days on which they would have happened."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import current_app

from parasat_lms.plugin_api import ActivityRow, ClassStudent, DemoYear, RubricContent, clock
from parasat_microqualifications import seeds
from parasat_microqualifications.models import Enrolment, ModuleProof, Qualification
from parasat_microqualifications.operations import catalogue as changes
from parasat_microqualifications.operations import enrolling, issuing, keys, proving
from parasat_microqualifications.operations.proving import Brings
from parasat_microqualifications.queries import catalogue, enrolments

BASE = "http://127.0.0.1:8000"
BEGAN, BETWEEN = 60, 12
"""Days ago that the ways began, and between two pieces of evidence."""
BY_MENTOR = frozenset({"leadership", "wellbeing"})


def fill(year: DemoYear) -> None:
    """Assessors, an issuer, two credentials, and several students under way."""
    found = {one.code: one for one in catalogue.qualifications()}
    for one in found.values():
        helper = year.mentors[0] if one.area in BY_MENTOR else year.teachers[1]
        changes.name_assessors(one.id, [year.teachers[0].id, helper.id])
    with clock.frozen_at(_moment(year, BEGAN + BETWEEN)):
        keys.found_issuer(current_app.config["PARASAT_PUBLIC_URL"] or BASE)
    for number, way in enumerate(seeds.demonstration()["way"]):
        _walk(year, found[way["qualification"]], way, number)


def _walk(year: DemoYear, qualification: Qualification, way: dict[str, Any], number: int) -> None:
    began, language = BEGAN - number * 3, year.language
    with clock.frozen_at(_moment(year, began)):
        enrolment = enrolling.wish(_student(year, way).person.id, qualification, way["wish"][language])
    assessor = year.teachers[0]
    if "proof" not in way:
        return
    with clock.frozen_at(_moment(year, began - 1)):
        enrolling.answer_wish(enrolment, admit=True, reason="", assessor_id=assessor.id)
    for place, given in enumerate(way["proof"]):
        with clock.frozen_at(_moment(year, began - 3 - place * BETWEEN)):
            proof = proving.bring(
                enrolment, qualification.modules[place], Brings(text=given["text"][language])
            )
        if "levels" in given:
            with clock.frozen_at(_moment(year, began - 5 - place * BETWEEN)):
                _assess(year, enrolment, proof, given)


def _assess(year: DemoYear, enrolment: Enrolment, proof: ModuleProof, given: dict[str, Any]) -> None:
    assessor = year.teachers[0].id
    held = enrolments.proof_to_assess(assessor, proof.id)
    if held is None:
        raise LookupError("the evidence is nobody's to assess")
    rubric = catalogue.rubric_of(held.module)
    complete = proving.decide(
        held,
        rubric,
        _rows(rubric, given["levels"]),
        comment=given.get("comment", {}).get(year.language, ""),
        seen=held.version,
        assessor_id=assessor,
    )
    if complete:
        issuing.issue(enrolments.enrolments_by_id([enrolment.id]))


def _rows(rubric: RubricContent, levels: list[int]) -> list[ActivityRow]:
    return [
        ActivityRow(criterion.id, criterion.levels[level].id)
        for criterion, level in zip(rubric.criteria, levels, strict=True)
    ]


def _student(year: DemoYear, way: dict[str, Any]) -> ClassStudent:
    """The student at that place of the grade; the one who has an account stands first."""
    classmates = [student for student in year.students if student.grade == way["grade"]]
    ordered = sorted(classmates, key=lambda student: student.person.account_id is None)
    place: int = way["student"]
    return ordered[place]


def _moment(year: DemoYear, days_ago: int) -> datetime:
    return datetime.combine(year.today - timedelta(days=max(days_ago, 1)), time(9), UTC)
