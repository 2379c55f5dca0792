"""What the panels on other pages show: one statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import String, cast, func, literal, select, union_all

from parasat_lms.plugin_api import db
from parasat_zholy.models import (
    Activity,
    AgreedStep,
    Meeting,
    Mentorship,
    Participation,
    Project,
    ServiceEntry,
)

MOST = 5


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The confirmed hours of service of a student, and the number of activities of each component."""

    hours: Decimal
    components: dict[str, int]


def steps_to_do(student_id: UUID) -> Sequence[str]:
    """What a student agreed to with a mentor and has not done, the oldest first."""
    query = (
        select(AgreedStep.text)
        .join(Meeting, (Meeting.id == AgreedStep.meeting_id) & (Meeting.school_id == AgreedStep.school_id))
        .join(
            Mentorship,
            (Mentorship.id == Meeting.mentorship_id) & (Mentorship.school_id == Meeting.school_id),
        )
        .where(
            Mentorship.student_id == student_id, Mentorship.ended_on.is_(None), AgreedStep.done_on.is_(None)
        )
        .order_by(Meeting.held_on, AgreedStep.position)
        .limit(MOST)
    )
    return db.session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many entries of service and how many projects wait for somebody."""

    service: int
    projects: int


def waiting_for(person_id: UUID) -> Waiting | None:
    """What waits for a leader or supervisor who is named; `None` for nothing."""
    named = (
        select(func.count(ServiceEntry.id))
        .where(ServiceEntry.supervisor_id == person_id, ServiceEntry.state == "waiting")
        .scalar_subquery()
    )
    projects = (
        select(func.count(Project.id))
        .join(Activity, (Activity.id == Project.activity_id) & (Activity.school_id == Project.school_id))
        .where(Activity.leader_id == person_id, Project.stage.in_(("approval", "review")))
        .scalar_subquery()
    )
    service, to_move = db.session.execute(select(named, projects)).one()
    return Waiting(service, to_move) if service or to_move else None


def confirmed_of(student_id: UUID) -> Confirmed | None:
    """What a student did in the programme, for the profile; `None` before there is something.

    Hours are kept as text on SQLite, so they are added up here and not in the database.
    """
    hours = select(literal("hours").label("kind"), cast(ServiceEntry.hours, String).label("value")).where(
        ServiceEntry.student_id == student_id, ServiceEntry.state == "confirmed"
    )
    parts = (
        select(literal("part").label("kind"), Activity.component.label("value"))
        .join(
            Participation,
            (Participation.activity_id == Activity.id) & (Participation.school_id == Activity.school_id),
        )
        .where(Participation.student_id == student_id, Participation.state != "missed")
    )
    total, components = Decimal(0), dict[str, int]()
    for kind, value in db.session.execute(union_all(hours, parts)):
        if kind == "hours":
            total += Decimal(value)
        else:
            components[value] = components.get(value, 0) + 1
    return Confirmed(total, components) if total or components else None
