"""Activities: made, joined, recorded, assessed; what of them stands in the profile, the week and the panels."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from parasat_zholy.models import Activity, LifeEntry, Participation
from parasat_zholy.operations import activities
from parasat_zholy.seeds import components
from sqlalchemy import event, func, select

from parasat_lms.plugin_api import activity_assessments, db, seeded_rubric, week_of

if TYPE_CHECKING:
    from conftest import Zholy

ROOT = "/school/zholy"


def form(zholy: Zholy, **other: str) -> dict[str, str]:
    return {
        "form_key": str(uuid4()),
        "component": "dialogue",
        "kind": "activity",
        "title_ru": "Открытый диалог",
        "title_kk": "Ашық диалог",
        "description_kk": "Тыңдау мен сөйлеу",
        "origin": "ru",
        "leader": str(zholy.people["teacher2"]),
        "starts_on": zholy.today.isoformat(),
        "ends_on": (zholy.today + timedelta(days=10)).isoformat(),
        "weekday": "2",
        "starts_at": "16:30",
        "ends_at": "17:15",
        "hours_planned": "4.5",
        "place": "205",
        "places": "2",
        "life": "study",
        **other,
    }


def made(zholy: Zholy, **other: str) -> UUID:
    answer = zholy.client("teacher").post(f"{ROOT}/activities/new", data=form(zholy, **other))
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rpartition("/")[2])


def names(zholy: Zholy, activity_id: UUID) -> int:
    with zholy.inside():
        count = select(func.count(Participation.id)).where(Participation.activity_id == activity_id)
        return db.session.scalar(count) or 0


def test_an_activity_keeps_its_three_languages_and_the_one_it_was_written_in(zholy: Zholy) -> None:
    activity_id = made(zholy)
    with zholy.inside():
        found = db.session.scalars(select(Activity).where(Activity.id == activity_id)).one()
        assert (found.title.kk, found.title.ru, found.title.origin) == (
            "Ашық диалог",
            "Открытый диалог",
            "ru",
        )
    page = zholy.client("student").get(f"{ROOT}/activities/{activity_id}?lang=en").text
    assert '<span lang="ru">Открытый диалог</span>' in page


def test_the_same_form_sent_twice_makes_one_activity(zholy: Zholy) -> None:
    key = str(uuid4())
    assert made(zholy, form_key=key) == made(zholy, form_key=key)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("title_ru", "", "origin"),
        ("component", "", "component"),
        ("kind", "party", "kind"),
        ("life", "sleep", "life"),
        ("leader", str(UUID(int=7)), "leader"),
        ("ends_on", "2020-01-01", "ends_on"),
        ("weekday", "", "weekday"),
        ("weekday", "8", "weekday"),
        ("starts_at", "", "weekday"),
        ("starts_at", "25:00", "starts_at"),
        ("ends_at", "16:00", "ends_at"),
        ("places", "0", "places"),
        ("places", "many", "places"),
        ("hours_planned", "", "hours_planned"),
        ("hours_planned", "1.1", "hours_planned"),
        ("place", "ы" * 121, "place"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_is_kept(
    zholy: Zholy, field: str, value: str, named: str
) -> None:
    answer = zholy.client("teacher").post(f"{ROOT}/activities/new", data=form(zholy, **{field: value}))
    assert answer.status_code == 422
    assert f'id="{named}-errors"' in answer.text
    assert "Тыңдау мен сөйлеу" in answer.text


def test_a_changed_activity_shows_the_change_and_a_project_stays_a_project(zholy: Zholy) -> None:
    teacher = zholy.client("teacher")
    sent = form(zholy, kind="service", leader=str(zholy.people["teacher"]))
    assert teacher.post(f"{ROOT}/activities/{zholy.activity}/edit", data=sent).status_code == 303
    assert "Ашық диалог" in teacher.get(f"{ROOT}/activities/{zholy.activity}").text
    assert teacher.post(f"{ROOT}/activities/{zholy.project}/edit", data=sent).status_code == 422


def test_the_last_place_is_given_once(zholy: Zholy) -> None:
    activity_id = made(zholy)
    answers = {
        who: zholy.client(who).post(f"{ROOT}/activities/{activity_id}/join").status_code
        for who in ("student", "student2", "older")
    }
    assert answers == {"student": 303, "student2": 303, "older": 422}
    assert zholy.client("student").post(f"{ROOT}/activities/{activity_id}/join").status_code == 303
    assert names(zholy, activity_id) == 2
    assert zholy.client("student").post(f"{ROOT}/activities/{activity_id}/leave").status_code == 303
    assert zholy.client("older").post(f"{ROOT}/activities/{activity_id}/join").status_code == 303


def test_nobody_joins_what_is_over_or_leaves_what_is_recorded(zholy: Zholy) -> None:
    past = (zholy.today - timedelta(days=9)).isoformat()
    activity_id = made(zholy, starts_on=past, ends_on=past)
    assert zholy.client("student").post(f"{ROOT}/activities/{activity_id}/join").status_code == 422
    with zholy.inside():
        part = db.session.scalars(
            select(Participation).where(Participation.activity_id == zholy.activity)
        ).one()
        part.state = "took_part"
    assert zholy.client("student").post(f"{ROOT}/activities/{zholy.activity}/leave").status_code == 422


def test_a_leader_adds_students_of_a_class_and_records_their_parts(zholy: Zholy) -> None:
    teacher, page = zholy.client("teacher"), f"{ROOT}/activities/{zholy.activity}"
    class_id = teacher.get(f"{page}/people").text.split('<option value="')
    listed = [teacher.get(f"{page}/people?class={part.split(chr(34))[0]}").text for part in class_id]
    assert any(str(zholy.people["student2"]) in text for text in listed)
    sent = {"student": [str(zholy.people["student2"]), str(zholy.people["student"])]}
    assert [teacher.post(f"{page}/people", data=sent).status_code for _ in range(2)] == [303, 303]
    assert names(zholy, zholy.activity) == 2
    with zholy.inside():
        parts = db.session.scalars(
            select(Participation.id).where(Participation.activity_id == zholy.activity)
        ).all()
    record = {}
    for part in parts:
        record |= {
            f"part-{part}-role": "leader",
            f"part-{part}-state": "took_part",
            f"part-{part}-hours": "2.5",
        }
    wrong = {**record, f"part-{parts[0]}-hours": "2.4"}
    assert teacher.post(f"{page}/record", data=wrong).status_code == 422
    assert teacher.post(f"{page}/record", data=record).status_code == 303
    assert "2,5 сағ" in zholy.client("student").get(f"{page}?lang=kk").text


@pytest.mark.parametrize("sent", [[], ["x"], [str(UUID(int=7))], "teacher"])
def test_only_students_of_the_school_are_added(zholy: Zholy, sent: list[str] | str) -> None:
    chosen = [str(zholy.people[sent])] if isinstance(sent, str) else sent
    answer = zholy.client("teacher").post(
        f"{ROOT}/activities/{zholy.activity}/people", data={"student": chosen}
    )
    assert answer.status_code == 422
    assert names(zholy, zholy.activity) == 1


def test_names_of_who_takes_part_are_for_the_team_the_leader_and_own_parents(zholy: Zholy) -> None:
    with zholy.inside():
        activities.add_participants(zholy.activity, [zholy.people["student2"]])
    page = f"{ROOT}/activities/{zholy.activity}"
    seen = {
        who: "Ысқақов Әлия" in zholy.client(who).get(page).text
        for who in ("teacher", "admin", "student", "older", "teacher2", "parent", "parent2")
    }
    assert seen == {
        "teacher": True,
        "admin": True,
        "student": True,
        "older": False,
        "teacher2": False,
        "parent": False,
        "parent2": False,
    }


# --- assessment ------------------------------------------------------------------------------------------------------


def levels(zholy: Zholy, number: int) -> dict[str, str]:
    with zholy.inside():
        rubric = seeded_rubric("parasat_zholy", components()["service"].rubric)
        return {f"choice-{criterion.id}": str(criterion.levels[number].id) for criterion in rubric.criteria}


def test_an_assessed_activity_is_evidence_of_its_attribute_in_the_profile(zholy: Zholy) -> None:
    page = f"{ROOT}/activities/{zholy.activity}/assess/{zholy.people['student']}"
    teacher = zholy.client("teacher")
    assert teacher.get(page).status_code == 200
    assert teacher.post(page, data={}).status_code == 422
    for number in (2, 2, 3):
        assert teacher.post(page, data=levels(zholy, number)).status_code == 303
    profile = zholy.client("student").get(f"/school/profile/{zholy.people['student']}?lang=kk").text
    third = profile[profile.index('id="GA3"') :]
    assert "Көршіге көмек" in third
    assert "Қоғамға қызмет ету" in third
    with zholy.inside():
        standing = activity_assessments("parasat_zholy", activity_id=zholy.activity)
        assert [found.work.student_id for found in standing] == [zholy.people["student"]]


def test_what_was_seen_is_shown_to_the_student_and_the_parents_and_to_no_teammate(zholy: Zholy) -> None:
    with zholy.inside():
        activities.add_participants(zholy.activity, [zholy.people["student2"]])
    page = f"{ROOT}/activities/{zholy.activity}"
    zholy.client("teacher").post(f"{page}/assess/{zholy.people['student']}", data=levels(zholy, 3))
    seen = {
        who: "Оқушы" in zholy.client(who).get(f"{page}?lang=kk").text
        and "rubric-read" in zholy.client(who).get(page).text
        for who in ("student", "student2", "parent")
    }
    assert seen == {"student": True, "student2": False, "parent": True}


def test_who_was_assessed_does_not_leave_without_a_word(zholy: Zholy) -> None:
    page = f"{ROOT}/activities/{zholy.activity}"
    zholy.client("teacher").post(f"{page}/assess/{zholy.people['student']}", data=levels(zholy, 1))
    assert zholy.client("student").post(f"{page}/leave").status_code == 422
    assert names(zholy, zholy.activity) == 1


def test_who_does_not_take_part_is_not_assessed(zholy: Zholy) -> None:
    page = f"{ROOT}/activities/{zholy.activity}/assess/{zholy.people['student2']}"
    assert zholy.client("teacher").post(page, data=levels(zholy, 1)).status_code == 404


# --- the week, panels, statements ------------------------------------------------------------------------------------


def test_a_weekly_activity_stands_in_the_students_week_and_in_nobody_elses(zholy: Zholy) -> None:
    activity_id = made(zholy)
    zholy.client("student").post(f"{ROOT}/activities/{activity_id}/join")
    with zholy.inside():
        entries = week_of(zholy.people["student"])
        assert [(entry.weekday, str(entry.starts_at), entry.part) for entry in entries] == [
            (2, "16:30:00", "study")
        ]
        assert week_of(zholy.people["student2"]) == []
    assert "Ашық диалог" in zholy.client("student").get(f"{ROOT}/week?lang=kk").text
    assert "Ашық диалог" in zholy.client("parent").get(f"{ROOT}/week?lang=kk").text
    assert "Ашық диалог" not in zholy.client("parent2").get(f"{ROOT}/week?lang=kk").text


def life(**other: object) -> dict[str, object]:
    return {
        "life": "sleep",
        "title": "",
        "weekdays": ["1", "2"],
        "starts_at": "22:30",
        "ends_at": "07:00",
        **other,
    }


def test_own_times_are_weighed_and_a_missing_part_is_said_kindly(zholy: Zholy) -> None:
    student = zholy.client("student")
    for _ in range(2):
        assert student.post(f"{ROOT}/week", data=life()).status_code == 303
    page = student.get(f"{ROOT}/week?lang=kk").text
    assert ">17<" in page.replace("\n", "")
    assert "Ұйқы – күштің қайнары" in page
    assert student.post(f"{ROOT}/week", data=life(weekdays=list("1234567"))).status_code == 303
    assert "Ұйқы – күштің қайнары" not in student.get(f"{ROOT}/week?lang=kk").text
    with zholy.inside():
        assert db.session.scalar(select(func.count(LifeEntry.id))) == 7


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("life", "party"),
        ("weekdays", []),
        ("weekdays", ["8"]),
        ("starts_at", ""),
        ("ends_at", "22:30"),
        ("title", "ы" * 81),
    ],
)
def test_a_wrong_time_of_the_week_is_named(zholy: Zholy, field: str, value: object) -> None:
    answer = zholy.client("student").post(f"{ROOT}/week", data=life(**{field: value}))
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text


def test_only_sleep_and_rest_end_on_the_next_day(zholy: Zholy) -> None:
    answer = zholy.client("student").post(f"{ROOT}/week", data=life(life="sport"))
    assert answer.status_code == 422
    assert 'id="ends_at-errors"' in answer.text


def statements(zholy: Zholy, who: str, path: str) -> int:
    client, counted = zholy.client(who), []
    with zholy.app.app_context():
        engine = db.engine

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    client.get(f"{ROOT}{path}")
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert client.get(f"{ROOT}{path}").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_a_page_needs_the_same_few_statements_however_many_take_part(zholy: Zholy) -> None:
    paths = {
        "teacher": ("", f"/activities/{zholy.activity}", f"/activities/{zholy.activity}/people", "/service"),
        "student": ("", "/service", "/journal", "/week", f"/projects/{zholy.project}"),
        "admin": ("/mentoring", "/service"),
    }
    few = {(who, path): statements(zholy, who, path) for who in paths for path in paths[who]}
    with zholy.inside():
        activities.add_participants(zholy.activity, [zholy.people["student2"], zholy.people["older"]])
        activities.add_participants(zholy.project, [zholy.people["student2"], zholy.people["older"]])
    for _number in range(3):
        made(zholy)
    many = {(who, path): statements(zholy, who, path) for who in paths for path in paths[who]}
    assert many == few
    assert max(many.values()) <= 30, many
