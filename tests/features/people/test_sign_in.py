"""Signing in: the same answer for whoever is unknown, slower after failures, and an end that is an end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from parasat_lms.core import clock
from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.errors import Refused
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.people import operations
from parasat_lms.features.people.models import Account, Person, SignIn, SignInFailure
from parasat_lms.features.people.operations import open_account
from tests.factories.pages import Page, without_nonces
from tests.factories.people import PASSWORD, password_hash
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor


def sign_in(
    client: FlaskClient, school: TestSchool, login: str, password: str = PASSWORD, **more: Any
) -> TestResponse:
    """Open the sign-in page, fill it in, send it."""
    address = f"/{school.slug}/sign-in"
    page = Page(client.get(address, query_string={"next": more.pop("next")} if "next" in more else None).text)
    return client.post(
        address, data={**page.form_to("/sign-in").fields, "login": login, "password": password}, **more
    )


def sign_ins(app: Flask, school: TestSchool) -> list[SignIn]:
    return stored(app, school, SignIn)


def test_the_right_password_leads_home(app: Flask, school: TestSchool, client: FlaskClient) -> None:
    answer = sign_in(client, school, school.people.student.login)
    assert answer.status_code == 303
    assert answer.location == f"/{school.slug}/home"
    assert school.people.student.name in Page(client.get(answer.location).text).words
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "sign_in.begun")) == 1


def test_the_page_that_was_wanted_opens_after_signing_in(school: TestSchool, client: FlaskClient) -> None:
    wanted = client.get(f"/{school.slug}/marking?course=x")
    assert wanted.status_code == 303
    page = Page(client.get(wanted.location).text)
    sent = {**page.form_to("/sign-in").fields, "login": school.people.teacher.login, "password": PASSWORD}
    answer = client.post(f"/{school.slug}/sign-in", data=sent)
    assert answer.location == f"/{school.slug}/marking?course=x"


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash against which a password is compared."""
    hashes: list[str] = []

    class Counting:
        def verify(self, hash_: str, password: str) -> bool:
            hashes.append(hash_)
            return real.verify(hash_, password)

        def hash(self, password: str) -> str:
            return str(real.hash(password))

    real = operations._hasher
    monkeypatch.setattr(operations, "_hasher", Counting())
    return hashes


