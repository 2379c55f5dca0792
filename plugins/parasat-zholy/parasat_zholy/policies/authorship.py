"""Whose a private entry of the journal is: known to who comes from the student, and not the other way round."""

from uuid import UUID, uuid5

JOURNAL = "parasat_zholy.journal"


def author_key(student_id: UUID) -> UUID:
    """What stands in a student's entries in place of a reference; always the same for the same student."""
    return uuid5(student_id, JOURNAL)


def shown_author(student_id: UUID, openness: str) -> UUID | None:
    """The reference to the student that an entry carries: none while it is private."""
    return None if openness == "private" else student_id
