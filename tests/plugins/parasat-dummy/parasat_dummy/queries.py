"""Reads of the diary and of its settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from parasat_dummy import NAME
from parasat_dummy.models import Note
from parasat_lms.plugin_api import db, plugin_settings

LATEST = 50


@dataclass(frozen=True, slots=True)
class Settings:
    """What the school chose, with what holds before it chose."""

    greeting: str
    as_evidence: bool


def settings() -> Settings:
    """The current school's settings."""
    chosen = plugin_settings(NAME)
    return Settings(chosen.get("greeting", ""), chosen.get("as_evidence", False))


def notes() -> Sequence[Note]:
    """The latest entries, newest first."""
    return db.session.scalars(select(Note).order_by(Note.written_at.desc(), Note.id).limit(LATEST)).all()


def has_begun() -> bool:
    """Whether the diary has its first entry."""
    return bool(db.session.scalar(select(func.count(Note.id)).where(Note.kind == "begun")))


def returned_works(student_id: UUID | None = None) -> int:
    """How many works went back: of one student, or of the school."""
    query = select(func.count(Note.id)).where(Note.kind == "returned")
    if student_id:
        query = query.where(Note.student_id == student_id)
    return db.session.scalar(query) or 0
