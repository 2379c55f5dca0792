"""Projects: where they stand and how they came there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from parasat_lms.plugin_api import Person, db
from parasat_zholy.models import Activity, Project, ProjectMove


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One step of a project's history, and who took it."""

    move: ProjectMove
    person: Person


def project_of(activity_id: UUID) -> Project | None:
    """The project of an activity."""
    return db.session.scalars(select(Project).where(Project.activity_id == activity_id)).one_or_none()


def locked_project(project_id: UUID) -> Project:
    """The project with its row locked until the end of the request: two moves at once happen one after the other."""
    query = select(Project).where(Project.id == project_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def history(project_id: UUID) -> Sequence[MoveLine]:
    """How a project came where it stands, the first step first."""
    query = (
        select(ProjectMove, Person)
        .join(Person, Person.id == ProjectMove.moved_by_id)
        .where(ProjectMove.project_id == project_id)
        .order_by(ProjectMove.moved_at, ProjectMove.id)
    )
    return [MoveLine(move, person) for move, person in db.session.execute(query)]


def waiting_for(leader_id: UUID, most: int = 20) -> Sequence[tuple[Activity, Project]]:
    """The projects that wait for their leader's approval or review."""
    query = (
        select(Activity, Project)
        .join(Project, (Project.activity_id == Activity.id) & (Project.school_id == Activity.school_id))
        .where(Activity.leader_id == leader_id, Project.stage.in_(("approval", "review")))
        .order_by(Activity.ends_on, Activity.id)
        .limit(most)
    )
    return [(activity, project) for activity, project in db.session.execute(query)]
