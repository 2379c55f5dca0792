"""Returning a work publishes the mark and the evidence, in one transaction."""

from collections.abc import Iterable
from uuid import UUID

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db
from parasat_lms.core.plugins import manager
from parasat_lms.domain.rubrics import Score, attribute_shares, score
from parasat_lms.domain.rule_book import MarkDecision, RuleBook
from parasat_lms.features.marking.hooks import ReturnedWork
from parasat_lms.features.marking.models import Assessment
from parasat_lms.features.marking.operations.evidence import EvidenceEntry, append_evidence
from parasat_lms.features.marking.operations.rows import OpenAssessment
from parasat_lms.features.marking.queries.desk import DeskRow, Work, choices, decision_on, desk_rows
from parasat_lms.features.rubrics.queries import RubricContent, rubric_content

MARKING = "marking"
"""The name under which marking appends to the ledger."""


class NotComplete(Exception):
    """Rows are neither marked nor "not applicable"; `missing` names their criteria."""

    def __init__(self, missing: tuple[UUID, ...]) -> None:
        super().__init__(f"{len(missing)} rows are not marked")
        self.missing = missing


def return_work(opened: OpenAssessment, assessor_id: UUID, book: RuleBook, plugins: frozenset[str]) -> bool:
    """Publish the mark and append the evidence; `False` where the work had been returned already.

    Raises `NotComplete` while a row is undecided.
    """
    if opened.returned:
        return False
    work, assessment = opened.work, opened.assessment
    rubric = rubric_content(assessment.rubric_version_id)
    rows = desk_rows(rubric, opened.rows.values())
    total = score(rubric.specs, choices(rows))
    if total.missing:
        raise NotComplete(total.missing)
    decision = decision_on(work, total, book)
    _publish(assessment, work, total, decision, assessor_id)
    append_evidence(_evidence(assessment, work, rubric, rows, assessor_id))
    manager().announce(
        "work_returned",
        plugins,
        work=ReturnedWork(
            submission_id=work.id,
            student_id=work.student.id,
            course_id=work.course.id,
            assignment_id=work.assignment.id,
            assessor_id=assessor_id,
            worked_on=work.worked_on,
            percent=assessment.percent,
            mark=assessment.mark,
        ),
    )
    return True


def _publish(
    assessment: Assessment, work: Work, total: Score, decision: MarkDecision | None, assessor_id: UUID
) -> None:
    marked = decision is not None and decision.kind != "feedback_only"
    assessment.percent = total.percent if marked else None
    assessment.mark = decision.mark if decision else None
    assessment.passed = decision.passed if decision else None
    assessment.returned_at = clock.now()
    assessment.returned_by = assessor_id
    work.submission.returned_at = assessment.returned_at
    audit.record("work.returned", "assessment", assessment.id, mark=assessment.mark)
    db.session.flush()


def _evidence(
    assessment: Assessment, work: Work, rubric: RubricContent, rows: Iterable[DeskRow], assessor_id: UUID
) -> list[EvidenceEntry]:
    rows = list(rows)
    levels = {row.criterion.id: row.level_id for row in rows}
    return [
        EvidenceEntry(
            student_id=work.student.id,
            attribute_id=share.attribute_id,
            points=share.points,
            maximum=share.maximum,
            weight=share.weight,
            plugin=MARKING,
            source_id=work.course.id,
            worked_on=work.worked_on,
            assessor_id=assessor_id,
            course_id=work.course.id,
            assessment_id=assessment.id,
            round=assessment.round,
            criterion_id=share.criterion_id,
            level_id=levels[share.criterion_id],
        )
        for share in attribute_shares(rubric.specs, choices(rows))
    ]
