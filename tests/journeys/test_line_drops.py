"""The line drops, the sign-in ends, the tab is closed: nothing that was typed or chosen is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Dialog, Page, Route, expect

from tests.journeys.steps import Desk
from tests.support.windows import Windows, sign_in
from tests.support.words import said

RU = "ru"


def at_desk(windows: Windows, login: str, work: str) -> Desk:
    """A teacher of the Russian-first school with the work open."""
    window = windows.open_as(login)
    window.goto(work)
    return Desk(window, RU)


def newly_signed_in(windows: Windows, work: str) -> Desk:
    """The same for a journey on which the sign-in ends."""
    window = windows.open()
    sign_in(window, "teacher.saryarka")
    window.goto(work)
    return Desk(window, RU)


def test_an_unsaved_row_says_so_and_is_sent_when_the_line_is_back(windows: Windows, spare_work: str) -> None:
    desk = at_desk(windows, "teacher.saryarka", spare_work)
    desk.window.context.set_offline(True)
    desk.choose(0, 2)
    desk.expect_unsaved(0)
    desk.choose(1, 3)
    desk.expect_unsaved(1)
    desk.write_comment(2, "Пример убедительный.")
    desk.expect_unsaved(2)
    expect(desk.level(0, 2)).to_be_checked()

    colleague = at_desk(windows, "teacher2.saryarka", spare_work)
    expect(colleague.level(0, 2)).not_to_be_checked()
    expect(colleague.comment(2)).to_have_value("")

    desk.window.context.set_offline(False)
    for place in range(3):
        desk.expect_saved(place)
    colleague.window.reload()
    expect(colleague.level(0, 2)).to_be_checked()
    expect(colleague.level(1, 3)).to_be_checked()
    expect(colleague.comment(2)).to_have_value("Пример убедительный.")


def test_the_comment_on_the_whole_work_waits_for_the_line_too(windows: Windows, spare_work: str) -> None:
    desk = at_desk(windows, "teacher.saryarka", spare_work)
    overall = desk.window.locator("#comment-overall")
    status = desk.window.locator(".overall-comment .row-status")
    desk.window.context.set_offline(True)
    overall.fill("Хорошая работа.\nОтветь и на второе возражение.")
    overall.blur()
    expect(status).to_have_text(said(RU, "Not saved yet: it will be sent when the line is back."))
    desk.window.context.set_offline(False)
    expect(status).to_have_text(said(RU, "Saved"))
    desk.window.reload()
    expect(overall).to_have_value("Хорошая работа.\nОтветь и на второе возражение.")


def test_a_server_that_fails_is_asked_again(windows: Windows, spare_work: str) -> None:
    desk = at_desk(windows, "teacher.saryarka", spare_work)
    refused: list[str] = []

    def fail(route: Route) -> None:
        refused.append(route.request.url)
        route.fulfill(status=503, body="") if len(refused) == 1 else route.continue_()

    desk.window.route("**/rows/**", fail)
    desk.choose(0, 1)
    desk.expect_unsaved(0)
    desk.window.evaluate("dispatchEvent(new Event('focus'))")
    desk.expect_saved(0)
    assert len(refused) == 2


def test_a_line_that_hangs_counts_as_dropped(windows: Windows, spare_work: str) -> None:
    desk = at_desk(windows, "teacher.saryarka", spare_work)
    patience = desk.window.evaluate("htmx.config.timeout")
    assert 5_000 <= patience <= 30_000
    desk.window.evaluate("htmx.config.timeout = 300")
    desk.window.route("**/rows/**", lambda _route: None)
    desk.choose(0, 1)
    desk.expect_unsaved(0)
    desk.window.unroute("**/rows/**")
    desk.window.evaluate(f"htmx.config.timeout = {patience}; dispatchEvent(new Event('online'))")
    desk.expect_saved(0)


def test_leaving_with_unsaved_rows_asks_first(windows: Windows, spare_work: str) -> None:
    desk = at_desk(windows, "teacher.saryarka", spare_work)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.window.on("dialog", stay)
    desk.window.context.set_offline(True)
    desk.choose(0, 2)
    desk.expect_unsaved(0)
    desk.window.close(run_before_unload=True)
    expect(desk.level(0, 2)).to_be_checked()
    desk.window.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    desk.window.context.set_offline(False)
    desk.expect_saved(0)
    # A comment that is still being typed has not been sent at all.
    desk.row(1).locator("summary").click()
    desk.comment(1).press_sequentially("Ещё не")
    desk.window.close(run_before_unload=True)
    desk.window.wait_for_timeout(200)
    assert asked == ["beforeunload", "beforeunload"]
    expect(desk.comment(1)).to_have_value("Ещё не")
    desk.comment(1).blur()
    desk.expect_saved(1)


def come_back_to(desk: Desk) -> None:
    """From another tab; a browser without a screen does not tell the page by itself."""
    desk.window.bring_to_front()
    desk.window.evaluate("dispatchEvent(new Event('focus'))")


def expect_signed_out(desk: Desk, place: int) -> None:
    """The row says what to do."""
    words = "You are signed out. Sign in in a new tab: what you chose stays here and will be sent."
    expect(desk.status(place)).to_have_text(said(RU, words))
    expect(desk.row(place)).to_have_class(re.compile("is-unsaved"))


def test_signed_out_while_marking_loses_nothing(windows: Windows, spare_work: str) -> None:
    desk = newly_signed_in(windows, spare_work)
    desk.choose(0, 2)
    desk.expect_saved(0)
    desk.window.context.clear_cookies(name="parasat_session")
    desk.choose(1, 3)
    expect_signed_out(desk, 1)
    desk.write_comment(2, "Сравни ещё раз с текстом.")
    expect_signed_out(desk, 2)
    expect(desk.level(1, 3)).to_be_checked()

    other_tab = desk.window.context.new_page()
    sign_in(other_tab, "teacher.saryarka")
    come_back_to(desk)
    desk.expect_saved(1)
    desk.expect_saved(2)
    # The tab goes on as if nothing had happened.
    desk.choose(3, 1)
    desk.expect_saved(3)
    other_tab.goto(spare_work)
    seen = Desk(other_tab, RU)
    for place, level in ((0, 2), (1, 3), (3, 1)):
        expect(seen.level(place, level)).to_be_checked()
    expect(seen.comment(2)).to_have_value("Сравни ещё раз с текстом.")


def test_signing_out_in_another_tab_loses_nothing(windows: Windows, spare_work: str) -> None:
    desk = newly_signed_in(windows, spare_work)
    other_tab = desk.window.context.new_page()
    other_tab.goto("/saryarka/home")
    sign_out(other_tab)
    desk.choose(0, 3)
    expect_signed_out(desk, 0)
    sign_in(other_tab, "teacher.saryarka")
    come_back_to(desk)
    desk.expect_saved(0)
    desk.choose_all(3, 2, 2, 2, 2, 2)
    desk.press_return()
    desk.expect_returned()


def test_what_one_teacher_chose_is_never_sent_in_the_name_of_another(
    windows: Windows, spare_work: str
) -> None:
    desk = newly_signed_in(windows, spare_work)
    other_tab = desk.window.context.new_page()
    other_tab.goto("/saryarka/home")
    sign_out(other_tab)
    desk.choose(0, 3)
    expect_signed_out(desk, 0)
    sign_in(other_tab, "teacher2.saryarka")
    come_back_to(desk)
    desk.window.wait_for_timeout(500)
    expect_signed_out(desk, 0)
    other_tab.goto(spare_work)
    expect(Desk(other_tab, RU).level(0, 3)).not_to_be_checked()


def sign_out(window: Page) -> None:
    """By the menu of the account."""
    window.locator("details.menu > summary").click()
    window.locator("details.menu button[type=submit]").click()
    window.wait_for_url("**/sign-in")


def test_return_pressed_while_a_save_is_under_way(windows: Windows, spare_work: str) -> None:
    desk = at_desk(windows, "teacher.saryarka", spare_work)
    desk.choose_all(2, 2, 2, 2, 2)
    held: list[Route] = []
    desk.window.route("**/rows/**", lambda route: held.append(route))
    desk.choose(5, 3)
    expect(desk.status(5)).to_have_text(said(RU, "Saving…"))
    desk.window.keyboard.press("Enter")
    expect(desk.row(5)).to_have_class(re.compile("is-saving"))
    chosen = str(desk.level(5, 3).get_attribute("value"))
    other = str(desk.level(5, 0).get_attribute("value"))
    (save,) = held
    address, headers, body = save.request.url, save.request.headers, save.request.post_data or ""
    save.continue_()
    desk.expect_returned()
    desk.window.unroute("**/rows/**")
    desk.window.goto(spare_work)
    expect(desk.level(5, 3)).to_be_checked()
    # The same save comes once more, late and with another level: the returned work stays as its student sees it.
    assert chosen in body
    answer = desk.window.request.post(address, headers=headers, data=body.replace(chosen, other))
    assert answer.status == 409
    desk.window.reload()
    expect(desk.level(5, 3)).to_be_checked()


def test_a_work_is_not_returned_over_a_dead_line(windows: Windows, spare_work: str) -> None:
    desk = at_desk(windows, "teacher.saryarka", spare_work)
    desk.choose_all(2, 2, 2, 2, 2)
    desk.window.context.set_offline(True)
    desk.choose(5, 3)
    desk.expect_unsaved(5)
    desk.press_return()
    desk.expect_unsaved(5)
    assert desk.window.url.endswith(spare_work)
    desk.window.context.set_offline(False)
    desk.expect_saved(5)
    desk.press_return()
    desk.expect_returned()


def test_unsaved_rows_survive_a_closed_tab_and_meet_what_others_did(
    windows: Windows, spare_work: str
) -> None:
    desk = at_desk(windows, "teacher.saryarka", spare_work)
    context = desk.window.context
    context.set_offline(True)
    desk.choose(0, 2)
    desk.expect_unsaved(0)
    desk.choose(1, 3)
    desk.write_comment(1, "Сильное начало.")
    desk.expect_unsaved(1)
    desk.window.close()
    colleague = at_desk(windows, "teacher2.saryarka", spare_work)
    colleague.choose(0, 1)
    colleague.expect_saved(0)
    context.set_offline(False)

    again = Desk(context.new_page(), RU)
    again.window.goto(spare_work)
    again.expect_saved(1)
    expect(again.level(1, 3)).to_be_checked()
    expect(again.comment(1)).to_have_value("Сильное начало.")
    # The colleague's level was not there when this one was chosen: both are shown, a person decides.
    expect(again.row(0)).to_have_class(re.compile("is-conflict"))
    expect(again.level(0, 2)).to_be_checked()
    again.row(0).locator("button[value=mine]").click()
    again.expect_saved(0)
    colleague.window.reload()
    expect(colleague.level(0, 2)).to_be_checked()
    expect(colleague.level(1, 3)).to_be_checked()


def open_draft(window: Page) -> str:
    """The student's begun task; its address."""
    window.goto("/alatau/assignments")
    window.locator("a.queue-item:has(.badge-warning)").first.click()
    window.locator("textarea[name=text]").wait_for()
    return window.url


