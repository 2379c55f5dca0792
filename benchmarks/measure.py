"""Measuring one page: its statements, its time, the time of its floor, and its weight."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import event

from benchmarks.browser import Answer, Browser, Request
from benchmarks.floors import EMPTY, Floors
from benchmarks.pages import Page, Place
from parasat_lms.core.db import db

SHOWN = "SAVEPOINT"
MARKS = ("BEGIN", SHOWN, "RELEASE SAVEPOINT")


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured; times are medians in milliseconds, the weight is that of the body as it travels."""

    name: str
    size: str
    statements: int | None = None
    p50_ms: float | None = None
    floor_ms: float | None = None
    ratio: float | None = None
    gzip_bytes: int | None = None
    empty_floor_ms: float | None = None
    requests: int | None = None


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collects the statements that reach the database within the block, except the marks of transactions.

    A savepoint around each plug-in's panel reads nothing; it keeps the page alive when the panel fails.
    """
    seen: list[str] = []

    with everything(app) as sent:
        yield seen
        seen += [statement for statement in sent if not statement.startswith(MARKS)]


@contextmanager
def everything(app: Flask) -> Iterator[list[str]]:
    """Collects all that is sent to the database within the block, marks of transactions and savepoints too."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements_of(app: Flask, browser: Browser, page: Page, place: Place) -> list[str]:
    """The statements of one request, made after another has warmed what may be kept in memory."""
    requests = page.requests(browser, place)
    warm = check(page, browser.ask(next(requests)))
    return counted(app, browser, page, requests.send(warm))[1]


def counted(app: Flask, browser: Browser, page: Page, asked: Request) -> tuple[Answer, list[str]]:
    """The answer to a request, and its statements."""
    with counting(app) as seen:
        answer = check(page, browser.ask(asked))
    return answer, seen


def most_of_a_panel(app: Flask, browser: Browser, path: str) -> int:
    """How many statements the hungriest panel of a plug-in needs on a page: each is drawn in a savepoint of its own.

    Raises `RuntimeError` where no plug-in was asked: nothing would have been measured.
    """
    browser.get(path)
    with everything(app) as sent:
        browser.get(path)
    counts: list[int] = []
    inside = False
    for statement in sent:
        if statement.startswith(MARKS):
            inside = statement.startswith(SHOWN)
            counts += [0] if inside else []
        elif inside:
            counts[-1] += 1
    if not counts:
        raise RuntimeError(f"no plug-in shows anything at {path}")
    return max(counts)


def check(page: Page, answer: Answer) -> Answer:
    """Only what worked is measured."""
    if answer.status not in {200, 303} or (answer.status == 303) != (page.key == "return"):
        raise RuntimeError(f"{page.name} answered {answer.status}")
    return answer


class Stopwatch:
    """Measures pages by turns with their floors, so that a busy moment of the machine falls on all of them."""

    def __init__(self, app: Flask, floors: Floors, *, warm_up: int, runs: int) -> None:
        self._app, self._floors, self._warm_up, self._runs = app, floors, warm_up, runs

    def measure(self, browser: Browser, page: Page, place: Place) -> Row:
        """One page in one school."""
        floor = f"/{place.slug}/floors/{page.key}"
        requests = page.requests(browser, place)
        asked = next(requests)
        with self._floors.learn(page.key):
            answer = check(page, browser.ask(asked))
        self._check_floor(browser, page, place, Request(floor, asked.form, asked.headers))
        answer, statements = counted(self._app, browser, page, requests.send(answer))
        times: list[tuple[float, float, float]] = []
        for number in range(self._warm_up + self._runs):
            try:
                asked = requests.send(answer)
            except StopIteration:
                break
            answer = check(page, browser.ask(asked))
            under = browser.ask(Request(floor, asked.form, asked.headers))
            least = browser.ask(_empty(place))
            if number >= self._warm_up:
                times.append((answer.seconds, under.seconds, least.seconds))
        p50, floor_p50, empty_p50 = (median(series) * 1000 for series in zip(*times, strict=True))
        return Row(
            name=page.name,
            size=place.size,
            statements=len(statements),
            p50_ms=round(p50, 2),
            floor_ms=round(floor_p50, 2),
            ratio=round(p50 / floor_p50, 2),
            gzip_bytes=len(answer.sent),
            # Whoever is not signed in is sent away instead of being shown the word.
            empty_floor_ms=round(empty_p50, 2) if page.permission else None,
        )

    def _check_floor(self, browser: Browser, page: Page, place: Place, floor: Request) -> None:
        """A floor that asked the database for its content would flatter the page."""
        seen = counted(self._app, browser, page, floor)[1]
        with counting(self._app) as least:
            browser.ask(_empty(place))
        if seen != least:
            raise RuntimeError(f"the floor of {page.name} reads from the database: {seen}")


def _empty(place: Place) -> Request:
    return Request(f"/{place.slug}/floors/{EMPTY}")
