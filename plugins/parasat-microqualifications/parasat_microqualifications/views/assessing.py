"""The assessor's queue, and the decision on a module."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import request, url_for

from parasat_lms.plugin_api import (
    ActivityRow,
    Answer,
    RubricContent,
    current_actor,
    flash_success,
    render_page,
    requires,
    returned_works,
    rubric_rows_of,
    see_other,
)
from parasat_microqualifications import NAME, _
from parasat_microqualifications.forms import DecisionForm
from parasat_microqualifications.models import ModuleProof
from parasat_microqualifications.operations import issuing, proving
from parasat_microqualifications.queries import catalogue, enrolments
from parasat_microqualifications.queries.assessments import assessments_of
from parasat_microqualifications.views.pages import EVIDENCE_ASSESS, blueprint, page_number


@blueprint.get("/queue")
@requires(EVIDENCE_ASSESS)
def queue() -> Answer:
    """Wishes that wait for an answer, and evidence that waits for a decision."""
    actor, page = current_actor(), page_number()
    proofs, pages = enrolments.waiting_proofs(actor.person_id, page)
    return render_page(
        "parasat_microqualifications/queue.html",
        wishes=enrolments.wishes(actor.person_id),
        proofs=proofs,
        page=page,
        pages=pages,
    )


def _to_assess(proof_id: UUID) -> ModuleProof | None:
    return enrolments.proof_to_assess(current_actor().person_id, proof_id)


def _page(
    proof: ModuleProof,
    rubric: RubricContent,
    form: DecisionForm,
    rows: Sequence[ActivityRow] = (),
    errors: Mapping[UUID, str] | None = None,
    status: int = 200,
) -> Answer:
    student_id = proof.enrolment.student_id
    works = returned_works(student_id, proof.submission_id) if proof.submission_id else []
    return render_page(
        "parasat_microqualifications/assess.html",
        status=status,
        proof=proof,
        rubric=rubric,
        rows=rows,
        errors=errors or {},
        form=form,
        work=works[0] if works else None,
    )


@blueprint.get("/evidence/<uuid:proof_id>")
@requires(EVIDENCE_ASSESS, on=_to_assess)
def assess(proof: ModuleProof) -> Answer:
    """The evidence beside the rubric."""
    earlier = assessments_of(proof.enrolment.student_id).get(proof.id)
    form = DecisionForm(formdata=None, seen=proof.version, comment=proof.comment)
    return _page(proof, catalogue.rubric_of(proof.module), form, earlier.rows if earlier else ())


@blueprint.post("/evidence/<uuid:proof_id>")
@requires(EVIDENCE_ASSESS, on=_to_assess)
def decide(proof: ModuleProof) -> Answer:
    """Publish the decision; with the last module the credential is issued."""
    rubric, form = catalogue.rubric_of(proof.module), DecisionForm()
    rows, errors = rubric_rows_of(rubric, request.form)
    if not form.validate() or errors:
        return _page(proof, rubric, form, rows, errors, status=422)
    complete = proving.decide(
        proof,
        rubric,
        rows,
        comment=form.comment.data,
        seen=form.seen.data,
        assessor_id=current_actor().person_id,
    )
    if complete:
        whole = enrolments.enrolments_by_id([proof.enrolment_id])[0]
        issued = issuing.issue_if_possible(whole)
        flash_success(
            _("All modules are passed: the credential is issued.")
            if issued
            else _("All modules are passed; the credential is issued as soon as the school can sign.")
        )
    else:
        flash_success(_("The student has your decision."))
    return see_other(url_for(f"{NAME}.queue"))
