"""The main job: a teacher marks with the keyboard alone, in Kazakh, and the student's attribute profile grows.

past 400 lines because: it is one story of one teacher, one student and one parent, told in order.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import Desk
from tests.support.windows import PASSWORD, Windows
from tests.support.words import said

KK = "kk"
# What the Kazakh layout writes with the keys of the desk: figures and Latin letters are not on it.
KAZAKH_KEYS = {"Digit0": "қ", "Digit1": '"', "Digit2": "ә", "Digit3": "і", "KeyC": "с", "KeyN": "т"}
# The rubrics of the demonstration, criterion by criterion: weight for the mark, then attributes with weights.
LITERATURE = (
    (3, {"GA2": "1"}),
    (3, {"GA2": "1"}),
    (3, {"GA1": "1"}),
    (2, {"GA5": "0.5"}),
)
DEBATE = (
    (3, {"GA1": "1"}),
    (3, {"GA5": "1"}),
    (3, {"GA4": "1"}),
    (3, {"GA2": "1"}),
    (3, {"GA6": "1"}),
    (2, {"GA5": "0.5"}),
)
HIGHEST = 3
"""The points of the highest level of every criterion in these rubrics."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the ledger as the profile shows it."""

    points: Decimal
    maximum: Decimal
    weight: Decimal
    course: str


Ledger = dict[str, list[Piece]]


def work_on(window: Page) -> str:
    """The id of the work that is on the desk."""
    return window.url.partition("?")[0].rpartition("/")[2]


def number(text: str) -> Decimal:
    """A number as Kazakh writes it."""
    found = re.search(r"\d+(?:,\d+)?", text)
    assert found, text
    return Decimal(found[0].replace(",", "."))


def read_ledger(window: Page) -> Ledger:
    """Every piece of evidence on the profile page, by attribute."""
    pieces = window.locator("details.evidence li").evaluate_all(
        "lines => lines.map(line => [line.closest('details').id, line.querySelector('strong').textContent,"
        " line.querySelector('.meta').textContent, line.querySelector('p:last-child').textContent])"
    )
    ledger: Ledger = {}
    for code, score, weight, origin in pieces:
        points, maximum = score.split("/")
        course = origin.split(" · ")[1].strip()
        ledger.setdefault(code, []).append(Piece(number(points), number(maximum), number(weight), course))
    return ledger


def read_levels(window: Page) -> dict[str, Decimal | None]:
    """The levels in the table beside the radar."""
    rows = window.locator(".growth tbody tr").evaluate_all(
        "rows => rows.map(row => [row.querySelector('.ga').textContent,"
        " row.querySelector('td').textContent, Boolean(row.querySelector('td .sparkbar'))])"
    )
    return {code: number(level) if known else None for code, level, known in rows}


def by_hand(pieces: list[Piece]) -> Decimal | None:
    """The network's rule: Σ(weight × points/maximum) ÷ Σ weight × 4; three pieces from two courses or nothing."""
    if len(pieces) < 3 or len({piece.course for piece in pieces}) < 2:
        return None
    earned = sum(Fraction(p.weight) * Fraction(p.points) / Fraction(p.maximum) for p in pieces)
    level = Fraction(earned) / sum(Fraction(p.weight) for p in pieces) * 4
    return rounded(level)


