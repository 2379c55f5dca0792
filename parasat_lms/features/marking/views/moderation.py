"""Moderation: asking for second markings, following them, comparing the two, and deciding where they disagree."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from parasat_lms.core.errors import Refused
from parasat_lms.core.files import send_kept
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments.models import SubmissionFile
from parasat_lms.features.assignments.queries import files_of
from parasat_lms.features.marking import operations, queries
from parasat_lms.features.marking.forms import AskForm, read_rows
from parasat_lms.features.marking.operations import NotComplete, NotDecided
from parasat_lms.features.marking.queries import PER_PAGE, Marked, Moderated, ModerationLine
from parasat_lms.features.marking.views.house import blueprint, load_assignment, oversees, page_asked


@blueprint.get("/marking/moderation")
@requires(Permission.MARKING_MODERATION_READ)
def moderations() -> Answer:
    """The assignments that are or could be under second marking."""
    page = page_asked()
    found, total = queries.moderated_assignments(current_actor().person_id, oversees=oversees(), page=page)
    return render_page(
        "marking/moderations.html",
        assignments=found,
        oversees=oversees(),
        page=page,
        pages=max(-(-total // PER_PAGE), 1),
    )


def load_arranged(assignment_id: UUID) -> Marked | None:
    """An assignment for which the signed-in person may ask for second markings."""
    return queries.load_arranged(current_actor().person_id, assignment_id, oversees=oversees())


def _ask_page(marked: Marked, form: AskForm, status: int = 200, problem: str = "") -> Response:
    return render_page(
        "marking/ask.html",
        status=status,
        marked=marked,
        moderation=queries.moderation_of(marked.id),
        form=form,
        problem=problem,
    )


def _ask_form(marked: Marked, *, blank: bool) -> AskForm:
    form = AskForm(formdata=None) if blank else AskForm()
    standing = queries.moderation_of(marked.id)
    form.offer(
        queries.staff_for(marked.assignment),
        queries.candidates(marked.assignment),
        settings=standing is None,
        lead_id=standing.lead_id if standing else None,
    )
    return form


@blueprint.get("/marking/assignments/<uuid:assignment_id>/moderation/ask")
@requires(Permission.MARKING_MODERATION_ARRANGE, on=load_arranged)
def ask(marked: Marked) -> Answer:
    """Who marks a second time, which works, and how the two are compared."""
    form = _ask_form(marked, blank=True)
    form.begin()
    return _ask_page(marked, form)


@blueprint.post("/marking/assignments/<uuid:assignment_id>/moderation/ask")
@requires(Permission.MARKING_MODERATION_ARRANGE, on=load_arranged)
def ask_colleagues(marked: Marked) -> Answer:
    """Put the works under second marking and share them out."""
    form = _ask_form(marked, blank=False)
    if not (form.validate() and form.complete()):
        return _ask_page(marked, form, 422)
    try:
        works = operations.ask_for_second_marking(
            marked.assignment, form.settings, form.sample, form.marker_ids, current_actor().person_id
        )
    except Refused as refusal:
        return _ask_page(marked, form, 422, str(refusal))
    flash_success(
        ngettext("%(num)d work is under second marking.", "%(num)d works are under second marking.", works)
    )
    return see_other(url_for("marking.moderation", assignment_id=marked.id))


def load_moderated(assignment_id: UUID) -> Moderated | None:
    """A moderation that the signed-in person follows."""
    return queries.load_moderated(current_actor().person_id, assignment_id, oversees=oversees())


@blueprint.get("/marking/assignments/<uuid:assignment_id>/moderation")
@requires(Permission.MARKING_MODERATION_READ, on=load_moderated)
def moderation(moderated: Moderated) -> Answer:
    """How far the second marking of an assignment has come, work by work."""
    page = page_asked()
    lines, total = queries.moderation_lines(moderated.moderation.id, page)
    return render_page(
        "marking/moderation.html",
        moderated=moderated,
        lines=lines,
        total=total,
        page=page,
        pages=max(-(-total // PER_PAGE), 1),
        arranges=load_arranged(moderated.marked.id) is not None,
        teaches=load_assignment(moderated.marked.id) is not None,
    )


@blueprint.post("/marking/assignments/<uuid:assignment_id>/moderation/finish")
@requires(Permission.MARKING_WORK_MARK, on=load_assignment)
def finish_first(marked: Marked) -> Answer:
    """Finish the course's own marking of all works under second marking that are marked whole."""
    standing = queries.moderation_of(marked.id)
    ids = queries.ready_to_finish(standing.id) if standing else []
    works = queries.works_of(current_actor().person_id, marked.id, ids, g.school.timezone)
    finished = left = 0
    for opened in operations.open_assessments(works):
        try:
            finished += operations.finish_first(opened, current_actor().person_id)
        except NotComplete:
            left += 1
    words = ngettext("%(num)d marking is finished.", "%(num)d markings are finished.", finished)
    if left:
        words += " " + ngettext(
            "%(num)d work is not marked whole yet.", "%(num)d works are not marked whole yet.", left
        )
    flash_success(words)
    return see_other(url_for("marking.moderation" if standing else "marking.ask", assignment_id=marked.id))


