"""What assessors saw, by the evidence that they looked at."""

from uuid import UUID

from parasat_lms.plugin_api import ActivityStanding, activity_assessments
from parasat_microqualifications import NAME


def assessments_of(student_id: UUID) -> dict[UUID, ActivityStanding]:
    """The assessments of a student that count, by the id of the evidence for a module."""
    return {found.work.activity_id: found for found in activity_assessments(NAME, student_id=student_id)}
