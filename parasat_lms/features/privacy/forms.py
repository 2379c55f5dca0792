"""The form that erases somebody."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired

from parasat_lms.core.forms import NoHiddenCharacters, ParasatForm, text_limit
from parasat_lms.domain.names import search_key


class ErasureForm(ParasatForm):
    """The name, typed once more: what is erased does not come back."""

    name = StringField(
        _l("Type the person's name"),
        [InputRequired(_l("Type the name as it stands above.")), text_limit(170), NoHiddenCharacters()],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def __init__(self, expected: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.expected = expected

    def validate_name(self, field: Any) -> None:
        """The very name, whatever the case and the spaces."""
        if search_key(field.data) != search_key(self.expected):
            raise ValidationError(_l("This is another name than the one above."))
