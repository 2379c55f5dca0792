"""The marking desk: one work, saved row by row, and returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from parasat_lms.core.errors import Refused
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other, wants_fragment
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.marking import operations, queries
from parasat_lms.features.marking.forms import lets_stand, read_comment, read_row, read_rows
from parasat_lms.features.marking.operations import (
    OVERALL,
    NotComplete,
    OpenAssessment,
    RowOutcome,
    SaveOutcome,
)
from parasat_lms.features.marking.queries import Work
from parasat_lms.features.marking.views.house import (
    already_returned,
    blueprint,
    book,
    chosen_course,
    nothing_changed,
    work_files,
)
from parasat_lms.features.rubrics.queries import CriterionContent, rubric_content


def load_work(submission_id: UUID) -> Work | None:
    """The work, if this teacher may mark it."""
    return queries.load_work(current_actor().person_id, submission_id, g.school.timezone)


def desk_page(
    work: Work,
    *,
    status: int = 200,
    outcomes: Mapping[UUID, RowOutcome] | None = None,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    overall_conflict: bool = False,
    opened: OpenAssessment | None = None,
) -> Response:
    """The page of a work: `typed` is what was sent and does not stand yet, `opened` what this request has saved."""
    course_id, after = chosen_course(), _just_returned()
    place = queries.place_in_queue(current_actor().person_id, work.submission, course_id, after)
    if opened:
        desk = queries.desk_of(work, opened.assessment, opened.rows.values(), book())
    else:
        desk = queries.desk(work, book())
    return render_page(
        "marking/desk.html",
        status=status,
        desk=desk,
        second=None if desk.returned else queries.second_marking_of(work.id),
        place=place,
        files=work_files(work),
        next_url=_desk_url(place.next_id, course_id, work.id) if place.next_id else "",
        course_filter=course_id,
        after=load_work(after) if after else None,
        outcomes=outcomes or {},
        typed=typed or {},
        problem=problem,
        overall_conflict=overall_conflict,
    )


@blueprint.get("/marking/<uuid:submission_id>")
@requires(Permission.MARKING_WORK_MARK, on=load_work)
def desk(work: Work) -> Answer:
    """The student's text on one side, the rubric on the other."""
    answer = desk_page(work)
    if request.headers.get("Purpose") == "prefetch":
        # Fetched while the work before is being finished: this browser alone may keep it, for this sign-in, not long.
        answer.headers["Cache-Control"] = "private, max-age=120"
        answer.vary.add("Cookie")
    return answer


def _just_returned() -> UUID | None:
    """The work that was on the desk before this one, as the address of the next work says."""
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


def _desk_url(submission_id: UUID, course_id: UUID | None, after: UUID | None = None) -> str:
    return url_for("marking.desk", submission_id=submission_id, course=course_id, after=after)


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion on the desk of a work."""

    work: Work
    criterion: CriterionContent


def load_row(submission_id: UUID, criterion_id: UUID) -> Row | None:
    """A criterion of the rubric that the work is marked with."""
    work = load_work(submission_id)
    if work is None:
        return None
    criterion = rubric_content(queries.version_in_use(work)).criterion(criterion_id)
    return Row(work, criterion) if criterion else None


@blueprint.post("/marking/<uuid:submission_id>/rows/<uuid:criterion_id>")
@requires(Permission.MARKING_WORK_MARK, on=load_row)
def save_row(row: Row) -> Answer:
    """Save one row; the answer is its state, the running total and the effect on attributes."""
    if not wants_fragment():
        return save_whole_form(row.work)
    if lets_stand(request.form, row.criterion):
        return _row_that_stands(row)
    sent = read_row(request.form, row.criterion)
    opened = operations.open_assessment(row.work)
    saved = operations.save(opened, [sent], current_actor().person_id)
    outcome = saved.rows[row.criterion.id]
    status = 409 if saved.closed or outcome.conflict else 422 if outcome.problem else 200
    return _row_answer(row, opened, outcome, status)


def _row_that_stands(row: Row) -> Answer:
    """The whole row as it stands: what an assessor gets who lets the other's value stand."""
    desk = queries.desk(row.work, book())
    standing = next(other for other in desk.rows if other.criterion.id == row.criterion.id)
    answer = render_page("marking/_row.html", desk=desk, row=standing, outcome=None, typed={})
    answer.headers["HX-Retarget"] = f"#row-{row.criterion.id}"
    answer.headers["HX-Reswap"] = "outerHTML"
    return answer


def save_whole_form(work: Work, then: str = "") -> Answer:
    """Without JavaScript every button sends the whole form, so all of it is saved, and no row is lost on the way.

    It leads back to the desk, or to the address that comes `then`.
    """
    opened = operations.open_assessment(work)
    saved, refusal = _save_form(work, opened)
    if refusal:
        return refusal
    if saved.closed:
        return desk_page(work, status=409, typed=request.form, problem=nothing_changed(opened), opened=opened)
    return see_other(then or _desk_url(work.id, chosen_course()))