def rounded(value: Fraction) -> Decimal:
    """To two places, half up."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent(rubric: tuple[tuple[int, dict[str, str]], ...], levels: list[int | None]) -> Fraction:
    """Σ weight × points/maximum ÷ Σ weight × 100 over what is marked; None is "not applicable"."""
    marked = [
        (weight, level) for (weight, _), level in zip(rubric, levels, strict=False) if level is not None
    ]
    return (
        Fraction(sum(weight * level for weight, level in marked), HIGHEST * sum(w for w, _ in marked)) * 100
    )


def shown_percent(value: Fraction) -> str:
    """As the running total writes it."""
    return f"{rounded(value).normalize():f} %".replace(".", ",")


def grown(
    ledger: Ledger, course: str, rubric: tuple[tuple[int, dict[str, str]], ...], levels: list[int | None]
) -> Ledger:
    """The ledger with what these levels add."""
    after = {code: list(pieces) for code, pieces in ledger.items()}
    for (_, attributes), level in zip(rubric, levels, strict=True):
        for code, weight in attributes.items() if level is not None else ():
            after.setdefault(code, []).append(Piece(Decimal(level or 0), Decimal(3), Decimal(weight), course))
    return after


# --- the keyboard -------------------------------------------------------------------------------------------


def press(window: Page, code: str) -> None:
    """A key of the Kazakh layout: its place is `code`, and what it writes is another letter than in Latin."""
    letter = KAZAKH_KEYS[code]
    keyboard = window.context.new_cdp_session(window)
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "code": code, "key": letter, "text": letter})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", "code": code, "key": letter})
    keyboard.detach()


def tab_to(window: Page, target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _step in range(60):
        window.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"no way by Tab to {target}")


def open_marking(window: Page) -> None:
    """From the sign-in page to the oldest work, without a mouse."""
    window.goto("/alatau/sign-in")
    tab_to(window, window.locator("input[name=login]"))
    window.keyboard.type("teacher.alatau")
    window.keyboard.press("Tab")
    window.keyboard.type(PASSWORD)
    window.keyboard.press("Enter")
    window.wait_for_url("**/home")
    tab_to(window, window.locator("a.button-primary[href$='/alatau/marking']"))
    window.keyboard.press("Enter")
    window.wait_for_url("**/marking")
    tab_to(window, window.locator(".page-actions a.button-primary"))
    window.keyboard.press("Enter")
    window.wait_for_url("**/marking/*")


def mark_by_keys(desk: Desk, levels: list[int | None]) -> None:
    """A digit for each criterion, N where it does not apply; each row is saved and the next one gets the focus."""
    for place, level in enumerate(levels):
        expect(desk.row(place)).to_have_class(re.compile("is-current"))
        press(desk.window, "KeyN" if level is None else f"Digit{level}")
        desk.expect_saved(place)
        expect(desk.level(place, "n" if level is None else level)).to_be_checked()


def effect_on_desk(desk: Desk) -> dict[str, tuple[str, str]]:
    """The preview: attribute, level now, level after returning."""
    lines = desk.window.locator("#effect li").evaluate_all(
        "lines => lines.map(line => [line.querySelector('.ga').textContent, line.querySelector('.num').textContent])"
    )
    parts = {code: text.split("→") for code, text in lines}
    return {code: (before.strip(), after.strip()) for code, (before, after) in parts.items()}


def written(level: Decimal | None) -> str:
    """A level as the preview writes it."""
    return "–" if level is None else f"{level:.2f}".replace(".", ",")


# --- what others see ----------------------------------------------------------------------------------------

OWN_PAGES = ("home", "assignments", "profile")


def everything_seen(window: Page) -> list[str]:
    """All words on the pages of a student or parent."""
    seen = []
    for page in OWN_PAGES:
        window.goto(f"/alatau/{page}")
        seen.append(window.locator("main").inner_text())
    return seen


def test_five_works_by_keyboard_and_the_profile_grows(windows: Windows) -> None:
    student, parent = windows.open_as("student.alatau"), windows.open_as("parent.alatau")
    student_saw, parent_saw = everything_seen(student), everything_seen(parent)
    student.goto("/alatau/profile")
    profile = student.url
    ledger, levels_before = read_ledger(student), read_levels(student)
    assert {code: by_hand(ledger.get(code, [])) for code in levels_before} == levels_before

    window = windows.open()
    open_marking(window)
    desk = Desk(window, KK)
    expect(window.locator("html")).to_have_attribute("lang", KK)
    first_work = work_on(window)
    name = window.locator("#work-title").inner_text()
    waiting = number(window.locator(".queue-progress").inner_text())
    course = course_on(window)

    # The first work: an arrow down and up again, a comment, three levels, one criterion that does not apply.
    window.keyboard.press("ArrowDown")
    expect(desk.row(1)).to_have_class(re.compile("is-current"))
    window.keyboard.press("ArrowUp")
    expect(desk.row(0)).to_have_class(re.compile("is-current"))
    press(window, "KeyC")
    expect(desk.comment(0)).to_be_focused()
    window.keyboard.type("Кейіпкердің ойын мәтіннен дәлелдедің, жарайсың! 3 мысал жеткілікті.")
    window.keyboard.press("Escape")
    expect(desk.row(0)).to_have_class(re.compile("is-current"))
    expect(desk.row(0).locator("input:focus")).to_have_count(1)
    desk.expect_saved(0)
    first_levels: list[int | None] = [2, 3, 1, None]
    descriptors = desk_descriptors(desk)
    for place, level in enumerate(first_levels):
        press(window, "KeyN" if level is None else f"Digit{level}")
        desk.expect_saved(place)
        running = shown_percent(percent(LITERATURE, first_levels[: place + 1]))
        expect(window.locator("#desk-total")).to_contain_text(running)
    # (3 × 2 + 3 × 3 + 3 × 1) ÷ (3 × 9) × 100: what does not apply has left the denominator.
    expect(window.locator("#desk-total")).to_contain_text("66,67 %")
    expect(window.locator("#desk-total")).to_contain_text(said(KK, "mark %(mark)s", mark=4))
    grown_once = grown(ledger, course, LITERATURE, first_levels)
    for code, (before, after) in effect_on_desk(desk).items():
        assert before == written(levels_before[code])
        assert after == written(by_hand(grown_once.get(code, [])))

    # Until it is returned, nobody but the teachers sees any of it.
    assert everything_seen(student) == student_saw
    assert everything_seen(parent) == parent_saw
    for reader in (student, parent):
        answer = reader.goto(f"/alatau/feedback/{first_work}")
        assert answer
        assert answer.status == 404

    window.keyboard.press("Enter")
    returned = said(KK, "Returned: %(student)s.", student=name)
    expect(window.locator(".notice-success .notice-title")).to_have_text(returned)
    assert work_on(window) != first_work
    assert number(window.locator(".queue-progress").inner_text()) == waiting - 1
    student.goto(profile)
    assert_profile(student, grown_once)

    # The second is the same student's, in another course; then three classmates'.
    expect(window.locator("#work-title")).to_have_text(name)
    second_work = work_on(window)
    second_levels: list[int | None] = [3, 1, 2, 0, 1, 2]
    debate = course_on(window)
    mark_by_keys(desk, second_levels)
    window.keyboard.press("Enter")
    window.wait_for_url(lambda url: second_work not in url.partition("?")[0])
    classmates = []
    for turn in range(3):
        here = window.url
        classmates.append((here.partition("?")[0].rpartition("/")[2], profile_link(window)))
        mark_by_keys(desk, [turn, 3, 2, 1])
        window.keyboard.press("Enter")
        window.wait_for_url(lambda url, here=here: url != here)
    assert number(window.locator(".queue-progress").inner_text()) == waiting - 5

    student.goto(profile)
    grown_twice = grown(grown_once, debate, DEBATE, second_levels)
    assert_profile(student, grown_twice)
    assert read_levels(student) != levels_before

    student.goto(f"/alatau/feedback/{first_work}")
    assert_feedback(student, descriptors, first_levels)
    expect(student.locator(".rubric-row").first.locator(".comment")).to_contain_text("жарайсың! 3 мысал")
    assert_sum(student, LITERATURE, first_levels, mark=4)
    student.goto(f"/alatau/feedback/{second_work}")
    # (3×3 + 3×1 + 3×2 + 3×0 + 3×1 + 2×2) ÷ (3 × 17) × 100 = 49,02: a three.
    assert_sum(student, DEBATE, second_levels, mark=3)

    parent.goto(profile)
    assert_profile(parent, grown_twice)
    parent.goto(f"/alatau/feedback/{first_work}")
    assert_sum(parent, LITERATURE, first_levels, mark=4)
    for work, address in classmates:
        for reader in (student, parent):
            for place in (f"/alatau/feedback/{work}", address):
                answer = reader.goto(place)
                assert answer
                assert answer.status == 404, place


def course_on(window: Page) -> str:
    """The course of the work on the desk."""
    return window.locator(".work-head .meta").inner_text().split(" · ")[0]


def profile_link(window: Page) -> str:
    """The way from the desk to the profile of the work's student."""
    return str(window.locator(".work-head a[href*='/profile/']").get_attribute("href"))


