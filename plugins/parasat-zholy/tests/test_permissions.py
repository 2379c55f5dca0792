"""Who may open what: a table of person, address and status. Strangers get 404 like for what does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from parasat_zholy.models import AgreedStep, LifeEntry, Mentorship
from parasat_zholy.operations import journal, mentoring, service, week
from parasat_zholy.operations.service import ServiceInput
from sqlalchemy import select

from parasat_lms.core.plugins import manager
from parasat_lms.features.schools.operations import switch_plugin
from parasat_lms.plugin_api import db, find

if TYPE_CHECKING:
    from conftest import Zholy

ZHOLY = "/school/zholy"
SOMEONE = "00000000-0000-7000-8000-000000000000"

EVERYBODY = {"student", "student2", "older", "teacher", "teacher2", "mentor", "parent", "parent2", "admin"}
PEOPLE = (*sorted(EVERYBODY), "psychologist", "network")


@dataclass
class Ids:
    """What the addresses of the table are filled with."""

    values: dict[str, str]


@pytest.fixture
def ids(zholy: Zholy) -> Ids:
    """One row of everything, all of the first student."""
    with zholy.inside():
        student = zholy.people["student"]
        entry = service.log_hours(
            ServiceInput(zholy.today, Decimal(1), "Кітап жинадым", supervisor_id=zholy.people["teacher"]),
            student,
        )
        tie = find(Mentorship, zholy.tie)
        assert tie
        meeting = mentoring.hold_meeting(tie, zholy.today, "Оқу туралы сөйлестік", ["Күн тәртібін жазу"])
        step = db.session.scalars(select(AgreedStep).where(AgreedStep.meeting_id == meeting.id)).one()
        private = journal.write_entry(student, "Өзіме ғана", "kk")
        week.add_times(student, "rest", "", [1], time(17), time(18))
        life = db.session.scalars(select(LifeEntry)).one()
        return Ids(
            {
                "activity": str(zholy.activity),
                "project": str(zholy.project),
                "student": str(student),
                "entry": str(entry.id),
                "tie": str(zholy.tie),
                "peer": str(zholy.peer_tie),
                "step": str(step.id),
                "journal": str(private.id),
                "life": str(life.id),
                "nobody": SOMEONE,
            }
        )


READING = {
    "": EVERYBODY,
    "/activities/{activity}": EVERYBODY,
    "/activities/new": {"teacher", "teacher2", "mentor", "admin"},
    "/activities/{activity}/edit": {"teacher", "admin"},
    "/activities/{activity}/people": {"teacher", "admin"},
    "/activities/{activity}/assess/{student}": {"teacher"},
    "/activities/{nobody}": set(),
    "/service": EVERYBODY,
    "/service/{entry}": {"teacher", "admin"},
    "/service/{nobody}": set(),
    "/mentoring": EVERYBODY,
    "/mentoring/{tie}": {"student", "mentor", "parent", "admin"},
    "/mentoring/{peer}": {"student", "older", "parent", "admin"},
    "/mentoring/assign": {"admin"},
    "/journal": {"student", "student2", "older"},
    "/journal/{journal}": {"student"},
    "/journal/shared": {"teacher", "teacher2", "mentor"},
    "/projects/new": {"student", "student2", "older"},
    "/projects/{project}": {"student", "teacher", "admin"},
    "/projects/{activity}": set(),
    "/week": {"student", "student2", "older", "parent", "parent2"},
    "/week/{student}": {"parent"},
}  # fmt: skip
WRITING = {
    "/activities/new": {"teacher", "teacher2", "mentor", "admin"},
    "/activities/{activity}/edit": {"teacher", "admin"},
    "/activities/{activity}/join": {"student", "student2", "older"},
    "/activities/{activity}/leave": {"student", "student2", "older"},
    "/activities/{activity}/people": {"teacher", "admin"},
    "/activities/{activity}/record": {"teacher", "admin"},
    "/activities/{activity}/assess/{student}": {"teacher"},
    "/service": {"student", "student2", "older"},
    "/service/{entry}": {"teacher", "admin"},
    "/service/{entry}/link": {"teacher", "admin"},
    "/service/{entry}/take-back": {"student"},
    "/mentoring/assign": {"admin"},
    "/mentoring/{tie}": {"mentor"},
    "/mentoring/{peer}": {"older"},
    "/mentoring/{tie}/end": {"admin"},
    "/mentoring/steps/{step}": {"student", "mentor"},
    "/journal": {"student", "student2", "older"},
    "/journal/{journal}": {"student"},
    "/journal/{journal}/delete": {"student"},
    "/projects/new": {"student", "student2", "older"},
    "/projects/{project}/plan": {"student", "teacher"},
    "/projects/{project}/reflection": {"student", "teacher"},
    "/projects/{project}/move": {"student", "teacher"},
    "/week": {"student", "student2", "older"},
    "/week/{life}/delete": {"student"},
}  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
def test_each_page_opens_for_whom_it_is_meant_and_for_nobody_else(zholy: Zholy, ids: Ids, who: str) -> None:
    client = zholy.client(who)
    wrong = {}
    for path, allowed in READING.items():
        answer = client.get(ZHOLY + path.format(**ids.values))
        if answer.status_code != (200 if who in allowed else 404):
            wrong[path] = answer.status_code
    assert not wrong


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_writes_where_only_others_may(zholy: Zholy, ids: Ids, who: str) -> None:
    client = zholy.client(who)
    wrong = {}
    for path, allowed in WRITING.items():
        if who in allowed:
            continue
        answer = client.post(
            ZHOLY + path.format(**ids.values), data={"done": "1", "move": "approve", "text": "x"}
        )
        if answer.status_code != 404:
            wrong[path] = answer.status_code
    assert not wrong


def test_a_stranger_is_led_to_the_sign_in_page(zholy: Zholy, ids: Ids) -> None:
    client = zholy.app.test_client()
    for path in READING:
        answer = client.get(ZHOLY + path.format(**ids.values))
        assert answer.status_code == 303, path
        assert "/sign-in" in answer.location


def test_switched_off_there_is_nothing(zholy: Zholy, ids: Ids) -> None:
    with zholy.inside():
        switch_plugin(manager().manifests["parasat_zholy"], enabled=False)
    student = zholy.client("student")
    for path in READING:
        assert student.get(ZHOLY + path.format(**ids.values)).status_code == 404
    assert ZHOLY not in student.get("/school/home").text
