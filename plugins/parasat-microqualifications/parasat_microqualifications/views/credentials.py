"""Credentials inside the school: shown, downloaded, listed, revoked."""

from uuid import UUID

from flask import Response, abort, url_for

from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.plugin_api import Answer, current_actor, flash_success, render_page, requires, see_other
from parasat_microqualifications import NAME, _, policies
from parasat_microqualifications.domain import baking, pictures
from parasat_microqualifications.forms import RevokeForm
from parasat_microqualifications.models import Credential
from parasat_microqualifications.operations import issuing
from parasat_microqualifications.queries import credentials
from parasat_microqualifications.queries.faces import face_of
from parasat_microqualifications.views.pages import (
    CREDENTIAL_READ,
    CREDENTIAL_REVOKE,
    ISSUED_READ,
    ISSUER_KEEP,
    blueprint,
    page_number,
)

KINDS = {"png": "image/png", "svg": "image/svg+xml", "json": "application/json", "jwt": "application/jwt"}


def _readable(credential_id: UUID) -> Credential | None:
    actor = current_actor()
    if actor.may(ISSUER_KEEP):
        return credentials.credential(credential_id)
    mine = policies.credential_of_family(actor.person_id) | policies.credential_assessed_by(actor.person_id)
    return credentials.credential(credential_id, mine)


def _revocable(credential_id: UUID) -> Credential | None:
    actor = current_actor()
    if actor.may(ISSUER_KEEP):
        return credentials.credential(credential_id)
    return credentials.credential(credential_id, policies.credential_assessed_by(actor.person_id))


def _page(found: Credential, form: RevokeForm, status: int = 200) -> Answer:
    may_revoke = current_actor().may(CREDENTIAL_REVOKE) and _revocable(found.id) is not None
    return render_page(
        "parasat_microqualifications/credential.html",
        status=status,
        credential=found,
        form=form if may_revoke and not found.revoked else None,
        may_know_why=may_revoke,
    )


@blueprint.get("/credentials/<uuid:credential_id>")
@requires(CREDENTIAL_READ, on=_readable)
def credential(found: Credential) -> Answer:
    """A credential: its picture, its downloads, and the address under which anybody verifies it."""
    return _page(found, RevokeForm(formdata=None))


def _readable_as(credential_id: UUID, language: str, kind: str) -> tuple[Credential, str, str] | None:
    if language not in LANGUAGES or kind not in KINDS:
        return None
    found = _readable(credential_id)
    return (found, language, kind) if found else None


@blueprint.get("/credentials/<uuid:credential_id>/<language>.<kind>")
@requires(CREDENTIAL_READ, on=_readable_as)
def download(asked: tuple[Credential, str, str]) -> Response:
    """The credential as a picture, a document or a token, in one language."""
    found, language, kind = asked
    signed = credentials.unpacked(found, language)
    if kind == "png":
        body = baking.into_png(pictures.png(face_of(found, language)), signed.text)
    elif kind == "svg":
        body = baking.into_svg(pictures.svg(face_of(found, language)), signed.text).encode("utf-8")
    elif kind in {"json", "jwt"}:
        body = (signed.text if kind == "json" else signed.token).encode("utf-8")
    else:
        abort(404)
    answer = Response(body, mimetype=KINDS[kind])
    name = f"{found.qualification.code}-{language}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/issued")
@requires(ISSUED_READ)
def issued() -> Answer:
    """The credentials that were issued: all of the school, or an assessor's own qualifications'."""
    actor, page = current_actor(), page_number()
    mine = () if actor.may(ISSUER_KEEP) else (policies.credential_assessed_by(actor.person_id),)
    found, pages = credentials.issued(page, *mine)
    return render_page("parasat_microqualifications/issued.html", credentials=found, page=page, pages=pages)


@blueprint.post("/credentials/<uuid:credential_id>/revoke")
@requires(CREDENTIAL_REVOKE, on=_revocable)
def revoke(found: Credential) -> Answer:
    """Take a credential back."""
    form = RevokeForm()
    if not form.validate():
        return _page(found, form, status=422)
    issuing.revoke(found, form.reason.data, current_actor().person_id)
    flash_success(_("The credential is revoked; everybody who verifies it is told so."))
    return see_other(url_for(f"{NAME}.credential", credential_id=found.id))
