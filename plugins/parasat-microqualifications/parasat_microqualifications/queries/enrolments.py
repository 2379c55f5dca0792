"""Enrolments, the evidence for their modules, and what waits for an assessor."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import db
from parasat_microqualifications import policies
from parasat_microqualifications.models import Credential, Enrolment, Module, ModuleProof, Qualification

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """An enrolment with its modules and the evidence for each, in the modules' order."""

    enrolment: Enrolment
    steps: tuple[tuple[Module, ModuleProof | None], ...]
    credential: Credential | None = None

    @property
    def passed(self) -> int:
        """How many modules are passed."""
        return sum(proof is not None and proof.state == "passed" for _, proof in self.steps)


def _whole() -> tuple[object, ...]:
    return (
        joinedload(Enrolment.student),
        joinedload(Enrolment.qualification).selectinload(Qualification.modules),
        selectinload(Enrolment.proofs),
    )


def _standing(enrolment: Enrolment, credential: Credential | None) -> Standing:
    proofs = {proof.module_id: proof for proof in enrolment.proofs}
    modules = enrolment.qualification.modules
    return Standing(enrolment, tuple((module, proofs.get(module.id)) for module in modules), credential)


def enrolment_readable(person_id: UUID, enrolment_id: UUID) -> Standing | None:
    """An enrolment that this person may open; `None` for everything else."""
    found = standings(Enrolment.id == enrolment_id, policies.readable_by(person_id))
    return found[0] if found else None


def standings(*criteria: ColumnElement[bool]) -> list[Standing]:
    """Enrolments whole, with their credentials: a constant number of statements."""
    rows = db.session.execute(
        select(Enrolment, Credential)
        .outerjoin(Credential, Credential.enrolment_id == Enrolment.id)
        .where(*criteria)
        .options(*_whole())  # type: ignore[arg-type]
        .order_by(Enrolment.wished_at.desc(), Enrolment.id)
        .limit(200)
    )
    return [_standing(enrolment, credential) for enrolment, credential in rows]


def enrolment_of(student_id: UUID, qualification_id: UUID) -> Enrolment | None:
    """A student's enrolment in a qualification, if there is one."""
    return db.session.scalars(
        select(Enrolment).where(
            Enrolment.student_id == student_id, Enrolment.qualification_id == qualification_id
        )
    ).one_or_none()


def wishes(assessor_id: UUID) -> Sequence[Enrolment]:
    """Wishes that wait for this assessor, the oldest first, at most 50."""
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.state == "wished", policies.assessed_by(assessor_id))
        .options(joinedload(Enrolment.student), joinedload(Enrolment.qualification))
        .order_by(Enrolment.wished_at, Enrolment.id)
        .limit(50)
    ).all()


