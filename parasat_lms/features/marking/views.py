"""The waiting list, the marking desk, and the work that came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext as _

from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other, wants_fragment
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.marking import operations, queries
from parasat_lms.features.marking.forms import lets_stand, read_comment, read_row, read_rows
from parasat_lms.features.marking.models import Assessment
from parasat_lms.features.marking.operations import (
    OVERALL,
    NotComplete,
    OpenAssessment,
    RowOutcome,
    SaveOutcome,
)
from parasat_lms.features.marking.queries import Work
from parasat_lms.features.rubrics.queries import CriterionContent, rubric_content
from parasat_lms.features.schools.queries import rule_book

blueprint = Blueprint("marking", __name__, template_folder="templates", url_prefix="/<school>")


def _book() -> RuleBook:
    return rule_book(g.school.network_id, g.school.id)


def _chosen_course() -> UUID | None:
    try:
        return UUID(request.values.get("course", ""))
    except ValueError:
        return None


def _page() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), 100_000)


@blueprint.get("/marking")
@requires(Permission.MARKING_WORK_READ)
def waiting() -> Answer:
    """What waits to be marked, oldest first, by course."""
    page = _page()
    course_id = _chosen_course()
    courses = queries.waiting_courses(current_actor().person_id, course_id, page)
    return render_page(
        "marking/waiting.html",
        courses=courses,
        chosen=course_id,
        page=page,
        pages=max(-(-sum(course.total for course in courses) // queries.PER_PAGE), 1) if course_id else 1,
        total=sum(course.total for course in courses),
    )


@blueprint.get("/marking/returned")
@requires(Permission.MARKING_WORK_READ)
def returned() -> Answer:
    """The works that went back, to look at once more."""
    page = _page()
    works, total = queries.returned_works(current_actor().person_id, page)
    return render_page(
        "marking/returned.html",
        works=works,
        total=total,
        page=page,
        pages=max(-(-total // queries.PER_PAGE), 1),
    )


def load_work(submission_id: UUID) -> Work | None:
    """The work, if this teacher may mark it."""
    return queries.load_work(current_actor().person_id, submission_id, g.school.timezone)


def _desk_page(
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
    if opened:
        desk = queries.desk_of(work, opened.assessment, opened.rows.values(), _book())
    else:
        desk = queries.desk(work, _book())
    return render_page(
        "marking/desk.html",
        status=status,
        desk=desk,
        place=queries.place_in_queue(current_actor().person_id, work.submission, _chosen_course()),
        course_filter=_chosen_course(),
        outcomes=outcomes or {},
        typed=typed or {},
        problem=problem,
        overall_conflict=overall_conflict,
    )


@blueprint.get("/marking/<uuid:submission_id>")
@requires(Permission.MARKING_WORK_MARK, on=load_work)
def desk(work: Work) -> Answer:
    """The student's text on one side, the rubric on the other."""
    return _desk_page(work)


@dataclass(frozen=True, slots=True)
class _Row:
    work: Work
    criterion: CriterionContent


def load_row(submission_id: UUID, criterion_id: UUID) -> _Row | None:
    """A criterion of the rubric that the work is marked with."""
    work = load_work(submission_id)
    if work is None:
        return None
    criterion = rubric_content(queries.version_in_use(work)).criterion(criterion_id)
    return _Row(work, criterion) if criterion else None


@blueprint.post("/marking/<uuid:submission_id>/rows/<uuid:criterion_id>")
@requires(Permission.MARKING_WORK_MARK, on=load_row)
def save_row(row: _Row) -> Answer:
    """Save one row; the answer is its state, the running total and the effect on attributes."""
    if not wants_fragment():
        return _save_whole_form(row.work)
    if lets_stand(request.form, row.criterion):
        return _row_that_stands(row)
    sent = read_row(request.form, row.criterion)
    opened = operations.open_assessment(row.work)
    saved = operations.save(opened, [sent], current_actor().person_id)
    outcome = saved.rows[row.criterion.id]
    status = 409 if saved.returned or outcome.conflict else 422 if outcome.problem else 200
    return _row_answer(row, opened, outcome, status)


def _row_that_stands(row: _Row) -> Answer:
    """The whole row as it stands: what an assessor gets who lets the other's value stand."""
    desk = queries.desk(row.work, _book())
    standing = next(other for other in desk.rows if other.criterion.id == row.criterion.id)
    answer = render_page("marking/_row.html", desk=desk, row=standing, outcome=None, typed={})
    answer.headers["HX-Retarget"] = f"#row-{row.criterion.id}"
    answer.headers["HX-Reswap"] = "outerHTML"
    return answer


def _save_whole_form(work: Work) -> Answer:
    """Without JavaScript every button sends the whole form, so all of it is saved, and no row is lost on the way."""
    opened = operations.open_assessment(work)
    saved, refusal = _save_form(work, opened)
    if refusal:
        return refusal
    if saved.returned:
        return _desk_page(work, status=409, typed=request.form, problem=_already_returned(), opened=opened)
    return see_other(url_for("marking.desk", submission_id=work.id, course=_chosen_course()))


