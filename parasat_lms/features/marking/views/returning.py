"""Many works returned at once, and a return taken back."""

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from parasat_lms.core.errors import Refused
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.marking import operations, queries
from parasat_lms.features.marking.forms import read_works_seen
from parasat_lms.features.marking.queries import Marked, Work
from parasat_lms.features.marking.views.desk import desk_page, load_work
from parasat_lms.features.marking.views.house import blueprint, book, chosen_course, load_assignment


@blueprint.get("/marking/assignments/<uuid:assignment_id>/return")
@requires(Permission.MARKING_WORK_MARK, on=load_assignment)
def bulk(marked: Marked) -> Answer:
    """What would go back, and what would not and why."""
    preview = queries.bulk_return(current_actor().person_id, marked.id, g.school.timezone, book())
    return render_page("marking/bulk.html", marked=marked, preview=preview)


@blueprint.post("/marking/assignments/<uuid:assignment_id>/return")
@requires(Permission.MARKING_WORK_MARK, on=load_assignment)
def return_all(marked: Marked) -> Answer:
    """Return the chosen works that are still what the preview showed, in one transaction."""
    seen = read_works_seen(request.form)
    works = queries.works_of(current_actor().person_id, marked.id, list(seen), g.school.timezone)
    returned, left = operations.return_as_seen(
        works, seen, current_actor().person_id, book(), g.school.plugins
    )
    if returned:
        flash_success(ngettext("%(num)d work was returned.", "%(num)d works were returned.", returned))
    if left:
        flash_success(
            ngettext(
                "%(num)d work stays on the desk: it was changed meanwhile.",
                "%(num)d works stay on the desk: they were changed meanwhile.",
                left,
            )
        )
    if not returned and not left:
        flash_success(_("There was nothing to return any more."))
    return see_other(url_for("marking.bulk", assignment_id=marked.id))


@blueprint.post("/marking/<uuid:submission_id>/undo")
@requires(Permission.MARKING_WORK_MARK, on=load_work)
def undo(work: Work) -> Answer:
    """Take the work back: the student no longer sees the mark, and the evidence no longer counts."""
    opened = operations.open_assessment(work)
    round = request.form.get("round", 0, type=int)
    try:
        undone = operations.undo_return(opened, round, current_actor().person_id, book(), g.school.plugins)
    except Refused as refusal:
        return desk_page(work, status=422, problem=str(refusal), opened=opened)
    if undone:
        flash_success(_("The work is on the desk again. The student no longer sees the mark."))
    else:
        flash_success(_("Nothing was changed: this return does not stand any more."))
    return see_other(url_for("marking.desk", submission_id=work.id, course=chosen_course()))
