"""What becomes of works when their assignment goes over to another version of its rubric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from parasat_lms.core.db import db
from parasat_lms.domain.attributes import AttributeLevel, EvidencePoint, profile
from parasat_lms.domain.rubric_versions import Carried, carry_over
from parasat_lms.domain.rubrics import Score, attribute_shares, score
from parasat_lms.domain.rule_book import MarkDecision, RuleBook, level_rule
from parasat_lms.features.assignments.models import Assignment, Submission, by_code
from parasat_lms.features.assignments.policies import handed_in, taught_by
from parasat_lms.features.courses.models import Course, Enrolment
from parasat_lms.features.marking.models import Assessment, AssessmentRow, Evidence, Remarking
from parasat_lms.features.marking.queries.desk import (
    Effect,
    Work,
    choices,
    decision_on,
    desk_rows,
    work_of,
)
from parasat_lms.features.marking.queries.ledger import standing
from parasat_lms.features.people.models import Person
from parasat_lms.features.rubrics.models import Rubric, RubricVersion
from parasat_lms.features.rubrics.policies import visible_to
from parasat_lms.features.rubrics.queries import (
    CriterionContent,
    RubricContent,
    rubric_contents,
    versions_of,
)


@dataclass(frozen=True, slots=True)
class RubricUse:
    """An assignment with a rubric: its version, and how many works are returned, begun on the desk, and behind.

    `behind` counts the assessments whose version is not the rubric's latest.
    """

    assignment: Assignment
    number: int
    returned: int
    begun: int
    behind: int


def rubric_in_use(teacher_id: UUID, rubric_id: UUID) -> Rubric | None:
    """A rubric that this teacher sees in the library, or that an assignment of this teacher's is marked with."""
    used = exists(
        select(Assignment.id)
        .join(RubricVersion, RubricVersion.id == Assignment.rubric_version_id)
        .where(
            RubricVersion.rubric_id == Rubric.id,
            Assignment.school_id == Rubric.school_id,
            taught_by(teacher_id),
        )
        .correlate(Rubric)
    )
    seen = or_(visible_to(teacher_id, keeps_school=False), used)
    return db.session.scalars(select(Rubric).where(Rubric.id == rubric_id, seen)).one_or_none()


def uses_of(teacher_id: UUID, rubric: Rubric) -> list[RubricUse]:
    """The assignments of this teacher's courses that are marked with the rubric, the latest first."""
    used = RubricVersion
    own = (
        select(RubricVersion.id)
        .where(RubricVersion.rubric_id == rubric.id, RubricVersion.number != rubric.latest_number)
        .correlate(None)
    )

    def count(which: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((which, 1), else_=0)), 0)

    query = (
        select(
            Assignment,
            used.number,
            count(Assessment.returned_at.is_not(None)).label("returned"),
            count(Assessment.id.is_not(None) & Assessment.returned_at.is_(None)).label("begun"),
            count(Assessment.rubric_version_id.in_(own)).label("behind"),
        )
        .join(used, used.id == Assignment.rubric_version_id)
        .join(Assignment.course)
        .outerjoin(Submission, Submission.assignment_id == Assignment.id)
        .outerjoin(Assessment, Assessment.submission_id == Submission.id)
        .where(used.rubric_id == rubric.id, taught_by(teacher_id))
        .group_by(Assignment.school_id, Assignment.id, Course.school_id, Course.id, used.number)
        .options(contains_eager(Assignment.course))
        .order_by(Assignment.due_on.desc(), Assignment.id)
    )
    return [RubricUse(*row) for row in db.session.execute(query)]


