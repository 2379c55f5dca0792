"""Verifying with what the installation holds: its own issuers' keys and lists, and nothing from the network."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from parasat_lms.plugin_api import enter_school_owning
from parasat_microqualifications.domain.keys import PublicKey
from parasat_microqualifications.domain.reading import Brought
from parasat_microqualifications.domain.verifying import Finding, verify
from parasat_microqualifications.models import Issuer
from parasat_microqualifications.queries.credentials import public_keys, status_document

ISSUER = re.compile(r".{1,400}/verify/issuers/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII)


def check(credential: Brought, now: datetime) -> Finding:
    """The verdict on a credential; the school that issued it is entered, so that the page wears its face."""
    return verify(credential, keys_of, status_document, now)


def keys_of(address: str) -> Mapping[str, PublicKey] | None:
    """The keys of an issuer of this installation, in any school and long after it has left; `None` for others."""
    match = ISSUER.fullmatch(address)
    found = enter_school_owning(Issuer, UUID(match[1])) if match else None
    return public_keys() if found and found.address == address else None
