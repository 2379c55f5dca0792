"""Whether a credential is valid, and if not, exactly why: each answer has its own words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from parasat_microqualifications.domain import proofs, tokens
from parasat_microqualifications.domain.keys import PublicKey
from parasat_microqualifications.domain.reading import Brought
from parasat_microqualifications.domain.shapes import CREDENTIAL, STATUS_LIST, ShapeBroken
from parasat_microqualifications.domain.status_list import ListUnreadable, is_set


class Verdict(StrEnum):
    """What a check found; only the first one is good."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    TAMPERED = "tampered"
    UNKNOWN_ISSUER = "unknown_issuer"
    CANNOT_TELL = "cannot_tell"
    UNREADABLE = "unreadable"


Keys = Mapping[str, PublicKey]
"""An issuer's keys by address, retired ones included."""
KeysOf = Callable[[str], Keys | None]
"""The keys of an issuer by its id; `None` for one that we do not know."""
StatusListAt = Callable[[str], Mapping[str, Any] | None]
"""The status list at an address; `None` where it cannot be had."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one credential, and the document where its words may be shown: only what is signed is."""

    verdict: Verdict
    document: Mapping[str, Any] | None = None


def verify(credential: Brought, keys_of: KeysOf, status_list_at: StatusListAt, now: datetime) -> Finding:
    """Check issuer, shape, signature, status and dates, in this order; the first that fails is the answer."""
    document = credential.document
    issuer = _issuer(document)
    if issuer is None:
        return Finding(Verdict.UNREADABLE)
    keys = keys_of(issuer)
    if not keys:
        return Finding(Verdict.UNKNOWN_ISSUER)
    signed = _token(credential, keys) if credential.token else _proof(document, keys)
    if signed is None:
        return Finding(Verdict.TAMPERED)
    return Finding(_standing(signed, keys, status_list_at, now), signed)


def _issuer(document: Mapping[str, Any]) -> str | None:
    """Who says that it has issued this; `None` for what does not even look like a credential."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(found, str) or len(found) > 500:
        return None
    return found if isinstance(document.get("credentialSubject"), dict) else None


def _proof(document: Mapping[str, Any], keys: Keys) -> Mapping[str, Any] | None:
    """The document where its proof holds."""
    try:
        CREDENTIAL.check(document)
        _check_moments(document)
        key = keys.get(proofs.proof_of(document)["verificationMethod"])
        return document if key and proofs.holds(document, key) else None
    except (ShapeBroken, proofs.ProofUnusable, ValueError):
        return None


def _token(credential: Brought, keys: Keys) -> Mapping[str, Any] | None:
    """The token's credential where its signature holds and its claims say what the credential says."""
    key = keys.get(credential.kid)
    document = {name: part for name, part in credential.document.items() if name not in tokens.CLAIMS}
    claims = {name: part for name, part in credential.document.items() if name in tokens.CLAIMS}
    try:
        CREDENTIAL.check(document)
        _check_moments(document)
        # Compared with their types: to Python 1 and True and 1.0 are equal.
        same = repr(sorted(claims.items())) == repr(sorted(tokens.claims_of(document).items()))
        return document if key and same and tokens.holds(credential.token, key) else None
    except (ShapeBroken, tokens.TokenUnusable, ValueError):
        return None


def _standing(
    document: Mapping[str, Any], keys: Keys, status_list_at: StatusListAt, now: datetime
) -> Verdict:
    revoked = _revoked(document, keys, status_list_at)
    if revoked is None:
        return Verdict.CANNOT_TELL
    if revoked:
        return Verdict.REVOKED
    if now < moment_of(document["validFrom"]):
        return Verdict.NOT_YET
    if "validUntil" in document and now >= moment_of(document["validUntil"]):
        return Verdict.EXPIRED
    return Verdict.VALID


def _revoked(document: Mapping[str, Any], keys: Keys, status_list_at: StatusListAt) -> bool | None:
    """Whether the issuer's own, signed list says so; `None` where there is no such list to be had."""
    status = document["credentialStatus"]
    listed = status_list_at(status["statusListCredential"])
    try:
        STATUS_LIST.check(listed)
        if listed is None or listed["id"] != status["statusListCredential"]:
            return None
        key = keys.get(proofs.proof_of(listed)["verificationMethod"])
        if listed["issuer"] != document["issuer"]["id"] or not key or not proofs.holds(listed, key):
            return None
        return is_set(listed["credentialSubject"]["encodedList"], int(status["statusListIndex"]))
    except (ShapeBroken, proofs.ProofUnusable, ListUnreadable, ValueError):
        return None


def _check_moments(document: Mapping[str, Any]) -> None:
    """Raise `ValueError` for a day that no calendar knows."""
    for name in ("validFrom", "validUntil"):
        if name in document:
            moment_of(document[name])


def moment_of(text: str) -> datetime:
    """A moment as credentials write it. Raises `ValueError`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
