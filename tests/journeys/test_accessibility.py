"""Every page for everybody: by axe-core in three languages and two themes, by keyboard, on a phone, and reachable.

What costs time is done once for what is the same: everything in the language and the brand of the Kazakh-first school,
colours and words in those of the Russian-first school, words alone in English. A page whose content is the same for
several roles is looked at for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.looks import problems, problems_of_brand, problems_of_words
from tests.journeys.site import Found, crawl, pages
from tests.journeys.steps import Desk, SpareWorks
from tests.support import axe
from tests.support.windows import Windows

ROLES = ("teacher", "student", "parent", "mentor", "psychologist", "admin", "network", "")
"""Who looks; the empty one is nobody, who has not signed in."""
LOOKS = {
    "alatau": (("kk", problems), ("en", problems_of_words)),
    "saryarka": (("ru", problems_of_brand),),
}
STATES = {"assignments.task": 2, "marking.feedback": 2}
"""Pages that look different by what has happened: a task that is begun or handed in, work with and without a mark."""
DEEP = {"assignments.task": 12, "rubrics.library": 12}
"""Of these pages more is asked for: what leads on stands on few of them."""
BY_HAND = {"home.design", "marking.bank", "parasat_microqualifications_public.attribute"}
"""The page of patterns is for those who build; whoever needs it types its address. The comments of a row are a page
only where no script runs: the desk's form leads there, and the journey of the comment bank looks at it. What an
attribute is stands in a credential's file, for whoever verifies it elsewhere."""
AFTER_A_STEP = {
    *("assignments.review", "marking.version_changes", "rubrics.compare", "rubrics.origin"),
    *("parasat_programme.review", "parasat_zholy.confirm", "parasat_zholy.thanks"),
}
"""Somebody has to do something before these are there, or they are behind one link of many; the journeys after a step
look at them."""
OF_ANOTHER_DAY = {"parasat_microqualifications.job", "parasat_programme.preview"}
"""A school that could not sign for a while, and the days between choosing and the results: no year of the
demonstration has them. The tests of these plug-ins open them."""

Site = dict[str, list[Found]]


def login_of(role: str, school: str) -> str:
    """The account of the demonstration."""
    return role if role in {"network", ""} else f"{role}.{school}"


@pytest.fixture(scope="module")
def seats(browser: Browser, demo_server: str) -> Iterator[Callable[[str], Page]]:
    """A window for each login, opened once: who looks at pages only can go on with it."""
    windows = Windows(browser, demo_server)
    opened: dict[str, Page] = {}

    def seat(login: str) -> Page:
        if login not in opened:
            opened[login] = windows.open_as(login) if login else windows.open()
            # Once for all pages of the window: sending it to each of them costs more than asking it.
            opened[login].context.add_init_script(path=axe.SCRIPT)
        return opened[login]

    yield seat
    windows.close()


@pytest.fixture(scope="module")
def site(browser: Browser, demo_server: str) -> Iterator[Callable[[str, str], Site]]:
    """What the links on the pages lead to, for a role in a school; crawled once."""
    windows = Windows(browser, demo_server)
    known: dict[tuple[str, str], Site] = {}

    def look(role: str, school: str) -> Site:
        if (role, school) not in known:
            asking = windows.asking_as(login_of(role, school))
            known[role, school] = {}
            for start in (f"/{school}/home",) if role else ("/", f"/{school}/about"):
                known[role, school] |= crawl(asking, start, DEEP)
        return known[role, school]

    yield look
    windows.close()


@pytest.fixture(scope="module")
def work(spare_works: SpareWorks) -> str:
    """The address of a work that nobody else marks."""
    return spare_works.take()


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The content that has been looked at."""
    return set()


def speak(window: Page, language: str) -> None:
    """Press the switch of languages, as a visitor does."""
    window.locator(f".language-switch button[value={language}]").click()
    window.locator(f"html[lang={language}]").wait_for()


@pytest.mark.parametrize("school", LOOKS)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_everybody(
    seats: Callable[[str], Page],
    site: Callable[[str, str], Site],
    looked_at: set[str],
    role: str,
    school: str,
) -> None:
    fresh = [
        page
        for endpoint, found in site(role, school).items()
        for page in found[: STATES.get(endpoint, 1) if role == "student" else 1]
        if endpoint in pages() and page.content not in looked_at
    ]
    looked_at.update(page.content for page in fresh)
    window = seats(login_of(role, school))
    window.goto(f"/{school}/home" if role else f"/{school}/about")
    wrong: list[str] = []
    for language, look in LOOKS[school]:
        speak(window, language)
        for page in fresh:
            window.goto(page.path)
            wrong += [f"{language} {page.path}: {problem}" for problem in look(window, language)]
    assert not wrong, "\n".join(wrong)


def test_every_page_is_reached_by_links(site: Callable[[str, str], Site]) -> None:
    reached = {endpoint for role in ROLES for endpoint in site(role, "alatau")}
    assert pages() - reached - AFTER_A_STEP == BY_HAND | OF_ANOTHER_DAY


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_with_something_to_say(seats: Callable[[str], Page], work: str, language: str) -> None:
    """What no link leads to: mistakes in forms, two markers who differ, a page that is not there."""
    inspect = problems if language == "kk" else problems_of_words
    wrong: list[str] = []

    def look(window: Page, place: str) -> None:
        wrong.extend(f"{language} {place}: {problem}" for problem in inspect(window, language))

    visitor = seats("")
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

    teacher = seats("teacher.saryarka")
    teacher.goto(work)
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

    student = seats("student.alatau")
    student.goto("/alatau/assignments")
    speak(student, language)
    student.locator("a.queue-item:has(.badge-warning)").click()
    student.locator("textarea[name=text]").fill(" ")
    student.locator("button[name=intent][value=review]").click()
    student.locator(".field-errors").wait_for()
    look(student, "task, nothing written")

    admin = seats("admin.alatau")
    admin.goto("/alatau/subjects")
    speak(admin, language)
    for name, value in (("title_kk", " "), ("first_grade", "9"), ("last_grade", "5"), ("weekly_hours", "1")):
        admin.locator(f"input[name={name}]").fill(value)
    admin.locator("form.form button[type=submit]").click()
    admin.locator(".form-errors").wait_for()
    look(admin, "subjects, form refused")
    assert not wrong, "\n".join(wrong)