def _save_form(work: Work, opened: OpenAssessment, refused: str = "") -> tuple[SaveOutcome, Response | None]:
    """Save every row and the overall comment; the page that shows what could not be saved, where there is such."""
    try:
        overall = read_comment(request.form, OVERALL)
    except ValueError as error:
        page = _desk_page(work, status=422, typed=request.form, problem=str(error), opened=opened)
        return SaveOutcome({}), page
    criteria = rubric_content(opened.assessment.rubric_version_id).criteria
    wanted = [criterion for criterion in criteria if not lets_stand(request.form, criterion)]
    saved = operations.save(opened, read_rows(request.form, wanted), current_actor().person_id, overall)
    if saved.fine or saved.returned:
        return saved, None
    conflict = saved.overall_conflict or any(row.conflict for row in saved.rows.values())
    page = _desk_page(
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


def _already_returned() -> str:
    return str(_("This work has been returned meanwhile; nothing was changed."))


def _row_answer(row: _Row, opened: OpenAssessment, outcome: RowOutcome, status: int) -> Response:
    desk = queries.desk_of(row.work, opened.assessment, opened.rows.values(), _book())
    standing = next(other for other in desk.rows if other.criterion.id == row.criterion.id)
    return render_page(
        "marking/_row_saved.html",
        status=status,
        desk=desk,
        row=standing,
        outcome=outcome,
        typed={} if outcome.fine else request.form,
        returned=opened.returned,
    )


@blueprint.post("/marking/<uuid:submission_id>/comment")
@requires(Permission.MARKING_WORK_MARK, on=load_work)
def save_comment(work: Work) -> Answer:
    """Save the overall comment."""
    if not wants_fragment():
        return _save_whole_form(work)
    problem, conflict, returned = "", False, False
    try:
        comment = read_comment(request.form, OVERALL)
        saved = operations.save(operations.open_assessment(work), [], current_actor().person_id, comment)
        conflict, returned = saved.overall_conflict, saved.returned
    except ValueError as error:
        problem = str(error)
    status = 409 if conflict or returned else 422 if problem else 200
    return render_page(
        "marking/_comment_saved.html",
        status=status,
        desk=queries.desk(work, _book()),
        typed=request.form if problem else {},
        problem=problem,
        overall_conflict=conflict,
        returned=returned,
    )


@blueprint.post("/marking/<uuid:submission_id>/return")
@requires(Permission.MARKING_WORK_MARK, on=load_work)
def return_work(work: Work) -> Answer:
    """Save whatever the form still holds, publish the mark and the evidence, and open the next work."""
    actor = current_actor()
    course_id = _chosen_course()
    opened = operations.open_assessment(work)
    refused = _("The work was not returned. Look at the rows below.")
    saved, refusal = _save_form(work, opened, refused)
    if refusal:
        return refusal
    if request.form.get("intent") == "draft":
        return _after_draft(work, returned=saved.returned)
    try:
        returned_now = operations.return_work(opened, actor.person_id, _book(), g.school.plugins)
    except NotComplete as error:
        outcomes = {
            criterion_id: RowOutcome(criterion_id, problem=_("Choose a level, or “not applicable”."))
            for criterion_id in error.missing
        }
        problem = _("The work was not returned: some rows are not marked yet.")
        # Everything that was sent stands by now, so nothing is left as it was typed.
        return _desk_page(work, status=422, outcomes=outcomes, problem=problem, opened=opened)
    if returned_now:
        flash_success(_("Returned: %(student)s.", student=work.student.full_name))
    else:
        flash_success(_already_returned())
    return see_other(_next_url(work, course_id))


def _after_draft(work: Work, *, returned: bool) -> Answer:
    flash_success(_already_returned() if returned else _("Saved. The student does not see it yet."))
    return see_other(url_for("marking.desk", submission_id=work.id, course=_chosen_course()))


def _next_url(work: Work, course_id: UUID | None) -> str:
    place = queries.place_in_queue(current_actor().person_id, work.submission, course_id)
    if place.next_id is None:
        return url_for("marking.waiting")
    return url_for("marking.desk", submission_id=place.next_id, course=course_id)


def load_feedback(submission_id: UUID) -> tuple[Work, Assessment] | None:
    """A returned work, if it is this person's own or a child's."""
    return queries.returned_work(current_actor().person_id, submission_id, g.school.timezone)


@blueprint.get("/feedback/<uuid:submission_id>")
@requires(Permission.PROGRESS_PROFILE_READ, on=load_feedback)
def feedback(found: tuple[Work, Assessment]) -> Answer:
    """The work as it came back: levels, next steps, comments, and why this mark."""
    work, assessment = found
    return render_page("marking/feedback.html", feedback=queries.feedback(work, assessment, _book()))