def test_an_unknown_login_an_inactive_account_and_a_wrong_password_look_the_same(
    app: Flask, school: TestSchool, client: FlaskClient, verified: list[str]
) -> None:
    with app.app_context(), unit_of_work():
        inactive = Account.login == school.people.classmate.login
        db.session.execute(update(Account).where(inactive).values(active=False))
    answers = [
        sign_in(client, school, school.people.student.login, "қате құпия сөз"),
        sign_in(client, school, school.people.classmate.login),
        sign_in(client, school, "nobody.at.all"),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    pages = []
    for answer, login in zip(
        answers, (school.people.student.login, school.people.classmate.login, "nobody.at.all"), strict=True
    ):
        pages.append(without_nonces(answer.text).replace(f'value="{login}"', 'value=""'))
    assert pages[0] == pages[1] == pages[2]
    assert len(verified) == 3, "each of them costs one comparison with a hash"
    assert verified[1] == verified[2] != verified[0]
    parameters = {hash_.rsplit("$", 2)[0] for hash_ in verified}
    assert len(parameters) == 1, "as slow for nobody as for somebody"


def test_the_password_is_never_sent_back(school: TestSchool, client: FlaskClient) -> None:
    answer = sign_in(client, school, school.people.student.login, "qupiya-123")
    assert "qupiya-123" not in answer.text
    assert Page(answer.text).form_to("/sign-in").fields["login"] == school.people.student.login


def fail(client: FlaskClient, school: TestSchool, login: str, times: int) -> None:
    """Failures of a login, written as if they had come one after the other."""
    for _time in range(times):
        assert sign_in(client, school, login, "қате").status_code in {422, 429}


def test_repeated_failure_closes_this_login_for_a_while_and_no_other(
    app: Flask, school: TestSchool, client: FlaskClient, verified: list[str]
) -> None:
    student, classmate = school.people.student.login, school.people.classmate.login
    fail(client, school, student, operations.MOST_FAILURES_OF_PAIR)
    compared = len(verified)
    answer = sign_in(client, school, student)
    assert answer.status_code == 429, "the right password is not tried either"
    assert int(answer.headers["Retry-After"]) == operations.FAILURES_COUNT_FOR.total_seconds()
    assert len(verified) == compared
    assert sign_in(app.test_client(), school, classmate).status_code == 303, "another from the same address"
    later = clock.now() + operations.FAILURES_COUNT_FOR + timedelta(seconds=1)
    with clock.frozen_at(later):
        assert sign_in(client, school, student).status_code == 303


def write_failures(app: Flask, rows: list[tuple[str, str]], at: datetime | None = None) -> None:
    with app.app_context(), unit_of_work():
        db.session.add_all(
            SignInFailure(login=login, address=address, at=at or clock.now()) for login, address in rows
        )


def test_a_login_attacked_from_everywhere_closes_and_so_does_an_address_that_tries_everybody(
    app: Flask, school: TestSchool, client: FlaskClient
) -> None:
    student, classmate = school.people.student.login, school.people.classmate.login
    write_failures(app, [(student, f"10.0.0.{n}") for n in range(operations.MOST_FAILURES_OF_LOGIN)])
    assert sign_in(client, school, student).status_code == 429
    assert sign_in(client, school, classmate).status_code == 303
    write_failures(app, [(f"guess.{n}", "127.0.0.1") for n in range(operations.MOST_FAILURES_OF_ADDRESS)])
    assert sign_in(app.test_client(), school, classmate).status_code == 429


def test_look_alikes_of_a_login_share_its_failures(
    app: Flask, school: TestSchool, client: FlaskClient
) -> None:
    login = school.people.student.login
    for spelling in (login.upper(), f" {login} ", login.title(), login.replace("s", "ｓ"), login):
        sign_in(client, school, spelling, "қате")
    assert {failure.login for failure in stored(app, school, SignInFailure)} == {login}
    assert sign_in(client, school, login).status_code == 429


def test_old_failures_are_forgotten_for_good(app: Flask, school: TestSchool, client: FlaskClient) -> None:
    write_failures(app, [("long.ago", "10.0.0.1")], clock.now() - timedelta(days=1))
    sign_in(client, school, "nobody", "қате")
    assert [failure.login for failure in stored(app, school, SignInFailure)] == ["nobody"]


@pytest.mark.parametrize(
    "spelling",
    ["  student.arqa  ", "STUDENT.ARQA", "Student.Arqa", "ｓtudent.arqa"],
    ids=["spaces", "upper", "title", "wide"],
)
def test_a_login_has_one_spelling_and_opens_one_account(
    app: Flask, school: TestSchool, client: FlaskClient, spelling: str
) -> None:
    assert sign_in(client, school, spelling).status_code == 303
    with pytest.raises(IntegrityError), app.app_context(), unit_of_work():
        open_account(spelling, password_hash())


def test_a_login_in_letters_of_another_alphabet_is_nobody(school: TestSchool, client: FlaskClient) -> None:
    assert sign_in(client, school, "studеnt.arqa").status_code == 422  # with a Cyrillic е


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("", "x"),
        ("x", ""),
        ("x" * 65, "x"),
        ("x", "x" * 257),
        ("student\x00.arqa", PASSWORD),
        ("\x00", "\x00"),
    ],
    ids=["no login", "no password", "long login", "long password", "hidden character", "nothing else"],
)
def test_what_cannot_be_a_login_is_refused_before_anything_is_compared(
    school: TestSchool, client: FlaskClient, verified: list[str], login: str, password: str
) -> None:
    assert sign_in(client, school, login, password).status_code == 422
    assert not verified


