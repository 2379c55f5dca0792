"""A student's additional education on one page; one's own children; the sums of the school."""

from uuid import UUID

from flask import url_for

from parasat_horizons import NAME
from parasat_horizons.forms.choices import AWARD_WORDS, CONTEST_KIND_WORDS, LEVEL_WORDS, WEEKDAYS
from parasat_horizons.queries.achievements import assessed_by_leader
from parasat_horizons.queries.attendance import sums_of_student
from parasat_horizons.queries.clubs import meetings_of
from parasat_horizons.queries.contests import results_of
from parasat_horizons.queries.members import clubs_of, readable_student
from parasat_horizons.queries.portfolio import portfolio
from parasat_horizons.queries.sums import sums
from parasat_horizons.seeds import formats
from parasat_horizons.views.doors import STUDENT_READ, SUMS_READ, blueprint
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    Person,
    activity_assessments,
    children_of,
    current_actor,
    render_page,
    requires,
    see_other,
)


def _student(student_id: UUID) -> Person | None:
    return readable_student(student_id, current_actor())


@blueprint.get("/mine")
@requires(STUDENT_READ)
def mine() -> Answer:
    """A student's own page; for a parent the children; for a leader the list of clubs."""
    actor = current_actor()
    if Role.STUDENT in actor.roles:
        return see_other(url_for("parasat_horizons.student_page", student_id=actor.person_id))
    children = children_of(actor.person_id)
    if len(children) == 1:
        return see_other(url_for("parasat_horizons.student_page", student_id=children[0].id))
    return render_page("parasat_horizons/children.html", children=children)


@blueprint.get("/students/<uuid:student_id>")
@requires(STUDENT_READ, on=_student)
def student_page(student: Person) -> Answer:
    """Clubs with attendance, contests, achievements and works of a student."""
    actor = current_actor()
    clubs = clubs_of(student.id)
    return render_page(
        "parasat_horizons/student.html",
        student=student,
        own=student.id == actor.person_id,
        clubs=clubs,
        meetings=meetings_of(found.club.id for found in clubs),
        sums=sums_of_student(student.id),
        results=results_of(student.id),
        assessments=activity_assessments(NAME, student_id=student.id),
        led=assessed_by_leader(student.id, actor.person_id),
        pieces=portfolio(student.id, actor),
        formats=formats(),
        awards=AWARD_WORDS,
        kinds=CONTEST_KIND_WORDS,
        levels=LEVEL_WORDS,
        weekdays=WEEKDAYS,
    )


@blueprint.get("/sums")
@requires(SUMS_READ)
def school_sums() -> Answer:
    """Coverage, contests by level and year, success, and every club."""
    return render_page("parasat_horizons/sums.html", sums=sums(), levels=LEVEL_WORDS, formats=formats())
