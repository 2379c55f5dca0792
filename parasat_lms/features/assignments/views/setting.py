"""Setting an assignment: the form, and the way from draft to published."""

from datetime import timedelta
from uuid import UUID

from flask import g, url_for
from flask_babel import gettext as _

from parasat_lms.core.errors import Refused
from parasat_lms.core.guard import current_actor, requires
from parasat_lms.core.web import Answer, flash_success, render_page, see_other
from parasat_lms.domain.permissions import Permission
from parasat_lms.domain.planning import Breach
from parasat_lms.domain.rule_book import RuleBook
from parasat_lms.features.assignments import operations, queries
from parasat_lms.features.assignments.forms import AssignmentForm
from parasat_lms.features.assignments.models import DAY_BEGINS, DAY_ENDS, Assignment
from parasat_lms.features.assignments.operations import ChangedElsewhere, LockedParts, PlanRefused
from parasat_lms.features.assignments.queries import Plan, TaughtAssignment
from parasat_lms.features.assignments.views.blueprint import blueprint
from parasat_lms.features.assignments.views.courses import assignment_page, load_assignment, load_course
from parasat_lms.features.courses.models import Course
from parasat_lms.features.rubrics.queries import RubricContent, as_plan, rubric_content
from parasat_lms.features.schools.queries import rule_book, terms_of, today

A_WEEK = timedelta(weeks=1)


def _book() -> RuleBook:
    return rule_book(g.school.network_id, g.school.id)


def _form(course: Course, assignment: Assignment | None, *, blank: bool) -> AssignmentForm:
    form = AssignmentForm(formdata=None) if blank else AssignmentForm()
    kept = [assignment.rubric_version_id] if assignment else []
    form.offer(terms_of(course.year_id), queries.rubric_options(current_actor().person_id, *kept))
    return form


def _preview(form: AssignmentForm) -> RubricContent | None:
    chosen = {choice.value for choice in form.rubric_version_id.choices}
    wanted = form.rubric_version_id.data
    return rubric_content(UUID(wanted)) if wanted in chosen else None


def _form_page(
    course: Course,
    form: AssignmentForm,
    assignment: Assignment | None = None,
    *,
    status: int = 200,
    problem: str = "",
    plan: Plan | None = None,
) -> Answer:
    rubric = _preview(form)
    return render_page(
        "assignments/set.html",
        fragment="rubric_preview",
        status=status,
        course=course,
        form=form,
        assignment=assignment,
        locks=operations.locks(assignment) if assignment else {},
        problem=problem,
        broken=plan,
        reason=_reason(plan) if plan else "",
        rubric=rubric,
        plan=as_plan(rubric) if rubric else [],
    )


def _reason(plan: Plan) -> str:
    """What a planned day breaks, in words."""
    limits = plan.limits
    reasons = {
        Breach.TOO_MANY_UNIT_SUMMATIVES: _(
            "There are %(most)d summative assessments for a unit in this term already; more are not allowed.",
            most=limits.unit_summatives_a_term or 0,
        ),
        Breach.TOO_MANY_TERM_SUMMATIVES: _(
            "A class of this course has %(most)d summative assessments for a term on this day already.",
            most=limits.term_summatives_a_day or 0,
        ),
        Breach.LAST_DAY_OF_TERM: _(
            "There is no summative assessment for a term on the last day of the term."
        ),
        Breach.BESIDE_UNIT_SUMMATIVE: _(
            "On this day there is a summative assessment for a unit in this subject already."
        ),
        Breach.BESIDE_TERM_SUMMATIVE: _(
            "On this day there is a summative assessment for a term in this subject already."
        ),
    }
    return str(reasons[plan.breach])


@blueprint.get("/courses/<uuid:course_id>/assignments/new")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_SET, on=load_course)
def new_assignment(course: Course) -> Answer:
    """An empty form, with what most assignments have."""
    form = _form(course, None, blank=True)
    day = today()
    coming = [term for term in form.terms.values() if term.ends_on >= day]
    form.term_id.data = str((coming or list(form.terms.values()))[0].id) if form.terms else None
    form.origin.data = g.school.language
    form.kind.data, form.taken.data, form.attempt_rule.data = "formative", "text", "latest"
    form.late_policy.data, form.late_days.data, form.max_attempts.data = "mark_late", 3, 1
    form.propose_files()
    form.opens_on.data, form.opens_time.data = day, DAY_BEGINS
    form.due_on.data, form.due_time.data = day + A_WEEK, DAY_ENDS
    if form.rubric_version_id.choices:
        form.rubric_version_id.data = form.rubric_version_id.choices[0].value
    return _form_page(course, form)


