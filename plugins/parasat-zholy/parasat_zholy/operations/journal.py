"""The journal: only its student writes, opens, closes and deletes. The log says that, never what."""

from uuid import UUID

from sqlalchemy import delete, select

from parasat_lms.plugin_api import Refused, audit, db
from parasat_zholy import _
from parasat_zholy.models import JournalEntry
from parasat_zholy.operations.once import add_once, already
from parasat_zholy.policies.authorship import author_key, shown_author
from parasat_zholy.queries.activities import participation_of

TABLE = "plugin_parasat_zholy_journal_entry"


def _check(openness: str, activity_id: UUID | None, student_id: UUID) -> None:
    if activity_id is not None and participation_of(activity_id, student_id) is None:
        raise Refused(_("You do not take part in this activity."))
    if openness == "evidence" and activity_id is None:
        raise Refused(_("Evidence belongs to an activity: choose one."))


def write_entry(
    student_id: UUID,
    text: str,
    language: str,
    *,
    openness: str = "private",
    activity_id: UUID | None = None,
    form_key: str | None = None,
) -> JournalEntry:
    """Write a reflection; the same form sent twice writes it once."""
    made = already(JournalEntry, form_key)
    if made:
        return made
    _check(openness, activity_id, student_id)
    entry = add_once(
        JournalEntry(
            author_key=author_key(student_id),
            student_id=shown_author(student_id, openness),
            text=text,
            language=language,
            openness=openness,
            activity_id=activity_id,
            form_key=form_key,
        )
    )
    db.session.flush()
    # A private entry leaves no trace that others could count.
    if openness != "private":
        audit.record("journal.opened", TABLE, entry.id, openness=openness)
    return entry


def _lock(entry: JournalEntry) -> JournalEntry:
    """The entry as it stands now: an assessment at the same moment comes before or after."""
    query = select(JournalEntry).where(JournalEntry.id == entry.id).with_for_update()
    locked = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if locked.assessed_at is not None:
        raise Refused(_("This entry was assessed as evidence and stays as it was read."))
    return locked


def change_entry(
    entry: JournalEntry,
    student_id: UUID,
    text: str,
    language: str,
    *,
    openness: str,
    activity_id: UUID | None,
) -> None:
    """Write it anew, or let others read it, or take it back; refused once it was assessed."""
    _check(openness, activity_id, student_id)
    locked = _lock(entry)
    before = locked.openness
    locked.text, locked.language = text, language
    locked.openness, locked.activity_id = openness, activity_id
    locked.student_id = shown_author(student_id, openness)
    if before != openness:
        audit.record("journal.opened", TABLE, locked.id, openness=openness)
    db.session.flush()


def delete_entry(entry: JournalEntry) -> None:
    """Delete it for good; refused once it was assessed."""
    _lock(entry)
    db.session.execute(delete(JournalEntry).where(JournalEntry.id == entry.id))


def erase_private(student_id: UUID) -> None:
    """Delete what a student who is erased kept private: no reference leads there."""
    theirs = JournalEntry.author_key == author_key(student_id)
    db.session.execute(delete(JournalEntry).where(theirs, JournalEntry.openness == "private"))
