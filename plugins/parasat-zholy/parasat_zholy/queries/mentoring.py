"""Mentors, their meetings and what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import aliased

from parasat_lms.plugin_api import Person, db
from parasat_zholy.models import AgreedStep, Meeting, Mentorship
from parasat_zholy.queries.pages import Paged, paged

Mentor = aliased(Person, name="mentor")
MOST_MEETINGS = 60


@dataclass(frozen=True, slots=True)
class MentorshipLine:
    """A tie with its two people."""

    tie: Mentorship
    mentor: Person
    student: Person


@dataclass(frozen=True, slots=True)
class MeetingSeen:
    """A meeting as somebody may see it: `summary` is `None` for who reads the agreed steps only."""

    id: UUID
    held_on: date
    summary: str | None
    steps: list[AgreedStep] = field(default_factory=list)


def _lines(criterion: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(Mentorship, Mentor, Person)
        .join(Mentor, Mentor.id == Mentorship.mentor_id)
        .join(Person, Person.id == Mentorship.student_id)
        .where(criterion)
    )


def mentorships(criterion: ColumnElement[bool], number: int) -> Paged[MentorshipLine]:
    """A page of ties: those that hold first, then by the student's name."""
    query = _lines(criterion).order_by(Mentorship.ended_on.is_not(None), Person.sort_key, Mentorship.id)
    page = paged(query, number)
    return Paged([MentorshipLine(*row) for row in page.lines], page.number, page.pages, page.total)


def mentorship(tie_id: UUID, criterion: ColumnElement[bool]) -> MentorshipLine | None:
    """One tie, where the criterion allows it."""
    row = db.session.execute(_lines(criterion).where(Mentorship.id == tie_id)).one_or_none()
    return MentorshipLine(*row) if row else None


def meetings(tie: Mentorship, *, with_summaries: bool) -> Sequence[MeetingSeen]:
    """The meetings of a tie, the latest first; a summary that may not be read does not leave the database."""
    summary = Meeting.summary if with_summaries else literal(None)
    query = (
        select(Meeting.id, Meeting.held_on, summary)
        .where(Meeting.mentorship_id == tie.id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(MOST_MEETINGS)
    )
    seen = {row[0]: MeetingSeen(*row) for row in db.session.execute(query)}
    steps = select(AgreedStep).where(AgreedStep.meeting_id.in_(seen)).order_by(AgreedStep.position)
    for step in db.session.scalars(steps):
        seen[step.meeting_id].steps.append(step)
    return list(seen.values())


def open_tie(mentor_id: UUID, student_id: UUID) -> Mentorship | None:
    """The tie of these two that holds now."""
    return db.session.scalars(
        select(Mentorship).where(
            Mentorship.mentor_id == mentor_id,
            Mentorship.student_id == student_id,
            Mentorship.ended_on.is_(None),
        )
    ).first()


def step_and_tie(step_id: UUID) -> tuple[AgreedStep, Mentorship] | None:
    """An agreed step with the tie it belongs to."""
    row = db.session.execute(
        select(AgreedStep, Mentorship)
        .join(Meeting, (Meeting.id == AgreedStep.meeting_id) & (Meeting.school_id == AgreedStep.school_id))
        .join(Mentorship, Mentorship.id == Meeting.mentorship_id)
        .where(AgreedStep.id == step_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None
