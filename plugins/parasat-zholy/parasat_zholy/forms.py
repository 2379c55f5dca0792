"""The forms, with what each field must keep to."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from wtforms import (
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget, NumberInput

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import NoHiddenCharacters, ParasatForm, text_limit
from parasat_zholy import _l
from parasat_zholy.policies.hours import LEAST_A_DAY, MOST_A_DAY, QUARTER, in_quarters

LANGUAGE_NAMES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))
LONG_AGO = timedelta(days=366)
TITLE, PARAGRAPHS, REMARK = 120, 4000, 500
STEPS_LINES = 8
WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
WEEKDAYS_SHORT = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))
OPENNESS = (
    ("private", _l("Only I read it")),
    ("shared", _l("My mentors may read it")),
    ("evidence", _l("I offer it as evidence of the activity")),
)


def _choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in pairs]


def _words(most: int) -> list[Any]:
    return [text_limit(most), NoHiddenCharacters()]


class Quarters:
    """Refuses what is no whole number of quarter hours."""

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data is not None and not in_quarters(field.data):
            raise ValidationError(_l("Hours are counted in quarters: 0.25, 0.5, 0.75, 1 and so on."))


class Once(ParasatForm):
    """A form that makes something: sent twice, it makes it once."""

    form_key = HiddenField(validators=[text_limit(36)])

    def begin(self) -> None:
        """Give an empty form its key."""
        if not self.form_key.data:
            self.form_key.data = str(uuid4())

    def key(self, sender_id: UUID) -> str | None:
        """The key of this form in the hands of this person; the same key sent by another is another one."""
        try:
            return str(uuid5(sender_id, str(UUID(self.form_key.data or ""))))
        except ValueError:
            return None


def localized_from(form: Any, name: str, origin: str) -> LocalizedText:
    """The fields `<name>_kk`, `_ru` and `_en` as one text."""
    texts = {language: (form[f"{name}_{language}"].data or "").strip() for language in LANGUAGES}
    return LocalizedText.of({**texts, "origin": origin})


class Worded(Once):
    """Title and description in three languages, and the language they were written in first."""

    title_kk = StringField(_l("Title in Kazakh"), _words(TITLE))
    title_ru = StringField(_l("Title in Russian"), _words(TITLE))
    title_en = StringField(_l("Title in English"), _words(TITLE))
    description_kk = TextAreaField(_l("Description in Kazakh"), _words(PARAGRAPHS))
    description_ru = TextAreaField(_l("Description in Russian"), _words(PARAGRAPHS))
    description_en = TextAreaField(_l("Description in English"), _words(PARAGRAPHS))
    origin = RadioField(_l("Written first in"), choices=_choices(LANGUAGE_NAMES), default="kk")

    def validate_origin(self, field: Any) -> None:
        """The title must stand in the language it was written in."""
        if field.data in LANGUAGES and not (self[f"title_{field.data}"].data or "").strip():
            raise ValidationError(_l("Write the title in this language."))

    def title(self) -> LocalizedText:
        """The title as content."""
        return localized_from(self, "title", self.origin.data)

    def description(self) -> LocalizedText:
        """The description as content."""
        return localized_from(self, "description", self.origin.data)


class ProjectForm(Worded):
    """What a student proposes: the project, whom it asks to lead it, when it is done."""

    component = SelectField(_l("Component"))
    leader = SelectField(_l("Supervisor at school"))
    starts_on = DateField(_l("First day"), [InputRequired(_l("Choose a day."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Choose a day."))])
    hours_planned = DecimalField(
        _l("Hours planned"),
        [
            InputRequired(_l("Write how many hours.")),
            NumberRange(QUARTER, 500, _l("From 0.25 to 500 hours.")),
            Quarters(),
        ],
        widget=NumberInput(step="0.25", min=0, max=500),
    )

    def validate_ends_on(self, field: Any) -> None:
        """The end comes after the beginning, and within a year."""
        if not field.data or not self.starts_on.data:
            return
        if field.data < self.starts_on.data:
            raise ValidationError(_l("The last day comes before the first."))
        if field.data - self.starts_on.data > LONG_AGO:
            raise ValidationError(_l("An activity lasts at most a year."))


class ActivityForm(ProjectForm):
    """All that a leader says about an activity."""

    kind = RadioField(_l("Kind"), default="activity")
    life = SelectField(_l("Part of life"))
    place = StringField(_l("Where"), _words(120))
    places = IntegerField(
        _l("Places"),
        [Optional(), NumberRange(1, 1000, _l("From 1 to 1000 places."))],
        description=_l("Leave it empty where everybody may join."),
    )
    weekday = SelectField(_l("Weekly on"))
    starts_at = TimeField(_l("From"), [Optional()])
    ends_at = TimeField(_l("To"), [Optional()])

    def validate_weekday(self, field: Any) -> None:
        """A weekly time is whole or not there."""
        given = [bool(field.data), self.starts_at.data is not None, self.ends_at.data is not None]
        if any(given) and not all(given):
            raise ValidationError(_l("A weekly time needs the day, the beginning and the end."))

    def validate_ends_at(self, field: Any) -> None:
        """Lessons end after they begin."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_l("The end comes before the beginning."))


