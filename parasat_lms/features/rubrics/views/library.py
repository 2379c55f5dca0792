"""The library and one rubric in it."""

from uuid import UUID

from flask import g, request, url_for
from flask_babel import gettext as _

from parasat_lms.core.db import new_id
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.rubric_drafts import RubricKind, warnings
from parasat_lms.features.rubrics import operations, queries
from parasat_lms.features.rubrics.models import Rubric
from parasat_lms.features.rubrics.queries import PER_PAGE, SHELVES, Entry, Wish
from parasat_lms.features.rubrics.views.shelves import attributes, blueprint, codes, load_rubric, reader

LONGEST_SEARCH = 100


def _wish() -> Wish:
    """What the address asks for; what it cannot ask for is as if it were not there."""
    asked = request.args
    grade = asked.get("grade", type=int)
    return Wish(
        words=asked.get("q", "")[:LONGEST_SEARCH].replace("\0", ""),
        shelf=_one_of("shelf", SHELVES) or "all",
        grade=grade if grade in range(1, 12) else None,
        attribute=_one_of("attribute", codes()),
        language=_one_of("language", LANGUAGES),
        kind=_one_of("kind", tuple(RubricKind)),
    )


def _one_of(name: str, known: tuple[str, ...]) -> str:
    value = request.args.get(name, "")
    return value if value in known else ""


@blueprint.get("")
@requires(Permission.RUBRICS_LIBRARY_READ)
def library() -> Answer:
    """The rubrics of the school and of the network, searched and by shelf."""
    wish = _wish()
    page = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    if wish.shelf == "network":
        shelf = queries.network_shelf(g.school.network_id, wish, page)
    else:
        shelf = queries.library_shelf(reader(), wish, page)
    return render_page(
        "rubrics/library.html",
        wish=wish,
        shelf=shelf,
        shelves=SHELVES,
        attributes=attributes(),
        page=page,
        pages=max(-(-shelf.total // PER_PAGE), 1),
    )


@blueprint.get("/<uuid:rubric_id>")
@requires(Permission.RUBRICS_LIBRARY_READ, on=load_rubric)
def rubric(found: Rubric) -> Answer:
    """One rubric as students read it, with its history and what can be done with it."""
    content = queries.latest_version(found)
    editable = queries.find_rubric(reader().edits, rubric_id=found.id) is not None
    return render_page(
        "rubrics/rubric.html",
        rubric=found,
        content=content,
        plan=queries.as_plan(content),
        versions=queries.versions_of(found.id),
        origin=queries.origin_of(found, g.school.network_id, reader()),
        editable=editable,
        findings=warnings(content.draft, codes()) if editable else (),
        teams=queries.teams(reader()) if editable else (),
        copy_id=new_id(),
    )


@blueprint.post("/<uuid:rubric_id>/adopt")
@requires(Permission.RUBRICS_RUBRIC_WRITE, on=load_rubric)
def adopt(found: Rubric) -> Answer:
    """A copy of one's own."""
    return _adopt(Entry(found, queries.latest_version(found)))


def load_published(version_id: UUID) -> Entry | None:
    """A version that a school of the network has published."""
    return queries.published_rubric(g.school.network_id, version_id)


@blueprint.get("/network/<uuid:version_id>")
@requires(Permission.RUBRICS_LIBRARY_READ, on=load_published)
def published(found: Entry) -> Answer:
    """A published rubric of a school of the network, to read and to adopt."""
    return render_page(
        "rubrics/published.html", entry=found, plan=queries.as_plan(found.content), copy_id=new_id()
    )


@blueprint.post("/network/<uuid:version_id>/adopt")
@requires(Permission.RUBRICS_RUBRIC_WRITE, on=load_published)
def adopt_published(found: Entry) -> Answer:
    """A copy of another school's published rubric."""
    return _adopt(found)


def _adopt(found: Entry) -> Answer:
    try:
        copy_id = UUID(request.form.get("copy", ""))
    except ValueError:
        copy_id = new_id()
    actor = current_actor()
    operations.adopt(found.content, found.rubric.school_id, attributes(), actor.person_id, copy_id)
    flash_success(_("The copy is yours: change it as you like. It remembers where it comes from."))
    return see_other(url_for("rubrics.rubric", rubric_id=copy_id))
