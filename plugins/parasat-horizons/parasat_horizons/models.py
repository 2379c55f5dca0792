"""Clubs with their schedule, members and attendance; contests with results; the portfolio of works."""

from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Model, SchoolOwned, clock, reference

PREFIX: Final = "plugin_parasat_horizons"
FORMATS: Final = ("art", "sports", "debate", "media", "eco", "science")
KINDS: Final = ("club", "studio")
MEMBER, WAITING, LEFT = "member", "waiting", "left"
PRESENT, LATE, ABSENT, EXCUSED = "present", "late", "absent", "excused"
ATTENDANCE: Final = (PRESENT, LATE, ABSENT, EXCUSED)
CONTEST_KINDS: Final = ("contest", "olympiad", "event")
CONTEST_LEVELS: Final = ("school", "district", "region", "republic", "world")
AWARDS: Final = ("entered", "participant", "diploma", "third", "second", "first")
"""From the lowest: who is entered has no result yet; a diploma is a certificate of merit without a place."""
PRIZES: Final = ("diploma", "third", "second", "first")
ONLY_ME, PARENTS, SCHOOL = "leaders", "parents", "school"
AUDIENCES: Final = (ONLY_ME, PARENTS, SCHOOL)
"""Who sees a piece besides the student: the leaders of the student's clubs; the parents too; the whole school."""


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Club(SchoolOwned, Model):
    """A club or studio of one school year.

    `taken` counts the members; the database refuses more than `places`, however many sign up at once. `until` is the
    last day of the club's school year: after it the club is history.
    """

    __tablename__ = f"{PREFIX}_club"
    __table_args__ = (
        reference("year_id", "school_year"),
        reference("leader_id", "person"),
        _one_of("format", FORMATS),
        _one_of("kind", KINDS),
        CheckConstraint("1 <= first_grade AND first_grade <= last_grade AND last_grade <= 11", name="grades"),
        CheckConstraint("0 <= taken AND taken <= places AND places <= 500", name="places"),
        Index("ix_plugin_parasat_horizons_club_until", "school_id", "until"),
        Index("ix_plugin_parasat_horizons_club_leader", "school_id", "leader_id"),
    )

    year_id: Mapped[UUID]
    until: Mapped[date]
    format: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[LocalizedText]
    description: Mapped[LocalizedText]
    leader_id: Mapped[UUID]
    first_grade: Mapped[int]
    last_grade: Mapped[int]
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    open: Mapped[bool] = mapped_column(Boolean, default=True)


class Meeting(SchoolOwned, Model):
    """When a club meets each week: weekday 1 (Monday) to 7, from and to, and the room."""

    __tablename__ = f"{PREFIX}_meeting"
    __table_args__ = (
        reference("club_id", f"{PREFIX}_club"),
        UniqueConstraint("school_id", "club_id", "weekday", "starts_at"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("starts_at < ends_at", name="times"),
    )

    club_id: Mapped[UUID]
    weekday: Mapped[int]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    room: Mapped[str] = mapped_column(String(60))


class ClubMember(SchoolOwned, Model):
    """A student in a club, on its waiting list, or gone; once for each club, whatever happens.

    `asked_at` orders the waiting list. `added_by` and `reason` stand where a leader added the student by hand.
    """

    __tablename__ = f"{PREFIX}_member"
    __table_args__ = (
        reference("club_id", f"{PREFIX}_club"),
        reference("student_id", "person"),
        reference("added_by", "person"),
        UniqueConstraint("school_id", "club_id", "student_id"),
        _one_of("state", (MEMBER, WAITING, LEFT)),
        Index("ix_plugin_parasat_horizons_member_student", "school_id", "student_id", "state"),
    )

    club_id: Mapped[UUID]
    student_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    since: Mapped[date | None]
    left_on: Mapped[date | None]
    added_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(200), default="")


class HeldMeeting(SchoolOwned, Model):
    """A meeting that took place and for which attendance was marked."""

    __tablename__ = f"{PREFIX}_held"
    __table_args__ = (
        reference("club_id", f"{PREFIX}_club"),
        reference("marked_by", "person"),
        UniqueConstraint("school_id", "club_id", "held_on", "starts_at"),
    )

    club_id: Mapped[UUID]
    held_on: Mapped[date]
    starts_at: Mapped[time]
    marked_by: Mapped[UUID | None]
    marked_at: Mapped[datetime] = mapped_column(default=clock.now)


