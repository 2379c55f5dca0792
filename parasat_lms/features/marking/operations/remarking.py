"""An assignment goes over to another version of its rubric, with the works that are chosen, and may come back.

The rows of the version before stay where they are, because each version has criteria of its own: so taking a
re-marking back needs nothing but to look at them again. The ledger only grows: what no longer counts is withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from flask_babel import gettext as _

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db
from parasat_lms.core.errors import Conflict, Refused
from parasat_lms.domain.rubrics import Choice, attribute_shares
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.assignments.models import Assignment
from parasat_lms.features.marking.models import (
    Assessment,
    AssessmentRow,
    Evidence,
    RemarkedWork,
    Remarking,
)
from parasat_lms.features.marking.operations.attempts import settle_assignment
from parasat_lms.features.marking.operations.evidence import EvidenceEntry, append_evidence, withdraw_evidence
from parasat_lms.features.marking.queries.desk import Work, choices, desk_rows
from parasat_lms.features.marking.queries.held import under_second_marking
from parasat_lms.features.marking.queries.remarking import (
    Change,
    assessments_to_take_back,
    changes_under,
    rows_by_criterion,
)
from parasat_lms.features.rubrics.queries import RubricContent, rubric_content

MARKING = "marking"
"""The name under which marking appends to the ledger."""


class Reach(StrEnum):
    """Which works go over to the other version."""

    NEW = "new"
    """Only those whose marking has not begun."""
    BEGUN = "begun"
    """Those that lie half-marked on the desk, besides."""
    RETURNED = "returned"
    """Those that their students have back, besides: their marks are computed anew."""


@dataclass(frozen=True, slots=True)
class Remarked:
    """What came of it: how many works went over, and how many wait for an assessor's decision."""

    moved: int
    left: int


def remark(
    assignment: Assignment,
    version: RubricContent,
    reach: Reach,
    assessor_id: UUID,
    book: RuleBook,
    timezone: str,
    *,
    seen_version: UUID,
) -> Remarked:
    """Let the assignment use another version of its rubric, and the works within `reach` go over to it.

    A returned work in which a criterion needs a decision stays as it is. `assignment` is locked by the caller;
    `seen_version` is the one that was on the screen: `Conflict` where another has come between. `Refused` while works
    are under second marking: both markers use one version.
    """
    _refuse_during_moderation(assignment)
    if assignment.rubric_version_id != seen_version:
        raise Conflict(
            _("Somebody has changed the version of this assignment meanwhile; nothing was changed.")
        )
    changes = changes_under(assignment, version, book, timezone, lock=True)
    wanted = [change for change in changes if _within(change, reach)]
    moving = [change for change in wanted if change.moves]
    remarking = Remarking(
        assignment_id=assignment.id,
        from_version_id=assignment.rubric_version_id,
        to_version_id=version.version_id,
        made_by=assessor_id,
    )
    if moving or assignment.rubric_version_id != version.version_id:
        db.session.add(remarking)
        db.session.flush()
        for change in moving:
            _move(remarking, change, version, assessor_id)
        assignment.rubric_version_id = version.version_id
        db.session.flush()
        settle_assignment(assignment, by=assessor_id)
        audit.record(
            "assignment.remarked",
            "assignment",
            assignment.id,
            version=str(version.version_id),
            reach=str(reach),
            works=len(moving),
        )
    return Remarked(len(moving), len(wanted) - len(moving))


def _refuse_during_moderation(assignment: Assignment) -> None:
    if under_second_marking(assignment.id):
        raise Refused(
            _("Works of this assignment are under second marking; let them go back first, or withdraw it.")
        )


def _within(change: Change, reach: Reach) -> bool:
    return reach is Reach.RETURNED or (reach is Reach.BEGUN and not change.returned)


