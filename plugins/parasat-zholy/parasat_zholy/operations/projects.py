"""Projects: their texts, and the moves of their cycle."""

from collections.abc import Collection
from uuid import UUID

from parasat_lms.plugin_api import Conflict, Refused, audit, db
from parasat_zholy import _
from parasat_zholy.models import Project, ProjectMove
from parasat_zholy.policies.stages import Party, may_write, move_of
from parasat_zholy.queries.projects import locked_project

TABLE = "plugin_parasat_zholy_project"


class TextMissing(Refused):
    """A move needs a text that is not written yet."""


class RemarkMissing(Refused):
    """A way back needs a remark."""


def write_plan(project: Project, plan: str, parties: Collection[Party], version: int) -> None:
    """The team writes its plan; refused after it was handed in, and where somebody was faster."""
    locked = _open(project, "plan", parties, version)
    locked.plan = plan
    _written(locked)


def write_reflection(
    project: Project, reflection: str, evidence: str, parties: Collection[Party], version: int
) -> None:
    """The team writes what it learned and where that can be seen."""
    locked = _open(project, "reflection", parties, version)
    locked.reflection, locked.evidence = reflection, evidence
    _written(locked)


def _open(project: Project, text: str, parties: Collection[Party], version: int) -> Project:
    locked = locked_project(project.id)
    if not may_write(text, locked.stage, parties):
        raise Refused(_("Where the project stands now, this text is not changed."))
    if locked.version != version:
        raise Conflict(_("Somebody of the team has changed the text meanwhile; look at it before you save."))
    return locked


def _written(project: Project) -> None:
    project.version += 1
    audit.record("project.written", TABLE, project.id)
    db.session.flush()


def move(project: Project, name: str, person_id: UUID, parties: Collection[Party], remark: str = "") -> None:
    """Move the project on or back; refused where it is not theirs to move, or stands elsewhere by now."""
    locked = locked_project(project.id)
    step = move_of(name, locked.stage, parties)
    if step is None:
        raise Refused(_("The project stands elsewhere by now, or this step is not yours."))
    if step.needs and not getattr(locked, step.needs).strip():
        raise TextMissing(_("Write the text of this stage and save it first."))
    if step.needs_remark and not remark:
        raise RemarkMissing(_("Say what is to be changed."))
    db.session.add(
        ProjectMove(
            project_id=locked.id,
            came_from=step.came_from,
            went_to=step.went_to,
            moved_by_id=person_id,
            remark=remark,
        )
    )
    locked.stage = step.went_to
    audit.record(f"project.{step.name}", TABLE, locked.id)
    db.session.flush()
