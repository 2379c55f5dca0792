"""Assignments, what students hand in, and marks that are given in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from flask import Flask

from parasat_lms.core import clock
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.assignments.operations import save_work
from parasat_lms.features.courses.models import CourseTeacher
from parasat_lms.features.marking import operations as marking
from parasat_lms.features.marking.operations import ChoiceInput, RowInput
from parasat_lms.features.marking.queries import load_work
from parasat_lms.features.marking.queries.desk import choice_word, version_in_use
from parasat_lms.features.rubrics.queries import rubric_content
from parasat_lms.features.schools.models import School
from parasat_lms.features.schools.queries import rule_book
from tests.factories.people import Someone
from tests.factories.rubrics import words

EVENING = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""A Friday, 17:00 in Almaty."""
TEXT = "Дала – біздің үйіміз.\n\nОны күту – әркімнің ісі."


def add_assignment(
    course_id: UUID,
    term_id: UUID,
    version_id: UUID,
    *,
    kind: str = "formative",
    title: LocalizedText | None = None,
) -> UUID:
    """An assignment of the current school; there is no operation for this yet."""
    assignment = Assignment(
        course_id=course_id,
        term_id=term_id,
        rubric_version_id=version_id,
        kind=kind,
        title=title or words("Даладағы тіршілік", "Жизнь степи", "Life of the steppe"),
        instructions=words("Дала туралы эссе жазыңыз.\n\nКемінде үш дәлел келтіріңіз."),
        opens_on=date(2026, 11, 9),
        due_on=date(2026, 11, 20),
    )
    db.session.add(assignment)
    db.session.flush()
    return assignment.id


def hand_in(
    app: Flask,
    school_id: UUID,
    assignment_id: UUID,
    student: Someone,
    *,
    text: str = TEXT,
    at: datetime = EVENING,
    final: bool = True,
) -> UUID:
    """The student's work on an assignment, handed in at that moment, or begun only; gives the submission's id."""
    with app.app_context(), school_scope(school_id), clock.frozen_at(at), unit_of_work():
        return save_work(assignment_id, student.person_id, text, "kk", hand_in=final).id


def mark(
    app: Flask,
    school_id: UUID,
    submission_id: UUID,
    *,
    levels: Sequence[int | None],
    points: Sequence[str] = (),
    at: datetime = EVENING,
    returned: bool = True,
) -> None:
    """Mark every row by a teacher of the course, level by level (`None`: not applicable), and return the work.

    `points` are those inside ranges; a missing or empty one is the highest of its level.
    """
    with app.app_context(), school_scope(school_id), clock.frozen_at(at), unit_of_work():
        teacher_id, network_id = _teacher_of(submission_id, school_id)
        work = load_work(teacher_id, submission_id, "Asia/Almaty")
        assert work is not None
        rubric = rubric_content(version_in_use(work))
        opened = marking.open_assessment(work)
        rows = []
        for place, (criterion, chosen) in enumerate(zip(rubric.criteria, levels, strict=True)):
            if chosen is None:
                rows.append(RowInput(criterion, ChoiceInput("na", None, None, True, seen="")))
                continue
            level = criterion.levels[chosen]
            typed = points[place] if place < len(points) else ""
            given = Decimal(typed) if typed else level.points_max
            word = choice_word(level.id, given, criterion, not_applicable=False)
            rows.append(RowInput(criterion, ChoiceInput(word, level.id, given, False, seen="")))
        assert marking.save(opened, rows, teacher_id).fine
        if returned:
            assert marking.return_work(opened, teacher_id, rule_book(network_id, school_id), frozenset())


def _teacher_of(submission_id: UUID, school_id: UUID) -> tuple[UUID, UUID]:
    teacher_id = db.session.scalars(
        db.select(CourseTeacher.teacher_id)
        .join(Assignment, Assignment.course_id == CourseTeacher.course_id)
        .join(Submission, Submission.assignment_id == Assignment.id)
        .where(Submission.id == submission_id)
        .order_by(CourseTeacher.id)
    ).first()
    assert teacher_id is not None
    school = db.session.get(School, school_id)
    assert school is not None
    return teacher_id, school.network_id
