"""Second markings of an assignment: what could be marked twice, how far it has come, and how far apart the two are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from parasat_lms.core.db import db
from parasat_lms.domain.moderation import Agreement, Comparison, RowDistance, agreement, compare
from parasat_lms.domain.permissions import Role
from parasat_lms.domain.rubrics import score
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.assignments.policies import handed_in, published
from parasat_lms.features.courses.models import Course, CourseTeacher, Enrolment
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import (
    Assessment,
    AssessorRole,
    Moderation,
    Opinion,
    SecondMarking,
)
from parasat_lms.features.marking.queries.desk import (
    DeskRow,
    assessment_of,
    assessments_of,
    choices,
    desk_rows,
)
from parasat_lms.features.marking.queries.returning import Marked
from parasat_lms.features.marking.queries.waiting import PER_PAGE
from parasat_lms.features.people.models import Person
from parasat_lms.features.people.queries import people_in_role
from parasat_lms.features.rubrics.queries import CriterionContent, rubric_content

MOST_CANDIDATES = 200
"""Works that can be put under second marking at once; of a larger assignment the rest follows with the next asking."""
MOST_IN_PROTOCOL = 500
"""Works of one protocol."""


@dataclass(frozen=True, slots=True)
class ModeratedAssignment:
    """An assignment in the list: its moderation, if there is one, how many works are under it and how many settled."""

    marked: Marked
    moderation: Moderation | None
    waiting: int
    works: int
    to_decide: int
    settled: int


def moderated_assignments(
    person_id: UUID, *, oversees: bool, page: int = 1
) -> tuple[list[ModeratedAssignment], int]:
    """The assignments for which this person may ask or decide, the latest due first; one statement."""
    waits = (
        select(func.count())
        .where(Submission.assignment_id == Assignment.id, handed_in(), policies.waiting())
        .correlate(Assignment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Assignment,
            Course,
            Moderation,
            waits,
            _counted(),
            _counted(SecondMarking.agrees.is_(False), SecondMarking.decided_at.is_(None)),
            _counted(SecondMarking.agrees.is_(True) | SecondMarking.decided_at.is_not(None)),
            func.count().over(),
        )
        .join(Course, Course.id == Assignment.course_id)
        .outerjoin(Moderation, Moderation.assignment_id == Assignment.id)
        .where(policies.moderated_by(person_id, oversees=oversees), published())
        .order_by(Moderation.id.is_(None), Assignment.due_on.desc(), Assignment.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    found = [ModeratedAssignment(Marked(row[0], row[1]), *row[2:7]) for row in rows]
    return found, rows[0][7] if rows else 0


def _counted(*which: Any) -> Any:
    """How many second markings of a moderation stand and are such."""
    return (
        select(func.count())
        .where(SecondMarking.moderation_id == Moderation.id, policies.stands_beside(), *which)
        .correlate(Moderation)
        .scalar_subquery()
    )


def load_arranged(person_id: UUID, assignment_id: UUID, *, oversees: bool) -> Marked | None:
    """A published assignment for which this person may ask for second markings, or `None`."""
    row = db.session.execute(
        select(Assignment, Course)
        .join(Course, Course.id == Assignment.course_id)
        .where(
            Assignment.id == assignment_id, policies.arranged_by(person_id, oversees=oversees), published()
        )
    ).one_or_none()
    return Marked(*row) if row else None


@dataclass(frozen=True, slots=True)
class Moderated:
    """A moderation with its assignment."""

    moderation: Moderation
    marked: Marked


def load_moderated(person_id: UUID, assignment_id: UUID, *, oversees: bool) -> Moderated | None:
    """The moderation of an assignment, if this person follows it, with its lead."""
    row = db.session.execute(
        select(Moderation, Assignment, Course)
        .join(Assignment, Assignment.id == Moderation.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(Moderation.lead)
        .where(Assignment.id == assignment_id, policies.moderated_by(person_id, oversees=oversees))
        .options(contains_eager(Moderation.lead))
    ).one_or_none()
    return Moderated(row[0], Marked(row[1], row[2])) if row else None


def moderation_of(assignment_id: UUID, *, lock: bool = False) -> Moderation | None:
    """The moderation of an assignment, if there is one; locked for a change where asked."""
    query = select(Moderation).where(Moderation.assignment_id == assignment_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that could be marked a second time, and what the first marker's choices come to so far."""

    submission_id: UUID
    name: str
    rubric_version_id: UUID
    percent: Decimal | None


