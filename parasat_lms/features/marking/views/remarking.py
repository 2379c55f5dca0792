"""Works under another version of their rubric: what would change, to re-mark them, and to take it back."""

from dataclasses import dataclass
from uuid import UUID

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from parasat_lms.core.errors import Refused
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.rubric_versions import word_changes
from parasat_lms.features.assignments.models import Assignment
from parasat_lms.features.marking import operations, queries
from parasat_lms.features.marking.models import Remarking
from parasat_lms.features.marking.operations import Reach
from parasat_lms.features.marking.views.house import blueprint
from parasat_lms.features.rubrics.models import Rubric
from parasat_lms.features.rubrics.queries import RubricContent, compare, rubric_content
from parasat_lms.features.schools.queries import rule_book


def load_rubric(rubric_id: UUID) -> Rubric | None:
    """A rubric that the teacher sees or marks with."""
    return queries.rubric_in_use(current_actor().person_id, rubric_id)


@blueprint.get("/marking/rubrics/<uuid:rubric_id>")
@requires(Permission.MARKING_RUBRIC_REMARK, on=load_rubric)
def rubric_use(rubric: Rubric) -> Answer:
    """One's assignments with a rubric, and which of them use an earlier version."""
    uses = queries.uses_of(current_actor().person_id, rubric)
    return render_page("marking/rubric_use.html", rubric=rubric, uses=uses)


@dataclass(frozen=True, slots=True)
class _Move:
    assignment: Assignment
    version: RubricContent
    numbers: tuple[int, ...]


def load_move(assignment_id: UUID) -> _Move | None:
    """An assignment of the teacher's, and the version to look at: the one asked for, else the latest."""
    writing = request.method == "POST"
    assignment = queries.assignment_to_remark(current_actor().person_id, assignment_id, lock=writing)
    if assignment is None:
        return None
    versions = {version.number: version.id for version in queries.versions_to_choose(assignment)}
    asked = request.values.get("version", max(versions), type=int)
    wanted = versions.get(asked, versions[max(versions)])
    return _Move(assignment, rubric_content(wanted), tuple(versions))


@blueprint.get("/marking/assignments/<uuid:assignment_id>/version")
@requires(Permission.MARKING_RUBRIC_REMARK, on=load_move)
def version_changes(move: _Move) -> Answer:
    """Whose mark or level would change under another version, and by how much; nothing is changed yet."""
    book = rule_book(g.school.network_id, g.school.id)
    changes = queries.changes_under(move.assignment, move.version, book, g.school.timezone)
    used = rubric_content(move.assignment.rubric_version_id)
    return render_page(
        "marking/version_changes.html",
        assignment=move.assignment,
        used=used,
        version=move.version,
        numbers=move.numbers,
        changes=changes,
        differing=[change for change in changes if change.differs],
        comparison=compare(used.draft, move.version.draft),
        word_changes=word_changes,
        history=queries.remarkings_of(move.assignment.id),
    )


@blueprint.post("/marking/assignments/<uuid:assignment_id>/version")
@requires(Permission.MARKING_RUBRIC_REMARK, on=load_move)
def remark(move: _Move) -> Answer:
    """Let the assignment, and the works that were chosen, go over to the version."""
    reach = request.form.get("reach", "")
    if reach not in set(Reach):
        raise Refused(_("Choose which works go over to the version."))
    try:
        seen = UUID(request.form.get("seen", ""))
    except ValueError as error:
        raise Refused(_("Open the page anew: it does not say which version you saw.")) from error
    done = operations.remark(
        move.assignment,
        move.version,
        Reach(reach),
        current_actor().person_id,
        rule_book(g.school.network_id, g.school.id),
        g.school.timezone,
        seen_version=seen,
    )
    flash_success(
        _("The assignment uses version %(number)s.", number=move.version.number)
        + " "
        + ngettext("%(num)d work went over.", "%(num)d works went over.", done.moved)
        + (" " + _left(done.left) if done.left else "")
    )
    return see_other(url_for("marking.version_changes", assignment_id=move.assignment.id))


def _left(count: int) -> str:
    return str(
        ngettext(
            "%(num)d work stays as it is: a criterion in it needs your decision.",
            "%(num)d works stay as they are: a criterion in them needs your decision.",
            count,
        )
    )


def load_remarking(remarking_id: UUID) -> tuple[Remarking, Assignment] | None:
    """A re-marking of an assignment of the teacher's; the assignment is locked."""
    teacher_id = current_actor().person_id
    found = queries.load_remarking(teacher_id, remarking_id)
    assignment = queries.assignment_to_remark(teacher_id, found.assignment_id, lock=True) if found else None
    return (found, assignment) if found and assignment else None


@blueprint.post("/marking/remarkings/<uuid:remarking_id>/undo")
@requires(Permission.MARKING_RUBRIC_REMARK, on=load_remarking)
def undo_remarking(found: tuple[Remarking, Assignment]) -> Answer:
    """Take a re-marking back."""
    remarking, assignment = found
    done = operations.take_back(remarking, assignment, current_actor().person_id, g.school.timezone)
    words = ngettext("%(num)d work stands as before.", "%(num)d works stand as before.", done.moved)
    if done.left:
        words += " " + ngettext(
            "%(num)d was changed since and stays.", "%(num)d were changed since and stay.", done.left
        )
    flash_success(words)
    return see_other(url_for("marking.version_changes", assignment_id=assignment.id))
