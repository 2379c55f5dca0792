"""Changes on the marking desk: rows saved, works returned, evidence appended."""

from parasat_lms.features.marking.operations.evidence import EvidenceEntry, append_evidence
from parasat_lms.features.marking.operations.inputs import OVERALL, ChoiceInput, CommentInput, RowInput
from parasat_lms.features.marking.operations.returning import NotComplete, return_work
from parasat_lms.features.marking.operations.rows import RowOutcome, SaveOutcome, save

__all__ = [
    "OVERALL",
    "ChoiceInput",
    "CommentInput",
    "EvidenceEntry",
    "NotComplete",
    "RowInput",
    "RowOutcome",
    "SaveOutcome",
    "append_evidence",
    "return_work",
    "save",
]
