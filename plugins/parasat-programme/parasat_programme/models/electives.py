"""Electives: rounds, what they offer, what students wish, and who got which place why."""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import Model, SchoolOwned, clock, reference

PREFIX = "plugin_parasat_programme_"


class ElectiveRound(SchoolOwned, Model):
    """One choosing of electives: taught from `starts_on` to `ends_on`, chosen from `opens_at` to `closes_at`.

    The `seed` of the lottery is drawn when the round is made. Its hash is shown from the announcement on, the seed
    itself with the results: nobody can have looked for a seed that suits somebody.
    """

    __tablename__ = f"{PREFIX}round"
    __table_args__ = (
        reference("year_id", "school_year"),
        CheckConstraint("starts_on <= ends_on", name="period_in_order"),
        CheckConstraint("opens_at < closes_at", name="window_in_order"),
        CheckConstraint("electives_each BETWEEN 1 AND 3", name="electives_each"),
    )

    year_id: Mapped[UUID]
    title: Mapped[LocalizedText]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    electives_each: Mapped[int] = mapped_column(default=1)
    seed: Mapped[str] = mapped_column(String(64))
    announced_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    def stage(self, now: datetime) -> str:
        """Where the round stands: "preparing", "announced", "open", "closed" or "published"."""
        if self.published_at:
            return "published"
        if self.announced_at is None:
            return "preparing"
        if now < self.opens_at:
            return "announced"
        return "open" if now < self.closes_at else "closed"

    @property
    def seed_mark(self) -> str:
        """The hash of the seed, shown before the seed itself may be seen."""
        return sha256(self.seed.encode()).hexdigest()


class ElectiveOffer(SchoolOwned, Model):
    """An elective in a round. `taken` counts the places given: the database itself refuses one too many.

    `after` are codes of subjects that must have been attended; `condition` is a prerequisite in words, which a teacher
    confirms for each student. `minimum` is how many students it needs to be opened.
    """

    __tablename__ = f"{PREFIX}offer"
    __table_args__ = (
        reference("round_id", f"{PREFIX}round"),
        reference("subject_id", f"{PREFIX}subject"),
        reference("teacher_id", "person"),
        reference("course_id", "course"),
        UniqueConstraint("school_id", "round_id", "subject_id", "teacher_id", name=f"uq_{PREFIX}offer_group"),
        CheckConstraint("places >= 1 AND 0 <= taken AND taken <= places", name="places"),
        CheckConstraint("1 <= minimum AND minimum <= places", name="minimum"),
        CheckConstraint("1 <= first_grade AND first_grade <= last_grade AND last_grade <= 11", name="grades"),
        Index(f"ix_{PREFIX}offer_teacher", "school_id", "teacher_id"),
    )

    round_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    teacher_id: Mapped[UUID]
    course_id: Mapped[UUID | None]
    places: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=1)
    taken: Mapped[int] = mapped_column(default=0)
    first_grade: Mapped[int]
    last_grade: Mapped[int]
    weekly_hours: Mapped[Decimal]
    after: Mapped[list[Any]] = mapped_column(default=list)
    condition: Mapped[LocalizedText]
    note: Mapped[LocalizedText]
    not_opened: Mapped[bool] = mapped_column(default=False)

    @property
    def grades(self) -> range:
        """The grades that may choose it."""
        return range(self.first_grade, self.last_grade + 1)

    @property
    def free(self) -> int:
        """Places that nobody has."""
        return 0 if self.not_opened else self.places - self.taken


class Choice(SchoolOwned, Model):
    """That a student has chosen in a round, and when last."""

    __tablename__ = f"{PREFIX}choice"
    __table_args__ = (
        reference("round_id", f"{PREFIX}round"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "round_id", "student_id", name=f"uq_{PREFIX}choice_once"),
        Index(f"ix_{PREFIX}choice_student", "school_id", "student_id"),
    )

    round_id: Mapped[UUID]
    student_id: Mapped[UUID]
    chosen_at: Mapped[datetime]


