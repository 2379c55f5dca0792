"""The comments that fit where somebody is marking: a criterion, the level that is chosen, its attributes."""

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from sqlalchemy import and_, case, false, or_, select
from sqlalchemy.orm import joinedload

from parasat_lms.core.db import db
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.comments.queries.bank import BankReader, words_in
from parasat_lms.features.comments.queries.ties import Tie, ties_of

MOST_FITTING = 30
"""Comments that are offered at one place; a search narrows them down."""


class Fit(IntEnum):
    """How closely a comment fits; the closest are offered first."""

    LEVEL = 0
    CRITERION = 1
    ATTRIBUTE = 2
    FREE = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is marking, by lifelong ids; without a `level_id` none is chosen yet."""

    criterion_id: UUID
    level_id: UUID | None
    attribute_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """A comment that fits, how closely, and what it is tied to."""

    comment: BankComment
    fit: Fit
    tie: Tie | None


def fitting_comments(reader: BankReader, place: Place, words: str = "") -> list[Fitting]:
    """What the reader can say at a place, the closest first, own comments before those of others.

    Tied to this criterion: those of the chosen level, then those of no level; where no level is chosen, those of all
    levels. Then those tied to an attribute that the criterion develops, then those tied to nothing. A comment on
    another level of this criterion never fits, one on another criterion only by its attribute. At most three
    statements.
    """
    here = BankComment.criterion_id == place.criterion_id
    at_level = and_(here, BankComment.level_id == place.level_id) if place.level_id else false()
    at_criterion = and_(here, BankComment.level_id.is_(None)) if place.level_id else here
    elsewhere = or_(BankComment.criterion_id.is_(None), BankComment.criterion_id != place.criterion_id)
    by_attribute = and_(elsewhere, BankComment.attribute_id.in_(place.attribute_ids))
    free = and_(BankComment.criterion_id.is_(None), BankComment.attribute_id.is_(None))
    fit = case(
        (at_level, Fit.LEVEL.value),
        (at_criterion, Fit.CRITERION.value),
        (by_attribute, Fit.ATTRIBUTE.value),
        else_=Fit.FREE.value,
    )
    query = (
        select(BankComment, fit)
        .where(
            reader.sees,
            BankComment.archived_at.is_(None),
            or_(at_level, at_criterion, by_attribute, free),
            *words_in(words),
        )
        .options(joinedload(BankComment.attribute))
        .order_by(fit, case((BankComment.owner_id == reader.person_id, 0), else_=1), BankComment.id.desc())
        .limit(MOST_FITTING)
    )
    rows = db.session.execute(query).all()
    ties = ties_of(row[0] for row in rows)
    return [Fitting(comment, Fit(found), ties.get(comment.id)) for comment, found in rows]
