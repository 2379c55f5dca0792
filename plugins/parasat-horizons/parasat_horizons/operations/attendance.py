"""Marking who was at a meeting."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert, select

from parasat_horizons.models import Attendance, HeldMeeting
from parasat_horizons.queries.attendance import Sheet
from parasat_lms.plugin_api import audit, clock, current_school_id, db, insert_if_absent, new_id

TABLE = HeldMeeting.__tablename__


def mark(sheet: Sheet, states: Mapping[UUID, str], marked_by: UUID) -> None:
    """Write the whole list of a meeting; sent twice, or by two hands at once, it stands once.

    `states` are by student; who is on the list and not in it was present.
    """
    key = {"club_id": sheet.club.id, "held_on": sheet.held_on, "starts_at": sheet.starts_at}
    insert_if_absent(HeldMeeting, **key, marked_by=marked_by, marked_at=clock.now())
    query = select(HeldMeeting).filter_by(**key).with_for_update()
    held = db.session.scalars(query.execution_options(populate_existing=True)).one()
    standing = {
        row.student_id: row
        for row in db.session.scalars(select(Attendance).where(Attendance.held_id == held.id))
    }
    wanted = {person.id: states.get(person.id, sheet.state_of(person.id)) for person in sheet.people}
    new = [
        {
            "school_id": current_school_id(),
            "id": new_id(),
            "held_id": held.id,
            "student_id": student_id,
            "state": state,
        }
        for student_id, state in wanted.items()
        if student_id not in standing
    ]
    changed = [row for student_id, row in standing.items() if wanted.get(student_id, row.state) != row.state]
    for row in changed:
        row.state = wanted[row.student_id]
    if new:
        db.session.execute(insert(Attendance), new)
    if new or changed:
        held.marked_by, held.marked_at = marked_by, clock.now()
        audit.record("club.attendance", TABLE, held.id, new=len(new), changed=len(changed))
    db.session.flush()
