"""The form in which a student writes a work."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from parasat_lms.core.forms import NoHiddenCharacters, ParasatForm, text_limit
from parasat_lms.core.i18n import ENDONYMS


class WorkForm(ParasatForm):
    """The text, and the language it is written in."""

    text = TextAreaField(
        _l("Your work"),
        [DataRequired(_l("Write something before you hand it in.")), text_limit(), NoHiddenCharacters()],
        render_kw={"rows": 12},
    )
    language = RadioField(
        _l("Language of the text"),
        choices=[SelectChoice(code, name) for code, name in list(ENDONYMS.items())[:2]],
    )
    intent = StringField()
