"""Forms: what every form of the product shares."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField, ValidationError
from wtforms.validators import Length

from parasat_lms.domain.localized import LANGUAGES, LocalizedText

LONGEST_TEXT = 20_000
"""Characters that one text field takes; a longer text is refused with its length, never cut."""


class NoHiddenCharacters:
    """Refuses control characters, which no keyboard types and some databases refuse."""

    def __call__(self, _form: Any, field: Any) -> None:
        if any(ord(character) < 32 and character not in "\r\n\t" for character in field.data or ""):
            raise ValidationError(_l("The text holds characters that cannot be shown."))


class ParasatForm(FlaskForm):
    """Base of all forms: CSRF token included."""


def text_limit(most: int = LONGEST_TEXT) -> Length:
    """At most so many characters; the message says how many are allowed."""
    return Length(max=most, message=_l("At most %(max)d characters are allowed."))


class LocalizedFields:
    """Three text fields, one a language, read and written as one `LocalizedText`."""

    @staticmethod
    def of(form: FlaskForm, name: str, origin: str) -> LocalizedText:
        """The texts of the fields `<name>_kk`, `<name>_ru`, `<name>_en`."""
        words = {language: (form[f"{name}_{language}"].data or "").strip() for language in LANGUAGES}
        return LocalizedText.of({**words, "origin": origin})


__all__ = ["LONGEST_TEXT", "LocalizedFields", "NoHiddenCharacters", "ParasatForm", "TextAreaField", "text_limit"]
