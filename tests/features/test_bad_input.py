"""What browsers, mistakes and attackers send across the board: an answer in words, never a failure of the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from parasat_lms.core.db import new_id, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.schools.operations import switch_plugin
from tests.factories.addresses import filled, rules
from tests.factories.desk import row, rows_of
from tests.factories.pages import Page
from tests.factories.people import Someone
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark

ODD = [
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "1e9",
    "NaN",
    "٣",
    "9" * 25,
    "-" + "9" * 25,
    "null",
    "undefined",
    "[]",
    "'",
    "' OR 1=1 --",
    "%",
    "\x00",
    "\x1f",
    "\u202e",
    "\ufeff",
    "\U0001f600",
    "ы" * 3000,
    "{}",
    "kk-Latn",
    "../../etc/passwd",
]


@pytest.fixture
def busy_school(app: Flask, schools: TwoSchools) -> TestSchool:
    """A school with something on every page."""
    school = schools.here
    with app.app_context(), school_scope(school.id), unit_of_work():
        switch_plugin(app.extensions["parasat_plugins"].manifests["parasat_programme"], enabled=True)
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    mark(app, school.id, work, levels=(2, 2, 1))
    hand_in(app, school.id, school.assignment_id, school.people.classmate)
    return school


def readers(school: TestSchool) -> Iterator[Someone | None]:
    people = school.people
    yield from (people.teacher, people.student, people.parent, people.admin, None)


def lists(app: Flask, school: TestSchool) -> list[str]:
    """The addresses that take no id: those are the ones that read a query."""
    return [filled(rule, school.slug, {}) for rule in rules(app) if rule.arguments == {"school"}]


def test_odd_values_in_the_query_are_as_good_as_none(app: Flask, busy_school: TestSchool) -> None:
    teacher = Visitor(app, busy_school, busy_school.people.teacher)
    for path in ("/marking", "/marking/returned", "/profile"):
        for value in ODD:
            for query in ({"page": value, "course": value, "lang": value}, {"q": value}):
                if "q" in query and path != "/profile":
                    continue
                answer = teacher.get(path, query_string=query)
                assert answer.status_code == 200, f"{path}?{query}"


def test_no_page_stumbles_over_a_query_that_it_does_not_read(app: Flask, busy_school: TestSchool) -> None:
    for reader in readers(busy_school):
        visitor = Visitor(app, busy_school, reader)
        for path in lists(app, busy_school):
            for value in ("\x00", "9" * 25):
                names = ("lang", "page", "course", "q", "next", "back", "school", "submission_id")
                answer = visitor.get(path, query_string=dict.fromkeys(names, value))
                assert answer.status_code < 405, f"{path} with {value!r}"


@pytest.mark.parametrize("language", ["kk", "ru", "en", "xx", "KK", "kk_KZ", "", "ru\x00", "<b>", "e" * 3000])
def test_a_page_always_has_one_of_the_three_languages(app: Flask, school: TestSchool, language: str) -> None:
    visitor = Visitor(app, school, school.people.student)
    for path in ("/home", "/about", "/nothing-here", "/assignments"):
        page = Page(visitor.get(path, query_string={"lang": language}).text)
        expected = language if language in {"kk", "ru", "en"} else "kk"
        assert page.elements[0].attributes["lang"] == expected


def test_a_language_that_is_unknown_is_not_remembered(app: Flask, school: TestSchool) -> None:
    visitor = Visitor(app, school, school.people.student)
    for language in (*ODD, "de"):
        data = {"language": language, "csrf_token": visitor.token}
        assert visitor.client.post("/language", data=data).status_code == 303
    assert visitor.page("/home").elements[0].attributes["lang"] == "kk"


@pytest.mark.parametrize("page", ["0", "-3", "2", "100000", "999999999999999999999999", "x", ""])
def test_a_page_number_beyond_the_list_shows_an_empty_page_or_the_first(
    app: Flask, busy_school: TestSchool, page: str
) -> None:
    teacher = Visitor(app, busy_school, busy_school.people.teacher)
    for query in ({"page": page}, {"page": page, "course": str(busy_school.course_id)}):
        assert teacher.get("/marking", query_string=query).status_code == 200
        assert teacher.get("/marking/returned", query_string=query).status_code == 200
        assert teacher.get("/profile", query_string=query).status_code == 200


def test_a_filter_by_a_course_of_another_school_is_a_filter_by_nothing(
    app: Flask, schools: TwoSchools
) -> None:
    here = schools.here
    work = hand_in(app, here.id, here.assignment_id, here.people.student)
    hand_in(app, schools.there.id, schools.there.assignment_id, schools.there.people.student)
    teacher = Visitor(app, here, here.people.teacher)
    first = here.rubric.criteria[0]
    for course in (schools.there.course_id, here.other_course_id, new_id()):
        query = {"course": str(course)}
        page = teacher.page("/marking", query_string=query)
        assert not [link for link in page.links() if f"/marking/{work}" in link]
        assert teacher.get(f"/marking/{work}", query_string=query).status_code == 200
        saved = teacher.post(
            f"/marking/{work}/rows/{first.id}?course={course}", row(first, 1, was="x"), fragment=True
        )
        assert saved.status_code in {200, 409}


@pytest.mark.parametrize(
    "not_an_id",
    [
        "1",
        "0",
        "abc",
        "not-a-uuid",
        "{01a20978-f9ba-766a-9904-8e3f867a0e44}",
        "01a20978f9ba766a99048e3f867a0e44",
        "%00",
        "..",
        "%2e%2e%2f",
        "x" * 3000,
    ],
    ids=range(10),
)
def test_what_is_no_id_is_no_page(app: Flask, school: TestSchool, not_an_id: str) -> None:
    teacher = Visitor(app, school, school.people.teacher)
    student = Visitor(app, school, school.people.student)
    for visitor, path in (
        (teacher, f"/marking/{not_an_id}"),
        (teacher, f"/profile/{not_an_id}"),
        (student, f"/assignments/{not_an_id}"),
        (student, f"/feedback/{not_an_id}"),
    ):
        assert visitor.get(path).status_code in {404, 308}
        assert visitor.post(path, {"text": "x"}).status_code in {404, 405}
    assert teacher.post(f"/marking/{new_id()}/rows/{not_an_id}").status_code == 404


@pytest.mark.parametrize(
    "slug",
    ["%00", "ARQA", "arqa%20", "arqa'", "мектеп", "x" * 3000, "..", "%2e%2e", "static%00", "%F0%9F%98%80"],
)
def test_what_is_no_school_is_no_page(app: Flask, school: TestSchool, slug: str) -> None:
    client = Visitor(app, school, school.people.teacher).client
    for path in ("about", "home", "sign-in", "marking"):
        assert client.get(f"/{slug}/{path}").status_code == 404
        assert client.post(f"/{slug}/sign-in").status_code in {400, 404}


def test_a_method_that_an_address_does_not_have_is_refused(app: Flask, busy_school: TestSchool) -> None:
    visitor = Visitor(app, busy_school, busy_school.people.admin)
    for path in lists(app, busy_school):
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            answer = visitor.client.open(f"/{busy_school.slug}{path}", method=method)
            assert answer.status_code in {400, 405}, f"{method} {path}"


def test_forms_that_are_broken_are_answered_in_words(app: Flask, school: TestSchool) -> None:
    work = hand_in(app, school.id, school.assignment_id, school.people.classmate)
    first = school.rubric.criteria[0]
    student = Visitor(app, school, school.people.student)
    teacher = Visitor(app, school, school.people.teacher)
    for visitor, path in (
        (student, f"/assignments/{school.assignment_id}"),
        (teacher, f"/marking/{work}/return"),
        (teacher, f"/marking/{work}/rows/{first.id}"),
        (teacher, f"/marking/{work}/comment"),
        (student, "/sign-in"),
    ):
        address, token = f"/{school.slug}{path}", {"X-CSRFToken": visitor.token}
        for body, kind in (
            (b"", "application/x-www-form-urlencoded"),
            (b"\xff\xfe=%ff&a=%", "application/x-www-form-urlencoded"),
            (b"{", "application/json"),
            (b"[1, 2]", "application/json"),
            (b"--x", "multipart/form-data; boundary=x"),
            (b"no boundary", "multipart/form-data"),
            (
                b"&".join(b"field-%d=1" % number for number in range(5000)),
                "application/x-www-form-urlencoded",
            ),
        ):
            answer = visitor.client.post(address, data=body, content_type=kind, headers=token)
            assert answer.status_code in {303, 400, 409, 413, 422}, (
                f"{path} with {kind}: {answer.status_code}"
            )
            if answer.status_code != 303:
                assert Page(answer.text).words
    assert not rows_of(app, school, work)
    assert len(stored(app, school, Submission)) == 1


def test_a_field_that_is_sent_twice_counts_once(app: Flask, school: TestSchool) -> None:
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    teacher = Visitor(app, school, school.people.teacher)
    first = school.rubric.criteria[0]
    sent = {
        f"choice-{first.id}": [str(first.levels[1].id), str(first.levels[3].id)],
        f"was-choice-{first.id}": ["", "na"],
    }
    answer = teacher.post(f"/marking/{work}/rows/{first.id}", sent, fragment=True)
    assert answer.status_code == 200
    assert rows_of(app, school, work)[first.id].level_id == first.levels[1].id


@pytest.mark.parametrize("length", [20_000, 20_001])
def test_the_longest_text_is_taken_and_one_character_more_is_not(
    app: Flask, school: TestSchool, length: int
) -> None:
    student = Visitor(app, school, school.people.student)
    sent = {"text": "Ұ" * length, "language": "kk", "intent": "draft"}
    answer = student.post(f"/assignments/{school.assignment_id}", sent)
    assert answer.status_code == (303 if length == 20_000 else 422)
    assert [len(work.text) for work in stored(app, school, Submission)] == (
        [20_000] if length == 20_000 else []
    )


def test_letters_of_every_alphabet_come_back_as_they_were_written(app: Flask, school: TestSchool) -> None:
    text = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі · Ёё Ъъ · 漢字 · ﷽ · 👩🏽‍🏫 · e\u0301 · \u200f\u202eabc · <&>\"'"
    student = Visitor(app, school, school.people.student)
    sent = {"text": text, "language": "kk", "intent": "draft"}
    assert student.post(f"/assignments/{school.assignment_id}", sent).status_code == 303
    form = student.page(f"/assignments/{school.assignment_id}").form_to(
        f"/assignments/{school.assignment_id}"
    )
    assert form.fields["text"] == text
