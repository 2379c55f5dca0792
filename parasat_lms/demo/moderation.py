"""Second markings of the demonstration: some works of one assignment, as far as a colleague has come."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from parasat_lms.core.db import db
from parasat_lms.domain.moderation import Sampling, Tolerance
from parasat_lms.features.assignments.models import Assignment
from parasat_lms.features.courses.models import Course
from parasat_lms.features.marking import operations as marking
from parasat_lms.features.marking import queries
from parasat_lms.features.marking.models import SecondMarking
from parasat_lms.features.marking.operations import ChoiceInput, RowInput
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import CriterionContent, rubric_content

APART = ((0, 0), (0, -2), (0, None), (None, None))
"""By work how many levels below the highest the first and the second marker stand on the first criterion.

`None`: that marker has not begun. So one work is agreed, one waits for a decision, one for the colleague, one for both.
"""


def mark_a_second_time(course: Course, teacher: Person, colleague: Person, timezone: str) -> None:
    """Put works of the course's latest assignment under second marking by the colleague."""
    assignment = db.session.scalars(
        select(Assignment)
        .where(Assignment.course_id == course.id)
        .order_by(Assignment.due_on.desc())
        .limit(1)
    ).one()
    works = [candidate for candidate in queries.candidates(assignment) if candidate.percent is None]
    chosen = [work.submission_id for work in works[: len(APART)]]
    marking.ask_for_second_marking(
        assignment,
        marking.Settings(blind=True, tolerance=Tolerance(1, Decimal(20)), lead_id=teacher.id),
        marking.Sample(Sampling.CHOSEN, chosen=frozenset(chosen)),
        [colleague.id],
        teacher.id,
    )
    seconds = {
        second.submission_id: second.id
        for second in db.session.scalars(select(SecondMarking).where(SecondMarking.submission_id.in_(chosen)))
    }
    on_desk = {work.id: work for work in queries.works_of(teacher.id, assignment.id, chosen, timezone)}
    criteria = rubric_content(assignment.rubric_version_id).criteria
    for submission_id, (first, second) in zip(chosen, APART, strict=False):
        if first is not None:
            opened = marking.open_assessment(on_desk[submission_id])
            marking.save(opened, _rows(criteria, first), teacher.id)
            marking.finish_first(opened, teacher.id)
        if second is not None:
            _second(seconds[submission_id], criteria, second, colleague.id)


def _second(second_id: UUID, criteria: tuple[CriterionContent, ...], below: int, marker_id: UUID) -> None:
    opened = marking.open_second(second_id)
    marking.save_second(opened, _rows(criteria, below), marker_id)
    marking.finish_second(opened)


def _rows(criteria: tuple[CriterionContent, ...], below: int) -> list[RowInput]:
    """The highest level but one everywhere; on the first criterion so many below the highest."""
    rows = []
    for place, criterion in enumerate(criteria):
        ordered = sorted(criterion.levels, key=lambda level: level.points_max)
        level = ordered[max(len(ordered) - 1 + below, 0)] if place == 0 else ordered[-2]
        word = f"{level.id}:{level.points_max}" if level.is_range else str(level.id)
        rows.append(RowInput(criterion, ChoiceInput(word, level.id, level.points_max, False, seen="")))
    return rows
