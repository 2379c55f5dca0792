"""The form of a piece of a portfolio."""

from typing import Any
from uuid import UUID

from wtforms import DateField, MultipleFileField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from parasat_horizons import _, _l
from parasat_horizons.forms.choices import (
    AUDIENCE_WORDS,
    LONGEST_ADDRESS,
    choices_of,
    not_in_future,
    optional_text,
    required_text,
    video_address,
)
from parasat_horizons.models import ONLY_ME, Piece
from parasat_horizons.operations.portfolio import MOST_PICTURES, PieceWords
from parasat_horizons.queries.members import Membership
from parasat_lms.plugin_api import (
    NoHiddenCharacters,
    ParasatForm,
    Picture,
    Refused,
    current_language,
    pick,
    read_picture,
    text_limit,
    today,
)


class PieceForm(ParasatForm):
    """A work: words, pictures, a link to a video, and who sees it."""

    title = required_text(_l("Title"), 120, _l("Give your work a title."))
    text = TextAreaField(_l("About the work"), [text_limit(4000), NoHiddenCharacters()])
    made_on = DateField(_l("Made on"), [InputRequired(_l("Choose the day.")), not_in_future], default=today)
    club = SelectField(_l("Made in the club"), default="")
    video = optional_text(
        _l("Link to a video"),
        LONGEST_ADDRESS,
        description=_l("Begins with https://. It is shown as a link; nothing is loaded from there."),
    )
    pictures = MultipleFileField(
        _l("Pictures"),
        description=_l(
            "Up to 4, JPEG, PNG or WebP, each up to 10 MB. Where and with what you took them is removed."
        ),
    )
    audience = RadioField(
        _l("Who sees it"), [InputRequired()], choices=choices_of(AUDIENCE_WORDS.items()), default=ONLY_ME
    )

    def __init__(self, *arguments: Any, clubs: list[Membership], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.club.choices = choices_of(
            [("", _l("no club")), *((str(found.club.id), pick(found.club.title)) for found in clubs)]
        )
        self.read: list[Picture] = []

    def validate_video(self, field: Any) -> None:
        """A link over https, or none."""
        video_address(self, field)

    def validate_pictures(self, field: Any) -> None:
        """Every picture is looked into and made anew before anything is kept."""
        sent = [upload for upload in field.data or () if getattr(upload, "filename", "")]
        if len(sent) > MOST_PICTURES:
            raise ValidationError(_("A work has at most %(most)d pictures.", most=MOST_PICTURES))
        for upload in sent:
            try:
                self.read.append(read_picture(upload.stream))
            except Refused as error:
                raise ValidationError(str(error)) from error

    def words(self, piece: Piece | None = None) -> PieceWords:
        """What the valid form says; a piece keeps the language in which it was first written."""
        return PieceWords(
            title=self.title.data.strip(),
            text=(self.text.data or "").strip(),
            language=piece.language if piece else current_language(),
            video=(self.video.data or "").strip(),
            audience=self.audience.data,
            made_on=self.made_on.data,
            club_id=UUID(self.club.data) if self.club.data else None,
        )


def filled_in(piece: Piece) -> dict[str, Any]:
    """What stands in the form of a piece before anybody changes it."""
    return {
        "title": piece.title,
        "text": piece.text,
        "made_on": piece.made_on,
        "club": str(piece.club_id or ""),
        "video": piece.video,
        "audience": piece.audience,
    }