def test_a_students_text_survives_a_closed_tab_and_a_dead_line(windows: Windows) -> None:
    window = windows.open_as("student.alatau")
    task = open_draft(window)
    text = window.locator("textarea[name=text]")
    before = text.input_value()
    written = before + "\n\nКүзде тағы екі алма ағашын отырғызамыз."
    text.fill(written)
    window.close()

    again = window.context.new_page()
    again.goto(task)
    expect(again.locator("textarea[name=text]")).to_have_value(written)
    again.context.set_offline(True)
    again.locator("button[name=intent][value=draft]").click()
    again.wait_for_url("chrome-error://**")
    again.context.set_offline(False)
    again.goto(task)
    expect(again.locator("textarea[name=text]")).to_have_value(written)
    again.locator("button[name=intent][value=draft]").click()
    expect(again.locator(".toast-success")).to_be_visible()

    elsewhere = windows.open_as("student.alatau")
    elsewhere.goto(task)
    expect(elsewhere.locator("textarea[name=text]")).to_have_value(written)
    elsewhere.locator("textarea[name=text]").fill(before)
    elsewhere.locator("button[name=intent][value=draft]").click()
    expect(elsewhere.locator(".toast-success")).to_be_visible()
    # What was sent is no draft any more: the newer text of the other machine is what shows here.
    again.goto(task)
    expect(again.locator("textarea[name=text]")).to_have_value(before)


