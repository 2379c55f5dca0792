"""What a leader saw a student achieve in a club, assessed by a rubric."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from parasat_horizons import NAME
from parasat_horizons.models import Achievement, Club
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import ActivityRow, ActivityWork, RubricContent, assess_activity, audit, db, find


@dataclass(frozen=True, slots=True)
class Achieved:
    """What was achieved and when; `row` is the key of the rubric row that was chosen for it."""

    title: LocalizedText
    achieved_on: date
    row: str


def record(
    club: Club,
    student_id: UUID,
    achieved: Achieved,
    rubric: RubricContent,
    rows: Sequence[ActivityRow],
    leader_id: UUID,
) -> Achievement:
    """Write the achievement down and publish its assessment with its evidence."""
    achievement = Achievement(
        club_id=club.id,
        student_id=student_id,
        title=achieved.title,
        row=achieved.row,
        achieved_on=achieved.achieved_on,
        recorded_by=leader_id,
    )
    db.session.add(achievement)
    db.session.flush()
    audit.record("achievement.recorded", Achievement.__tablename__, achievement.id)
    _assess(achievement, rubric, rows, leader_id)
    return achievement


def assess_again(
    achievement: Achievement, rubric: RubricContent, rows: Sequence[ActivityRow], leader_id: UUID
) -> None:
    """Another look at the same achievement: the evidence of the time before no longer counts."""
    _assess(achievement, rubric, rows, leader_id)


def achievement(achievement_id: UUID) -> Achievement | None:
    """The achievement of that id."""
    return find(Achievement, achievement_id)


def _assess(
    achievement: Achievement, rubric: RubricContent, rows: Sequence[ActivityRow], leader_id: UUID
) -> None:
    work = ActivityWork(
        plugin=NAME,
        activity_id=achievement.id,
        student_id=achievement.student_id,
        rubric_version_id=rubric.version_id,
        title=achievement.title,
        worked_on=achievement.achieved_on,
    )
    assess_activity(work, rows, leader_id)
