"""The forms of a club and of its members."""

from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    Form,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from parasat_horizons import _, _l
from parasat_horizons.forms.choices import (
    KIND_WORDS,
    WEEKDAY_CHOICES,
    choices_of,
    format_choices,
    in_some_language,
    localized_of,
    optional_text,
    people_choices,
    required_text,
    rewritten,
    spans_overlap,
)
from parasat_horizons.models import Club, Meeting
from parasat_horizons.operations.clubs import ClubPlan, Slot
from parasat_horizons.queries.clubs import occupied
from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.plugin_api import ClassStudent, NoHiddenCharacters, ParasatForm, Person, pick, text_limit

GRADE = _l("Choose a grade from 1 to 11.")
PLACES = _l("Write from 1 to 500 places.")
MEETINGS = 4
"""A club meets at most so often a week."""


class SlotForm(Form):  # type: ignore[misc]
    """One weekly meeting; without a weekday there is none."""

    weekday = SelectField(_l("Weekday"), choices=WEEKDAY_CHOICES, default="")
    starts_at = TimeField(_l("From"), [Optional()])
    ends_at = TimeField(_l("To"), [Optional()])
    room = StringField(_l("Room"), [text_limit(60), NoHiddenCharacters()])

    @property
    def slot(self) -> Slot | None:
        """The meeting, where one is wished and whole."""
        if not (self.weekday.data and self.starts_at.data and self.ends_at.data):
            return None
        return Slot(
            int(self.weekday.data), self.starts_at.data, self.ends_at.data, (self.room.data or "").strip()
        )

    def validate_weekday(self, field: Any) -> None:
        """A meeting has a beginning and an end; a time that cannot be read says so itself."""
        if field.data and (self.starts_at.data is None or self.ends_at.data is None):
            raise ValidationError(_l("Write from when to when the club meets."))

    def validate_ends_at(self, field: Any) -> None:
        """The end is later than the beginning."""
        if self.weekday.data and self.starts_at.data and field.data and self.starts_at.data >= field.data:
            raise ValidationError(_l("The end comes before the beginning."))


class ClubForm(ParasatForm):
    """A club or studio: what it is, who leads it, for whom, and when it meets."""

    format = SelectField(_l("Format"), [InputRequired()])
    kind = SelectField(_l("Kind"), [InputRequired()], choices=choices_of(KIND_WORDS.items()))
    title_kk = optional_text(_l("Title in Kazakh"), 120)
    title_ru = optional_text(_l("Title in Russian"), 120)
    title_en = optional_text(_l("Title in English"), 120)
    description_kk = TextAreaField(_l("Description in Kazakh"), [text_limit(2000), NoHiddenCharacters()])
    description_ru = TextAreaField(_l("Description in Russian"), [text_limit(2000), NoHiddenCharacters()])
    description_en = TextAreaField(_l("Description in English"), [text_limit(2000), NoHiddenCharacters()])
    leader = SelectField(_l("Leader"), [InputRequired()])
    first_grade = IntegerField(_l("From grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE)])
    last_grade = IntegerField(_l("To grade"), [InputRequired(GRADE), NumberRange(1, 11, GRADE)])
    places = IntegerField(_l("Places"), [InputRequired(PLACES), NumberRange(1, 500, PLACES)])
    open = BooleanField(_l("Students may sign up"), default=True)
    meeting_1 = FormField(SlotForm, separator="-")
    meeting_2 = FormField(SlotForm, separator="-")
    meeting_3 = FormField(SlotForm, separator="-")
    meeting_4 = FormField(SlotForm, separator="-")

    def __init__(self, *arguments: Any, leaders: list[Person], club: Club | None = None, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.format.choices = choices_of(format_choices())
        self.leader.choices = choices_of((str(person.id), person.full_name) for person in leaders)
        self.club = club

    @property
    def slots(self) -> list[SlotForm]:
        """The meetings as small forms."""
        return [self[f"meeting_{number}"] for number in range(1, MEETINGS + 1)]

    def validate_last_grade(self, field: Any) -> None:
        """The range of grades is not upside down."""
        if self.first_grade.data and field.data and field.data < self.first_grade.data:
            raise ValidationError(_l("The last grade comes before the first."))

    def validate_title_kk(self, _field: Any) -> None:
        """A club has a title in some language."""
        in_some_language(self, "title")

    def validate(self, extra_validators: Any = None) -> bool:
        """Field by field; then whether the meetings meet each other, or another club in the same room."""
        if not super().validate(extra_validators):
            return False
        slots = self._wished()
        if spans_overlap([(slot.weekday, slot.starts_at, slot.ends_at) for slot in slots]):
            self.form_errors.append(_("Two meetings of the club overlap."))
            return False
        for slot in slots:
            other = self._in_the_way(slot)
            if other:
                self.form_errors.append(
                    _("“%(club)s” meets in the room %(room)s then.", club=pick(other.title), room=slot.room)
                )
                return False
        return True

    def _wished(self) -> list[Slot]:
        found = (part.form.slot for part in self.slots)
        return [slot for slot in found if slot]

    def _in_the_way(self, slot: Slot) -> Club | None:
        if not slot.room:
            return None
        but = self.club.id if self.club else None
        return occupied(slot.room, slot.weekday, slot.starts_at, slot.ends_at, but=but)

    @property
    def plan(self) -> ClubPlan:
        """What the valid form says."""
        title, description = localized_of(self, "title"), localized_of(self, "description")
        if self.club:
            title = rewritten(self.club.title, title)
            description = rewritten(self.club.description, description)
        return ClubPlan(
            format=self.format.data,
            kind=self.kind.data,
            title=title,
            description=description,
            leader_id=UUID(self.leader.data),
            grades=(self.first_grade.data, self.last_grade.data),
            places=self.places.data,
            open=self.open.data,
            slots=tuple(self._wished()),
        )


def filled_in(club: Club, meetings: tuple[Meeting, ...]) -> dict[str, Any]:
    """What stands in the form of a club before anybody changes it."""
    texts = {
        f"{name}_{language}": getattr(getattr(club, name), language)
        for name in ("title", "description")
        for language in LANGUAGES
    }
    slots = {
        f"meeting_{number}": {
            "weekday": str(meeting.weekday),
            "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at,
            "room": meeting.room,
        }
        for number, meeting in enumerate(meetings[:MEETINGS], 1)
    }
    return {
        **texts,
        **slots,
        "format": club.format,
        "kind": club.kind,
        "leader": str(club.leader_id),
        "first_grade": club.first_grade,
        "last_grade": club.last_grade,
        "places": club.places,
        "open": club.open,
    }


class AddMemberForm(ParasatForm):
    """A leader adds a student by hand, and says why."""

    student = SelectField(_l("Student"), [InputRequired(_l("Choose a student."))])
    reason = required_text(_l("Reason"), 200, _l("Write why you add the student by hand."))

    def __init__(self, *arguments: Any, addable: list[ClassStudent], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.student.choices = people_choices(addable)
