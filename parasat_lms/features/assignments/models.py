"""Assignments with a rubric version, what students hand in, and dates that hold for one student."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Index,
    String,
    Text,
    UniqueConstraint,
    cast,
    false,
    func,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from parasat_lms.core import clock
from parasat_lms.core.db import Model, SchoolOwned, reference
from parasat_lms.core.files import MEGABYTE, StoredFile
from parasat_lms.domain.deadlines import Deadline, LatePolicy
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.moderation import work_code
from parasat_lms.features.courses.models import Course
from parasat_lms.features.people.models import Person

USUAL_FILE_MB, MOST_FILES = 10, 10
"""How large each file may be where nothing was chosen, and how many a work may have at most."""
DAY_BEGINS, DAY_ENDS = time(0, 0), time(23, 59)
"""Where no time was chosen: a task opens with its day and is due when its day ends."""


class AssignmentKind(StrEnum):
    """What an assessment is for: FA (ҚБ · ФО), SAU (БЖБ · СОР), SAT (ТЖБ · СОЧ), or competences alone."""

    FORMATIVE = "formative"
    UNIT_SUMMATIVE = "unit_summative"
    TERM_SUMMATIVE = "term_summative"
    COMPETENCE = "competence"


class AssignmentStatus(StrEnum):
    """Where an assignment stands: only a published one exists for students."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class AttemptRule(StrEnum):
    """Which attempt of a student counts: its evidence stands, that of the others is withdrawn."""

    LATEST = "latest"
    HIGHEST = "highest"


class Assignment(SchoolOwned, Model):
    """A task of a course, assessed with one version of a rubric.

    Days and times are those of the school's own clock. `objectives` are codes of learning objectives such as 7.2.1.4;
    `max_attempts` counts from 1; `most_files` is how many files a work may have (0: none are asked for), `file_kinds`
    which kinds of them and `largest_file_mb` how large each may be; `revision` grows with every change, so that two
    teachers never overwrite each other.
    `anonymous` hides the students' names from whoever marks, until the work is returned.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        reference("course_id", "course"),
        reference("term_id", "term"),
        reference("rubric_version_id", "rubric_version"),
        CheckConstraint(
            "kind IN ('formative', 'unit_summative', 'term_summative', 'competence')", name="kind"
        ),
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
        CheckConstraint("late_policy IN ('refuse', 'mark_late', 'until')", name="late_policy"),
        CheckConstraint("late_days BETWEEN 0 AND 60", name="late_days"),
        CheckConstraint("max_attempts BETWEEN 1 AND 10", name="max_attempts"),
        CheckConstraint("attempt_rule IN ('latest', 'highest')", name="attempt_rule"),
        CheckConstraint("takes_text OR takes_link OR on_paper OR most_files > 0", name="taken_somehow"),
        CheckConstraint(
            "NOT (on_paper AND (takes_text OR takes_link OR most_files > 0))", name="paper_alone"
        ),
        CheckConstraint("most_files BETWEEN 0 AND 10", name="most_files"),
        CheckConstraint("largest_file_mb BETWEEN 1 AND 999", name="largest_file_mb"),
        Index("ix_assignment_course", "school_id", "course_id"),
    )

    course_id: Mapped[UUID]
    term_id: Mapped[UUID]
    rubric_version_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[LocalizedText]
    instructions: Mapped[LocalizedText]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    opens_time: Mapped[time] = mapped_column(default=DAY_BEGINS, server_default="00:00:00.000000")
    due_time: Mapped[time] = mapped_column(default=DAY_ENDS, server_default="23:59:00.000000")
    status: Mapped[str] = mapped_column(
        String(12), default=AssignmentStatus.PUBLISHED, server_default="published"
    )
    late_policy: Mapped[str] = mapped_column(
        String(12), default=LatePolicy.MARK_LATE, server_default="mark_late"
    )
    late_days: Mapped[int] = mapped_column(default=0, server_default="0")
    max_attempts: Mapped[int] = mapped_column(default=1, server_default="1")
    attempt_rule: Mapped[str] = mapped_column(String(10), default=AttemptRule.LATEST, server_default="latest")
    takes_text: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    takes_link: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    on_paper: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    most_files: Mapped[int] = mapped_column(default=0, server_default="0")
    file_kinds: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    largest_file_mb: Mapped[int] = mapped_column(default=USUAL_FILE_MB, server_default="10")
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    objectives: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    course: Mapped[Course] = relationship(
        primaryjoin=lambda: Assignment.course_id == Course.id,
        foreign_keys=lambda: [Assignment.course_id],
        viewonly=True,
        lazy="raise",
    )

    @property
    def takes_files(self) -> bool:
        """Whether files are asked for."""
        return self.most_files > 0

    @property
    def most_bytes(self) -> int:
        """How large each file may be."""
        return self.largest_file_mb * MEGABYTE

    def deadline(self, timezone: str, own: "StudentDeadline | None" = None) -> Deadline:
        """When this opens and is due by the clock of that time zone, for one student where `own` is given."""
        return Deadline(
            opens_on=self.opens_on,
            opens_time=self.opens_time,
            due_on=own.due_on if own else self.due_on,
            due_time=own.due_time if own else self.due_time,
            policy=LatePolicy(self.late_policy),
            late_days=self.late_days,
            timezone=timezone,
        )


class Submission(SchoolOwned, Model):
    """A student's attempt at an assignment: a draft until it is handed in.

    `late` is decided once, by the server's clock, when it is handed in. `counts` is whether its result stands: of
    several returned attempts one does.
    """

    __tablename__ = "submission"
    __table_args__ = (
        reference("assignment_id", "assignment"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "assignment_id", "student_id", "attempt", name="uq_submission_attempt"),
        CheckConstraint("attempt >= 1", name="attempt_from_1"),
        Index("ix_submission_student", "school_id", "student_id"),
        Index("ix_submission_waiting", "school_id", "returned_at", "handed_in_at"),
        # A teacher's queue is counted and begun without reading a single work.
        Index("ix_submission_queue", "school_id", "assignment_id", "returned_at", "handed_in_at", "id"),
    )

    assignment_id: Mapped[UUID]
    student_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    handed_in_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=1, server_default="1")
    link: Mapped[str] = mapped_column(String(2000), default="", server_default="")
    late: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    counts: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())

    assignment: Mapped[Assignment] = relationship(
        primaryjoin=lambda: Submission.assignment_id == Assignment.id,
        foreign_keys=lambda: [Submission.assignment_id],
        viewonly=True,
        lazy="raise",
    )
    student: Mapped[Person] = relationship(
        primaryjoin=lambda: Submission.student_id == Person.id,
        foreign_keys=lambda: [Submission.student_id],
        viewonly=True,
        lazy="raise",
    )

    @property
    def code(self) -> str:
        """What the work is called where its student's name is hidden."""
        return work_code(self.id)


