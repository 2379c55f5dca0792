"""The forms of author's programmes."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import (
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.plugin_api import (
    NoHiddenCharacters,
    ParasatForm,
    Person,
    RubricContent,
    current_language,
    pick,
    text_limit,
)
from parasat_programme import _l
from parasat_programme.forms.catalogue import (
    GRADE,
    HOURS,
    TEXT_EN,
    TEXT_KK,
    TEXT_RU,
    Hours,
    area_choices,
    attributes_field,
    check_grades,
)
from parasat_programme.forms.electives import filled
from parasat_programme.models import AuthorsProgramme, ProgrammeUnit
from parasat_programme.operations.programmes import Basics
from parasat_programme.queries.programmes import SECTIONS

LONG = 4000
UNIT_HOURS = _l("Write from half an hour to 200 hours.")


def _title(label: Any) -> StringField:
    return StringField(label, [text_limit(120), NoHiddenCharacters()])


def _text(label: Any) -> TextAreaField:
    return TextAreaField(label, [text_limit(LONG), NoHiddenCharacters()])


def words_of(form: Any, name: str) -> dict[str, str]:
    """The wordings of a text by language."""
    return {language: (form[f"{name}_{language}"].data or "").strip() for language in LANGUAGES}


class ProgrammeForm(ParasatForm):
    """What an author writes besides the units; the title in the language of origin is all that a draft needs."""

    origin = SelectField(
        _l("Written in"),
        choices=[SelectChoice("kk", "Қазақша"), SelectChoice("ru", "Русский"), SelectChoice("en", "English")],
        description=_l("Translations that are older than the text in this language are marked."),
    )
    title_kk, title_ru, title_en = _title(TEXT_KK), _title(TEXT_RU), _title(TEXT_EN)
    aims_kk, aims_ru, aims_en = _text(TEXT_KK), _text(TEXT_RU), _text(TEXT_EN)
    assessment_kk, assessment_ru, assessment_en = _text(TEXT_KK), _text(TEXT_RU), _text(TEXT_EN)
    area = SelectField(_l("Learning area"))
    kind = SelectField(
        _l("Result"),
        choices=[SelectChoice("pass_fail", _l("pass or fail")), SelectChoice("marked", _l("a mark"))],
        default="pass_fail",
    )
    first_grade = IntegerField(_l("From grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE)])
    last_grade = IntegerField(_l("To grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE), check_grades])
    weekly_hours = Hours(
        _l("Hours a week"),
        [InputRequired(HOURS), NumberRange(Decimal("0.5"), 10, HOURS)],
        default=Decimal(1),
    )
    attributes = attributes_field()
    rubrics = SelectMultipleField(
        _l("Rubrics from the library"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def write_with(self, rubrics: list[RubricContent]) -> "ProgrammeForm":
        """The same form with the rubrics that there are to choose from."""
        self.area.choices = area_choices()
        self.rubrics.choices = [
            SelectChoice(str(rubric.version_id), pick(rubric.title)) for rubric in rubrics
        ]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides the fields: the title must stand in the language that the programme is written in."""
        fine = bool(super().validate(extra_validators))
        origin = self.origin.data
        if origin in LANGUAGES and not words_of(self, "title")[origin]:
            self.origin.errors = [*self.origin.errors, _l("The title is missing in this language.")]
            title = self[f"title_{origin}"]
            title.errors = [*title.errors, _l("Write the title.")]
            return False
        return fine

    @staticmethod
    def blank() -> dict[str, Any]:
        """What a new programme begins with."""
        return {"origin": current_language(), "area": "wellbeing"}

    @staticmethod
    def stored(programme: AuthorsProgramme) -> dict[str, Any]:
        """What the fields hold at first for a programme that stands."""
        return {
            "origin": programme.title.origin,
            **filled("title", programme.title),
            **filled("aims", programme.aims),
            **filled("assessment", programme.assessment),
            "area": programme.area,
            "kind": programme.kind,
            "first_grade": programme.first_grade,
            "last_grade": programme.last_grade,
            "weekly_hours": programme.weekly_hours,
            "attributes": list(programme.attributes),
            "rubrics": list(programme.rubrics),
        }

    def basics(self) -> Basics:
        """The programme as an operation takes it."""
        return Basics(
            origin=self.origin.data,
            title=words_of(self, "title"),
            aims=words_of(self, "aims"),
            assessment=words_of(self, "assessment"),
            area=self.area.data,
            kind=self.kind.data,
            attributes=tuple(self.attributes.data or ()),
            rubrics=tuple(UUID(version_id) for version_id in self.rubrics.data or ()),
            grades=(self.first_grade.data, self.last_grade.data),
            weekly_hours=self.weekly_hours.data,
        )


class UnitForm(ParasatForm):
    """A unit: title, content and hours."""

    title_kk, title_ru, title_en = _title(TEXT_KK), _title(TEXT_RU), _title(TEXT_EN)
    content_kk, content_ru, content_en = _text(TEXT_KK), _text(TEXT_RU), _text(TEXT_EN)
    hours = Hours(
        _l("Hours in all"),
        [InputRequired(UNIT_HOURS), NumberRange(Decimal("0.5"), 200, UNIT_HOURS)],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides the fields: a unit needs a title in some language."""
        fine = bool(super().validate(extra_validators))
        if not any(words_of(self, "title").values()):
            self.title_kk.errors = [*self.title_kk.errors, _l("Write the title.")]
            return False
        return fine

    @staticmethod
    def stored(unit: ProgrammeUnit) -> dict[str, Any]:
        """What the fields hold at first for a unit that stands."""
        return {**filled("title", unit.title), **filled("content", unit.content), "hours": unit.hours}


def _remark(section: str) -> TextAreaField:
    labels = {
        "title": _l("Title"),
        "aims": _l("Aims"),
        "attributes": _l("Attributes it develops"),
        "hours": _l("Grades and hours"),
        "units": _l("Units"),
        "assessment": _l("Assessment"),
        "rubrics": _l("Rubrics"),
    }
    return TextAreaField(labels[section], [text_limit(2000), NoHiddenCharacters()])


class ReviewForm(ParasatForm):
    """Remarks by section, and the decision as the button that was pressed."""

    title, aims, attributes, hours, units, assessment, rubrics = (_remark(section) for section in SECTIONS)

    def remarks(self) -> dict[str, str]:
        """What was remarked, by section."""
        return {section: self[section].data or "" for section in SECTIONS}


class ReviewerForm(ParasatForm):
    """Who reviews a programme beside the administrators."""

    reviewer = SelectField(_l("Expert"))

    def name_from(self, people: list[Person]) -> "ReviewerForm":
        """The same form with the people who may be named."""
        self.reviewer.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(str(person.id), person.full_name) for person in people),
        ]
        return self
