"""Every hook of the core, each of which a test can make misbehave."""

from datetime import time
from enum import Enum, auto
from threading import Event
from time import sleep
from typing import Any, TypeVar
from uuid import UUID

from flask import render_template
from markupsafe import Markup

from parasat_dummy import NAME, _, _n, operations, queries
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import (
    DemoYear,
    Panel,
    PluginManifest,
    ReturnedWork,
    Subject,
    WeekEntry,
    WeekPart,
    hookimpl,
)

T = TypeVar("T")


class Mischief(Enum):
    """How a hook misbehaves."""

    RAISE = auto()
    WRONG_TYPE = auto()
    SLEEP = auto()
    SPIN = auto()
    HANG = auto()


mischief: dict[str, Mischief] = {}
"""By the name of a hook; empty outside tests."""
NAP = 0.05
"""Seconds that a sleeping hook sleeps."""
wake = Event()
"""Until somebody sets it, or half a minute has gone, a hanging hook waits where no exception reaches it."""


class OnPurpose(RuntimeError):
    """What a misbehaving hook raises."""


def _behave(hook: str, answer: T) -> T:
    wanted = mischief.get(hook)
    if wanted is Mischief.RAISE:
        raise OnPurpose(f"{hook} fails on purpose")
    if wanted is Mischief.SLEEP:
        sleep(NAP)
    while wanted is Mischief.SPIN:
        pass
    if wanted is Mischief.HANG:
        wake.wait(30)
    return "nothing that anybody expects" if wanted is Mischief.WRONG_TYPE else answer  # type: ignore[return-value]


@hookimpl
def plugin_switched_on(manifest: PluginManifest) -> None:
    """The diary gets its first entry when the school switches this plug-in on."""
    if manifest.name == NAME:
        operations.begin()
        _behave("plugin_switched_on", None)


@hookimpl
def subject_catalogue() -> list[Subject]:
    """One elective."""
    subject = Subject(
        plugin=NAME,
        code="diary-keeping",
        title=LocalizedText("Күнделік жүргізу", "Ведение дневника", "Keeping a diary"),
        kind="pass_fail",
        first_grade=5,
        last_grade=11,
        attributes=("GA6",),
    )
    return _behave("subject_catalogue", [subject])


@hookimpl
def week_entries(student_id: UUID) -> list[WeekEntry]:
    """An hour for the diary on Sunday."""
    title = LocalizedText("Күнделік жазу", "Запись в дневник", "Writing the diary")
    return _behave("week_entries", [WeekEntry(WeekPart.REST, title, 7, time(19), time(19, 30))])


@hookimpl
def demonstrate(year: DemoYear) -> None:
    """One entry in the diary of a demonstration school."""
    operations.write(f"{year.slug}: {len(year.students)}")
    return _behave("demonstrate", None)


@hookimpl
def work_returned(work: ReturnedWork) -> None:
    """The return goes into the diary, in the same transaction."""
    operations.note_returned(work)
    return _behave("work_returned", None)


@hookimpl
def return_undone(work: ReturnedWork) -> None:
    """The diary notes that a work was taken back, in the same transaction."""
    operations.note_undone(work)
    return _behave("return_undone", None)


@hookimpl
def profile_panels(student_id: UUID) -> Panel | None:
    """How many works went back to this student; nothing before the first one."""
    count = queries.returned_works(student_id)
    panel = Panel(_("Diary of returned works"), _body(count)) if count else None
    return _behave("profile_panels", panel)


@hookimpl
def home_panels(person_id: UUID) -> Panel | None:
    """The school's greeting, and how many works went back."""
    panel = Panel(_("Diary of returned works"), _body(queries.returned_works(), queries.settings().greeting))
    return _behave("home_panels", panel)


@hookimpl
def export_subject(person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """A figure that is in no table: how many works went back."""
    count = queries.returned_works(person_id)
    return _behave("export_subject", {f"{NAME}_figures": [{"returned_works": count}]})


@hookimpl
def erase_subject(person_id: UUID) -> None:
    """That somebody was erased is an entry of its own, which names nobody."""
    operations.write("—")
    _behave("erase_subject", None)


def _body(count: int, greeting: str = "") -> Markup:
    """A panel stands on a page of the core, whose `_` knows the core's words: it is handed its own."""
    html = render_template("parasat_dummy/_panel.html", count=count, greeting=greeting, _=_, ngettext=_n)
    return Markup(html)  # noqa: S704 - the template has escaped everything
