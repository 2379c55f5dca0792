"""A project goes from plan to done, each step by whom it belongs to, with remarks and a history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from parasat_zholy.models import Activity, Participation, Project, ProjectMove
from sqlalchemy import func, select

from parasat_lms.plugin_api import db

if TYPE_CHECKING:
    from conftest import Zholy

PLAN, REFLECTION = "Он екі көшет отырғызамыз", "Бағасын алдын ала сұрау керек екен"


def stage(zholy: Zholy) -> str:
    with zholy.inside():
        return str(
            db.session.scalars(select(Project.stage).where(Project.activity_id == zholy.project)).one()
        )


def version(zholy: Zholy) -> str:
    with zholy.inside():
        return str(
            db.session.scalars(select(Project.version).where(Project.activity_id == zholy.project)).one()
        )


def page(zholy: Zholy) -> str:
    return f"/school/zholy/projects/{zholy.project}"


def move(zholy: Zholy, who: str, name: str, remark: str = "") -> int:
    sent = {"move": name, "remark": remark}
    return zholy.client(who).post(f"{page(zholy)}/move", data=sent).status_code


def write(zholy: Zholy, text: str, **fields: str) -> int:
    sent = {"version": version(zholy), **fields}
    return zholy.client("student").post(f"{page(zholy)}/{text}", data=sent).status_code


def test_a_project_goes_round_the_whole_cycle_with_one_return_each_way(zholy: Zholy) -> None:
    assert write(zholy, "plan", plan=PLAN) == 303
    assert move(zholy, "student", "submit_plan") == 303
    assert move(zholy, "teacher", "return_plan", "Кім не істейді?") == 303
    assert "Кім не істейді?" in zholy.client("student").get(page(zholy)).text
    assert write(zholy, "plan", plan=f"{PLAN}. Әлия – көшет.") == 303
    assert move(zholy, "student", "submit_plan") == 303
    assert move(zholy, "teacher", "approve") == 303
    assert move(zholy, "student", "finish_doing") == 303
    assert write(zholy, "reflection", reflection=REFLECTION, evidence="Аулада он екі ағаш") == 303
    assert move(zholy, "student", "submit_reflection") == 303
    assert move(zholy, "teacher", "return_reflection", "Не қиын болды?") == 303
    assert move(zholy, "student", "submit_reflection") == 303
    assert move(zholy, "teacher", "accept") == 303
    assert stage(zholy) == "done"
    with zholy.inside():
        moves = db.session.scalars(select(ProjectMove).order_by(ProjectMove.moved_at, ProjectMove.id)).all()
        assert [found.went_to for found in moves] == [
            "approval", "plan", "approval", "doing", "reflection", "review", "reflection", "review", "done",
        ]  # fmt: skip
        assert {found.moved_by_id for found in moves} == {zholy.people["student"], zholy.people["teacher"]}
    shown = zholy.client("admin").get(page(zholy)).text
    assert "Кім не істейді?" in shown
    assert "Не қиын болды?" in shown


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("student", "approve"),
        ("student", "return_plan"),
        ("student", "accept"),
        ("student", "finish_doing"),
        ("student", "nonsense"),
        ("student", ""),
        ("teacher", "submit_plan"),
        ("teacher", "approve"),
        ("teacher", "accept"),
    ],
)
def test_from_the_plan_only_the_team_goes_on_and_only_to_approval(zholy: Zholy, who: str, name: str) -> None:
    write(zholy, "plan", plan=PLAN)
    assert move(zholy, who, name, "ескертпе") == 422
    assert stage(zholy) == "plan"


def test_an_empty_plan_is_not_sent_for_approval(zholy: Zholy) -> None:
    assert move(zholy, "student", "submit_plan") == 422
    assert stage(zholy) == "plan"


def test_a_way_back_without_a_remark_is_refused_at_the_field(zholy: Zholy) -> None:
    write(zholy, "plan", plan=PLAN)
    move(zholy, "student", "submit_plan")
    answer = zholy.client("teacher").post(f"{page(zholy)}/move", data={"move": "return_plan", "remark": " "})
    assert answer.status_code == 422
    assert 'id="remark-errors"' in answer.text
    assert stage(zholy) == "approval"


def test_a_step_sent_twice_is_taken_once(zholy: Zholy) -> None:
    write(zholy, "plan", plan=PLAN)
    assert [move(zholy, "student", "submit_plan") for _ in range(2)] == [303, 422]
    with zholy.inside():
        assert db.session.scalar(select(func.count(ProjectMove.id))) == 1


def test_what_was_handed_in_is_not_changed_and_the_leader_does_not_write_for_the_team(zholy: Zholy) -> None:
    sent = {"version": "1", "plan": "Мұғалім жазған"}
    assert zholy.client("teacher").post(f"{page(zholy)}/plan", data=sent).status_code == 422
    write(zholy, "plan", plan=PLAN)
    move(zholy, "student", "submit_plan")
    assert write(zholy, "plan", plan="Басқа") == 422
    assert write(zholy, "reflection", reflection="Ертерек") == 422
    assert PLAN in zholy.client("teacher").get(page(zholy)).text


def test_two_of_a_team_who_write_at_once_overwrite_nothing(zholy: Zholy) -> None:
    seen = version(zholy)
    student = zholy.client("student")
    assert student.post(f"{page(zholy)}/plan", data={"version": seen, "plan": PLAN}).status_code == 303
    late = student.post(f"{page(zholy)}/plan", data={"version": seen, "plan": "Кешіккен мәтін"})
    assert late.status_code == 409
    assert PLAN in late.text
    assert "Кешіккен мәтін" in late.text
    with zholy.inside():
        assert db.session.scalars(select(Project.plan)).all() == [PLAN]


@pytest.mark.parametrize("text", ["", "  ", "ы" * 10_001, "a\x00"])
def test_a_plan_that_cannot_be_kept_is_refused(zholy: Zholy, text: str) -> None:
    assert write(zholy, "plan", plan=text) == 422


def proposal(zholy: Zholy, **other: str) -> dict[str, str]:
    return {
        "form_key": str(uuid4()),
        "component": "service",
        "title_kk": "Кітап алмасу бұрышы",
        "origin": "kk",
        "leader": str(zholy.people["teacher"]),
        "starts_on": zholy.today.isoformat(),
        "ends_on": (zholy.today + timedelta(days=20)).isoformat(),
        "hours_planned": "6",
        **other,
    }


def test_a_student_proposes_a_project_once_and_leads_its_team(zholy: Zholy) -> None:
    student, sent = zholy.client("student2"), proposal(zholy)
    first, second = (student.post("/school/zholy/projects/new", data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    with zholy.inside():
        made = db.session.scalars(
            select(Activity).where(Activity.created_by_id == zholy.people["student2"])
        ).one()
        part = db.session.scalars(select(Participation).where(Participation.activity_id == made.id)).one()
        assert (part.student_id, part.role) == (zholy.people["student2"], "leader")
    assert student.get(first.location).status_code == 200
    assert zholy.client("student").get(first.location).status_code == 404
    assert "Кітап алмасу бұрышы" in zholy.client("teacher").get("/school/zholy").text


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("title_kk", "", "origin"),
        ("title_kk", "ы" * 121, "title_kk"),
        ("origin", "de", "origin"),
        ("origin", "ru", "origin"),
        ("component", "nothing", "component"),
        ("leader", "", "leader"),
        ("leader", str(UUID(int=7)), "leader"),
        ("starts_on", "", "starts_on"),
        ("ends_on", "2020-01-01", "ends_on"),
        ("ends_on", "2999-01-01", "ends_on"),
        ("hours_planned", "0.1", "hours_planned"),
        ("hours_planned", "501", "hours_planned"),
    ],
)
def test_a_wrong_field_of_a_proposal_is_named(zholy: Zholy, field: str, value: str, named: str) -> None:
    sent = proposal(zholy, **{field: value})
    answer = zholy.client("student").post("/school/zholy/projects/new", data=sent)
    assert answer.status_code == 422
    assert f'id="{named}-errors"' in answer.text
