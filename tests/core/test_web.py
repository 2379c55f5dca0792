"""How every answer leaves the house: headers, compression, errors that help, and no way to another host."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from flask import Flask, Response, abort
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.test import TestResponse

from parasat_lms.core.errors import Conflict, Refused
from parasat_lms.core.guard import public
from parasat_lms.core.web import HEADERS, SMALL, local_path, render_page, see_other
from parasat_lms.domain.permissions import Role
from parasat_lms.testing import SchoolForTests, application, close
from tests.core.conftest import SignedIn, visitor

# One database is enough: headers do not depend on it.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def views(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.route("/<school>/fails/<kind>", methods=["GET", "POST"])
    @public("a probe of the tests")
    def fails(kind: str) -> Response:
        if kind == "crash":
            raise RuntimeError("a secret of the machine")
        if kind == "refused":
            raise Refused("Бұл ережеге қайшы <b>")
        if kind == "conflict":
            raise Conflict("Басқа біреу үлгерді")
        if kind == "made":
            abort(Response("a finished answer", 418))
        if kind == "away":
            raise ServiceUnavailable
        abort(int(kind))

    @app.get("/<school>/long/<int:length>")
    @public("a probe of the tests")
    def long(length: int) -> Response:
        return Response("ә" * (length // 2), mimetype="text/html")

    @app.get("/<school>/framed")
    @public("a probe of the tests")
    def framed() -> Response:
        answer = Response("framed")
        answer.headers["X-Frame-Options"] = "SAMEORIGIN"
        answer.headers["Cache-Control"] = "private, max-age=60"
        return answer


@pytest.fixture
def answers(app: Flask, alatau: SchoolForTests, signed_in: SignedIn) -> Iterator[dict[str, TestResponse]]:
    """One answer of every kind."""
    client, teacher = visitor(app), signed_in(Role.TEACHER)
    bare = app.test_client()
    kinds = {
        "a page": client.get("/alatau/about"),
        "a page of somebody": teacher.get("/alatau/home"),
        "the front door": client.get("/"),
        "a redirect": client.get("/alatau/home"),
        "a redirect of the router": client.get("/alatau"),
        "a fragment for a stranger": client.get("/alatau/home", headers=HTMX),
        "a static file": client.get("/static/css/app.css"),
        "a missing static file": client.get("/static/css/nothing.css"),
        "a theme": client.get("/alatau/theme.css"),
        "a missing page": client.get("/alatau/nothing"),
        "a missing school": client.get("/nothing/about"),
        "a wrong method": client.post("/alatau/about"),
        "a form that is too long": client.post("/alatau/sign-in", data={"login": "x" * 5_000_000}),
        "an invalid form": client.post("/alatau/sign-in", data={"login": ""}),
        "a forged form": bare.post("/alatau/sign-in", data={"login": "x"}),
        "a refusal": client.get("/alatau/fails/refused"),
        "a conflict": client.get("/alatau/fails/conflict"),
        "a crash": client.get("/alatau/fails/crash"),
        "a crash in a fragment": client.get("/alatau/fails/crash", headers=HTMX),
        "a finished answer": client.get("/alatau/fails/made"),
        "an outage": client.get("/alatau/fails/away"),
        "health": client.get("/healthz"),
        "readiness": client.get("/readyz"),
        "no content of a HEAD": client.head("/alatau/about"),
        "what a page may": client.options("/alatau/about"),
    }
    yield kinds
    for answer in kinds.values():
        answer.close()


def test_every_kind_of_answer_carries_the_security_headers(answers: dict[str, TestResponse]) -> None:
    for kind, answer in answers.items():
        wrong = {
            name: answer.headers.get(name) for name in HEADERS if answer.headers.get(name) != HEADERS[name]
        }
        assert not wrong, kind
        assert "Strict-Transport-Security" not in answer.headers, kind


def test_only_static_files_may_be_kept_by_a_shared_computer(answers: dict[str, TestResponse]) -> None:
    for kind, answer in answers.items():
        if kind in {"a static file", "a theme"}:
            assert "max-age" in answer.headers["Cache-Control"], kind
        else:
            assert answer.headers["Cache-Control"] == "no-store", kind


def test_the_answers_have_the_status_that_they_should_have(answers: dict[str, TestResponse]) -> None:
    statuses = {kind: answer.status_code for kind, answer in answers.items()}
    assert statuses == {
        "a page": 200, "a page of somebody": 200, "the front door": 200, "a redirect": 303,
        "a redirect of the router": 308, "a fragment for a stranger": 401, "a static file": 200,
        "a missing static file": 404, "a theme": 200, "a missing page": 404, "a missing school": 404,
        "a wrong method": 405, "a form that is too long": 413, "an invalid form": 422, "a forged form": 400,
        "a refusal": 422, "a conflict": 409, "a crash": 500, "a crash in a fragment": 500,
        "a finished answer": 418, "an outage": 503, "health": 200, "readiness": 200,
        "no content of a HEAD": 200, "what a page may": 200,
    }  # fmt: skip


def test_the_policy_allows_this_site_and_nothing_inline(answers: dict[str, TestResponse]) -> None:
    policy = answers["a page"].headers["Content-Security-Policy"]
    parts = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
    assert parts["default-src"] == ["'none'"]
    assert parts["frame-ancestors"] == ["'none'"]
    assert parts["base-uri"] == ["'none'"]
    assert (
        parts["script-src"]
        == parts["style-src"]
        == parts["connect-src"]
        == parts["form-action"]
        == ["'self'"]
    )
    assert not re.search(r"unsafe|https?:|\*", policy)


def test_an_error_page_says_what_to_do_and_nothing_about_the_machine(
    answers: dict[str, TestResponse],
) -> None:
    for kind in (
        "a missing page",
        "a wrong method",
        "a crash",
        "an outage",
        "a refusal",
        "a form that is too long",
    ):
        page = answers[kind].get_data(as_text=True)
        assert "<html" in page, kind
        assert "<h1" in page, kind
        assert not re.search(r"Traceback|secret|RuntimeError|werkzeug|sqlalchemy", page, re.IGNORECASE), kind
    assert "Бұл ережеге қайшы &lt;b&gt;" in answers["a refusal"].get_data(as_text=True)
    fragment = answers["a crash in a fragment"].get_data(as_text=True)
    assert "<html" not in fragment
    assert "<p" in fragment
    assert answers["an outage"].headers["Retry-After"].isdigit()
    assert set(answers["a wrong method"].allow) == {"GET", "HEAD", "OPTIONS"}


def test_an_error_page_wears_the_face_of_its_school(app: Flask, alatau: SchoolForTests) -> None:
    for path in ("/alatau/fails/404", "/alatau/fails/crash"):
        page = app.test_client().get(path).get_data(as_text=True)
        assert "«alatau» мектебі" in page
        assert "/alatau/theme.css" in page


def test_a_view_may_choose_a_header_of_its_own(app: Flask, alatau: SchoolForTests) -> None:
    answer = app.test_client().get("/alatau/framed")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Cache-Control"] == "private, max-age=60"


def test_over_https_the_browser_is_told_to_stay_there(app: Flask, alatau: SchoolForTests) -> None:
    answer = app.test_client().get("/alatau/about", base_url="https://school.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_plain_http(database: str) -> None:
    production = application(database, TESTING=False)
    try:
        with production.app_context():
            answer = production.test_client().get("/", base_url="https://school.example")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("parasat_session=")
        assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    finally:
        close(production)


# --- compression --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "accepts", "compressed"),
    [
        ("/alatau/long/20000", "gzip", True),
        ("/alatau/long/20000", "br;q=1, gzip;q=0.5", True),
        (f"/alatau/long/{SMALL}", "gzip", True),
        (f"/alatau/long/{SMALL - 2}", "gzip", False),
        ("/alatau/long/20000", "", False),
        ("/alatau/long/20000", "br", False),
        ("/alatau/long/20000", "gzip;q=0", False),
        ("/static/css/app.css", "gzip", True),
        ("/static/js/app.js", "gzip", True),
        ("/static/icons.svg", "gzip", True),
        ("/static/fonts/golos-text-400.woff2", "gzip", False),
    ],
)
def test_text_travels_compressed_to_whoever_understands_it(
    path: str, accepts: str, compressed: bool, app: Flask, alatau: SchoolForTests
) -> None:
    client = app.test_client()
    with client.get(path) as plain, client.get(path, headers={"Accept-Encoding": accepts}) as answer:
        assert (answer.headers.get("Content-Encoding") == "gzip") is compressed
        assert "Accept-Encoding" in answer.vary
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        body = gzip.decompress(answer.data) if compressed else answer.data
        assert body == plain.data
        if compressed:
            assert len(answer.data) < len(plain.data)


def test_the_same_page_compresses_to_the_same_bytes(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    packed = [client.get("/alatau/long/9000", headers={"Accept-Encoding": "gzip"}).data for _ in range(2)]
    assert packed[0] == packed[1]


def test_a_file_that_has_not_changed_is_not_sent_again(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    with client.get("/static/css/app.css", headers={"Accept-Encoding": "gzip"}) as first:
        tag = first.headers["ETag"]
    unchanged = {"Accept-Encoding": "gzip", "If-None-Match": tag}
    with client.get("/static/css/app.css", headers=unchanged) as again:
        assert again.status_code == 304
        assert again.data == b""


# --- fragments ----------------------------------------------------------------------------------------------


def test_a_page_that_has_a_fragment_says_so_to_caches(app: Flask, alatau: SchoolForTests) -> None:
    assert "HX-Request" in app.test_client().get("/alatau/about").vary


def test_a_view_that_names_no_fragment_answers_the_whole_page(app: Flask, alatau: SchoolForTests) -> None:
    assert b"<html" in app.test_client().get("/alatau/about", headers=HTMX).data
    with app.test_request_context("/", headers=HTMX):
        part = render_page("schools/front_door.html", fragment="title", schools=[])
    assert b"<html" not in part.data
    assert part.data


# --- addresses ----------------------------------------------------------------------------------------------

LOCAL = [
    "/",
    "/alatau/home",
    "/alatau/marking?course=5&page=2#row",
    "/lms/alatau/home",
    "/@somebody",
    "/a//b",
    "/%2F",
]
FOREIGN = [
    None, "", " ", "home", "?x", "#x", "//evil.example", "///evil.example", "////evil.example/%2e%2e",
    "/\\evil.example", "\\/evil.example", "\\\\evil.example", "/\\/evil.example", "/alatau\\@evil.example",
    "https://evil.example", "http:evil.example", "https:/evil.example", "//user@evil.example", "@evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", " //evil.example", "\t//evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "/\x00/evil.example", "/\x7f/evil.example",
    "/" + "x" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("target", LOCAL)
def test_a_path_of_this_site_is_a_way_back(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize("target", FOREIGN)
def test_nothing_else_is_a_way_back(target: str | None) -> None:
    assert local_path(target) is None


def test_no_form_leads_to_another_host(app: Flask, alatau: SchoolForTests, signed_in: SignedIn) -> None:
    client, teacher = visitor(app), signed_in(Role.TEACHER)
    for target in FOREIGN:
        chosen = client.post("/language", data={"language": "ru", "back": target or ""})
        assert chosen.location == "/", target
        if target and "\n" not in target:
            assert teacher.get("/alatau/sign-in", query_string={"next": target}).location == "/alatau/home", (
                target
            )


def test_an_answer_to_a_post_leads_on_by_303(app: Flask) -> None:
    with app.test_request_context("/"):
        assert see_other("/alatau/home").status_code == 303
