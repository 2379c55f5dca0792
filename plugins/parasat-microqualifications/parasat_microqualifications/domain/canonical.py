"""The one form in which a JSON-LD document is signed (RDFC-1.0), from contexts that lie beside this file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pyld import jsonld

Document = dict[str, Any]
"""A JSON object as it is signed and shown."""

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = {CREDENTIALS: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
FOLDER = Path(__file__).parent / "contexts"


class NotCanonical(ValueError):
    """The document cannot be brought to its canonical form: it is no JSON-LD, or names a context we do not hold."""


@cache
def _context(url: str) -> Document:
    loaded: Document = json.loads((FOLDER / CONTEXTS[url]).read_text(encoding="utf-8"))
    return loaded


def _bundled(url: str, _options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The document loader: what lies beside the code, never the network."""
    if url not in CONTEXTS:
        raise NotCanonical(f"the context {url[:200]} is not one of ours")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }


def canonical(document: Mapping[str, Any]) -> bytes:
    """The document as sorted N-Quads in UTF-8. Raises `NotCanonical`."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _bundled}
    try:
        quads: str = jsonld.normalize(dict(document), options)
    except NotCanonical:
        raise
    except (jsonld.JsonLdError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotCanonical(type(error).__name__) from error
    return quads.encode("utf-8")


@dataclass(frozen=True, slots=True)
class Mould:
    """The canonical form of documents that differ in a few words, with those words left open.

    Only for documents in which every thing has an id: without blank nodes the canonical form is the sorted set of
    statements, and a word that is filled in moves nothing but its own lines.
    """

    lines: tuple[str, ...]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Mould":
        """The mould of a document that holds placeholders. Raises `NotCanonical`, also for a thing without id."""
        quads = canonical(document).decode("utf-8")
        if "_:" in quads:
            raise NotCanonical("a thing has no id")
        return cls(tuple(quads.splitlines()))

    def filled(self, words: Mapping[str, str]) -> bytes:
        """The canonical form with the placeholders replaced; words and placeholders need no escape in N-Quads."""
        text = "\n".join(self.lines)
        for placeholder, word in words.items():
            text = text.replace(placeholder, word)
        return "".join(f"{line}\n" for line in sorted(set(text.split("\n")))).encode("utf-8")
