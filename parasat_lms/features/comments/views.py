"""The pages of the comment bank."""

from uuid import UUID

from flask import Blueprint, g, request, url_for
from flask_babel import gettext as _

from parasat_lms.core.db import new_id
from parasat_lms.core.errors import Refused
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.i18n import current_language
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.comments import operations, queries
from parasat_lms.features.comments.forms import LONGEST_SEARCH, CommentForm
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.comments.operations import CommentChanged
from parasat_lms.features.comments.queries import PER_PAGE, SHELVES, BankReader, BankWish
from parasat_lms.features.rubrics.queries import (
    Attribute,
    Reader,
    RubricContent,
    attributes_of,
    find_rubric,
    latest_version,
)

blueprint = Blueprint("comments", __name__, template_folder="templates", url_prefix="/<school>/comments")


def _reader() -> BankReader:
    actor = current_actor()
    return BankReader(actor.person_id, keeps_school=actor.may(Permission.COMMENTS_SCHOOL_KEEP))


def _library_reader() -> Reader:
    actor = current_actor()
    return Reader(actor.person_id, keeps_school=actor.may(Permission.RUBRICS_SCHOOL_KEEP))


def _attributes() -> tuple[Attribute, ...]:
    return attributes_of(g.school.network_id)


def _rubrics() -> list[RubricContent]:
    return queries.rubrics_to_tie(_library_reader().sees)


def _rubric_asked() -> RubricContent | None:
    """The rubric whose comments the address asks for, if the reader sees it."""
    try:
        rubric = find_rubric(_library_reader().sees, rubric_id=UUID(request.args.get("rubric", "")))
    except ValueError:
        return None
    return latest_version(rubric) if rubric else None


@blueprint.get("")
@requires(Permission.COMMENTS_BANK_READ)
def bank() -> Answer:
    """One's own comments and the shared ones, searched and by shelf."""
    attributes, rubric = _attributes(), _rubric_asked()
    shelf, attribute = request.args.get("shelf", ""), request.args.get("attribute", "")
    wish = BankWish(
        words=request.args.get("q", "")[:LONGEST_SEARCH].replace("\0", ""),
        shelf=shelf if shelf in SHELVES else SHELVES[0],
        attribute=attribute if attribute in {one.code for one in attributes} else "",
        criteria=tuple(one.lineage_id for one in rubric.criteria) if rubric else None,
    )
    page = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    found = queries.bank_page(_reader(), wish, page)
    return render_page(
        "comments/bank.html",
        wish=wish,
        found=found,
        shelves=SHELVES,
        attributes=attributes,
        rubric=rubric,
        page=page,
        pages=max(-(-found.total // PER_PAGE), 1),
    )


def _comment_page(
    form: CommentForm,
    *,
    comment: BankComment | None = None,
    comment_id: UUID | None = None,
    status: int = 200,
    theirs: BankComment | None = None,
    problem: str = "",
) -> Answer:
    """The page of a comment. `comment_id` is what a new one will be called, `theirs` what was saved meanwhile."""
    return render_page(
        "comments/comment.html",
        status=status,
        form=form,
        comment=comment,
        comment_id=comment_id,
        tie=queries.ties_of([comment]).get(comment.id) if comment else None,
        theirs=theirs,
        problem=problem,
    )


@blueprint.get("/new")
@requires(Permission.COMMENTS_BANK_WRITE)
def begin() -> Answer:
    """A new comment."""
    criterion = request.args.get("criterion", "")[:36]
    form = CommentForm.blank(current_language(), _rubrics(), _attributes(), criterion)
    return _comment_page(form, comment_id=new_id())


@blueprint.post("/new")
@requires(Permission.COMMENTS_BANK_WRITE)
def write() -> Answer:
    """Put the new comment into the bank, or show the levels of the chosen criterion."""
    form = CommentForm.of_form(request.form, _rubrics(), _attributes())
    try:
        comment_id = UUID(request.form.get("comment", ""))
    except ValueError:
        comment_id = new_id()
    if request.form.get("do") == "levels":
        return _comment_page(form, comment_id=comment_id)
    wish = form.wish()
    if wish is None:
        return _comment_page(form, comment_id=comment_id, status=422)
    operations.write_comment(current_actor().person_id, wish, comment_id)
    flash_success(_("The comment is in the bank."))
    return see_other(url_for("comments.bank"))


def load_changeable(comment_id: UUID) -> BankComment | None:
    """A comment that this person may change."""
    return queries.find_comment(_reader().changes, comment_id=comment_id)


@blueprint.get("/<uuid:comment_id>/edit")
@requires(Permission.COMMENTS_BANK_WRITE, on=load_changeable)
def edit(comment: BankComment) -> Answer:
    """A comment to be changed."""
    return _comment_page(CommentForm.of_comment(comment, _rubrics(), _attributes()), comment=comment)


@blueprint.post("/<uuid:comment_id>/edit")
@requires(Permission.COMMENTS_BANK_WRITE, on=load_changeable)
def save(comment: BankComment) -> Answer:
    """Save the comment as it is written now."""
    form = CommentForm.of_form(request.form, _rubrics(), _attributes(), comment.text)
    if request.form.get("do") == "levels":
        return _comment_page(form, comment=comment)
    wish = form.wish(comment)
    if wish is None:
        return _comment_page(form, comment=comment, status=422)
    try:
        operations.change_comment(comment.id, form.revision, wish)
    except CommentChanged as meanwhile:
        return _comment_page(form, comment=comment, status=409, theirs=meanwhile.theirs)
    except Refused as refusal:
        return _comment_page(form, comment=comment, status=422, problem=str(refusal))
    flash_success(_("The comment is saved."))
    return see_other(url_for("comments.bank"))


@blueprint.post("/<uuid:comment_id>/archive")
@requires(Permission.COMMENTS_BANK_WRITE, on=load_changeable)
def archive(comment: BankComment) -> Answer:
    """Lay the comment into the archive, or take it out."""
    archived = request.form.get("archived") != "no"
    operations.archive_comment(comment.id, archived=archived)
    flash_success(
        _("The comment lies in the archive: marking no longer offers it.")
        if archived
        else _("The comment is back in the bank.")
    )
    return see_other(url_for("comments.bank", shelf=None if archived else "archived"))
