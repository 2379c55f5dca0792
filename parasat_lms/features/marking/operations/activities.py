"""Assessing an activity outside lessons: the same rubrics, the same arithmetic, the same ledger."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from parasat_lms.core import audit
from parasat_lms.core.db import db, find
from parasat_lms.core.errors import Refused
from parasat_lms.domain.rubrics import Choice, LevelSpec, attribute_shares, check_points, score
from parasat_lms.features.marking.models import ActivityAssessment, ActivityAssessmentRow, Evidence
from parasat_lms.features.marking.operations.evidence import EvidenceEntry, append_evidence, withdraw_evidence
from parasat_lms.features.marking.queries.activities import ActivityRow, ActivityWork, ids_of
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import CriterionContent, RubricContent, rubric_content


def assess_activity(work: ActivityWork, rows: Sequence[ActivityRow], assessor_id: UUID) -> UUID:
    """Publish what an assessor saw, and its evidence, at once; gives the id of the assessment.

    Every criterion of the rubric needs a row with a level or "not applicable". Assessing the same activity of the same
    student again withdraws the evidence of the time before. Raises `Refused` for a rubric version of another school,
    `ValueError` for rows that do not fit the rubric; `rubric_rows_of` gives rows that do.
    """
    try:
        rubric = rubric_content(work.rubric_version_id)
    except LookupError as error:
        raise Refused(str(error)) from error
    chosen = _choices(rubric, rows)
    _hold(work.student_id)
    earlier = ids_of(work)
    if earlier and _stands(earlier[-1], work, rows):
        return earlier[-1]
    if earlier:
        withdraw_evidence(
            Evidence.activity_assessment_id.in_(earlier), by=assessor_id, reason="assessed again"
        )
    assessment = ActivityAssessment(
        plugin=work.plugin,
        activity_id=work.activity_id,
        student_id=work.student_id,
        rubric_version_id=work.rubric_version_id,
        title=work.title,
        worked_on=work.worked_on,
        assessor_id=assessor_id,
    )
    db.session.add(assessment)
    db.session.flush()
    db.session.add_all(_row(assessment.id, rubric, row) for row in rows)
    append_evidence(_evidence(assessment, rubric, rows, chosen))
    audit.record(
        "activity.assessed", "activity_assessment", assessment.id, plugin=work.plugin, again=bool(earlier)
    )
    return assessment.id


def _hold(student_id: UUID) -> None:
    """Let one assessment of a student at a time through, so that two at once never both count."""
    db.session.execute(select(Person.id).where(Person.id == student_id).with_for_update())


def _stands(assessment_id: UUID, work: ActivityWork, rows: Sequence[ActivityRow]) -> bool:
    """Whether the same was published already: a button pressed twice assesses once."""
    assessment = find(ActivityAssessment, assessment_id)
    standing = db.session.scalars(
        select(ActivityAssessmentRow).where(ActivityAssessmentRow.activity_assessment_id == assessment_id)
    )
    rubric = rubric_content(work.rubric_version_id)
    return (
        assessment is not None
        and (assessment.rubric_version_id, assessment.worked_on) == (work.rubric_version_id, work.worked_on)
        and {_key(row) for row in standing} == {_key(_row(assessment_id, rubric, row)) for row in rows}
    )


def _key(row: ActivityAssessmentRow) -> tuple[UUID, UUID | None, Decimal | None, str]:
    return row.criterion_id, row.level_id, row.points, row.comment


def _choices(rubric: RubricContent, rows: Sequence[ActivityRow]) -> list[Choice]:
    """The rows as the arithmetic sees them; raises `ValueError` where one is missing, twice or not of this rubric."""
    chosen = [
        Choice(row.criterion_id, _points(_criterion(rubric, row), row), row.not_applicable, row.level_id)
        for row in rows
    ]
    if not score(rubric.specs, chosen).complete:
        raise ValueError("every criterion needs a level, or to be not applicable")
    return chosen


def _criterion(rubric: RubricContent, row: ActivityRow) -> CriterionContent:
    criterion = rubric.criterion(row.criterion_id)
    if criterion is None:
        raise ValueError(f"criterion {row.criterion_id} is not part of the rubric")
    return criterion


def _points(criterion: CriterionContent, row: ActivityRow) -> Decimal | None:
    """The points of the chosen level; nothing said inside a range means its highest."""
    if row.not_applicable:
        return None
    level = criterion.level(row.level_id)
    if level is None:
        return None
    spec = LevelSpec(level.id, level.points_min, level.points_max)
    return check_points(spec, level.points_max if row.points is None else row.points)


def _row(assessment_id: UUID, rubric: RubricContent, row: ActivityRow) -> ActivityAssessmentRow:
    return ActivityAssessmentRow(
        activity_assessment_id=assessment_id,
        criterion_id=row.criterion_id,
        level_id=None if row.not_applicable else row.level_id,
        points=_points(_criterion(rubric, row), row),
        not_applicable=row.not_applicable,
        comment=row.comment,
    )


def _evidence(
    assessment: ActivityAssessment,
    rubric: RubricContent,
    rows: Sequence[ActivityRow],
    chosen: Sequence[Choice],
) -> list[EvidenceEntry]:
    levels = {row.criterion_id: row.level_id for row in rows}
    return [
        EvidenceEntry(
            student_id=assessment.student_id,
            attribute_id=share.attribute_id,
            points=share.points,
            maximum=share.maximum,
            weight=share.weight,
            plugin=assessment.plugin,
            source_id=assessment.activity_id,
            worked_on=assessment.worked_on,
            assessor_id=assessment.assessor_id,
            activity_assessment_id=assessment.id,
            criterion_id=share.criterion_id,
            level_id=levels[share.criterion_id],
        )
        for share in attribute_shares(rubric.specs, chosen)
    ]
