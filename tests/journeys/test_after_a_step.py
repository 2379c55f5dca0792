"""Pages that are there only after somebody has done something: for everybody, too, and reached by their links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looks import problems, problems_of_words
from tests.journeys.site import endpoint_of
from tests.support.windows import Windows


class Looked:
    """What is wrong with the pages that were looked at; a journey ends with none."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def at(self, window: Page, endpoint: str) -> None:
        """Look at the page where the window stands: whole in Kazakh, at its words in English."""
        assert endpoint_of(re.sub(r"^https?://[^/]+", "", window.url)) == endpoint
        for language, look in (("en", problems_of_words), ("kk", problems)):
            window.locator(f".language-switch button[value={language}]").click()
            window.locator(f"html[lang={language}]").wait_for()
            self.wrong += [f"{language} {endpoint}: {problem}" for problem in look(window, language)]


@pytest.fixture
def looked() -> Iterator[Looked]:
    """A journey fails at its end with everything that is wrong."""
    pages = Looked()
    yield pages
    assert not pages.wrong, "\n".join(pages.wrong)


def go(window: Page, link: str) -> None:
    """Press the first link to such an address and wait for its page."""
    window.locator(f"main a[href*='{link}']").first.click()
    window.wait_for_url(f"**{link}**")


def test_a_copy_that_moves_on_is_compared_with_itself_and_with_its_origin(
    windows: Windows, looked: Looked
) -> None:
    teacher = windows.open_as("teacher.alatau")
    teacher.goto("/alatau/rubrics?shelf=school")
    teacher.locator(".rubric-card .card-title a").first.click()
    addresses = []
    for _copy in range(2):
        before = teacher.url
        teacher.locator("form[action$='/adopt'] button").click()
        teacher.wait_for_url(lambda address, before=before: address != before)
        addresses.append(re.sub("/edit$", "", teacher.url))
    origin, copy = addresses
    teacher.goto(f"{origin}/edit")
    title = teacher.locator("input[name=title-kk]")
    title.fill(f"{title.input_value()}, қысқа")
    teacher.locator("button[name=do][value=save]").click()
    teacher.wait_for_url(origin)
    go(teacher, "/compare")
    looked.at(teacher, "rubrics.compare")
    teacher.goto(copy)
    go(teacher, "/origin")
    looked.at(teacher, "rubrics.origin")


def test_from_a_rubric_a_teacher_comes_to_what_a_new_version_would_change(
    windows: Windows, looked: Looked
) -> None:
    teacher = windows.open_as("teacher.alatau")
    teacher.goto("/alatau/marking/assignments")
    assignment = str(teacher.locator("a.queue-item").first.get_attribute("href")).rpartition("/")[2]
    teacher.goto(f"/alatau/courses/assignments/{assignment}")
    rubric = teacher.locator("main summary:has(.ga)").first.inner_text()
    title = rubric.partition(":")[2].partition("GA")[0].strip()
    teacher.goto(f"/alatau/rubrics?shelf=all&q={quote(title)}")
    teacher.locator(".rubric-card .card-title a").first.click()
    go(teacher, "/marking/rubrics/")
    go(teacher, "/version")
    looked.at(teacher, "marking.version_changes")


def test_a_student_looks_the_work_over_before_it_is_handed_in(windows: Windows, looked: Looked) -> None:
    student = windows.open_as("student.alatau")
    student.goto("/alatau/assignments")
    student.locator("a.queue-item:has(.badge-warning)").click()
    student.locator("textarea[name=text]").fill("Көше бойына он екі қарағаш отырғызамыз.")
    student.locator("button[name=intent][value=review]").click()
    student.wait_for_url("**/hand-in")
    looked.at(student, "assignments.review")


def test_a_programme_that_is_submitted_again_is_reviewed(windows: Windows, looked: Looked) -> None:
    author, reviewer = windows.open_as("teacher.alatau"), windows.open_as("admin.alatau")
    author.goto("/alatau/subjects/programmes")
    author.locator(
        "main a:has(.badge-warning), main li:has(.badge-warning) a, main tr:has(.badge-warning) a"
    ).first.click()
    author.locator("button[name=do][value=submit]").click()
    expect(author.locator(".toast-success")).to_be_visible()
    reviewer.goto(author.url)
    go(reviewer, "/review")
    looked.at(reviewer, "parasat_programme.review")


def test_a_supervisor_outside_the_school_confirms_hours_without_an_account(
    windows: Windows, looked: Looked
) -> None:
    leader, supervisor = windows.open_as("admin.alatau"), windows.open()
    leader.goto("/alatau/zholy/service")
    leader.locator("a.queue-item", has_text="Қайырымдылық қорында").click()
    leader.locator("form[action$='/link'] button").click()
    supervisor.goto(leader.locator("#address").input_value())
    looked.at(supervisor, "parasat_zholy.confirm")
    supervisor.locator("input[name=decision]").first.check()
    supervisor.locator("main form.form button[type=submit]").click()
    supervisor.wait_for_url("**/confirm/thanks")
    looked.at(supervisor, "parasat_zholy.thanks")
