"""Mentors: who walks with whom, the meetings, the agreed steps."""

from collections.abc import Sequence
from uuid import UUID

from flask import request, url_for
from sqlalchemy import ColumnElement
from wtforms.fields.choices import SelectChoice

from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Answer,
    ClassStudent,
    Refused,
    children_of,
    current_actor,
    flash_success,
    people_in_role,
    requires,
    see_other,
    students,
    today,
)
from parasat_zholy import _
from parasat_zholy.forms import AssignForm, MeetingForm
from parasat_zholy.models import AgreedStep, Mentorship
from parasat_zholy.operations import mentoring as operations
from parasat_zholy.policies.access import may_read_summaries, mentorships_seen_by
from parasat_zholy.policies.permissions import MENTORING_ASSIGN, MENTORING_MEET, MENTORING_READ
from parasat_zholy.queries import mentoring as queries
from parasat_zholy.queries.mentoring import MentorshipLine
from parasat_zholy.views.pages import blueprint, page_number, people_choices, show, staff, uuid_of
from parasat_zholy.views.participants import classes_of, in_class

YOUNGEST_MENTOR = 8
"""The grade from which a student may be somebody's mentor."""


def _seen() -> ColumnElement[bool]:
    actor = current_actor()
    children = [child.id for child in children_of(actor.person_id)] if Role.PARENT in actor.roles else []
    return mentorships_seen_by(actor, children)


@blueprint.get("/mentoring")
@requires(MENTORING_READ)
def mentoring() -> Answer:
    """The ties that one is part of, or one's child; for the administration all."""
    return show("mentoring", "mentoring", page=queries.mentorships(_seen(), page_number()))


def _tie(tie_id: UUID) -> MentorshipLine | None:
    return queries.mentorship(tie_id, _seen())


def _own_tie(tie_id: UUID) -> MentorshipLine | None:
    """A tie in which this person is the mentor."""
    return queries.mentorship(tie_id, Mentorship.mentor_id == current_actor().person_id)


def _page(line: MentorshipLine, form: MeetingForm | None, status: int = 200, problem: str = "") -> Answer:
    actor = current_actor()
    summaries = may_read_summaries(line.tie, actor)
    return show(
        "mentorship",
        "mentoring",
        status=status,
        line=line,
        meetings=queries.meetings(line.tie, with_summaries=summaries),
        summaries=summaries,
        marks_steps=actor.person_id in (line.tie.mentor_id, line.tie.student_id),
        form=form,
        problem=problem,
    )


def _meeting_form(line: MentorshipLine, **given: object) -> MeetingForm | None:
    """The form, for the mentor of a tie that holds."""
    if line.tie.mentor_id != current_actor().person_id or line.tie.ended_on:
        return None
    form = MeetingForm(**given)
    form.latest = today()
    form.begin()
    return form


@blueprint.get("/mentoring/<uuid:tie_id>")
@requires(MENTORING_READ, on=_tie)
def mentorship(line: MentorshipLine) -> Answer:
    """The meetings of a tie, as far as the reader may see them."""
    return _page(line, _meeting_form(line, formdata=None))


@blueprint.post("/mentoring/<uuid:tie_id>")
@requires(MENTORING_MEET, on=_own_tie)
def hold_meeting(line: MentorshipLine) -> Answer:
    """The mentor writes a meeting down."""
    form = _meeting_form(line)
    if form is None:
        return _page(line, None, status=422, problem=_("This mentoring has ended."))
    if not form.validate():
        return _page(line, form, status=422)
    summary = (form.summary.data or "").strip()
    operations.hold_meeting(
        line.tie, form.held_on.data, summary, form.agreed(), form.key(current_actor().person_id)
    )
    flash_success(_("The meeting is written down."))
    return see_other(url_for("parasat_zholy.mentorship", tie_id=line.tie.id))


def _own_step(step_id: UUID) -> tuple[AgreedStep, Mentorship] | None:
    """A step that this person agreed to, as mentor or as student."""
    found = queries.step_and_tie(step_id)
    me = current_actor().person_id
    return found if found and me in (found[1].mentor_id, found[1].student_id) else None


@blueprint.post("/mentoring/steps/<uuid:step_id>")
@requires(MENTORING_MEET, on=_own_step)
def mark_step(found: tuple[AgreedStep, Mentorship]) -> Answer:
    """A step is done, or after all is not."""
    step, tie = found
    operations.mark_step(step, done=bool(request.form.get("done")))
    flash_success(_("It is written down."))
    return see_other(url_for("parasat_zholy.mentorship", tie_id=tie.id))


def _assign_page(form: AssignForm | None, everybody: Sequence[ClassStudent], *, status: int = 200) -> Answer:
    return show(
        "assign",
        "mentoring",
        status=status,
        form=form,
        classes=classes_of(everybody),
        chosen=request.args.get("class"),
        problem="",
    )


def _assign_form(everybody: Sequence[ClassStudent], **given: object) -> AssignForm | None:
    """The form for the chosen class; older students are offered from the grades above it."""
    class_id = request.args.get("class")
    mentees = in_class(everybody, class_id)
    if not mentees:
        return None
    grade = next(one.grade for one in everybody if one.person.id == mentees[0].id)
    older = [one for one in everybody if one.school_class and one.grade > max(grade, YOUNGEST_MENTOR - 1)]
    form = AssignForm(**given)
    form.student.choices = people_choices(mentees)
    form.mentor.choices = [
        *people_choices(staff()),
        *(
            SelectChoice(str(one.person.id), f"{one.person.full_name} ({one.school_class.title})")
            for one in older
            if one.school_class
        ),
    ]
    return form


@blueprint.get("/mentoring/assign")
@requires(MENTORING_ASSIGN)
def choose_mentor() -> Answer:
    """A class, a student of it, and who may be the mentor."""
    everybody = students()
    return _assign_page(_assign_form(everybody, formdata=None), everybody)


@blueprint.post("/mentoring/assign")
@requires(MENTORING_ASSIGN)
def assign_mentor() -> Answer:
    """Tie a mentor to a student."""
    everybody = students()
    form = _assign_form(everybody)
    if form is None or not form.validate():
        return _assign_page(form, everybody, status=422)
    mentor_id, student_id = uuid_of(form.mentor.data), uuid_of(form.student.data)
    if mentor_id is None or student_id is None:
        return _assign_page(form, everybody, status=422)
    try:
        tie = operations.assign(mentor_id, student_id, _kind_of(mentor_id, everybody))
    except Refused as refused:
        form.mentor.errors = [*form.mentor.errors, str(refused)]
        return _assign_page(form, everybody, status=422)
    flash_success(_("The mentor is assigned."))
    return see_other(url_for("parasat_zholy.mentorship", tie_id=tie.id))


def _kind_of(mentor_id: UUID, everybody: Sequence[ClassStudent]) -> str:
    """What kind of a mentor somebody is; whoever is a student reads the agreed steps only."""
    if mentor_id in {one.person.id for one in everybody}:
        return "older_student"
    return "staff" if mentor_id in {person.id for person in people_in_role(Role.TEACHER)} else "expert"


@blueprint.post("/mentoring/<uuid:tie_id>/end")
@requires(MENTORING_ASSIGN, on=_tie)
def end_mentorship(line: MentorshipLine) -> Answer:
    """The tie ends."""
    operations.end(line.tie)
    flash_success(_("The mentoring has ended."))
    return see_other(url_for("parasat_zholy.mentorship", tie_id=line.tie.id))
