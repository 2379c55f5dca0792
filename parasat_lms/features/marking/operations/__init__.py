"""Changes on the marking desk: rows saved, works returned, evidence appended."""

from parasat_lms.features.marking.operations.activities import assess_activity
from parasat_lms.features.marking.operations.attempts import settle_attempts
from parasat_lms.features.marking.operations.evidence import EvidenceEntry, append_evidence, withdraw_evidence
from parasat_lms.features.marking.operations.inputs import OVERALL, ChoiceInput, CommentInput, RowInput
from parasat_lms.features.marking.operations.moderation import (
    NotDecided,
    Sample,
    Settings,
    ask_for_second_marking,
    decide,
    withdraw_second,
)
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
from parasat_lms.features.marking.operations.second import (
    OpenSecond,
    finish_first,
    finish_second,
    open_second,
    save_second,
)
from parasat_lms.features.marking.operations.undoing import undo_return

__all__ = [
    "OVERALL",
    "ChoiceInput",
    "CommentInput",
    "EvidenceEntry",
    "NotComplete",
    "NotDecided",
    "OpenAssessment",
    "OpenSecond",
    "Reach",
    "Remarked",
    "RowInput",
    "RowOutcome",
    "Sample",
    "SaveOutcome",
    "Settings",
    "append_evidence",
    "ask_for_second_marking",
    "assess_activity",
    "decide",
    "finish_first",
    "finish_second",
    "open_assessment",
    "open_assessments",
    "open_second",
    "remark",
    "return_as_seen",
    "return_work",
    "return_works",
    "save",
    "save_second",
    "settle_attempts",
    "take_back",
    "undo_return",
    "withdraw_evidence",
    "withdraw_second",
]
