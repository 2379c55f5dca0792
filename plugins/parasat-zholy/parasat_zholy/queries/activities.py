"""Activities and who takes part."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true

from parasat_lms.plugin_api import Person, db
from parasat_zholy.models import Activity, JournalEntry, Participation, Project
from parasat_zholy.queries.pages import Paged, paged

When = Literal["now", "past", "all"]


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity with its leader, how many take part, and where its project stands."""

    activity: Activity
    leader: Person
    joined: int
    stage: str | None

    def has_room(self) -> bool:
        """Whether one more student may join."""
        return self.activity.places is None or self.joined < self.activity.places


def _lines() -> Select[*tuple[Any, ...]]:
    joined = (
        select(func.count(Participation.id))
        .where(Participation.activity_id == Activity.id, Participation.school_id == Activity.school_id)
        .correlate(Activity)
        .scalar_subquery()
    )
    return (
        select(Activity, Person, joined.label("joined"), Project.stage)
        .join(Person, Person.id == Activity.leader_id)
        .outerjoin(Project, (Project.activity_id == Activity.id) & (Project.school_id == Activity.school_id))
    )


def activity_lines(
    number: int,
    *,
    today: date,
    component: str | None = None,
    kind: str | None = None,
    when: When = "now",
    among: ColumnElement[bool] | None = None,
) -> Paged[ActivityLine]:
    """A page of the activities, those that begin last first; `among` narrows them to somebody's own."""
    query = _lines().where(among if among is not None else true())
    if component:
        query = query.where(Activity.component == component)
    if kind:
        query = query.where(Activity.kind == kind)
    if when != "all":
        query = query.where(Activity.ends_on >= today if when == "now" else Activity.ends_on < today)
    page = paged(query.order_by(Activity.starts_on.desc(), Activity.id.desc()), number)
    return Paged([ActivityLine(*row) for row in page.lines], page.number, page.pages, page.total)


def activity_line(activity_id: UUID, among: ColumnElement[bool] | None = None) -> ActivityLine | None:
    """One activity."""
    row = db.session.execute(
        _lines().where(Activity.id == activity_id, among if among is not None else true())
    ).one_or_none()
    return ActivityLine(*row) if row else None


def participants(activity_id: UUID) -> Sequence[tuple[Participation, Person]]:
    """Who takes part, in Kazakh order."""
    query = (
        select(Participation, Person)
        .join(Person, Person.id == Participation.student_id)
        .where(Participation.activity_id == activity_id)
        .order_by(Person.sort_key)
    )
    return [(part, person) for part, person in db.session.execute(query)]


def participation_of(activity_id: UUID, student_id: UUID) -> Participation | None:
    """A student's part in an activity."""
    return db.session.scalars(
        select(Participation).where(
            Participation.activity_id == activity_id, Participation.student_id == student_id
        )
    ).one_or_none()


def number_of_participants(activity_id: UUID) -> int:
    """How many take part."""
    count = select(func.count(Participation.id)).where(Participation.activity_id == activity_id)
    return db.session.scalar(count) or 0


def activities_of(student_id: UUID, most: int = 60) -> Sequence[Activity]:
    """What a student takes or took part in, the latest first."""
    query = (
        select(Activity)
        .join(
            Participation,
            (Participation.activity_id == Activity.id) & (Participation.school_id == Activity.school_id),
        )
        .where(Participation.student_id == student_id)
        .order_by(Activity.starts_on.desc(), Activity.id.desc())
        .limit(most)
    )
    return db.session.scalars(query).all()


def weekly_activities(student_id: UUID, day: date) -> Sequence[Activity]:
    """The activities of a student that have a weekly time and run on this day."""
    query = (
        select(Activity)
        .join(
            Participation,
            (Participation.activity_id == Activity.id) & (Participation.school_id == Activity.school_id),
        )
        .where(
            Participation.student_id == student_id,
            Activity.weekday.is_not(None),
            Activity.starts_on <= day,
            Activity.ends_on >= day,
        )
        .order_by(Activity.weekday, Activity.starts_at)
    )
    return db.session.scalars(query).all()


def offered_evidence(activity_id: UUID, student_ids: Collection[UUID]) -> Sequence[JournalEntry]:
    """The reflections that these students offered as evidence of the activity."""
    query = select(JournalEntry).where(
        JournalEntry.activity_id == activity_id,
        JournalEntry.student_id.in_(student_ids),
        JournalEntry.openness == "evidence",
    )
    return db.session.scalars(query.order_by(JournalEntry.written_at, JournalEntry.id)).all()
