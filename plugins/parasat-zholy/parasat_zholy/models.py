"""Activities and who takes part, hours of service, mentors and their meetings, the journal, projects, the own week."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Model, SchoolOwned, clock, reference

TABLE = "plugin_parasat_zholy_"


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Activity(SchoolOwned, Model):
    """Something that a component of the programme does: an activity, a project or a service to others.

    `weekday` (1 is Monday) with `starts_at` and `ends_at` is its weekly time, where it has one; `places` is how many
    students it takes, empty for any number; `life` is the part of a student's week that it belongs to.
    """

    __tablename__ = f"{TABLE}activity"
    __table_args__ = (
        reference("leader_id", "person"),
        reference("created_by_id", "person"),
        UniqueConstraint("school_id", "form_key"),
        _one_of("kind", "activity", "project", "service"),
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint("places IS NULL OR places > 0", name="places"),
        CheckConstraint("weekday IS NULL OR weekday BETWEEN 1 AND 7", name="weekday"),
        Index("ix_parasat_zholy_activity_leader", "school_id", "leader_id"),
        Index("ix_parasat_zholy_activity_ends_on", "school_id", "ends_on"),
    )

    component: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[LocalizedText]
    description: Mapped[LocalizedText]
    place: Mapped[str] = mapped_column(String(120), default="")
    places: Mapped[int | None]
    life: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    weekday: Mapped[int | None]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    hours_planned: Mapped[Decimal]
    leader_id: Mapped[UUID]
    created_by_id: Mapped[UUID]
    form_key: Mapped[str | None] = mapped_column(String(36))


class Participation(SchoolOwned, Model):
    """A student's part in an activity: the role, and once it is recorded whether and for how many hours."""

    __tablename__ = f"{TABLE}participation"
    __table_args__ = (
        reference("activity_id", f"{TABLE}activity"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "activity_id", "student_id", name="uq_parasat_zholy_participation"),
        _one_of("state", "joined", "took_part", "missed"),
        Index("ix_parasat_zholy_participation_student", "school_id", "student_id"),
    )

    activity_id: Mapped[UUID]
    student_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(40), default="member")
    state: Mapped[str] = mapped_column(String(20), default="joined")
    hours: Mapped[Decimal | None]
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)


class ServiceEntry(SchoolOwned, Model):
    """Hours that a student served: waiting until a supervisor confirms or declines them, once.

    The supervisor is somebody of the school (`supervisor_id`) or somebody outside, named in words. `link_key` is the
    secret part of the one link that still opens the entry to an outside supervisor; a newer link replaces it.
    """

    __tablename__ = f"{TABLE}service_entry"
    __table_args__ = (
        reference("student_id", "person"),
        reference("activity_id", f"{TABLE}activity"),
        reference("supervisor_id", "person"),
        reference("decided_by_id", "person"),
        UniqueConstraint("school_id", "form_key"),
        _one_of("state", "waiting", "confirmed", "declined"),
        Index("ix_parasat_zholy_service_student", "school_id", "student_id", "served_on"),
        Index("ix_parasat_zholy_service_state", "school_id", "state"),
    )

    student_id: Mapped[UUID]
    activity_id: Mapped[UUID | None]
    served_on: Mapped[date]
    hours: Mapped[Decimal]
    text: Mapped[str] = mapped_column(Text)
    supervisor_id: Mapped[UUID | None]
    outside_name: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    remark: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None]
    link_key: Mapped[str | None] = mapped_column(String(64), info={"secret": True})
    link_until: Mapped[datetime | None]
    logged_at: Mapped[datetime] = mapped_column(default=clock.now)
    form_key: Mapped[str | None] = mapped_column(String(36))


class Mentorship(SchoolOwned, Model):
    """A mentor (тәлімгер) of a student: somebody of the staff, an expert, or an older student."""

    __tablename__ = f"{TABLE}mentorship"
    __table_args__ = (
        reference("mentor_id", "person"),
        reference("student_id", "person"),
        _one_of("kind", "staff", "expert", "older_student"),
        CheckConstraint("mentor_id <> student_id", name="two_people"),
        Index("ix_parasat_zholy_mentorship_mentor", "school_id", "mentor_id"),
        Index("ix_parasat_zholy_mentorship_student", "school_id", "student_id"),
    )

    mentor_id: Mapped[UUID]
    student_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(20))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class Meeting(SchoolOwned, Model):
    """A meeting of a mentor and a student; `summary` is for the two of them and the administration."""

    __tablename__ = f"{TABLE}meeting"
    __table_args__ = (
        reference("mentorship_id", f"{TABLE}mentorship"),
        UniqueConstraint("school_id", "form_key"),
        Index("ix_parasat_zholy_meeting_mentorship", "school_id", "mentorship_id", "held_on"),
    )

    mentorship_id: Mapped[UUID]
    held_on: Mapped[date]
    summary: Mapped[str] = mapped_column(Text, default="")
    form_key: Mapped[str | None] = mapped_column(String(36))