def desk_descriptors(desk: Desk) -> list[list[str]]:
    """The descriptors of every level, criterion by criterion."""
    return desk.rows.evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('.level-descriptor')].map(text => text.textContent))"
    )


def assert_profile(window: Page, ledger: Ledger) -> None:
    """The page shows exactly this ledger, and the levels that come of it."""
    seen = read_ledger(window)
    assert {code: Counter(pieces) for code, pieces in seen.items()} == {
        code: Counter(pieces) for code, pieces in ledger.items()
    }
    levels = read_levels(window)
    assert {code: by_hand(ledger.get(code, [])) for code in levels} == levels


def assert_feedback(window: Page, descriptors: list[list[str]], levels: list[int | None]) -> None:
    """Each criterion shows the descriptor that was reached and the next one as the next step."""
    rows = window.locator(".rubric-row")
    for place, level in enumerate(levels):
        reached = rows.nth(place).locator(".step.is-reached .step-descriptor")
        following = rows.nth(place).locator(".step.is-next .step-descriptor")
        if level is None:
            expect(reached).to_have_count(0)
            continue
        expect(reached).to_have_text(descriptors[place][level])
        expect(following).to_have_text(descriptors[place][level + 1 : level + 2])


def assert_sum(
    window: Page, rubric: tuple[tuple[int, dict[str, str]], ...], levels: list[int | None], mark: int
) -> None:
    """The table "why this mark" is a sum that can be redone by hand."""
    expect(window.locator("#why")).to_have_text(said(KK, "Why this mark: %(mark)s", mark=mark))
    rows = window.locator(".mark-sum tbody tr")
    earned = possible = Fraction(0)
    for place, ((weight, _), level) in enumerate(zip(rubric, levels, strict=True)):
        cells = rows.nth(place).locator("td").all_inner_texts()
        if level is None:
            assert cells == [said(KK, "not applicable: it does not count")]
            continue
        part = Fraction(weight * level, HIGHEST)
        assert [number(cell) for cell in cells] == [level, HIGHEST, weight, rounded(part)]
        earned += part
        possible += weight
    line = window.locator("p.num:has(strong)").inner_text()
    assert shown_percent(earned / possible * 100) in line
    assert line.split("→")[-1].strip().startswith(str(mark))


