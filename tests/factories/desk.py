"""What the marking desk sends: rows with what was on the screen."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from parasat_lms.features.assignments.models import Submission
from parasat_lms.features.marking.models import Assessment, AssessmentRow, Evidence
from parasat_lms.features.marking.queries import fingerprint
from parasat_lms.features.rubrics.queries import CriterionContent
from tests.factories.schools import TestSchool, stored

NOTHING = fingerprint("")
"""What a teacher sees where no comment stands yet."""


def row(
    criterion: CriterionContent,
    level: int | str | None = None,
    *,
    points: str | None = None,
    was: str = "",
    comment: str | None = None,
    was_comment: str = "",
) -> dict[str, str]:
    """The fields of a row: a level by its place (or "na"), a comment, and what was seen of both."""
    fields: dict[str, str] = {}
    if level is not None:
        fields[f"choice-{criterion.id}"] = (
            level if isinstance(level, str) else str(criterion.levels[level].id)
        )
        fields[f"was-choice-{criterion.id}"] = was
    if points is not None:
        fields[f"points-{criterion.id}"] = points
    if comment is not None:
        fields[f"comment-{criterion.id}"] = comment
        fields[f"was-comment-{criterion.id}"] = fingerprint(was_comment)
    return fields


def whole(school: TestSchool, *levels: int | str, points: str = "4.5") -> dict[str, str]:
    """The fields of all three rows of the school's rubric, as seen on an empty desk."""
    first, second, third = school.rubric.criteria
    return {
        **row(first, levels[0]),
        **row(second, levels[1], points=points if levels[1] == 2 else ""),
        **row(third, levels[2]),
    }


def rows_of(app: Flask, school: TestSchool, submission_id: UUID) -> dict[UUID, AssessmentRow]:
    """The rows that stand for a work, by criterion."""
    found = stored(app, school, Assessment, Assessment.submission_id == submission_id)
    if not found:
        return {}
    rows = stored(app, school, AssessmentRow, AssessmentRow.assessment_id == found[0].id)
    return {row.criterion_id: row for row in rows}


def assessment_of(app: Flask, school: TestSchool, submission_id: UUID) -> Assessment:
    """The one assessment of a work."""
    (found,) = stored(app, school, Assessment, Assessment.submission_id == submission_id)
    return found


def evidence_of(app: Flask, school: TestSchool, student_id: UUID) -> list[Evidence]:
    """The ledger of a student."""
    return stored(app, school, Evidence, Evidence.student_id == student_id)


def nothing_published(app: Flask, school: TestSchool, submission_id: UUID) -> bool:
    """Whether neither mark nor evidence nor the return of a work is in the database."""
    (submission,) = stored(app, school, Submission, Submission.id == submission_id)
    assessments = stored(app, school, Assessment, Assessment.submission_id == submission_id)
    published = [a for a in assessments if a.returned_at or a.mark or a.percent is not None or a.returned_by]
    return submission.returned_at is None and not published and not stored(app, school, Evidence)