class ServiceForm(Once):
    """Hours that a student served."""

    served_on = DateField(_l("Day"), [InputRequired(_l("Choose a day."))])
    hours = DecimalField(
        _l("Hours"),
        [
            InputRequired(_l("Write how many hours.")),
            NumberRange(LEAST_A_DAY, MOST_A_DAY, _l("From 0.25 to 12 hours a day.")),
            Quarters(),
        ],
        widget=NumberInput(step="0.25", min=0, max=12),
        description=_l("In quarter hours: 1.25 is an hour and a quarter."),
    )
    text = TextAreaField(
        _l("What was done"), [DataRequired(_l("Write what you did.")), *_words(1000)], render_kw={"rows": 3}
    )
    activity = SelectField(_l("Part of an activity"))
    supervisor = SelectField(_l("Who can confirm it"))
    outside_name = StringField(
        _l("Name and organisation, if outside the school"),
        _words(120),
        description=_l("A teacher sends this person a link; nobody needs an account for it."),
    )
    latest: date

    def validate_served_on(self, field: Any) -> None:
        """Not in the future, and of this school year or the one before."""
        if field.data and field.data > self.latest:
            raise ValidationError(_l("This day has not come yet."))
        if field.data and field.data < self.latest - LONG_AGO:
            raise ValidationError(_l("This day is more than a year ago."))

    def validate_outside_name(self, field: Any) -> None:
        """Exactly one of the two must be able to confirm."""
        written = bool((field.data or "").strip())
        if self.supervisor.data == "outside" and not written:
            raise ValidationError(_l("Write who can confirm it."))
        if self.supervisor.data not in ("outside", None, "") and written:
            raise ValidationError(_l("Choose either somebody of the school or somebody outside."))


class DecisionForm(ParasatForm):
    """Confirm or decline, with a remark."""

    decision = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose one of the two."))],
        choices=_choices((("confirm", _l("I confirm the hours")), ("decline", _l("I cannot confirm them")))),
    )
    remark = TextAreaField(_l("Remark"), _words(REMARK), render_kw={"rows": 2})

    def validate_remark(self, field: Any) -> None:
        """Who declines says why."""
        if self.decision.data == "decline" and not (field.data or "").strip():
            raise ValidationError(_l("Say in a word why."))


class AssignForm(ParasatForm):
    """Who is whose mentor."""

    mentor = SelectField(_l("Mentor"))
    student = SelectField(_l("Student"))