def test_before_starting_a_student_sees_what_the_task_develops(windows: Windows) -> None:
    student = windows.open_as("student.alatau")
    student.goto("/alatau/assignments")
    student.locator("a.queue-item:has(.badge-warning)").click()
    develops = student.locator("section:has(> #develops) li")
    assert develops.locator(".ga").all_inner_texts() == ["GA3", "GA4", "GA5"]
    assert all(len(text) > 30 for text in develops.all_inner_texts())
    plan = student.locator(".rubric-row")
    expect(plan).to_have_count(5)
    for row in plan.all():
        expect(row.locator(".step-descriptor")).to_have_count(4)
        expect(row.locator(".ga").first).to_be_visible()
        expect(row.locator(".is-reached, .is-next")).to_have_count(0)
    # The same in another language, with the same attributes.
    student.goto(student.url + "?lang=ru")
    expect(student.locator("html")).to_have_attribute("lang", "ru")
    assert develops.locator(".ga").all_inner_texts() == ["GA3", "GA4", "GA5"]
    assert not re.search("[әғқңөұүһі]", " ".join(plan.locator(".step-descriptor").all_inner_texts()))


def test_the_list_of_keys_opens_and_closes_by_keyboard(windows: Windows) -> None:
    window = windows.open_as("teacher.alatau")
    window.goto("/alatau/marking")
    window.locator("a.queue-item:not([href*='/second/'])").last.click()
    window.wait_for_url("**/marking/*")
    keys = window.locator("#keys")
    window.keyboard.press("?")
    expect(keys).to_be_visible()
    # While the list is open, no key reaches the rubric.
    window.keyboard.press("2")
    window.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(Desk(window, KK).row(0).locator("input:checked")).to_have_count(0)


def test_below_the_threshold_the_profile_says_what_is_missing(windows: Windows) -> None:
    student = windows.open_as("student.alatau")
    student.goto("/alatau/profile")
    levels = read_levels(student)
    assert levels["GA3"] is None
    missing = student.locator("#GA3 .next-step")
    # No lesson has shown it yet; an hour of service and a club have.
    expect(missing).to_contain_text(said(KK, "%(num)d more piece of evidence is needed.", num=1))
    described = student.locator(".radar desc").text_content() or ""
    assert said(KK, "not enough evidence yet") in described
