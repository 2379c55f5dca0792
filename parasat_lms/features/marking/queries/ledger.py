"""The ledger of evidence, as the arithmetic of attribute levels reads it."""

from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from parasat_lms.core.db import db
from parasat_lms.domain.attributes import EvidencePoint
from parasat_lms.features.marking.models import Evidence, EvidenceWithdrawal


def standing() -> ColumnElement[bool]:
    """That an entry of the ledger counts: it was not withdrawn."""
    return ~exists(
        select(EvidenceWithdrawal.id)
        .where(
            EvidenceWithdrawal.school_id == Evidence.school_id, EvidenceWithdrawal.evidence_id == Evidence.id
        )
        .correlate(Evidence)
    )


def evidence_points(student_id: UUID) -> list[EvidencePoint]:
    """All evidence that stands for a student."""
    rows = db.session.execute(
        select(
            Evidence.attribute_id,
            Evidence.points,
            Evidence.maximum,
            Evidence.weight,
            Evidence.source_id,
            Evidence.worked_on,
        ).where(Evidence.student_id == student_id, standing())
    )
    return [
        EvidencePoint(
            attribute_id=row.attribute_id,
            share=Fraction(row.points) / Fraction(row.maximum),
            weight=row.weight,
            source=row.source_id,
            worked_on=row.worked_on,
        )
        for row in rows
    ]
