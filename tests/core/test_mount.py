"""The LMS under a prefix of somebody else's Flask application: neither disturbs the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from parasat_lms import ParasatLMS
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Role
from parasat_lms.testing import (
    PASSWORD,
    SECRET,
    SchoolForTests,
    close,
    inside,
    network_for_tests,
    school_for_tests,
    sign_in,
    token_of,
    work_for_tests,
)

# One database is enough: mounting does not depend on it.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

GUEST_HOME = "/lms/alatau/home"


class HostBase(DeclarativeBase):
    """The host's own tables."""


host_db = SQLAlchemy(model_class=HostBase)


class Reader(UserMixin, host_db.Model):
    """A user of the host: of a library that has nothing to do with schools."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def make_host(folder: Path) -> Flask:
    """A library's application, with routes, sign-in, session, database, static files and error pages of its own."""
    static = folder / "static"
    static.mkdir()
    (static / "host.css").write_text("body { color: teal }")
    host = Flask("library", static_folder=str(static))
    host.config.update(
        SECRET_KEY="the host's own secret",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'host.sqlite3'}",
        TESTING=True,
    )
    host_db.init_app(host)
    logins = LoginManager(host)
    logins.login_view = "shelf"
    logins.user_loader(lambda key: host_db.session.get(Reader, int(key)))

    @host.get("/")
    def shelf() -> str:
        session["visits"] = session.get("visits", 0) + 1
        return f"shelf {session['visits']}"

    @host.get("/lmsx/<path:rest>")
    def neighbour(rest: str) -> str:
        return f"neighbour {rest}"

    @host.get("/enter/<int:number>")
    def enter(number: int) -> Response:
        login_user(host_db.session.get(Reader, number))
        return redirect(url_for("private"))

    @host.get("/leave")
    def leave() -> str:
        logout_user()
        flash("left")
        return "left"

    @host.get("/private")
    @login_required
    def private() -> str:
        return f"{current_user.name} {url_for('shelf')} {current_app.name}"

    @host.before_request
    def remember() -> None:
        g.school = "the host's own idea of a school"

    @host.after_request
    def stamp(response: Response) -> Response:
        response.headers["X-Library"] = "yes"
        return response

    @host.errorhandler(404)
    def missing(_error: Exception) -> tuple[str, int]:
        return "the library has no such page", 404

    @host.errorhandler(500)
    def crash(_error: Exception) -> tuple[str, int]:
        return "the library fell down", 500

    with host.app_context():
        host_db.create_all()
        host_db.session.add_all([Reader(id=1, name="teacher.alatau"), Reader(id=2, name="nobody")])
        host_db.session.commit()
    return host


def settings(database: str) -> dict[str, object]:
    return {"PARASAT_DATABASE_URL": database, "PARASAT_SECRET_KEY": SECRET, "TESTING": True}


Mount = Callable[..., ParasatLMS]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Flask]:
    application = make_host(tmp_path)
    yield application
    with application.app_context():
        host_db.session.remove()
        host_db.engine.dispose()


@pytest.fixture
def mount(host: Flask, database: str) -> Iterator[Mount]:
    """Mount the LMS in the host, with a school in it."""
    mounted: list[ParasatLMS] = []

    def hang(**arguments: object) -> ParasatLMS:
        extension = ParasatLMS(host, settings=settings(database), **arguments)
        mounted.append(extension)
        with extension.lms.app_context(), unit_of_work():
            host.extensions["alatau"] = school_for_tests(network_for_tests(), "alatau")
        return extension

    yield hang
    for extension in mounted:
        close(extension.lms)


@pytest.fixture
def lms(mount: Mount) -> Flask:
    return mount().lms


@pytest.fixture
def alatau(host: Flask, lms: Flask) -> SchoolForTests:
    return host.extensions["alatau"]


@pytest.fixture
def guest(host: Flask, lms: Flask) -> FlaskClient:
    return host.test_client()


def test_each_application_answers_its_own_addresses(guest: FlaskClient) -> None:
    assert guest.get("/").data == b"shelf 1"
    assert guest.get("/lmsx/home").data == b"neighbour home"
    for path in ("/lms", "/lms/", "/lms/alatau/about"):
        answer = guest.get(path, follow_redirects=True)
        assert answer.status_code == 200
        assert "<html lang=" in answer.get_data(as_text=True)
        assert "X-Library" not in answer.headers
    assert guest.get("/alatau/about").status_code == 404
    assert guest.get("/healthz").status_code == 404
    assert guest.get("/lms/healthz").data == b"ok\n"


def test_each_application_shows_its_own_error_pages(host: Flask, lms: Flask, guest: FlaskClient) -> None:
    assert guest.get("/nothing").data == b"the library has no such page"
    ours = guest.get("/lms/nothing/at/all")
    assert ours.status_code == 404
    assert "Мұндай бет жоқ" in ours.get_data(as_text=True) or "<h1" in ours.get_data(as_text=True)
    assert b"library" not in ours.data
    assert "Content-Security-Policy" in ours.headers
    assert "Content-Security-Policy" not in guest.get("/").headers


