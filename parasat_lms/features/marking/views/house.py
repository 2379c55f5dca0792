"""What all views of marking stand on: the blueprint, the rule book of the request, what the address asks for."""

from uuid import UUID

from flask import Blueprint, g, request
from flask_babel import gettext as _

from parasat_lms.core.guard import current_actor
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.assignments.models import SubmissionFile
from parasat_lms.features.assignments.queries import files_of
from parasat_lms.features.marking import queries
from parasat_lms.features.marking.operations import OpenAssessment
from parasat_lms.features.marking.queries import Marked, Work
from parasat_lms.features.schools.queries import rule_book

blueprint = Blueprint("marking", __name__, template_folder="../templates", url_prefix="/<school>")


def book() -> RuleBook:
    """The rules that hold in the school of this request."""
    return rule_book(g.school.network_id, g.school.id)


def chosen_course() -> UUID | None:
    """The course that the queue is narrowed to, if any."""
    try:
        return UUID(request.values.get("course", ""))
    except ValueError:
        return None


def page_asked() -> int:
    """The page of a list, from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), 100_000)


def load_assignment(assignment_id: UUID) -> Marked | None:
    """An assignment of this teacher's courses."""
    return queries.load_assignment(current_actor().person_id, assignment_id)


def already_returned() -> str:
    """What an assessor reads who saves after the return."""
    return str(_("This work has been returned meanwhile; nothing was changed."))


def nothing_changed(opened: OpenAssessment) -> str:
    """What an assessor reads who saves what may not be changed any more."""
    if opened.returned:
        return already_returned()
    return str(_("This marking is finished and waits for moderation; nothing was changed."))


def oversees() -> bool:
    """Whether the signed-in person arranges the moderation of the whole school."""
    return current_actor().may(Permission.MARKING_MODERATION_OVERSEE)


def work_files(work: Work) -> list[SubmissionFile]:
    """The files of a work; nothing is asked where its assignment takes none."""
    return files_of([work.id])[work.id] if work.assignment.takes_files else []
