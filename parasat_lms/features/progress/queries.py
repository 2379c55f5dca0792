"""The attribute profile of a student: levels, and every piece of evidence down to the descriptor."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from parasat_lms.core.db import db
from parasat_lms.domain.attributes import AttributeLevel, EvidencePoint, LevelRule, profile
from parasat_lms.domain.gpa import SocialGpa, social_gpa
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.names import search_key
from parasat_lms.domain.rule_book import Rule, RuleBook, RuleKind, level_rule
from parasat_lms.features.assignments.models import Assignment, Submission
from parasat_lms.features.courses.models import Course
from parasat_lms.features.marking.models import ActivityAssessment, Assessment, Evidence
from parasat_lms.features.marking.queries.ledger import standing
from parasat_lms.features.people.models import ClassStudent, Person
from parasat_lms.features.people.queries import class_students
from parasat_lms.features.progress import policies
from parasat_lms.features.rubrics.models import Criterion, Level
from parasat_lms.features.rubrics.queries import Attribute

PER_PAGE = 100
"""Students on a page of the list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence, as it can be opened: where it comes from and which descriptor was reached."""

    attribute_id: UUID
    points: Decimal
    maximum: Decimal
    weight: Decimal
    worked_on: date
    source_id: UUID
    course: LocalizedText | None
    activity: LocalizedText | None
    assignment: LocalizedText | None
    submission_id: UUID | None
    criterion: LocalizedText | None
    level: LocalizedText | None
    descriptor: LocalizedText | None
    assessor: str

    @property
    def point(self) -> EvidencePoint:
        """The piece as the arithmetic sees it."""
        return EvidencePoint(
            self.attribute_id,
            Fraction(self.points) / Fraction(self.maximum),
            self.weight,
            self.source_id,
            self.worked_on,
        )


@dataclass(frozen=True, slots=True)
class AttributeLine:
    """One attribute of the profile with its level, or what is missing, and the evidence behind it."""

    attribute: Attribute
    level: AttributeLevel
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile of a student under the rule of the day."""

    lines: tuple[AttributeLine, ...]
    rule: Rule
    level_rule: LevelRule
    social: SocialGpa


def readable_student(reader_id: UUID, student_id: UUID) -> ClassStudent | None:
    """The student, if this reader may read the profile; `None` for everybody else."""
    query = class_students(Person.id == student_id, policies.readable_by(reader_id))
    row = db.session.execute(query).first()
    return ClassStudent(row[0], row[1]) if row else None


@dataclass(frozen=True, slots=True)
class StudentPage:
    """Some of the students whose profiles somebody may read, and how many there are."""

    students: list[ClassStudent]
    total: int


def readable_students(reader_id: UUID, wanted: str, page: int) -> StudentPage:
    """The students whose profiles this reader may read, in Kazakh order; narrowed by a part of the name."""
    query = (
        class_students(policies.readable_by(reader_id))
        .add_columns(func.count().over().label("total"))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    if wanted.strip():
        query = query.where(Person.search_key.contains(search_key(wanted), autoescape=True))
    rows = db.session.execute(query).all()
    return StudentPage(
        [ClassStudent(person, school_class) for person, school_class, _ in rows], rows[0].total if rows else 0
    )


def pieces_of(student_id: UUID) -> list[Piece]:
    """All evidence of a student, the latest work first, in one statement."""
    assessor = aliased(Person)
    rows = db.session.execute(
        select(
            Evidence,
            Course.title.label("course"),
            Assignment.title.label("assignment"),
            Submission.id.label("submission_id"),
            ActivityAssessment.title.label("activity"),
            Criterion.title.label("criterion"),
            Level.title.label("level"),
            Level.descriptor,
            assessor.family_name,
            assessor.given_name,
        )
        .outerjoin(Course, Course.id == Evidence.course_id)
        .outerjoin(Assessment, Assessment.id == Evidence.assessment_id)
        .outerjoin(Submission, Submission.id == Assessment.submission_id)
        .outerjoin(Assignment, Assignment.id == Submission.assignment_id)
        .outerjoin(ActivityAssessment, ActivityAssessment.id == Evidence.activity_assessment_id)
        .outerjoin(Criterion, Criterion.id == Evidence.criterion_id)
        .outerjoin(Level, Level.id == Evidence.level_id)
        .outerjoin(assessor, assessor.id == Evidence.assessor_id)
        .where(Evidence.student_id == student_id, standing())
        .order_by(Evidence.worked_on.desc(), Evidence.id)
    )
    return [
        Piece(
            attribute_id=row.Evidence.attribute_id,
            points=row.Evidence.points,
            maximum=row.Evidence.maximum,
            weight=row.Evidence.weight,
            worked_on=row.Evidence.worked_on,
            source_id=row.Evidence.source_id,
            course=row.course,
            activity=row.activity,
            assignment=row.assignment,
            submission_id=row.submission_id,
            criterion=row.criterion,
            level=row.level,
            descriptor=row.descriptor,
            assessor=f"{row.family_name} {row.given_name}" if row.family_name else "",
        )
        for row in rows
    ]


def profile_of(
    student: ClassStudent, attributes: tuple[Attribute, ...], book: RuleBook, today: date
) -> Profile:
    """The attribute profile of a student: computed from the ledger, never stored."""
    pieces = pieces_of(student.person.id)
    rule = level_rule(book, on=today, grade=student.grade)
    levels = profile([piece.point for piece in pieces], rule, [attribute.id for attribute in attributes])
    lines = tuple(
        AttributeLine(
            attribute,
            levels[attribute.id],
            tuple(piece for piece in pieces if piece.attribute_id == attribute.id),
        )
        for attribute in attributes
    )
    return Profile(
        lines=lines,
        rule=book.find(RuleKind.ATTRIBUTE_LEVEL, on=today, grade=student.grade),
        level_rule=rule,
        social=social_gpa([line.level.level for line in lines]),
    )
