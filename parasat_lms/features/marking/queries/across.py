"""One criterion across all works of an assignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from parasat_lms.core.db import db
from parasat_lms.features.assignments.models import Submission, by_code
from parasat_lms.features.assignments.policies import handed_in
from parasat_lms.features.marking.models import Assessment, AssessmentRow, AssessorRole
from parasat_lms.features.marking.queries.desk import (
    DeskRow,
    Work,
    assessments_of,
    desk_rows,
    version_used,
    work_of,
    works_markable_by,
)
from parasat_lms.features.marking.queries.returning import Marked
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import CriterionContent, rubric_content

WORKS_ACROSS = 20
"""Works on one page of a criterion."""


@dataclass(frozen=True, slots=True)
class MarkedCriterion:
    """A criterion of an assignment's rubric."""

    marked: Marked
    criterion: CriterionContent


@dataclass(frozen=True, slots=True)
class AcrossRow:
    """What stands on the criterion for one work; no row where the work is marked without this criterion."""

    number: int
    work: Work
    row: DeskRow | None

    @property
    def closed(self) -> bool:
        """Whether the work has gone back."""
        return self.work.submission.returned_at is not None


@dataclass(frozen=True, slots=True)
class Across:
    """A page of works; `done` of all `works` of the assignment are decided on this criterion."""

    rows: tuple[AcrossRow, ...]
    done: int
    works: int

    @property
    def pages(self) -> int:
        """How many pages of works there are."""
        return max(-(-self.works // WORKS_ACROSS), 1)


def across(
    teacher_id: UUID, chosen: MarkedCriterion, timezone: str, *, page: int = 1, by_name: bool = True
) -> Across:
    """A page of the works, in Kazakh order of the students or, where names are hidden, in an order without names."""
    query = works_markable_by(teacher_id).where(Submission.assignment_id == chosen.marked.id)
    named = by_name and not chosen.marked.assignment.anonymous
    order = (Person.sort_key, Submission.id) if named else (by_code(), Submission.id)
    first = (page - 1) * WORKS_ACROSS
    found = db.session.execute(query.order_by(*order).limit(WORKS_ACROSS).offset(first))
    works = [work_of(*row, timezone=timezone) for row in found]
    done, total = progress_across(chosen)
    rows = across_rows(works, chosen.criterion.id)
    return Across(
        tuple(AcrossRow(first + place, work, row) for place, (work, row) in enumerate(rows, 1)), done, total
    )


def across_rows(works: Sequence[Work], criterion_id: UUID) -> list[tuple[Work, DeskRow | None]]:
    """What stands for each of these works on the criterion; two statements."""
    assessments = {found.submission_id: found for found in assessments_of(work.id for work in works)}
    rows = []
    for work in works:
        assessment = assessments.get(work.id)
        rubric = rubric_content(version_used(work, assessment))
        standing = desk_rows(rubric, assessment.rows if assessment else ())
        rows.append((work, next((row for row in standing if row.criterion.id == criterion_id), None)))
    return rows


def progress_across(chosen: MarkedCriterion) -> tuple[int, int]:
    """How many works are decided on the criterion, and how many there are; one statement."""
    works = select(func.count()).where(Submission.assignment_id == chosen.marked.id, handed_in())
    done = (
        select(func.count())
        .select_from(AssessmentRow)
        .join(Assessment, Assessment.id == AssessmentRow.assessment_id)
        .join(Submission, Submission.id == Assessment.submission_id)
        .where(
            Submission.assignment_id == chosen.marked.id,
            Assessment.role == AssessorRole.TEACHER,
            AssessmentRow.criterion_id == chosen.criterion.id,
            AssessmentRow.level_id.is_not(None) | AssessmentRow.not_applicable,
        )
    )
    row = db.session.execute(select(done.scalar_subquery(), works.scalar_subquery())).one()
    return row[0], row[1]