def _move(remarking: Remarking, change: Change, version: RubricContent, assessor_id: UUID) -> None:
    assessment = change.assessment
    rows = rows_by_criterion(assessment)
    comments = {
        criterion.lineage_id: rows[criterion.id].comment
        for criterion in change.before.criteria
        if criterion.id in rows
    }
    chosen = {choice.criterion_id: choice for choice in change.carried.choices}
    for criterion in version.criteria:
        _write(
            assessment.id,
            rows.get(criterion.id),
            criterion.id,
            chosen.get(criterion.id),
            comments.get(criterion.lineage_id, ""),
            remarking,
        )
    db.session.add(
        RemarkedWork(
            remarking_id=remarking.id,
            assessment_id=assessment.id,
            from_version_id=assessment.rubric_version_id,
            round=assessment.round + change.returned,
            percent=assessment.percent,
            mark=assessment.mark,
            passed=assessment.passed,
        )
    )
    assessment.rubric_version_id = version.version_id
    audit.record("assessment.remarked", "assessment", assessment.id, mark=change.mark, was=assessment.mark)
    if change.returned:
        assessment.percent, assessment.mark, assessment.passed = change.percent, change.mark, change.passed
        _publish_anew(change.work, assessment, version, list(change.carried.choices), assessor_id)


def _write(
    assessment_id: UUID,
    row: AssessmentRow | None,
    criterion_id: UUID,
    choice: Choice | None,
    comment: str,
    remarking: Remarking,
) -> None:
    if row is None:
        if choice is None and not comment:
            return
        row = AssessmentRow(assessment_id=assessment_id, criterion_id=criterion_id)
        db.session.add(row)
    row.level_id = choice.level_id if choice else None
    row.points = choice.points if choice else None
    row.not_applicable = bool(choice and choice.not_applicable)
    row.comment = comment
    # The moment of the re-marking itself: what is changed later was touched by somebody.
    row.changed_by, row.changed_at = remarking.made_by, remarking.made_at


def _publish_anew(
    work: Work, assessment: Assessment, version: RubricContent, chosen: Sequence[Choice], assessor_id: UUID
) -> None:
    """The evidence of the round before no longer counts; that of this one does."""
    withdraw_evidence(Evidence.assessment_id == assessment.id, by=assessor_id, reason="re-marked")
    assessment.round += 1
    levels = {choice.criterion_id: choice.level_id for choice in chosen}
    append_evidence(
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
        for share in attribute_shares(version.specs, chosen)
    )


def take_back(remarking: Remarking, assignment: Assignment, assessor_id: UUID, timezone: str) -> Remarked:
    """Undo a re-marking: its works stand as they did before. What was changed since stays as it is, and is counted."""
    _refuse_during_moderation(assignment)
    if remarking.undone_at:
        return Remarked(0, 0)
    before: Mapping[UUID, RemarkedWork] = {work.assessment_id: work for work in remarking.works}
    moved = 0
    for work, assessment in assessments_to_take_back(remarking, timezone):
        earlier = before[assessment.id]
        if _touched_since(remarking, earlier, assessment):
            continue
        version = rubric_content(earlier.from_version_id)
        assessment.rubric_version_id = earlier.from_version_id
        assessment.percent, assessment.mark, assessment.passed = earlier.percent, earlier.mark, earlier.passed
        if assessment.returned_at:
            chosen = choices(desk_rows(version, assessment.rows))
            _publish_anew(work, assessment, version, chosen, assessor_id)
        audit.record("assessment.taken_back", "assessment", assessment.id, mark=assessment.mark)
        moved += 1
    if assignment.rubric_version_id == remarking.to_version_id:
        assignment.rubric_version_id = remarking.from_version_id
    remarking.undone_by, remarking.undone_at = assessor_id, clock.now()
    db.session.flush()
    settle_assignment(assignment, by=assessor_id)
    audit.record("assignment.taken_back", "assignment", assignment.id, works=moved)
    return Remarked(moved, len(before) - moved)


def _touched_since(remarking: Remarking, earlier: RemarkedWork, assessment: Assessment) -> bool:
    """Whether somebody went on with the work: returned it again, moved it on, or marked a row."""
    if assessment.rubric_version_id != remarking.to_version_id or assessment.round != earlier.round:
        return True
    return any(row.changed_at > remarking.made_at for row in assessment.rows)
