"""Clubs: finding, signing up, waiting, leaving, and marking who was there."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parasat_horizons.forms.choices import spans_overlap
from parasat_horizons.models import ATTENDANCE, MEMBER, WAITING, Attendance, Club, ClubMember, HeldMeeting
from parasat_horizons.queries.attendance import AttendanceSum
from parasat_horizons.queries.members import membership
from parasat_horizons.seeds import formats, rows_of, rubric_rows
from sqlalchemy import func, select

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import db, find, today, week_of
from parasat_lms.testing import SchoolForTests

from .conftest import HOME, Clients, Inside, OpenClub

FORM = {
    "format": "science",
    "kind": "club",
    "title_kk": "Робототехника",
    "first_grade": "5",
    "last_grade": "9",
    "places": "8",
    "open": "y",
    "meeting_1-weekday": "1",
    "meeting_1-starts_at": "16:00",
    "meeting_1-ends_at": "17:00",
    "meeting_1-room": "STEM",
}


# --- what the programme brings ------------------------------------------------------------------------------


def test_the_six_formats_carry_their_official_names_and_say_in_three_languages_what_they_are() -> None:
    assert [found.title for found in formats().values()] == [
        "Parasat Art & Culture",
        "Parasat Sports & Wellness",
        "Parasat Public Speaking & Debate Club",
        "Parasat Media & Digital Skills",
        "Parasat Eco & Community Projects",
        "Parasat Science & Innovation",
    ]
    assert not [found.code for found in formats().values() if found.description.missing()]


def test_every_rubric_row_has_four_levels_in_three_languages_and_feeds_attributes() -> None:
    for row in rubric_rows():
        assert [level.points for level in row.levels] == [0, 1, 2, 3]
        assert row.attributes
        texts = [row.title, row.description, *(t for one in row.levels for t in (one.title, one.descriptor))]
        assert not [text for text in texts if text.missing()]
    keys = {row.key for row in rubric_rows()}
    for code in formats():
        assert rows_of(code)[0] == f"horizons-{code}"
        assert set(rows_of(code)) <= keys


# --- signing up ---------------------------------------------------------------------------------------------


def test_a_student_signs_up_once_however_often_and_the_meeting_is_in_the_week(
    parasat_client: Clients, parasat_inside: Inside, parasat_school: SchoolForTests, open_a_club: OpenClub
) -> None:
    club_id = open_a_club()
    student = parasat_client(Role.STUDENT)
    for _ in range(2):
        answer = student.post(f"{HOME}/clubs/{club_id}/join")
        assert (answer.status_code, answer.location) == (303, f"{HOME}/clubs/{club_id}")
    with parasat_inside():
        club = find(Club, club_id)
        assert club
        assert club.taken == 1
        assert [entry.place for entry in week_of(parasat_school.people[Role.STUDENT])] == ["Ә-104"]
    assert "сіз үйірмедесіз" in student.get(HOME).text
    assert "Домбыра" in student.get("/school/home").text
    assert "Домбыра" in parasat_client(Role.PARENT).get("/school/home").text


def test_a_club_at_the_hour_of_another_is_refused_with_the_reason_and_nothing_changes(
    parasat_client: Clients, parasat_inside: Inside, open_a_club: OpenClub
) -> None:
    first, second = open_a_club(), open_a_club(title="Хор")
    student = parasat_client(Role.STUDENT)
    student.post(f"{HOME}/clubs/{first}/join")
    answer = student.post(f"{HOME}/clubs/{second}/join")
    assert answer.status_code == 422
    assert "Үйірме сабағы сіз бос емес уақытта өтеді." in answer.text
    assert "Домбыра, Ә-104" in answer.text
    with parasat_inside():
        assert db.session.scalar(select(func.count(ClubMember.id))) == 1
    assert student.post(f"{HOME}/clubs/{open_a_club(hour=17)}/join").status_code == 303


def test_a_club_for_other_grades_and_a_closed_one_say_so(
    parasat_client: Clients, parasat_inside: Inside, open_a_club: OpenClub
) -> None:
    student = parasat_client(Role.STUDENT)
    young = student.post(f"{HOME}/clubs/{open_a_club(grades=(1, 4))}/join")
    assert young.status_code == 422
    assert "Үйірме 1–4-сыныптарға арналған." in young.text
    club_id = open_a_club(title="Жабық")
    with parasat_inside():
        club = find(Club, club_id)
        assert club
        club.open = False
    closed = student.post(f"{HOME}/clubs/{club_id}/join?lang=ru")
    assert closed.status_code == 422
    assert "Сейчас в этот кружок никого не берут." in closed.text


def test_a_full_club_has_a_waiting_list_that_moves_up_when_somebody_leaves(
    parasat_client: Clients, parasat_inside: Inside, parasat_school: SchoolForTests, open_a_club: OpenClub
) -> None:
    club_id = open_a_club(places=1)
    somebody = parasat_school.people[Role.ADMIN]
    with parasat_inside():
        db.session.add(ClubMember(club_id=club_id, student_id=somebody, state=MEMBER, since=today()))
        club = find(Club, club_id)
        assert club
        club.taken = 1
    student = parasat_client(Role.STUDENT)
    student.post(f"{HOME}/clubs/{club_id}/join")
    page = student.get(f"{HOME}/clubs/{club_id}").text
    assert "сіз орын күтіп тұрсыз" in page
    teacher = parasat_client(Role.TEACHER)
    for _ in range(2):
        assert teacher.post(f"{HOME}/clubs/{club_id}/members/{somebody}/remove").status_code == 303
    with parasat_inside():
        moved = membership(club_id, parasat_school.people[Role.STUDENT])
        assert moved
        assert (moved.state, moved.since) == (MEMBER, today())
        club = find(Club, club_id)
        assert club
        assert club.taken == 1


def test_leaving_twice_frees_one_place(
    parasat_client: Clients, parasat_inside: Inside, open_a_club: OpenClub
) -> None:
    club_id = open_a_club()
    student = parasat_client(Role.STUDENT)
    student.post(f"{HOME}/clubs/{club_id}/join")
    for _ in range(2):
        assert student.post(f"{HOME}/clubs/{club_id}/leave").status_code == 303
    with parasat_inside():
        club = find(Club, club_id)
        assert club
        assert club.taken == 0


def test_a_leader_adds_by_hand_with_a_reason_past_the_grade_but_not_past_the_places(
    parasat_client: Clients, parasat_inside: Inside, parasat_school: SchoolForTests, open_a_club: OpenClub
) -> None:
    club_id, student_id = open_a_club(places=1, grades=(1, 4)), parasat_school.people[Role.STUDENT]
    teacher = parasat_client(Role.TEACHER)
    page = f"{HOME}/clubs/{club_id}/members"
    silent = teacher.post(page, data={"student": str(student_id), "reason": ""})
    assert silent.status_code == 422
    assert "Оқушыны неге қолмен қосып отырғаныңызды жазыңыз." in silent.text
    assert f'selected value="{student_id}"' in silent.text
    assert (
        teacher.post(page, data={"student": str(student_id), "reason": "Ата-ана өтініші"}).status_code == 303
    )
    assert "қолмен қосылды: Ата-ана өтініші" in teacher.get(page).text
    assert teacher.post(page, data={"student": str(uuid4()), "reason": "x"}).status_code == 422
    with parasat_inside():
        added = membership(club_id, student_id)
        assert added
        assert added.added_by == parasat_school.people[Role.TEACHER]


# --- opening and changing -----------------------------------------------------------------------------------


def test_an_administrator_opens_a_club_and_its_leader_changes_it(
    parasat_client: Clients, parasat_school: SchoolForTests, parasat_inside: Inside, open_a_club: OpenClub
) -> None:
    leader = str(parasat_school.people[Role.TEACHER])
    admin, teacher = parasat_client(Role.ADMIN), parasat_client(Role.TEACHER)
    open_a_club()
    opened = admin.post(f"{HOME}/clubs/new", data={**FORM, "leader": leader})
    assert opened.status_code == 303
    assert "Робототехника" in teacher.get(opened.location).text
    changed = {**FORM, "leader": leader, "title_ru": "Роботы", "places": "9", "meeting_1-weekday": "2"}
    assert teacher.post(f"{opened.location}/edit", data=changed).status_code == 303
    page = teacher.get(f"{opened.location}?lang=ru").text
    assert "Роботы" in page
    assert "Вторник" in page
    stranger = {**changed, "leader": str(parasat_school.people[Role.MENTOR])}
    assert teacher.post(f"{opened.location}/edit", data=stranger).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title_kk": ""}, "Кемінде бір тілде жазыңыз."),
        ({"first_grade": "0"}, "1-ден 11-ге дейінгі сыныпты таңдаңыз."),
        ({"last_grade": "4"}, "Соңғы сынып бастапқы сыныптан төмен."),
        ({"places": "0"}, "1-ден 500-ге дейін орын санын жазыңыз."),
        ({"places": "көп"}, "1-ден 500-ге дейін орын санын жазыңыз."),
        ({"meeting_1-ends_at": "15:00"}, "Аяқталуы басталуынан бұрын тұр."),
        ({"meeting_1-ends_at": ""}, "Үйірме сабағы қашаннан қашанға дейін екенін жазыңыз."),
        (
            {"meeting_2-weekday": "1", "meeting_2-starts_at": "16:30", "meeting_2-ends_at": "18:00"},
            "Үйірменің екі сабағы бір уақытқа түсіп тұр.",
        ),
        ({"format": "chess"}, "format-errors"),
        ({"leader": "nobody"}, "leader-errors"),
    ],
)
def test_what_is_wrong_with_a_club_is_said_and_what_was_typed_stays(
    wrong: dict[str, str],
    words: str,
    parasat_client: Clients,
    parasat_school: SchoolForTests,
    open_a_club: OpenClub,
    parasat_inside: Inside,
) -> None:
    open_a_club()
    fields = {**FORM, "leader": str(parasat_school.people[Role.TEACHER]), **wrong}
    answer = parasat_client(Role.ADMIN).post(f"{HOME}/clubs/new", data=fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="STEM"' in answer.text
    with parasat_inside():
        assert db.session.scalar(select(func.count(Club.id))) == 1


def test_two_clubs_do_not_meet_in_one_room(
    parasat_client: Clients, parasat_school: SchoolForTests, open_a_club: OpenClub
) -> None:
    open_a_club()
    fields = {
        **FORM,
        "leader": str(parasat_school.people[Role.TEACHER]),
        "meeting_1-weekday": "",
        "meeting_3-weekday": "",
    }
    admin = parasat_client(Role.ADMIN)
    assert admin.post(f"{HOME}/clubs/new", data=fields).status_code == 303
    weekday = str(_weekday(parasat_client, open_a_club))
    taken = {**fields, "meeting_1-weekday": weekday, "meeting_1-room": "ә-104"}
    answer = admin.post(f"{HOME}/clubs/new", data=taken)
    assert answer.status_code == 422
    assert "«Домбыра»" in answer.text


def _weekday(parasat_client: Clients, open_a_club: OpenClub) -> int:
    page = parasat_client(Role.ADMIN).get(f"{HOME}/clubs/{open_a_club(hour=19)}/edit").text
    chosen = page.split('selected value="')
    return next(int(part[0]) for part in chosen[1:] if part[:1].isdigit() and part[1] == '"')


def test_places_cannot_fall_below_the_members_and_more_places_let_the_waiting_in(
    parasat_client: Clients, parasat_school: SchoolForTests, parasat_inside: Inside, open_a_club: OpenClub
) -> None:
    club_id = open_a_club(places=2)
    people = [parasat_school.people[role] for role in (Role.ADMIN, Role.MENTOR, Role.STUDENT)]
    with parasat_inside():
        for place, person_id in enumerate(people):
            state = MEMBER if place < 2 else WAITING
            db.session.add(ClubMember(club_id=club_id, student_id=person_id, state=state, since=today()))
        club = find(Club, club_id)
        assert club
        club.taken = 2
    teacher = parasat_client(Role.TEACHER)
    fields = {
        **FORM,
        "leader": str(parasat_school.people[Role.TEACHER]),
        "first_grade": "1",
        "last_grade": "11",
    }
    refused = teacher.post(f"{HOME}/clubs/{club_id}/edit", data={**fields, "places": "1"})
    assert refused.status_code == 422
    assert "Үйірмеде 2 мүше бар" in refused.text
    assert teacher.post(f"{HOME}/clubs/{club_id}/edit", data={**fields, "places": "3"}).status_code == 303
    with parasat_inside():
        moved = membership(club_id, people[2])
        assert moved
        assert moved.state == MEMBER


# --- attendance ---------------------------------------------------------------------------------------------


def a_member(inside: Inside, club_id: UUID, student_id: UUID) -> None:
    with inside():
        member = ClubMember(
            club_id=club_id, student_id=student_id, state=MEMBER, since=today() - timedelta(days=20)
        )
        db.session.add(member)
        club = find(Club, club_id)
        assert club
        club.taken += 1


def test_attendance_sent_twice_stands_once_and_a_changed_mark_replaces_the_first(
    parasat_client: Clients, parasat_inside: Inside, parasat_school: SchoolForTests, open_a_club: OpenClub
) -> None:
    club_id, student_id = open_a_club(), parasat_school.people[Role.STUDENT]
    a_member(parasat_inside, club_id, student_id)
    with parasat_inside():
        address = f"{HOME}/clubs/{club_id}/attendance/{today().isoformat()}/16-00"
    teacher = parasat_client(Role.TEACHER)
    assert 'value="present" checked' in teacher.get(address).text
    for _ in range(2):
        assert teacher.post(address, data={}).status_code == 303
    late = teacher.post(address, data={f"state-{student_id}": "late"}, headers={"HX-Request": "true"})
    assert late.status_code == 200
    assert "<html" not in late.text
    assert "1 оқушыдан қатысқаны – 1, кешіккені – 1" in late.text
    with parasat_inside():
        assert db.session.scalar(select(func.count(HeldMeeting.id))) == 1
        assert db.session.scalars(select(Attendance.state)).all() == ["late"]
    own = parasat_client(Role.STUDENT).get(f"{HOME}/students/{student_id}").text
    assert "1 ішінен 1" in own
    assert "1 ішінен 1" in parasat_client(Role.PARENT).get(f"{HOME}/students/{student_id}").text
    assert "100" in parasat_client(Role.ADMIN).get(f"{HOME}/sums").text


def test_a_mark_that_is_not_known_changes_nothing(
    parasat_client: Clients, parasat_inside: Inside, parasat_school: SchoolForTests, open_a_club: OpenClub
) -> None:
    club_id, student_id = open_a_club(), parasat_school.people[Role.STUDENT]
    a_member(parasat_inside, club_id, student_id)
    with parasat_inside():
        address = f"{HOME}/clubs/{club_id}/attendance/{today().isoformat()}/16-00"
    answer = parasat_client(Role.TEACHER).post(address, data={f"state-{student_id}": "asleep"})
    assert answer.status_code == 422
    with parasat_inside():
        assert not db.session.scalars(select(HeldMeeting)).all()


@pytest.mark.parametrize(
    ("days", "hour"), [(1, "16-00"), (0, "15-00"), (-1, "16-00"), (-700, "16-00"), (0, "4pm"), (0, "16:00")]
)
def test_a_day_and_an_hour_at_which_the_club_does_not_meet_do_not_exist(
    days: int, hour: str, parasat_client: Clients, parasat_inside: Inside, open_a_club: OpenClub
) -> None:
    club_id = open_a_club()
    with parasat_inside():
        day = (today() + timedelta(days=days)).isoformat()
    teacher = parasat_client(Role.TEACHER)
    assert teacher.get(f"{HOME}/clubs/{club_id}/attendance/{day}/{hour}").status_code == 404
    assert teacher.get(f"{HOME}/clubs/{club_id}/attendance/31-12-2026/16-00").status_code == 404


@given(st.lists(st.sampled_from(ATTENDANCE)))
def test_the_share_of_attendance_is_between_0_and_100_and_excuses_do_not_count(states: list[str]) -> None:
    found = AttendanceSum.of(Counter(states))
    without = AttendanceSum.of(Counter(state for state in states if state != "excused"))
    assert found.percent == without.percent
    assert found.percent is None or 0 <= found.percent <= 100
    assert (found.percent is None) == (not set(states) - {"excused"})


def test_the_share_by_hand() -> None:
    # 16 present, 1 late, 2 absent, 3 excused: 17 of 19 are 89.47 per cent.
    found = AttendanceSum(present=16, late=1, absent=2, excused=3)
    assert (found.attended, found.counted, found.percent) == (17, 19, 89)


@given(
    st.lists(
        st.tuples(st.integers(1, 7), st.times(), st.times()).filter(lambda span: span[1] < span[2]),
        max_size=5,
    )
)
def test_spans_overlap_exactly_where_two_of_them_share_a_minute(spans: list[tuple]) -> None:
    meets = any(
        one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
        for place, one in enumerate(spans)
        for other in spans[place + 1 :]
    )
    assert spans_overlap(spans) == meets