@dataclass(frozen=True, slots=True)
class Change:
    """A work under the other version: what it came to and would come to, and what that does to its student.

    `undecided` names the criteria that only an assessor can decide: then the work stays as it is. `effects` holds the
    attributes whose level would change.
    """

    work: Work
    assessment: Assessment
    before: RubricContent
    carried: Carried
    total: Score
    decision: MarkDecision | None
    undecided: tuple[CriterionContent, ...]
    effects: tuple[Effect, ...]

    @property
    def returned(self) -> bool:
        """Whether the student has this mark already."""
        return self.assessment.returned_at is not None

    @property
    def percent(self) -> Decimal | None:
        """The percent that would stand; none where the work is for feedback alone."""
        marked = self.decision is not None and self.decision.kind != "feedback_only"
        return self.total.percent if marked else None

    @property
    def mark(self) -> int | None:
        """The mark that would stand."""
        return self.decision.mark if self.decision else None

    @property
    def passed(self) -> bool | None:
        """Whether it would be passed, where that is asked."""
        return self.decision.passed if self.decision else None

    @property
    def moves(self) -> bool:
        """Whether the work can go over by itself."""
        return not self.undecided or not self.returned

    @property
    def differs(self) -> bool:
        """Whether its student would notice: another percent, another mark or another level."""
        standing = self.assessment
        other = (self.percent, self.mark, self.passed) != (standing.percent, standing.mark, standing.passed)
        return self.returned and self.moves and (other or bool(self.effects))


def assignment_to_remark(teacher_id: UUID, assignment_id: UUID, *, lock: bool = False) -> Assignment | None:
    """An assignment of this teacher's courses; locked for a change where asked."""
    query = select(Assignment).where(Assignment.id == assignment_id, taught_by(teacher_id))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    else:
        query = query.options(joinedload(Assignment.course))
    return db.session.scalars(query).one_or_none()


def versions_to_choose(assignment: Assignment) -> Sequence[RubricVersion]:
    """The versions of the assignment's rubric, the latest first."""
    rubric_id = db.session.scalars(
        select(RubricVersion.rubric_id).where(RubricVersion.id == assignment.rubric_version_id)
    ).one()
    return versions_of(rubric_id)


def changes_under(
    assignment: Assignment, version: RubricContent, book: RuleBook, timezone: str, *, lock: bool = False
) -> list[Change]:
    """Every assessed work of the assignment that stands on another version, in Kazakh order of its students."""
    query = (
        select(Submission, Person, Course, Enrolment.grade, Assessment)
        .join(Assessment, Assessment.submission_id == Submission.id)
        .join(Course, Course.id == assignment.course_id)
        .join(Person, Person.id == Submission.student_id)
        .join(Enrolment, (Enrolment.course_id == Course.id) & (Enrolment.student_id == Person.id))
        .where(
            Submission.assignment_id == assignment.id,
            Assessment.rubric_version_id != version.version_id,
            handed_in(),
        )
        .options(selectinload(Assessment.rows))
        .order_by(by_code() if assignment.anonymous else Person.sort_key, Submission.id)
    )
    if lock:
        query = query.with_for_update(of=Assessment).execution_options(populate_existing=True)
    rows = db.session.execute(query).all()
    contents = rubric_contents({row.Assessment.rubric_version_id for row in rows})
    ledger = _evidence_of({row.Person.id for row in rows})
    found = []
    for row in rows:
        work = work_of(row.Submission, row.Person, assignment, row.Course, row.grade, timezone=timezone)
        before = contents[row.Assessment.rubric_version_id]
        found.append(_change(work, row.Assessment, before, version, ledger.get(work.student.id, []), book))
    return found


def _change(
    work: Work,
    assessment: Assessment,
    before: RubricContent,
    after: RubricContent,
    ledger: list[tuple[UUID | None, EvidencePoint]],
    book: RuleBook,
) -> Change:
    standing_rows = desk_rows(before, assessment.rows)
    carried = carry_over(before.lineage, after.lineage, choices(standing_rows))
    total = score(after.specs, carried.choices)
    undecided = tuple(criterion for criterion in after.criteria if criterion.id in carried.undecided)
    effects: tuple[Effect, ...] = ()
    if assessment.returned_at and not undecided:
        effects = _effects(work, assessment.id, before, after, carried, ledger, book)
    return Change(
        work, assessment, before, carried, total, decision_on(work, total, book), undecided, effects
    )