def _save_form(work: Work, opened: OpenAssessment, refused: str = "") -> tuple[SaveOutcome, Response | None]:
    """Save every row and the overall comment; the page that shows what could not be saved, where there is such."""
    try:
        overall = read_comment(request.form, OVERALL)
    except ValueError as error:
        page = desk_page(work, status=422, typed=request.form, problem=str(error), opened=opened)
        return SaveOutcome({}), page
    criteria = rubric_content(opened.assessment.rubric_version_id).criteria
    wanted = [criterion for criterion in criteria if not lets_stand(request.form, criterion)]
    saved = operations.save(opened, read_rows(request.form, wanted), current_actor().person_id, overall)
    if saved.fine or saved.closed:
        return saved, None
    conflict = saved.overall_conflict or any(row.conflict for row in saved.rows.values())
    page = desk_page(
        work,
        status=409 if conflict else 422,
        outcomes=saved.rows,
        typed=_still_typed(saved),
        overall_conflict=saved.overall_conflict,
        problem=refused,
        opened=opened,
    )
    return saved, page


def _still_typed(saved: SaveOutcome) -> dict[str, str]:
    """What was sent and does not stand: a row that is saved, or was left to the other, is shown as it stands.

    Else the page would offer what this assessor had not touched as a change of what another changed meanwhile.
    """
    waiting = {str(criterion_id) for criterion_id, row in saved.rows.items() if not row.fine}
    if saved.overall_conflict:
        waiting.add(OVERALL)
    return {name: value for name, value in request.form.items() if name.endswith(tuple(waiting))}


def _row_answer(row: Row, opened: OpenAssessment, outcome: RowOutcome, status: int) -> Response:
    desk = queries.desk_of(row.work, opened.assessment, opened.rows.values(), book())
    standing = next(other for other in desk.rows if other.criterion.id == row.criterion.id)
    return render_page(
        "marking/_row_saved.html",
        status=status,
        desk=desk,
        row=standing,
        outcome=outcome,
        typed={} if outcome.fine else request.form,
        closed=nothing_changed(opened) if opened.closed else "",
    )


@blueprint.post("/marking/<uuid:submission_id>/comment")
@requires(Permission.MARKING_WORK_MARK, on=load_work)
def save_comment(work: Work) -> Answer:
    """Save the overall comment."""
    if not wants_fragment():
        return save_whole_form(work)
    problem, conflict, closed = "", False, False
    try:
        comment = read_comment(request.form, OVERALL)
        opened = operations.open_assessment(work)
        saved = operations.save(opened, [], current_actor().person_id, comment)
        conflict, closed = saved.overall_conflict, saved.closed
        problem = nothing_changed(opened) if closed else ""
    except ValueError as error:
        problem = str(error)
    status = 409 if conflict or closed else 422 if problem else 200
    return render_page(
        "marking/_comment_saved.html",
        status=status,
        desk=queries.desk(work, book()),
        typed=request.form if problem else {},
        problem=problem,
        overall_conflict=conflict,
    )


@blueprint.post("/marking/<uuid:submission_id>/return")
@requires(Permission.MARKING_WORK_MARK, on=load_work)
def return_work(work: Work) -> Answer:
    """Save whatever the form still holds, publish the mark and the evidence, and open the next work."""
    actor = current_actor()
    course_id = chosen_course()
    opened = operations.open_assessment(work)
    refused = _("The work was not returned. Look at the rows below.")
    saved, refusal = _save_form(work, opened, refused)
    if refusal:
        return refusal
    intent = request.form.get("intent")
    if intent == "draft":
        return _after_draft(work, nothing_changed(opened) if saved.closed else "")
    try:
        if intent == "finish":
            return _finish(work, opened)
        returned_now = operations.return_work(opened, actor.person_id, book(), g.school.plugins)
    except Refused as refusal:
        return desk_page(work, status=422, problem=str(refusal), opened=opened)
    except NotComplete as error:
        outcomes = {
            criterion_id: RowOutcome(criterion_id, problem=_("Choose a level, or “not applicable”."))
            for criterion_id in error.missing
        }
        problem = (
            _("The marking was not finished: some rows are not marked yet.")
            if intent == "finish"
            else _("The work was not returned: some rows are not marked yet.")
        )
        # Everything that was sent stands by now, so nothing is left as it was typed.
        return desk_page(work, status=422, outcomes=outcomes, problem=problem, opened=opened)
    place = queries.place_in_queue(actor.person_id, work.submission, course_id)
    if returned_now and place.next_id:
        # The next work says that this one went back: a message in the session would make it another page than the
        # one that was fetched ahead.
        return see_other(_desk_url(place.next_id, course_id, work.id))
    flash_success(_("Returned: %(student)s.", student=work.name) if returned_now else already_returned())
    return see_other(_desk_url(place.next_id, course_id) if place.next_id else url_for("marking.waiting"))


def _finish(work: Work, opened: OpenAssessment) -> Answer:
    """Finish the marking for the comparison with the second marker's, and open the next work."""
    operations.finish_first(opened, current_actor().person_id)
    flash_success(_("Your marking of this work is finished. It goes back after the moderation."))
    return see_other(url_for("marking.desk", submission_id=work.id, course=chosen_course()))


def _after_draft(work: Work, unchanged: str) -> Answer:
    flash_success(unchanged or _("Saved. The student does not see it yet."))
    return see_other(url_for("marking.desk", submission_id=work.id, course=chosen_course()))
