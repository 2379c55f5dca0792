"""Which of the three languages a page speaks, and how content in several of them is shown."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from sqlalchemy import update

from parasat_lms.core import clock
from parasat_lms.core.db import db
from parasat_lms.core.i18n import (
    current_language,
    exact,
    forget_language,
    localized,
    paragraphs,
    pick,
    said,
    waits,
)
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.features.people.models import Account
from parasat_lms.testing import SchoolForTests
from tests.core.conftest import SignedIn, visitor

# One database is enough: words do not depend on it.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def language_of(client: FlaskClient, path: str, accepts: str = "") -> str:
    page = client.get(path, headers={"Accept-Language": accepts} if accepts else {}).get_data(as_text=True)
    found = re.search(r'<html lang="(\w+)"', page)
    assert found is not None
    return found[1]


def test_a_schools_page_speaks_the_schools_language_whatever_the_browser_prefers(
    app: Flask, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    client = app.test_client()
    assert language_of(client, "/alatau/about", "en-GB,ru;q=0.5") == "kk"
    assert language_of(client, "/saryarka/about", "kk,en;q=0.5") == "ru"


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("", "kk"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB,en;q=0.9", "en"),
        ("kk-KZ,ru;q=0.9", "kk"),
        ("de,fr;q=0.7", "kk"),
        ("de,ru;q=0.3,en;q=0.2", "ru"),
        ("*", "kk"),
        (";;;q=,,", "kk"),
    ],
)
def test_the_front_door_speaks_what_the_browser_prefers(accepts: str, language: str, app: Flask) -> None:
    assert language_of(app.test_client(), "/", accepts) == language


def test_the_language_in_the_address_holds_for_this_page_only(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    assert language_of(client, "/alatau/about?lang=en") == "en"
    assert language_of(client, "/alatau/about") == "kk"


@pytest.mark.parametrize(
    "broken", ["de", "", "KK", "kk-KZ", "../../etc/passwd", "%00", "ru%0d%0aX: y", "kk&lang=ru"]
)
def test_a_broken_language_in_the_address_is_as_good_as_none(
    broken: str, app: Flask, alatau: SchoolForTests
) -> None:
    assert language_of(app.test_client(), f"/alatau/about?lang={broken}") == "kk"


def test_the_chosen_language_stays_for_the_browser(
    app: Flask, alatau: SchoolForTests, saryarka: SchoolForTests
) -> None:
    client = visitor(app)
    answer = client.post("/language", data={"language": "en", "back": "/alatau/about"})
    assert (answer.status_code, answer.location) == (303, "/alatau/about")
    assert [language_of(client, path, "ru") for path in ("/alatau/about", "/saryarka/about", "/")] == [
        "en"
    ] * 3
    assert language_of(client, "/alatau/about?lang=kk") == "kk"
    client.post("/language", data={"language": "tlh"})
    assert language_of(client, "/alatau/about") == "en"


def test_a_chosen_language_survives_signing_in(app: Flask, alatau: SchoolForTests) -> None:
    client = visitor(app)
    client.post("/language", data={"language": "en"})
    password = "the password of every test account"
    client.post("/alatau/sign-in", data={"login": alatau.login(Role.TEACHER), "password": password})
    assert language_of(client, "/alatau/home") == "en"


def test_an_account_has_a_language_of_its_own(
    app: Flask, alatau: SchoolForTests, signed_in: SignedIn
) -> None:
    with app.app_context(), unit_of_work():
        theirs = Account.login == alatau.login(Role.TEACHER)
        db.session.execute(update(Account).where(theirs).values(language="ru"))
    teacher = signed_in(Role.TEACHER)
    assert language_of(teacher, "/alatau/home") == "ru"
    teacher.post("/language", data={"language": "en"})
    assert language_of(teacher, "/alatau/home") == "en"


def test_a_broken_language_in_the_cookie_is_as_good_as_none(app: Flask, alatau: SchoolForTests) -> None:
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["language"] = "xx"
    assert language_of(client, "/alatau/about") == "kk"


def test_an_error_page_speaks_the_language_of_its_school(app: Flask, saryarka: SchoolForTests) -> None:
    assert language_of(app.test_client(), "/saryarka/marking/x") in {"ru", "kk"}
    page = app.test_client().get("/saryarka/feedback/01890000-0000-7000-8000-000000000000")
    assert page.location.startswith("/saryarka/sign-in")
    missing = app.test_client().get("/saryarka/_design")
    assert missing.status_code == 404
    assert 'lang="ru"' in missing.get_data(as_text=True)


def test_outside_a_request_the_language_is_kazakh(app: Flask) -> None:
    assert current_language() == "kk"


def test_the_language_is_asked_anew_when_it_was_forgotten(app: Flask) -> None:
    with app.test_request_context("/"):
        assert current_language() == "kk"
        session["language"] = "ru"
        assert current_language() == "kk"
        forget_language()
        assert current_language() == "ru"


# --- content ------------------------------------------------------------------------------------------------


def test_content_shows_its_fallback_and_says_in_which_language_it_is(app: Flask) -> None:
    text = LocalizedText("Мейірім <3", "", "")
    with app.test_request_context("/?lang=ru"):
        assert pick(text) == "Мейірім <3"
        assert localized(text) == '<span lang="kk">Мейірім &lt;3</span>'
        assert (pick(None), localized(None), localized(LocalizedText())) == ("", "", "")
    with app.test_request_context("/?lang=kk"):
        assert localized(text) == "Мейірім &lt;3"


def test_plain_text_becomes_paragraphs_and_stays_plain(app: Flask) -> None:
    assert paragraphs("a\nb\r\n\r\n<i>c</i>\n\n\n") == "<p>a<br>b</p>\n<p>&lt;i&gt;c&lt;/i&gt;</p>"
    assert paragraphs(" \n\n ") == ""


def test_words_of_a_person_do_not_claim_the_language_of_the_page(app: Flask) -> None:
    assert said("<b>Сәлем</b>") == '<span lang="">&lt;b&gt;Сәлем&lt;/b&gt;</span>'
    assert said("Сәлем", "kk") == '<span lang="kk">Сәлем</span>'
    assert said("") == ""


def test_numbers_and_waiting_are_said_in_the_language(app: Flask) -> None:
    with app.test_request_context("/?lang=ru"):
        assert exact(Fraction(5, 2)) == "2,5"
        assert exact(Fraction(1, 3)) == "0,3333"
        assert waits(clock.now())
    with app.test_request_context("/?lang=en"):
        assert exact(Fraction(5, 2)) == "2.5"
