"""Credentials issued, one at a time or five hundred in a job, and revoked."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import (
    ActivityStanding,
    Conflict,
    Job,
    Refused,
    activity_assessments,
    audit,
    clock,
    db,
    rubric_content,
    start_job,
    the_school,
)
from parasat_microqualifications import NAME, _
from parasat_microqualifications.domain.documents import (
    AchievableLevel,
    Achieved,
    AlignedAttribute,
    AssessedCriterion,
    IssuedAs,
)
from parasat_microqualifications.domain.passing import required
from parasat_microqualifications.domain.press import Moulds, Press
from parasat_microqualifications.models import PREFIX, Credential, Enrolment, Issuer, IssuerKey
from parasat_microqualifications.operations import keys
from parasat_microqualifications.queries import credentials, enrolments

PORTION = 25
"""Credentials that one step of a job issues: a second's work, so that nobody else waits longer."""
JOB = f"{NAME}:issue"
MOST_MOULDS = 200
_MOULDS: Moulds = {}
"""What a process has learnt of the qualifications that it issues: one step of a job need not learn it again."""
FRAMEWORK = LocalizedText("Түлектің атрибуттары", "Атрибуты выпускника", "Graduate attributes")


def issue_if_possible(enrolment: Enrolment) -> Credential | None:
    """Issue the credential of a passed enrolment; `None` where the school cannot sign now: it stays to be issued."""
    try:
        return issue([enrolment])[0]
    except Refused:
        return None


def issue_waiting() -> Job | None:
    """Start a job that issues every credential that waits; `None` where none does. Raises `Refused`."""
    keys.current_key()
    waiting = enrolments.unissued()
    return start_job(JOB, {"enrolments": [str(one) for one in waiting]}, len(waiting)) if waiting else None


def issue_portion(arguments: Mapping[str, Any], done: int) -> int:
    """One step of the job: the next 25 enrolments; one that has its credential already is passed over."""
    chosen = [UUID(one) for one in arguments["enrolments"][done : done + PORTION]]
    still = set(enrolments.unissued())
    issue(enrolments.enrolments_by_id([one for one in chosen if one in still]))
    return done + len(chosen)


def issue(passed: Sequence[Enrolment]) -> list[Credential]:
    """Sign and keep the credentials of these enrolments, whose qualification and modules are loaded.

    The issuer is locked meanwhile: a key cannot be rotated under a signature. Raises `Refused` where the school cannot
    sign, and for an enrolment that is not passed.
    """
    if not passed:
        return []
    issuer = credentials.locked_issuer()
    if issuer is None:
        raise Refused(_("The school is no issuer yet."))
    key, signing = keys.current_key()
    if len(_MOULDS) > MOST_MOULDS:
        _MOULDS.clear()
    press, name = Press(signing, _MOULDS), the_school().name
    made = [_issue(enrolment, issuer, key, press, name) for enrolment in passed]
    db.session.flush()
    return made


def _issue(
    enrolment: Enrolment, issuer: Issuer, key: IssuerKey, press: Press, name: LocalizedText
) -> Credential:
    if enrolment.state != "passed":
        raise Refused(_("The qualification is not passed yet."))
    status_list, place = keys.take_place(issuer)
    credential_id, now = uuid4(), clock.now().replace(microsecond=0)
    until = months_after(now, enrolment.qualification.valid_months)
    issued = IssuedAs(
        issuer=issuer.address,
        issuer_name=name,
        site=f"{issuer.base}/{the_school().slug}/about",
        verify=f"{issuer.base}/verify/{credential_id}",
        subject=uuid4(),
        at=now,
        until=until,
        status_list=status_list.address,
        status_index=place,
    )
    achieved = achieved_in(enrolment)
    signed = {language: press.signed(achieved, issued, language) for language in LANGUAGES}
    credential = Credential(
        # Random, not ordered by time: the id stands in public.
        id=credential_id,
        enrolment_id=enrolment.id,
        student_id=enrolment.student_id,
        qualification_id=enrolment.qualification_id,
        key_id=key.id,
        list_id=status_list.id,
        place=place,
        issued_at=now,
        expires_at=until,
        packed=credentials.packed(signed),
    )
    db.session.add(credential)
    audit.record("credential.issued", f"{PREFIX}_credential", credential_id, key=key.number)
    return credential


def months_after(moment: datetime, months: int | None) -> datetime | None:
    """The same day so many months later, or the last day of a shorter month; `None` for ever."""
    if months is None:
        return None
    year, month = divmod(moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(moment.year + year, month + 1)[1])
    return moment.replace(year=moment.year + year, month=month + 1, day=day)


def achieved_in(enrolment: Enrolment) -> Achieved:
    """What the assessments of an enrolment come to; the rubrics are those that the assessors used."""
    standing = {
        found.work.activity_id: found for found in activity_assessments(NAME, student_id=enrolment.student_id)
    }
    proofs = {proof.module_id: proof for proof in enrolment.proofs}
    qualification = enrolment.qualification
    assessed = [standing[proofs[module.id].id] for module in qualification.modules]
    attributes = {
        attribute.id: attribute
        for found in assessed
        for attribute in rubric_content(found.work.rubric_version_id).attributes
    }
    return Achieved(
        qualification_id=qualification.id,
        title=qualification.title,
        description=qualification.description,
        narrative=_narrative([(module.title, module.evidence) for module in qualification.modules]),
        framework=FRAMEWORK,
        attributes=tuple(
            AlignedAttribute(attribute.id, attribute.code, attribute.name, attribute.meaning)
            for attribute in sorted(attributes.values(), key=lambda attribute: attribute.position)
        ),
        criteria=tuple(criterion for found in assessed for criterion in _criteria(found)),
    )


def _narrative(modules: Sequence[tuple[LocalizedText, LocalizedText]]) -> LocalizedText:
    """The modules with what they ask for, one line each, in every language."""
    lines = {
        language: "\n".join(
            f"{title.pick(language).text}: {text.pick(language).text}" for title, text in modules
        )
        for language in LANGUAGES
    }
    return LocalizedText.of(lines)


def _criteria(found: ActivityStanding) -> list[AssessedCriterion]:
    """The criteria that applied, with the level that was reached."""
    rows = {row.criterion_id: row.level_id for row in found.rows}
    criteria = []
    for criterion in rubric_content(found.work.rubric_version_id).criteria:
        reached = rows.get(criterion.id)
        if reached is not None:
            levels = tuple(
                AchievableLevel(level.id, level.title, level.descriptor, level.points_max)
                for level in criterion.levels
            )
            criteria.append(
                AssessedCriterion(
                    criterion.id, criterion.title, levels, required(criterion.levels).id, reached
                )
            )
    return criteria


def revoke(credential: Credential, reason: str, by: UUID) -> None:
    """Take a credential back, for a reason; the signed list says so in the same transaction. Raises `Conflict`."""
    issuer = credentials.locked_issuer()
    status_list = credentials.status_list(credential.list_id)
    if credential.revoked or issuer is None or status_list is None:
        raise Conflict(_("The credential is revoked already."))
    credential.revoked_at, credential.revoked_by, credential.reason = clock.now(), by, reason
    db.session.flush()
    keys.sign_list(status_list, issuer)
    audit.record("credential.revoked", f"{PREFIX}_credential", credential.id)
    db.session.flush()
