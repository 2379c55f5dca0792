"""One work on the marking desk: the text, the rubric, what is chosen, and what it would come to."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload, with_expression

from parasat_lms.core import clock
from parasat_lms.core.clock import local_date
from parasat_lms.core.db import db
from parasat_lms.domain.attributes import AttributeLevel, EvidencePoint, profile
from parasat_lms.domain.rubrics import AttributeShare, Choice, Score, attribute_shares, score
from parasat_lms.domain.rule_book import MarkDecision, RuleBook, decide_mark, level_rule, undo_window
from parasat_lms.features.assignments.models import Assignment, AssignmentKind, Submission
from parasat_lms.features.courses.models import Course, Enrolment
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import Assessment, AssessmentRow, AssessorRole, SecondMarkingRow
from parasat_lms.features.marking.queries.ledger import evidence_points
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.queries import Attribute, CriterionContent, RubricContent, rubric_content

StandingRow = AssessmentRow | SecondMarkingRow
"""What stands on a criterion: in an assessment, or in an opinion of a second marking."""

NOT_APPLICABLE = "na"
"""The choice that takes a criterion out of the denominator."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work that was handed in, with everything that marking it needs to know."""

    submission: Submission
    student: Person
    assignment: Assignment
    course: Course
    grade: int
    worked_on: date
    timezone: str

    @property
    def id(self) -> UUID:
        """The submission's id."""
        return self.submission.id

    @property
    def nameless(self) -> bool:
        """Whether whoever marks does not read whose work it is."""
        return self.assignment.anonymous and self.submission.returned_at is None

    @property
    def name(self) -> str:
        """What the work is called: its student's name, or its code while that is hidden."""
        return self.submission.code if self.nameless else self.student.full_name


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One criterion on the desk with what stands there; `problem` is what the last save could not do."""

    criterion: CriterionContent
    level_id: UUID | None
    points: Decimal | None
    not_applicable: bool
    comment: str
    changed_by: UUID | None
    changed_at: datetime | None

    @property
    def choice(self) -> str:
        """What is chosen, as one word: empty, "na", a level, or a level with points inside its range."""
        return choice_word(self.level_id, self.points, self.criterion, not_applicable=self.not_applicable)

    @property
    def comment_mark(self) -> str:
        """A fingerprint of the comment, to see whether it is still the one that was on the screen."""
        return fingerprint(self.comment)

    @property
    def marked(self) -> bool:
        """Whether the row is decided."""
        return self.level_id is not None or self.not_applicable


@dataclass(frozen=True, slots=True)
class Effect:
    """What returning the work would do to one attribute of the student."""

    attribute: Attribute
    before: AttributeLevel
    after: AttributeLevel


@dataclass(frozen=True, slots=True)
class Preview:
    """What the choices come to: the score with its steps, the mark, and the effect on attributes."""

    score: Score
    decision: MarkDecision | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """All of the marking page except the queue."""

    work: Work
    rubric: RubricContent
    rows: tuple[DeskRow, ...]
    assessment: Assessment | None
    preview: Preview
    undo_until: datetime | None = None

    @property
    def undoable(self) -> bool:
        """Whether the return may still be undone."""
        return self.undo_until is not None and clock.now() < self.undo_until

    @property
    def returned(self) -> bool:
        """Whether the work has gone back to the student."""
        return self.work.submission.returned_at is not None

    @property
    def closed(self) -> bool:
        """Whether nothing may be changed: the work went back, or its marking is finished for a comparison."""
        return self.returned or bool(self.assessment and self.assessment.finished_at)

    @property
    def comment(self) -> str:
        """The overall comment."""
        return self.assessment.comment if self.assessment else ""

    @property
    def comment_mark(self) -> str:
        """A fingerprint of the overall comment."""
        return fingerprint(self.comment)


def fingerprint(text: str) -> str:
    """A short digest of a text; line ends do not matter, because browsers change them."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:16]


