"""The face of a credential's picture: words in one language, the school's colours and the product's fonts."""

from pathlib import Path

from flask import current_app

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import brand_colours, the_school
from parasat_microqualifications.domain.pictures import Face
from parasat_microqualifications.models import Credential

KIND = LocalizedText("Микробіліктілік", "Микроквалификация", "Micro-qualification")


def face_of(credential: Credential, language: str) -> Face:
    """What the picture of a credential shows; never the student's name."""
    fonts, colours = Path(current_app.static_folder or "") / "fonts", brand_colours()
    return Face(
        title=credential.qualification.title.pick(language).text,
        kind=KIND.pick(language).text,
        school=the_school().name.pick(language).text,
        brand=colours.brand,
        on_brand=colours.on_brand,
        accent=colours.accent,
        heading_font=fonts / "literata-500.woff2",
        text_font=fonts / "golos-text-600.woff2",
    )