def waiting_proofs(assessor_id: UUID, page: int) -> tuple[Sequence[ModuleProof], int]:
    """Evidence that waits for this assessor, the oldest first, and how many pages of it there are."""
    waits = (ModuleProof.state == "waiting", Enrolment.state == "admitted", policies.assessed_by(assessor_id))
    joined = select(ModuleProof).join(Enrolment, Enrolment.id == ModuleProof.enrolment_id).where(*waits)
    total = db.session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    proofs = db.session.scalars(
        joined.options(
            joinedload(ModuleProof.module),
            contains_eager(ModuleProof.enrolment).joinedload(Enrolment.student),
            contains_eager(ModuleProof.enrolment).joinedload(Enrolment.qualification),
        )
        .order_by(ModuleProof.handed_in_at, ModuleProof.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return proofs, max(1, -(-total // PER_PAGE))


def proof_to_assess(assessor_id: UUID, proof_id: UUID) -> ModuleProof | None:
    """Evidence in a qualification that this person assesses; `None` for everything else."""
    return db.session.scalars(
        select(ModuleProof)
        .join(Enrolment, Enrolment.id == ModuleProof.enrolment_id)
        .where(ModuleProof.id == proof_id, policies.assessed_by(assessor_id))
        .options(
            joinedload(ModuleProof.module),
            contains_eager(ModuleProof.enrolment).joinedload(Enrolment.student),
            contains_eager(ModuleProof.enrolment)
            .joinedload(Enrolment.qualification)
            .selectinload(Qualification.modules),
        )
    ).one_or_none()


def proof_of(enrolment_id: UUID, module_id: UUID) -> ModuleProof | None:
    """The evidence for one module of an enrolment, locked until the transaction ends."""
    return db.session.scalars(
        select(ModuleProof)
        .where(ModuleProof.enrolment_id == enrolment_id, ModuleProof.module_id == module_id)
        .with_for_update()
    ).one_or_none()


def modules_passed(enrolment_id: UUID) -> int:
    """How many modules of an enrolment are passed."""
    return (
        db.session.scalar(
            select(func.count(ModuleProof.id)).where(
                ModuleProof.enrolment_id == enrolment_id, ModuleProof.state == "passed"
            )
        )
        or 0
    )


def unissued() -> list[UUID]:
    """Enrolments that are passed and have no credential yet, by qualification."""
    issued = exists().where(
        Credential.enrolment_id == Enrolment.id, Credential.school_id == Enrolment.school_id
    )
    return list(
        db.session.scalars(
            select(Enrolment.id)
            .where(Enrolment.state == "passed", ~issued)
            .order_by(Enrolment.qualification_id, Enrolment.id)
        )
    )


def enrolments_by_id(ids: Sequence[UUID]) -> list[Enrolment]:
    """Enrolments with student and qualification, by qualification."""
    return list(
        db.session.scalars(
            select(Enrolment)
            .where(Enrolment.id.in_(ids))
            .options(
                joinedload(Enrolment.qualification).selectinload(Qualification.modules),
                selectinload(Enrolment.proofs),
            )
            .order_by(Enrolment.qualification_id, Enrolment.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for an assessor."""

    wishes: int
    proofs: int


def waiting_for(assessor_id: UUID) -> Waiting:
    """How much waits for this assessor, in one statement."""
    row = db.session.execute(
        select(
            func.count(func.distinct(case((Enrolment.state == "wished", Enrolment.id)))),
            func.count(case((Enrolment.state == "admitted", ModuleProof.id))),
        )
        .select_from(Enrolment)
        .outerjoin(ModuleProof, (ModuleProof.enrolment_id == Enrolment.id) & (ModuleProof.state == "waiting"))
        .where(policies.assessed_by(assessor_id))
    ).one()
    return Waiting(row[0], row[1])


@dataclass(frozen=True, slots=True)
class Way:
    """A qualification that somebody is on the way to, for a panel: how far, and whether the credential is there."""

    enrolment_id: UUID
    qualification_id: UUID
    title: LocalizedText
    state: str
    modules: int
    passed: int
    credential_id: UUID | None


def ways_of(student_id: UUID) -> list[Way]:
    """A student's enrolments for a panel, in one statement."""
    modules = (
        select(func.count(Module.id))
        .where(Module.qualification_id == Enrolment.qualification_id, Module.school_id == Enrolment.school_id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    passed = (
        select(func.count(ModuleProof.id))
        .where(
            ModuleProof.enrolment_id == Enrolment.id,
            ModuleProof.school_id == Enrolment.school_id,
            ModuleProof.state == "passed",
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Enrolment.id,
            Qualification.id,
            Qualification.title,
            Enrolment.state,
            modules,
            passed,
            Credential.id,
            Credential.revoked_at,
        )
        .join(Qualification, Qualification.id == Enrolment.qualification_id)
        .outerjoin(Credential, Credential.enrolment_id == Enrolment.id)
        .where(Enrolment.student_id == student_id, Enrolment.state.in_(("admitted", "passed", "wished")))
        .order_by(Enrolment.state.desc(), Qualification.position)
        .limit(14)
    )
    return [
        Way(id, qualification_id, title, state, modules, passed, None if revoked_at else credential_id)
        for id, qualification_id, title, state, modules, passed, credential_id, revoked_at in rows
    ]