Followed = tuple[ModerationLine, Moderated]


def load_line(second_id: UUID) -> Followed | None:
    """One work under second marking that the signed-in person follows."""
    return queries.load_line(current_actor().person_id, second_id, oversees=oversees())


def load_arranged_line(second_id: UUID) -> Followed | None:
    """One work under second marking that the signed-in person arranged or may."""
    found = load_line(second_id)
    return found if found and load_arranged(found[1].marked.id) else None


def load_open_decision(second_id: UUID) -> Followed | None:
    """One work under second marking in whose disagreements the signed-in person decides."""
    found = load_line(second_id)
    return found if found and _decides(found[1]) else None


def _decides(moderated: Moderated) -> bool:
    return oversees() or moderated.moderation.lead_id == current_actor().person_id


def _nameless(found: Followed) -> bool:
    """Whether it is hidden whose work this is."""
    line, moderated = found
    return moderated.marked.assignment.anonymous and line.submission.returned_at is None


def _files(found: Followed) -> list[SubmissionFile]:
    """The files of the work, where files are asked for."""
    line, moderated = found
    return (
        files_of([line.submission.id])[line.submission.id] if moderated.marked.assignment.takes_files else []
    )


def load_compared_file(second_id: UUID, file_id: UUID) -> tuple[SubmissionFile, bool] | None:
    """A file of a work whose moderation the signed-in person follows, and whether its name is hidden."""
    found = load_line(second_id)
    kept = next((each for each in _files(found) if each.id == file_id), None) if found else None
    return (kept, _nameless(found)) if found and kept else None


def _comparison_page(
    found: Followed,
    *,
    status: int = 200,
    problems: Mapping[UUID, str] | None = None,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    line, moderated = found
    compared = line.compared
    hidden = moderated.moderation.blind and not line.second.both_finished
    if not hidden and not line.second.both_finished:
        compared = queries.compared(line.second, first_so_far=True)
    return render_page(
        "marking/comparison.html",
        status=status,
        line=line,
        moderated=moderated,
        compared=compared,
        hidden=hidden,
        nameless=_nameless(found),
        files=_files(found),
        decides=_decides(moderated) and line.second.agrees is False and not line.second.withdrawn_at,
        arranges=load_arranged(moderated.marked.id) is not None,
        problems=problems or {},
        typed=typed or {},
        problem=problem,
    )


@blueprint.get("/marking/comparisons/<uuid:second_id>")
@requires(Permission.MARKING_MODERATION_READ, on=load_line)
def comparison(found: Followed) -> Answer:
    """Both markings side by side, row by row; while they are blind, nothing before both have finished."""
    return _comparison_page(found)


@blueprint.get("/marking/comparisons/<uuid:second_id>/files/<uuid:file_id>")
@requires(Permission.MARKING_MODERATION_READ, on=load_compared_file)
def compared_file(found: tuple[SubmissionFile, bool]) -> Answer:
    """A file of the work whose markings are compared."""
    kept, nameless = found
    return send_kept(kept.file, name="" if nameless else kept.name)


@blueprint.post("/marking/comparisons/<uuid:second_id>")
@requires(Permission.MARKING_MODERATION_ARRANGE, on=load_open_decision)
def decide(found: Followed) -> Answer:
    """Decide the rows in which the two are too far apart, each with a reason."""
    line, moderated = found
    rows = read_rows(request.form, [row.criterion for row in line.compared.open_rows])
    try:
        operations.decide(line.second.id, rows, current_actor().person_id)
    except NotDecided as error:
        return _comparison_page(found, status=422, problems=error.problems, typed=request.form)
    except Refused as refusal:
        return _comparison_page(found, status=422, typed=request.form, problem=str(refusal))
    flash_success(_("The decision is recorded. The work can be returned now."))
    return see_other(url_for("marking.moderation", assignment_id=moderated.marked.id))


@blueprint.post("/marking/comparisons/<uuid:second_id>/withdraw")
@requires(Permission.MARKING_MODERATION_ARRANGE, on=load_arranged_line)
def withdraw(found: Followed) -> Answer:
    """Take a second marking back."""
    line, moderated = found
    try:
        withdrawn = operations.withdraw_second(line.second.id, current_actor().person_id)
    except Refused as refusal:
        return _comparison_page(found, status=422, problem=str(refusal))
    flash_success(
        _("The second marking is withdrawn. The work goes back as the course's teachers mark it.")
        if withdrawn
        else _("This second marking was withdrawn already.")
    )
    return see_other(url_for("marking.moderation", assignment_id=moderated.marked.id))
