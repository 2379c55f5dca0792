"""The form of an entry, and the form of the plug-in's settings."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from parasat_dummy import _l
from parasat_lms.plugin_api import NoHiddenCharacters, ParasatForm, text_limit


class NoteForm(ParasatForm):
    """An entry of the diary."""

    text = StringField(
        _l("Entry"), [InputRequired(_l("Write the entry.")), text_limit(200), NoHiddenCharacters()]
    )


class SettingsForm(ParasatForm):
    """What a school may choose; what comes out is kept as JSON."""

    greeting = StringField(_l("Greeting on the home page"), [text_limit(100), NoHiddenCharacters()])
    as_evidence = BooleanField(_l("A returned work is evidence of GA6"))
