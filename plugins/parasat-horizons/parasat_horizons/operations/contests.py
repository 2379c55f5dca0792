"""Recording contests and what students reached in them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from parasat_horizons.models import Contest, ContestResult
from parasat_horizons.queries.contests import result_of
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import audit, db, insert_if_absent


@dataclass(frozen=True, slots=True)
class ContestFacts:
    """What is known of a contest; `format` is `None` where it belongs to no format of additional education."""

    kind: str
    level: str
    format: str | None
    title: LocalizedText
    place: str
    starts_on: date
    ends_on: date


def record(facts: ContestFacts, recorded_by: UUID) -> Contest:
    """Write a contest down."""
    contest = Contest(recorded_by=recorded_by, **_columns(facts))
    db.session.add(contest)
    db.session.flush()
    audit.record("contest.recorded", Contest.__tablename__, contest.id, level=facts.level)
    return contest


def change(contest: Contest, facts: ContestFacts) -> None:
    """Correct what is written of a contest."""
    for name, value in _columns(facts).items():
        setattr(contest, name, value)
    db.session.flush()
    audit.record("contest.changed", Contest.__tablename__, contest.id)


def note_result(contest: Contest, student_id: UUID, award: str, note: str) -> None:
    """Write what a student reached, or correct it; once for each student, however often it is sent."""
    insert_if_absent(ContestResult, contest_id=contest.id, student_id=student_id, award=award, note=note)
    result = result_of(contest.id, student_id)
    if result is None:
        raise LookupError("the result that was just written is gone")
    result.award, result.note = award, note
    db.session.flush()
    audit.record("contest.result", ContestResult.__tablename__, result.id, award=award)


def remove_result(contest: Contest, student_id: UUID) -> None:
    """Take a student out of a contest; safe to repeat."""
    result = result_of(contest.id, student_id)
    if result:
        db.session.delete(result)
        db.session.flush()
        audit.record("contest.result_removed", ContestResult.__tablename__, result.id)


def _columns(facts: ContestFacts) -> dict[str, object]:
    return {
        "kind": facts.kind,
        "level": facts.level,
        "format": facts.format,
        "title": facts.title,
        "place": facts.place,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
    }
