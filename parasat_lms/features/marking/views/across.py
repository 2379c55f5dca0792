"""One criterion across all works of an assignment: the desk's rows, work after work."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, abort, g, request, url_for

from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, render_page, see_other, wants_fragment
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments.models import SubmissionFile
from parasat_lms.features.assignments.queries import files_of
from parasat_lms.features.marking import operations, queries
from parasat_lms.features.marking.forms import changes_something, read_row, sent_keys, stands_for
from parasat_lms.features.marking.operations import RowInput, RowOutcome
from parasat_lms.features.marking.queries import MarkedCriterion, Work
from parasat_lms.features.marking.views.house import (
    blueprint,
    load_assignment,
    nothing_changed,
    page_asked,
)
from parasat_lms.features.rubrics.queries import rubric_content


def load_criterion(assignment_id: UUID, criterion_id: UUID) -> MarkedCriterion | None:
    """A criterion of the rubric of one of this teacher's assignments."""
    marked = load_assignment(assignment_id)
    if marked is None:
        return None
    criterion = rubric_content(marked.assignment.rubric_version_id).criterion(criterion_id)
    return MarkedCriterion(marked, criterion) if criterion else None


@blueprint.get("/marking/assignments/<uuid:assignment_id>/criteria/<uuid:criterion_id>")
@requires(Permission.MARKING_WORK_MARK, on=load_criterion)
def across(chosen: MarkedCriterion) -> Answer:
    """All works beside one criterion."""
    return _page(chosen)


def _names_hidden() -> bool:
    return request.args.get("names") == "hidden"


def _page(
    chosen: MarkedCriterion,
    *,
    status: int = 200,
    outcomes: Mapping[UUID, RowOutcome] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    page, hidden = page_asked(), _names_hidden()
    across = queries.across(
        current_actor().person_id, chosen, g.school.timezone, page=page, by_name=not hidden
    )
    return render_page(
        "marking/across.html",
        status=status,
        chosen=chosen,
        rubric=rubric_content(chosen.marked.assignment.rubric_version_id),
        across=across,
        files=_files(chosen, [each.work for each in across.rows]),
        page=page,
        hidden=hidden,
        outcomes=outcomes or {},
        typed=typed or {},
    )


def _files(chosen: MarkedCriterion, works: list[Work]) -> dict[UUID, list[SubmissionFile]]:
    """The files of these works, where files are asked for."""
    return files_of(work.id for work in works) if chosen.marked.assignment.takes_files else {}


@blueprint.post("/marking/assignments/<uuid:assignment_id>/criteria/<uuid:criterion_id>")
@requires(Permission.MARKING_WORK_MARK, on=load_criterion)
def save_across(chosen: MarkedCriterion) -> Answer:
    """Save what was changed: one work as htmx sends it, or the whole page without JavaScript."""
    sent = sent_keys(request.form, queries.WORKS_ACROSS)
    works = queries.works_of(current_actor().person_id, chosen.marked.id, sent, g.school.timezone)
    if wants_fragment():
        if len(works) != 1:
            abort(404)
        return _save_one(chosen, works[0])
    outcomes = {
        work.id: _save(work, row)
        for work, row in _rows_sent(chosen, works)
        if changes_something(row) and not stands_for(request.form, str(work.id))
    }
    if all(outcome.fine for outcome in outcomes.values()):
        names = "hidden" if _names_hidden() else None
        return see_other(
            url_for(
                "marking.across",
                assignment_id=chosen.marked.id,
                criterion_id=chosen.criterion.id,
                page=page_asked(),
                names=names,
            )
        )
    unsaved = tuple(str(work_id) for work_id, outcome in outcomes.items() if not outcome.fine)
    typed = {name: value for name, value in request.form.items() if name.endswith(unsaved)}
    status = 409 if any(outcome.conflict for outcome in outcomes.values()) else 422
    return _page(chosen, status=status, outcomes=outcomes, typed=typed)


def _rows_sent(chosen: MarkedCriterion, works: list[Work]) -> list[tuple[Work, RowInput]]:
    """The works in the one order in which they are locked, each with what was sent for it."""
    standing = queries.across_rows(sorted(works, key=lambda work: work.id), chosen.criterion.id)
    return [
        (work, read_row(request.form, row.criterion, str(work.id)))
        for work, row in standing
        if row is not None
    ]


def _save(work: Work, row: RowInput) -> RowOutcome:
    opened = operations.open_assessment(work)
    saved = operations.save(opened, [row], current_actor().person_id)
    if saved.closed:
        return RowOutcome(row.criterion.id, problem=nothing_changed(opened))
    return saved.rows[row.criterion.id]


def _save_one(chosen: MarkedCriterion, work: Work) -> Answer:
    """The answer to one saved row: its state, and how far the page has come."""
    sent = _rows_sent(chosen, [work])
    if not sent:
        abort(404)
    whole_row = stands_for(request.form, str(work.id))
    outcome = None if whole_row else _save(*sent[0])
    ((_work, row),) = queries.across_rows([work], chosen.criterion.id)
    done, works = queries.progress_across(chosen)
    status = 200
    if outcome and not outcome.fine:
        status = 409 if outcome.conflict or work.submission.returned_at else 422
    answer = render_page(
        "marking/_across_saved.html",
        status=status,
        chosen=chosen,
        work=work,
        row=row,
        hidden=_names_hidden(),
        files=_files(chosen, [work]) if whole_row else {},
        whole_row=whole_row,
        outcome=outcome,
        done=done,
        works=works,
        typed={} if outcome is None or outcome.fine else request.form,
    )
    if whole_row:
        answer.headers["HX-Retarget"] = f"#row-{work.id}"
        answer.headers["HX-Reswap"] = "outerHTML"
    return answer
