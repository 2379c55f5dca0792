"""Saving rows: each part merges three ways, so nothing is overwritten silently and every save may be repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db, insert_if_absent
from parasat_lms.domain.merging import Merge, merge
from parasat_lms.features.marking.models import Assessment, AssessmentRow, AssessorRole
from parasat_lms.features.marking.operations.inputs import OVERALL, CommentInput, RowInput
from parasat_lms.features.marking.queries.desk import (
    StandingRow,
    Work,
    assessment_of,
    assessments_of,
    choice_word,
    fingerprint,
    version_used,
)


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: saved or as it was, or else a conflict or a problem in words."""

    criterion_id: UUID
    conflict: bool = False
    problem: str = ""

    @property
    def fine(self) -> bool:
        """Whether what was sent is what stands."""
        return not self.conflict and not self.problem


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What became of everything that was sent; `closed` means that nothing could be changed any more."""

    rows: dict[UUID, RowOutcome]
    overall_conflict: bool = False
    closed: bool = False

    @property
    def fine(self) -> bool:
        """Whether everything that was sent is what stands."""
        return not self.closed and not self.overall_conflict and all(row.fine for row in self.rows.values())


@dataclass(frozen=True, slots=True)
class OpenAssessment:
    """An assessment that this transaction holds locked, with its rows by criterion, kept up to date while saving."""

    work: Work
    assessment: Assessment
    rows: dict[UUID, AssessmentRow]

    @property
    def returned(self) -> bool:
        """Whether the work went back already."""
        return self.assessment.returned_at is not None

    @property
    def closed(self) -> bool:
        """Whether nothing may be changed: the work went back, or its marking is finished for a comparison."""
        return self.returned or self.assessment.finished_at is not None


def open_assessment(work: Work) -> OpenAssessment:
    """The teachers' assessment of a work, begun if need be and locked until the transaction ends."""
    assessment = assessment_of(work.id, lock=True)
    if assessment is None:
        insert_if_absent(
            Assessment,
            submission_id=work.id,
            rubric_version_id=version_used(work, None),
            role=AssessorRole.TEACHER,
            comment="",
        )
        assessment = assessment_of(work.id, lock=True)
    if assessment is None:
        raise LookupError(f"the assessment of {work.id} is neither there nor could be begun")
    return OpenAssessment(work, assessment, {row.criterion_id: row for row in assessment.rows})


def open_assessments(works: Sequence[Work]) -> list[OpenAssessment]:
    """The assessments of those works that have one, locked in one order until the transaction ends."""
    by_submission = {work.id: work for work in works}
    return [
        OpenAssessment(
            by_submission[found.submission_id], found, {row.criterion_id: row for row in found.rows}
        )
        for found in assessments_of(by_submission, lock=True)
    ]


def save(
    opened: OpenAssessment,
    inputs: Sequence[RowInput],
    assessor_id: UUID,
    overall: CommentInput | None = None,
) -> SaveOutcome:
    """Save what was sent for some rows, and the overall comment; every part on its own."""
    if opened.closed:
        return SaveOutcome({sent.criterion.id: RowOutcome(sent.criterion.id) for sent in inputs}, closed=True)
    outcomes = {sent.criterion.id: _save_row(opened, sent, assessor_id) for sent in inputs}
    conflict = overall is not None and not _save_overall(opened.assessment, overall)
    db.session.flush()
    return SaveOutcome(outcomes, overall_conflict=conflict)


def _save_row(opened: OpenAssessment, sent: RowInput, assessor_id: UUID) -> RowOutcome:
    if sent.problem:
        return RowOutcome(sent.criterion.id, problem=sent.problem)
    changed, conflict = merged(sent, opened.rows.get(sent.criterion.id))
    if changed:
        _write_row(opened, sent.criterion.id, assessor_id, changed)
    return RowOutcome(sent.criterion.id, conflict=conflict)


def merged(sent: RowInput, row: StandingRow | None) -> tuple[dict[str, object], bool]:
    """What a wish changes in the row that stands, by column, and whether somebody else changed it differently."""
    criterion = sent.criterion
    changed: dict[str, object] = {}
    conflict = False
    if sent.choice:
        stands = (
            choice_word(row.level_id, row.points, criterion, not_applicable=row.not_applicable) if row else ""
        )
        decided = merge(seen=sent.choice.seen, wanted=sent.choice.word, stands=stands)
        conflict = decided is Merge.CONFLICT
        if decided is Merge.APPLY:
            changed.update(
                level_id=sent.choice.level_id,
                points=sent.choice.points,
                not_applicable=sent.choice.not_applicable,
            )
    if sent.comment:
        decided = _merge_comment(sent.comment, row.comment if row else "")
        conflict = conflict or decided is Merge.CONFLICT
        if decided is Merge.APPLY:
            changed["comment"] = sent.comment.text
    return changed, conflict


def _write_row(
    opened: OpenAssessment, criterion_id: UUID, assessor_id: UUID, changed: dict[str, object]
) -> None:
    row = opened.rows.get(criterion_id)
    if row is None:
        row = opened.rows[criterion_id] = AssessmentRow(
            assessment_id=opened.assessment.id,
            criterion_id=criterion_id,
            level_id=None,
            points=None,
            not_applicable=False,
            comment="",
        )
        db.session.add(row)
    for name, value in changed.items():
        setattr(row, name, value)
    row.changed_by = assessor_id
    row.changed_at = clock.now()
    audit.record(
        "assessment_row.saved",
        "assessment",
        opened.assessment.id,
        criterion=str(criterion_id),
        parts=sorted(changed),
        level=str(row.level_id) if row.level_id else None,
    )


def _merge_comment(sent: CommentInput, stands: str) -> Merge:
    return merge(seen=sent.seen, wanted=fingerprint(sent.text), stands=fingerprint(stands))


def _save_overall(assessment: Assessment, sent: CommentInput) -> bool:
    decided = _merge_comment(sent, assessment.comment)
    if decided is Merge.APPLY:
        assessment.comment = sent.text
        audit.record("assessment.commented", "assessment", assessment.id, part=OVERALL)
    return decided is not Merge.CONFLICT
