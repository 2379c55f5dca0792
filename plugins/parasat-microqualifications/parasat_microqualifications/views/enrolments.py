"""One's own way: wishes, modules, evidence; a parent sees the children's."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from parasat_lms.plugin_api import (
    Answer,
    ReturnedTask,
    as_plan,
    current_actor,
    flash_success,
    render_page,
    requires,
    returned_works,
    see_other,
)
from parasat_microqualifications import NAME, _, policies
from parasat_microqualifications.forms import AnswerForm, EvidenceForm
from parasat_microqualifications.models import Enrolment, Module, ModuleProof
from parasat_microqualifications.operations import enrolling, proving
from parasat_microqualifications.operations.proving import Brings
from parasat_microqualifications.queries import catalogue, enrolments
from parasat_microqualifications.queries.assessments import assessments_of
from parasat_microqualifications.queries.enrolments import Standing
from parasat_microqualifications.views.pages import (
    ENROLMENT_READ,
    EVIDENCE_ASSESS,
    EVIDENCE_BRING,
    OWN_READ,
    blueprint,
)


@blueprint.get("/mine")
@requires(OWN_READ)
def mine() -> Answer:
    """A student's own qualifications, or those of a parent's children."""
    return render_page(
        "parasat_microqualifications/mine.html",
        standings=enrolments.standings(policies.of_family(current_actor().person_id)),
    )


def _readable(enrolment_id: UUID) -> Standing | None:
    return enrolments.enrolment_readable(current_actor().person_id, enrolment_id)


def _enrolment_page(standing: Standing, form: AnswerForm, status: int = 200) -> Answer:
    actor, enrolment = current_actor(), standing.enrolment
    assesses = actor.may(EVIDENCE_ASSESS) and catalogue.assesses(actor.person_id, enrolment.qualification_id)
    return render_page(
        "parasat_microqualifications/enrolment.html",
        status=status,
        standing=standing,
        own=enrolment.student_id == actor.person_id,
        assesses=assesses and enrolment.student_id != actor.person_id,
        assessed=assessments_of(enrolment.student_id),
        works={work.submission_id: work for work in returned_works(enrolment.student_id)},
        form=form,
    )


@blueprint.get("/enrolments/<uuid:enrolment_id>")
@requires(ENROLMENT_READ, on=_readable)
def enrolment(standing: Standing) -> Answer:
    """An enrolment with its modules, the evidence for each, and what the assessor said."""
    return _enrolment_page(standing, AnswerForm(formdata=None))


def _to_answer(enrolment_id: UUID) -> Standing | None:
    actor = current_actor()
    found = enrolments.standings(Enrolment.id == enrolment_id, policies.assessed_by(actor.person_id))
    return found[0] if found else None


@blueprint.post("/enrolments/<uuid:enrolment_id>/answer")
@requires(EVIDENCE_ASSESS, on=_to_answer)
def answer_wish(standing: Standing) -> Answer:
    """An assessor admits a student, or refuses with a reason."""
    form = AnswerForm()
    if not form.validate():
        return _enrolment_page(standing, form, status=422)
    enrolling.answer_wish(
        standing.enrolment,
        admit=form.answer.data == "admit",
        reason=form.reason.data if form.answer.data == "refuse" else "",
        assessor_id=current_actor().person_id,
    )
    flash_success(_("The student has your answer."))
    return see_other(url_for("parasat_microqualifications.queue"))


@dataclass(frozen=True, slots=True)
class _Step:
    """A module of one's own enrolment, and the evidence that stands for it."""

    standing: Standing
    module: Module
    proof: ModuleProof | None


def _own_step(enrolment_id: UUID, module_id: UUID) -> _Step | None:
    found = enrolments.standings(
        Enrolment.id == enrolment_id,
        Enrolment.student_id == current_actor().person_id,
        Enrolment.state == "admitted",
    )
    steps = [
        _Step(standing, module, proof)
        for standing in found
        for module, proof in standing.steps
        if module.id == module_id and (proof is None or proof.state != "passed")
    ]
    return steps[0] if steps else None


def _evidence_page(step: _Step, form: EvidenceForm, status: int = 200) -> Answer:
    return render_page(
        "parasat_microqualifications/evidence.html",
        status=status,
        step=step,
        form=form,
        plan=as_plan(catalogue.rubric_of(step.module)),
    )


@blueprint.get("/enrolments/<uuid:enrolment_id>/modules/<uuid:module_id>")
@requires(ENROLMENT_READ, on=_own_step)
def evidence(step: _Step) -> Answer:
    """What a module asks for, and the form to hand it in."""
    form = EvidenceForm(formdata=None, obj=step.proof)
    form.offer(returned_works(step.standing.enrolment.student_id))
    if step.proof and step.proof.submission_id:
        form.submission.data = str(step.proof.submission_id)
    return _evidence_page(step, form)


@blueprint.post("/enrolments/<uuid:enrolment_id>/modules/<uuid:module_id>")
@requires(EVIDENCE_BRING, on=_own_step)
def bring_evidence(step: _Step) -> Answer:
    """The student hands evidence in."""
    form = EvidenceForm()
    works = returned_works(step.standing.enrolment.student_id)
    form.offer(works)
    if not form.validate():
        return _evidence_page(step, form, status=422)
    proving.bring(step.standing.enrolment, step.module, _brought(form, works))
    flash_success(_("Your evidence is with the assessor."))
    return see_other(url_for(f"{NAME}.enrolment", enrolment_id=step.standing.enrolment.id))


def _brought(form: EvidenceForm, works: list[ReturnedTask]) -> Brings:
    if form.kind.data == "here":
        return Brings(text=form.text.data, link=form.link.data)
    chosen = next(work for work in works if str(work.submission_id) == form.submission.data)
    return Brings(work=chosen)