def test_a_crash_in_one_application_leaves_the_other_alone(
    host: Flask, lms: Flask, guest: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_arguments: object) -> None:
        raise RuntimeError("broken")

    for application in (host, lms):
        application.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(lms.view_functions, "healthz", crash)
    monkeypatch.setitem(host.view_functions, "shelf", crash)
    assert b"library" not in guest.get("/lms/healthz").data
    assert guest.get("/").data == b"the library fell down"
    assert guest.get("/lms/alatau/about").status_code == 200
    assert guest.get("/lmsx/home").status_code == 200


def test_two_sign_ins_live_side_by_side(host: Flask, alatau: SchoolForTests, guest: FlaskClient) -> None:
    guest.get("/enter/1")
    assert guest.get("/private").data == b"teacher.alatau / library"
    assert guest.get(GUEST_HOME).status_code == 303

    teacher = sign_in(guest, alatau, Role.TEACHER, base="/lms")
    assert teacher.get(GUEST_HOME).status_code == 200
    guest.get("/leave")
    assert guest.get("/private").status_code == 302
    assert teacher.get(GUEST_HOME).status_code == 200

    guest.get("/enter/2")
    teacher.post("/lms/alatau/sign-out")
    assert teacher.get(GUEST_HOME).status_code == 303
    assert guest.get("/private").data == b"nobody / library"


def test_the_cookie_of_the_lms_stays_under_its_prefix(alatau: SchoolForTests, guest: FlaskClient) -> None:
    ours = guest.get("/lms/alatau/sign-in").headers["Set-Cookie"]
    assert ours.startswith("parasat_session=")
    assert "Path=/lms;" in ours or ours.endswith("Path=/lms")
    theirs = guest.get("/").headers["Set-Cookie"]
    assert theirs.startswith("session=")
    assert "Path=/" in theirs.split("; ")
    assert guest.get("/").data == b"shelf 2"
    assert guest.get_cookie("session", path="/") is not None
    assert guest.get_cookie("parasat_session", path="/lms") is not None
    assert guest.get_cookie("parasat_session", path="/") is None


def test_static_files_of_both_are_served(guest: FlaskClient) -> None:
    with guest.get("/static/host.css") as theirs, guest.get("/lms/static/css/app.css") as ours:
        assert theirs.data == b"body { color: teal }"
        assert ours.status_code == 200
    assert guest.get("/static/css/app.css").status_code == 404
    assert guest.get("/lms/static/host.css").status_code == 404


def addresses(page: str) -> list[str]:
    found = re.findall(r"""\s(?:href|src|action|hx-[a-z]+|content)="(/[^"]*)\"""", page)
    return [address for address in found if not address.startswith("/>")]


def test_every_address_on_every_page_stays_under_the_prefix(
    lms: Flask, alatau: SchoolForTests, guest: FlaskClient
) -> None:
    with inside(lms, alatau):
        work = work_for_tests(alatau)
    teacher = sign_in(guest, alatau, Role.TEACHER, base="/lms")
    seen = 0
    for path in (
        "",
        "/alatau/about",
        "/alatau/home",
        "/alatau/marking",
        f"/alatau/marking/{work.id}",
        "/nothing",
    ):
        page = teacher.get(f"/lms{path or '/'}").get_data(as_text=True)
        outside = [address for address in addresses(page) if not re.match(r"/lms(/|$)", address)]
        assert not outside, path
        seen += len(addresses(page))
    assert seen > 40


def test_redirects_and_ways_back_stay_under_the_prefix(alatau: SchoolForTests, guest: FlaskClient) -> None:
    asked = guest.get("/lms/alatau/marking?course=5")
    assert asked.location == "/lms/alatau/sign-in?next=/lms/alatau/marking?course%3D5"
    page = guest.get(asked.location).get_data(as_text=True)
    data = {"login": alatau.login(Role.TEACHER), "password": PASSWORD, "csrf_token": token_of(page)}
    entered = guest.post("/lms/alatau/sign-in", data={**data, "next": "/lms/alatau/marking?course=5"})
    assert entered.location == "/lms/alatau/marking?course=5"
    assert guest.get(entered.location).status_code == 200

    token = token_of(guest.get(GUEST_HOME).get_data(as_text=True))
    chosen = guest.post("/lms/language", data={"language": "ru", "csrf_token": token})
    assert chosen.location == "/lms/"
    assert guest.get("/lms/alatau/").location == GUEST_HOME
    assert guest.get("/lms/alatau").location.removeprefix("http://localhost") == "/lms/alatau/"


def test_a_form_that_outlived_its_sign_in_is_sent_on_under_the_prefix(
    alatau: SchoolForTests, guest: FlaskClient
) -> None:
    token = token_of(guest.get("/lms/").get_data(as_text=True))
    data = {"comment": "Жақсы жұмыс", "csrf_token": token}
    path = "/lms/alatau/marking/01890000-0000-7000-8000-000000000000/return"
    answer = guest.post(path, data=data)
    assert answer.status_code == 401
    assert f'name="resume" value="{path}"' in answer.get_data(as_text=True)
    forged = guest.post(path, data={"comment": "x"}, headers={"Origin": "http://localhost"})
    assert f'action="{path}"' in forged.get_data(as_text=True)


