"""A student's task: what it develops, and where the work is written."""

from uuid import UUID

from flask import Blueprint, url_for
from flask_babel import gettext as _

from parasat_lms.core.errors import Conflict
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.i18n import current_language
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments import operations, queries
from parasat_lms.features.assignments.forms import WorkForm
from parasat_lms.features.assignments.queries import Task
from parasat_lms.features.rubrics.queries import as_plan, rubric_content

blueprint = Blueprint(
    "assignments", __name__, template_folder="templates", url_prefix="/<school>/assignments"
)


@blueprint.get("")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_READ)
def tasks() -> Answer:
    """All of a student's tasks."""
    return render_page("assignments/tasks.html", tasks=queries.tasks_of(current_actor().person_id))


def load_task(assignment_id: UUID) -> Task | None:
    """The task, if it was set for this student."""
    found = queries.tasks_of(current_actor().person_id, assignment_id)
    return found[0] if found else None


def _task_page(task: Task, form: WorkForm, status: int = 200, problem: str = "") -> Answer:
    rubric = rubric_content(task.assignment.rubric_version_id)
    return render_page(
        "assignments/task.html",
        status=status,
        task=task,
        form=form,
        problem=problem,
        rubric=rubric,
        plan=as_plan(rubric),
    )


@blueprint.get("/<uuid:assignment_id>")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_READ, on=load_task)
def task(task: Task) -> Answer:
    """The task with the attributes that it develops, the rubric, and the work so far."""
    form = WorkForm(formdata=None, obj=task.submission)
    if task.submission is None:
        form.language.data = current_language() if current_language() != "en" else "kk"
    return _task_page(task, form)


@blueprint.post("/<uuid:assignment_id>")
@requires(Permission.ASSIGNMENTS_SUBMISSION_WRITE, on=load_task)
def save_work(task: Task) -> Answer:
    """Keep the draft, or hand the work in."""
    form = WorkForm()
    if not form.validate():
        return _task_page(task, form, status=422)
    hand_in = form.intent.data == "hand_in"
    try:
        operations.save_work(
            task.assignment.id, task.student_id, form.text.data, form.language.data, hand_in=hand_in
        )
    except Conflict as error:
        return _task_page(task, form, status=409, problem=str(error))
    flash_success(_("Your work is handed in.") if hand_in else _("The draft is saved."))
    return see_other(url_for("assignments.task", assignment_id=task.assignment.id))
