"""The journal: a student's own entries, and what others were let read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from parasat_lms.plugin_api import Person, db
from parasat_zholy.models import Activity, JournalEntry
from parasat_zholy.policies.access import journal_readable_by
from parasat_zholy.policies.authorship import author_key
from parasat_zholy.queries.pages import Paged, paged


@dataclass(frozen=True, slots=True)
class JournalLine:
    """An entry with its author, who is nobody while it is private, and the activity it is about."""

    entry: JournalEntry
    student: Person | None
    activity: Activity | None


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(JournalEntry, Person, Activity)
        .outerjoin(
            Person, (Person.id == JournalEntry.student_id) & (Person.school_id == JournalEntry.school_id)
        )
        .outerjoin(
            Activity,
            (Activity.id == JournalEntry.activity_id) & (Activity.school_id == JournalEntry.school_id),
        )
        .order_by(JournalEntry.written_at.desc(), JournalEntry.id.desc())
    )


def own_entries(student_id: UUID, number: int) -> Paged[JournalLine]:
    """A page of one's own journal, the latest entry first."""
    return _page(_lines().where(JournalEntry.author_key == author_key(student_id)), number)


def entries_open_to(reader_id: UUID, number: int) -> Paged[JournalLine]:
    """A page of what students let this reader read, the latest first."""
    return _page(_lines().where(journal_readable_by(reader_id)), number)


def own_entry(entry_id: UUID, student_id: UUID) -> JournalEntry | None:
    """An entry of this student; anybody else's is nothing."""
    return db.session.scalars(
        select(JournalEntry).where(
            JournalEntry.id == entry_id, JournalEntry.author_key == author_key(student_id)
        )
    ).one_or_none()


def _page(query: Select[*tuple[Any, ...]], number: int) -> Paged[JournalLine]:
    page = paged(query, number)
    return Paged([JournalLine(*row) for row in page.lines], page.number, page.pages, page.total)
