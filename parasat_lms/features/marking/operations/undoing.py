"""Undoing a return: the work comes back to the desk with all its rows, and its evidence no longer counts."""

from uuid import UUID

from flask_babel import gettext as _

from parasat_lms.core import audit, clock
from parasat_lms.core.db import db
from parasat_lms.core.errors import Refused
from parasat_lms.core.plugins import manager
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.marking.models import Evidence
from parasat_lms.features.marking.operations.attempts import settle_attempts
from parasat_lms.features.marking.operations.evidence import withdraw_evidence
from parasat_lms.features.marking.operations.returning import returned_work
from parasat_lms.features.marking.operations.rows import OpenAssessment
from parasat_lms.features.marking.queries.desk import undo_ends


def undo_return(
    opened: OpenAssessment, round: int, by: UUID, book: RuleBook, plugins: frozenset[str]
) -> bool:
    """Take a returned work back; `False` where that return, told by its number, does not stand any more.

    Raises `Refused` when the time that the rule book gives for it is over.
    """
    assessment = opened.assessment
    if not opened.returned or assessment.round != round:
        return False
    ends = undo_ends(opened.work, assessment, book)
    if ends is None or clock.now() >= ends:
        raise Refused(_("The time in which this work could be taken back is over: the student keeps it."))
    undone = returned_work(opened, by)
    withdrawn = withdraw_evidence(Evidence.assessment_id == assessment.id, by=by, reason="return undone")
    audit.record(
        "work.return_undone",
        "assessment",
        assessment.id,
        mark=assessment.mark,
        round=assessment.round,
        evidence=withdrawn,
    )
    assessment.percent = assessment.mark = assessment.passed = None
    assessment.returned_at = assessment.returned_by = None
    assessment.round += 1
    opened.work.submission.returned_at = None
    db.session.flush()
    settle_attempts(opened.work.assignment, [opened.work.student.id], by=by)
    manager().announce("return_undone", plugins, work=undone)
    return True
