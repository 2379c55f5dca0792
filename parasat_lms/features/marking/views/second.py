"""The second marker's desk: the same rubric beside the same work, saved row by row, and finished."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from parasat_lms.core.files import send_kept
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other, wants_fragment
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments.models import SubmissionFile
from parasat_lms.features.marking import operations, queries
from parasat_lms.features.marking.forms import lets_stand, read_row, read_rows
from parasat_lms.features.marking.operations import NotComplete, OpenSecond, RowOutcome, SaveOutcome
from parasat_lms.features.marking.queries import SecondWork
from parasat_lms.features.marking.views.house import blueprint, book, work_files
from parasat_lms.features.rubrics.queries import CriterionContent, rubric_content


def load_second(second_id: UUID) -> SecondWork | None:
    """A work that the signed-in person marks as second marker."""
    return queries.load_second(current_actor().person_id, second_id, g.school.timezone)


def _desk_page(
    chosen: SecondWork,
    *,
    status: int = 200,
    outcomes: Mapping[UUID, RowOutcome] | None = None,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    opened: OpenSecond | None = None,
) -> Response:
    return render_page(
        "marking/second.html",
        status=status,
        desk=queries.second_desk(chosen, book(), opened.rows if opened else None),
        next_id=queries.next_second(current_actor().person_id, chosen.id),
        outcomes=outcomes or {},
        typed=typed or {},
        problem=problem,
        files=work_files(chosen.work),
    )


@blueprint.get("/marking/second/<uuid:second_id>")
@requires(Permission.MARKING_SECOND_MARK, on=load_second)
def second(chosen: SecondWork) -> Answer:
    """The work on one side, the rubric on the other."""
    return _desk_page(chosen)


def load_second_file(second_id: UUID, file_id: UUID) -> tuple[SubmissionFile, bool] | None:
    """A file of a work that the signed-in person marks as second marker, and whether its name is hidden."""
    chosen = load_second(second_id)
    found = [kept for kept in work_files(chosen.work) if kept.id == file_id] if chosen else []
    return (found[0], chosen.work.nameless) if chosen and found else None


@blueprint.get("/marking/second/<uuid:second_id>/files/<uuid:file_id>")
@requires(Permission.MARKING_SECOND_MARK, on=load_second_file)
def second_file(found: tuple[SubmissionFile, bool]) -> Answer:
    """A file of the work on the second marker's desk."""
    kept, nameless = found
    return send_kept(kept.file, name="" if nameless else kept.name)


@blueprint.post("/marking/second/<uuid:second_id>")
@requires(Permission.MARKING_SECOND_MARK, on=load_second)
def save_second(chosen: SecondWork) -> Answer:
    """Save the whole form, and finish the marking where that was pressed."""
    return _save_form(chosen)


def _save_form(chosen: SecondWork) -> Answer:
    opened = operations.open_second(chosen.id)
    criteria = rubric_content(opened.second.rubric_version_id).criteria
    wanted = [criterion for criterion in criteria if not lets_stand(request.form, criterion)]
    saved = operations.save_second(opened, read_rows(request.form, wanted), current_actor().person_id)
    if not saved.fine and not saved.closed:
        return _unsaved(chosen, opened, saved)
    if request.form.get("intent") == "finish":
        return _finish(chosen, opened)
    flash_success(_finished_already() if saved.closed else _("Saved. Only you see it."))
    return see_other(url_for("marking.second", second_id=chosen.id))


def _unsaved(chosen: SecondWork, opened: OpenSecond, saved: SaveOutcome) -> Response:
    waiting = tuple(str(criterion_id) for criterion_id, row in saved.rows.items() if not row.fine)
    return _desk_page(
        chosen,
        status=409 if any(row.conflict for row in saved.rows.values()) else 422,
        outcomes=saved.rows,
        typed={name: value for name, value in request.form.items() if name.endswith(waiting)},
        problem=_("Not everything was saved. Look at the rows below."),
        opened=opened,
    )


def _finish(chosen: SecondWork, opened: OpenSecond) -> Answer:
    try:
        finished = operations.finish_second(opened)
    except NotComplete as error:
        outcomes = {
            criterion_id: RowOutcome(criterion_id, problem=_("Choose a level, or “not applicable”."))
            for criterion_id in error.missing
        }
        problem = _("The marking was not finished: some rows are not marked yet.")
        return _desk_page(chosen, status=422, outcomes=outcomes, problem=problem, opened=opened)
    flash_success(_("Your second marking is finished.") if finished else _finished_already())
    following = queries.next_second(current_actor().person_id, chosen.id)
    return see_other(
        url_for("marking.second", second_id=following) if following else url_for("marking.waiting")
    )


def _finished_already() -> str:
    return str(_("This second marking is finished; nothing was changed."))


@dataclass(frozen=True, slots=True)
class _Row:
    chosen: SecondWork
    criterion: CriterionContent


def load_second_row(second_id: UUID, criterion_id: UUID) -> _Row | None:
    """A criterion of the rubric of a work that the signed-in person marks as second marker."""
    chosen = load_second(second_id)
    criterion = rubric_content(chosen.second.rubric_version_id).criterion(criterion_id) if chosen else None
    return _Row(chosen, criterion) if chosen and criterion else None


@blueprint.post("/marking/second/<uuid:second_id>/rows/<uuid:criterion_id>")
@requires(Permission.MARKING_SECOND_MARK, on=load_second_row)
def save_second_row(row: _Row) -> Answer:
    """Save one row as htmx sends it; without JavaScript the whole form is sent, and saved."""
    if not wants_fragment():
        return _save_form(row.chosen)
    opened = operations.open_second(row.chosen.id)
    if lets_stand(request.form, row.criterion):
        return _row_answer(row, opened, None, 200)
    sent = read_row(request.form, row.criterion)
    saved = operations.save_second(opened, [sent], current_actor().person_id)
    outcome = saved.rows[row.criterion.id]
    if saved.closed:
        outcome = RowOutcome(row.criterion.id, problem=_finished_already())
    return _row_answer(
        row, opened, outcome, 409 if saved.closed or outcome.conflict else 422 if outcome.problem else 200
    )


def _row_answer(row: _Row, opened: OpenSecond, outcome: RowOutcome | None, status: int) -> Response:
    desk = queries.second_desk(row.chosen, book(), opened.rows)
    standing = next(other for other in desk.rows if other.criterion.id == row.criterion.id)
    answer = render_page(
        "marking/_second_saved.html",
        status=status,
        desk=desk,
        row=standing,
        whole_row=outcome is None,
        outcome=outcome,
        typed={} if outcome is None or outcome.fine else request.form,
    )
    if outcome is None:
        answer.headers["HX-Retarget"] = f"#row-{row.criterion.id}"
        answer.headers["HX-Reswap"] = "outerHTML"
    return answer