def candidates(assignment: Assignment) -> list[Candidate]:
    """The works of an assignment that wait and are under no second marking, in the order of their codes."""
    under = select(SecondMarking.submission_id).where(policies.stands_beside())
    works = db.session.execute(
        select(Submission, Person)
        .join(Person, Person.id == Submission.student_id)
        .join(Enrolment, (Enrolment.student_id == Person.id) & (Enrolment.course_id == assignment.course_id))
        .where(
            Submission.assignment_id == assignment.id,
            handed_in(),
            policies.waiting(),
            Submission.id.not_in(under),
        )
        .order_by(Submission.id)
        .limit(MOST_CANDIDATES)
    ).all()
    begun = {found.submission_id: found for found in assessments_of(work.id for work, _student in works)}
    found = []
    for work, student in works:
        assessment = begun.get(work.id)
        version = assessment.rubric_version_id if assessment else assignment.rubric_version_id
        percent = None
        if assessment:
            rubric = rubric_content(version)
            percent = score(rubric.specs, choices(desk_rows(rubric, assessment.rows))).percent
        name = work.code if assignment.anonymous else student.full_name
        found.append((work.code, Candidate(work.id, name, version, percent)))
    return [candidate for _code, candidate in sorted(found, key=lambda each: each[0])]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who may mark a second time and who may decide: colleagues, and for the lead also the course's own teachers."""

    markers: tuple[Person, ...]
    leads: tuple[Person, ...]


def staff_for(assignment: Assignment) -> Staff:
    """The colleagues of the school for an assignment's moderation; three statements."""
    own = select(CourseTeacher.teacher_id, CourseTeacher.id).where(
        CourseTeacher.course_id == assignment.course_id
    )
    course_teachers = [row[0] for row in db.session.execute(own.order_by(CourseTeacher.id))]
    teachers = people_in_role(Role.TEACHER)
    first = [person for id in course_teachers for person in teachers if person.id == id]
    colleagues = [person for person in teachers if person.id not in course_teachers]
    administration = [
        person for person in people_in_role(Role.ADMIN) if person.id not in {each.id for each in teachers}
    ]
    return Staff(tuple(colleagues), (*first, *administration, *colleagues))


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One criterion as both saw it, how far apart that is, and what was decided."""

    criterion: CriterionContent
    first: DeskRow
    second: DeskRow
    distance: RowDistance | None
    decided: DeskRow | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A second marking beside the first: `result` once both have finished."""

    second: SecondMarking
    rows: tuple[DecisionRow, ...]
    result: Comparison | None

    @property
    def open_rows(self) -> tuple[DecisionRow, ...]:
        """The rows that somebody has to decide or has decided."""
        wanted = set(self.result.to_decide) if self.result else set()
        return tuple(row for row in self.rows if row.criterion.id in wanted)


def compared(second: SecondMarking, *, first_so_far: bool = False) -> Compared:
    """The two opinions row by row; the second marking's rows and moderation have been read.

    `first_so_far` reads the first marker's rows from the desk while that marking is not finished.
    """
    rubric = rubric_content(second.rubric_version_id)
    first_rows: Sequence[Any] = second.opinion(Opinion.FIRST)
    if first_so_far and second.first_finished_at is None:
        assessment = assessment_of(second.submission_id)
        first_rows = assessment.rows if assessment else ()
    first = desk_rows(rubric, first_rows)
    other = desk_rows(rubric, second.opinion(Opinion.SECOND))
    decided = {row.criterion_id for row in second.opinion(Opinion.DECIDED)}
    decisions = desk_rows(rubric, second.opinion(Opinion.DECIDED))
    result = None
    distances: Mapping[UUID, RowDistance] = {}
    if second.both_finished:
        result = compare(rubric.specs, choices(first), choices(other), second.moderation.tolerance)
        distances = {row.criterion_id: row for row in result.rows}
    rows = tuple(
        DecisionRow(
            one.criterion,
            one,
            two,
            distances.get(one.criterion.id),
            decision if one.criterion.id in decided else None,
        )
        for one, two, decision in zip(first, other, decisions, strict=True)
    )
    return Compared(second, rows, result)


