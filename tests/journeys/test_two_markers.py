"""Two teachers in the same work, or one teacher in two tabs: rows merge, and what both changed is asked about."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.steps import Desk
from tests.support.windows import Windows
from tests.support.words import said

RU = "ru"
CONFLICT = re.compile("is-conflict")


def two_at_desk(windows: Windows, work: str) -> tuple[Desk, Desk]:
    """The two teachers of the course, each at a machine of their own, before anything is marked."""
    desks = []
    for login in ("teacher.saryarka", "teacher2.saryarka"):
        window = windows.open_as(login)
        window.goto(work)
        desks.append(Desk(window, RU))
    return desks[0], desks[1]


def expect_both_shown(desk: Desk, place: int, mine: int, theirs: int) -> None:
    """The row is mine on the page, says what stands on the server, and asks."""
    expect(desk.row(place)).to_have_class(CONFLICT)
    expect(desk.level(place, mine)).to_be_checked()
    notice = desk.row(place).locator("[role=alert]")
    expect(notice).to_contain_text(said(RU, "Somebody else changed this row meanwhile"))
    expect(notice.locator("strong")).to_contain_text(f"({theirs})")
    expect(notice.locator("button")).to_have_text([said(RU, "Keep mine"), said(RU, "Let theirs stand")])


def test_rows_of_two_teachers_merge(windows: Windows, spare_work: str) -> None:
    first, second = two_at_desk(windows, spare_work)
    first.choose(0, 2)
    second.choose(1, 1)
    second.write_comment(0, "Хорошо, что есть пример.")
    for desk, place in ((first, 0), (second, 1), (second, 0)):
        desk.expect_saved(place)
    # The total counts what both have marked: 3 × 2/3 + 3 × 1/3 of 3 + 3.
    second.choose(2, "n")
    second.expect_saved(2)
    expect(second.window.locator("#desk-total")).to_contain_text("50 %")
    for desk in (first, second):
        desk.window.reload()
        expect(desk.level(0, 2)).to_be_checked()
        expect(desk.level(1, 1)).to_be_checked()
        expect(desk.level(2, "n")).to_be_checked()
        expect(desk.comment(0)).to_have_value("Хорошо, что есть пример.")


def test_the_same_choice_of_both_is_no_conflict(windows: Windows, spare_work: str) -> None:
    first, second = two_at_desk(windows, spare_work)
    first.choose(0, 2)
    first.expect_saved(0)
    second.choose(0, 2)
    second.expect_saved(0)


def test_a_row_changed_by_both_asks_and_mine_may_stand(windows: Windows, spare_work: str) -> None:
    first, second = two_at_desk(windows, spare_work)
    first.choose(0, 3)
    first.expect_saved(0)
    second.choose(0, 1)
    expect_both_shown(second, 0, mine=1, theirs=3)
    first.window.reload()
    expect(first.level(0, 3)).to_be_checked()

    second.row(0).locator("button[value=mine]").click()
    second.expect_saved(0)
    first.window.reload()
    expect(first.level(0, 1)).to_be_checked()


def test_a_row_changed_by_both_asks_and_theirs_may_stand(windows: Windows, spare_work: str) -> None:
    first, second = two_at_desk(windows, spare_work)
    first.choose(0, 3)
    first.write_comment(0, "Довод сильный.")
    first.expect_saved(0)
    expect(first.comment(0)).to_have_value("Довод сильный.")
    second.choose(0, 1)
    expect_both_shown(second, 0, mine=1, theirs=3)
    expect(second.row(0).locator("[role=alert]")).to_contain_text("Довод сильный.")

    second.row(0).locator("button[value=theirs]").click()
    second.expect_saved(0)
    expect(second.level(0, 3)).to_be_checked()
    expect(second.comment(0)).to_have_value("Довод сильный.")
    # The row goes on from there.
    second.choose(0, 2)
    second.expect_saved(0)
    first.window.reload()
    expect(first.level(0, 2)).to_be_checked()


def test_keeping_mine_does_not_silently_overrule_a_third_change(windows: Windows, spare_work: str) -> None:
    first, second = two_at_desk(windows, spare_work)
    first.choose(0, 3)
    first.expect_saved(0)
    second.choose(0, 1)
    expect_both_shown(second, 0, mine=1, theirs=3)
    first.choose(0, 2)
    first.expect_saved(0)
    second.row(0).locator("button[value=mine]").click()
    expect_both_shown(second, 0, mine=1, theirs=2)
    first.window.reload()
    expect(first.level(0, 2)).to_be_checked()


def test_comments_of_both_are_not_overwritten(windows: Windows, spare_work: str) -> None:
    first, second = two_at_desk(windows, spare_work)
    first.write_comment(1, "Первый учитель.")
    first.expect_saved(1)
    second.write_comment(1, "Второй учитель.")
    expect(second.row(1)).to_have_class(CONFLICT)
    expect(second.comment(1)).to_have_value("Второй учитель.")
    expect(second.row(1).locator("[role=alert]")).to_contain_text("Первый учитель.")

    for desk, text in ((first, "Целиком: первый."), (second, "Целиком: второй.")):
        overall = desk.window.locator("#comment-overall")
        overall.fill(text)
        overall.blur()
        expect(desk.window.locator("#comment-state")).to_contain_text(
            said(RU, "Saved" if desk is first else "Somebody else changed this comment meanwhile")
        )
    state = second.window.locator("#comment-state")
    expect(state).to_contain_text("Целиком: первый.")
    expect(second.window.locator("#comment-overall")).to_have_value("Целиком: второй.")
    first.window.reload()
    expect(first.window.locator("#comment-overall")).to_have_value("Целиком: первый.")
    expect(first.comment(1)).to_have_value("Первый учитель.")
    # Having read the other one, the second teacher joins both.
    second.window.locator("#comment-overall").fill("Целиком: первый и второй.")
    second.window.locator("#comment-overall").blur()
    expect(state).to_have_text(said(RU, "Saved"))
    first.window.reload()
    expect(first.window.locator("#comment-overall")).to_have_value("Целиком: первый и второй.")


def test_one_teacher_in_two_tabs(windows: Windows, spare_work: str) -> None:
    first = Desk(windows.open_as("teacher.saryarka"), RU)
    first.window.goto(spare_work)
    second = Desk(first.window.context.new_page(), RU)
    second.window.goto(spare_work)
    second.choose(0, 3)
    second.choose(1, 2)
    second.expect_saved(0)
    second.expect_saved(1)
    first.window.bring_to_front()
    first.choose(2, 1)
    first.expect_saved(2)
    first.choose(0, 1)
    expect_both_shown(first, 0, mine=1, theirs=3)
    first.row(0).locator("button[value=theirs]").click()
    expect(first.level(0, 3)).to_be_checked()
    first.window.reload()
    for place, level in ((0, 3), (1, 2), (2, 1)):
        expect(first.level(place, level)).to_be_checked()


def test_a_work_with_an_open_question_is_not_returned(windows: Windows, spare_work: str) -> None:
    first, second = two_at_desk(windows, spare_work)
    first.choose_all(2, 2, 2, 2, 2, 2)
    second.choose(0, 1)
    expect_both_shown(second, 0, mine=1, theirs=2)
    second.press_return()
    expect(second.row(0)).to_have_class(CONFLICT)
    expect(second.window.locator(".notice-danger")).to_be_visible()
    expect_both_shown(second, 0, mine=1, theirs=2)
    second.row(0).locator("button[value=theirs]").click()
    second.expect_saved(0)
    second.press_return()
    second.expect_returned()
    second.window.goto(spare_work)
    expect(second.level(0, 2)).to_be_checked()


def test_returned_by_one_while_the_other_edits(windows: Windows, spare_work: str) -> None:
    first, second = two_at_desk(windows, spare_work)
    first.choose_all(3, 3, 3, 3, 3, 3)
    first.press_return()
    first.expect_returned()
    returned = said(RU, "This work has been returned meanwhile; nothing was changed.")
    second.choose(0, 1)
    expect(second.row(0)).to_contain_text(returned)
    second.write_comment(1, "Поздно.")
    expect(second.row(1)).to_contain_text(returned)
    second.window.locator("#comment-overall").fill("Поздно.")
    second.window.locator("#comment-overall").blur()
    expect(second.window.locator("#comment-state")).to_contain_text(returned)
    second.press_return()
    expect(second.window.locator(".toast-success")).to_contain_text(returned)
    second.window.goto(spare_work)
    expect(second.window.locator(".notice-info")).to_be_visible()
    for place in range(6):
        expect(second.level(place, 3)).to_be_checked()
        expect(second.level(place, 3)).to_be_disabled()
    expect(second.comment(1)).to_have_value("")
    expect(second.window.locator("#comment-overall")).to_have_value("")
