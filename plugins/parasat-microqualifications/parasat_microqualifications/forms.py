"""The forms: a wish and its answer, evidence, a decision, a revocation, the issuer, and something to verify."""

import re
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from parasat_lms.plugin_api import NoHiddenCharacters, ParasatForm, Person, ReturnedTask, pick, text_limit
from parasat_microqualifications import _, _l

LINK = re.compile(r"https?://[^\s<>\"\\^`{|}]+\.[^\s<>\"\\^`{|}]+", re.ASCII)
PLACE = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[^\s?#<>\"]*)?", re.ASCII)
LARGEST_PICTURE = 2 * 1024 * 1024
LONGEST_CREDENTIAL = 128 * 1024


def stripped(text: str | None) -> str:
    """What was typed without spaces around it; a field that was not sent is empty."""
    return (text or "").strip()


class WishForm(ParasatForm):
    """Why a student wishes to take a qualification."""

    why = TextAreaField(
        _l("Why do you want to take it?"), [text_limit(1000), NoHiddenCharacters()], filters=[stripped]
    )


class AnswerForm(ParasatForm):
    """Admit, or refuse with a reason that the student reads."""

    answer = HiddenField()
    reason = StringField(
        _l("Reason of a refusal"), [text_limit(500), NoHiddenCharacters()], filters=[stripped]
    )

    def validate_answer(self, field: Any) -> None:
        """One of the two buttons was pressed."""
        if field.data not in {"admit", "refuse"}:
            raise ValidationError(_l("Choose whether to admit or to refuse."))

    def validate_reason(self, field: Any) -> None:
        """A student is not refused without a word."""
        if self.answer.data == "refuse" and not field.data:
            raise ValidationError(_l("Write the reason: the student will read it."))


class EvidenceForm(ParasatForm):
    """What a student brings for a module."""

    kind = RadioField(
        _l("Where is your work?"),
        choices=[
            SelectChoice("here", _l("I hand it in here")),
            SelectChoice("elsewhere", _l("It was marked already in a course")),
        ],
        default="here",
    )
    text = TextAreaField(_l("Your text"), [text_limit(8000), NoHiddenCharacters()], filters=[stripped])
    link = StringField(
        _l("Link to your work"),
        [text_limit(500), NoHiddenCharacters()],
        filters=[stripped],
        description=_l("For example https://… Do not link to a page with somebody's personal data."),
    )
    submission = SelectField(_l("A work that was returned to you"), choices=[], validate_choice=False)

    def offer(self, works: Sequence[ReturnedTask]) -> None:
        """Let these works be chosen."""
        self.submission.choices = [
            SelectChoice("", _("Choose a work")),
            *(
                SelectChoice(str(work.submission_id), f"{pick(work.title)} — {pick(work.course)}")
                for work in works
            ),
        ]

    def validate_text(self, field: Any) -> None:
        """Something must be handed in."""
        if self.kind.data == "here" and not field.data and not self.link.data:
            raise ValidationError(_l("Write a text or give a link."))

    def validate_link(self, field: Any) -> None:
        """Only a web address can be opened."""
        if self.kind.data == "here" and field.data and not LINK.fullmatch(field.data):
            raise ValidationError(_l("Give a whole web address that begins with https://."))

    def validate_submission(self, field: Any) -> None:
        """One of the student's own returned works."""
        offered = {choice.value for choice in self.submission.choices or () if choice.value}
        if self.kind.data == "elsewhere" and field.data not in offered:
            raise ValidationError(_l("Choose one of your returned works."))


class DecisionForm(ParasatForm):
    """The overall comment of a decision; the rows are the rubric's."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(1)], widget=HiddenInput())
    comment = TextAreaField(
        _l("Comment to the student"), [text_limit(2000), NoHiddenCharacters()], filters=[stripped]
    )


class RevokeForm(ParasatForm):
    """Why a credential is taken back."""

    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Write the reason.")), text_limit(500), NoHiddenCharacters()],
        filters=[stripped],
        description=_l(
            "It is kept in the school. The public page says only that the credential was revoked."
        ),
    )


class IssuerForm(ParasatForm):
    """Under which address the school issues: it stands in every credential and cannot be changed later."""

    base = StringField(
        _l("Public address of this installation"),
        [DataRequired(_l("Write the address.")), text_limit(200), NoHiddenCharacters()],
        filters=[lambda text: stripped(text).rstrip("/")],
        description=_l("It stands in every credential and cannot be changed later."),
    )

    def validate_base(self, field: Any) -> None:
        """A whole web address."""
        if not PLACE.fullmatch(field.data or ""):
            raise ValidationError(_l("Give a whole web address that begins with https://."))


class RotateForm(ParasatForm):
    """Which key was on the screen when a new one was asked for."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(1)], widget=HiddenInput())


class AssessorsForm(ParasatForm):
    """Who assesses a qualification."""

    people = SelectMultipleField(
        _l("Assessors"), choices=[], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def offer(self, people: Sequence[Person]) -> None:
        """Let these people be chosen."""
        self.people.choices = [SelectChoice(str(person.id), person.full_name) for person in people]


class VerifyForm(ParasatForm):
    """A credential that somebody brings: as text, or inside its picture."""

    credential = TextAreaField(
        _l("Text of the credential"),
        [NoHiddenCharacters()],
        description=_l("JSON, or a token of three parts."),
    )
    picture = FileField(_l("Picture with the credential"), description=_l("PNG or SVG, at most 2 MB."))

    def brought(self) -> bytes:
        """The bytes of the picture, or else of the text; empty where nothing was brought."""
        if self.picture.data and getattr(self.picture.data, "filename", ""):
            read: bytes = self.picture.data.stream.read(LARGEST_PICTURE + 1)
            return read
        return stripped(self.credential.data).encode("utf-8", "replace")

    def validate_credential(self, field: Any) -> None:
        """Not longer than a credential can be."""
        if len(field.data or "") > LONGEST_CREDENTIAL:
            raise ValidationError(_l("A credential is never so long."))
