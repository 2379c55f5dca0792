"""The blueprint of the programme, its permissions, and what all its pages have in common."""

from typing import Any

from flask import Blueprint, url_for

from parasat_lms.plugin_api import Answer, current_actor, render_page
from parasat_programme import NAME, _, moment
from parasat_programme import hours as written_hours

CATALOGUE_EDIT = f"{NAME}:catalogue:edit"
CATALOGUE_READ = f"{NAME}:catalogue:read"
CHOICE_WRITE = f"{NAME}:choice:write"
ELECTIVES_READ = f"{NAME}:electives:read"
OFFER_TEACH = f"{NAME}:offer:teach"
PROGRAMME_OFFER = f"{NAME}:programme:offer"
PROGRAMME_READ = f"{NAME}:programme:read"
PROGRAMME_REVIEW = f"{NAME}:programme:review"
PROGRAMME_WRITE = f"{NAME}:programme:write"
ROUND_EDIT = f"{NAME}:round:edit"

blueprint = Blueprint(
    NAME,
    "parasat_programme.views",
    template_folder="../templates",
    static_folder="../static",
    url_prefix="/<school>/subjects",
)


def _sections(current: str) -> list[dict[str, Any]]:
    """The tabs over every page, as far as the reader may open them."""
    pages = (
        ("catalogue", "catalogue", _("Catalogue"), CATALOGUE_READ),
        ("electives", "electives", _("Electives"), ELECTIVES_READ),
        ("programmes", "programmes", _("Author's programmes"), CATALOGUE_READ),
        ("hours", "hours", _("Hours and load"), CATALOGUE_READ),
    )
    may = current_actor().may
    return [
        {"label": label, "href": url_for(f"{NAME}.{endpoint}"), "current": name == current}
        for name, endpoint, label, permission in pages
        if may(permission)
    ]


def show(
    template: str, section: str, *, status: int = 200, fragment: str | None = None, **context: Any
) -> Answer:
    """A page of the programme with its tabs."""
    return render_page(
        f"{NAME}/{template}",
        status=status,
        fragment=fragment,
        sections=_sections(section),
        moment=moment,
        hours=written_hours,
        **context,
    )
