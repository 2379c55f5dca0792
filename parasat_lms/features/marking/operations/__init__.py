"""Changes on the marking desk: rows saved, works returned, evidence appended."""

from parasat_lms.features.marking.operations.activities import assess_activity
from parasat_lms.features.marking.operations.evidence import EvidenceEntry, append_evidence, withdraw_evidence
from parasat_lms.features.marking.operations.inputs import OVERALL, ChoiceInput, CommentInput, RowInput
from parasat_lms.features.marking.operations.returning import NotComplete, return_work
from parasat_lms.features.marking.operations.rows import (
    OpenAssessment,
    RowOutcome,
    SaveOutcome,
    open_assessment,
    save,
)

__all__ = [
    "OVERALL",
    "ChoiceInput",
    "CommentInput",
    "EvidenceEntry",
    "NotComplete",
    "OpenAssessment",
    "RowInput",
    "RowOutcome",
    "SaveOutcome",
    "append_evidence",
    "assess_activity",
    "open_assessment",
    "return_work",
    "save",
    "withdraw_evidence",
]
