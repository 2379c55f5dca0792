"""The comment bank on the desk: what fits a row, put into its comment; and what was typed there, kept for again."""

from collections.abc import Mapping
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _

from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other, wants_fragment
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.comments.forms import LONGEST_SEARCH, language_of
from parasat_lms.features.comments.operations import keep_comment
from parasat_lms.features.comments.queries import BankReader, read_comment
from parasat_lms.features.marking import operations, queries
from parasat_lms.features.marking.forms import comment_with, read_row
from parasat_lms.features.marking.views.desk import Row, load_row, save_whole_form
from parasat_lms.features.marking.views.house import blueprint, chosen_course, nothing_changed

ASKED = ("insert", "keep", "done")
"""The buttons of the page of a row's comment; the desk's own button sends none of them."""


@blueprint.get("/marking/<uuid:submission_id>/rows/<uuid:criterion_id>/comments")
@requires(Permission.MARKING_WORK_MARK, on=load_row)
def bank(row: Row) -> Answer:
    """The comments that fit a row: a part of the desk, or a page where nothing runs scripts."""
    return _bank(row)


@blueprint.post("/marking/<uuid:submission_id>/rows/<uuid:criterion_id>/comments")
@requires(Permission.MARKING_WORK_MARK, on=load_row)
def use_bank(row: Row) -> Answer:
    """Put a comment of the bank into the row, keep what was typed, or come here from the desk, which is saved first."""
    if not any(name in request.form for name in ASKED):
        return save_whole_form(row.work, then=_address(row))
    if wants_fragment():
        return _keep_aside(row)
    return _save_comment(row)


def _address(row: Row) -> str:
    return url_for(
        "marking.bank", submission_id=row.work.id, criterion_id=row.criterion.id, course=chosen_course()
    )


def _bank(
    row: Row,
    *,
    status: int = 200,
    said: str = "",
    problem: str = "",
    conflict: bool = False,
    typed: Mapping[str, str] | None = None,
) -> Answer:
    """The fitting comments. `said` is what was done, `problem` what could not be, `typed` what does not stand yet."""
    standing = queries.standing_row(row.work, row.criterion)
    words = request.values.get("q", "")[:LONGEST_SEARCH].replace("\0", "")
    found = queries.row_bank(
        current_actor().person_id, row.work, standing, level_id=_level_on_screen(row), words=words
    )
    return render_page(
        "marking/_bank.html" if wants_fragment() else "marking/bank.html",
        searching=wants_fragment(),
        status=status,
        work=row.work,
        bank=found,
        address=_address(row),
        course_filter=chosen_course(),
        said=said,
        problem=problem,
        conflict=conflict,
        typed=typed or {},
    )


def _level_on_screen(row: Row) -> UUID | None:
    """The level that is chosen on the desk at this moment, saved or not yet."""
    try:
        level = row.criterion.level(UUID(request.values.get("level", "")))
    except ValueError:
        return None
    return level.id if level else None


def _keep(row: Row, text: str) -> str:
    """Keep a text for this teacher; says what became of it. Raises `ValueError` with a reason in words."""
    if not text:
        raise ValueError(_("Write a comment first, then keep it."))
    language = language_of(
        request.form.get(f"language-{row.criterion.id}", ""), queries.language_of_student(row.work)
    )
    standing = queries.standing_row(row.work, row.criterion)
    place = queries.place_of(row.criterion, _level_on_screen(row) or standing.level_id)
    _kept, new = keep_comment(current_actor().person_id, text, language, place.criterion_id, place.level_id)
    if not new:
        return str(_("This comment is in your bank already."))
    if queries.may_name(text, row.work.student):
        return str(
            _(
                "The comment is kept for you alone. It seems to hold the student's name: take it out in the bank."
            )
        )
    return str(_("The comment is kept in your bank."))


def _keep_aside(row: Row) -> Answer:
    """Keep what stands in the field; the desk saves the row itself."""
    try:
        sent = read_row(request.form, row.criterion)
        if sent.problem:
            raise ValueError(sent.problem)
        return _bank(row, said=_keep(row, sent.comment.text if sent.comment else ""))
    except ValueError as reason:
        return _bank(row, status=422, problem=str(reason))


def _save_comment(row: Row) -> Answer:
    """Without JavaScript: the comment is saved as it was typed, with what was chosen from the bank behind it."""
    fields = {name: value for name, value in request.form.items() if not name.startswith("choice-")}
    key = f"comment-{row.criterion.id}"
    if "insert" in fields:
        chosen = _chosen(fields["insert"], row)
        if not chosen:
            return _bank(row, status=422, problem=_("This comment is no longer in the bank."), typed=fields)
        fields[key] = comment_with(fields.get(key, ""), chosen)
    opened = operations.open_assessment(row.work)
    saved = operations.save(opened, [read_row(fields, row.criterion)], current_actor().person_id)
    if saved.closed:
        return _bank(row, status=409, problem=nothing_changed(opened), typed=fields)
    outcome = saved.rows[row.criterion.id]
    if not outcome.fine:
        status = 409 if outcome.conflict else 422
        return _bank(row, status=status, problem=outcome.problem, conflict=outcome.conflict, typed=fields)
    if "keep" in fields:
        try:
            flash_success(_keep(row, fields.get(key, "").strip()))
        except ValueError as reason:
            return _bank(row, status=422, problem=str(reason))
        return see_other(_address(row))
    return see_other(
        url_for(
            "marking.desk",
            submission_id=row.work.id,
            course=chosen_course(),
            _anchor=f"row-{row.criterion.id}",
        )
    )


def _chosen(comment_id: str, row: Row) -> str:
    """The words of a comment of the bank in the student's language, or in the one that it falls back to."""
    try:
        comment = read_comment(BankReader(current_actor().person_id), UUID(comment_id))
    except ValueError:
        return ""
    return comment.text.pick(queries.language_of_student(row.work)).text if comment else ""
