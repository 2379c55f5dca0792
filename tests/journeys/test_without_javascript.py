"""The whole main job in a browser that runs no scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import Desk
from tests.support.windows import Windows, sign_in
from tests.support.words import said

RU = "ru"
PLAIN = {"java_script_enabled": False}


def save_draft(desk: Desk) -> None:
    """The button that saves everything and publishes nothing."""
    desk.window.locator("button[name=intent][value=draft]").click()


def levels_shown(window: Page) -> list[str]:
    """The levels and the numbers of pieces beside the radar."""
    return window.locator(".growth tbody tr").all_inner_texts()


def test_a_teacher_marks_and_a_student_reads(windows: Windows) -> None:
    student = windows.open(**PLAIN)
    sign_in(student, "student.saryarka")
    student.goto("/saryarka/profile")
    profile, before = student.url, levels_shown(student)

    window = windows.open(**PLAIN)
    sign_in(window, "teacher.saryarka")
    window.locator("a.button-primary[href$='/saryarka/marking']").click()
    window.locator(".page-actions a.button-primary").click()
    desk = Desk(window, RU)
    work = window.url.partition("?")[0].rpartition("/")[2]
    desk.choose(0, 2)
    desk.choose(1, 3)
    desk.row(1).locator("summary").click()
    desk.comment(1).fill("Чувства героя названы точно.")
    save_draft(desk)
    toast = window.locator(".toast-success")
    expect(toast).to_have_text(said(RU, "Saved. The student does not see it yet."))
    expect(desk.level(0, 2)).to_be_checked()
    expect(desk.comment(1)).to_have_value("Чувства героя названы точно.")
    # (3 × 2/3 + 3 × 3/3) ÷ (3 + 3) × 100
    expect(window.locator("#desk-total")).to_contain_text("83,33 %")
    expect(window.locator("#effect li").first).to_contain_text("→")
    answer = student.goto(f"/saryarka/feedback/{work}")
    assert answer
    assert answer.status == 404
    student.goto(profile)
    assert levels_shown(student) == before

    # Two rows are missing: the page says which, and keeps what was chosen meanwhile.
    desk.choose(2, 1)
    desk.window.locator("#comment-overall").fill("Письмо живое.")
    desk.press_return()
    expect(window.locator(".notice-danger")).to_contain_text(
        said(RU, "The work was not returned: some rows are not marked yet.")
    )
    expect(desk.status(3)).to_have_text(said(RU, "Choose a level, or “not applicable”."))
    expect(desk.level(2, 1)).to_be_checked()
    expect(window.locator("#comment-overall")).to_have_value("Письмо живое.")
    desk.choose(3, "n")
    desk.press_return()
    desk.expect_returned()
    assert work not in window.url.partition("?")[0]
    expect(desk.rows.first).to_be_visible()

    student.goto("/saryarka/home")
    student.locator(f"a.queue-item[href$='/feedback/{work}']").click()
    expect(student.locator(".rubric-row").nth(0).locator(".is-reached")).to_have_count(1)
    expect(student.locator(".rubric-row").nth(0).locator(".is-next .step-mark")).to_have_text(
        said(RU, "Next step")
    )
    expect(student.locator(".rubric-row").nth(1).locator(".comment")).to_have_text(
        "Чувства героя названы точно."
    )
    expect(student.locator("main > blockquote")).to_have_text("Письмо живое.")
    # (2 + 3 + 1) ÷ 9 × 100
    expect(student.locator("p.num:has(strong)")).to_contain_text("66,67 %")
    student.goto(profile)
    assert levels_shown(student) != before
    student.locator("#GA1 > summary").click()
    expect(student.locator("#GA1 li").first).to_be_visible()


def test_two_teachers_are_asked_without_scripts_too(windows: Windows, spare_work: str) -> None:
    desks = []
    for login in ("teacher.saryarka", "teacher2.saryarka"):
        window = windows.open_as(login, **PLAIN)
        window.goto(spare_work)
        desks.append(Desk(window, RU))
    first, second = desks
    first.choose(0, 3)
    first.choose(1, 3)
    save_draft(first)
    second.choose(0, 1)
    second.choose(1, 2)
    second.choose(2, 2)
    save_draft(second)
    for place, mine in ((0, 1), (1, 2)):
        expect(second.row(place)).to_have_class(re.compile("is-conflict"))
        expect(second.level(place, mine)).to_be_checked()
        expect(second.row(place).locator("[role=alert] strong")).to_contain_text("(3)")
    # What was no question is saved; each of the two questions has its own way out.
    expect(second.level(2, 2)).to_be_checked()
    expect(second.row(2)).not_to_have_class(re.compile("is-conflict"))
    second.row(0).locator("button[value=mine]").click()
    expect(second.row(0)).not_to_have_class(re.compile("is-conflict"))
    expect(second.row(1)).to_have_class(re.compile("is-conflict"))
    second.row(1).locator("button[value=theirs]").click()
    expect(second.window.locator(".is-conflict")).to_have_count(0)
    first.window.goto(spare_work)
    for place, level in ((0, 1), (1, 3), (2, 2)):
        expect(first.level(place, level)).to_be_checked()
        expect(second.level(place, level)).to_be_checked()


def test_a_student_writes_and_hands_in(windows: Windows) -> None:
    window = windows.open_as("student.saryarka", **PLAIN)
    window.goto("/saryarka/assignments")
    window.locator("a.queue-item:has(.badge-warning)").click()
    text = window.locator("textarea[name=text]")
    written = text.input_value() + "\n\nБатарейки собираем отдельно и раз в месяц относим в пункт приёма."
    text.fill(" \n ")
    window.locator("button[name=intent][value=review]").click()
    expect(window.locator(".field-errors")).to_have_text(said(RU, "Write something before you hand it in."))
    text.fill(written)
    window.locator("button[name=intent][value=draft]").click()
    expect(window.locator(".toast-success")).to_have_text(said(RU, "The draft is saved."))
    expect(text).to_have_value(written)
    window.locator("button[name=intent][value=review]").click()
    expect(window.locator(".work-text")).to_contain_text("Батарейки собираем отдельно")
    window.locator("button[name=intent][value=hand_in]").click()
    expect(window.locator(".toast-success")).to_have_text(said(RU, "Your work is handed in."))
    expect(window.locator(".work-text")).to_contain_text("Батарейки собираем отдельно")
    expect(text).to_have_count(0)


def test_the_language_is_chosen_and_kept(windows: Windows) -> None:
    window = windows.open(**PLAIN)
    sign_in(window, "parent.saryarka")
    expect(window.locator("html")).to_have_attribute("lang", RU)
    window.locator(".language-switch button[value=kk]").click()
    expect(window.locator("html")).to_have_attribute("lang", "kk")
    assert window.url.endswith("/saryarka/home")
    window.locator(".site-nav a").nth(1).click()
    expect(window.locator("html")).to_have_attribute("lang", "kk")
    window.locator("details.menu > summary").click()
    window.locator("details.menu button").click()
    window.wait_for_url("**/sign-in")
