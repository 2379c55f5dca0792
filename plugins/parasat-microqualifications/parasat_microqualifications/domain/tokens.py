"""VC-JWT: the credential as a compact JWS, with the registered claims beside it."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from parasat_microqualifications.domain.canonical import Document
from parasat_microqualifications.domain.keys import PublicKey, SigningKey, base64url

HEADER_KEYS = frozenset({"alg", "typ", "kid"})
CLAIMS = ("iss", "jti", "nbf", "sub", "exp")
"""Beside the credential, and each compared with what the credential itself says."""


class TokenUnusable(ValueError):
    """The token is no JWS of ours: misshapen, or of another algorithm, `none` first of all."""


def token(document: Document, key: SigningKey) -> str:
    """The credential as a signed token; it carries no proof of another kind."""
    return with_signature(
        document, key.address, key.sign(_signed_part(document, key.address).encode("ascii"))
    )


def with_signature(document: Document, kid: str, signature: bytes) -> str:
    """The token again, from the credential and the signature that was kept."""
    return f"{_signed_part(document, kid)}.{base64url(signature)}"


def signature_of(text: str) -> bytes:
    """The signature of a token, 64 bytes. Raises `TokenUnusable`."""
    return _decoded(text.rpartition(".")[2])


def _signed_part(document: Document, kid: str) -> str:
    header = {"alg": "EdDSA", "typ": "JWT", "kid": kid}
    return f"{_encoded(header)}.{_encoded({**document, **claims_of(document)})}"


def claims_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The registered claims that a credential comes to. Raises `ValueError` or `KeyError` where it is misshapen."""
    claims = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "nbf": _seconds(document["validFrom"]),
        "sub": document["credentialSubject"]["id"],
    }
    return {**claims, "exp": _seconds(document["validUntil"])} if "validUntil" in document else claims


def read(text: str, parse: Callable[[str], Any]) -> tuple[str, dict[str, Any]]:
    """The `kid` and the payload of a token, unverified; `parse` reads JSON within limits. Raises `TokenUnusable`."""
    parts = text.split(".")
    if len(parts) != 3 or not all(parts):
        raise TokenUnusable("a token has three parts")
    header, payload = parse(_text(parts[0])), parse(_text(parts[1]))
    if not isinstance(header, dict) or set(header) != HEADER_KEYS:
        raise TokenUnusable("the header has other parts than alg, typ and kid")
    if header["alg"] != "EdDSA" or header["typ"] != "JWT" or not isinstance(header["kid"], str):
        raise TokenUnusable("the token is of another algorithm")
    if not isinstance(payload, dict):
        raise TokenUnusable("the token holds no credential")
    return header["kid"], payload


def holds(text: str, key: PublicKey) -> bool:
    """Whether the key made the token's signature. Raises `TokenUnusable`."""
    return key.verifies(signature_of(text), text.rpartition(".")[0].encode("ascii"))


def _seconds(moment: str) -> int:
    return int(datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def _encoded(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def _decoded(part: str) -> bytes:
    try:
        raw = b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (NotBase64, ValueError) as error:
        raise TokenUnusable("a part is not base64url") from error
    # One signature has one spelling: what decodes to the same bytes in other letters was changed by somebody.
    if base64url(raw) != part:
        raise TokenUnusable("a part is not written the one way")
    return raw


def _text(part: str) -> str:
    try:
        return _decoded(part).decode("utf-8")
    except UnicodeDecodeError as error:
        raise TokenUnusable("a part is no text") from error
