"""The public pages: anybody verifies a credential, without signing in; machines read issuer and status list."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, request

from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.plugin_api import (
    Answer,
    clock,
    current_language,
    enter_school_owning,
    find_attribute,
    network_of_current_school,
    public,
    render_page,
    the_school,
)
from parasat_microqualifications.domain import baking, documents, pictures
from parasat_microqualifications.domain.reading import Brought, Unreadable, brought
from parasat_microqualifications.domain.verifying import Finding, Verdict, moment_of
from parasat_microqualifications.forms import VerifyForm
from parasat_microqualifications.models import Credential, Issuer, StatusList
from parasat_microqualifications.queries import credentials
from parasat_microqualifications.queries.faces import face_of
from parasat_microqualifications.queries.verification import check
from parasat_microqualifications.views.pages import public_blueprint

NOBODY = "a credential is verified by whoever was shown it; the page holds what the credential holds"
MACHINES = "a verifier of another maker reads it; it holds keys and bits, nothing about anybody"
CREDENTIAL_TYPES = ("text/html", "application/vc", "application/ld+json", "application/json")


def _shown(finding: Finding, status: int = 200, **more: Any) -> Answer:
    document = finding.document
    subject: Mapping[str, Any] = document["credentialSubject"] if document else {}
    levels = {
        level["id"]: level
        for description in subject.get("achievement", {}).get("resultDescription", ())
        for level in description["rubricCriterionLevel"]
    }
    names = {one["id"]: one["name"] for one in subject.get("achievement", {}).get("resultDescription", ())}
    return render_page(
        "parasat_microqualifications/verified.html",
        status=status,
        verdict=finding.verdict,
        document=document,
        issued_on=moment_of(document["validFrom"]) if document else None,
        until=moment_of(document["validUntil"]) if document and "validUntil" in document else None,
        achievement=subject.get("achievement"),
        results=[
            (names.get(result["resultDescription"], ""), levels.get(result["achievedLevel"], {}))
            for result in subject.get("result", ())
        ],
        **more,
    )


@public_blueprint.get("")
@public(NOBODY)
def form() -> Answer:
    """Paste a credential or bring its picture."""
    return render_page("parasat_microqualifications/verify.html", form=VerifyForm(formdata=None))


@public_blueprint.post("")
@public(NOBODY)
def verify() -> Answer:
    """The answer to what was brought: valid, or exactly why not."""
    asked = VerifyForm()
    if not asked.validate():
        return render_page("parasat_microqualifications/verify.html", status=422, form=asked)
    try:
        credential = brought(asked.brought())
    except Unreadable:
        return _shown(Finding(Verdict.UNREADABLE), 422)
    return _shown(check(credential, clock.now()))


@public_blueprint.get("/<uuid:credential_id>", defaults={"language": ""})
@public_blueprint.get("/<uuid:credential_id>/<language>")
@public(NOBODY)
def credential(credential_id: UUID, language: str) -> Answer:
    """A credential that this installation has issued, verified now; a machine that asks for JSON gets the document."""
    found = enter_school_owning(Credential, credential_id)
    whole = credentials.credential(credential_id) if found else None
    if whole is None or language not in ("", *LANGUAGES):
        return _shown(Finding(Verdict.UNKNOWN_ISSUER), 404, unknown=True)
    signed = credentials.unpacked(whole, language or current_language())
    if request.accept_mimetypes.best_match(CREDENTIAL_TYPES, "text/html") != "text/html":
        return _for_machines(signed.document)
    finding = check(Brought(signed.document), clock.now())
    return _shown(finding, credential_id=credential_id, spoken=language or current_language())


@public_blueprint.get("/<uuid:credential_id>/<language>/badge.svg")
@public(NOBODY)
def picture(credential_id: UUID, language: str) -> Answer:
    """The picture of a credential, with the credential in it."""
    found = enter_school_owning(Credential, credential_id)
    whole = credentials.credential(credential_id) if found and language in LANGUAGES else None
    if whole is None:
        return Response(status=404)
    signed = credentials.unpacked(whole, language)
    return Response(
        baking.into_svg(pictures.svg(face_of(whole, language)), signed.text), mimetype="image/svg+xml"
    )


@public_blueprint.get("/issuers/<uuid:issuer_id>")
@public(MACHINES)
def issuer(issuer_id: UUID) -> Answer:
    """A school as an issuer: its name and all its keys, retired ones too."""
    found = enter_school_owning(Issuer, issuer_id)
    if found is None:
        return Response(status=404)
    school = the_school()
    keys = credentials.listed(credentials.keys())
    name = school.name.pick(school.language).text
    return _for_machines(documents.profile(found.address, name, f"{found.base}/{school.slug}/about", keys))


@public_blueprint.get("/issuers/<uuid:issuer_id>/attributes/<uuid:attribute_id>")
@public("credentials point here for what a graduate attribute means; the page holds nothing about anybody")
def attribute(issuer_id: UUID, attribute_id: UUID) -> Answer:
    """What a graduate attribute of the school's network means, in every language."""
    found = enter_school_owning(Issuer, issuer_id)
    named = find_attribute(network_of_current_school(), attribute_id) if found else None
    if named is None:
        return _shown(Finding(Verdict.UNKNOWN_ISSUER), 404, no_attribute=True)
    return render_page("parasat_microqualifications/attribute.html", attribute=named, languages=LANGUAGES)


@public_blueprint.get("/status/<uuid:list_id>")
@public(MACHINES)
def status_list(list_id: UUID) -> Answer:
    """A signed list of revoked places."""
    found = enter_school_owning(StatusList, list_id)
    return _for_machines(found.document) if found else Response(status=404)


def _for_machines(document: Mapping[str, Any]) -> Response:
    """A document that pages and programs of other makers may read."""
    answer = Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, max-age=60"
    answer.vary.add("Accept")
    return answer
