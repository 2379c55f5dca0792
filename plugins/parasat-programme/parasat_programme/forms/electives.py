"""The forms of rounds, of the electives in them, and of places given by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wtforms import (
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import (
    ClassStudent,
    NoHiddenCharacters,
    ParasatForm,
    Person,
    current_language,
    pick,
    school_timezone,
    text_limit,
)
from parasat_programme import _l
from parasat_programme.forms.catalogue import (
    DAY,
    GRADE,
    HOURS,
    TEXT_EN,
    TEXT_KK,
    TEXT_RU,
    Hours,
    check_grades,
)
from parasat_programme.models import CatalogueSubject, ElectiveOffer, ElectiveRound

MOMENT = _l("Choose a day and a time.")
PLACES = _l("Write a number from 1 to 500.")


def texts(form: Any, name: str) -> LocalizedText:
    """The three fields of a text as one, written in the page's language if it is there."""
    words = {language: (form[f"{name}_{language}"].data or "").strip() for language in LANGUAGES}
    own = current_language()
    return LocalizedText.of({**words, "origin": own if words[own] else "kk"})


def filled(name: str, text: LocalizedText) -> dict[str, str]:
    """What the three fields of a text hold at first."""
    return {f"{name}_{language}": str(text.as_dict()[language]) for language in LANGUAGES}


class RoundForm(ParasatForm):
    """A round: its name, when its electives are taught, when they are chosen, how many each student gets."""

    title_kk = StringField(
        TEXT_KK, [DataRequired(_l("Write the title.")), text_limit(120), NoHiddenCharacters()]
    )
    title_ru = StringField(TEXT_RU, [text_limit(120), NoHiddenCharacters()])
    title_en = StringField(TEXT_EN, [text_limit(120), NoHiddenCharacters()])
    starts_on = DateField(_l("Taught from"), [InputRequired(DAY)])
    ends_on = DateField(_l("Taught until"), [InputRequired(DAY)])
    opens_at = DateTimeLocalField(_l("Choosing opens"), [InputRequired(MOMENT)], format="%Y-%m-%dT%H:%M")
    closes_at = DateTimeLocalField(_l("Choosing closes"), [InputRequired(MOMENT)], format="%Y-%m-%dT%H:%M")
    electives_each = SelectField(
        _l("Electives for each student"), choices=[SelectChoice(number) for number in "123"], default="1"
    )

    def validate_ends_on(self, field: Any) -> None:
        """The last day must not come before the first."""
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(_l("The last day comes before the first."))

    def validate_closes_at(self, field: Any) -> None:
        """The choosing must close after it opens."""
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_l("The choosing must close after it opens."))

    @staticmethod
    def stored(round_: ElectiveRound) -> dict[str, Any]:
        """What the fields hold at first for a round that stands."""
        zone = ZoneInfo(school_timezone())
        return {
            **filled("title", round_.title),
            "starts_on": round_.starts_on,
            "ends_on": round_.ends_on,
            "opens_at": round_.opens_at.astimezone(zone),
            "closes_at": round_.closes_at.astimezone(zone),
            "electives_each": str(round_.electives_each),
        }

    def values(self) -> dict[str, Any]:
        """The round as an operation takes it; times are those of the school's clock."""
        zone = ZoneInfo(school_timezone())

        def moment(field: Any) -> datetime:
            local: datetime = field.data
            return local.replace(tzinfo=zone).astimezone(UTC)

        return {
            "title": texts(self, "title"),
            "period": (self.starts_on.data, self.ends_on.data),
            "window": (moment(self.opens_at), moment(self.closes_at)),
            "electives_each": int(self.electives_each.data),
        }


