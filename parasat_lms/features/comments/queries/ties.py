"""What comments are tied to: criteria and levels by their lifelong ids, as they are called now."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.rubrics.models import Criterion, Level, Rubric, RubricVersion
from parasat_lms.features.rubrics.queries import RubricContent, rubric_contents

MOST_RUBRICS = 80
"""Rubrics whose criteria the form of a comment offers, the latest changed first."""


@dataclass(frozen=True, slots=True)
class Tie:
    """The criterion that a comment is tied to, and the level where it is tied to one."""

    criterion: LocalizedText
    level: LocalizedText | None = None


def ties_of(comments: Iterable[BankComment]) -> dict[UUID, Tie]:
    """What these comments are tied to, by the id of the comment; at most two statements."""
    tied = [comment for comment in comments if comment.criterion_id]
    criteria = _titles(Criterion, {comment.criterion_id for comment in tied if comment.criterion_id})
    levels = _titles(Level, {comment.level_id for comment in tied if comment.level_id})
    return {
        comment.id: Tie(
            criteria[comment.criterion_id], levels.get(comment.level_id) if comment.level_id else None
        )
        for comment in tied
        if comment.criterion_id in criteria
    }


def _titles(model: type[Criterion] | type[Level], lineages: set[UUID]) -> dict[UUID, LocalizedText]:
    """How the newest row of each lifelong id is called."""
    if not lineages:
        return {}
    # The newest is the one whose id comes last: UUIDv7 are ordered by time.
    place = func.row_number().over(partition_by=model.lineage_id, order_by=model.id.desc())
    newest = select(model.id, place.label("place")).where(model.lineage_id.in_(lineages)).subquery()
    found = select(model.lineage_id, model.title).join(newest, newest.c.id == model.id)
    rows = db.session.execute(found.where(newest.c.place == 1))
    return {row[0]: row[1] for row in rows}


def rubrics_to_tie(sees: ColumnElement[bool]) -> list[RubricContent]:
    """The latest versions of the rubrics that meet the criterion, the latest changed first."""
    ids = db.session.scalars(
        select(RubricVersion.id)
        .join(
            Rubric,
            (Rubric.id == RubricVersion.rubric_id) & (Rubric.latest_number == RubricVersion.number),
        )
        .where(sees, Rubric.archived_at.is_(None))
        .order_by(RubricVersion.made_at.desc(), RubricVersion.id)
        .limit(MOST_RUBRICS)
    ).all()
    contents = rubric_contents(ids)
    return [contents[id] for id in ids]
