"""A student's tasks: what each develops, where the work is written, how it is handed in."""

from uuid import UUID

from flask import abort, url_for
from flask_babel import gettext as _

from parasat_lms.core.errors import Conflict, Refused
from parasat_lms.core.files import KIND_NAMES, accepted, takes_many_files
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.i18n import current_language
from parasat_lms.core.unit_of_work import begin_writing, writes_late
from parasat_lms.core.web import Answer, flash_success, render_page, see_other, wants_fragment
from parasat_lms.domain.permissions import Permission
from parasat_lms.features.assignments import operations, queries
from parasat_lms.features.assignments.forms import WorkForm
from parasat_lms.features.assignments.models import MOST_FILES, Submission, SubmissionFile
from parasat_lms.features.assignments.operations import WrittenElsewhere
from parasat_lms.features.assignments.queries import Task
from parasat_lms.features.assignments.views.blueprint import blueprint
from parasat_lms.features.assignments.views.files import SentFiles, sent_files
from parasat_lms.features.people.queries import children_of
from parasat_lms.features.rubrics.queries import as_plan, rubric_content


@blueprint.get("/assignments")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_READ)
def tasks() -> Answer:
    """All of a student's tasks."""
    return render_page("assignments/tasks.html", tasks=queries.tasks_of(current_actor().person_id))


@blueprint.get("/assignments/children")
@requires(Permission.ASSIGNMENTS_CHILD_READ)
def children() -> Answer:
    """What a parent's children have to do and have handed in, with the dates that hold for each."""
    found = children_of(current_actor().person_id)
    return render_page(
        "assignments/children.html",
        children=found,
        tasks=queries.tasks_of_students(child.id for child in found),
    )


def load_task(assignment_id: UUID) -> Task | None:
    """The task, if it was set for this student."""
    found = queries.tasks_of(current_actor().person_id, assignment_id)
    return found[0] if found else None


def _task_page(
    task: Task, form: WorkForm, status: int = 200, problem: str = "", stands: Submission | None = None
) -> Answer:
    """The page of a task; `stands` is the draft of another window, shown beside what was typed here."""
    rubric = rubric_content(task.assignment.rubric_version_id)
    return render_page(
        "assignments/task.html",
        status=status,
        task=task,
        form=form,
        problem=problem,
        stands=stands,
        rubric=rubric,
        plan=as_plan(rubric),
        files=_files(task),
        kind_names=KIND_NAMES,
        accept=accepted(task.assignment.file_kinds),
    )


def _files(task: Task) -> list[SubmissionFile]:
    """The files of the latest attempt."""
    if not task.assignment.takes_files or task.submission is None:
        return []
    return queries.files_of([task.submission.id])[task.submission.id]


def _language() -> str:
    return current_language() if current_language() != "en" else "kk"


@blueprint.get("/assignments/<uuid:assignment_id>")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_READ, on=load_task)
def task(task: Task) -> Answer:
    """The task with the attributes that it develops, the rubric, and the work so far."""
    form = WorkForm(formdata=None, obj=task.submission)
    form.seen.data = task.seen
    if task.submission is None:
        form.language.data = _language()
    return _task_page(task, form)


@blueprint.post("/assignments/<uuid:assignment_id>")
@takes_many_files(MOST_FILES)
@writes_late
@requires(Permission.ASSIGNMENTS_SUBMISSION_WRITE, on=load_task)
def save_work(task: Task) -> Answer:
    """Keep the draft with its files, look at it once more before it goes, or hand the work in."""
    assignment_id, sent = task.assignment.id, sent_files(task.assignment)
    begin_writing()
    now = load_task(assignment_id)
    return _save_and_go_on(now, sent) if now else abort(404)


