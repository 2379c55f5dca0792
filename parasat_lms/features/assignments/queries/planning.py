"""What a teacher plans against: the rubrics on offer, and the summative assessments that are planned already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from parasat_lms.core.db import db
from parasat_lms.domain.planning import Breach, Calendar, PlanningLimits, breach, nearest_free_day
from parasat_lms.domain.rule_book import Rule, RuleBook, planning_limits
from parasat_lms.features.assignments import policies
from parasat_lms.features.assignments.models import Assignment, AssignmentKind, Submission
from parasat_lms.features.courses.models import Course, Enrolment
from parasat_lms.features.people.models import ClassMembership
from parasat_lms.features.rubrics.models import Rubric, RubricVersion
from parasat_lms.features.rubrics.policies import visible_to
from parasat_lms.features.schools.models import Term

LIMITED = (AssignmentKind.UNIT_SUMMATIVE, AssignmentKind.TERM_SUMMATIVE)
"""Kinds whose number and days the rule book limits."""
HIGHEST_GRADE = 11
MOST_RUBRICS = 300
"""Rubrics offered to choose from: the school's own first, the latest first."""


def rubric_options(reader_id: UUID, *kept: UUID) -> list[RubricVersion]:
    """The latest version of every rubric that this person finds in the library, and versions in use already."""
    latest = (Rubric.id == RubricVersion.rubric_id) & (Rubric.latest_number == RubricVersion.number)
    found = db.session.scalars(
        select(RubricVersion)
        .join(Rubric, latest)
        .where(Rubric.archived_at.is_(None), visible_to(reader_id, keeps_school=False))
        .order_by(Rubric.plugin.is_not(None), RubricVersion.made_at.desc(), RubricVersion.id)
        .limit(MOST_RUBRICS)
    )
    options = list(found)
    missing = set(kept) - {version.id for version in options}
    if missing:
        options += db.session.scalars(select(RubricVersion).where(RubricVersion.id.in_(missing))).all()
    return options


def begun(assignment_id: UUID) -> bool:
    """Whether a student has begun to work on an assignment."""
    return bool(
        db.session.scalar(select(Submission.id).where(Submission.assignment_id == assignment_id).limit(1))
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a planned day breaks, the rule that says so, and the nearest day that breaks nothing."""

    breach: Breach
    rule: Rule
    limits: PlanningLimits
    free_day: date | None


def plan_for(
    course: Course,
    term: Term,
    kind: str,
    day: date,
    book: RuleBook,
    *,
    today: date,
    besides: UUID | None = None,
) -> Plan | None:
    """What an assignment of that kind on that day would break, `besides` left out; `None` where it may be planned."""
    if kind not in LIMITED:
        return None
    grade = db.session.scalar(select(func.max(Enrolment.grade)).where(Enrolment.course_id == course.id))
    limits, rule = planning_limits(
        book, on=day, grade=grade or HIGHEST_GRADE, subject_kind=course.subject_kind
    )
    if rule is None:
        return None
    calendar = _calendar(course.id, term, besides)
    broken = breach(kind, day, calendar, limits)
    if broken is None:
        return None
    return Plan(broken, rule, limits, nearest_free_day(kind, day, calendar, limits, earliest=today))


def _calendar(course_id: UUID, term: Term, besides: UUID | None) -> Calendar:
    planned = select(Assignment.id, Assignment.kind, Assignment.due_on).where(
        policies.published(), Assignment.kind.in_(LIMITED)
    )
    if besides:
        planned = planned.where(Assignment.id != besides)
    own = db.session.execute(
        planned.where(Assignment.course_id == course_id, Assignment.term_id == term.id)
    ).all()
    days = {kind: tuple(row.due_on for row in own if row.kind == kind) for kind in LIMITED}
    return Calendar(
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        unit_summatives=days[AssignmentKind.UNIT_SUMMATIVE],
        term_summatives=days[AssignmentKind.TERM_SUMMATIVE],
        class_term_summatives=_days_by_class(course_id, term, besides),
    )


def _days_by_class(course_id: UUID, term: Term, besides: UUID | None) -> dict[UUID, tuple[date, ...]]:
    """The days of term summatives of each class of which somebody attends the course; one statement."""
    here, there = aliased(Enrolment), aliased(Enrolment)
    classmate, attending = aliased(ClassMembership), aliased(ClassMembership)
    classes = (
        select(attending.class_id)
        .join(here, here.student_id == attending.student_id)
        .where(here.course_id == course_id)
    )
    query = (
        select(Assignment.id, Assignment.due_on, classmate.class_id)
        .join(there, there.course_id == Assignment.course_id)
        .join(classmate, classmate.student_id == there.student_id)
        .where(
            policies.published(),
            Assignment.kind == AssignmentKind.TERM_SUMMATIVE,
            Assignment.due_on.between(term.starts_on, term.ends_on),
            classmate.class_id.in_(classes),
        )
        .distinct()
    )
    if besides:
        query = query.where(Assignment.id != besides)
    return _grouped((class_id, day) for _id, day, class_id in db.session.execute(query))


def _grouped(pairs: Iterable[tuple[UUID, date]]) -> dict[UUID, tuple[date, ...]]:
    days: dict[UUID, tuple[date, ...]] = {}
    for class_id, day in pairs:
        days[class_id] = (*days.get(class_id, ()), day)
    return days
