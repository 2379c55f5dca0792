"""Which files are taken at all: a short list of formats, each told by its content and never by its name."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class FileKind(StrEnum):
    """What somebody may be asked to hand over."""

    PICTURE = "picture"
    PDF = "pdf"
    DOCUMENT = "document"
    AUDIO = "audio"


KIND_NAMES = {
    FileKind.PICTURE: _l("pictures (JPEG, PNG, WebP)"),
    FileKind.PDF: _l("PDF"),
    FileKind.DOCUMENT: _l("documents, tables and slides (docx, xlsx, pptx, odt, ods, odp)"),
    FileKind.AUDIO: _l("sound (mp3, m4a, ogg, wav)"),
}


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its kind, its media type, and how names of such files end, the usual ending first."""

    kind: FileKind
    media_type: str
    endings: tuple[str, ...]

    @property
    def ending(self) -> str:
        """The usual ending, without a dot."""
        return self.endings[0]


OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
WEBP = Format(FileKind.PICTURE, "image/webp", ("webp",))
JPEG = Format(FileKind.PICTURE, "image/jpeg", ("jpg", "jpeg"))
PNG = Format(FileKind.PICTURE, "image/png", ("png",))
PDF = Format(FileKind.PDF, "application/pdf", ("pdf",))
DOCX = Format(FileKind.DOCUMENT, f"{OPEN_XML}.wordprocessingml.document", ("docx",))
XLSX = Format(FileKind.DOCUMENT, f"{OPEN_XML}.spreadsheetml.sheet", ("xlsx",))
PPTX = Format(FileKind.DOCUMENT, f"{OPEN_XML}.presentationml.presentation", ("pptx",))
ODT = Format(FileKind.DOCUMENT, f"{OPEN_DOCUMENT}.text", ("odt",))
ODS = Format(FileKind.DOCUMENT, f"{OPEN_DOCUMENT}.spreadsheet", ("ods",))
ODP = Format(FileKind.DOCUMENT, f"{OPEN_DOCUMENT}.presentation", ("odp",))
MP3 = Format(FileKind.AUDIO, "audio/mpeg", ("mp3",))
M4A = Format(FileKind.AUDIO, "audio/mp4", ("m4a", "mp4"))
OGG = Format(FileKind.AUDIO, "audio/ogg", ("ogg", "oga", "opus"))
WAV = Format(FileKind.AUDIO, "audio/wav", ("wav",))
FORMATS = {
    known.media_type: known
    for known in (WEBP, JPEG, PNG, PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, MP3, M4A, OGG, WAV)
}


def accepted(kinds: Collection[str]) -> str:
    """What a browser's file dialogue offers for these kinds: media types and endings, with commas between."""
    wanted = [known for known in FORMATS.values() if known.kind in kinds]
    # By media type a phone offers its camera and hands over a JPEG where it keeps another format.
    endings = [f".{ending}" for known in wanted for ending in known.endings]
    return ",".join([*(known.media_type for known in wanted), *endings])
