"""Hours of service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from parasat_lms.plugin_api import Person, db
from parasat_zholy.models import Activity, ServiceEntry
from parasat_zholy.queries.pages import Paged, paged

Supervisor = aliased(Person, name="supervisor")


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """An entry with its student, its supervisor at school where there is one, and the activity it belongs to."""

    entry: ServiceEntry
    student: Person
    supervisor: Person | None
    activity: Activity | None


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(ServiceEntry, Person, Supervisor, Activity)
        .join(Person, Person.id == ServiceEntry.student_id)
        .outerjoin(
            Supervisor,
            (Supervisor.id == ServiceEntry.supervisor_id) & (Supervisor.school_id == ServiceEntry.school_id),
        )
        .outerjoin(
            Activity,
            (Activity.id == ServiceEntry.activity_id) & (Activity.school_id == ServiceEntry.school_id),
        )
    )


def entries_of(student_id: UUID, number: int) -> Paged[ServiceLine]:
    """A page of a student's entries, the latest day first."""
    query = _lines().where(ServiceEntry.student_id == student_id)
    return _page(query.order_by(ServiceEntry.served_on.desc(), ServiceEntry.id.desc()), number)


def entries_to_decide(criterion: ColumnElement[bool], number: int) -> Paged[ServiceLine]:
    """A page of what waits for a supervisor, the oldest first."""
    query = _lines().where(criterion, ServiceEntry.state == "waiting")
    return _page(query.order_by(ServiceEntry.served_on, ServiceEntry.id), number)


def decided_lately(criterion: ColumnElement[bool], most: int = 10) -> Sequence[ServiceLine]:
    """What was decided last."""
    query = _lines().where(criterion, ServiceEntry.state != "waiting")
    rows = db.session.execute(query.order_by(ServiceEntry.decided_at.desc(), ServiceEntry.id).limit(most))
    return [ServiceLine(*row) for row in rows]


def entry_line(entry_id: UUID, criterion: ColumnElement[bool]) -> ServiceLine | None:
    """One entry, where the criterion allows it."""
    row = db.session.execute(_lines().where(ServiceEntry.id == entry_id, criterion)).one_or_none()
    return ServiceLine(*row) if row else None


def _page(query: Select[*tuple[Any, ...]], number: int) -> Paged[ServiceLine]:
    page = paged(query, number)
    return Paged([ServiceLine(*row) for row in page.lines], page.number, page.pages, page.total)


def confirmed_days(
    student_ids: Sequence[UUID], first: date, last: date
) -> dict[UUID, list[tuple[date, Decimal]]]:
    """The confirmed hours of each student by day, from `first` to `last`."""
    query = select(ServiceEntry.student_id, ServiceEntry.served_on, ServiceEntry.hours).where(
        ServiceEntry.student_id.in_(student_ids),
        ServiceEntry.state == "confirmed",
        ServiceEntry.served_on.between(first, last),
    )
    days: dict[UUID, list[tuple[date, Decimal]]] = {student_id: [] for student_id in student_ids}
    for student_id, day, hours in db.session.execute(query):
        days[student_id].append((day, hours))
    return days


def hours_on(student_id: UUID, day: date) -> Decimal:
    """The hours of a student on a day that were not declined."""
    hours = db.session.scalars(
        select(ServiceEntry.hours).where(
            ServiceEntry.student_id == student_id,
            ServiceEntry.served_on == day,
            ServiceEntry.state != "declined",
        )
    )
    return sum(hours, Decimal(0))
