"""Closed by default: who may open what, and what a forged form meets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, Response
from sqlalchemy import update

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.core.guard import current_actor, declaration, public, requires
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.people.models import Account, SignIn
from parasat_lms.testing import PASSWORD, SchoolForTests, token_of
from tests.core.conftest import SignedIn, visitor
from tests.factories.addresses import OF_NOTHING, PART

# One database is enough: who may do what does not depend on it.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HTMX = {"HX-Request": "true"}


def add_views(app: Flask) -> None:
    @app.route("/<school>/undeclared", methods=["GET", "POST"])
    @app.route("/undeclared", methods=["GET", "POST"], endpoint="undeclared_door")
    def undeclared() -> Response:
        return Response("secret")

    @app.get("/<school>/open")
    @public("a probe of the tests")
    def open_page() -> Response:
        return Response("open")

    @app.route("/<school>/marking-probe", methods=["GET", "POST"])
    @requires(Permission.MARKING_WORK_MARK)
    def probe() -> Response:
        return Response(f"secret of {current_actor().name}")

    @app.get("/<school>/loaded/<int:number>")
    @requires(Permission.MARKING_WORK_MARK, on=lambda number: {7: "seven"}.get(number))
    def loaded(found: str) -> Response:
        return Response(f"secret {found}")


@pytest.fixture(autouse=True)
def views(app: Flask) -> None:
    add_views(app)


def test_a_view_that_declares_nothing_does_not_exist(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    for client in (visitor(app), signed_in(Role.ADMIN)):
        for path in ("/alatau/undeclared", "/undeclared"):
            for method in ("GET", "POST", "HEAD", "OPTIONS"):
                answer = client.open(path, method=method)
                assert answer.status_code == 404, (path, method)
                assert b"secret" not in answer.data
    assert declaration(app.view_functions["undeclared_door"]) is None


def test_a_view_says_what_it_needs_or_why_it_is_public(app: Flask) -> None:
    assert declaration(app.view_functions["probe"]).permission == Permission.MARKING_WORK_MARK
    assert declaration(app.view_functions["open_page"]).public == "a probe of the tests"


def test_a_stranger_is_led_to_the_sign_in_page_and_back(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    assert client.get("/alatau/open").data == b"open"
    answer = client.get("/alatau/marking-probe?course=5&x=%26")
    assert answer.status_code == 303
    assert answer.location == "/alatau/sign-in?next=/alatau/marking-probe?course%3D5%26x%3D%2526"
    form = client.get(answer.location).get_data(as_text=True)
    assert 'value="/alatau/marking-probe?course=5&amp;x=%26"' in form
    data = {"login": alatau.login(Role.TEACHER), "password": PASSWORD, "csrf_token": token_of(form)}
    signed = client.post("/alatau/sign-in", data={**data, "next": "/alatau/marking-probe?course=5&x=%26"})
    assert signed.location == "/alatau/marking-probe?course=5&x=%26"
    assert client.get(signed.location).data.startswith(b"secret of")


def test_a_stranger_who_asks_for_a_fragment_gets_401_and_no_page(app: Flask, alatau: SchoolForTests) -> None:
    answer = visitor(app).post("/alatau/marking-probe", headers=HTMX)
    assert answer.status_code == 401
    assert b"secret" not in answer.data
    assert b"<html" not in answer.data
    assert b"/alatau/sign-in" in answer.data


def test_a_boosted_link_and_a_restored_page_are_pages_and_no_fragments(
    app: Flask, alatau: SchoolForTests
) -> None:
    for header in ("HX-Boosted", "HX-History-Restore-Request"):
        answer = app.test_client().get("/alatau/marking-probe", headers={**HTMX, header: "true"})
        assert answer.status_code == 303


def test_what_a_stranger_had_typed_stands_on_the_sign_in_page(app: Flask, alatau: SchoolForTests) -> None:
    typed = {"comment": "Жақсы <b>жұмыс</b>", "password": "не моё"}
    answer = visitor(app).post("/alatau/marking-probe?course=5", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "secret" not in page
    assert 'name="kept:comment" value="Жақсы &lt;b&gt;жұмыс&lt;/b&gt;"' in page
    assert 'name="resume" value="/alatau/marking-probe?course=5"' in page
    assert "не моё" not in page


def test_a_missing_permission_answers_like_a_missing_page(signed_in: SignedIn) -> None:
    teacher, student = signed_in(Role.TEACHER), signed_in(Role.STUDENT)
    assert teacher.get("/alatau/marking-probe").data.startswith(b"secret of")
    forbidden = student.get("/alatau/marking-probe")
    missing = student.get("/alatau/loaded/7")
    for answer in (forbidden, missing, student.post("/alatau/marking-probe")):
        assert answer.status_code == 404
        assert b"secret" not in answer.data
    assert student.get("/alatau/marking-probe", headers=HTMX).status_code == 404


def test_what_the_loader_does_not_find_does_not_exist(signed_in: SignedIn) -> None:
    teacher = signed_in(Role.TEACHER)
    assert teacher.get("/alatau/loaded/7").data == b"secret seven"
    assert teacher.get("/alatau/loaded/8").status_code == 404


def test_a_teacher_of_one_school_is_a_stranger_in_another(
    saryarka: SchoolForTests, signed_in: SignedIn
) -> None:
    teacher = signed_in(Role.TEACHER)
    answer = teacher.get("/saryarka/marking-probe")
    assert answer.status_code == 303
    assert answer.location.startswith("/saryarka/sign-in")
    assert teacher.get("/nowhere/marking-probe").status_code == 404


@pytest.mark.parametrize(
    "end",
    [
        update(SignIn).values(ended_at=clock.now()),
        update(SignIn).values(expires_at=clock.now() - timedelta(seconds=1)),
        update(Account).values(active=False),
    ],
    ids=["signed out elsewhere", "expired", "account closed"],
)
def test_a_sign_in_that_ended_ends_at_once_although_the_cookie_is_still_there(
    end: object, app: Flask, signed_in: SignedIn
) -> None:
    teacher = signed_in(Role.TEACHER)
    assert teacher.get("/alatau/marking-probe").status_code == 200
    with app.app_context(), unit_of_work():
        db.session.execute(end)
    assert teacher.get("/alatau/marking-probe").status_code == 303
    assert teacher.get("/alatau/marking-probe", headers=HTMX).status_code == 401


def test_signing_out_ends_the_sign_in_for_a_stolen_cookie_too(app: Flask, signed_in: SignedIn) -> None:
    teacher = signed_in(Role.TEACHER)
    stolen = teacher.get_cookie("parasat_session").value
    assert teacher.post("/alatau/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("parasat_session", stolen)
    assert thief.get("/alatau/marking-probe").status_code == 303


def test_signing_in_takes_a_new_session(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    form = client.get("/alatau/sign-in").get_data(as_text=True)
    data = {"login": alatau.login(Role.TEACHER), "password": PASSWORD, "csrf_token": token_of(form)}
    client.post("/alatau/sign-in", data=data)
    # The token of the time before belongs to a session that is gone.
    assert client.post("/alatau/sign-out", data=data).status_code == 400


# --- forged forms -------------------------------------------------------------------------------------------


def language_of(app: Flask, client: object) -> str:
    page = client.get("/alatau/about").get_data(as_text=True)
    return page[page.index('lang="') + 6 :][:2]


def test_a_form_without_its_token_changes_nothing(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    client.get("/alatau/about")
    answer = client.post("/language", data={"language": "en"})
    assert answer.status_code == 400
    assert language_of(app, client) == "kk"


def test_a_form_with_the_token_of_another_session_changes_nothing(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    strange = token_of(visitor(app).get("/").get_data(as_text=True))
    teacher = signed_in(Role.TEACHER)
    teacher.environ_base.pop("HTTP_X_CSRFTOKEN")
    for forged in (strange, "x" * 40, ""):
        answer = teacher.post("/alatau/sign-out", data={"csrf_token": forged})
        assert answer.status_code == 400
        assert teacher.post("/alatau/sign-out", headers={"X-CSRFToken": forged}).status_code == 400
    assert teacher.get("/alatau/home").status_code == 200


def test_the_token_is_taken_from_the_form_or_from_the_header(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    token = token_of(client.get("/").get_data(as_text=True))
    by_form = client.post("/language", data={"language": "en", "csrf_token": token})
    assert (by_form.status_code, language_of(app, client)) == (303, "en")
    by_header = client.post("/language", data={"language": "ru"}, headers={"X-CSRFToken": token})
    assert (by_header.status_code, language_of(app, client)) == (303, "ru")


def test_the_token_in_the_address_is_none(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    token = token_of(client.get("/").get_data(as_text=True))
    assert client.post(f"/language?csrf_token={token}", data={"language": "en"}).status_code == 400


def test_every_page_that_changes_something_asks_for_the_token(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(Role.ADMIN)
    admin.environ_base.pop("HTTP_X_CSRFTOKEN")
    parts = {"school": "alatau", "plugin": "parasat_programme"}
    asked = 0
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            values = {
                name: parts.get(name, OF_NOTHING.get(kind, "nothing"))
                for kind, name in PART.findall(rule.rule)
            }
            with app.test_request_context():
                path = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            assert admin.open(path, method=method).status_code in {400, 404}, rule.rule
            asked += 1
    assert asked > 5


@pytest.mark.parametrize(
    ("origin", "kept"), [("http://localhost", True), ("https://evil.example", False), (None, False)]
)
def test_a_forged_form_of_another_page_cannot_plant_a_text(
    origin: str | None, kept: bool, app: Flask, alatau: SchoolForTests
) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = app.test_client().post("/alatau/marking-probe", data={"comment": "PLANTED"}, headers=headers)
    assert answer.status_code == 400
    assert ("PLANTED" in answer.get_data(as_text=True)) is kept


def test_a_forged_form_to_no_page_at_all_is_refused_with_a_page(app: Flask) -> None:
    for path in ("/", "/nowhere", "/nowhere/at/all"):
        assert app.test_client().post(path).status_code == 400
        assert visitor(app).post(path).status_code in {404, 405}
