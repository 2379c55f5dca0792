"""The forms of the catalogue: a subject of the school's own, hours of a grade, a limit, and the plug-in's settings."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import request
from wtforms import (
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from parasat_lms.plugin_api import NoHiddenCharacters, ParasatForm, pick, text_limit
from parasat_programme import _l, seeds

GRADE = _l("Choose a grade from 1 to 11.")
HOURS = _l("Write from half an hour to 10 hours.")
DAY = _l("Choose a day.")
CODES = ("GA1", "GA2", "GA3", "GA4", "GA5", "GA6")
TEXT_KK, TEXT_RU, TEXT_EN = _l("In Kazakh"), _l("In Russian"), _l("In English")


class Hours(DecimalField):  # type: ignore[misc]
    """Hours with a point or a comma, as people write them, and never more than two places."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read "1,5" like "1.5"; what is no finite number of at most two places is no number of hours."""
        super().process_formdata([value.strip().replace(",", ".") for value in valuelist])
        if self.data is not None and (not self.data.is_finite() or self.data != round(self.data, 2)):
            self.data = None
            raise ValueError(HOURS)


def check_grades(form: Any, field: Any) -> None:
    """The range of grades must not be upside down."""
    if form.first_grade.data and field.data and field.data < form.first_grade.data:
        raise ValidationError(_l("The last grade comes before the first."))


def attributes_field() -> SelectMultipleField:
    """The graduate attributes as check boxes."""
    return SelectMultipleField(
        _l("Attributes it develops"),
        choices=[SelectChoice(code) for code in CODES],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


def area_choices() -> list[SelectChoice]:
    """The learning areas in the page's language."""
    return [SelectChoice(code, pick(title)) for code, title in seeds.areas().items()]


class SubjectForm(ParasatForm):
    """An elective of the school's own: title in three languages, Kazakh required; grades, hours and attributes."""

    title_kk = StringField(
        TEXT_KK, [DataRequired(_l("Write the title.")), text_limit(120), NoHiddenCharacters()]
    )
    title_ru = StringField(TEXT_RU, [text_limit(120), NoHiddenCharacters()])
    title_en = StringField(TEXT_EN, [text_limit(120), NoHiddenCharacters()])
    area = SelectField(_l("Learning area"), default="wellbeing")
    first_grade = IntegerField(_l("From grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE)])
    last_grade = IntegerField(_l("To grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE), check_grades])
    weekly_hours = Hours(
        _l("Hours a week"),
        [InputRequired(HOURS), NumberRange(Decimal("0.5"), 10, HOURS)],
        default=Decimal(1),
    )
    attributes = attributes_field()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.area.choices = area_choices()
        if not self.area.raw_data:
            self.area.data = self.area.data or "wellbeing"

    def validate_area(self, field: Any) -> None:
        """A form without the field means the network's own area."""
        if field.data not in seeds.areas():
            raise ValidationError(_l("Choose a learning area."))


class SettingsForm(ParasatForm):
    """What a school chooses for the programme."""

    instruction = SelectField(
        _l("Language of instruction"),
        choices=[
            SelectChoice("", _l("the language in which the school speaks first")),
            SelectChoice("kk", "Қазақша"),
            SelectChoice("ru", "Русский"),
        ],
        description=_l("Decides which language subjects are compulsory."),
    )


class RuleForm(ParasatForm):
    """From which day the school's own hours hold, and on what decision they rest."""

    valid_from = DateField(_l("Holds from"), [InputRequired(DAY)])
    source_kk = StringField(
        TEXT_KK,
        [DataRequired(_l("Write on what decision this rests.")), text_limit(300), NoHiddenCharacters()],
    )
    source_ru = StringField(TEXT_RU, [text_limit(300), NoHiddenCharacters()])
    source_en = StringField(TEXT_EN, [text_limit(300), NoHiddenCharacters()])


class LimitForm(RuleForm):
    """The most hours that a week of a grade may have."""

    hours = Hours(
        _l("At most, hours a week"),
        [
            InputRequired(_l("Write from 1 to 60 hours.")),
            NumberRange(1, 60, _l("Write from 1 to 60 hours.")),
        ],
    )


def read_hours(subjects: Sequence[str]) -> tuple[dict[str, Decimal], dict[str, str]]:
    """The hours that were sent for each subject (field `hours-<id>`), and what was sent where it is no number."""
    found, wrong = {}, {}
    for subject in subjects:
        sent = request.form.get(f"hours-{subject}", "").strip()
        number = _number(sent or "0")
        if number is None:
            wrong[subject] = sent
        else:
            found[subject] = number
    return found, wrong


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "."))
    except ArithmeticError:
        return None
    fits = number.is_finite() and 0 <= number <= 15 and number == round(number, 2)
    return number if fits else None