def by_code() -> ColumnElement[str]:
    """Works in the order of their codes, in which neither names nor times of the students can be read."""
    # A database keeps an id with dashes or without.
    return func.substr(func.replace(cast(Submission.id, String), "-", ""), 25, 8)


class SubmissionFile(SchoolOwned, Model):
    """A file of one attempt, under the name that its student knows it by.

    `digest` is the SHA-256 of what was sent: the same content twice is one file. Attempts may share the bytes.
    """

    __tablename__ = "submission_file"
    __table_args__ = (
        reference("submission_id", "submission"),
        reference("file_id", "stored_file"),
        UniqueConstraint("school_id", "submission_id", "digest", name="uq_submission_file_content"),
        Index("ix_submission_file_file", "school_id", "file_id"),
    )

    submission_id: Mapped[UUID]
    file_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(160))
    digest: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    file: Mapped[StoredFile] = relationship(
        primaryjoin=lambda: SubmissionFile.file_id == StoredFile.id,
        foreign_keys=lambda: [SubmissionFile.file_id],
        viewonly=True,
        lazy="raise",
    )


class StudentDeadline(SchoolOwned, Model):
    """A due date that holds for one student's attempt: an extension, or another attempt that the teacher asks for.

    The reason is for the student, the parents and the teachers of the course alone.
    """

    __tablename__ = "student_deadline"
    __table_args__ = (
        reference("assignment_id", "assignment"),
        reference("student_id", "person"),
        reference("set_by", "person"),
        UniqueConstraint(
            "school_id", "assignment_id", "student_id", "attempt", name="uq_student_deadline_attempt"
        ),
        CheckConstraint("attempt >= 1", name="attempt_from_1"),
        Index("ix_student_deadline_student", "school_id", "student_id"),
    )

    assignment_id: Mapped[UUID]
    student_id: Mapped[UUID]
    attempt: Mapped[int]
    due_on: Mapped[date]
    due_time: Mapped[time]
    reason: Mapped[str] = mapped_column(String(500))
    set_by: Mapped[UUID]
    set_at: Mapped[datetime] = mapped_column(default=clock.now)
