"""Asking for second markings, deciding where two markers disagree, and taking a second marking back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db
from parasat_lms.core.errors import Refused
from parasat_lms.domain.moderation import Sampling, Tolerance, allocate, every, spread
from parasat_lms.features.assignments.models import Assignment
from parasat_lms.features.marking import policies
from parasat_lms.features.marking.models import AssessmentRow, Moderation, Opinion, SecondMarking
from parasat_lms.features.marking.operations.inputs import RowInput
from parasat_lms.features.marking.operations.second import locked_second, write_opinion
from parasat_lms.features.marking.queries.desk import assessment_of
from parasat_lms.features.marking.queries.moderation import (
    Candidate,
    Compared,
    candidates,
    compared,
    moderation_of,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """By which rule the two markers of an assignment are compared, and who decides."""

    blind: bool
    tolerance: Tolerance
    lead_id: UUID


@dataclass(frozen=True, slots=True)
class Sample:
    """Which works: `number` is the n of every n-th, or how many each of lowest, middle and highest."""

    sampling: Sampling
    number: int = 1
    chosen: frozenset[UUID] = frozenset()

    def of(self, works: Sequence[Candidate]) -> list[UUID]:
        """The works of the sample; `works` come in the order of their codes."""
        ids = [work.submission_id for work in works]
        if self.sampling is Sampling.EVERY:
            return every(ids, self.number)
        if self.sampling is Sampling.SPREAD:
            results = {work.submission_id: work.percent for work in works if work.percent is not None}
            return spread(results, self.number)
        if self.sampling is Sampling.CHOSEN:
            return [work for work in ids if work in self.chosen]
        return ids


def ask_for_second_marking(
    assignment: Assignment, settings: Settings | None, sample: Sample, marker_ids: Sequence[UUID], by: UUID
) -> int:
    """Put works of an assignment under second marking and share them out; gives how many.

    Works under second marking already are left as they are; where the assignment has a moderation, its settings stand
    and `settings` is not looked at. Raises `Refused` where the sample has no work.
    """
    # Two who ask at once do so one after the other, so that no work is given twice.
    db.session.execute(select(Assignment.id).where(Assignment.id == assignment.id).with_for_update())
    works = {work.submission_id: work for work in candidates(assignment)}
    wanted = sample.of(list(works.values()))
    standing = moderation_of(assignment.id)
    moderation = standing or (_begun(assignment, settings, by) if settings and wanted else None)
    if not wanted or moderation is None:
        raise Refused(_("There is no work in this choice that could be marked a second time."))
    shared_out = allocate(wanted, marker_ids, _load(moderation.id))
    db.session.add_all(
        SecondMarking(
            moderation_id=moderation.id,
            submission_id=work_id,
            rubric_version_id=works[work_id].rubric_version_id,
            marker_id=marker_id,
            sampling=sample.sampling.value,
            allocated_by=by,
        )
        for work_id, marker_id in shared_out.items()
    )
    audit.record(
        "moderation.asked",
        "moderation",
        moderation.id,
        works=len(shared_out),
        sampling=sample.sampling.value,
        markers=[str(marker_id) for marker_id in marker_ids],
    )
    db.session.flush()
    return len(shared_out)


def _begun(assignment: Assignment, settings: Settings, by: UUID) -> Moderation:
    moderation = Moderation(
        assignment_id=assignment.id,
        blind=settings.blind,
        levels_apart=settings.tolerance.levels,
        percent_apart=settings.tolerance.percent,
        lead_id=settings.lead_id,
        asked_by=by,
    )
    db.session.add(moderation)
    db.session.flush()
    return moderation


def _load(moderation_id: UUID) -> dict[UUID, int]:
    rows = db.session.execute(
        select(SecondMarking.marker_id, func.count())
        .where(SecondMarking.moderation_id == moderation_id, policies.stands_beside())
        .group_by(SecondMarking.marker_id)
    )
    return {row[0]: row[1] for row in rows}


class NotDecided(Exception):
    """Rows have no decision or no reason; `problems` says by criterion what is missing."""

    def __init__(self, problems: Mapping[UUID, str]) -> None:
        super().__init__(f"{len(problems)} rows are not decided")
        self.problems = problems


def decide(second_id: UUID, inputs: Sequence[RowInput], by: UUID) -> Compared:
    """Decide the rows in which the two markers are too far apart; the decision takes its place in the assessment.

    Raises `NotDecided` where a row has no level or no reason, and `Refused` where there is nothing to decide or the
    work went back meanwhile.
    """
    second = locked_second(second_id)
    comparison = compared(second)
    assessment = assessment_of(second.submission_id, lock=True)
    if second.withdrawn_at or second.agrees is not False or assessment is None or comparison.result is None:
        raise Refused(_("There is nothing to decide: the two markers do not disagree on this work."))
    if assessment.returned_at:
        raise Refused(_("The work has gone back to the student: its decision stands."))
    sent = {each.criterion.id: each for each in inputs}
    problems = {
        criterion_id: problem
        for criterion_id in comparison.result.to_decide
        if (problem := _problem(sent.get(criterion_id)))
    }
    if problems:
        raise NotDecided(problems)
    standing = {row.criterion_id: row for row in second.opinion(Opinion.DECIDED)}
    published = {row.criterion_id: row for row in assessment.rows}
    for criterion_id in comparison.result.to_decide:
        choice, comment = sent[criterion_id].choice, sent[criterion_id].comment
        if choice is None or comment is None:
            continue
        result: dict[str, object] = {
            "level_id": choice.level_id,
            "points": choice.points,
            "not_applicable": choice.not_applicable,
        }
        row = standing.get(criterion_id)
        write_opinion(second, Opinion.DECIDED, criterion_id, row, by, {**result, "comment": comment.text})
        _publish_row(published[criterion_id], result, by)
    second.decided_at = clock.now()
    second.decided_by = by
    audit.record("second_marking.decided", "second_marking", second.id, rows=len(comparison.result.to_decide))
    db.session.flush()
    return comparison


def _problem(sent: RowInput | None) -> str:
    if sent and sent.problem:
        return sent.problem
    if sent is None or sent.choice is None:
        return str(_("Choose the level that shall count."))
    if sent.comment is None or not sent.comment.text:
        return str(_("Write the reason: it stays in the protocol."))
    return ""


def _publish_row(row: AssessmentRow, result: Mapping[str, object], by: UUID) -> None:
    for name, value in result.items():
        setattr(row, name, value)
    row.changed_by = by
    row.changed_at = clock.now()


def withdraw_second(second_id: UUID, by: UUID) -> bool:
    """Take a second marking back: the work is the course's alone again, as its teachers marked it.

    `False` where that was done already; raises `Refused` once the work went back to the student.
    """
    second = locked_second(second_id)
    if second.withdrawn_at:
        return False
    assessment = assessment_of(second.submission_id, lock=True)
    if assessment and assessment.returned_at:
        raise Refused(_("The work has gone back to the student: its second marking stays in the protocol."))
    if assessment:
        first = {row.criterion_id: row for row in second.opinion(Opinion.FIRST)}
        if second.decided_at:
            for row in assessment.rows:
                if own := first.get(row.criterion_id):
                    was = {
                        "level_id": own.level_id,
                        "points": own.points,
                        "not_applicable": own.not_applicable,
                    }
                    _publish_row(row, was, own.changed_by)
        assessment.finished_at = None
    second.standing = None
    second.withdrawn_at = clock.now()
    second.withdrawn_by = by
    audit.record("second_marking.withdrawn", "second_marking", second.id)
    db.session.flush()
    return True
