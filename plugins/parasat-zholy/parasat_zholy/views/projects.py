"""The cycle of a project: plan, approval, doing, reflection with evidence, review."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from wtforms.fields.choices import SelectChoice

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    Conflict,
    Refused,
    current_actor,
    current_language,
    flash_success,
    requires,
    see_other,
)
from parasat_zholy import _, seeds
from parasat_zholy.forms import MoveForm, PlanForm, ProjectForm, ReflectionForm
from parasat_zholy.models import Activity, Project
from parasat_zholy.operations import activities as activity_operations
from parasat_zholy.operations import projects as operations
from parasat_zholy.operations.activities import ActivityInput
from parasat_zholy.policies.permissions import ACTIVITY_READ, PROJECT_MOVE, PROJECT_PROPOSE
from parasat_zholy.policies.stages import Move, Party, Stage, may_write, moves_from
from parasat_zholy.queries import activities as activity_queries
from parasat_zholy.queries import projects as queries
from parasat_zholy.queries.activities import ActivityLine
from parasat_zholy.views.pages import blueprint, content_choices, people_choices, show, staff, uuid_of


@dataclass(frozen=True, slots=True)
class ProjectSeen:
    """A project as somebody of its team or its leader sees it."""

    line: ActivityLine
    project: Project
    parties: frozenset[Party]

    @property
    def moves(self) -> list[Move]:
        """What this person may do now."""
        return moves_from(self.project.stage, self.parties)


def _seen(activity_id: UUID) -> ProjectSeen | None:
    """The project, for its team and its leader; the administration reads along."""
    actor = current_actor()
    line = activity_queries.activity_line(activity_id, Activity.kind == "project")
    project = queries.project_of(activity_id) if line else None
    if line is None or project is None:
        return None
    parties = set()
    if line.activity.leader_id == actor.person_id:
        parties.add(Party.LEADER)
    if activity_queries.participation_of(activity_id, actor.person_id):
        parties.add(Party.TEAM)
    if not parties and Role.ADMIN not in actor.roles:
        return None
    return ProjectSeen(line, project, frozenset(parties))


def _party(activity_id: UUID) -> ProjectSeen | None:
    seen = _seen(activity_id)
    return seen if seen and seen.parties else None


def _page(seen: ProjectSeen, status: int = 200, problem: str = "", **forms: Any) -> Answer:
    project = seen.project
    plan_form, reflection_form = forms.get("plan_form"), forms.get("reflection_form")
    if plan_form is None and may_write("plan", project.stage, seen.parties):
        plan_form = PlanForm(formdata=None, plan=project.plan)
    if reflection_form is None and may_write("reflection", project.stage, seen.parties):
        reflection_form = ReflectionForm(
            formdata=None, reflection=project.reflection, evidence=project.evidence
        )
    return show(
        "project",
        "activities",
        status=status,
        line=seen.line,
        seen=seen,
        stages=list(Stage),
        team=activity_queries.participants(seen.line.activity.id),
        history=queries.history(project.id),
        plan_form=plan_form,
        reflection_form=reflection_form,
        move_form=forms.get("move_form") or MoveForm(formdata=None),
        theirs=forms.get("theirs"),
        problem=problem,
    )


def _address(seen: ProjectSeen) -> str:
    return url_for("parasat_zholy.project", activity_id=seen.line.activity.id)


@blueprint.get("/projects/<uuid:activity_id>")
@requires(ACTIVITY_READ, on=_seen)
def project(seen: ProjectSeen) -> Answer:
    """Where a project stands, and how it came there."""
    return _page(seen)


@blueprint.post("/projects/<uuid:activity_id>/plan")
@requires(PROJECT_MOVE, on=_party)
def write_plan(seen: ProjectSeen) -> Answer:
    """The team writes its plan."""
    form = PlanForm()
    if not form.validate():
        return _page(seen, status=422, plan_form=form)
    try:
        operations.write_plan(seen.project, form.plan.data.strip(), seen.parties, form.version.data)
    except Conflict as conflict:
        return _page(seen, status=409, problem=str(conflict), plan_form=form, theirs=seen.project)
    except Refused as refused:
        return _page(seen, status=422, problem=str(refused))
    flash_success(_("The plan is saved."))
    return see_other(_address(seen))


@blueprint.post("/projects/<uuid:activity_id>/reflection")
@requires(PROJECT_MOVE, on=_party)
def write_reflection(seen: ProjectSeen) -> Answer:
    """The team writes its reflection and names the evidence."""
    form = ReflectionForm()
    if not form.validate():
        return _page(seen, status=422, reflection_form=form)
    try:
        operations.write_reflection(
            seen.project,
            form.reflection.data.strip(),
            (form.evidence.data or "").strip(),
            seen.parties,
            form.version.data,
        )
    except Conflict as conflict:
        return _page(seen, status=409, problem=str(conflict), reflection_form=form, theirs=seen.project)
    except Refused as refused:
        return _page(seen, status=422, problem=str(refused))
    flash_success(_("The reflection is saved."))
    return see_other(_address(seen))


@blueprint.post("/projects/<uuid:activity_id>/move")
@requires(PROJECT_MOVE, on=_party)
def move_project(seen: ProjectSeen) -> Answer:
    """Move the project on, or back with a remark."""
    form = MoveForm()
    if not form.validate():
        return _page(seen, status=422, move_form=form)
    remark = (form.remark.data or "").strip()
    try:
        operations.move(seen.project, form.move.data or "", current_actor().person_id, seen.parties, remark)
    except operations.RemarkMissing as missing:
        form.remark.errors = [*form.remark.errors, str(missing)]
        return _page(seen, status=422, move_form=form)
    except Refused as refused:
        return _page(seen, status=422, problem=str(refused), move_form=form)
    flash_success(_("The project has moved."))
    return see_other(_address(seen))


def _prepared(form: ProjectForm) -> ProjectForm:
    form.component.choices = content_choices(
        {code: component.title for code, component in seeds.components().items()}
    )
    form.leader.choices = [SelectChoice("", _("choose a person")), *people_choices(staff())]
    form.begin()
    return form


@blueprint.get("/projects/new")
@requires(PROJECT_PROPOSE)
def new_project() -> Answer:
    """An empty project."""
    form = ProjectForm(formdata=None, component="service", origin=current_language())
    return show("project_form", "activities", form=_prepared(form))


@blueprint.post("/projects/new")
@requires(PROJECT_PROPOSE)
def propose_project() -> Answer:
    """A student proposes a project and leads its team."""
    form = _prepared(ProjectForm())
    good = form.validate()
    leader = uuid_of(form.leader.data)
    if leader is None and not form.leader.errors:
        form.leader.errors = [_("Choose who supervises it.")]
    if not good or leader is None:
        return show("project_form", "activities", status=422, form=form)
    wanted = ActivityInput(
        component=form.component.data,
        kind="project",
        title=form.title(),
        description=form.description(),
        life="service" if form.component.data == "service" else "creativity",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        hours_planned=form.hours_planned.data,
        leader_id=leader,
    )
    me = current_actor().person_id
    made = activity_operations.add_activity(wanted, me, form.key(current_actor().person_id))
    if activity_queries.participation_of(made.id, me) is None and made.created_by_id == me:
        activity_operations.add_first(made.id, me)
    flash_success(_("Your project is proposed; write its plan now."))
    return see_other(url_for("parasat_zholy.project", activity_id=made.id))