class OfferForm(ParasatForm):
    """An elective of a round."""

    subject = SelectField(_l("Subject"))
    teacher = SelectField(_l("Teacher"))
    places = IntegerField(_l("Places"), [InputRequired(PLACES), NumberRange(1, 500, PLACES)], default=15)
    minimum = IntegerField(
        _l("Opens from so many students"), [InputRequired(PLACES), NumberRange(1, 500, PLACES)], default=5
    )
    first_grade = IntegerField(_l("From grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE)])
    last_grade = IntegerField(_l("To grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE), check_grades])
    weekly_hours = Hours(
        _l("Hours a week"),
        [InputRequired(HOURS), NumberRange(Decimal("0.5"), 10, HOURS)],
        default=Decimal(1),
    )
    after = SelectMultipleField(
        _l("Only after these subjects"),
        description=_l("Students who never attended them cannot choose this elective."),
    )
    condition_kk = StringField(TEXT_KK, [text_limit(300), NoHiddenCharacters()])
    condition_ru = StringField(TEXT_RU, [text_limit(300), NoHiddenCharacters()])
    condition_en = StringField(TEXT_EN, [text_limit(300), NoHiddenCharacters()])
    note_kk = TextAreaField(TEXT_KK, [text_limit(1000), NoHiddenCharacters()])
    note_ru = TextAreaField(TEXT_RU, [text_limit(1000), NoHiddenCharacters()])
    note_en = TextAreaField(TEXT_EN, [text_limit(1000), NoHiddenCharacters()])

    def offer_from(
        self,
        electives: Sequence[CatalogueSubject],
        attended: Sequence[CatalogueSubject],
        teachers: Sequence[Person],
    ) -> "OfferForm":
        """The same form with what there is to choose from."""
        self.subject.choices = [SelectChoice(str(subject.id), pick(subject.title)) for subject in electives]
        self.teacher.choices = [SelectChoice(str(teacher.id), teacher.full_name) for teacher in teachers]
        self.after.choices = [SelectChoice(subject.code, pick(subject.title)) for subject in attended]
        return self

    def validate_minimum(self, field: Any) -> None:
        """An elective cannot need more students than it has places."""
        if self.places.data and field.data and field.data > self.places.data:
            raise ValidationError(_l("More students than places."))

    @staticmethod
    def stored(offer: ElectiveOffer) -> dict[str, Any]:
        """What the fields hold at first for an elective that stands."""
        return {
            "subject": str(offer.subject_id),
            "teacher": str(offer.teacher_id),
            "places": offer.places,
            "minimum": offer.minimum,
            "first_grade": offer.first_grade,
            "last_grade": offer.last_grade,
            "weekly_hours": offer.weekly_hours,
            "after": list(offer.after),
            **filled("condition", offer.condition),
            **filled("note", offer.note),
        }

    def values(self) -> dict[str, Any]:
        """The elective as an operation takes it, without subject and teacher."""
        return {
            "places": self.places.data,
            "minimum": self.minimum.data,
            "grades": (self.first_grade.data, self.last_grade.data),
            "weekly_hours": self.weekly_hours.data,
            "after": list(self.after.data or []),
            "condition": texts(self, "condition"),
            "note": texts(self, "note"),
        }


class ReasonForm(ParasatForm):
    """Why a place is taken back."""

    reason = StringField(
        _l("Reason"), [DataRequired(_l("Write the reason.")), text_limit(300), NoHiddenCharacters()]
    )


class PlaceForm(ReasonForm):
    """A place given by hand: to whom and why."""

    student = SelectField(_l("Student"))

    def place_from(self, students: Sequence[ClassStudent]) -> "PlaceForm":
        """The same form with the students who may be placed."""
        self.student.choices = [
            SelectChoice(
                str(one.person.id),
                f"{one.person.full_name}, {one.school_class.title}"
                if one.school_class
                else one.person.full_name,
            )
            for one in students
        ]
        return self

    def chosen(self) -> UUID:
        """The student's id."""
        return UUID(self.student.data)


class PublishForm(ParasatForm):
    """The outcome that was looked at, and whether courses are opened from it."""

    fingerprint = HiddenField(validators=[text_limit(64)])
    open_courses = SelectField(
        _l("Courses"),
        choices=[
            SelectChoice("yes", _l("Open a course for every elective and enrol its students")),
            SelectChoice("no", _l("Only publish who got what")),
        ],
        default="yes",
    )


class PlainForm(ParasatForm):
    """A button: nothing but the token."""