# --- the session ----------------------------------------------------------------------------------------------


def test_signing_in_begins_a_session_of_its_own(school: TestSchool, client: FlaskClient) -> None:
    client.get(f"/{school.slug}/sign-in")
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        token = before["csrf_token"]
    seen = set()
    for _time in range(2):
        sign_in(client, school, school.people.student.login)
        client.get(f"/{school.slug}/home")
        with client.session_transaction() as session:
            assert "planted" not in session
            assert session["csrf_token"] != token
            token = session["csrf_token"]
            seen.add(session.pop("_user_id"))
    assert len(seen) == 2, "each sign-in has an id of its own"


def test_signing_in_as_another_ends_the_sign_in_before(
    app: Flask, school: TestSchool, client: FlaskClient
) -> None:
    page = Page(client.get(f"/{school.slug}/sign-in").text)
    sign_in(client, school, school.people.student.login)
    # A second sign-in page, still open in another window, is sent by the next person at this computer.
    home = Page(client.get(f"/{school.slug}/home").text)
    token = home.form_to("/sign-out").fields["csrf_token"]
    fields = {**page.form_to("/sign-in").fields, "csrf_token": token}
    answer = client.post(
        f"/{school.slug}/sign-in", data={**fields, "login": school.people.teacher.login, "password": PASSWORD}
    )
    assert answer.status_code == 303
    ended = {row.account_id: row.ended_at is not None for row in sign_ins(app, school)}
    assert ended == {school.people.student.account_id: True, school.people.teacher.account_id: False}


def test_signing_out_ends_the_sign_in_for_whoever_kept_its_cookie(
    app: Flask, school: TestSchool, client: FlaskClient
) -> None:
    sign_in(client, school, school.people.student.login)
    home = client.get(f"/{school.slug}/home")
    cookie = client.get_cookie("parasat_session")
    assert cookie
    token = Page(home.text).form_to("/sign-out").fields["csrf_token"]
    assert client.post(f"/{school.slug}/sign-out", data={"csrf_token": token}).status_code == 303
    (row,) = sign_ins(app, school)
    assert row.ended_at
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "sign_in.ended")) == 1
    thief = app.test_client()
    thief.set_cookie("parasat_session", cookie.value)
    assert thief.get(f"/{school.slug}/home").status_code == 303


def test_one_can_sign_out_in_a_school_where_nobody_knows_one(
    app: Flask, schools: TwoSchools, client: FlaskClient
) -> None:
    sign_in(client, schools.here, schools.here.people.student.login)
    page = Page(client.get(f"/{schools.there.slug}/about").text)
    assert schools.here.people.student.login in page.words
    token = page.form_to("/sign-out").fields["csrf_token"]
    assert client.post(f"/{schools.there.slug}/sign-out", data={"csrf_token": token}).status_code == 303
    (row,) = sign_ins(app, schools.here)
    assert row.ended_at


@pytest.mark.parametrize("login", ["te\u0430cher.arqa", "student.arqa\u200b"])
def test_an_account_that_could_be_taken_for_another_is_not_opened(
    app: Flask, school: TestSchool, login: str
) -> None:
    with app.test_request_context(), school_scope(school.id), pytest.raises(Refused):
        open_account(login, password_hash())


def test_signing_out_by_a_link_is_not_possible(school: TestSchool, client: FlaskClient) -> None:
    sign_in(client, school, school.people.student.login)
    assert client.get(f"/{school.slug}/sign-out").status_code == 405
    assert client.get(f"/{school.slug}/home").status_code == 200