def _save_and_go_on(task: Task, sent: SentFiles) -> Answer:
    form = WorkForm()
    intent = form.intent.data if form.intent.data in {"hand_in", "review"} else "draft"
    if task.assignment.on_paper:
        return _task_page(task, form, status=422, problem=_("This assignment is done on paper."))
    fine = form.validate()
    try:
        task = _keep_files(task, form, sent)
    except (Conflict, Refused) as error:
        return _task_page(task, form, status=error.status, problem=str(error))
    if not fine or (intent != "draft" and not form.complete(task.assignment, len(_files(task)))):
        return _task_page(task, form, status=422)
    try:
        work = _save(task, form, hand_in=intent == "hand_in" and not form.files.errors)
    except WrittenElsewhere as error:
        return _task_page(task, _newly_seen(form, error.stands), 409, str(error), error.stands)
    except (Conflict, Refused) as error:
        return _task_page(task, form, status=error.status, problem=str(error))
    if form.files.errors:
        return _task_page(load_task(task.assignment.id) or task, _newly_seen(form, work), status=422)
    if intent == "review":
        return see_other(url_for("assignments.review", assignment_id=task.assignment.id))
    flash_success(_("Your work is handed in.") if intent == "hand_in" else _("The draft is saved."))
    return see_other(url_for("assignments.task", assignment_id=task.assignment.id))


def _keep_files(task: Task, form: WorkForm, sent: SentFiles) -> Task:
    """Put the files that came to the draft and take one out, whatever becomes of the text; gives the task after it."""
    problems = list(sent.problems)
    if sent.received:
        language = form.language.data or _language()
        problems += operations.keep_files(task.assignment, task.student_id, sent.received, language)
    if form.removed:
        operations.remove_file(task.assignment.id, task.student_id, form.removed)
    form.say_of_files(problems)
    return load_task(task.assignment.id) or task if sent.received else task


def _save(task: Task, form: WorkForm, *, hand_in: bool) -> Submission:
    taken = task.assignment
    return operations.save_work(
        taken.id,
        task.student_id,
        (form.text.data or "") if taken.takes_text else "",
        form.language.data,
        hand_in=hand_in,
        link=(form.link.data or "") if taken.takes_link else "",
        seen=form.seen.data or None,
    )


def _newly_seen(form: WorkForm, stands: Submission) -> WorkForm:
    """The form as it was sent, by somebody who has seen the other window's draft by now."""
    form.seen.data = queries.fingerprint(stands.text, stands.link)
    return form


@blueprint.post("/assignments/<uuid:assignment_id>/draft")
@requires(Permission.ASSIGNMENTS_SUBMISSION_WRITE, on=load_task)
def keep_draft(task: Task) -> Answer:
    """Keep the draft while the student writes; the answer says when it was saved, or shows the other window's."""
    if not wants_fragment():
        return _save_and_go_on(task, SentFiles())
    form = WorkForm()
    problem, stands, work = "", None, task.submission
    status = 200
    if task.assignment.on_paper or not form.validate():
        problem, status = _("Not saved: correct what is marked when you save the draft."), 422
    elif work or (form.text.data or "").strip() or form.link.data:
        try:
            work = _save(task, form, hand_in=False)
        except WrittenElsewhere as error:
            problem, stands, status = str(error), error.stands, 409
        except (Conflict, Refused) as error:
            problem, status = str(error), error.status
    return render_page(
        "assignments/_draft_saved.html",
        status=status,
        work=work,
        problem=problem,
        stands=stands,
        seen_of=lambda draft: queries.fingerprint(draft.text, draft.link),
    )


@blueprint.get("/assignments/<uuid:assignment_id>/hand-in")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_READ, on=load_task)
def review(task: Task) -> Answer:
    """What would be handed in, to look at once more."""
    form, files = WorkForm(formdata=None, obj=task.submission), _files(task)
    complete = form.complete(task.assignment, len(files))
    if task.state not in {"draft", "closed"} or task.submission is None or not complete:
        return see_other(url_for("assignments.task", assignment_id=task.assignment.id))
    form.seen.data = task.seen
    return render_page("assignments/review.html", task=task, form=form, files=files)


@blueprint.post("/assignments/<uuid:assignment_id>/again")
@requires(Permission.ASSIGNMENTS_SUBMISSION_WRITE, on=load_task)
def try_again(task: Task) -> Answer:
    """Begin another attempt, from the text of the latest."""
    if task.state != "draft":
        operations.try_again(task)
    return see_other(url_for("assignments.task", assignment_id=task.assignment.id))
