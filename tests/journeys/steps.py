"""What people do again and again on their journeys."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from playwright.sync_api import Locator, Page, expect

from tests.support.words import said


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """A line of the waiting list."""

    student: str
    address: str
    begun: bool


def waiting_works(window: Page, school: str) -> list[WaitingWork]:
    """Everything that waits for the teacher who is signed in, course by course."""
    window.goto(f"/{school}/marking")
    whole = [
        str(link.get_attribute("href"))
        for link in window.locator("section.queue-course > p > a[href*='course=']").all()
    ]
    works = _listed(window)
    for address in whole:
        window.goto(address)
        works += _listed(window)
    return list({work.address.partition("?")[0]: work for work in works}.values())


def _listed(window: Page) -> list[WaitingWork]:
    lines = window.locator("a.queue-item[href*='/marking/']").evaluate_all(
        "links => links.map(link => [link.children[0].innerText, link.getAttribute('href'),"
        " Boolean(link.querySelector('.badge'))])"
    )
    return [WaitingWork(student, address.partition("?")[0], begun) for student, address, begun in lines]


class SpareWorks:
    """Works in the course that two teachers of `saryarka` share, each given away once in a run.

    The latest first: a journey that marks from the oldest on never meets them.
    """

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, FileLock(file.with_suffix(".lock"))

    def take(self) -> str:
        """The address of a work that nobody has begun to mark and no other journey touches."""
        with self._lock:
            first, *rest = json.loads(self._file.read_text())
            self._file.write_text(json.dumps(rest))
        return str(first)


class Desk:
    """The marking desk in a window, addressed as a teacher sees it."""

    def __init__(self, window: Page, language: str) -> None:
        self.window, self.language = window, language
        self.rows = window.locator("fieldset.criterion")

    def row(self, place: int) -> Locator:
        """A criterion, counted from 0."""
        return self.rows.nth(place)

    def level(self, place: int, level: int | str) -> Locator:
        """A level of a criterion, by its key: 0 to 9, or "n"."""
        return self.row(place).locator(f"input[type=radio][data-key='{level}']")

    def choose(self, place: int, level: int | str) -> None:
        """Click a level."""
        self.row(place).locator(f"label:has(> input[data-key='{level}'])").click()

    def choose_all(self, *levels: int | str) -> None:
        """Click a level of each criterion, from the first on, and wait until the server has them."""
        for place, level in enumerate(levels):
            self.choose(place, level)
        for place in range(len(levels)):
            self.expect_saved(place)

    def comment(self, place: int) -> Locator:
        """The field for a comment on a criterion."""
        return self.row(place).locator("textarea")

    def write_comment(self, place: int, text: str) -> None:
        """Open the comment, write it and leave the field."""
        if self.row(place).locator("details").get_attribute("open") is None:
            self.row(place).locator("summary").click()
        self.comment(place).fill(text)
        self.comment(place).blur()

    def status(self, place: int) -> Locator:
        """What a criterion says about itself."""
        return self.row(place).locator(".row-status")

    def expect_saved(self, place: int) -> None:
        """The row says that the server has it."""
        expect(self.status(place)).to_have_text(said(self.language, "Saved"))
        expect(self.row(place)).not_to_have_class(re.compile("is-(saving|unsaved|conflict)"))

    def expect_unsaved(self, place: int) -> None:
        """The row says that the server does not have it yet."""
        words = said(self.language, "Not saved yet: it will be sent when the line is back.")
        expect(self.status(place)).to_have_text(words)
        expect(self.row(place)).to_have_class(re.compile("is-unsaved"))

    def press_return(self) -> None:
        """The button that returns the work."""
        self.window.locator("button[name=intent][value=return]").click()

    def expect_returned(self) -> None:
        """The page that comes then says so: the next work's, or the list when none waits any more."""
        expect(self.window.locator(".notice-success, .toast-success").first).to_be_visible()
