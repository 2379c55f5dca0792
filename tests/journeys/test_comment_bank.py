"""A teacher marks with the comment bank: by keyboard, by thumb, and in a browser that runs no scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.journeys.looks import problems
from tests.journeys.steps import Desk
from tests.support import axe
from tests.support.windows import Windows, sign_in
from tests.support.words import said

RU = "ru"
EFFORT = re.compile("Жұмысыңнан еңбегің көрініп тұр|В работе виден твой труд")
"""A comment of the demonstration that fits everywhere; it stands there in the language of the work's student."""


def words_of(bank: Locator) -> str:
    """The words of that comment as the bank offers them."""
    return bank.locator(".bank-said", has_text=EFFORT).inner_text()


def test_a_comment_goes_where_the_caret_is_and_what_is_typed_is_kept(
    windows: Windows, spare_work: str
) -> None:
    window = windows.open_as("teacher.saryarka")
    window.goto(spare_work)
    desk = Desk(window, RU)
    desk.choose(0, 2)
    desk.expect_saved(0)
    bank = desk.row(0).locator(".bank")

    window.keyboard.press("b")
    expect(bank.locator(".bank-comment").first).to_be_focused()
    assert not axe.violations(window)
    effort = words_of(bank)
    bank.locator(".bank-comment", has_text=EFFORT).focus()
    window.keyboard.press("Enter")
    expect(desk.comment(0)).to_have_value(effort)
    expect(desk.comment(0)).to_be_focused()
    desk.expect_saved(0)

    # At the caret: in front of what stands there.
    desk.comment(0).evaluate("field => field.setSelectionRange(0, 0)")
    window.keyboard.type("Вывод верный.")
    desk.row(0).locator("button[formaction]").click()
    bank.locator(".bank-comment", has_text=EFFORT).click()
    expect(desk.comment(0)).to_have_value(f"Вывод верный. {effort} {effort}")

    desk.comment(0).fill("Вывод верный, пример сильный.")
    desk.row(0).locator("button[formaction]").click()
    bank.locator("button[name=keep]").click()
    expect(bank.locator("[role=status]")).to_have_text(said(RU, "The comment is kept in your bank."))
    expect(bank.locator(".bank-said").first).to_have_text("Вывод верный, пример сильный.")
    window.keyboard.press("Escape")
    expect(bank).to_have_count(0)
    desk.expect_saved(0)
    window.reload()
    expect(desk.comment(0)).to_have_value("Вывод верный, пример сильный.")


def test_a_search_finds_without_leaving_the_desk(windows: Windows, spare_work: str) -> None:
    window = windows.open_as("teacher.saryarka")
    window.set_viewport_size({"width": 360, "height": 760})
    window.goto(spare_work)
    desk = Desk(window, RU)
    window.locator(".sheet-toggle summary").click()
    desk.row(0).locator(".criterion-comment summary").click()
    desk.row(0).locator("button[formaction]").click()
    bank = desk.row(0).locator(".bank")
    bank.locator("[data-bank-search]").fill("ТРУД")
    expect(bank.locator(".bank-said")).to_have_text([EFFORT])
    expect(bank.locator("[data-bank-search]")).to_be_focused()
    window.keyboard.press("Enter")
    expect(bank.locator(".bank-comment")).to_be_focused()
    assert not window.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_without_scripts_nothing_that_was_typed_is_lost(windows: Windows, spare_work: str) -> None:
    window = windows.open(java_script_enabled=False)
    sign_in(window, "teacher.saryarka")
    window.goto(spare_work)
    desk = Desk(window, RU)
    desk.choose(1, 1)
    desk.row(0).locator("summary").click()
    desk.comment(0).fill("Вывод верный.")
    desk.row(0).locator("button[formaction]").click()
    expect(window).to_have_url(re.compile("/rows/.*/comments$"))
    page = window.url
    effort = words_of(window.locator(".bank"))
    window.locator(".bank-comment", has_text=EFFORT).click()
    expect(desk.comment(0)).to_have_value(f"Вывод верный. {effort}")
    expect(desk.level(1, 1)).to_be_checked()

    seeing = windows.open_as("teacher.saryarka")
    seeing.goto(page)
    assert not problems(seeing, RU)