def _effects(
    work: Work,
    assessment_id: UUID,
    before: RubricContent,
    after: RubricContent,
    carried: Carried,
    ledger: list[tuple[UUID | None, EvidencePoint]],
    book: RuleBook,
) -> tuple[Effect, ...]:
    rule = level_rule(book, on=work.worked_on, grade=work.grade)
    attributes = {a.id: a for a in (*before.attributes, *after.attributes)}
    coming = [
        EvidencePoint(share.attribute_id, share.share, share.weight, work.course.id, work.worked_on)
        for share in attribute_shares(after.specs, carried.choices)
    ]
    now: Mapping[UUID, AttributeLevel] = profile([point for _id, point in ledger], rule, list(attributes))
    others = [point for source, point in ledger if source != assessment_id]
    then: Mapping[UUID, AttributeLevel] = profile([*others, *coming], rule, list(attributes))
    return tuple(
        Effect(attribute, now[id], then[id])
        for id, attribute in sorted(attributes.items(), key=lambda item: item[1].position)
        if now[id].level != then[id].level
    )


def _evidence_of(student_ids: set[UUID]) -> dict[UUID, list[tuple[UUID | None, EvidencePoint]]]:
    """What counts in the ledger for these students, each piece with the assessment that it comes from."""
    found: dict[UUID, list[tuple[UUID | None, EvidencePoint]]] = {}
    if not student_ids:
        return found
    for entry in db.session.scalars(select(Evidence).where(Evidence.student_id.in_(student_ids), standing())):
        point = EvidencePoint(
            attribute_id=entry.attribute_id,
            share=Fraction(entry.points) / Fraction(entry.maximum),
            weight=entry.weight,
            source=entry.source_id,
            worked_on=entry.worked_on,
        )
        found.setdefault(entry.student_id, []).append((entry.assessment_id, point))
    return found


def remarkings_of(assignment_id: UUID) -> Sequence[Remarking]:
    """How often the assignment went over to another version, the latest first."""
    return db.session.scalars(
        select(Remarking)
        .where(Remarking.assignment_id == assignment_id)
        .options(joinedload(Remarking.maker), selectinload(Remarking.works))
        .order_by(Remarking.made_at.desc(), Remarking.id.desc())
    ).all()


def load_remarking(teacher_id: UUID, remarking_id: UUID) -> Remarking | None:
    """A re-marking of an assignment of this teacher's courses, with its works."""
    return db.session.scalars(
        select(Remarking)
        .join(Assignment, Assignment.id == Remarking.assignment_id)
        .where(Remarking.id == remarking_id, taught_by(teacher_id))
        .options(selectinload(Remarking.works))
    ).one_or_none()


def assessments_to_take_back(remarking: Remarking, timezone: str) -> list[tuple[Work, Assessment]]:
    """The works of a re-marking as they stand now, each locked, with its assessment and rows."""
    ids = [work.assessment_id for work in remarking.works]
    rows = db.session.execute(
        select(Submission, Person, Assignment, Course, Enrolment.grade, Assessment)
        .join(Assessment, Assessment.submission_id == Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(Person, Person.id == Submission.student_id)
        .join(Enrolment, (Enrolment.course_id == Course.id) & (Enrolment.student_id == Person.id))
        .where(Assessment.id.in_(ids))
        .options(selectinload(Assessment.rows))
        .order_by(Assessment.id)
        .with_for_update(of=Assessment)
        .execution_options(populate_existing=True)
    ).all()
    return [(work_of(*row[:5], timezone=timezone), row.Assessment) for row in rows]


def rows_by_criterion(assessment: Assessment) -> dict[UUID, AssessmentRow]:
    """The rows of an assessment, those of every version it was ever marked with."""
    return {row.criterion_id: row for row in assessment.rows}
