"""What a file that arrived really is: told by its bytes, whatever its name and the browser say."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from flask_babel import gettext as _

from parasat_lms.core.errors import Refused
from parasat_lms.core.files import kinds
from parasat_lms.core.files.audio import check_mp3, check_mp4, check_ogg, check_wave, is_frame
from parasat_lms.core.files.kinds import KIND_NAMES, FileKind, Format
from parasat_lms.core.files.names import clean_name
from parasat_lms.core.files.office import read_office
from parasat_lms.core.files.pdf import check_pdf
from parasat_lms.core.files.pictures import Picture, read_picture

MEGABYTE = 1024 * 1024
PORTION = 256 * 1024
PHONE_PICTURES = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that may be kept: its clean name, what it is, and the SHA-256 of the bytes as they arrived.

    A picture is made anew; of everything else the bytes are kept as they came, and `stream` still holds them. `size` is
    what arrived, in bytes.
    """

    name: str
    format: Format
    digest: str
    size: int
    stream: IO[bytes]
    picture: Picture | None = None


def receive(stream: IO[bytes], name: str, allowed: Collection[str], most_bytes: int) -> Received:
    """Look into a file that arrived under that name; raises `Refused` with the reason.

    It must be of one of the allowed kinds, at most so many bytes, whole, and free of what runs or swells.
    """
    stream.seek(0, 2)
    size = stream.tell()
    if size == 0:
        raise Refused(_("The file is empty."))
    if size > most_bytes:
        raise Refused(_("The file is larger than %(most)d MB.", most=most_bytes // MEGABYTE))
    found = _format(stream, size)
    if found.kind not in allowed:
        names = ", ".join(str(KIND_NAMES[kind]) for kind in FileKind if kind in allowed)
        raise Refused(_("A file of this kind is not asked for. Taken are: %(kinds)s.", kinds=names))
    _check(found, stream, size)
    picture = read_picture(stream, most_bytes) if found.kind is FileKind.PICTURE else None
    kept_as = kinds.WEBP if picture else found
    shown = clean_name(name, (kept_as.ending, *found.endings))
    return Received(shown, kept_as, _digest(stream), size, stream, picture)


def _format(stream: IO[bytes], size: int) -> Format:
    stream.seek(0)
    head = stream.read(32)
    if head.startswith(b"PK\x03\x04"):
        return read_office(stream)
    begins = {
        b"\xff\xd8\xff": kinds.JPEG,
        b"\x89PNG\r\n\x1a\n": kinds.PNG,
        b"%PDF-": kinds.PDF,
        b"ID3": kinds.MP3,
        b"OggS": kinds.OGG,
    }
    for beginning, known in begins.items():
        if head.startswith(beginning):
            return known
    if head[:4] == b"RIFF" and head[8:12] in {b"WEBP", b"WAVE"}:
        return kinds.WEBP if head[8:12] == b"WEBP" else kinds.WAV
    if head[4:8] == b"ftyp":
        if head[8:12] in PHONE_PICTURES:
            raise Refused(
                _("This format of pictures is not taken: let the phone save a JPEG, or take a screenshot.")
            )
        return kinds.M4A
    if is_frame(head):
        return kinds.MP3
    if head.startswith(OLD_OFFICE):
        raise Refused(_("An old Office format, or one with a password: save it as docx, xlsx, pptx or PDF."))
    raise Refused(_("A file of this kind is not taken."))


def _check(found: Format, stream: IO[bytes], size: int) -> None:
    if found is kinds.PDF:
        check_pdf(stream)
    elif found is kinds.MP3:
        check_mp3(stream)
    elif found is kinds.M4A:
        check_mp4(stream, size)
    elif found is kinds.OGG:
        check_ogg(stream, size)
    elif found is kinds.WAV:
        check_wave(stream, size)


def _digest(stream: IO[bytes]) -> str:
    stream.seek(0)
    whole = sha256()
    while portion := stream.read(PORTION):
        whole.update(portion)
    stream.seek(0)
    return whole.hexdigest()