@blueprint.post("/courses/<uuid:course_id>/assignments/new")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_SET, on=load_course)
def set_assignment(course: Course) -> Answer:
    """Keep a new assignment as a draft."""
    form = _form(course, None, blank=False)
    if form.intent.data == "preview":
        return _form_page(course, form)
    if not form.validate():
        return _form_page(course, form, status=422)
    try:
        made = operations.set_assignment(course, form.wish(None), _book())
    except PlanRefused as error:
        return _form_page(course, form, status=422, plan=error.plan)
    flash_success(_("The draft is saved. Students see it once it is published."))
    return see_other(url_for("assignments.assignment", assignment_id=made.id))


@blueprint.get("/courses/assignments/<uuid:assignment_id>/edit")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_SET, on=load_assignment)
def edit(taught: TaughtAssignment) -> Answer:
    """The form with the assignment as it stands."""
    form = _form(taught.course, taught.assignment, blank=True)
    form.fill(taught.assignment)
    return _form_page(taught.course, form, taught.assignment)


@blueprint.post("/courses/assignments/<uuid:assignment_id>/edit")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_SET, on=load_assignment)
def change(taught: TaughtAssignment) -> Answer:
    """Change an assignment: everything of a draft, and of a published one what may still change."""
    form = _form(taught.course, taught.assignment, blank=False)
    if form.intent.data == "preview":
        return _form_page(taught.course, form, taught.assignment)
    if not form.validate():
        return _form_page(taught.course, form, taught.assignment, status=422)
    try:
        operations.change_assignment(
            taught.assignment,
            taught.course,
            form.wish(taught.assignment),
            _book(),
            seen_revision=form.revision,
        )
    except PlanRefused as error:
        return _form_page(taught.course, form, taught.assignment, status=422, plan=error.plan)
    except LockedParts as error:
        form.say(error.reasons)
        return _form_page(taught.course, form, taught.assignment, status=422)
    except ChangedElsewhere as error:
        return _after_conflict(taught, form, str(error))
    except Refused as error:
        return _form_page(taught.course, form, taught.assignment, status=422, problem=str(error))
    flash_success(_("The assignment is saved."))
    return see_other(url_for("assignments.assignment", assignment_id=taught.assignment.id))


def _after_conflict(taught: TaughtAssignment, form: AssignmentForm, problem: str) -> Answer:
    """What was typed, with what a colleague wrote at each field that differs; sending again is a choice then."""
    stands = _form(taught.course, taught.assignment, blank=True)
    stands.fill(taught.assignment)
    form.say(
        {
            field.name: _("Now there stands: %(value)s", value=_shown(stands, field.name))
            for field in form
            if field.name not in {"seen_revision", "intent", "csrf_token"}
            and field.data != stands[field.name].data
        }
    )
    form.seen_revision.data = str(taught.assignment.revision)
    return _form_page(taught.course, form, taught.assignment, status=409, problem=problem)


def _shown(form: AssignmentForm, name: str) -> str:
    """The value of a field as a reader sees it: the label of a choice, not its code."""
    field = form[name]
    labels = {str(choice.value): str(choice.label) for choice in getattr(field, "choices", None) or ()}
    values = field.data if isinstance(field.data, list) else [field.data]
    return ", ".join(labels.get(str(value), str(value)) for value in values) or "–"


@blueprint.post("/courses/assignments/<uuid:assignment_id>/publish")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_SET, on=load_assignment)
def publish(taught: TaughtAssignment) -> Answer:
    """Let students see it."""
    try:
        operations.publish(taught.assignment, taught.course, _book())
    except PlanRefused as error:
        form = _form(taught.course, taught.assignment, blank=True)
        form.fill(taught.assignment)
        return _form_page(taught.course, form, taught.assignment, status=422, plan=error.plan)
    except Refused as error:
        return assignment_page(taught, status=422, problem=str(error))
    flash_success(_("Published: the students of the course see it from the opening on."))
    return see_other(url_for("assignments.assignment", assignment_id=taught.assignment.id))


@blueprint.post("/courses/assignments/<uuid:assignment_id>/withdraw")
@requires(Permission.ASSIGNMENTS_ASSIGNMENT_SET, on=load_assignment)
def withdraw(taught: TaughtAssignment) -> Answer:
    """Take it back from students."""
    try:
        operations.withdraw(taught.assignment)
    except Refused as error:
        return assignment_page(taught, status=422, problem=str(error))
    flash_success(_("The assignment is withdrawn: students no longer see it."))
    return see_other(url_for("assignments.assignment", assignment_id=taught.assignment.id))
