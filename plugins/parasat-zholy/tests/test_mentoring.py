"""Mentors: assigned, meeting, agreeing on steps; and who reads how much of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from parasat_zholy.models import AgreedStep, Meeting, Mentorship
from sqlalchemy import func, select

from parasat_lms.features.privacy.operations.retention import apply_retention
from parasat_lms.plugin_api import db

if TYPE_CHECKING:
    from conftest import Zholy

PAGE = "/school/zholy/mentoring"
TALK, STEP = "Үйдегі жағдай туралы сөйлестік", "Кешке кітап оқу"


def form(zholy: Zholy, **other: str) -> dict[str, str]:
    return {
        "form_key": str(uuid4()),
        "held_on": zholy.today.isoformat(),
        "summary": TALK,
        "steps": f"{STEP}\n\n Ертерек жату ",
        **other,
    }


def count(zholy: Zholy, model: type) -> int:
    with zholy.inside():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_what_was_talked_about_is_for_student_mentor_and_administration_and_steps_also_for_parents(
    zholy: Zholy,
) -> None:
    assert zholy.client("mentor").post(f"{PAGE}/{zholy.tie}", data=form(zholy)).status_code == 303
    seen = {}
    for who in ("student", "mentor", "admin", "parent"):
        page = zholy.client(who).get(f"{PAGE}/{zholy.tie}").text
        seen[who] = (TALK in page, STEP in page)
    assert seen == {
        "student": (True, True),
        "mentor": (True, True),
        "admin": (True, True),
        "parent": (False, True),
    }


def test_an_older_student_keeps_no_summary_and_sees_the_agreed_steps_only(zholy: Zholy) -> None:
    older = zholy.client("older")
    assert 'name="summary"' not in older.get(f"{PAGE}/{zholy.peer_tie}").text
    assert older.post(f"{PAGE}/{zholy.peer_tie}", data=form(zholy)).status_code == 303
    with zholy.inside():
        assert db.session.scalars(select(Meeting.summary)).all() == [""]
    assert STEP in older.get(f"{PAGE}/{zholy.peer_tie}").text
    for path in (f"/school/profile/{zholy.people['student']}", f"{PAGE}/{zholy.tie}"):
        assert older.get(path).status_code == 404


def test_steps_are_done_and_undone_by_mentor_and_student(zholy: Zholy) -> None:
    zholy.client("mentor").post(f"{PAGE}/{zholy.tie}", data=form(zholy))
    with zholy.inside():
        step_id = db.session.scalars(select(AgreedStep.id).order_by(AgreedStep.position)).first()
    for who, sent, done in (("student", "1", True), ("student", "1", True), ("mentor", "", False)):
        answer = zholy.client(who).post(f"{PAGE}/steps/{step_id}", data={"done": sent})
        assert answer.status_code == 303
        with zholy.inside():
            step = db.session.scalars(select(AgreedStep).where(AgreedStep.id == step_id)).one()
            assert (step.done_on is not None) is done


def test_undone_steps_stand_on_the_students_home_page(zholy: Zholy) -> None:
    zholy.client("mentor").post(f"{PAGE}/{zholy.tie}", data=form(zholy))
    assert STEP in zholy.client("student").get("/school/home").text
    assert STEP not in zholy.client("student2").get("/school/home").text


def test_the_same_meeting_sent_twice_is_written_once(zholy: Zholy) -> None:
    mentor, sent = zholy.client("mentor"), form(zholy)
    assert [mentor.post(f"{PAGE}/{zholy.tie}", data=sent).status_code for _ in range(2)] == [303, 303]
    assert (count(zholy, Meeting), count(zholy, AgreedStep)) == (1, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("held_on", ""),
        ("held_on", "2999-01-01"),
        ("held_on", "1999-01-01"),
        ("steps", ""),
        ("steps", "\n \n"),
        ("steps", "\n".join(f"қадам {number}" for number in range(9))),
        ("steps", "ы" * 301),
        ("summary", "ы" * 4001),
    ],
)
def test_a_wrong_field_is_named(zholy: Zholy, field: str, value: str) -> None:
    answer = zholy.client("mentor").post(f"{PAGE}/{zholy.tie}", data=form(zholy, **{field: value}))
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    assert count(zholy, Meeting) == 0


def test_the_administration_assigns_a_mentor_once_and_the_kind_follows_from_the_person(zholy: Zholy) -> None:
    admin = zholy.client("admin")
    page = admin.get(f"{PAGE}/assign").text
    class_id = page.split('<option value="')[2].split('"')[0]
    address = f"{PAGE}/assign?class={class_id}"
    kinds = {"teacher": "staff", "mentor": "expert", "older": "older_student"}
    for who in kinds:
        sent = {"student": str(zholy.people["student2"]), "mentor": str(zholy.people[who])}
        assert [admin.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    with zholy.inside():
        ties = db.session.scalars(
            select(Mentorship).where(Mentorship.student_id == zholy.people["student2"])
        ).all()
        assert {tie.mentor_id: tie.kind for tie in ties} == {
            zholy.people[who]: kind for who, kind in kinds.items()
        }
        assert len(ties) == 3


def test_a_psychologist_or_a_younger_student_is_never_a_mentor(zholy: Zholy) -> None:
    admin = zholy.client("admin")
    class_id = admin.get(f"{PAGE}/assign").text.split('<option value="')[2].split('"')[0]
    for who in ("psychologist", "student", "parent", "network"):
        sent = {"student": str(zholy.people["student2"]), "mentor": str(zholy.people[who])}
        assert admin.post(f"{PAGE}/assign?class={class_id}", data=sent).status_code == 422, who
    assert count(zholy, Mentorship) == 2


def test_after_the_end_no_meeting_is_written_down(zholy: Zholy) -> None:
    admin, mentor = zholy.client("admin"), zholy.client("mentor")
    assert [admin.post(f"{PAGE}/{zholy.tie}/end").status_code for _ in range(2)] == [303, 303]
    assert mentor.get(f"{PAGE}/{zholy.tie}").status_code == 200
    assert mentor.post(f"{PAGE}/{zholy.tie}", data=form(zholy)).status_code == 422
    assert count(zholy, Meeting) == 0


def test_after_seven_years_nothing_of_a_mentorship_is_left_and_before_everything(zholy: Zholy) -> None:
    assert zholy.client("mentor").post(f"{PAGE}/{zholy.tie}", data=form(zholy)).status_code == 303
    kept = [count(zholy, model) for model in (Mentorship, Meeting, AgreedStep)]
    assert min(kept) > 0
    with zholy.inside():
        apply_retention(zholy.today + timedelta(days=7 * 365 - 1))
    assert [count(zholy, model) for model in (Mentorship, Meeting, AgreedStep)] == kept
    # A row goes when nothing refers to it any more: the steps at once, what they hang on in the nights that follow.
    for _night in range(3):
        with zholy.inside():
            apply_retention(zholy.today + timedelta(days=7 * 365 + 2))
    assert [count(zholy, model) for model in (Mentorship, Meeting, AgreedStep)] == [0, 0, 0]