class AgreedStep(SchoolOwned, Model):
    """What was agreed at a meeting, and when it was done."""

    __tablename__ = f"{TABLE}agreed_step"
    __table_args__ = (
        reference("meeting_id", f"{TABLE}meeting"),
        Index("ix_parasat_zholy_agreed_step_meeting", "school_id", "meeting_id"),
    )

    meeting_id: Mapped[UUID]
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    done_on: Mapped[date | None]


class JournalEntry(SchoolOwned, Model):
    """A reflection of a student: private, shared with the mentors, or offered as evidence of an activity.

    Its student alone decides who reads it, and may take it back until it was assessed (`assessed_at`). A private entry
    does not refer to its student: only `author_key` (see `policies.authorship`) leads from the student to it, so that
    nothing that follows references to a person, such as an export or a count, meets it.
    """

    __tablename__ = f"{TABLE}journal_entry"
    __table_args__ = (
        reference("student_id", "person"),
        reference("activity_id", f"{TABLE}activity"),
        UniqueConstraint("school_id", "form_key"),
        _one_of("openness", "private", "shared", "evidence"),
        CheckConstraint("openness <> 'evidence' OR activity_id IS NOT NULL", name="evidence_of"),
        CheckConstraint("assessed_at IS NULL OR openness = 'evidence'", name="assessed"),
        CheckConstraint("(openness = 'private') = (student_id IS NULL)", name="private_is_nobodys"),
        Index("ix_parasat_zholy_journal_author", "school_id", "author_key", "written_at"),
        Index("ix_parasat_zholy_journal_student", "school_id", "student_id"),
        Index("ix_parasat_zholy_journal_activity", "school_id", "activity_id"),
    )

    author_key: Mapped[UUID]
    student_id: Mapped[UUID | None]
    activity_id: Mapped[UUID | None]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    openness: Mapped[str] = mapped_column(String(20), default="private")
    assessed_at: Mapped[datetime | None]
    form_key: Mapped[str | None] = mapped_column(String(36))


class Project(SchoolOwned, Model):
    """The cycle of an activity that is a project: its plan, where it stands, and what the team thinks afterwards."""

    __tablename__ = f"{TABLE}project"
    __table_args__ = (
        reference("activity_id", f"{TABLE}activity"),
        UniqueConstraint("school_id", "activity_id", name="uq_parasat_zholy_project_activity"),
        _one_of("stage", "plan", "approval", "doing", "reflection", "review", "done"),
    )

    activity_id: Mapped[UUID]
    stage: Mapped[str] = mapped_column(String(20), default="plan")
    plan: Mapped[str] = mapped_column(Text, default="")
    reflection: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class ProjectMove(SchoolOwned, Model):
    """One step of a project's cycle: who moved it where, when, and with what remark."""

    __tablename__ = f"{TABLE}project_move"
    __table_args__ = (
        reference("project_id", f"{TABLE}project"),
        reference("moved_by_id", "person"),
        Index("ix_parasat_zholy_project_move_project", "school_id", "project_id", "moved_at"),
    )

    project_id: Mapped[UUID]
    came_from: Mapped[str] = mapped_column(String(20))
    went_to: Mapped[str] = mapped_column(String(20))
    moved_by_id: Mapped[UUID]
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    remark: Mapped[str] = mapped_column(Text, default="")


class LifeEntry(SchoolOwned, Model):
    """A weekly time that a student wrote down: rest, sleep, work at home. Where it ends before it starts, it ends
    on the next day."""

    __tablename__ = f"{TABLE}life_entry"
    __table_args__ = (
        reference("student_id", "person"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("starts_at <> ends_at", name="times"),
        UniqueConstraint(
            "school_id", "student_id", "weekday", "starts_at", name="uq_parasat_zholy_life_entry"
        ),
    )

    student_id: Mapped[UUID]
    life: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(80), default="")
    weekday: Mapped[int]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
