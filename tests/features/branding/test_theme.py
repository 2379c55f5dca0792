"""A theme is data that can be read by everybody; the public page is a school's own."""

from __future__ import annotations

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import school_scope
from parasat_lms.core.errors import Refused
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.branding import ThemeError
from parasat_lms.features.branding.models import SchoolTheme
from parasat_lms.features.branding.operations import choose_theme, write_identity
from tests.factories.rubrics import words
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor

GOOD = {"primary": "#1f5f4a", "accent": "#8a3d12", "radius": "soft", "heading": "serif", "pattern": "peaks"}


def choose(app: Flask, school: TestSchool, **tokens: str) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        choose_theme({**GOOD, **tokens})


def style(app: Flask, school: TestSchool) -> str:
    return Visitor(app, school, None).get("/theme.css").text


def test_a_theme_becomes_the_schools_style_sheet_and_no_others(app: Flask, schools: TwoSchools) -> None:
    assert style(app, schools.here) == ""
    choose(app, schools.here)
    assert "#1f5f4a" in style(app, schools.here)
    assert style(app, schools.there) == ""
    choose(app, schools.here, primary="#20406f")
    assert "#20406f" in style(app, schools.here)
    assert len(stored(app, schools.here, SchoolTheme)) == 1
    assert len(stored(app, schools.here, AuditEntry, AuditEntry.action == "theme.chosen")) == 2


@pytest.mark.parametrize("token", ["primary", "accent"])
def test_a_theme_that_would_be_hard_to_read_is_refused_with_a_colour_that_works(
    app: Flask, school: TestSchool, token: str
) -> None:
    choose(app, school)
    before = style(app, school)
    with pytest.raises(Refused) as refusal:
        choose(app, school, **{token: "#ffe14d" if token == "primary" else "#7a7a7a"})
    assert refusal.value.status == 422
    fix = str(refusal.value).rstrip(".").split()[-1]
    assert style(app, school) == before
    choose(app, school, **{token: fix})


@pytest.mark.parametrize(
    "wrong",
    [
        {"primary": "red"},
        {"primary": "#1f5f4"},
        {"primary": "#1f5f4a;}body{display:none"},
        {"primary": "url(//evil.example)"},
        {"radius": "0}*{background:url(//evil.example)"},
        {"heading": "comic"},
        {"pattern": "../../etc/passwd"},
        {"css": "body{}"},
    ],
    ids=range(8),
)
def test_no_text_of_a_school_becomes_style(app: Flask, school: TestSchool, wrong: dict[str, str]) -> None:
    with pytest.raises(ThemeError):
        choose(app, school, **wrong)
    assert style(app, school) == ""


def test_a_style_sheet_that_is_known_is_not_sent_again(app: Flask, school: TestSchool) -> None:
    choose(app, school)
    visitor = Visitor(app, school, None)
    first = visitor.get("/theme.css")
    known = {"If-None-Match": first.headers["ETag"]}
    assert visitor.client.get(f"/{school.slug}/theme.css", headers=known).status_code == 304
    choose(app, school, primary="#20406f")
    assert visitor.client.get(f"/{school.slug}/theme.css", headers=known).status_code == 200


def test_the_public_page_is_in_the_readers_language_and_says_where_it_is_not(
    app: Flask, school: TestSchool
) -> None:
    visitor = Visitor(app, school, None)
    assert visitor.page("/about").by_id("main").tag == "main"
    text = words("Бірге өсеміз", "Растём вместе")
    with app.app_context(), school_scope(school.id), unit_of_work():
        write_identity(motto=text, vision=text, mission=text, goal=text, tasks=[text, words("Тек қазақша")])
    assert "Бірге өсеміз" in visitor.page("/about").words
    russian = visitor.page("/about?lang=ru")
    assert "Растём вместе" in russian.words
    assert "Бірге өсеміз" not in russian.words
    assert ("span", "kk") in {(e.tag, e.attributes.get("lang")) for e in russian.elements}, (
        "the fallback says so"
    )
