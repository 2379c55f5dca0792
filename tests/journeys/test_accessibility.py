"""Every page for everybody: by axe-core in three languages and two themes, by keyboard, on a phone, and reachable.

What costs time is done once for what is the same. The pages of the two schools are looked at in each school's own
language, light and dark, on a desk and on a phone; then in the third language on a phone in the dark.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looks import problems, problems_in_another_language
from tests.journeys.site import crawl, pages
from tests.journeys.steps import Desk
from tests.support.windows import PHONE, Windows

ROLES = ("teacher", "student", "parent", "mentor", "psychologist", "admin", "network", "")
"""Who looks; the empty one is nobody, who has not signed in."""
OWN_LANGUAGES = {"alatau": "kk", "saryarka": "ru"}
STATES = {"assignments.task": 2, "marking.feedback": 2}
"""Pages that look different by what has happened: a task that is begun or handed in, work with and without a mark."""
BY_HAND = {"home.design"}
"""The page of patterns is for those who build; whoever needs it types its address."""
DARK_PHONE = {"viewport": PHONE, "color_scheme": "dark", "reduced_motion": "reduce"}

Found = dict[str, list[str]]
Looked = set[tuple[str, str]]


def window_of(windows: Windows, role: str, school: str, **options: Any) -> Page:
    """Somebody of that school."""
    if not role:
        return windows.open(**options)
    return windows.open_as("network" if role == "network" else f"{role}.{school}", **options)


@pytest.fixture(scope="session")
def found(browser: Browser, demo_server: str) -> Callable[[str, str], Found]:
    """What the links on the pages lead to, for a role in a school; crawled once."""
    known: dict[tuple[str, str], Found] = {}

    def look(role: str, school: str) -> Found:
        if (role, school) not in known:
            windows = Windows(browser, demo_server)
            window = window_of(windows, role, school)
            known[role, school] = {}
            for start in (f"/{school}/home",) if role else ("/", f"/{school}/about"):
                known[role, school] |= crawl(window, start, STATES if role == "student" else {})
            windows.close()
        return known[role, school]

    return look


@pytest.fixture(scope="session")
def looked_at() -> Looked:
    """Language and content of what has been looked at: the content of some pages is the same for several roles."""
    return set()


def speak(window: Page, language: str) -> None:
    """Press the switch of languages, as a visitor does."""
    window.locator(f".language-switch button[value={language}]").click()
    window.locator(f"html[lang={language}]").wait_for()


def walk(
    window: Page,
    language: str,
    addresses: list[str],
    looked_at: Looked,
    look: Callable[[Page, str], list[str]],
) -> list[str]:
    """Look at each page whose content is new; the frame around it is the role's own on every page of it."""
    wrong = []
    for path in addresses:
        window.goto(path)
        content = (language, window.locator("main").inner_html())
        if content not in looked_at:
            looked_at.add(content)
            wrong += [f"{language} {path}: {problem}" for problem in look(window, language)]
    return wrong


@pytest.mark.parametrize("school", OWN_LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_everybody(
    windows: Windows, found: Callable[[str, str], Found], looked_at: Looked, role: str, school: str
) -> None:
    addresses = [
        path for endpoint, paths in found(role, school).items() if endpoint in pages() for path in paths
    ]
    start = f"/{school}/home" if role else f"/{school}/about"
    window = window_of(windows, role, school)
    window.goto(start)
    speak(window, OWN_LANGUAGES[school])
    wrong = walk(window, OWN_LANGUAGES[school], addresses, looked_at, problems)
    if school == "alatau":
        window = window_of(windows, role, school, **DARK_PHONE)
        window.goto(start)
        speak(window, "en")
        wrong += walk(window, "en", addresses, looked_at, problems_in_another_language)
    assert not wrong, "\n".join(wrong)


def test_every_page_is_reached_by_links(found: Callable[[str, str], Found]) -> None:
    reached = {endpoint for role in ROLES for endpoint in found(role, "alatau")}
    assert pages() - reached == BY_HAND


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_with_something_to_say(windows: Windows, spare_work: str, language: str) -> None:
    """What no link leads to: mistakes in forms, two markers who differ, a page that is not there."""
    options = {} if language == "kk" else DARK_PHONE
    inspect = problems if language == "kk" else problems_in_another_language
    wrong: list[str] = []

    def look(window: Page, place: str) -> None:
        wrong.extend(f"{language} {place}: {problem}" for problem in inspect(window, language))

    visitor = windows.open(**options)
    visitor.goto("/alatau/sign-in")
    speak(visitor, language)
    visitor.locator("input[name=login]").fill(f"nobody-{language}")
    visitor.locator("input[name=password]").fill("wrong")
    visitor.locator("form.form button[type=submit]").click()
    visitor.locator(".notice-danger").wait_for()
    look(visitor, "sign-in refused")
    visitor.goto("/alatau/nothing")
    look(visitor, "404")
    if language == "kk":  # its samples are in one language
        for path in ("/_design", "/saryarka/_design"):
            visitor.goto(path)
            look(visitor, path)

    teacher = windows.open_as("teacher.saryarka", **options)
    teacher.goto(spare_work)
    speak(teacher, language)
    desk = Desk(teacher, language)
    desk.choose(0, 2)
    desk.expect_saved(0)
    desk.row(0).locator("input[name^=was-choice]").evaluate("seen => { seen.value = '' }")
    desk.choose(0, 1)
    desk.row(0).locator("[role=alert]").wait_for()
    desk.row(1).locator("summary").click()
    look(teacher, "desk, two markers differ")
    teacher.evaluate("document.getElementById('keys').showModal()")
    look(teacher, "desk, list of keys")
    teacher.keyboard.press("Escape")
    desk.row(0).locator("button[value=theirs]").click()
    desk.expect_saved(0)
    desk.press_return()
    teacher.locator(".notice-danger").wait_for()
    look(teacher, "desk, not complete")

    student = windows.open_as("student.alatau", **options)
    student.goto("/alatau/assignments")
    speak(student, language)
    student.locator("a.queue-item:has(.badge-warning)").click()
    student.locator("textarea[name=text]").fill(" ")
    student.locator("button[name=intent][value=draft]").click()
    student.locator(".field-errors").wait_for()
    look(student, "task, nothing written")

    admin = windows.open_as("admin.alatau", **options)
    admin.goto("/alatau/subjects")
    speak(admin, language)
    for name, value in (("title_kk", " "), ("first_grade", "9"), ("last_grade", "5"), ("weekly_hours", "1")):
        admin.locator(f"input[name={name}]").fill(value)
    admin.locator("form.form button[type=submit]").click()
    admin.locator(".form-errors").wait_for()
    look(admin, "subjects, form refused")
    assert not wrong, "\n".join(wrong)
