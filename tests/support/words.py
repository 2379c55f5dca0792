"""The words of the interface as a page says them, read from the same catalogues."""

from __future__ import annotations

from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.support.catalogues import CORE


@cache
def _catalogue(language: str) -> Catalog:
    with CORE.file(language).open("rb") as file:
        return read_po(file)


def said(language: str, message: str, **variables: object) -> str:
    """What a page in that language writes for the English words of the code; of several numbers, the largest."""
    found = None if language == "en" else _catalogue(language).get(message)
    words = found.string if found and found.string else message
    if isinstance(words, tuple):
        words = words[-1]
    return words % variables if variables else words
