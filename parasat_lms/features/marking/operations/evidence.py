"""Evidence is appended through this one call, by marking and by plug-ins alike."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, select

from parasat_lms.core.db import db
from parasat_lms.features.marking.models import Evidence, EvidenceWithdrawal
from parasat_lms.features.marking.queries.ledger import standing


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """One entry for the ledger.

    `points` of `maximum` (0 ≤ points ≤ maximum, maximum above 0) is the share; `weight` is above 0; `source_id` is
    the course or activity that counts as one source; `plugin` names who appends.
    """

    student_id: UUID
    attribute_id: UUID
    points: Decimal
    maximum: Decimal
    weight: Decimal
    plugin: str
    source_id: UUID
    worked_on: date
    assessor_id: UUID | None = None
    course_id: UUID | None = None
    assessment_id: UUID | None = None
    round: int = 1
    activity_assessment_id: UUID | None = None
    criterion_id: UUID | None = None
    level_id: UUID | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.points <= self.maximum and self.maximum > 0 and self.weight > 0):
            raise ValueError(f"{self.points} of {self.maximum} with weight {self.weight} is no evidence")


def append_evidence(entries: Iterable[EvidenceEntry]) -> None:
    """Append to the ledger; what stands there never changes."""
    names = [field.name for field in fields(EvidenceEntry)]
    db.session.add_all([Evidence(**{name: getattr(entry, name) for name in names}) for entry in entries])
    db.session.flush()


def withdraw_evidence(*which: ColumnElement[bool], by: UUID | None, reason: str) -> int:
    """Let entries of the ledger no longer count; gives how many did until now. The entries themselves stay."""
    found = db.session.scalars(select(Evidence.id).where(standing(), *which)).all()
    db.session.add_all(
        EvidenceWithdrawal(evidence_id=evidence_id, withdrawn_by=by, reason=reason) for evidence_id in found
    )
    db.session.flush()
    return len(found)
