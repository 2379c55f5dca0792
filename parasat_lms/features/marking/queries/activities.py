"""What was assessed of students outside lessons."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubrics import Choice, score
from parasat_lms.features.marking.models import ActivityAssessment
from parasat_lms.features.rubrics.queries import ReadCriterion, as_read, rubric_content


@dataclass(frozen=True, slots=True)
class ActivityWork:
    """What a student did in an activity of a plug-in: it counts as one source of evidence.

    `title` is what the profile shows; `worked_on` the day of the work, not of its assessment.
    """

    plugin: str
    activity_id: UUID
    student_id: UUID
    rubric_version_id: UUID
    title: LocalizedText
    worked_on: date


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """What an assessor chose on one criterion: a level, with points where it is a range, or "not applicable"."""

    criterion_id: UUID
    level_id: UUID | None
    points: Decimal | None = None
    not_applicable: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ActivityStanding:
    """An assessment that counts, as it is shown; `percent` is `None` where nothing applicable carries weight."""

    id: UUID
    work: ActivityWork
    rows: tuple[ActivityRow, ...]
    assessor: str
    assessed_at: datetime
    percent: Decimal | None

    @property
    def as_read(self) -> list[ReadCriterion]:
        """The rubric with what was reached, for the macro `rubric_read`."""
        rubric = rubric_content(self.work.rubric_version_id)
        rows = {row.criterion_id: row for row in self.rows}
        return [
            as_read(
                criterion,
                rows[criterion.id].level_id,
                rows[criterion.id].points,
                not_applicable=rows[criterion.id].not_applicable,
                comment=rows[criterion.id].comment,
            )
            for criterion in rubric.criteria
        ]


def ids_of(work: ActivityWork) -> list[UUID]:
    """Every assessment there was of this activity of this student, the latest last."""
    return list(
        db.session.scalars(
            select(ActivityAssessment.id)
            .where(
                ActivityAssessment.plugin == work.plugin,
                ActivityAssessment.activity_id == work.activity_id,
                ActivityAssessment.student_id == work.student_id,
            )
            .order_by(ActivityAssessment.assessed_at, ActivityAssessment.id)
        )
    )


def activity_assessments(
    plugin: str, *, student_id: UUID | None = None, activity_id: UUID | None = None
) -> list[ActivityStanding]:
    """What counts of a plug-in's assessments, the latest work first: of one student, of one activity, or of all."""
    query = (
        select(ActivityAssessment)
        .where(ActivityAssessment.plugin == plugin)
        .options(selectinload(ActivityAssessment.rows), joinedload(ActivityAssessment.assessor))
        .order_by(ActivityAssessment.assessed_at, ActivityAssessment.id)
    )
    if student_id:
        query = query.where(ActivityAssessment.student_id == student_id)
    if activity_id:
        query = query.where(ActivityAssessment.activity_id == activity_id)
    latest = {(found.activity_id, found.student_id): found for found in db.session.scalars(query)}
    return sorted(
        (_standing(found) for found in latest.values()), key=lambda a: a.work.worked_on, reverse=True
    )


def _standing(found: ActivityAssessment) -> ActivityStanding:
    rubric = rubric_content(found.rubric_version_id)
    chosen = [Choice(row.criterion_id, row.points, row.not_applicable, row.level_id) for row in found.rows]
    return ActivityStanding(
        id=found.id,
        work=ActivityWork(
            found.plugin,
            found.activity_id,
            found.student_id,
            found.rubric_version_id,
            found.title,
            found.worked_on,
        ),
        rows=tuple(
            ActivityRow(row.criterion_id, row.level_id, row.points, row.not_applicable, row.comment)
            for row in found.rows
        ),
        assessor=found.assessor.full_name,
        assessed_at=found.assessed_at,
        percent=score(rubric.specs, chosen).percent,
    )
