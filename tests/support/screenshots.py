"""Pictures of the main pages for the documentation: `python3 start.py run python -m tests.support.screenshots`.

Every page in its school's first language on a phone and a desktop, the desk and the profile in all three languages.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import chromium
from tests.support.browser import start_demo, stop_demo
from tests.support.windows import sign_in

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
DEVICES = {"phone": (360, 740), "desktop": (1280, 800)}
FIRST_LANGUAGE = {"alatau": "kk", "saryarka": "ru"}


def open_first(selector: str) -> Callable[[Page], None]:
    """Follow the first link of that kind."""
    return lambda page: page.locator(selector).first.click()


def mark_two_rows(page: Page) -> None:
    """Open the oldest work and choose two levels, without returning it."""
    page.locator(".page-head .button-primary").first.click()
    page.wait_for_selector("form.rubric")
    for code in ("Digit3", "Digit2"):
        page.keyboard.press(code)
        page.wait_for_timeout(300)


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to show: who opens it, where it begins, and what is done there."""

    name: str
    login: str | None
    path: str
    then: Callable[[Page], None] | None = None
    every_language: bool = False


SHOTS = (
    Shot("about", None, "about"),
    Shot("sign-in", None, "sign-in"),
    Shot("home", "teacher", "home"),
    Shot("waiting", "teacher", "marking"),
    Shot("desk", "teacher", "marking", mark_two_rows, every_language=True),
    Shot("task", "student", "assignments", open_first('main a[href*="/assignments/"]')),
    Shot("feedback", "student", "home", open_first('main a[href*="/feedback/"]')),
    Shot("profile", "student", "profile", every_language=True),
)


def take(browser: Browser, url: str) -> Iterator[Path]:
    """Take every picture and say where it lies."""
    for device, (width, height) in DEVICES.items():
        for school in FIRST_LANGUAGE:
            for login in (None, "teacher", "student"):
                context = browser.new_context(base_url=url, viewport={"width": width, "height": height})
                page = context.new_page()
                if login:
                    sign_in(page, f"{login}.{school}")
                for shot in SHOTS:
                    if shot.login == login:
                        yield from _take(page, shot, device, school)
                context.close()


def _take(page: Page, shot: Shot, device: str, school: str) -> Iterator[Path]:
    for language in ("kk", "ru", "en") if shot.every_language else (FIRST_LANGUAGE[school],):
        page.goto(f"/{school}/about")
        page.locator(f'.language-switch button[value="{language}"]').click()
        page.goto(f"/{school}/{shot.path}")
        if shot.then:
            shot.then(page)
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready")
        file = FOLDER / f"{shot.name}-{device}-{language}-{school}.jpg"
        page.screenshot(path=file, type="jpeg", quality=72)
        yield file


def main() -> int:
    """Build the demonstration, take the pictures, forget the demonstration."""
    found = chromium.find()
    if found is None:
        print("no Chromium on this machine: set PARASAT_CHROMIUM")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    started = start_demo()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=str(found),
                args=list(chromium.LAUNCH_ARGUMENTS),
                env=chromium.environment_of(found),
            )
            for file in take(browser, started["url"]):
                print(file.relative_to(FOLDER.parents[1]))
            browser.close()
    finally:
        stop_demo(started)
    return 0


if __name__ == "__main__":
    sys.exit(main())
