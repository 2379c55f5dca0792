"""Returning a work publishes the mark and the evidence, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from parasat_lms.core import audit, clock
from parasat_lms.core.errors import Refused
from parasat_lms.core.plugins import manager
from parasat_lms.domain.rubrics import Score, attribute_shares, score
from parasat_lms.domain.rule_book import MarkDecision, RuleBook
from parasat_lms.features.marking.hooks import ReturnedWork
from parasat_lms.features.marking.operations.attempts import settle_attempts
from parasat_lms.features.marking.operations.evidence import EvidenceEntry, append_evidence
from parasat_lms.features.marking.operations.rows import OpenAssessment, open_assessments
from parasat_lms.features.marking.queries.desk import DeskRow, Work, choices, decision_on, desk_rows
from parasat_lms.features.marking.queries.returning import as_seen
from parasat_lms.features.rubrics.queries import RubricContent, rubric_content

MARKING = "marking"
"""The name under which marking appends to the ledger."""


class NotComplete(Exception):
    """Rows are neither marked nor "not applicable"; `missing` names their criteria."""

    def __init__(self, missing: tuple[UUID, ...]) -> None:
        super().__init__(f"{len(missing)} rows are not marked")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class _Publication:
    """What returning one work makes known."""

    opened: OpenAssessment
    rubric: RubricContent
    rows: tuple[DeskRow, ...]
    total: Score
    decision: MarkDecision | None


def return_work(opened: OpenAssessment, assessor_id: UUID, book: RuleBook, plugins: frozenset[str]) -> bool:
    """Publish the mark and append the evidence; `False` where the work had been returned already.

    Raises `NotComplete` while a row is undecided, and `Refused` while the work waits for moderation.
    """
    return bool(return_works([opened], assessor_id, book, plugins))


def return_works(
    several: Sequence[OpenAssessment], assessor_id: UUID, book: RuleBook, plugins: frozenset[str]
) -> int:
    """Publish several works at once, all or none; gives how many had not been returned already.

    Raises `NotComplete` while a row of any of them is undecided, and `Refused` while one waits for moderation.
    """
    standing = [opened for opened in several if not opened.returned]
    if any(opened.assessment.held for opened in standing):
        raise Refused(
            _(
                "This work waits for moderation: it can go back when both markers have finished and agree, "
                "or when it was decided where they do not."
            )
        )
    publications = [_publication(opened, book) for opened in standing]
    for publication in publications:
        _publish(publication, assessor_id)
    append_evidence(entry for each in publications for entry in _evidence(each, assessor_id))
    _settle([publication.opened for publication in publications], assessor_id)
    for publication in publications:
        announced = returned_work(publication.opened, assessor_id)
        manager().announce("work_returned", plugins, work=announced)
    return len(publications)


def _settle(several: Sequence[OpenAssessment], assessor_id: UUID) -> None:
    """Let the right attempts count. Before the first return of a first attempt there is no other."""
    again = [each for each in several if each.work.submission.attempt > 1 or each.assessment.round > 1]
    for assignment in {each.work.assignment.id: each.work.assignment for each in again}.values():
        students = [each.work.student.id for each in again if each.work.assignment.id == assignment.id]
        settle_attempts(assignment, students, by=assessor_id)


def _publication(opened: OpenAssessment, book: RuleBook) -> _Publication:
    rubric = rubric_content(opened.assessment.rubric_version_id)
    rows = desk_rows(rubric, opened.rows.values())
    total = score(rubric.specs, choices(rows))
    if total.missing:
        raise NotComplete(total.missing)
    return _Publication(opened, rubric, rows, total, decision_on(opened.work, total, book))


def _publish(publication: _Publication, assessor_id: UUID) -> None:
    assessment, decision = publication.opened.assessment, publication.decision
    marked = decision is not None and decision.kind != "feedback_only"
    assessment.percent = publication.total.percent if marked else None
    assessment.mark = decision.mark if decision else None
    assessment.passed = decision.passed if decision else None
    assessment.returned_at = clock.now()
    assessment.returned_by = assessor_id
    publication.opened.work.submission.returned_at = assessment.returned_at
    audit.record("work.returned", "assessment", assessment.id, mark=assessment.mark, round=assessment.round)


def returned_work(opened: OpenAssessment, by: UUID) -> ReturnedWork:
    """What plug-ins are told of a return, or of its undoing, by that person."""
    work, assessment = opened.work, opened.assessment
    return ReturnedWork(
        submission_id=work.id,
        student_id=work.student.id,
        course_id=work.course.id,
        assignment_id=work.assignment.id,
        assessor_id=by,
        worked_on=work.worked_on,
        percent=assessment.percent,
        mark=assessment.mark,
    )


def _evidence(publication: _Publication, assessor_id: UUID) -> list[EvidenceEntry]:
    work, assessment = publication.opened.work, publication.opened.assessment
    levels = {row.criterion.id: row.level_id for row in publication.rows}
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
        for share in attribute_shares(publication.rubric.specs, choices(publication.rows))
    ]


def return_as_seen(
    works: Sequence[Work],
    seen: Mapping[UUID, str],
    assessor_id: UUID,
    book: RuleBook,
    plugins: frozenset[str],
) -> tuple[int, int]:
    """Return those works that are complete and still as they were seen; gives how many went back and how many stay.

    `seen` maps a work to the fingerprint that `as_seen` gave. What had been returned already counts for neither.
    """
    standing = [opened for opened in open_assessments(works) if not opened.returned]
    unchanged = [
        opened
        for opened in standing
        if not opened.assessment.held and seen.get(opened.work.id) == _fingerprint(opened)
    ]
    return return_works(unchanged, assessor_id, book, plugins), len(standing) - len(unchanged)


def _fingerprint(opened: OpenAssessment) -> str | None:
    """What would be published now; nothing while a row is undecided."""
    rows = desk_rows(rubric_content(opened.assessment.rubric_version_id), opened.rows.values())
    if not all(row.marked for row in rows):
        return None
    return as_seen(rows, opened.assessment.comment)
