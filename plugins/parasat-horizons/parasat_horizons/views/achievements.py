"""A leader assesses what a student achieved in a club."""

from uuid import UUID

from flask import request, url_for

from parasat_horizons import NAME, _
from parasat_horizons.forms.contests import AchievementForm
from parasat_horizons.models import Achievement, Club
from parasat_horizons.operations.achievements import Achieved, achievement, assess_again, record
from parasat_horizons.queries.members import membership
from parasat_horizons.seeds import rows_of
from parasat_horizons.views.doors import CLUB_LEAD, blueprint, led_club
from parasat_lms.plugin_api import (
    Answer,
    Person,
    RubricContent,
    activity_assessments,
    current_actor,
    flash_success,
    person,
    render_page,
    requires,
    rubric_content,
    rubric_rows_of,
    see_other,
    seeded_rubric,
)

Seen = tuple[Club, Person]


def _seen(club_id: UUID, student_id: UUID) -> Seen | None:
    found, student = led_club(club_id), person(student_id)
    return (found, student) if found and student and membership(club_id, student_id) else None


def _rubric(club: Club) -> tuple[str, RubricContent]:
    """The row of the rubric that is asked for, or the first of the club's format."""
    keys = rows_of(club.format)
    asked = request.values.get("row", "")
    key = asked if asked in keys else keys[0]
    return key, seeded_rubric(NAME, key)


@blueprint.get("/clubs/<uuid:club_id>/members/<uuid:student_id>/achievement")
@requires(CLUB_LEAD, on=_seen)
def new_achievement(seen: Seen) -> Answer:
    """What was achieved, and the rubric to say it by."""
    return _new_page(seen, AchievementForm(formdata=None))


def _new_page(
    seen: Seen,
    form: AchievementForm,
    rows: object = (),
    errors: object = None,
    status: int = 200,
) -> Answer:
    club, student = seen
    key, rubric = _rubric(club)
    return render_page(
        "parasat_horizons/achievement.html",
        status=status,
        club=club,
        student=student,
        form=form,
        row=key,
        choices=[(other, seeded_rubric(NAME, other)) for other in rows_of(club.format)],
        rubric=rubric,
        rows=rows,
        errors=errors or {},
    )


@blueprint.post("/clubs/<uuid:club_id>/members/<uuid:student_id>/achievement")
@requires(CLUB_LEAD, on=_seen)
def record_achievement(seen: Seen) -> Answer:
    """Publish the assessment and its evidence."""
    club, student = seen
    form = AchievementForm()
    key, rubric = _rubric(club)
    rows, errors = rubric_rows_of(rubric, request.form)
    if not form.validate() or errors:
        return _new_page(seen, form, rows, errors, status=422)
    achieved = Achieved(form.words, form.achieved_on.data, key)
    record(club, student.id, achieved, rubric, rows, current_actor().person_id)
    flash_success(_("The achievement is on the student's profile."))
    return see_other(url_for("parasat_horizons.member_list", club_id=club.id))


def _led_achievement(achievement_id: UUID) -> Achievement | None:
    found = achievement(achievement_id)
    return found if found and led_club(found.club_id) else None


def _again_page(
    found: Achievement, rubric: RubricContent, rows: object, errors: object, status: int = 200
) -> Answer:
    return render_page(
        "parasat_horizons/achievement_again.html",
        status=status,
        achievement=found,
        student=person(found.student_id),
        rubric=rubric,
        rows=rows,
        errors=errors,
    )


def _standing(found: Achievement) -> tuple[RubricContent, tuple[object, ...]]:
    standing = activity_assessments(NAME, activity_id=found.id)
    if not standing:
        return seeded_rubric(NAME, found.row), ()
    return rubric_content(standing[0].work.rubric_version_id), standing[0].rows


@blueprint.get("/achievements/<uuid:achievement_id>")
@requires(CLUB_LEAD, on=_led_achievement)
def look_again(found: Achievement) -> Answer:
    """The assessment as it stands, to be changed."""
    rubric, rows = _standing(found)
    return _again_page(found, rubric, rows, {})


@blueprint.post("/achievements/<uuid:achievement_id>")
@requires(CLUB_LEAD, on=_led_achievement)
def assess_achievement_again(found: Achievement) -> Answer:
    """Assess the same achievement anew."""
    rubric, _rows = _standing(found)
    rows, errors = rubric_rows_of(rubric, request.form)
    if errors:
        return _again_page(found, rubric, rows, errors, status=422)
    assess_again(found, rubric, rows, current_actor().person_id)
    flash_success(_("The achievement is assessed anew."))
    return see_other(url_for("parasat_horizons.student_page", student_id=found.student_id))
