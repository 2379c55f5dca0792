"""The pages of electives and author's programmes: who may open which, what they say, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import cache
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from parasat_programme import queries
from parasat_programme.models import AuthorsProgramme, CatalogueSubject, ElectiveRound, ProgrammeUnit
from parasat_programme.queries import choosing as choices
from parasat_programme.queries import programmes as written
from sqlalchemy import select

from parasat_lms.core import clock
from parasat_lms.core.db import db, find
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import rubric_choices
from parasat_lms.testing import SchoolForTests

Inside = Callable[[], AbstractContextManager[None]]
Clients = Callable[[Role], FlaskClient]
HERE = "/school/subjects"
ROLES = (Role.ADMIN, Role.TEACHER, Role.STUDENT, Role.PARENT, Role.MENTOR, Role.PSYCHOLOGIST)
OFFER = {"places": "5", "minimum": "2", "first_grade": "7", "last_grade": "9", "weekly_hours": "1,5"}
ROUND = {
    "title_kk": "Көктем",
    "starts_on": "2027-01-10",
    "ends_on": "2027-05-25",
    "opens_at": "2026-12-01T09:00",
    "closes_at": "2026-12-05T18:00",
    "electives_each": "1",
}
PROGRAMME = {
    "origin": "kk",
    "title_kk": "Өзіңмен дос бол",
    "title_ru": "Дружи с собой",
    "area": "wellbeing",
    "kind": "pass_fail",
    "first_grade": "5",
    "last_grade": "7",
    "weekly_hours": "1",
}


@pytest.fixture
def parasat_client(parasat_client: Clients) -> Clients:
    """Each role signs in once a test: a sign-in is slow on purpose."""
    return cache(parasat_client)


def allowed(clients: Clients, path: str, method: str = "get", **sent: object) -> set[Role]:
    """Who gets another answer than 404."""
    return {role for role in ROLES if getattr(clients(role), method)(path, **sent).status_code != 404}


def test_who_may_open_which_page_of_a_round(
    parasat_client: Clients, parasat_inside: Inside, electives
) -> None:
    round_, offer = electives.round_id, electives.offers["robotics"]
    me, other = electives.students[:2]
    table = {
        f"/electives/{round_}": {Role.STUDENT},
        f"/electives/{round_}/of/{me}": {Role.PARENT, Role.ADMIN},
        f"/electives/{round_}/of/{other}": {Role.ADMIN},
        f"/electives/offers/{offer}": {Role.TEACHER, Role.ADMIN},
        f"/rounds/{round_}": {Role.ADMIN},
        f"/rounds/{round_}/edit": {Role.ADMIN},
        f"/rounds/{round_}/offers/new": {Role.ADMIN},
        f"/rounds/offers/{offer}/edit": {Role.ADMIN},
        f"/rounds/{round_}/preview": {Role.ADMIN},
    }
    for path, roles in table.items():
        assert allowed(parasat_client, HERE + path) == roles, path


def test_a_round_that_is_not_announced_is_nothing_to_students_parents_and_teachers(
    parasat_client: Clients, parasat_inside: Inside, electives
) -> None:
    with parasat_inside():
        find(ElectiveRound, electives.round_id).announced_at = None
    paths = (
        f"/electives/{electives.round_id}",
        f"/electives/{electives.round_id}/of/{electives.students[0]}",
        f"/electives/offers/{electives.offers['robotics']}",
    )
    for path in paths:
        assert allowed(parasat_client, HERE + path) <= {Role.ADMIN}


def test_a_student_builds_the_list_with_buttons_and_a_parent_reads_it(
    parasat_client: Clients, parasat_inside: Inside, electives
) -> None:
    student, page = parasat_client(Role.STUDENT), f"{HERE}/electives/{electives.round_id}"
    robotics, business = electives.offers["robotics"], electives.offers["entrepreneurship"]
    assert "Choose your electives" in student.get("/school/home?lang=en").text
    for step in (f"add:{robotics}", f"add:{business}", f"up:{business}"):
        assert student.post(page, data={"do": step}).status_code == 303
    with parasat_inside():
        assert choices.wish_ids(electives.round_id, electives.students[0]) == [business, robotics]
    assert student.post(page, data={"do": "order", "wish": [robotics, business]}).status_code == 303
    assert student.post(page, data={"do": f"remove:{business}"}).status_code == 303
    with parasat_inside():
        assert choices.wish_ids(electives.round_id, electives.students[0]) == [robotics]
    read = parasat_client(Role.PARENT).get(f"{page}/of/{electives.students[0]}?lang=en").text
    assert "Robotics" in read
    assert "32 compulsory + 0 held + 1 electives = 33 hours a week" in read
    assert 'name="do"' not in read


@pytest.mark.parametrize(
    "step",
    ["", "add:", "add:x", f"add:{UUID(int=1)}", "fly:x", f"up:{UUID(int=1)}", "order\x00", "add:" + "9" * 99],
)
def test_an_odd_step_is_refused_in_words(parasat_client: Clients, electives, step: str) -> None:
    answer = parasat_client(Role.STUDENT).post(f"{HERE}/electives/{electives.round_id}", data={"do": step})
    assert answer.status_code == 422
    assert "notice-danger" in answer.text


def test_an_administrator_makes_a_round_fills_announces_and_publishes_it(
    parasat_client: Clients, parasat_inside: Inside, electives, parasat_school: SchoolForTests
) -> None:
    admin = parasat_client(Role.ADMIN)
    assert admin.post(f"{HERE}/rounds/new", data=ROUND).status_code == 303
    with parasat_inside():
        made = (
            db.session.scalars(select(ElectiveRound).where(ElectiveRound.id != electives.round_id)).one().id
        )
        subject = queries.codes()["debate"]
    page = f"{HERE}/rounds/{made}"
    assert admin.post(f"{page}/announce").status_code == 422
    sent = {**OFFER, "subject": str(subject), "teacher": str(parasat_school.people[Role.TEACHER])}
    assert admin.post(f"{page}/offers/new", data=sent).status_code == 303
    assert admin.post(f"{page}/offers/new", data=sent).status_code == 422
    assert admin.post(f"{page}/announce").status_code == 303
    assert admin.post(f"{page}/publish", data={"open_courses": "no", "fingerprint": ""}).status_code == 422
    with parasat_inside():
        found = find(ElectiveRound, made)
        found.opens_at, found.closes_at = (clock.now() - timedelta(hours=hours) for hours in (2, 1))
    preview = admin.get(f"{page}/preview").text
    fingerprint = preview.split('name="fingerprint"')[1].split('value="')[1].split('"')[0]
    assert admin.post(f"{page}/publish", data={"open_courses": "yes", "fingerprint": "x"}).status_code == 409
    sent = {"open_courses": "yes", "fingerprint": fingerprint}
    assert admin.post(f"{page}/publish", data=sent).status_code == 303
    assert admin.get(page).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title_kk", ""),
        ("starts_on", "күз"),
        ("ends_on", "2026-01-01"),
        ("opens_at", "2026"),
        ("closes_at", "2026-11-01T09:00"),
        ("electives_each", "9"),
    ],
)
def test_a_wrong_round_is_refused_at_its_field(
    parasat_client: Clients, parasat_inside: Inside, electives, field: str, value: str
) -> None:
    answer = parasat_client(Role.ADMIN).post(f"{HERE}/rounds/new", data={**ROUND, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    with parasat_inside():
        assert len(db.session.scalars(select(ElectiveRound)).all()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("places", "0"),
        ("minimum", "6"),
        ("last_grade", "3"),
        ("weekly_hours", "NaN"),
        ("weekly_hours", "1.234"),
    ],
)
def test_a_wrong_elective_is_refused_at_its_field(
    parasat_client: Clients, electives, field: str, value: str
) -> None:
    page = f"{HERE}/rounds/offers/{electives.offers['robotics']}/edit"
    answer = parasat_client(Role.ADMIN).post(page, data={**OFFER, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text


def test_a_place_by_hand_needs_a_student_and_a_reason(
    parasat_client: Clients, parasat_inside: Inside, electives
) -> None:
    admin, page = parasat_client(Role.ADMIN), f"{HERE}/electives/offers/{electives.offers['robotics']}"
    student = str(electives.students[0])
    assert admin.post(f"{page}/places", data={"student": student, "reason": ""}).status_code == 422
    assert admin.post(f"{page}/places", data={"student": "x", "reason": "Жарыс"}).status_code == 422
    assert admin.post(f"{page}/places", data={"student": student, "reason": "Жарыс"}).status_code == 303
    assert admin.post(f"{page}/places", data={"student": student, "reason": "Жарыс"}).status_code == 422
    assert "Жарыс" in admin.get(page).text
    assert "Жарыс" not in parasat_client(Role.TEACHER).get(page).text


def test_hours_and_limits_are_set_by_the_administrator_alone(
    parasat_client: Clients, parasat_inside: Inside
) -> None:
    with parasat_inside():
        history = queries.codes()["kazakhstan-history"]
    page = f"{HERE}/hours/8"
    good = {"plan-valid_from": "2026-09-01", "plan-source_kk": "Кеңес шешімі", f"hours-{history}": "1,5"}
    assert allowed(parasat_client, page, "post", data=good) == {Role.ADMIN}
    admin = parasat_client(Role.ADMIN)
    wrong = admin.post(page, data={**good, f"hours-{history}": "көп"})
    assert wrong.status_code == 422
    assert 'value="көп"' in wrong.text
    limit = {"limit-valid_from": "2026-09-01", "limit-source_kk": "Кеңес шешімі", "limit-hours": "34"}
    assert admin.post(f"{page}/limit", data={**limit, "limit-hours": "0"}).status_code == 422
    assert admin.post(f"{page}/limit", data=limit).status_code == 303
    with parasat_inside():
        day = clock.now().date()
        assert queries.limits(day)[8].hours == 34
    assert parasat_client(Role.STUDENT).get(f"{HERE}/hours").status_code == 200


# --- author's programmes ------------------------------------------------------------------------------------


def test_a_programme_goes_from_draft_to_remarks_to_the_catalogue(
    parasat_client: Clients, parasat_inside: Inside, parasat_school: SchoolForTests
) -> None:
    teacher, admin = parasat_client(Role.TEACHER), parasat_client(Role.ADMIN)
    assert teacher.post(f"{HERE}/programmes/new", data=PROGRAMME).status_code == 303
    with parasat_inside():
        draft = db.session.scalars(select(AuthorsProgramme)).one().id
        rubric = str(rubric_choices()[0].version_id)
    page = f"{HERE}/programmes/{draft}"
    assert allowed(parasat_client, page) == {Role.TEACHER}
    assert teacher.post(f"{page}/step", data={"do": "submit"}).status_code == 422
    whole = {
        **PROGRAMME,
        "aims_kk": "Мақсат",
        "assessment_kk": "Бағалау",
        "attributes": ["GA2"],
        "rubrics": [rubric],
    }
    assert teacher.post(f"{page}/edit", data=whole).status_code == 303
    for number in (1, 2):
        unit = {"title_kk": f"Бөлім {number}", "content_kk": "Мазмұны", "hours": "8"}
        assert teacher.post(f"{page}/units/new", data=unit).status_code == 303
    with parasat_inside():
        second = written.units_of(draft)[1].id
    assert teacher.post(f"{HERE}/programmes/units/{second}/move", data={"do": "up"}).status_code == 303
    with parasat_inside():
        assert [unit.title.kk for unit in written.units_of(draft)] == ["Бөлім 2", "Бөлім 1"]
    assert teacher.post(f"{page}/step", data={"do": "submit"}).status_code == 303
    assert allowed(parasat_client, page) == {Role.TEACHER, Role.ADMIN}
    assert teacher.post(f"{page}/edit", data=whole).status_code == 422
    expert = {"reviewer": str(parasat_school.people[Role.PSYCHOLOGIST])}
    assert admin.post(f"{page}/reviewer", data=expert).status_code == 303
    psychologist = parasat_client(Role.PSYCHOLOGIST)
    assert allowed(parasat_client, f"{page}/review") == {Role.PSYCHOLOGIST, Role.ADMIN}
    assert psychologist.post(f"{page}/review", data={"decision": "return"}).status_code == 422
    said = {"decision": "return", "aims": "Мысал келтіріңіз."}
    assert psychologist.post(f"{page}/review", data=said).status_code == 303
    assert "Мысал келтіріңіз." in teacher.get(page).text
    assert teacher.post(f"{page}/step", data={"do": "submit"}).status_code == 303
    assert admin.post(f"{page}/review", data={"decision": "approve"}).status_code == 303
    assert admin.post(f"{page}/review", data={"decision": "approve"}).status_code == 422
    assert admin.post(f"{page}/offer").status_code == 303
    assert admin.post(f"{page}/offer").status_code == 422
    assert "Өзіңмен дос бол" in parasat_client(Role.STUDENT).get(HERE).text
    assert allowed(parasat_client, page) == set(ROLES)
    assert "Мысал келтіріңіз." in admin.get(f"{page}/versions/1").text
    assert allowed(parasat_client, f"{page}/versions/1") == {Role.TEACHER, Role.ADMIN, Role.PSYCHOLOGIST}
    with parasat_inside():
        subject = db.session.scalars(select(CatalogueSubject).where(CatalogueSubject.level == "authors"))
        offered = next(row for row in subject if row.title.kk == "Өзіңмен дос бол")
        assert queries.as_subject(offered).weekly_hours == 1


def test_a_changed_original_marks_its_older_translations(
    parasat_client: Clients, parasat_inside: Inside
) -> None:
    teacher = parasat_client(Role.TEACHER)
    teacher.post(f"{HERE}/programmes/new", data=PROGRAMME)
    with parasat_inside():
        draft = db.session.scalars(select(AuthorsProgramme)).one().id
    teacher.post(f"{HERE}/programmes/{draft}/edit", data={**PROGRAMME, "title_kk": "Өзіңе дос бол"})
    with parasat_inside():
        assert find(AuthorsProgramme, draft).title.stale == ("ru",)
    page = teacher.get(f"{HERE}/programmes/{draft}?lang=en").text
    assert "translation is missing or old: RU, EN" in page.replace("KK, RU", "RU")


@pytest.mark.parametrize(
    ("field", "value"),
    [("title_kk", ""), ("origin", "en"), ("first_grade", "12"), ("weekly_hours", "0"), ("attributes", "GA9")],
)
def test_a_wrong_programme_is_refused_and_what_was_typed_stays(
    parasat_client: Clients, parasat_inside: Inside, field: str, value: str
) -> None:
    answer = parasat_client(Role.TEACHER).post(f"{HERE}/programmes/new", data={**PROGRAMME, field: value})
    assert answer.status_code == 422
    assert "Дружи с собой" in answer.text
    assert f'id="{field}-errors"' in answer.text
    with parasat_inside():
        assert not db.session.scalars(select(AuthorsProgramme)).all()
        assert not db.session.scalars(select(ProgrammeUnit)).all()
