"""Portfolios, contests, achievements: who sees what, and what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from parasat_horizons.forms.choices import video_address
from parasat_horizons.models import ContestResult, Piece, PiecePicture
from parasat_horizons.queries.contests import school_year_of
from sqlalchemy import func, select
from wtforms import ValidationError

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import StoredFile, db, today
from parasat_lms.testing import SchoolForTests

from .conftest import HOME, Clients, Inside, OpenClub, png
from .test_clubs import a_member


def words(inside: Inside, **more: object) -> dict[str, object]:
    with inside():
        day = today().isoformat()
    return {"title": "Менің оюым", "text": "Қошқар мүйіз", "made_on": day, "audience": "leaders", **more}


def show(student: object, inside: Inside, **more: object) -> str:
    """Hand a work in and give its address."""
    answer = student.post(f"{HOME}/pieces/new", data=words(inside, **more))  # type: ignore[attr-defined]
    assert answer.status_code == 303
    return str(answer.location)


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- portfolio ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        ("leaders", {Role.STUDENT, Role.TEACHER}),
        ("parents", {Role.STUDENT, Role.TEACHER, Role.PARENT}),
        (
            "school",
            {Role.STUDENT, Role.TEACHER, Role.PARENT, Role.ADMIN, Role.MENTOR, Role.PSYCHOLOGIST},
        ),
    ],
)
def test_a_student_decides_who_sees_a_work_and_its_pictures(
    audience: str,
    seen_by: set[Role],
    parasat_client: Clients,
    parasat_inside: Inside,
    parasat_school: SchoolForTests,
    open_a_club: OpenClub,
) -> None:
    a_member(parasat_inside, open_a_club(), parasat_school.people[Role.STUDENT])
    student = parasat_client(Role.STUDENT)
    address = show(student, parasat_inside, audience=audience, pictures=(png(), "../../etc/oyu.png"))
    picture = re.findall(rf"{HOME}/pictures/[0-9a-f-]+", student.get(address).text)[0]
    for role in (Role.STUDENT, Role.TEACHER, Role.PARENT, Role.ADMIN, Role.MENTOR, Role.PSYCHOLOGIST):
        client = parasat_client(role)
        wanted = 200 if role in seen_by else 404
        assert client.get(address).status_code == wanted, role
        sent = client.get(f"{picture}?size=small")
        assert sent.status_code == wanted, role
        if wanted == 200:
            assert sent.mimetype == "image/webp"
            assert sent.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in sent.headers["Content-Security-Policy"]
    shown = "Менің оюым" in parasat_client(Role.MENTOR).get(f"{HOME}/gallery").text
    assert shown == (audience == "school")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("page.png", b"<html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("cut.png", png().getvalue()[:70]),
    ],
)
def test_a_bad_picture_is_named_at_its_field_the_words_stay_and_nothing_is_kept(
    name: str,
    content: bytes,
    parasat_client: Clients,
    parasat_inside: Inside,
    parasat_app: Flask,
    tmp_path: Path,
) -> None:
    fields = words(parasat_inside, pictures=[(png(), "good.png"), (BytesIO(content), name)])
    answer = parasat_client(Role.STUDENT).post(f"{HOME}/pieces/new", data=fields)
    assert answer.status_code == 422
    assert 'id="pictures-errors"' in answer.text
    assert 'value="Менің оюым"' in answer.text
    with parasat_inside():
        assert not db.session.scalars(select(Piece)).all()
        assert not db.session.scalars(select(StoredFile)).all()
    assert not files_of(tmp_path / "files")


def test_pictures_are_at_most_four_also_over_several_changes(
    parasat_client: Clients, parasat_inside: Inside
) -> None:
    student = parasat_client(Role.STUDENT)
    five = [(png(), f"{number}.png") for number in range(5)]
    assert student.post(f"{HOME}/pieces/new", data=words(parasat_inside, pictures=five)).status_code == 422
    address = show(
        student, parasat_inside, pictures=[(png(), "1.png"), (png("#fff"), "2.png"), (png(), "3.png")]
    )
    two = [(png(), "4.png"), (png(), "5.png")]
    assert student.post(f"{address}/edit", data=words(parasat_inside, pictures=two)).status_code == 422
    with parasat_inside():
        first = db.session.scalars(select(PiecePicture).order_by(PiecePicture.position)).first()
        assert first
        gone = f"remove-{first.id}"
    two = [(png(), "4.png"), (png(), "5.png")]
    fields = words(parasat_inside, pictures=two, **{gone: "y"})
    assert student.post(f"{address}/edit", data=fields).status_code == 303
    with parasat_inside():
        assert db.session.scalar(select(func.count(PiecePicture.id))) == 4
        assert db.session.scalar(select(func.count(StoredFile.id))) == 4


def test_a_removed_work_takes_its_pictures_and_their_bytes_along(
    parasat_client: Clients, parasat_inside: Inside, tmp_path: Path
) -> None:
    student = parasat_client(Role.STUDENT)
    address = show(student, parasat_inside, pictures=(png(), "x.png"))
    assert len(files_of(tmp_path / "files")) == 2
    assert student.post(f"{address}/remove").status_code == 303
    assert student.get(address).status_code == 404
    assert not files_of(tmp_path / "files")


def test_a_work_of_somebody_else_is_neither_changed_nor_removed(
    parasat_client: Clients, parasat_inside: Inside, parasat_school: SchoolForTests
) -> None:
    with parasat_inside():
        piece = Piece(
            student_id=parasat_school.people[Role.MENTOR],
            title="Бөтен",
            text="",
            language="kk",
            audience="school",
            made_on=today(),
        )
        db.session.add(piece)
        db.session.flush()
        address = f"{HOME}/pieces/{piece.id}"
    student = parasat_client(Role.STUDENT)
    assert student.get(address).status_code == 200
    assert student.get(f"{address}/edit").status_code == 404
    assert student.post(f"{address}/edit", data=words(parasat_inside)).status_code == 404
    assert student.post(f"{address}/remove").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/v",
        "javascript:alert(1)",
        "https://",
        "https://localhost",
        "https://user:secret@example.org/v",
        "https://exa mple.org/v",
        "https://example.org\\@evil.example",
        "//example.org/v",
        "data:text/html,x",
        "https://[::1",
    ],
)
def test_a_link_that_is_no_https_address_is_refused(
    address: str, parasat_client: Clients, parasat_inside: Inside
) -> None:
    answer = parasat_client(Role.STUDENT).post(
        f"{HOME}/pieces/new", data=words(parasat_inside, video=address)
    )
    assert answer.status_code == 422
    assert 'id="video-errors"' in answer.text


def test_a_video_is_a_link_and_nothing_is_loaded_from_there(
    parasat_client: Clients, parasat_inside: Inside
) -> None:
    student = parasat_client(Role.STUDENT)
    page = student.get(show(student, parasat_inside, video="https://example.org/v?a=1&b=<2>")).text
    assert 'href="https://example.org/v?a=1&amp;b=&lt;2&gt;"' in page
    assert "noopener" in page
    assert "<iframe" not in page


@given(st.text(max_size=60))
def test_whatever_is_taken_as_a_link_begins_with_https_and_holds_no_space(address: str) -> None:
    class Field:
        data = address

    try:
        video_address(None, Field())
    except ValidationError:
        return
    kept = address.strip()
    assert not kept or (kept.lower().startswith("https://") and not re.search(r"\s", kept))


# --- contests -----------------------------------------------------------------------------------------------

CONTEST = {
    "kind": "contest",
    "level": "republic",
    "format": "art",
    "title_kk": "Күй байқауы",
    "place": "Астана",
    "starts_on": "2026-10-14",
}


def test_a_contest_is_written_down_its_results_are_seen_by_whom_they_concern_and_counted_once(
    parasat_client: Clients, parasat_school: SchoolForTests, parasat_inside: Inside, open_a_club: OpenClub
) -> None:
    student_id, other = parasat_school.people[Role.STUDENT], parasat_school.people[Role.MENTOR]
    a_member(parasat_inside, open_a_club(), student_id)
    teacher = parasat_client(Role.TEACHER)
    with parasat_inside():
        day = today().isoformat()
    made = teacher.post(f"{HOME}/contests/new", data={**CONTEST, "starts_on": day})
    assert made.status_code == 303
    for award in ("participant", "second", "second"):
        sent = teacher.post(made.location, data={"student": str(student_id), "award": award, "note": "дуэт"})
        assert sent.status_code == 303
    with parasat_inside():
        db.session.add(ContestResult(contest_id=UUID(made.location[-36:]), student_id=other, award="first"))
    with parasat_inside():
        assert db.session.scalar(select(func.count(ContestResult.id))) == 2
    assert "Mentor" in teacher.get(made.location).text
    for role in (Role.STUDENT, Role.PARENT):
        page = parasat_client(role).get(made.location).text
        assert "2-орын" in page
        assert "1-орын" not in page
        assert "Mentor" not in page
    assert "2-орын" in parasat_client(Role.PARENT).get(f"{HOME}/students/{student_id}").text
    sums = re.sub(r"\s+", " ", parasat_client(Role.ADMIN).get(f"{HOME}/sums").text)
    assert "2 / 2" in sums
    removed = teacher.post(f"{made.location}/results/{student_id}/remove")
    assert removed.status_code == 303
    assert teacher.post(f"{made.location}/results/{student_id}/remove").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title_kk": " "}, "Кемінде бір тілде жазыңыз."),
        ({"starts_on": ""}, "Күнін таңдаңыз."),
        ({"starts_on": "1999-01-01"}, "Бұл күн тым алыс."),
        ({"ends_on": "2026-10-13"}, "Соңғы күн бірінші күннен бұрын тұр."),
        ({"level": "galaxy"}, "level-errors"),
    ],
)
def test_what_is_wrong_with_a_contest_is_said(
    wrong: dict[str, str], words: str, parasat_client: Clients
) -> None:
    answer = parasat_client(Role.TEACHER).post(f"{HOME}/contests/new", data={**CONTEST, **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Астана"' in answer.text


@given(st.dates(date(2001, 1, 1), date(2100, 12, 31)))
def test_a_school_year_runs_from_september_to_august(day: date) -> None:
    first = date(school_year_of(day), 9, 1)
    assert first <= day < date(first.year + 1, 9, 1)
    assert school_year_of(date(2026, 8, 31)) == 2025
    assert school_year_of(date(2026, 9, 1)) == 2026


# --- achievements -------------------------------------------------------------------------------------------


def test_an_assessed_achievement_is_evidence_on_the_profile_and_assessed_anew_it_counts_once(
    parasat_client: Clients, parasat_school: SchoolForTests, parasat_inside: Inside, open_a_club: OpenClub
) -> None:
    club_id, student_id = open_a_club(), parasat_school.people[Role.STUDENT]
    a_member(parasat_inside, club_id, student_id)
    teacher = parasat_client(Role.TEACHER)
    address = f"{HOME}/clubs/{club_id}/members/{student_id}/achievement"
    page = teacher.get(address).text
    choices = re.findall(r'name="(choice-[0-9a-f-]+)" value="([0-9a-f-]+)"', page)
    assert len(choices) == 4
    with parasat_inside():
        fields = {"row": "horizons-art", "title": "Балбырауын", "achieved_on": today().isoformat()}
        future = (today() + timedelta(days=1)).isoformat()
    missing = teacher.post(address, data=fields)
    assert missing.status_code == 422
    assert 'value="Балбырауын"' in missing.text
    assert "Деңгейді" in missing.text or "field-errors" in missing.text
    best = {choices[-1][0]: choices[-1][1]}
    assert teacher.post(address, data={**fields, **best, "achieved_on": future}).status_code == 422
    assert teacher.post(address, data={**fields, **best}).status_code == 303
    profile = f"/school/profile/{student_id}"
    assert "Балбырауын" in parasat_client(Role.STUDENT).get(profile).text
    own = teacher.get(f"{HOME}/students/{student_id}").text
    again = re.findall(rf"{HOME}/achievements/[0-9a-f-]+", own)[0]
    assert teacher.post(again, data={choices[0][0]: choices[0][1]}).status_code == 303
    evidence = parasat_client(Role.STUDENT).get(profile).text
    assert len(re.findall("Балбырауын", evidence)) == 2, "once for each of the two attributes of the row"


# --- who may open what --------------------------------------------------------------------------------------

ROLES = (Role.ADMIN, Role.TEACHER, Role.MENTOR, Role.PSYCHOLOGIST, Role.STUDENT, Role.PARENT)
TABLE = {
    "": ROLES,
    "/clubs/{club}": ROLES,
    "/clubs/new": (Role.ADMIN,),
    "/clubs/{club}/edit": (Role.ADMIN, Role.TEACHER),
    "/clubs/{club}/members": (Role.ADMIN, Role.TEACHER),
    "/clubs/{club}/attendance": (Role.ADMIN, Role.TEACHER),
    "/clubs/{club}/members/{student}/achievement": (Role.ADMIN, Role.TEACHER),
    "/contests": ROLES,
    "/contests/new": (Role.ADMIN, Role.TEACHER, Role.MENTOR),
    "/gallery": ROLES,
    "/pieces/new": (Role.STUDENT,),
    "/portfolio/{student}": (Role.ADMIN, Role.TEACHER, Role.STUDENT, Role.PARENT),
    "/students/{student}": (Role.ADMIN, Role.TEACHER, Role.STUDENT, Role.PARENT),
    "/sums": (Role.ADMIN,),
    "/clubs/{nobody}": (),
    "/students/{nobody}": (),
    "/portfolio/{nobody}": (),
    "/pieces/{nobody}": (),
    "/pictures/{nobody}": (),
    "/contests/{nobody}": (),
    "/achievements/{nobody}": (),
}


def test_every_page_answers_those_it_is_for_and_is_not_there_for_others(
    parasat_client: Clients,
    parasat_app: Flask,
    parasat_school: SchoolForTests,
    parasat_inside: Inside,
    open_a_club: OpenClub,
) -> None:
    student_id, club_id = parasat_school.people[Role.STUDENT], open_a_club()
    a_member(parasat_inside, club_id, student_id)
    places = {"club": club_id, "student": student_id, "nobody": UUID(int=7)}
    clients = {role: parasat_client(role) for role in ROLES}
    wrong = []
    for path, allowed in TABLE.items():
        address = HOME + path.format(**places)
        for role, client in clients.items():
            status = client.get(address).status_code
            if status != (200 if role in allowed else 404):
                wrong.append((path, role.value, status))
        stranger = parasat_app.test_client().get(address)
        if stranger.status_code not in {302, 303, 401}:
            wrong.append((path, "stranger", stranger.status_code))
    assert not wrong


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/clubs/{club}/join", {Role.STUDENT}),
        ("/clubs/{club}/leave", {Role.STUDENT}),
        ("/clubs/new", {Role.ADMIN}),
        ("/clubs/{club}/edit", {Role.ADMIN, Role.TEACHER}),
        ("/clubs/{club}/members", {Role.ADMIN, Role.TEACHER}),
        ("/clubs/{club}/members/{student}/remove", {Role.ADMIN, Role.TEACHER}),
        ("/contests/new", {Role.ADMIN, Role.TEACHER, Role.MENTOR}),
        ("/pieces/new", {Role.STUDENT}),
    ],
)
def test_who_may_not_change_something_is_told_that_it_is_not_there(
    path: str,
    allowed: set[Role],
    parasat_client: Clients,
    parasat_school: SchoolForTests,
    parasat_inside: Inside,
    open_a_club: OpenClub,
) -> None:
    student_id, club_id = parasat_school.people[Role.STUDENT], open_a_club()
    a_member(parasat_inside, club_id, student_id)
    address = HOME + path.format(club=club_id, student=student_id)
    answers = {role: parasat_client(role).post(address).status_code for role in ROLES}
    assert {role for role, status in answers.items() if status != 404} == allowed
