"""PDF files: looked through for what runs, what is locked and what swells, before one is kept."""

import base64
import binascii
import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import UnsupportedOperation
from typing import IO

from flask_babel import gettext as _

from parasat_lms.core.errors import Refused

Content = bytes | mmap.mmap
MOST_UNPACKED = 300 * 1024 * 1024
"""Bytes of all streams unpacked: a scanned page in full colour has some 30 MB."""
MOST_OF_OBJECTS = 16 * 1024 * 1024
"""Bytes of one stream of objects unpacked."""
PORTION = 256 * 1024
TAIL = 2048
"""Bytes at the end in which a whole PDF says that it ends."""
DICTIONARY = 16 * 1024
"""Bytes before a stream in which its dictionary is looked for."""
NAME = re.compile(rb"/((?:[A-Za-z0-9_.-]|#[0-9A-Fa-f]{2}){2,60})")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb">>\s*stream\r?\n")
NUMBERED = re.compile(rb"\s*\d+\s+\d+\s")
RUNS = frozenset({b"JavaScript", b"Launch", b"EmbeddedFile", b"RichMedia", b"Rendition", b"SubmitForm"})
"""What a reader may run, start, unpack or send somewhere."""
LOCKED = b"Encrypt"
INFLATE, OBJECTS = b"FlateDecode", b"ObjStm"
SWELLING = frozenset({INFLATE, b"LZWDecode", b"RunLengthDecode"})


def check_pdf(stream: IO[bytes]) -> None:
    """Raise `Refused` with the reason, unless this is a whole PDF that neither runs nor hides anything.

    Names are read with their escapes undone, also those inside packed streams of objects. What cannot be looked into
    is refused. The file is read through a map of it, not loaded into memory.
    """
    with _mapped(stream) as content:
        if content[:5] != b"%PDF-" or b"%%EOF" not in content[-TAIL:]:
            raise Refused(damaged())
        _check_names(content)
        unpacked = 0
        for begin, names in _streams(content):
            unpacked += _check_stream(content, begin, names, MOST_UNPACKED - unpacked)


@contextmanager
def _mapped(stream: IO[bytes]) -> Iterator[Content]:
    stream.seek(0)
    try:
        number = stream.fileno()
    except (UnsupportedOperation, AttributeError):
        # Only what is small lies in memory instead of in a file.
        yield stream.read()
        return
    with mmap.mmap(number, 0, access=mmap.ACCESS_READ) as content:
        yield content


def _names(content: Content, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
    for found in NAME.finditer(content, begin, len(content) if end is None else end):
        name = found.group(1)
        yield ESCAPE.sub(lambda escape: bytes([int(escape.group(1), 16)]), name) if b"#" in name else name


def _check_names(content: Content) -> None:
    for name in _names(content):
        if name in RUNS:
            raise Refused(
                _("The PDF holds scripts, files or forms that run: save it again by printing to PDF.")
            )
        if name == LOCKED:
            raise Refused(_("The PDF is protected by a password: hand it in without one."))


def _streams(content: Content) -> Iterator[tuple[int, list[bytes]]]:
    """Where each stream begins, and the names in its dictionary."""
    for found in STREAM.finditer(content):
        earliest = max(found.start() - DICTIONARY, 0)
        begin = content.rfind(b" obj", earliest, found.start())
        yield found.end(), list(_names(content, max(begin, earliest), found.start()))


def _check_stream(content: Content, begin: int, names: list[bytes], room: int) -> int:
    """Unpack a stream and throw it away; gives its size."""
    if sum(name in SWELLING for name in names) > 1:
        raise Refused(_bomb())
    is_objects = OBJECTS in names
    if INFLATE not in names:
        if is_objects and any(name.endswith(b"Decode") for name in names):
            raise Refused(_("This PDF cannot be looked into: save it again by printing to PDF."))
        return 0
    size, kept, wanted = 0, bytearray(), is_objects
    try:
        for portion in _inflated(_packed(content, begin, names)):
            # A reader finds objects by their place: a stream that begins like them is looked into as well.
            wanted = wanted or (size == 0 and NUMBERED.match(portion) is not None)
            size += len(portion)
            if size > room or (is_objects and size > MOST_OF_OBJECTS):
                raise Refused(_bomb())
            if wanted and len(kept) < MOST_OF_OBJECTS:
                kept += portion
    except (zlib.error, ValueError) as error:
        if is_objects:
            raise Refused(damaged()) from error
    _check_names(bytes(kept))
    return size


def _packed(content: Content, begin: int, names: list[bytes]) -> Iterator[bytes]:
    """The bytes of a stream from its beginning on, out of letters and digits where they were put into them."""
    if b"ASCII85Decode" in names:
        yield base64.a85decode(content[begin : _end(content, b"~>", begin)])
    elif b"ASCIIHexDecode" in names:
        yield binascii.unhexlify(b"".join(content[begin : _end(content, b">", begin)].split()))
    else:
        for place in range(begin, len(content), PORTION):
            yield content[place : place + PORTION]


def _end(content: Content, mark: bytes, begin: int) -> int:
    found = content.find(mark, begin)
    return found if found >= 0 else len(content)


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    for data in packed:
        waiting = data
        while waiting and not inflate.eof:
            yield inflate.decompress(waiting, PORTION)
            waiting = inflate.unconsumed_tail
        if inflate.eof:
            return


def damaged() -> str:
    """What is said of a PDF that cannot be opened."""
    return str(_("The PDF is damaged or not whole."))


def _bomb() -> str:
    return str(_("Unpacked, this file would be far too large."))
