"""What a page must be like for everybody who uses it, besides what axe-core knows."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.support import axe
from tests.support.windows import DESKTOP, PHONE

# What can be pressed or typed into, as far as it is on the screen.
CONTROLS = """
const shown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true})
  && !element.closest('.visually-hidden, .skip-link') && element.getClientRects().length > 0;
// While a dialog is open nothing else can be reached, and that is right.
const root = document.querySelector('dialog[open]') || document;
const controls = [...root.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter(element => !element.disabled && !element.closest('fieldset[disabled]') && shown(element));
const target = element => element.matches('input[type=radio], input[type=checkbox]')
  ? element.closest('label') || element : element;
const name = element => element.tagName.toLowerCase() + '.' + element.className + ' "'
  + (element.innerText || element.value || element.name || '').trim().slice(0, 40) + '"';
"""
# WCAG 2.2, 2.5.8: a link inside a sentence is as high as its line.
SMALL_TARGETS = (
    "() => {"
    + CONTROLS
    + """
const inSentence = element => element.tagName === 'A' && getComputedStyle(element).display === 'inline'
  && element.parentElement.innerText.trim().length > element.innerText.trim().length + 3;
// A card's title covers the whole card.
const stretched = element => getComputedStyle(element, '::after').position === 'absolute';
return controls
  .filter(element => !inSentence(element) && !stretched(element))
  .map(element => [name(element), target(element).getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([who, box]) => `target of ${Math.round(box.width)} x ${Math.round(box.height)}: ${who}`);
}"""
)
# Focus by script looks as by keyboard when a key was pressed before.
INVISIBLE_FOCUS = (
    "() => {"
    + CONTROLS
    + """
const wrong = [];
for (const element of controls) {
  element.focus();
  if (document.activeElement !== element) { wrong.push(`cannot be focused: ${name(element)}`); continue; }
  const outlined = [element, target(element)].some(one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  if (!outlined) wrong.push(`focus cannot be seen: ${name(element)}`);
  const boxes = [...target(element).getClientRects()];
  const points = boxes.flatMap(box => [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y =>
    document.elementFromPoint(box.left + box.width * x, box.top + box.height * y))));
  const own = hit => target(element).contains(hit) || hit.contains(element) && hit.matches('label, summary');
  if (!points.some(hit => hit && own(hit)))
    wrong.push(`focus is covered: ${name(element)}`);
}
if (document.activeElement) document.activeElement.blur();
scrollTo(0, 0);
return wrong;
}"""
)
TOO_WIDE = """() => {
const most = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= most) return [];
const wide = [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > most + 1);
return [`scrolls sideways: ${wide.slice(-3).map(one => one.tagName + '.' + one.className).join(', ')}`];
}"""
# Names and what people wrote have no language of the page's; each other word says which language it has.
FOREIGN_WORDS = """language => {
const foreign = {en: /[\\u0400-\\u04ff]{2,}/, ru: /[әғқңөұүһі]/i, kk: /(?!)/}[language];
const names = /[А-ЯЁӘІҒҚҢӨҰҮҺ][\\u0400-\\u04ff-]*/g;
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const wrong = [];
for (let node = texts.nextNode(); node; node = texts.nextNode()) {
  const parent = node.parentElement;
  if (parent.closest('textarea, .comment, script')) continue;
  if (parent.closest('[lang]').getAttribute('lang') !== language) continue;
  if (foreign.test(node.textContent.replace(names, '')))
    wrong.push(`no lang=… on: ${node.textContent.trim().slice(0, 60)}`);
}
for (const one of document.querySelectorAll('[lang]'))
  if (!['', 'kk', 'ru', 'en'].includes(one.getAttribute('lang'))) wrong.push(`lang="${one.getAttribute('lang')}"`);
if (document.documentElement.lang !== language) wrong.push(`the page says lang="${document.documentElement.lang}"`);
return wrong;
}"""
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def problems(window: Page, language: str) -> list[str]:
    """Everything that can be wrong with the page in this window: light and dark, on a desk and in a hand."""
    found = problems_of_brand(window, language)
    window.keyboard.press("Tab")
    for check in (SMALL_TARGETS, INVISIBLE_FOCUS):
        found += [f"phone: {problem}" for problem in _asked(window, check)]
    _in_hand(window, DESKTOP)
    for check in (SMALL_TARGETS, INVISIBLE_FOCUS):
        found += _asked(window, check)
    return list(dict.fromkeys(found))


def problems_of_brand(window: Page, language: str) -> list[str]:
    """What colours and words can break; light on a desk and dark in a hand, where the window is left."""
    _in_hand(window, DESKTOP)
    window.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = axe.violations(window)
    _in_hand(window, PHONE)
    window.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark: {problem}" for problem in axe.violations(window, structure=False)]
    return found + _asked(window, FOREIGN_WORDS, language) + _asked(window, TOO_WIDE)


def problems_of_words(window: Page, language: str) -> list[str]:
    """What another language can break: in a hand, where words break first."""
    _in_hand(window, PHONE)
    found = axe.violations(window, colours=False)
    return found + _asked(window, FOREIGN_WORDS, language) + _asked(window, TOO_WIDE)


def _in_hand(window: Page, size: dict[str, int]) -> None:
    """Change the window's size where it has another; that costs time."""
    if window.viewport_size != size:
        window.set_viewport_size(size)  # type: ignore[arg-type]
        window.evaluate(NEXT_FRAME)


def _asked(window: Page, check: str, argument: Any = None) -> list[str]:
    answer: list[str] = window.evaluate(check, argument)
    return answer
