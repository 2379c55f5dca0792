"""The form in which a student writes a work."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from parasat_lms.core.forms import NoHiddenCharacters, ParasatForm, text_limit
from parasat_lms.core.i18n import ENDONYMS
from parasat_lms.features.assignments.models import Assignment

LONGEST_LINK = 2000
"""Characters that a link may have."""


def _secure_link(_form: Any, field: Any) -> None:
    """Refuses what is not the address of a page on the web, reached without anybody reading along."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or "." not in host or parts.scheme != "https" or parts.username is not None:
        raise ValidationError(_l("Write the whole address; it begins with https://"))
    if any(character.isspace() for character in field.data):
        raise ValidationError(_l("An address has no spaces."))


class WorkForm(ParasatForm):
    """The text or the link, the language it is written in, and the draft that was on the screen before."""

    text = TextAreaField(_l("Your work"), [text_limit(), NoHiddenCharacters()], render_kw={"rows": 12})
    link = StringField(
        _l("Link to your work"),
        [text_limit(LONGEST_LINK), NoHiddenCharacters(), _secure_link],
        filters=[lambda value: (value or "").strip()],
        description=_l("An address that begins with https:// and that your teacher can open."),
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    language = RadioField(
        _l("Language of the text"),
        choices=[SelectChoice(code, name) for code, name in list(ENDONYMS.items())[:2]],
    )
    files = MultipleFileField(_l("Add files"))
    remove = StringField()
    intent = StringField()
    seen = StringField()

    @property
    def removed(self) -> UUID | None:
        """The file that is to be taken out of the draft."""
        try:
            return UUID(self.remove.data or "")
        except ValueError:
            return None

    def say_of_files(self, problems: Iterable[str]) -> None:
        """Put what is wrong with some files at the field, each with its own reason."""
        self.files.errors = [*self.files.errors, *problems]

    def complete(self, assignment: Assignment, files: int = 0) -> bool:
        """Whether there is enough to hand in, with so many files kept; says at the field what is missing."""
        if (
            files
            or (assignment.takes_text and (self.text.data or "").strip())
            or (assignment.takes_link and self.link.data)
        ):
            return True
        if assignment.takes_files and assignment.takes_text:
            self.text.errors = [*self.text.errors, _("Write something or add a file before you hand it in.")]
        elif assignment.takes_files:
            self.say_of_files([_("Add at least one file before you hand it in.")])
        elif assignment.takes_text:
            self.text.errors = [*self.text.errors, _l("Write something before you hand it in.")]
        else:
            self.link.errors = [
                *self.link.errors,
                _l("Write the address of your work before you hand it in."),
            ]
        return False
