"""Evidence for a module, and the decision on it by the module's rubric."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from parasat_lms.plugin_api import (
    ActivityRow,
    ActivityWork,
    Conflict,
    Refused,
    ReturnedTask,
    RubricContent,
    assess_activity,
    audit,
    clock,
    db,
    insert_if_absent,
    today,
)
from parasat_microqualifications import NAME, _
from parasat_microqualifications.domain.passing import module_passed, qualification_passed, required
from parasat_microqualifications.models import PREFIX, Enrolment, Module, ModuleProof
from parasat_microqualifications.queries.enrolments import modules_passed, proof_of


@dataclass(frozen=True, slots=True)
class Brings:
    """What a student brings for a module: a text and a link, or a work that was returned already."""

    text: str = ""
    link: str = ""
    work: ReturnedTask | None = None


def bring(enrolment: Enrolment, module: Module, evidence: Brings) -> ModuleProof:
    """Hand in evidence for a module, or hand it in anew before it is passed. Raises `Refused`."""
    if enrolment.state != "admitted":
        raise Refused(_("Evidence can be handed in once you are admitted."))
    parts = {
        "kind": "elsewhere" if evidence.work else "here",
        "text": evidence.text,
        "link": evidence.link,
        "submission_id": evidence.work.submission_id if evidence.work else None,
        "worked_on": evidence.work.returned_at.date() if evidence.work else today(),
        "state": "waiting",
        "handed_in_at": clock.now(),
    }
    insert_if_absent(
        ModuleProof, enrolment_id=enrolment.id, module_id=module.id, version=0, comment="", **parts
    )
    proof = proof_of(enrolment.id, module.id)
    if proof is None:
        raise LookupError("the evidence is neither there nor could be made")
    if proof.state == "passed":
        raise Refused(_("This module is passed already."))
    for name, value in parts.items():
        setattr(proof, name, value)
    proof.version += 1
    audit.record("proof.brought", f"{PREFIX}_module_proof", proof.id, kind=proof.kind)
    db.session.flush()
    return proof


def decide(
    proof: ModuleProof,
    rubric: RubricContent,
    rows: Sequence[ActivityRow],
    *,
    comment: str,
    seen: int,
    assessor_id: UUID,
) -> bool:
    """Publish what the assessor saw: the evidence reaches the profile, and the module is passed or goes back.

    `seen` is the version of the evidence that was on the screen. Answers whether the whole qualification is passed now.
    Raises `Conflict` where the student has handed in anew meanwhile, or the module was decided already.
    """
    held = proof_of(proof.enrolment_id, proof.module_id)
    if held is None or held.version != seen or held.state == "passed":
        raise Conflict(_("The evidence has changed meanwhile: look at it again."))
    enrolment, module = proof.enrolment, proof.module
    if enrolment.state != "admitted":
        raise Conflict(_("The evidence has changed meanwhile: look at it again."))
    work = ActivityWork(NAME, held.id, enrolment.student_id, rubric.version_id, module.title, held.worked_on)
    assess_activity(work, rows, assessor_id)
    held.state = "passed" if passes(rubric, rows) else "again"
    held.comment, held.decided_by, held.decided_at = comment, assessor_id, clock.now()
    audit.record(f"proof.{held.state}", f"{PREFIX}_module_proof", held.id)
    db.session.flush()
    return held.state == "passed" and _complete(enrolment)


def passes(rubric: RubricContent, rows: Sequence[ActivityRow]) -> bool:
    """Whether these rows pass the module."""
    chosen = {row.criterion_id: row for row in rows}
    reached = []
    for criterion in rubric.criteria:
        levels = [level.id for level in criterion.levels]
        level_id = chosen[criterion.id].level_id
        reached.append((None if level_id is None else levels.index(level_id), levels.index(required(levels))))
    return module_passed(reached)


def _complete(enrolment: Enrolment) -> bool:
    """Mark the enrolment as passed where its last module is."""
    if not qualification_passed(len(enrolment.qualification.modules), modules_passed(enrolment.id)):
        return False
    enrolment.state, enrolment.passed_at = "passed", clock.now()
    audit.record("enrolment.passed", f"{PREFIX}_enrolment", enrolment.id)
    db.session.flush()
    return True