def choice_word(
    level_id: UUID | None, points: Decimal | None, criterion: CriterionContent, *, not_applicable: bool
) -> str:
    """A choice as one word, equal where and only where the choices are equal."""
    if not_applicable:
        return NOT_APPLICABLE
    level = criterion.level(level_id)
    if level is None:
        return ""
    # One spelling for equal numbers: 4.50 on its way in is 4.5 when it comes back from the database.
    inside = "" if points is None else format(points.normalize(), "f")
    return f"{level.id}:{inside}" if level.is_range else str(level.id)


def works_markable_by(teacher_id: UUID) -> Select[Submission, Person, Assignment, Course, int]:
    """The works that this teacher may mark, with all that `work_of` wants."""
    return (
        select(Submission, Person, Assignment, Course, Enrolment.grade)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(Person, Person.id == Submission.student_id)
        .join(Enrolment, (Enrolment.course_id == Course.id) & (Enrolment.student_id == Person.id))
        .where(policies.markable_by(teacher_id))
    )


def load_work(teacher_id: UUID, submission_id: UUID, timezone: str) -> Work | None:
    """A work that this teacher may mark, or `None`."""
    row = db.session.execute(
        works_markable_by(teacher_id).where(Submission.id == submission_id)
    ).one_or_none()
    if row is None:
        return None
    return work_of(*row, timezone=timezone)


def work_of(
    submission: Submission,
    student: Person,
    assignment: Assignment,
    course: Course,
    grade: int,
    *,
    timezone: str,
) -> Work:
    """A handed-in work; raises `ValueError` for a draft, which is nobody's but the student's."""
    if submission.handed_in_at is None:
        raise ValueError(f"the work {submission.id} was not handed in")
    worked_on = local_date(submission.handed_in_at, timezone)
    return Work(submission, student, assignment, course, grade, worked_on, timezone)


def assessment_of(submission_id: UUID, *, lock: bool = False) -> Assessment | None:
    """The teachers' assessment of a work with its rows; locked for a change where asked."""
    query = (
        select(Assessment)
        .where(Assessment.submission_id == submission_id, Assessment.role == AssessorRole.TEACHER)
        .options(selectinload(Assessment.rows))
    )
    if lock:
        query = query.options(with_expression(Assessment.held, policies.held_back()))
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def assessments_of(submission_ids: Iterable[UUID], *, lock: bool = False) -> list[Assessment]:
    """The teachers' assessments of several works with their rows, in one order; locked for a change where asked."""
    query = (
        select(Assessment)
        .where(
            Assessment.submission_id.in_(list(submission_ids)),
            Assessment.role == AssessorRole.TEACHER,
        )
        .order_by(Assessment.id)
    )
    if lock:
        held = with_expression(Assessment.held, policies.held_back())
        locked = query.options(selectinload(Assessment.rows), held).with_for_update()
        return list(db.session.scalars(locked.execution_options(populate_existing=True)))
    return list(db.session.scalars(query.options(joinedload(Assessment.rows))).unique())


def undo_ends(work: Work, assessment: Assessment | None, book: RuleBook) -> datetime | None:
    """Until when the return may be undone, in the school's own time, by the rule of its day; `None` before it."""
    if assessment is None or assessment.returned_at is None:
        return None
    returned_at = assessment.returned_at.astimezone(ZoneInfo(work.timezone))
    return returned_at + undo_window(book, on=returned_at.date(), grade=work.grade)


def version_used(work: Work, assessment: Assessment | None) -> UUID:
    """The rubric version that a work is marked with: the one it was begun with, else the assignment's."""
    return assessment.rubric_version_id if assessment else work.assignment.rubric_version_id


def version_in_use(work: Work) -> UUID:
    """The rubric version on this work's desk, without reading its rows."""
    begun = db.session.scalar(
        select(Assessment.rubric_version_id).where(
            Assessment.submission_id == work.id, Assessment.role == AssessorRole.TEACHER
        )
    )
    return begun or work.assignment.rubric_version_id


