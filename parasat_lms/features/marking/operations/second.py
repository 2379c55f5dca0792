"""A second marking is saved row by row and finished; the first marker finishes for the comparison as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db
from parasat_lms.core.errors import Refused
from parasat_lms.domain.moderation import compare
from parasat_lms.features.marking.models import Moderation, Opinion, SecondMarking, SecondMarkingRow
from parasat_lms.features.marking.operations.inputs import RowInput
from parasat_lms.features.marking.operations.returning import NotComplete
from parasat_lms.features.marking.operations.rows import OpenAssessment, RowOutcome, SaveOutcome, merged
from parasat_lms.features.marking.queries.desk import choices, desk_rows
from parasat_lms.features.marking.queries.held import second_marking_of
from parasat_lms.features.rubrics.queries import rubric_content


@dataclass(frozen=True, slots=True)
class OpenSecond:
    """A second marking that this transaction holds locked, with the second marker's rows by criterion."""

    second: SecondMarking
    rows: dict[UUID, SecondMarkingRow]

    @property
    def closed(self) -> bool:
        """Whether nothing may be changed any more."""
        return self.second.finished_at is not None or self.second.withdrawn_at is not None


def open_second(second_id: UUID) -> OpenSecond:
    """The second marking of that id, locked until the transaction ends."""
    second = locked_second(second_id)
    return OpenSecond(second, {row.criterion_id: row for row in second.opinion(Opinion.SECOND)})


def locked_second(second_id: UUID) -> SecondMarking:
    """A second marking with all its rows and its moderation, locked until the transaction ends."""
    return db.session.scalars(
        select(SecondMarking)
        .join(Moderation, Moderation.id == SecondMarking.moderation_id)
        .where(SecondMarking.id == second_id)
        .options(contains_eager(SecondMarking.moderation), selectinload(SecondMarking.rows))
        .with_for_update(of=SecondMarking)
        .execution_options(populate_existing=True)
    ).one()


def save_second(opened: OpenSecond, inputs: Sequence[RowInput], marker_id: UUID) -> SaveOutcome:
    """Save what the second marker sent for some rows; every part on its own, as on the first marker's desk."""
    if opened.closed:
        return SaveOutcome({sent.criterion.id: RowOutcome(sent.criterion.id) for sent in inputs}, closed=True)
    outcomes = {}
    for sent in inputs:
        criterion_id = sent.criterion.id
        if sent.problem:
            outcomes[criterion_id] = RowOutcome(criterion_id, problem=sent.problem)
            continue
        changed, conflict = merged(sent, opened.rows.get(criterion_id))
        if changed:
            opened.rows[criterion_id] = write_opinion(
                opened.second, Opinion.SECOND, criterion_id, opened.rows.get(criterion_id), marker_id, changed
            )
        outcomes[criterion_id] = RowOutcome(criterion_id, conflict=conflict)
    db.session.flush()
    return SaveOutcome(outcomes)


def write_opinion(
    second: SecondMarking,
    whose: Opinion,
    criterion_id: UUID,
    row: SecondMarkingRow | None,
    by: UUID,
    changed: dict[str, object],
) -> SecondMarkingRow:
    """Write a row of an opinion, begun if need be."""
    if row is None:
        row = SecondMarkingRow(
            second_marking_id=second.id,
            opinion=whose,
            criterion_id=criterion_id,
            level_id=None,
            points=None,
            not_applicable=False,
            comment="",
        )
        db.session.add(row)
    for name, value in changed.items():
        setattr(row, name, value)
    row.changed_by = by
    row.changed_at = clock.now()
    audit.record(
        "second_marking.row_saved",
        "second_marking",
        second.id,
        opinion=whose.value,
        criterion=str(criterion_id),
        level=str(row.level_id) if row.level_id else None,
    )
    return row


def finish_second(opened: OpenSecond) -> bool:
    """Finish the second marking; `False` where it was finished or withdrawn already.

    Raises `NotComplete` while a row is undecided.
    """
    if opened.closed:
        return False
    rubric = rubric_content(opened.second.rubric_version_id)
    rows = desk_rows(rubric, opened.rows.values())
    missing = tuple(row.criterion.id for row in rows if not row.marked)
    if missing:
        raise NotComplete(missing)
    opened.second.finished_at = clock.now()
    audit.record("second_marking.finished", "second_marking", opened.second.id)
    _settle(opened.second, second_rows=list(opened.rows.values()))
    return True


def finish_first(opened: OpenAssessment, by: UUID) -> bool:
    """Finish the course's own marking of a work under second marking; its rows stand still from then on.

    `False` where it was finished already. Raises `NotComplete` while a row is undecided, `Refused` where the work is
    not under second marking.
    """
    standing = second_marking_of(opened.work.id, lock=True)
    if standing is None or opened.returned:
        raise Refused(_("This work has no second marking: it can simply be returned."))
    if opened.closed:
        return False
    second = locked_second(standing.id)
    rows = desk_rows(rubric_content(opened.assessment.rubric_version_id), opened.rows.values())
    missing = tuple(row.criterion.id for row in rows if not row.marked)
    if missing:
        raise NotComplete(missing)
    kept = [
        SecondMarkingRow(
            second_marking_id=second.id,
            opinion=Opinion.FIRST,
            criterion_id=row.criterion_id,
            level_id=row.level_id,
            points=row.points,
            not_applicable=row.not_applicable,
            comment=row.comment,
            changed_by=row.changed_by,
            changed_at=row.changed_at,
        )
        for row in opened.rows.values()
        if row.criterion_id in {standing_row.criterion.id for standing_row in rows}
    ]
    db.session.add_all(kept)
    opened.assessment.finished_at = second.first_finished_at = clock.now()
    second.first_finished_by = by
    audit.record("second_marking.first_finished", "second_marking", second.id)
    _settle(second, first_rows=kept)
    return True


def _settle(
    second: SecondMarking,
    first_rows: Sequence[SecondMarkingRow] | None = None,
    second_rows: Sequence[SecondMarkingRow] | None = None,
) -> None:
    """Compare the two as soon as both have finished."""
    if second.both_finished:
        rubric = rubric_content(second.rubric_version_id)
        first = desk_rows(rubric, first_rows or second.opinion(Opinion.FIRST))
        other = desk_rows(rubric, second_rows or second.opinion(Opinion.SECOND))
        found = compare(rubric.specs, choices(first), choices(other), second.moderation.tolerance)
        second.agrees = found.agrees
        audit.record(
            "second_marking.compared",
            "second_marking",
            second.id,
            agrees=found.agrees,
            rows_apart=len(found.to_decide),
        )
    db.session.flush()
