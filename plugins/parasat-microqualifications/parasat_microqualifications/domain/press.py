"""Many credentials signed at once: what they have in common is brought to its canonical form a single time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from parasat_microqualifications.domain import proofs, tokens
from parasat_microqualifications.domain.canonical import Document, Mould, NotCanonical, canonical
from parasat_microqualifications.domain.documents import Achieved, IssuedAs, credential
from parasat_microqualifications.domain.keys import SigningKey


@dataclass(frozen=True, slots=True)
class Signed:
    """A credential in one language: the document with its proof, and the signature of its token."""

    document: Document
    signature: bytes


@dataclass(frozen=True, slots=True)
class _Placeholders:
    """A credential made of placeholders, each of which stands nowhere else in the world."""

    issued: IssuedAs
    levels: tuple[UUID, ...]


Moulds = dict[object, tuple[Mould, _Placeholders]]
"""Moulds by all that they hold fixed; they hold no key, and may outlive the press."""


class Press:
    """Signs credentials with one key; keeps a mould of every qualification and language that it has met."""

    def __init__(self, key: SigningKey, moulds: "Moulds | None" = None) -> None:
        self._key = key
        self._moulds: Moulds = {} if moulds is None else moulds

    def signed(self, achieved: Achieved, issued: IssuedAs, language: str) -> Signed:
        """The credential in one language, signed both ways. Raises `NotCanonical`."""
        document = credential(achieved, issued, language)
        form = self._form(document, achieved, issued, language)
        proved = proofs.signed(document, self._key, issued.at, form)
        return Signed(proved, tokens.signature_of(tokens.token(document, self._key)))

    def _form(self, document: Document, achieved: Achieved, issued: IssuedAs, language: str) -> bytes:
        met = (
            language,
            issued.issuer,
            issued.issuer_name,
            issued.site,
            issued.until is None,
            achieved.title,
            achieved.description,
            achieved.narrative,
            achieved.framework,
            achieved.attributes,
            achieved.qualification_id,
            tuple((criterion.id, criterion.required) for criterion in achieved.criteria),
        )
        if met in self._moulds:
            mould, holes = self._moulds[met]
            return mould.filled(_words(achieved, issued, holes))
        holes = _holes(achieved, issued)
        levels = zip(achieved.criteria, holes.levels, strict=True)
        criteria = tuple(replace(criterion, achieved=level) for criterion, level in levels)
        mould = Mould.of(credential(replace(achieved, criteria=criteria), holes.issued, language))
        form = canonical(document)
        if mould.filled(_words(achieved, issued, holes)) != form:
            raise NotCanonical("the mould does not fit")
        self._moulds[met] = (mould, holes)
        return form


def _holes(achieved: Achieved, issued: IssuedAs) -> _Placeholders:
    # Moments of a time that nobody's text names, and an index far beyond the list.
    unlikely = uuid4().int
    return _Placeholders(
        replace(
            issued,
            verify=f"https://{uuid4()}.invalid",
            subject=uuid4(),
            at=datetime(9998, 1, 1, unlikely % 24, unlikely % 59, tzinfo=UTC),
            until=datetime(9999, 1, 1, unlikely % 24, unlikely % 59, tzinfo=UTC) if issued.until else None,
            status_list=f"https://{uuid4()}.invalid",
            status_index=10**11 + unlikely % 10**11,
        ),
        tuple(uuid4() for _ in achieved.criteria),
    )


def _words(achieved: Achieved, issued: IssuedAs, holes: _Placeholders) -> Mapping[str, str]:
    words = {
        holes.issued.verify: issued.verify,
        holes.issued.subject.urn: issued.subject.urn,
        proofs.written(holes.issued.at): proofs.written(issued.at),
        holes.issued.status_list: issued.status_list,
        str(holes.issued.status_index): str(issued.status_index),
    }
    if holes.issued.until and issued.until:
        words[proofs.written(holes.issued.until)] = proofs.written(issued.until)
    for hole, criterion in zip(holes.levels, achieved.criteria, strict=True):
        words[hole.urn] = criterion.achieved.urn
    return words
