"""The page on which a student sees what grew."""

from uuid import UUID

from flask import Blueprint, g, request, url_for

from parasat_lms.core import clock
from parasat_lms.core.charts import radar_geometry
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.plugins import Panel, manager
from parasat_lms.core.web import Answer, render_page, see_other
from parasat_lms.domain.permissions import Permission, Role
from parasat_lms.features.people.models import ClassStudent
from parasat_lms.features.progress import queries
from parasat_lms.features.rubrics.queries import attributes_of
from parasat_lms.features.schools.queries import rule_book

blueprint = Blueprint("progress", __name__, template_folder="templates", url_prefix="/<school>/profile")


@blueprint.get("")
@requires(Permission.PROGRESS_PROFILE_READ)
def own() -> Answer:
    """One's own profile; a parent's way to the children's, a teacher's to the students'."""
    actor = current_actor()
    if Role.STUDENT in actor.roles:
        return see_other(url_for("progress.profile", student_id=actor.person_id))
    wanted = "".join(letter for letter in request.args.get("q", "")[:80] if letter.isprintable())
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found = queries.readable_students(actor.person_id, wanted, page)
    if found.total == 1 and not wanted:
        return see_other(url_for("progress.profile", student_id=found.students[0].person.id))
    return render_page(
        "progress/students.html",
        fragment="students_list",
        students=found.students,
        wanted=wanted,
        page=page,
        pages=max(-(-found.total // queries.PER_PAGE), 1),
        total=found.total,
        searchable=Role.TEACHER in actor.roles,
    )


def load_student(student_id: UUID) -> ClassStudent | None:
    """The student, if this person may read the profile."""
    return queries.readable_student(current_actor().person_id, student_id)


def may_open_feedback(student: ClassStudent) -> bool:
    """Feedback pages are the student's and the parents'; a teacher has the desk."""
    actor = current_actor()
    return student.person.id == actor.person_id or (
        Role.PARENT in actor.roles and Role.TEACHER not in actor.roles
    )


@blueprint.get("/<uuid:student_id>")
@requires(Permission.PROGRESS_PROFILE_READ, on=load_student)
def profile(student: ClassStudent) -> Answer:
    """Levels of the graduate attributes as a radar and a table that opens down to the evidence."""
    today = clock.local_date(clock.now(), g.school.timezone)
    shown = queries.profile_of(
        student, attributes_of(g.school.network_id), rule_book(g.school.network_id, g.school.id), today
    )
    return render_page(
        "progress/profile.html",
        student=student,
        profile=shown,
        own=student.person.id == current_actor().person_id,
        may_open=may_open_feedback(student),
        radar=radar_geometry([line.level.level for line in shown.lines]),
        panels=manager().gather("profile_panels", g.school.plugins, Panel, student_id=student.person.id),
    )
