"""The blueprint, and what the pages have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from wtforms.fields.choices import SelectChoice

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import Answer, Person, current_actor, people_in_role, pick, render_page
from parasat_zholy import _, seeds
from parasat_zholy.policies import permissions
from parasat_zholy.policies.permissions import GRANTS
from parasat_zholy.queries.pages import MOST_PAGES

blueprint = Blueprint(
    "parasat_zholy",
    "parasat_zholy",
    template_folder="templates",
    static_folder="static",
    url_prefix="/<school>/zholy",
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One way inside the programme."""

    label: str
    href: str
    current: bool


def _tabs(section: str) -> list[Tab]:
    """The parts of the programme that this person may open."""
    may = current_actor().may
    writes = may(permissions.JOURNAL_WRITE)
    journal = "journal_own" if writes else "journal_shared"
    wanted = (
        ("activities", _("Activities"), "activities", permissions.ACTIVITY_READ),
        ("service", _("Service hours"), "service", permissions.SERVICE_READ),
        ("mentoring", _("Mentoring"), "mentoring", permissions.MENTORING_READ),
        ("journal", _("Journal"), journal, permissions.JOURNAL_WRITE if writes else permissions.JOURNAL_READ),
        ("week", _("Balance of the week"), "week", permissions.WEEK_READ),
    )  # fmt: skip
    return [
        Tab(label, url_for(f"parasat_zholy.{endpoint}"), name == section)
        for name, label, endpoint, permission in wanted
        if may(permission)
    ]


def show(template: str, section: str, *, status: int = 200, **context: Any) -> Answer:
    """A page of the programme with its tabs."""
    return render_page(
        f"parasat_zholy/{template}.html",
        status=status,
        tabs_of_zholy=_tabs(section),
        components=seeds.components(),
        kinds=seeds.kinds(),
        roles=seeds.roles(),
        lives=seeds.parts_of_life(),
        may={name.lower(): current_actor().may(value) for name, value in PERMISSIONS.items()},
        **context,
    )


PERMISSIONS = {
    name: value for name, value in vars(permissions).items() if isinstance(value, str) and value in GRANTS
}


def page_number() -> int:
    """Which page of a list is asked for."""
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def content_choices(texts: Mapping[str, LocalizedText], empty: str | None = None) -> list[SelectChoice]:
    """Choices of content in the reader's language; `empty` is the label of no choice."""
    chosen = [SelectChoice(code, pick(text)) for code, text in texts.items()]
    return chosen if empty is None else [SelectChoice("", empty), *chosen]


def people_choices(people: Iterable[Person]) -> list[SelectChoice]:
    """Choices of people by name."""
    return [SelectChoice(str(person.id), person.full_name) for person in people]


def staff() -> list[Person]:
    """Teachers and mentors in Kazakh order, each once."""
    both = [*people_in_role(Role.TEACHER), *people_in_role(Role.MENTOR)]
    return sorted({person.id: person for person in both}.values(), key=lambda person: person.sort_key)


def uuid_of(text: str | None) -> UUID | None:
    """An id from a form, or nothing."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def one_of(value: str | None, known: Iterable[str]) -> str | None:
    """A value of the address where it is a known one."""
    return value if value in set(known) else None