def desk_rows(rubric: RubricContent, rows: Iterable[StandingRow]) -> tuple[DeskRow, ...]:
    """The rubric's criteria with what stands in the rows."""
    by_criterion = {row.criterion_id: row for row in rows}
    return tuple(_desk_row(criterion, by_criterion.get(criterion.id)) for criterion in rubric.criteria)


def _desk_row(criterion: CriterionContent, row: StandingRow | None) -> DeskRow:
    if row is None:
        return DeskRow(criterion, None, None, False, "", None, None)
    return DeskRow(
        criterion, row.level_id, row.points, row.not_applicable, row.comment, row.changed_by, row.changed_at
    )


def standing_row(work: Work, criterion: CriterionContent) -> DeskRow:
    """What stands on one criterion of a work; one statement."""
    row = db.session.scalar(
        select(AssessmentRow)
        .join(Assessment, Assessment.id == AssessmentRow.assessment_id)
        .where(
            Assessment.submission_id == work.id,
            Assessment.role == AssessorRole.TEACHER,
            AssessmentRow.criterion_id == criterion.id,
        )
    )
    return _desk_row(criterion, row)


def choices(rows: Iterable[DeskRow]) -> list[Choice]:
    """The rows as the arithmetic sees them."""
    return [Choice(row.criterion.id, row.points, row.not_applicable, row.level_id) for row in rows]


def decision_on(work: Work, total: Score, book: RuleBook) -> MarkDecision | None:
    """The mark under the rule of the work's own day; a competence-only assignment has none."""
    if work.assignment.kind == AssignmentKind.COMPETENCE:
        return None
    return decide_mark(
        total.percent, book, on=work.worked_on, grade=work.grade, subject_kind=work.course.subject_kind
    )


def preview(work: Work, rubric: RubricContent, rows: Iterable[DeskRow], book: RuleBook) -> Preview:
    """What the rows would come to if the work were returned now."""
    chosen = choices(rows)
    total = score(rubric.specs, chosen)
    effects: tuple[Effect, ...] = ()
    # Where names are hidden, what a student had before would tell who it is.
    if work.submission.returned_at is None and not work.nameless:
        effects = _effects(work, rubric, attribute_shares(rubric.specs, chosen), book)
    return Preview(total, decision_on(work, total, book), effects)


def _effects(
    work: Work, rubric: RubricContent, shares: Iterable[AttributeShare], book: RuleBook
) -> tuple[Effect, ...]:
    standing = evidence_points(work.student.id)
    coming = [
        EvidencePoint(
            attribute_id=share.attribute_id,
            share=share.share,
            weight=share.weight,
            source=work.course.id,
            worked_on=work.worked_on,
        )
        for share in shares
    ]
    rule = level_rule(book, on=work.worked_on, grade=work.grade)
    wanted = [attribute.id for attribute in rubric.attributes]
    before: Mapping[UUID, AttributeLevel] = profile(standing, rule, wanted)
    after: Mapping[UUID, AttributeLevel] = profile([*standing, *coming], rule, wanted)
    return tuple(Effect(a, before[a.id], after[a.id]) for a in rubric.attributes)


def desk(work: Work, book: RuleBook) -> Desk:
    """The marking page of a work."""
    assessment = assessment_of(work.id)
    return desk_of(work, assessment, assessment.rows if assessment else (), book)


def desk_of(
    work: Work, assessment: Assessment | None, standing: Iterable[AssessmentRow], book: RuleBook
) -> Desk:
    """The marking page of a work whose assessment and rows are read already."""
    rubric = rubric_content(version_used(work, assessment))
    rows = desk_rows(rubric, standing)
    ends = undo_ends(work, assessment, book)
    return Desk(work, rubric, rows, assessment, preview(work, rubric, rows, book), ends)
