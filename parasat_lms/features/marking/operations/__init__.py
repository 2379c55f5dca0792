"""Changes on the marking desk: rows saved, works returned, evidence appended."""

from parasat_lms.features.marking.operations.activities import assess_activity
from parasat_lms.features.marking.operations.attempts import settle_attempts
from parasat_lms.features.marking.operations.evidence import EvidenceEntry, append_evidence, withdraw_evidence
from parasat_lms.features.marking.operations.inputs import OVERALL, ChoiceInput, CommentInput, RowInput
from parasat_lms.features.marking.operations.remarking import Reach, Remarked, remark, take_back
from parasat_lms.features.marking.operations.returning import (
    NotComplete,
    return_as_seen,
    return_work,
    return_works,
)
from parasat_lms.features.marking.operations.rows import (
    OpenAssessment,
    RowOutcome,
    SaveOutcome,
    open_assessment,
    open_assessments,
    save,
)
from parasat_lms.features.marking.operations.undoing import undo_return

__all__ = [
    "OVERALL",
    "ChoiceInput",
    "CommentInput",
    "EvidenceEntry",
    "NotComplete",
    "OpenAssessment",
    "Reach",
    "Remarked",
    "RowInput",
    "RowOutcome",
    "SaveOutcome",
    "append_evidence",
    "assess_activity",
    "open_assessment",
    "open_assessments",
    "remark",
    "return_as_seen",
    "return_work",
    "return_works",
    "save",
    "settle_attempts",
    "take_back",
    "undo_return",
    "withdraw_evidence",
]