class Wish(SchoolOwned, Model):
    """One line of a choice: the elective that stands at this rank, 1 being the best."""

    __tablename__ = f"{PREFIX}wish"
    __table_args__ = (
        reference("choice_id", f"{PREFIX}choice"),
        reference("offer_id", f"{PREFIX}offer"),
        UniqueConstraint("school_id", "choice_id", "rank"),
        UniqueConstraint("school_id", "choice_id", "offer_id"),
        CheckConstraint("rank BETWEEN 1 AND 5", name="rank_1_to_5"),
        Index(f"ix_{PREFIX}wish_offer", "school_id", "offer_id"),
    )

    choice_id: Mapped[UUID]
    offer_id: Mapped[UUID]
    rank: Mapped[int]


class Confirmation(SchoolOwned, Model):
    """Whether a student meets an elective's prerequisite in words: asked, then confirmed or refused by a teacher."""

    __tablename__ = f"{PREFIX}confirmation"
    __table_args__ = (
        reference("offer_id", f"{PREFIX}offer"),
        reference("student_id", "person"),
        reference("decided_by", "person"),
        UniqueConstraint("school_id", "offer_id", "student_id", name=f"uq_{PREFIX}confirmation_once"),
        CheckConstraint("state IN ('asked', 'confirmed', 'refused')", name="state"),
        Index(f"ix_{PREFIX}confirmation_student", "school_id", "student_id"),
        Index(f"ix_{PREFIX}confirmation_decided_by", "school_id", "decided_by"),
    )

    offer_id: Mapped[UUID]
    student_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(10), default="asked")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class Placement(SchoolOwned, Model):
    """A student's place in an elective: by the lottery, by hand, from the waiting list, or a free place taken."""

    __tablename__ = f"{PREFIX}placement"
    __table_args__ = (
        reference("offer_id", f"{PREFIX}offer"),
        reference("student_id", "person"),
        reference("placed_by", "person"),
        UniqueConstraint("school_id", "offer_id", "student_id", name=f"uq_{PREFIX}placement_once"),
        CheckConstraint("how IN ('lottery', 'hand', 'waiting_list', 'free_place')", name="how"),
        Index(f"ix_{PREFIX}placement_student", "school_id", "student_id"),
        Index(f"ix_{PREFIX}placement_placed_by", "school_id", "placed_by"),
    )

    offer_id: Mapped[UUID]
    student_id: Mapped[UUID]
    how: Mapped[str] = mapped_column(String(20))
    rank: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    placed_by: Mapped[UUID | None]
    placed_at: Mapped[datetime] = mapped_column(default=clock.now)


class Outcome(SchoolOwned, Model):
    """What the lottery gave a student in a round and why; `steps` are the wishes with what became of each."""

    __tablename__ = f"{PREFIX}outcome"
    __table_args__ = (
        reference("round_id", f"{PREFIX}round"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "round_id", "student_id", name=f"uq_{PREFIX}outcome_once"),
        Index(f"ix_{PREFIX}outcome_student", "school_id", "student_id"),
    )

    round_id: Mapped[UUID]
    student_id: Mapped[UUID]
    number: Mapped[int]
    turn: Mapped[int]
    debt: Mapped[int]
    shortfall: Mapped[int]
    steps: Mapped[list[Any]]


class Waiting(SchoolOwned, Model):
    """A student's place in the waiting list of a full elective."""

    __tablename__ = f"{PREFIX}waiting"
    __table_args__ = (
        reference("offer_id", f"{PREFIX}offer"),
        reference("student_id", "person"),
        UniqueConstraint("school_id", "offer_id", "student_id", name=f"uq_{PREFIX}waiting_once"),
        Index(f"ix_{PREFIX}waiting_student", "school_id", "student_id"),
    )

    offer_id: Mapped[UUID]
    student_id: Mapped[UUID]
    place: Mapped[int]
    rank: Mapped[int]
