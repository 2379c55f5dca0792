"""Every page for everybody: by axe-core in three languages and two themes, by keyboard, on a phone, and reachable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looks import frame_problems, problems
from tests.journeys.site import crawl, pages
from tests.journeys.steps import Desk
from tests.support.windows import Windows

ROLES = ("teacher", "student", "parent", "mentor", "psychologist", "admin", "network", "")
"""Who looks; the empty one is nobody, who has not signed in."""
SCHOOLS = {"alatau": ("kk", "en"), "saryarka": ("ru",)}
"""Both brands, and the languages in which each is looked at: every language once, the school's own first."""
MANY = {"assignments.task": 3, "marking.feedback": 3}
"""Pages that look different by what has happened; of all others one is looked at."""
BY_HAND = {"home.design"}
"""The page of patterns is for those who build; whoever needs it types its address."""

Found = dict[str, list[str]]


def window_of(windows: Windows, role: str, school: str) -> Page:
    """Somebody of that school."""
    if not role:
        return windows.open()
    return windows.open_as("network" if role == "network" else f"{role}.{school}")


@pytest.fixture(scope="session")
def found(browser: Browser, demo_server: str) -> Callable[[str, str], Found]:
    """What the links on the pages lead to, for a role in a school; crawled once."""
    known: dict[tuple[str, str], Found] = {}

    def look(role: str, school: str) -> Found:
        if (role, school) not in known:
            windows = Windows(browser, demo_server)
            window = window_of(windows, role, school)
            starts = [f"/{school}/home"] if role else ["/", f"/{school}/about"]
            pages_found: Found = {}
            for start in starts:
                pages_found |= crawl(window, start, each=3)
            windows.close()
            known[role, school] = pages_found
        return known[role, school]

    return look


@pytest.fixture(scope="session")
def looked_at() -> set[tuple[str, str]]:
    """Language and content of pages that are the same for several roles."""
    return set()


def speak(window: Page, language: str) -> None:
    """Press the switch of languages, as a visitor does."""
    window.locator(f".language-switch button[value={language}]").click()
    window.wait_for_load_state()


@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_everybody(
    windows: Windows,
    found: Callable[[str, str], Found],
    looked_at: set[tuple[str, str]],
    role: str,
    school: str,
) -> None:
    addresses = [
        path
        for endpoint, paths in found(role, school).items()
        if endpoint in pages()
        for path in paths[: MANY.get(endpoint, 1)]
    ]
    window = window_of(windows, role, school)
    window.goto(f"/{school}/home" if role else f"/{school}/about")
    wrong: list[str] = []
    for language in SCHOOLS[school]:
        speak(window, language)
        for path in addresses:
            window.goto(path)
            content = (language, window.locator("main").inner_html())
            # The same content in another role's frame: the frame alone is new.
            looked = frame_problems(window) if content in looked_at else problems(window, language)
            looked_at.add(content)
            wrong += [f"{language} {path}: {problem}" for problem in looked]
    assert not wrong, "\n".join(wrong)


def test_every_page_is_reached_by_links(found: Callable[[str, str], Found]) -> None:
    reached = {endpoint for role in ROLES for endpoint in found(role, "alatau")}
    assert pages() - reached == BY_HAND


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_with_something_to_say(windows: Windows, spare_work: str, language: str) -> None:
    """What no link leads to: mistakes in forms, two markers who differ, a page that is not there."""
    wrong: list[str] = []

    def look(window: Page, place: str) -> None:
        wrong.extend(f"{language} {place}: {problem}" for problem in problems(window, language))

    visitor = windows.open()
    visitor.goto("/alatau/sign-in")
    speak(visitor, language)
    visitor.locator("input[name=login]").fill(f"nobody-{language}")
    visitor.locator("input[name=password]").fill("wrong")
    visitor.locator("form.form button[type=submit]").click()
    visitor.locator(".notice-danger").wait_for()
    look(visitor, "sign-in refused")
    for path in ("/alatau/nothing", "/_design", "/saryarka/_design"):
        visitor.goto(path)
        if path == "/_design":
            speak(visitor, language)
        look(visitor, path)

    teacher = windows.open_as("teacher.saryarka")
    teacher.goto("/saryarka/nothing")
    speak(teacher, language)
    look(teacher, "404, signed in")
    teacher.goto(spare_work)
    desk = Desk(teacher, language)
    desk.choose(0, 2)
    desk.expect_saved(0)
    desk.row(0).locator("input[name^=was-choice]").evaluate("seen => { seen.value = '' }")
    desk.choose(0, 1)
    desk.row(0).locator("[role=alert]").wait_for()
    desk.row(1).locator("summary").click()
    look(teacher, "desk, two markers differ")
    teacher.keyboard.press("?")
    teacher.locator("#keys").wait_for()
    wrong += [f"{language} keys: {problem}" for problem in frame_problems(teacher, "#keys")]
    teacher.keyboard.press("Escape")
    desk.row(0).locator("button[value=theirs]").click()
    desk.expect_saved(0)
    desk.press_return()
    teacher.locator(".notice-danger").wait_for()
    look(teacher, "desk, not complete")

    student = windows.open_as("student.alatau")
    student.goto("/alatau/assignments")
    speak(student, language)
    student.locator("a.queue-item:has(.badge-warning)").click()
    student.locator("textarea[name=text]").fill(" ")
    student.locator("button[name=intent][value=draft]").click()
    student.locator(".field-errors").wait_for()
    look(student, "task, nothing written")
    student.evaluate("localStorage.clear()")

    admin = windows.open_as("admin.alatau")
    admin.goto("/alatau/subjects")
    speak(admin, language)
    admin.locator("input[name=title_kk]").fill(" ")
    for name, value in (("first_grade", "9"), ("last_grade", "5"), ("weekly_hours", "1")):
        admin.locator(f"input[name={name}]").fill(value)
    admin.locator("form.form button[type=submit]").click()
    admin.locator(".form-errors").wait_for()
    look(admin, "subjects, form refused")
    assert not wrong, "\n".join(wrong)
