"""The form in which a school writes down an author's subject."""

from decimal import Decimal
from typing import Any

from wtforms import DecimalField, IntegerField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from parasat_lms.plugin_api import NoHiddenCharacters, ParasatForm, text_limit
from parasat_programme import _l

GRADE = _l("Choose a grade from 1 to 11.")
HOURS = _l("Write from half an hour to 10 hours.")
CODES = ("GA1", "GA2", "GA3", "GA4", "GA5", "GA6")


class AuthorsSubjectForm(ParasatForm):
    """Title in three languages, Kazakh required; grades, hours and the attributes that the subject develops."""

    title_kk = StringField(
        _l("Title in Kazakh"), [DataRequired(_l("Write the title.")), text_limit(120), NoHiddenCharacters()]
    )
    title_ru = StringField(_l("Title in Russian"), [text_limit(120), NoHiddenCharacters()])
    title_en = StringField(_l("Title in English"), [text_limit(120), NoHiddenCharacters()])
    first_grade = IntegerField(_l("From grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE)])
    last_grade = IntegerField(_l("To grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE)])
    weekly_hours = DecimalField(
        _l("Hours a week"),
        [InputRequired(HOURS), NumberRange(Decimal("0.5"), 10, HOURS)],
        default=Decimal(1),
    )
    attributes = SelectMultipleField(
        _l("Attributes it develops"),
        choices=[SelectChoice(code) for code in CODES],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def validate_last_grade(self, field: Any) -> None:
        """The range of grades must not be upside down."""
        if self.first_grade.data and field.data and field.data < self.first_grade.data:
            raise ValidationError(_l("The last grade comes before the first."))
