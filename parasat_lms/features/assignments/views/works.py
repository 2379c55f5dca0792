"""One work that was handed in: its text, and what changed since the attempt before."""

from uuid import UUID

from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, render_page
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments import queries
from parasat_lms.features.assignments.queries import ReadWork
from parasat_lms.features.assignments.views.blueprint import blueprint


def load_work(submission_id: UUID) -> ReadWork | None:
    """The work, if this person may read it."""
    return queries.read_work(current_actor().person_id, submission_id)


@blueprint.get("/works/<uuid:submission_id>")
@requires(Permission.ASSIGNMENTS_WORK_READ, on=load_work)
def work(read: ReadWork) -> Answer:
    """A work with the other attempts, compared with the one before."""
    files = queries.files_of([read.work.id])[read.work.id] if read.work.assignment.takes_files else []
    return render_page("assignments/work.html", read=read, files=files)
