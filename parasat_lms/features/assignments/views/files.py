"""Files of works: how they come in with the form, and how they go out to whoever may have them."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import request

from parasat_lms.core.errors import Refused
from parasat_lms.core.files import Received, receive, send_kept
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments import operations, queries
from parasat_lms.features.assignments.models import MOST_FILES, Assignment, SubmissionFile
from parasat_lms.features.assignments.views.blueprint import blueprint

LONGEST_SHOWN = 120
"""Characters of a name that a message repeats."""


@dataclass(frozen=True, slots=True)
class SentFiles:
    """What came with a form: files that may be kept, and what is to be said of the others."""

    received: list[Received] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def sent_files(assignment: Assignment) -> SentFiles:
    """Look into the files of this request, each for itself; a form without files sends one without a name."""
    sent = SentFiles()
    if not assignment.takes_files:
        return sent
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    for upload in uploads[: 2 * MOST_FILES]:
        name = upload.filename or ""
        try:
            sent.received.append(receive(upload.stream, name, assignment.file_kinds, assignment.most_bytes))
        except Refused as error:
            sent.problems.append(operations.problem_of(name[:LONGEST_SHOWN], error))
    return sent


def load_file(submission_id: UUID, file_id: UUID) -> tuple[SubmissionFile, bool] | None:
    """A file of a work, if this person may have it, and whether its name must not say whose it is."""
    return queries.file_for(current_actor().person_id, submission_id, file_id)


@blueprint.get("/works/<uuid:submission_id>/files/<uuid:file_id>")
@requires(Permission.ASSIGNMENTS_WORK_READ, on=load_file)
def work_file(found: tuple[SubmissionFile, bool]) -> Answer:
    """A picture to look at, small where asked; anything else to be saved. The name is left out where it could tell."""
    kept, nameless = found
    return send_kept(kept.file, name="" if nameless or request.args.get("names") == "hidden" else kept.name)
