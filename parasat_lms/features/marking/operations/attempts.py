"""Of several attempts of a student one counts: its evidence stands, that of the others is withdrawn."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.core import audit
from parasat_lms.core.db import db
from parasat_lms.features.assignments.models import Assignment, AttemptRule, Submission
from parasat_lms.features.marking.models import Assessment, Evidence
from parasat_lms.features.marking.operations.evidence import (
    EvidenceEntry,
    append_evidence,
    withdraw_evidence,
)
from parasat_lms.features.marking.policies import returned
from parasat_lms.features.marking.queries.ledger import standing

OTHER_COUNTS = "another attempt counts"
"""Why the evidence of an attempt was withdrawn."""

Attempt = tuple[Submission, Assessment]


def settle_attempts(assignment: Assignment, student_ids: Collection[UUID], *, by: UUID) -> None:
    """Let the attempt of each student count that the assignment's rule says.

    Safe to repeat, and after anything that changed a result. An attempt that counts again after another had taken its
    place gets its evidence anew, as a later round: the ledger itself never changes.
    """
    replaced: list[UUID] = []
    for attempts in _returned_attempts(assignment.id, student_ids).values():
        chosen = counting(assignment.attempt_rule, attempts)
        for work, assessment in attempts:
            if work is not chosen[0]:
                work.counts = False
                replaced.append(assessment.id)
        if len(attempts) > 1:
            audit.record("submission.counts", "submission", chosen[0].id, attempt=chosen[0].attempt)
        _let_count(*chosen)
    if replaced:
        withdraw_evidence(Evidence.assessment_id.in_(replaced), by=by, reason=OTHER_COUNTS)
    db.session.flush()


def settle_assignment(assignment: Assignment, *, by: UUID) -> None:
    """Let the right attempt count of every student who has several that were returned."""
    several = db.session.scalars(
        select(Submission.student_id)
        .where(Submission.assignment_id == assignment.id, Submission.returned_at.is_not(None))
        .group_by(Submission.student_id)
        .having(func.count() > 1)
    ).all()
    if several:
        settle_attempts(assignment, several, by=by)


def counting(rule: str, attempts: Sequence[Attempt]) -> Attempt:
    """The attempt that counts: the latest, or the one with the highest percent and of equal ones the latest."""
    if rule == AttemptRule.LATEST:
        return max(attempts, key=lambda attempt: attempt[0].attempt)
    return max(attempts, key=lambda attempt: (_percent(attempt[1]), attempt[0].attempt))


def _percent(assessment: Assessment) -> Decimal:
    # What has no percent, because nothing of it applied, never takes the place of what has one.
    return Decimal(-1) if assessment.percent is None else assessment.percent


def _returned_attempts(assignment_id: UUID, student_ids: Collection[UUID]) -> dict[UUID, list[Attempt]]:
    rows = db.session.execute(
        select(Submission, Assessment)
        .join(Assessment, Assessment.submission_id == Submission.id)
        .where(
            Submission.assignment_id == assignment_id,
            Submission.student_id.in_(student_ids),
            returned(),
        )
        .order_by(Submission.attempt)
    )
    attempts: dict[UUID, list[Attempt]] = {}
    for work, assessment in rows:
        attempts.setdefault(work.student_id, []).append((work, assessment))
    return attempts


def _let_count(work: Submission, assessment: Assessment) -> None:
    if work.counts:
        return
    work.counts = True
    entries = Evidence.assessment_id == assessment.id
    latest = db.session.scalar(select(func.max(Evidence.round)).where(entries))
    if latest is None or db.session.scalar(select(Evidence.id).where(entries, standing()).limit(1)):
        return
    names = [field.name for field in fields(EvidenceEntry) if field.name != "round"]
    again = db.session.scalars(select(Evidence).where(entries, Evidence.round == latest)).all()
    append_evidence(
        EvidenceEntry(**{name: getattr(entry, name) for name in names}, round=latest + 1) for entry in again
    )
    assessment.round = latest + 1
