"""Sorting and finding Kazakh names: keys that are computed once and stored in a column.

Neither Python nor SQLite nor PostgreSQL without ICU knows the order of the Kazakh alphabet, and a database
that does know it cannot be relied on. A stored key makes the order the same everywhere.
"""

from __future__ import annotations

import unicodedata
from typing import Final

# The order of ICU's "kk" collation: marks, digits, the 42 Kazakh letters, Latin letters. The letters of
# neighbouring languages that occur in names of Kazakhstan stand where that collation puts them.
_MARKS: Final = " _-\u2010\u2011\u2013\u2014,;:!?.'\"\u00ab\u00bb()[]{}@*/\\&#%`^+<=>|~$\u20b8"
_DIGITS: Final = "0123456789"
_CYRILLIC: Final = "аәбвгғдҙеёєжҗзийкқлмнңоөпрсҫтуұүфхһцчшщъыіьэюя"
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
# Curly quotation marks read as straight ones, Ґ as Г with a mark: they have no decomposition of their own.
_READ_AS: Final = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "ґ": "г\u0306"}
)

_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def _two(number: int) -> str:
    return _BASE36[number // 36] + _BASE36[number % 36]


_PRIMARY: Final[dict[str, str]] = {
    letter: _two(place) for place, letter in enumerate(_MARKS + _DIGITS + _CYRILLIC + _LATIN, start=1)
}
# Smaller than every weight, so a name sorts before a longer one that begins with it.
_END_OF_LEVEL: Final = "00"
_OTHER: Final = "zz"  # Any other script: after Latin, by code point.


def kazakh_sort_key(text: str) -> str:
    """A key whose bytewise order is the Kazakh alphabetical order of the texts.

    First the letters without regard to case (digits, then the 42 Kazakh letters, then Latin, then any other
    script), then accents, then case with the small letter first. Runs of spaces count as one. The key holds
    only ``0-9a-z``, whose order is the same in SQLite, in PostgreSQL's "C" and in the usual database
    locales; it takes about three characters for one of the text (ten for one of another script). Names with
    equal keys read the same.
    """
    primary: list[str] = []
    accents: list[str] = []
    cases: list[str] = []
    for character in unicodedata.normalize("NFC", " ".join(text.split())):
        case = "2" if character != character.lower() else "1"
        for part in _parts(character):
            if unicodedata.combining(part):
                accents.append(f"2{ord(part):05x}")
            elif part in _PRIMARY or unicodedata.category(part) not in ("Cc", "Cf"):
                primary.append(_PRIMARY.get(part) or f"{_OTHER}{ord(part):06x}")
                accents.append("1")
                cases.append(case)
    levels = ("".join(primary), "".join(accents).rstrip("1"), "".join(cases).rstrip("1"))
    return _END_OF_LEVEL.join(levels)


def _parts(character: str) -> str:
    """The small letters that a character stands for: itself, or its base letter and accents."""
    small = character.casefold()
    # Й and Ё are letters of their own and must not fall apart into a letter and an accent.
    if all(letter in _PRIMARY for letter in small):
        return small
    return unicodedata.normalize("NFKD", small).casefold().translate(_READ_AS)


def search_key(text: str) -> str:
    """The text as a search column holds it: casefolded, in NFC, with every run of spaces folded into one.

    Databases fold only ASCII by themselves; a query is folded by the same function before it is compared.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.split())


def is_plain_login(login: str) -> bool:
    """Whether a login cannot be taken for another: letters of one alphabet, digits, and ``. - _ @`` between them.

    A Cyrillic а looks like a Latin a, and characters without width look like nothing at all.
    """
    letters = [character for character in login if character.isalpha()]
    alphabets = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    others = set(login) - set(letters) - set("0123456789.-_@")
    return bool(letters) and not others and len(alphabets) == 1 and alphabets <= {"LATIN", "CYRILLIC"}
