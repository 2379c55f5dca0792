"""Changes to the diary."""

from decimal import Decimal

from parasat_dummy import NAME, queries
from parasat_dummy.models import Note
from parasat_lms.plugin_api import (
    EvidenceEntry,
    ReturnedWork,
    append_evidence,
    attributes_of,
    audit,
    db,
    network_of_current_school,
)

ATTRIBUTE = "GA6"


def begin() -> None:
    """The first entry of the diary; safe to repeat."""
    if not queries.has_begun():
        db.session.add(Note(kind="begun"))
        db.session.flush()


def write(text: str) -> Note:
    """An entry that somebody writes."""
    note = Note(kind="written", text=text)
    db.session.add(note)
    db.session.flush()
    audit.record("note.written", "plugin_parasat_dummy_note", note.id)
    return note


def note_returned(work: ReturnedWork) -> None:
    """An entry about a returned work and, where the school wants it, evidence of one attribute."""
    note = Note(kind="returned", student_id=work.student_id)
    db.session.add(note)
    db.session.flush()
    if queries.settings().as_evidence:
        attributes = {
            attribute.code: attribute.id for attribute in attributes_of(network_of_current_school())
        }
        append_evidence(
            [
                EvidenceEntry(
                    student_id=work.student_id,
                    attribute_id=attributes[ATTRIBUTE],
                    points=Decimal(1),
                    maximum=Decimal(1),
                    weight=Decimal("0.1"),
                    plugin=NAME,
                    source_id=work.course_id,
                    worked_on=work.worked_on,
                    course_id=work.course_id,
                )
            ]
        )


def note_undone(work: ReturnedWork) -> None:
    """An entry about a work that was taken back."""
    db.session.add(Note(kind="undone", student_id=work.student_id))
    db.session.flush()
