"""Names that files had on somebody's device: shown and given back, never part of a path."""

import re
import unicodedata
from collections.abc import Sequence

from flask_babel import gettext as _

LONGEST_NAME = 120
"""Characters of a name before its ending."""
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows takes for devices, whatever ends them."""


def clean_name(sent: str, endings: Sequence[str]) -> str:
    """A name that is safe to show and to save under on any system; it ends in the first of the endings.

    What stands before a slash goes, and so does everything invisible: letters that turn the direction of writing
    would show another ending than there is.
    """
    last = re.split(r"[/\\]", sent)[-1]
    visible = "".join(
        letter for letter in unicodedata.normalize("NFC", last) if unicodedata.category(letter)[0] != "C"
    )
    whole = NOT_IN_NAMES.sub("_", re.sub(r"\s+", " ", visible)).strip(" .")
    stem, dot, tail = whole.rpartition(".")
    if not dot or tail.lower() not in endings:
        stem = whole
    stem = stem[:LONGEST_NAME].strip(" .") or _("file")
    if DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem}.{endings[0]}"
