"""The forms of contests, results and achievements."""

from typing import Any

from wtforms import DateField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from parasat_horizons import _l
from parasat_horizons.forms.choices import (
    AWARD_WORDS,
    CONTEST_KIND_WORDS,
    EARLIEST,
    LEVEL_WORDS,
    choices_of,
    format_choices,
    in_some_language,
    localized_of,
    not_in_future,
    optional_text,
    people_choices,
    required_text,
    rewritten,
)
from parasat_horizons.models import Contest
from parasat_horizons.operations.contests import ContestFacts
from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import ClassStudent, ParasatForm, current_language, today

DAY = _l("Choose the day.")
YEARS_AHEAD = 2


class ContestForm(ParasatForm):
    """A contest, an olympiad or another event."""

    kind = SelectField(_l("Kind"), [InputRequired()], choices=choices_of(CONTEST_KIND_WORDS.items()))
    level = SelectField(_l("Level"), [InputRequired()], choices=choices_of(LEVEL_WORDS.items()))
    format = SelectField(
        _l("Format"), default="", description=_l("An olympiad in a school subject belongs to no format.")
    )
    title_kk = optional_text(_l("Title in Kazakh"), 160)
    title_ru = optional_text(_l("Title in Russian"), 160)
    title_en = optional_text(_l("Title in English"), 160)
    place = optional_text(_l("Place"), 120)
    starts_on = DateField(_l("First day"), [InputRequired(DAY)])
    ends_on = DateField(_l("Last day"), [Optional()], description=_l("Leave empty for one day."))

    def __init__(self, *arguments: Any, contest: Contest | None = None, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.format.choices = choices_of([("", _l("no format")), *format_choices()])
        self.contest = contest

    def validate_title_kk(self, _field: Any) -> None:
        """A contest has a title in some language."""
        in_some_language(self, "title")

    def validate_starts_on(self, field: Any) -> None:
        """A day that somebody may plan for."""
        if field.data and not (field.data >= EARLIEST and field.data.year <= today().year + YEARS_AHEAD):
            raise ValidationError(_l("This day is too far away."))

    def validate_ends_on(self, field: Any) -> None:
        """The last day is not before the first, nor years after it."""
        if field.data and self.starts_on.data:
            if field.data < self.starts_on.data:
                raise ValidationError(_l("The last day comes before the first."))
            if (field.data - self.starts_on.data).days > 366:
                raise ValidationError(_l("This day is too far away."))

    @property
    def facts(self) -> ContestFacts:
        """What the valid form says."""
        title = localized_of(self, "title")
        return ContestFacts(
            kind=self.kind.data,
            level=self.level.data,
            format=self.format.data or None,
            title=rewritten(self.contest.title, title) if self.contest else title,
            place=(self.place.data or "").strip(),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data or self.starts_on.data,
        )


def filled_in(contest: Contest) -> dict[str, Any]:
    """What stands in the form of a contest before anybody changes it."""
    return {
        **{f"title_{language}": getattr(contest.title, language) for language in LANGUAGES},
        "kind": contest.kind,
        "level": contest.level,
        "format": contest.format or "",
        "place": contest.place,
        "starts_on": contest.starts_on,
        "ends_on": contest.ends_on,
    }


class ResultForm(ParasatForm):
    """What a student reached in a contest."""

    student = SelectField(_l("Student"), [InputRequired(_l("Choose a student."))])
    award = SelectField(_l("Result"), [InputRequired()], choices=choices_of(AWARD_WORDS.items()))
    note = optional_text(_l("Note"), 200)

    def __init__(self, *arguments: Any, students: list[ClassStudent], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.student.choices = people_choices(students)


class AchievementForm(ParasatForm):
    """What was achieved, and when; the rubric stands beside it."""

    achieved_on = DateField(_l("Day"), [InputRequired(DAY), not_in_future])

    title = required_text(_l("What was achieved"), 160, _l("Write what was achieved."))

    @property
    def words(self) -> LocalizedText:
        """The title in the language of the page."""
        language = current_language()
        return LocalizedText.of({language: self.title.data.strip(), "origin": language})
