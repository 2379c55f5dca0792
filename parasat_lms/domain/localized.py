"""A text of a school in Kazakh, Russian and English, with the language it was written in.

Content (a rubric's descriptor, a mission, the note of a rule) is written in one language and translated
into the others. The text keeps which language came first, shows a stated fallback where a translation is
missing, and knows which translations are older than the text they translate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, Self, cast

LANGUAGES: Final[tuple[str, ...]] = ("kk", "ru", "en")
"""The languages of every text, in the order of fallback: Kazakh, Russian, English."""

_Field = Literal["kk", "ru", "en"]


@dataclass(frozen=True, slots=True)
class Picked:
    """A text chosen for a reader, and the language it is really in (for ``lang`` on the page).

    When there is no text in any language, ``text`` is empty and ``language`` is the one that was asked for.
    """

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """One text in up to three languages; an empty or blank string means that the language is missing.

    ``origin`` is the language the text was written in. ``stale`` names the translations that are older than
    the origin's text, in the order of ``LANGUAGES``. Raises ``ValueError`` for a language that is not one
    of the three.
    """

    kk: str = ""
    ru: str = ""
    en: str = ""
    origin: str = "kk"
    stale: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _known(self.origin)
        # The order of the stored list must not make two equal texts differ.
        object.__setattr__(self, "stale", _in_order(self.stale))

    @classmethod
    def of(cls, value: Mapping[str, object]) -> Self:
        """Read the JSON form: keys ``kk``, ``ru``, ``en``, ``origin`` and ``stale``, each of them optional.

        ``null`` counts as a missing text. Raises ``ValueError`` for an unknown key (a misspelt language
        would lose its text in silence), for an unknown language and for a value of the wrong type.
        """
        unknown = sorted(set(value) - {*LANGUAGES, "origin", "stale"})
        if unknown:
            raise ValueError(f"unknown keys in a localized text: {', '.join(unknown)}")
        texts: dict[str, str] = {}
        for language in LANGUAGES:
            text = value.get(language)
            if text is not None and not isinstance(text, str):
                raise ValueError(f"the {language} text is not a string")
            texts[language] = text or ""
        origin = value.get("origin") or "kk"
        stale = value.get("stale") or ()
        if not isinstance(origin, str):
            raise ValueError("origin is not a language")
        if not isinstance(stale, (list, tuple)) or not all(isinstance(language, str) for language in stale):
            raise ValueError("stale is not a list of languages")
        return cls(texts["kk"], texts["ru"], texts["en"], origin, tuple(stale))

    def as_dict(self) -> dict[str, object]:
        """The JSON form that ``of`` reads back to an equal text."""
        return {
            "kk": self.kk,
            "ru": self.ru,
            "en": self.en,
            "origin": self.origin,
            "stale": list(self.stale),
        }

    def pick(self, language: str) -> Picked:
        """The text for a reader of ``language``: in it, else in the origin, else in kk, ru, en in this order.

        Raises ``ValueError`` for an unknown language.
        """
        for candidate in (_known(language), self.origin, *LANGUAGES):
            text = self._text(candidate)
            if text.strip():
                return Picked(text, candidate)
        return Picked("", language)

    def missing(self) -> tuple[str, ...]:
        """The languages that have no text, in the order of ``LANGUAGES``."""
        return tuple(language for language in LANGUAGES if not self._text(language).strip())

    def rewritten(self, language: str, text: str) -> Self:
        """The same text with a new wording in one language.

        A changed wording of the origin makes every existing translation stale; writing a translation (even
        with the same words: a translator has looked at it) makes that one fresh again. Raises
        ``ValueError`` for an unknown language.
        """
        _known(language)
        stale = set(self.stale) - {language}
        if language == self.origin and text != self._text(language):
            stale |= {other for other in LANGUAGES if other != language and self._text(other).strip()}
        ordered = _in_order(stale)
        if language == "kk":
            return replace(self, kk=text, stale=ordered)
        if language == "ru":
            return replace(self, ru=text, stale=ordered)
        return replace(self, en=text, stale=ordered)

    def _text(self, language: str) -> str:
        texts: dict[_Field, str] = {"kk": self.kk, "ru": self.ru, "en": self.en}
        return texts[cast(_Field, language)]


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; known are {', '.join(LANGUAGES)}")
    return language


def _in_order(languages: Iterable[str]) -> tuple[str, ...]:
    chosen = {_known(language) for language in languages}
    return tuple(language for language in LANGUAGES if language in chosen)
