"""Assessing a student's part in an activity with the rubric of its component."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request, url_for

from parasat_lms.plugin_api import (
    ActivityRow,
    Answer,
    ClassStudent,
    Refused,
    RubricContent,
    activity_assessments,
    current_actor,
    flash_success,
    requires,
    rubric_rows_of,
    see_other,
    seeded_rubric,
    student,
)
from parasat_zholy import NAME, _, seeds
from parasat_zholy.models import Activity, Participation
from parasat_zholy.operations import activities as operations
from parasat_zholy.policies.permissions import ACTIVITY_ASSESS
from parasat_zholy.queries import activities as queries
from parasat_zholy.queries.activities import ActivityLine
from parasat_zholy.views.pages import blueprint, show


@dataclass(frozen=True, slots=True)
class Assessed:
    """A student's part in an activity that this person leads."""

    line: ActivityLine
    part: Participation
    student: ClassStudent


def _assessable(activity_id: UUID, student_id: UUID) -> Assessed | None:
    """Only who leads the activity assesses it, and only who takes part; not even an administrator."""
    line = queries.activity_line(activity_id, Activity.leader_id == current_actor().person_id)
    part = queries.participation_of(activity_id, student_id) if line else None
    found = student(student_id) if part else None
    return Assessed(line, part, found) if line and part and found else None


def _rubric(assessed: Assessed) -> RubricContent:
    return seeded_rubric(NAME, seeds.components()[assessed.line.activity.component].rubric)


def _page(
    assessed: Assessed,
    rubric: RubricContent,
    *,
    rows: Sequence[ActivityRow] | None = None,
    errors: Mapping[UUID, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> Answer:
    before = activity_assessments(
        NAME, student_id=assessed.student.person.id, activity_id=assessed.line.activity.id
    )
    if rows is None:
        rows = before[0].rows if before else []
    return show(
        "assess",
        "activities",
        status=status,
        assessed=assessed,
        rubric=rubric,
        rows=rows,
        errors=errors or {},
        problem=problem,
        before=before[0] if before else None,
        offered=queries.offered_evidence(assessed.line.activity.id, [assessed.student.person.id]),
    )


@blueprint.get("/activities/<uuid:activity_id>/assess/<uuid:student_id>")
@requires(ACTIVITY_ASSESS, on=_assessable)
def assess(assessed: Assessed) -> Answer:
    """The rubric, beside what the student offered as evidence."""
    return _page(assessed, _rubric(assessed))


@blueprint.post("/activities/<uuid:activity_id>/assess/<uuid:student_id>")
@requires(ACTIVITY_ASSESS, on=_assessable)
def publish_assessment(assessed: Assessed) -> Answer:
    """Publish the assessment and its evidence."""
    rubric = _rubric(assessed)
    rows, errors = rubric_rows_of(rubric, request.form)
    if errors:
        return _page(assessed, rubric, rows=rows, errors=errors, status=422)
    activity = assessed.line.activity
    try:
        operations.assess(
            activity, assessed.student.person.id, rubric.version_id, rows, current_actor().person_id
        )
    except Refused as refused:
        return _page(assessed, rubric, rows=rows, problem=str(refused), status=422)
    flash_success(_("The assessment is published; the student sees it, and the profile has grown."))
    return see_other(url_for("parasat_zholy.activity", activity_id=activity.id))
