"""A sign-in that ended while somebody wrote, a token that got lost: nothing is done, and the text is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from parasat_lms.core import clock
from parasat_lms.features.assignments.models import Submission
from tests.factories.pages import Page
from tests.factories.people import PASSWORD
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor

TEXT = "Үзілген ой.\n\nБірақ ол жоғалмауы керек: мен оны ұзақ жаздым."


@pytest.fixture
def address(school: TestSchool) -> str:
    """Where the student writes."""
    return f"/assignments/{school.assignment_id}"


def fields(text: str = TEXT) -> dict[str, str]:
    return {"text": text, "language": "kk", "intent": "hand_in"}


def sign_in_form(page: Page) -> dict[str, str]:
    return page.form_to("/sign-in").fields


@pytest.mark.parametrize("text", [TEXT, "Қысқа"])
def test_a_sign_in_that_ended_while_typing_keeps_the_text_and_sends_it_afterwards(
    app: Flask, school: TestSchool, address: str, text: str
) -> None:
    student = Visitor(app, school, school.people.student)
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        answer = student.post(address, fields(text))
    assert answer.status_code == 401
    assert not stored(app, school, Submission)

    # The password is mistyped once; the text survives that, too.
    sent = {**sign_in_form(Page(answer.text)), "login": school.people.student.login, "password": "қате"}
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        answer = student.client.post(f"/{school.slug}/sign-in", data=sent)
    assert answer.status_code == 422
    sent = {**sign_in_form(Page(answer.text)), "login": school.people.student.login, "password": PASSWORD}
    assert sent["kept:text"] == text
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        answer = student.client.post(f"/{school.slug}/sign-in", data=sent)
        assert answer.status_code == 200
        resumed = Page(answer.text).form_to(address)
        assert resumed.fields["text"] == text
        assert not stored(app, school, Submission), "it is looked at once more before it goes"
        answer = student.client.post(resumed.action, data=resumed.fields)
    assert answer.status_code == 303
    (work,) = stored(app, school, Submission)
    assert (work.text, work.student_id) == (text, school.people.student.person_id)
    assert work.handed_in_at


def test_nobody_finds_the_kept_text_of_another_who_used_the_same_computer(
    app: Flask, school: TestSchool, address: str
) -> None:
    """Another person signs in where the text was kept: it can be sent only to what that person may write to."""
    student = Visitor(app, school, school.people.student)
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        kept = sign_in_form(Page(student.post(address, fields()).text))
        sent = {**kept, "login": school.people.outsider.login, "password": PASSWORD}
        answer = student.client.post(f"/{school.slug}/sign-in", data=sent)
        resumed = Page(answer.text).form_to(address)
        assert student.client.post(resumed.action, data=resumed.fields).status_code == 404
    assert not stored(app, school, Submission)


def test_a_part_of_a_page_says_that_the_sign_in_ended_and_leaves_the_text_where_it_is(
    app: Flask, school: TestSchool, address: str
) -> None:
    stranger = Visitor(app, school, None)
    answer = stranger.post(address, fields(), fragment=True)
    assert answer.status_code == 401
    assert "<html" not in answer.text
    assert any(link.endswith("/sign-in") for link in Page(answer.text).links())


def test_a_missing_token_keeps_the_text_that_was_typed_on_our_own_page(
    app: Flask, school: TestSchool, address: str
) -> None:
    student = Visitor(app, school, school.people.student)
    answer = student.post(address, fields(), forged=True)
    assert answer.status_code == 400
    assert not stored(app, school, Submission)
    kept = Page(answer.text).form_to(address)
    assert kept.fields["text"] == TEXT
    assert student.client.post(kept.action, data=kept.fields).status_code == 303
    (work,) = stored(app, school, Submission)
    assert work.text == TEXT


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "null", None])
def test_a_forged_form_of_another_site_is_refused_and_its_text_is_not_offered(
    app: Flask, school: TestSchool, address: str, origin: str | None
) -> None:
    student = Visitor(app, school, school.people.student)
    headers = {"Origin": origin} if origin else {}
    answer = student.client.post(f"/{school.slug}{address}", data=fields("Мен қол қоямын"), headers=headers)
    assert answer.status_code == 400
    assert "Мен қол қоямын" not in answer.text
    assert not [form for form in Page(answer.text).forms if form.action.endswith(address)]
    assert not stored(app, school, Submission)


def test_the_token_of_another_browser_is_as_good_as_none(
    app: Flask, school: TestSchool, address: str
) -> None:
    student = Visitor(app, school, school.people.student)
    thief = app.test_client()
    token = Page(thief.get(f"/{school.slug}/sign-in").text).form_to("/sign-in").fields["csrf_token"]
    answer = student.client.post(f"/{school.slug}{address}", data={**fields(), "csrf_token": token})
    assert answer.status_code == 400
    assert not stored(app, school, Submission)
