"""The next work can be fetched ahead: by this browser, for this sign-in, for a short time."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from tests.factories.desk import whole
from tests.factories.schools import TestSchool
from tests.factories.visitors import Visitor
from tests.factories.works import EVENING, hand_in


@pytest.fixture
def next_work(app: Flask, school: TestSchool) -> UUID:
    """The classmate's work, handed in a day later."""
    return hand_in(
        app, school.id, school.assignment_id, school.people.classmate, at=EVENING + timedelta(days=1)
    )


def ahead(visitor: Visitor, path: str) -> tuple[str, str, str]:
    """What a page fetched ahead says about who may keep it."""
    answer = visitor.client.get(path, headers={"Purpose": "prefetch"})
    return str(answer.status_code), answer.headers["Cache-Control"], answer.headers["Vary"]


def announced(visitor: Visitor, work: UUID) -> str:
    page = visitor.get(f"/marking/{work}").text
    found = re.search(r'data-next="([^"]+)"', page)
    return found[1] if found else ""


def test_the_page_names_the_address_to_which_the_return_leads(
    school: TestSchool, work: UUID, next_work: UUID, teacher: Visitor
) -> None:
    address = announced(teacher, work)
    assert address == f"/{school.slug}/marking/{next_work}?after={work}"
    answer = teacher.post(f"/marking/{work}/return", {**whole(school, 2, 2, 1), "intent": "return"})
    assert answer.location == address
    assert "Set-Cookie" not in answer.headers, "another cookie would make it another page"


def test_what_was_fetched_ahead_is_the_page_as_it_will_be(
    school: TestSchool, work: UUID, next_work: UUID, teacher: Visitor
) -> None:
    address = announced(teacher, work).removeprefix(f"/{school.slug}")
    before = teacher.page(address).words
    teacher.post(f"/marking/{work}/return", {**whole(school, 2, 2, 1), "intent": "return"})
    assert teacher.page(address).words == before
    assert "Қайтарылды: Ермек Әмина" in before
    assert "1 жұмыс" in before


def test_only_this_browser_keeps_it_and_only_while_it_is_signed_in(
    work: UUID, next_work: UUID, teacher: Visitor
) -> None:
    status, cache, vary = ahead(teacher, announced(teacher, work))
    assert (status, cache) == ("200", "private, max-age=120")
    assert "Cookie" in vary


def test_nothing_else_is_ever_kept(school: TestSchool, work: UUID, teacher: Visitor, app: Flask) -> None:
    assert teacher.get(f"/marking/{work}").headers["Cache-Control"] == "no-store"
    for path in ("/marking", "/home"):
        assert ahead(teacher, f"/{school.slug}{path}")[1] == "no-store"
    stranger = Visitor(app, school, school.people.other_teacher)
    assert ahead(stranger, f"/{school.slug}/marking/{work}")[:2] == ("404", "no-store")
    nobody = Visitor(app, school)
    assert ahead(nobody, f"/{school.slug}/marking/{work}")[:2] == ("303", "no-store")


def test_the_last_work_and_a_returned_one_name_no_next(
    school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    assert not announced(teacher, work)


@pytest.mark.parametrize("after", ["nonsense", "{foreign}"])
def test_a_strangers_work_is_not_named_by_the_address(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, after: str
) -> None:
    foreign = hand_in(app, school.id, school.other_assignment_id, school.people.outsider)
    page = teacher.page(f"/marking/{work}?after={after.format(foreign=foreign)}")
    assert "Қайтарылды" not in page.words
    assert "Қабылбек" not in page.words
