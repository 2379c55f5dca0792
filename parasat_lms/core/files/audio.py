"""Sound that people hand over: whether it is what it begins as, and whole."""

from typing import IO

from flask_babel import gettext as _

from parasat_lms.core.errors import Refused

BOX_HEAD, LARGE_BOX = 8, 1
MOST_OF_MOVIE = 8 * 1024 * 1024
"""Bytes of the part of an MP4 that says what is in it."""


def check_mp3(stream: IO[bytes]) -> None:
    """Behind the tags there is a frame of sound; raises `Refused` where there is none."""
    stream.seek(0)
    head = stream.read(10)
    place = 0
    if head[:3] == b"ID3":
        # Seven bits of each byte count, so that no size looks like a frame.
        place = 10 + sum(
            (byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False)
        )
    stream.seek(place)
    frame = stream.read(4)
    if not is_frame(frame):
        raise Refused(damaged())


def is_frame(head: bytes) -> bool:
    """Whether a frame of MPEG sound (layer III) could begin so."""
    return (
        len(head) >= 4
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[2] >> 4 not in {0, 15}
        and head[2] & 0x0C != 0x0C
    )


def check_mp4(stream: IO[bytes], size: int) -> None:
    """The boxes fill the file exactly, and there is sound in it and no film; raises `Refused` otherwise."""
    place, movie = 0, b""
    while place < size:
        stream.seek(place)
        head = stream.read(16)
        length = int.from_bytes(head[:4])
        if length == LARGE_BOX:
            length = int.from_bytes(head[8:16])
        if length < BOX_HEAD or place + length > size:
            raise Refused(damaged())
        if head[4:8] == b"moov" and length <= MOST_OF_MOVIE:
            stream.seek(place)
            movie = stream.read(length)
        place += length
    if b"soun" not in movie:
        raise Refused(damaged())
    if b"vide" in movie:
        raise Refused(_("Films are not taken: put it where your teacher can open it and hand in a link."))


def check_wave(stream: IO[bytes], size: int) -> None:
    """The file is as long as it says; raises `Refused` otherwise."""
    stream.seek(4)
    if int.from_bytes(stream.read(4), "little") + 8 > size + 1:
        raise Refused(damaged())


def check_ogg(stream: IO[bytes], size: int) -> None:
    """The first page holds the beginning of sound; raises `Refused` otherwise."""
    stream.seek(0)
    head = stream.read(min(size, 200))
    if b"OpusHead" not in head and b"vorbis" not in head and b"Speex" not in head and b"FLAC" not in head:
        raise Refused(damaged())


def damaged() -> str:
    """What is said of sound that cannot be played."""
    return str(_("The recording is damaged or not whole."))