def test_a_text_typed_after_the_sign_in_ended_can_still_be_sent(windows: Windows) -> None:
    window = windows.open_as("student.alatau")
    open_draft(window)
    text = window.locator("textarea[name=text]")
    before = text.input_value()
    text.fill(before + "\n\nСуаруды кезекпен жасаймыз.")
    window.context.clear_cookies(name="parasat_session")
    window.locator("button[name=intent][value=draft]").click()
    # The form could not be checked without its cookie; the page offers the text, and so does the task itself.
    expect(window.locator("textarea")).to_have_value(before + "\n\nСуаруды кезекпен жасаймыз.")
    sign_in(window, "student.alatau")
    open_draft(window)
    expect(text).to_have_value(before + "\n\nСуаруды кезекпен жасаймыз.")
    text.fill(before)
    window.locator("button[name=intent][value=draft]").click()
    expect(window.locator(".toast-success")).to_be_visible()


def test_a_newer_text_from_elsewhere_is_not_replaced_unasked(windows: Windows) -> None:
    here, elsewhere = windows.open_as("student.alatau"), windows.open_as("student.alatau")
    task = open_draft(here)
    text = here.locator("textarea[name=text]")
    before = text.input_value()
    here.context.set_offline(True)
    text.fill(before + " Осында жаздым.")
    open_draft(elsewhere)
    elsewhere.locator("textarea[name=text]").fill(before + " Телефоннан жаздым.")
    elsewhere.locator("button[name=intent][value=draft]").click()
    expect(elsewhere.locator(".toast-success")).to_be_visible()

    here.context.set_offline(False)
    here.goto(task)
    offer = here.locator("#kept-text")
    expect(text).to_have_value(before + " Телефоннан жаздым.")
    expect(offer).to_be_visible()
    offer.locator("button").click()
    expect(text).to_have_value(before + " Осында жаздым.")
    expect(offer).to_be_hidden()
    text.fill(before)
    here.locator("button[name=intent][value=draft]").click()
    expect(here.locator(".toast-success")).to_be_visible()
    here.goto(task)
    expect(offer).to_be_hidden()


def test_a_draft_in_the_browser_belongs_to_one_student(windows: Windows) -> None:
    window = windows.open_as("student.alatau")
    open_draft(window)
    text = window.locator("textarea[name=text]")
    text.fill(text.input_value() + " Бұл менің ойым.")
    (name,) = window.evaluate("Object.keys(localStorage)")
    window.goto("/alatau/profile")
    student = window.url.rpartition("/")[2]
    assert student in name