class Attendance(SchoolOwned, Model):
    """Whether a student was at a meeting."""

    __tablename__ = f"{PREFIX}_attendance"
    __table_args__ = (
        reference("held_id", f"{PREFIX}_held"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "held_id", "student_id"),
        _one_of("state", ATTENDANCE),
        Index("ix_plugin_parasat_horizons_attendance_student", "school_id", "student_id"),
    )

    held_id: Mapped[UUID]
    student_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(10))


class Achievement(SchoolOwned, Model):
    """Something that a student achieved in a club and a leader assessed by a rubric: the activity of that assessment.

    `row` is the key of the rubric row by which it was assessed.
    """

    __tablename__ = f"{PREFIX}_achievement"
    __table_args__ = (
        reference("club_id", f"{PREFIX}_club"),
        reference("student_id", "person"),
        reference("recorded_by", "person"),
        Index("ix_plugin_parasat_horizons_achievement_student", "school_id", "student_id"),
        Index("ix_plugin_parasat_horizons_achievement_club", "school_id", "club_id"),
    )

    club_id: Mapped[UUID]
    student_id: Mapped[UUID]
    title: Mapped[LocalizedText]
    row: Mapped[str] = mapped_column(String(60))
    achieved_on: Mapped[date]
    recorded_by: Mapped[UUID | None]


class Contest(SchoolOwned, Model):
    """A contest, an olympiad or another event: its level, when and where, and which format it belongs to.

    An olympiad in a school subject has no format: it is no result of additional education.
    """

    __tablename__ = f"{PREFIX}_contest"
    __table_args__ = (
        reference("recorded_by", "person"),
        _one_of("kind", CONTEST_KINDS),
        _one_of("level", CONTEST_LEVELS),
        _one_of("format", FORMATS),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_plugin_parasat_horizons_contest_starts", "school_id", "starts_on"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(20))
    format: Mapped[str | None] = mapped_column(String(20))
    title: Mapped[LocalizedText]
    place: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    recorded_by: Mapped[UUID | None]


class ContestResult(SchoolOwned, Model):
    """What a student reached in a contest, once for each."""

    __tablename__ = f"{PREFIX}_result"
    __table_args__ = (
        reference("contest_id", f"{PREFIX}_contest"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "contest_id", "student_id"),
        _one_of("award", AWARDS),
        Index("ix_plugin_parasat_horizons_result_student", "school_id", "student_id"),
    )

    contest_id: Mapped[UUID]
    student_id: Mapped[UUID]
    award: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200), default="")


class Piece(SchoolOwned, Model):
    """A work in a student's portfolio, in the words and the language of the student."""

    __tablename__ = f"{PREFIX}_piece"
    __table_args__ = (
        reference("student_id", "person"),
        reference("club_id", f"{PREFIX}_club"),
        _one_of("audience", AUDIENCES),
        Index("ix_plugin_parasat_horizons_piece_student", "school_id", "student_id"),
        Index("ix_plugin_parasat_horizons_piece_audience", "school_id", "audience", "made_on"),
    )

    student_id: Mapped[UUID]
    club_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    video: Mapped[str] = mapped_column(String(500), default="")
    audience: Mapped[str] = mapped_column(String(10), default=ONLY_ME)
    made_on: Mapped[date]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)


class PiecePicture(SchoolOwned, Model):
    """A picture of a piece; `says` is what it shows, for who does not see it."""

    __tablename__ = f"{PREFIX}_picture"
    __table_args__ = (
        reference("piece_id", f"{PREFIX}_piece"),
        reference("file_id", "stored_file"),
        UniqueConstraint("school_id", "file_id"),
        Index("ix_plugin_parasat_horizons_picture_piece", "school_id", "piece_id"),
    )

    piece_id: Mapped[UUID]
    file_id: Mapped[UUID]
    position: Mapped[int]
    says: Mapped[str] = mapped_column(String(200), default="")
