"""The tables of marking: assessments and the ledger, and second markings beside them."""

from parasat_lms.features.marking.models.assessments import (
    ActivityAssessment,
    ActivityAssessmentRow,
    Assessment,
    AssessmentRow,
    AssessorRole,
    Evidence,
    EvidenceWithdrawal,
    RemarkedWork,
    Remarking,
)
from parasat_lms.features.marking.models.moderation import (
    Moderation,
    Opinion,
    SecondMarking,
    SecondMarkingRow,
)

__all__ = [
    "ActivityAssessment",
    "ActivityAssessmentRow",
    "Assessment",
    "AssessmentRow",
    "AssessorRole",
    "Evidence",
    "EvidenceWithdrawal",
    "Moderation",
    "Opinion",
    "RemarkedWork",
    "Remarking",
    "SecondMarking",
    "SecondMarkingRow",
]