@dataclass(frozen=True, slots=True)
class ModerationLine:
    """A work under second marking with the people who took part."""

    second: SecondMarking
    submission: Submission
    name: str
    marker: Person
    first: Person | None
    decider: Person | None
    compared: Compared
    held: bool


def _lines(moderation_id: UUID) -> Select[*tuple[Any, ...]]:
    student, marker, first, decider = (aliased(Person) for _ in range(4))
    return (
        select(SecondMarking, Submission, student, marker, first, decider, Assignment)
        .join(Moderation, Moderation.id == SecondMarking.moderation_id)
        .join(Submission, Submission.id == SecondMarking.submission_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(student, student.id == Submission.student_id)
        .join(marker, marker.id == SecondMarking.marker_id)
        .outerjoin(first, first.id == SecondMarking.first_finished_by)
        .outerjoin(decider, decider.id == SecondMarking.decided_by)
        .where(SecondMarking.moderation_id == moderation_id)
        .options(contains_eager(SecondMarking.moderation), selectinload(SecondMarking.rows))
    )


def _line(row: Any) -> ModerationLine:
    second, submission, student, marker, first, decider, assignment = row
    nameless = assignment.anonymous and submission.returned_at is None
    name = submission.code if nameless else student.full_name
    return ModerationLine(
        second, submission, name, marker, first, decider, compared(second), held=not second.settled
    )


def moderation_lines(moderation_id: UUID, page: int = 1) -> tuple[list[ModerationLine], int]:
    """A page of the works under second marking, what has to be decided first; three statements."""
    total = db.session.scalar(
        select(func.count()).select_from(SecondMarking).where(SecondMarking.moderation_id == moderation_id)
    )
    rows = db.session.execute(
        _lines(moderation_id)
        .order_by(
            SecondMarking.withdrawn_at.is_not(None),
            (SecondMarking.agrees.is_(False) & SecondMarking.decided_at.is_(None)).desc(),
            SecondMarking.allocated_at,
            SecondMarking.id,
        )
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return [_line(row) for row in rows], total or 0


def load_line(person_id: UUID, second_id: UUID, *, oversees: bool) -> tuple[ModerationLine, Moderated] | None:
    """One work under second marking, if this person follows its moderation."""
    assignment_id = db.session.scalar(
        select(Moderation.assignment_id)
        .join(SecondMarking, SecondMarking.moderation_id == Moderation.id)
        .where(SecondMarking.id == second_id)
    )
    moderated = load_moderated(person_id, assignment_id, oversees=oversees) if assignment_id else None
    if moderated is None:
        return None
    row = db.session.execute(
        _lines(moderated.moderation.id).where(SecondMarking.id == second_id)
    ).one_or_none()
    return (_line(row), moderated) if row else None


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything that was marked twice on an assignment, and how often the markers agreed."""

    moderated: Moderated
    lines: tuple[ModerationLine, ...]
    agreement: Agreement
    asked_by: Person | None


def protocol(moderated: Moderated) -> Protocol:
    """The protocol of an assignment's moderation, in the order of allocation; three statements."""
    rows = db.session.execute(
        _lines(moderated.moderation.id)
        .order_by(SecondMarking.allocated_at, SecondMarking.id)
        .limit(MOST_IN_PROTOCOL)
    )
    lines = tuple(_line(row) for row in rows)
    results = [
        line.compared.result
        for line in lines
        if line.compared.result is not None and not line.second.withdrawn_at
    ]
    asked_by = db.session.scalar(select(Person).where(Person.id == moderated.moderation.asked_by))
    return Protocol(moderated, lines, agreement(results), asked_by)


def ready_to_finish(moderation_id: UUID) -> list[UUID]:
    """The works under second marking whose first marking is not finished, in one order, to be finished at once."""
    return list(
        db.session.scalars(
            select(SecondMarking.submission_id)
            .join(
                Assessment,
                (Assessment.submission_id == SecondMarking.submission_id)
                & (Assessment.role == AssessorRole.TEACHER),
            )
            .where(
                SecondMarking.moderation_id == moderation_id,
                policies.stands_beside(),
                SecondMarking.first_finished_at.is_(None),
            )
            .order_by(SecondMarking.submission_id)
        )
    )