@pytest.mark.parametrize("change", ["ended", "expired", "inactive", "no longer at this school"])
def test_a_sign_in_that_may_not_be_used_any_more_is_out_at_the_next_step(
    app: Flask, school: TestSchool, change: str
) -> None:
    visitor = Visitor(app, school, school.people.student)
    assert visitor.get("/home").status_code == 200
    with app.app_context(), school_scope(school.id), unit_of_work():
        if change == "ended":
            db.session.execute(update(SignIn).values(ended_at=clock.now()))
        elif change == "expired":
            db.session.execute(update(SignIn).values(expires_at=clock.now()))
        elif change == "inactive":
            db.session.execute(update(Account).values(active=False))
        else:
            person = db.session.get(Person, (school.id, school.people.student.person_id))
            assert person
            person.account_id = None
    assert visitor.get("/home").status_code == 303
    assert visitor.get("/home", fragment=True).status_code == 401
    assert visitor.post(f"/assignments/{school.assignment_id}", {"text": "x"}).status_code == 401


def test_a_sign_in_lasts_a_school_day(app: Flask, school: TestSchool, client: FlaskClient) -> None:
    sign_in(client, school, school.people.student.login)
    (row,) = sign_ins(app, school)
    assert abs(row.expires_at - row.started_at - operations.SIGN_IN_LASTS) < timedelta(seconds=1)
    with clock.frozen_at(row.expires_at - timedelta(seconds=1)):
        assert client.get(f"/{school.slug}/home").status_code == 200
    with clock.frozen_at(row.expires_at):
        assert client.get(f"/{school.slug}/home").status_code == 303


@pytest.mark.parametrize("forged", ["", "not-a-uuid", "0190a6b0-0000-7000-8000-000000000000", "1", None])
def test_a_cookie_that_names_no_sign_in_is_nobody(app: Flask, school: TestSchool, forged: object) -> None:
    visitor = Visitor(app, school, None)
    with visitor.client.session_transaction() as session:
        session["_user_id"] = forged
    assert visitor.get("/home").status_code == 303


def test_the_account_of_one_school_is_nobody_in_the_other(app: Flask, schools: TwoSchools) -> None:
    stranger = Visitor(app, schools.there, schools.here.people.teacher)
    assert stranger.get("/home").status_code == 303
    assert stranger.get("/sign-in").status_code == 200
    at_home = Visitor(app, schools.here, schools.here.people.teacher)
    assert at_home.get("/home").status_code == 200


def test_the_cookie_is_for_the_server_alone(school: TestSchool, client: FlaskClient) -> None:
    answer = sign_in(client, school, school.people.student.login)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Cache-Control"] == "no-store"


# --- where signing in leads -----------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "@evil.example",
    "/" + "x" * 3000,
    "",
]


def test_signing_in_never_leads_to_another_site(app: Flask, school: TestSchool) -> None:
    home = f"/{school.slug}/home"
    signed_in = Visitor(app, school, school.people.student)
    for target in ELSEWHERE:
        answer = sign_in(app.test_client(), school, school.people.student.login, next=target)
        assert (answer.status_code, answer.location) == (303, home), target
        again = signed_in.get("/sign-in", query_string={"next": target})
        assert (again.status_code, again.location) == (303, home), target


def test_nor_does_the_form_that_is_sent(app: Flask, school: TestSchool) -> None:
    fields = {"login": school.people.student.login, "password": PASSWORD}
    for target in ELSEWHERE:
        answer = Visitor(app, school, None).post("/sign-in", {**fields, "next": target})
        assert answer.location == f"/{school.slug}/home", target
        answer = Visitor(app, school, None).post("/sign-in", {**fields, "resume": target, "kept:text": "x"})
        assert answer.status_code == 303, f"a text is sent on to our own pages only, not to {target}"


def test_choosing_a_language_leads_back_and_nowhere_else(app: Flask, school: TestSchool) -> None:
    visitor = Visitor(app, school, None)
    for target in ELSEWHERE:
        data = {"language": "ru", "back": target, "csrf_token": visitor.token}
        answer = visitor.client.post("/language", data=data)
        assert (answer.status_code, answer.location) == (303, "/"), target
    answer = visitor.client.post("/language", data={**data, "back": f"/{school.slug}/about"})
    assert answer.location == f"/{school.slug}/about"
    assert visitor.page("/about").elements[0].attributes["lang"] == "ru"
