"""Hours of service: logged, taken back, and decided once."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select

from parasat_lms.plugin_api import Conflict, Person, Refused, audit, clock, db
from parasat_zholy import _
from parasat_zholy.models import ServiceEntry
from parasat_zholy.operations.once import add_once, already
from parasat_zholy.policies.hours import fits_in_day
from parasat_zholy.queries.service import hours_on

TABLE = "plugin_parasat_zholy_service_entry"
LINK_LASTS = timedelta(days=14)


class TooManyHours(Refused):
    """More hours on one day than a day has room for."""


@dataclass(frozen=True, slots=True)
class ServiceInput:
    """What a student says about hours served; the supervisor is at school or, by name, outside."""

    served_on: date
    hours: Decimal
    text: str
    supervisor_id: UUID | None = None
    outside_name: str = ""
    activity_id: UUID | None = None


def log_hours(wanted: ServiceInput, student_id: UUID, form_key: str | None = None) -> ServiceEntry:
    """Write hours down; they wait for their supervisor. The same form sent twice writes them once."""
    made = already(ServiceEntry, form_key)
    if made:
        return made
    # Two entries of one day at the same time must see each other.
    db.session.execute(select(Person.id).where(Person.id == student_id).with_for_update())
    if not fits_in_day(wanted.hours, hours_on(student_id, wanted.served_on)):
        raise TooManyHours(_("A day has room for at most 12 hours of service, with all entries of that day."))
    entry = add_once(
        ServiceEntry(
            student_id=student_id,
            activity_id=wanted.activity_id,
            served_on=wanted.served_on,
            hours=wanted.hours,
            text=wanted.text,
            supervisor_id=wanted.supervisor_id,
            outside_name=wanted.outside_name,
            form_key=form_key,
        )
    )
    audit.record("service.logged", TABLE, entry.id)
    db.session.flush()
    return entry


def take_back(entry: ServiceEntry) -> None:
    """The student takes an undecided entry away."""
    gone = delete(ServiceEntry).where(ServiceEntry.id == entry.id, ServiceEntry.state == "waiting")
    if db.session.execute(gone).rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_("This entry has been decided meanwhile."))
    audit.record("service.taken_back", TABLE, entry.id)


def issue_link(entry: ServiceEntry) -> None:
    """Make the one link with which a supervisor outside decides; an earlier one stops working."""
    if entry.state != "waiting":
        raise Conflict(_("This entry has been decided meanwhile."))
    if entry.supervisor_id is not None:
        raise Refused(_("The supervisor is somebody of the school and signs in."))
    entry.link_key = secrets.token_urlsafe(24)
    entry.link_until = clock.now() + LINK_LASTS
    audit.record("service.link_issued", TABLE, entry.id)
    db.session.flush()


def decide(
    entry_id: UUID, *, confirmed: bool, remark: str, decided_by_id: UUID | None, link_key: str | None = None
) -> ServiceEntry:
    """Confirm or decline an entry, once; the supervisor outside is `None` and shows the key of the link.

    Raises `Conflict` where it was decided before, or another link was made: the first decision stands.
    """
    query = select(ServiceEntry).where(ServiceEntry.id == entry_id).with_for_update()
    entry = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if entry is None or entry.state != "waiting":
        raise Conflict(_("This entry has been decided meanwhile."))
    if decided_by_id is None and (link_key is None or entry.link_key != link_key):
        raise Conflict(_("This link was replaced by another one."))
    entry.state = "confirmed" if confirmed else "declined"
    entry.remark = remark
    entry.decided_at = clock.now()
    entry.decided_by_id = decided_by_id
    entry.link_key = entry.link_until = None
    outside = decided_by_id is None
    audit.record(f"service.{entry.state}", TABLE, entry.id, outside=outside)
    db.session.flush()
    return entry
