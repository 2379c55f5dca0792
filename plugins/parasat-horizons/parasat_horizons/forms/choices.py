"""Choices that several forms offer, and checks that several fields share."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from wtforms import StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from parasat_horizons import _l
from parasat_horizons.models import AUDIENCES, AWARDS, CONTEST_KINDS, CONTEST_LEVELS, KINDS
from parasat_horizons.seeds import formats
from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.plugin_api import ClassStudent, NoHiddenCharacters, current_language, text_limit, today

EARLIEST = date(2000, 1, 1)
LONGEST_ADDRESS = 500
WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
WEEKDAY_CHOICES = [
    SelectChoice("", _l("no meeting")),
    *(SelectChoice(str(number), day) for number, day in enumerate(WEEKDAYS, 1)),
]
KIND_WORDS = dict(zip(KINDS, (_l("club"), _l("studio")), strict=True))
CONTEST_KIND_WORDS = dict(zip(CONTEST_KINDS, (_l("contest"), _l("olympiad"), _l("event")), strict=True))
LEVEL_WORDS = dict(
    zip(
        CONTEST_LEVELS,
        (_l("school"), _l("district or city"), _l("region"), _l("republic"), _l("world")),
        strict=True,
    )
)
AWARD_WORDS = dict(
    zip(
        AWARDS,
        (
            _l("entered, no result yet"),
            _l("took part"),
            _l("diploma"),
            _l("3rd place"),
            _l("2nd place"),
            _l("1st place"),
        ),
        strict=True,
    )
)
AUDIENCE_WORDS = dict(
    zip(
        AUDIENCES,
        (_l("me and the leaders of my clubs"), _l("my parents too"), _l("the whole school")),
        strict=True,
    )
)


def choices_of(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Values with their words, as a field wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


def people_choices(people: Iterable[ClassStudent]) -> list[SelectChoice]:
    """Students with their class, after a line that chooses nobody."""
    named = (
        (
            str(entry.person.id),
            f"{entry.person.full_name}, {entry.school_class.title}"
            if entry.school_class
            else entry.person.full_name,
        )
        for entry in people
    )
    return choices_of([("", "—"), *named])


def format_choices() -> list[tuple[str, str]]:
    """The six formats, by the names that are the same in every language."""
    return [(code, found.title) for code, found in formats().items()]


def required_text(label: object, most: int, missing: object) -> StringField:
    """A text that must be there."""
    return StringField(label, [InputRequired(missing), text_limit(most), NoHiddenCharacters()])


def optional_text(label: object, most: int, **more: Any) -> StringField:
    """A text that may be left out."""
    return StringField(label, [text_limit(most), NoHiddenCharacters()], **more)


def localized_of(form: Any, name: str) -> LocalizedText:
    """What stands in the fields `<name>_kk`, `_ru`, `_en`; the page's language is the origin where it has a text."""
    words = {language: (form[f"{name}_{language}"].data or "").strip() for language in LANGUAGES}
    written = [language for language in LANGUAGES if words[language]]
    own = current_language()
    origin = own if own in written else next(iter(written), own)
    return LocalizedText.of({**words, "origin": origin})


def rewritten(before: LocalizedText, after: LocalizedText) -> LocalizedText:
    """A text as it stood with new wordings: its origin stays, and it remembers which translations are older."""
    text = before
    for language in sorted(LANGUAGES, key=lambda one: one != before.origin):
        word = getattr(after, language)
        if word != getattr(before, language):
            text = text.rewritten(language, word)
    return text


def in_some_language(form: Any, name: str) -> None:
    """Raise `ValidationError` where the text is missing in all three languages."""
    if not any((form[f"{name}_{language}"].data or "").strip() for language in LANGUAGES):
        raise ValidationError(_l("Write it in at least one language."))


def not_in_future(_form: Any, field: Any) -> None:
    """The day has come."""
    if field.data and not EARLIEST <= field.data <= today():
        raise ValidationError(_l("Choose a day that has come."))


def video_address(_form: Any, field: Any) -> None:
    """An address of the web over https, with a host and without a password in it."""
    address = (field.data or "").strip()
    if not address:
        return
    try:
        parts = urlsplit(address)
        fits = parts.scheme == "https" and bool(parts.hostname) and "." in (parts.hostname or "")
        fits = fits and parts.username is None and parts.password is None
    except ValueError:
        fits = False
    if (
        not fits
        or any(character.isspace() or ord(character) < 33 for character in address)
        or "\\" in address
    ):
        raise ValidationError(_l("Write a whole address that begins with https://"))


def spans_overlap(spans: Sequence[tuple[int, time, time]]) -> bool:
    """Whether two of the spans (weekday, from, to) meet."""
    ordered = sorted(spans)
    return any(one[0] == other[0] and other[1] < one[2] for one, other in pairwise(ordered))
