"""Pictures that people hand over: what they really are is decided by their content, and they are made anew.

Made anew, a picture carries neither the place where a child took it, nor the camera, nor anything that hides behind
the last pixel.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import IO

import filetype
from flask_babel import gettext as _
from PIL import Image, ImageOps

from parasat_lms.core.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
"""A picture of a phone has 2 to 8 MB."""
MOST_PIXELS = 26_000_000
"""Of what is decoded: at 4 bytes a pixel some 100 MB of memory for a moment. A JPEG is decoded smaller."""
LONGEST, LONGEST_SMALL = 1600, 480
"""Pixels of the longer side: of the picture, and of the small one for lists."""
QUALITY = 80
KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MEDIA_TYPE, ENDING = "image/webp", "webp"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew, as WebP, and a small one for lists; sizes in pixels."""

    content: bytes
    small: bytes
    width: int
    height: int


def read_picture(stream: IO[bytes], most_bytes: int = MOST_BYTES) -> Picture:
    """Look into what arrived and make the picture anew; raises `Refused` with the reason.

    At most 10 MB, or as many bytes as said; JPEG, PNG or WebP by content, whatever the name says; whole; at most 26
    megapixels after a JPEG was scaled down while decoding. Of a moving picture the first frame is kept.
    """
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    if size == 0:
        raise Refused(_("The file is empty."))
    if size > most_bytes:
        raise Refused(_("The picture is larger than %(most)d MB.", most=most_bytes // 1024 // 1024))
    found = filetype.guess(stream.read(261))
    stream.seek(0)
    kind = KINDS.get(found.mime) if found else None
    if kind is None:
        raise Refused(_("This is no picture that we can take: choose a JPEG, PNG or WebP."))
    return _made_anew(stream, kind)


def _made_anew(stream: IO[bytes], kind: str) -> Picture:
    try:
        with Image.open(stream, formats=[kind]) as opened:
            opened.draft("RGB", (LONGEST, LONGEST))
            too_large = opened.width * opened.height > MOST_PIXELS
            upright = None if too_large else ImageOps.exif_transpose(opened)
            clean = None if upright is None else _only_pixels(upright)
    except Exception as error:
        # Bytes made to harm meet many decoders, each with errors of its own kinds; none of them keeps the file.
        raise Refused(_("The picture is damaged or not whole.")) from error
    if clean is None:
        raise Refused(_("The picture has too many pixels: make it smaller first."))
    clean.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    small = clean.copy()
    small.thumbnail((LONGEST_SMALL, LONGEST_SMALL), Image.Resampling.LANCZOS)
    return Picture(_encoded(clean), _encoded(small), clean.width, clean.height)


def _only_pixels(image: Image.Image) -> Image.Image:
    """The pixels and nothing else: no place, no camera, no preview, no profile, no text."""
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    converted = image.convert("RGBA" if transparent else "RGB")
    clean = Image.new(converted.mode, converted.size)
    clean.paste(converted)
    return clean


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=3)
    return out.getvalue()
