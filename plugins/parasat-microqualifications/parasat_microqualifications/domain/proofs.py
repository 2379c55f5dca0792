"""Data Integrity proofs of the suite `eddsa-rdfc-2022`: made and checked."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from parasat_microqualifications.domain.canonical import Document, NotCanonical, canonical
from parasat_microqualifications.domain.keys import PublicKey, SigningKey, base58, from_base58

SUITE = "eddsa-rdfc-2022"
PROOF_KEYS = frozenset({"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"})
SIGNATURE = 64


class ProofUnusable(ValueError):
    """The document carries no proof that could be checked: none, several, of another suite, or misshapen."""


def written(moment: datetime) -> str:
    """A moment as credentials write it: UTC, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(document: Document, key: SigningKey, at: datetime, form: bytes | None = None) -> Document:
    """The document with its proof; `form` is its canonical form where that is known. Raises `NotCanonical`."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": written(at),
        "verificationMethod": key.address,
        "proofPurpose": "assertionMethod",
    }
    value = "z" + base58(key.sign(_message(document, proof, form)))
    return {**document, "proof": [{**proof, "proofValue": value}]}


def proof_of(document: Mapping[str, Any]) -> Mapping[str, str]:
    """The one proof of a document. Raises `ProofUnusable`."""
    proofs = document.get("proof")
    proof = proofs[0] if isinstance(proofs, list) and len(proofs) == 1 else proofs
    if not isinstance(proof, dict) or set(proof) != PROOF_KEYS:
        raise ProofUnusable("a credential carries one proof with its six parts")
    if not all(isinstance(value, str) for value in proof.values()):
        raise ProofUnusable("the parts of a proof are texts")
    if proof["type"] != "DataIntegrityProof" or proof["cryptosuite"] != SUITE:
        raise ProofUnusable("the proof is of another suite")
    if proof["proofPurpose"] != "assertionMethod":
        raise ProofUnusable("the proof was made for another purpose")
    return proof


def holds(document: Mapping[str, Any], key: PublicKey) -> bool:
    """Whether the key made the document's proof over what the document says. Raises `ProofUnusable`."""
    proof = proof_of(document)
    try:
        signature = from_base58(proof["proofValue"][1:])
        unsigned = {name: value for name, value in document.items() if name != "proof"}
        message = _message(unsigned, {name: value for name, value in proof.items() if name != "proofValue"})
    except (ValueError, NotCanonical):
        return False
    well_formed = proof["proofValue"].startswith("z") and len(signature) == SIGNATURE
    return well_formed and key.verifies(signature, message)


def _message(document: Document, proof: Mapping[str, str], form: bytes | None = None) -> bytes:
    """What is signed: the hash of the proof's own words, then the hash of the document."""
    return (
        sha256(_config(document["@context"], proof)).digest() + sha256(form or canonical(document)).digest()
    )


def _config(context: list[str], proof: Mapping[str, str]) -> bytes:
    """The canonical form of the proof's own words; a school signs thousands that differ in nothing."""
    return _config_of(tuple(context), tuple(sorted(proof.items())))


@lru_cache(maxsize=256)
def _config_of(context: tuple[str, ...], proof: tuple[tuple[str, str], ...]) -> bytes:
    return canonical({"@context": list(context), **dict(proof)})
