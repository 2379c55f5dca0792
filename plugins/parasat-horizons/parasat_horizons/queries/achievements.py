"""Reads of what students achieved in clubs."""

from uuid import UUID

from sqlalchemy import select

from parasat_horizons.models import Achievement, Club
from parasat_lms.plugin_api import db


def assessed_by_leader(student_id: UUID, leader_id: UUID) -> frozenset[UUID]:
    """The achievements of a student in clubs that somebody leads: those that this leader may assess anew."""
    query = (
        select(Achievement.id)
        .join(Club, Club.id == Achievement.club_id)
        .where(Achievement.student_id == student_id, Club.leader_id == leader_id)
    )
    return frozenset(db.session.scalars(query))
