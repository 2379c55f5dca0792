"""Credentials and what stands behind them: the issuer, its keys, its status lists."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, undefer

from parasat_lms.plugin_api import Person, db
from parasat_microqualifications.domain import tokens
from parasat_microqualifications.domain.canonical import Document
from parasat_microqualifications.domain.documents import ListedKey
from parasat_microqualifications.domain.keys import PublicKey
from parasat_microqualifications.domain.press import Signed
from parasat_microqualifications.models import Credential, Issuer, IssuerKey, StatusList

PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class InOneLanguage:
    """A credential as it is handed out: the document with its proof as text, and the same as a token."""

    document: Document
    text: str
    token: str


def issuer() -> Issuer | None:
    """The current school as an issuer, if it is one."""
    return db.session.scalars(select(Issuer)).one_or_none()


def locked_issuer() -> Issuer | None:
    """The same, locked until the transaction ends: nobody signs while keys change, nor the other way round."""
    return db.session.scalars(select(Issuer).with_for_update()).one_or_none()


def keys() -> Sequence[IssuerKey]:
    """All keys of the school, the latest first."""
    return db.session.scalars(select(IssuerKey).order_by(IssuerKey.number.desc())).all()


def listed(found: Sequence[IssuerKey]) -> list[ListedKey]:
    """Keys as the profile lists them."""
    return [ListedKey(key.address, key.multibase, key.retired_at) for key in found]


def public_keys() -> dict[str, PublicKey]:
    """The public keys of the school by address, retired ones included."""
    return {key.address: PublicKey.of_multibase(key.multibase) for key in keys()}


def open_list(issuer_id: UUID, most: int) -> StatusList | None:
    """The status list that still has room for a place, locked."""
    return db.session.scalars(
        select(StatusList)
        .where(StatusList.issuer_id == issuer_id, StatusList.taken < most)
        .order_by(StatusList.number)
        .limit(1)
        .with_for_update()
    ).one_or_none()


def status_lists() -> Sequence[StatusList]:
    """All status lists of the school."""
    return db.session.scalars(select(StatusList).order_by(StatusList.number)).all()


def status_list(list_id: UUID) -> StatusList | None:
    """One status list, locked."""
    return db.session.scalars(
        select(StatusList).where(StatusList.id == list_id).with_for_update()
    ).one_or_none()


def status_document(address: str) -> Mapping[str, Any] | None:
    """The signed list of the current school at an address; `None` where there is none."""
    return db.session.scalar(select(StatusList.document).where(StatusList.address == address))


def revoked_places(list_id: UUID) -> list[int]:
    """The places of a list whose credentials are revoked."""
    return list(
        db.session.scalars(
            select(Credential.place).where(Credential.list_id == list_id, Credential.revoked_at.is_not(None))
        )
    )


def credential(credential_id: UUID, *criteria: ColumnElement[bool]) -> Credential | None:
    """One credential with its documents, if it meets the criteria."""
    return db.session.scalars(
        select(Credential)
        .where(Credential.id == credential_id, *criteria)
        .options(
            joinedload(Credential.student),
            joinedload(Credential.qualification),
            joinedload(Credential.key),
            undefer(Credential.packed),
        )
    ).one_or_none()


def issued(page: int, *criteria: ColumnElement[bool]) -> tuple[Sequence[Credential], int]:
    """A page of the credentials that meet the criteria, the latest first, and how many pages there are."""
    total = db.session.scalar(select(func.count(Credential.id)).where(*criteria)) or 0
    found = db.session.scalars(
        select(Credential)
        .join(Person, Person.id == Credential.student_id)
        .where(*criteria)
        .options(joinedload(Credential.student), joinedload(Credential.qualification))
        .order_by(Credential.issued_at.desc(), Person.sort_key, Credential.id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    return found, max(1, -(-total // PER_PAGE))


def packed(signed: Mapping[str, Signed]) -> bytes:
    """Signed documents by language as they are kept."""
    kept = {language: [one.document, one.signature.hex()] for language, one in signed.items()}
    return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 6)


def unpacked(found: Credential, language: str) -> InOneLanguage:
    """A credential in one language, as it was signed."""
    document, signature = json.loads(zlib.decompress(found.packed))[language]
    bare = {name: part for name, part in document.items() if name != "proof"}
    return InOneLanguage(
        document=document,
        text=json.dumps(document, ensure_ascii=False),
        token=tokens.with_signature(bare, found.key.address, bytes.fromhex(signature)),
    )