class MeetingForm(Once):
    """A meeting with what was agreed, one step a line."""

    held_on = DateField(_l("Day"), [InputRequired(_l("Choose a day."))])
    summary = TextAreaField(
        _l("What you talked about"),
        _words(PARAGRAPHS),
        description=_l("The student and the administration read this; parents see the agreed steps only."),
        render_kw={"rows": 4},
    )
    steps = TextAreaField(
        _l("Agreed steps"),
        [DataRequired(_l("Write at least one step.")), *_words(2400)],
        description=_l("One step a line, at most eight."),
        render_kw={"rows": 4},
    )
    latest: date

    def validate_held_on(self, field: Any) -> None:
        """A meeting is written down when it has happened."""
        if field.data and not self.latest - LONG_AGO <= field.data <= self.latest:
            raise ValidationError(_l("Choose a day of the past year, not later than today."))

    def agreed(self) -> list[str]:
        """The lines that are not empty."""
        return [line.strip() for line in (self.steps.data or "").splitlines() if line.strip()]

    def validate_steps(self, _field: Any) -> None:
        """A few short steps."""
        lines = self.agreed()
        if not lines:
            raise ValidationError(_l("Write at least one step."))
        if len(lines) > STEPS_LINES or any(len(line) > 300 for line in lines):
            raise ValidationError(_l("At most eight steps of at most 300 characters."))


class JournalForm(Once):
    """A reflection and who may read it."""

    text = TextAreaField(
        _l("What I think"),
        [DataRequired(_l("Write something first.")), *_words(10_000)],
        render_kw={"rows": 6},
    )
    language = RadioField(_l("Language of the text"), choices=_choices(LANGUAGE_NAMES))
    activity = SelectField(_l("About"))
    openness = RadioField(_l("Who may read it"), choices=_choices(OPENNESS), default="private")

    def validate_openness(self, field: Any) -> None:
        """Evidence belongs to an activity."""
        if field.data == "evidence" and not self.activity.data:
            raise ValidationError(_l("Evidence belongs to an activity: choose one."))


class PlanForm(ParasatForm):
    """The plan of a project."""

    version = IntegerField(validators=[InputRequired()])
    plan = TextAreaField(
        _l("Plan"),
        [DataRequired(_l("Write the plan first.")), *_words(10_000)],
        description=_l("The goal, for whom, the steps with days, who does what."),
        render_kw={"rows": 10},
    )


class ReflectionForm(ParasatForm):
    """What the team learned, and where that can be seen."""

    version = IntegerField(validators=[InputRequired()])
    reflection = TextAreaField(
        _l("Reflection"),
        [DataRequired(_l("Write the reflection first.")), *_words(10_000)],
        description=_l("What came out, what was hard, what you would do differently."),
        render_kw={"rows": 8},
    )
    evidence = TextAreaField(
        _l("Evidence"),
        _words(PARAGRAPHS),
        description=_l("Where it can be seen: figures, what others said, where the pictures hang."),
        render_kw={"rows": 4},
    )


class MoveForm(ParasatForm):
    """A step of the cycle, with a remark."""

    move = StringField(validators=[text_limit(40)])
    remark = TextAreaField(_l("Remark"), _words(REMARK), render_kw={"rows": 2})


class LifeForm(ParasatForm):
    """A weekly time of the student's own."""

    life = SelectField(_l("Part of life"))
    title = StringField(_l("What it is"), _words(80))
    weekdays = SelectMultipleField(
        _l("On these days"),
        [InputRequired(_l("Choose at least one day."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    starts_at = TimeField(_l("From"), [InputRequired(_l("Write the time."))])
    ends_at = TimeField(
        _l("To"),
        [InputRequired(_l("Write the time."))],
        description=_l("Sleep may end on the next morning."),
    )

    def validate_ends_at(self, field: Any) -> None:
        """A time lasts; only what ends on the next day ends before it began."""
        if not field.data or not self.starts_at.data:
            return
        if field.data == self.starts_at.data:
            raise ValidationError(_l("The end is the same as the beginning."))
        if field.data < self.starts_at.data and self.life.data not in ("sleep", "rest"):
            raise ValidationError(_l("The end comes before the beginning."))


class PartForm(ParasatForm):
    """What is recorded of one participant."""

    role = SelectField(_l("Role"))
    state = SelectField(_l("Participation"))
    hours = DecimalField(
        _l("Hours"), [Optional(), NumberRange(0, 500, _l("From 0 to 500 hours.")), Quarters()],
        widget=NumberInput(step="0.25", min=0, max=500),
    )  # fmt: skip


def weekly(weekday: str | None) -> int | None:
    """The chosen weekday as a number from 1, or none."""
    return int(weekday) if weekday else None
