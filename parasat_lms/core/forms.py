"""Forms: what every form of the product shares."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import ValidationError
from wtforms.validators import Length

LONGEST_TEXT = 20_000
"""Characters that one text field takes; a longer text is refused with its length, never cut."""


class NoHiddenCharacters:
    """Refuses control characters, which no keyboard types and some databases refuse."""

    def __call__(self, _form: Any, field: Any) -> None:
        if any(ord(character) < 32 and character not in "\r\n\t" for character in field.data or ""):
            raise ValidationError(_l("The text holds characters that cannot be shown."))


class ParasatForm(FlaskForm):  # type: ignore[misc]
    """Base of all forms: CSRF token included."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """What all forms have in common."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Fields of a form only: JSON would bring values that are no texts."""
            if formdata is not None and request.is_json:
                formdata = request.form
            return super().wrap_formdata(form, formdata)


def text_limit(most: int = LONGEST_TEXT) -> Length:
    """At most so many characters; the message says how many are allowed."""
    return Length(max=most, message=_l("At most %(max)d characters are allowed."))
