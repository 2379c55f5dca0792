"""The times that a student writes into the own week."""

from collections.abc import Collection
from datetime import time
from uuid import UUID

from sqlalchemy import delete

from parasat_lms.plugin_api import Refused, db
from parasat_zholy import _
from parasat_zholy.models import LifeEntry
from parasat_zholy.queries.week import MOST_ENTRIES, own_times


def add_times(
    student_id: UUID, life: str, title: str, weekdays: Collection[int], starts_at: time, ends_at: time
) -> None:
    """Write a time down for these days; what begins at the same moment of the same day is replaced."""
    standing = {(entry.weekday, entry.starts_at): entry for entry in own_times(student_id)}
    new = [weekday for weekday in sorted(set(weekdays)) if (weekday, starts_at) not in standing]
    if len(standing) + len(new) > MOST_ENTRIES:
        raise Refused(_("So many entries no week can hold; delete some first."))
    for weekday in weekdays:
        entry = standing.get((weekday, starts_at))
        if entry:
            entry.life, entry.title, entry.ends_at = life, title, ends_at
    db.session.add_all(
        LifeEntry(
            student_id=student_id,
            life=life,
            title=title,
            weekday=weekday,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for weekday in new
    )
    db.session.flush()


def delete_time(entry: LifeEntry) -> None:
    """Take an entry out of the week."""
    db.session.execute(delete(LifeEntry).where(LifeEntry.id == entry.id))