def test_the_host_keeps_its_database_and_its_idea_of_g(lms: Flask, host: Flask, guest: FlaskClient) -> None:
    with host.app_context():
        assert {table.name for table in host_db.metadata.sorted_tables} == {"reader"}
        assert host_db.session.query(Reader).count() == 2
    assert host.extensions["sqlalchemy"] is not lms.extensions["sqlalchemy"]
    assert host.login_manager is not lms.login_manager
    assert set(host.blueprints) == set()


# --- the host hands its user over ---------------------------------------------------------------------------


def signed_in_reader() -> str | None:
    """As a host would write it."""
    assert current_app.name == "library"
    assert request.path.startswith("/lms")
    return current_user.name if current_user.is_authenticated else None


def test_whoever_is_signed_in_at_the_host_is_signed_in_here(host: Flask, mount: Mount) -> None:
    mount(host_login=signed_in_reader)
    client = host.test_client()
    assert client.get(GUEST_HOME).status_code == 303
    client.get("/enter/1")
    page = client.get(GUEST_HOME)
    assert page.status_code == 200
    assert "Ахметова Teacher" in page.get_data(as_text=True)
    assert client.get("/lms/alatau/sign-in").location == GUEST_HOME
    assert client.get("/private").data == b"teacher.alatau / library"
    client.get("/leave")
    assert client.get(GUEST_HOME).status_code == 303


def test_a_user_of_the_host_without_an_account_is_a_stranger(host: Flask, mount: Mount) -> None:
    mount(host_login=signed_in_reader)
    client = host.test_client()
    client.get("/enter/2")
    assert client.get(GUEST_HOME).status_code == 303
    assert client.get("/lms/alatau/about").status_code == 200


def test_a_form_of_a_handed_over_user_arrives_whole_and_needs_its_token(host: Flask, mount: Mount) -> None:
    extension = mount(host_login=signed_in_reader)
    alatau = host.extensions["alatau"]
    with inside(extension.lms, alatau):
        work = work_for_tests(alatau)
    client = host.test_client()
    client.get("/enter/1")
    desk = client.get(f"/lms/alatau/marking/{work.id}").get_data(as_text=True)
    comment = {"comment-overall": "Жарайсың!", "was-comment-overall": "e3b0c44298fc1c14"}
    path = f"/lms/alatau/marking/{work.id}/comment"
    assert client.post(path, data=comment).status_code == 400
    assert client.post(path, data={**comment, "csrf_token": token_of(desk)}).status_code == 303
    assert "Жарайсың!" in client.get(f"/lms/alatau/marking/{work.id}").get_data(as_text=True)


def test_nobody_can_hand_himself_over(host: Flask, mount: Mount) -> None:
    mount(host_login=lambda: None)
    client = host.test_client()
    for header in ("parasat.host_login", "Parasat-Host-Login", "X-Parasat-Host-Login", "Remote-User"):
        assert client.get(GUEST_HOME, headers={header: "teacher.alatau"}).status_code == 303


# --- how it is mounted --------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "lms", "/lms/", "lms/"])
def test_a_prefix_that_is_none_is_refused(prefix: str, host: Flask, database: str) -> None:
    with pytest.raises(ValueError, match="url_prefix"):
        ParasatLMS(host, url_prefix=prefix, settings=settings(database))


def test_the_extension_is_made_first_and_mounted_later_on_any_prefix(host: Flask, database: str) -> None:
    host.config.update({name: value for name, value in settings(database).items() if name != "TESTING"})
    extension = ParasatLMS()
    assert extension.lms is None
    extension.init_app(host, url_prefix="/schools/parasat", settings={"TESTING": True})
    assert host.extensions["parasat_lms"] is extension
    client = host.test_client()
    assert client.get("/schools/parasat/healthz").data == b"ok\n"
    assert client.get("/schools/healthz").status_code == 404
    assert "/schools/parasat/static/css/app.css" in client.get("/schools/parasat/").get_data(as_text=True)
    close(extension.lms)


def test_a_host_that_is_mounted_itself_gives_its_own_prefix_on(
    host: Flask, alatau: SchoolForTests, lms: Flask
) -> None:
    client = host.test_client()
    answer = client.get("/lms/alatau/about", base_url="http://localhost/city")
    assert "Path=/city/lms" in answer.headers["Set-Cookie"].split("; ")
    page = answer.get_data(as_text=True)
    assert addresses(page)
    assert all(address.startswith("/city/lms") for address in addresses(page))
    entered = client.get("/lms/alatau/home", base_url="http://localhost/city")
    assert entered.location == "/city/lms/alatau/sign-in?next=/city/lms/alatau/home"
