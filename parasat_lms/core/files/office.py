"""Office files are zip archives: looked through entry by entry before one is kept."""

import zipfile
from itertools import pairwise
from typing import IO

from flask_babel import gettext as _

from parasat_lms.core.errors import Refused
from parasat_lms.core.files.kinds import DOCX, ODP, ODS, ODT, PPTX, XLSX, Format

MOST_ENTRIES = 3000
MOST_UNPACKED = 150 * 1024 * 1024
"""Bytes of all entries unpacked: a file of 10 MB full of tables has some 100."""
MOST_RATIO, SMALL_ENTRY = 200, 5 * 1024 * 1024
"""How many times larger an entry may become; small ones may, because empty tables shrink to nothing."""
PORTION = 64 * 1024
HEAD = 4096
BY_MAIN_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
BY_MIMETYPE = {known.media_type.encode(): known for known in (ODT, ODS, ODP)}
ENCRYPTED = 0x1


def read_office(stream: IO[bytes]) -> Format:
    """Which office format it is; raises `Refused` for every other archive, and for what could do harm.

    Each entry is unpacked and thrown away, so that what the archive says about itself is not believed: too many
    entries, entries that lie over one another or grow too much, passwords, macros, and markup that declares entities.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_shape(entries)
            found = _format(archive, entries)
            _unpack(archive, entries)
    except Refused:
        raise
    except Exception as error:
        # Archives made to harm meet errors of many kinds; none of them lets the file in.
        raise Refused(_("The document is damaged or not whole.")) from error
    return found


def _check_shape(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Refused(_("The document is protected by a password: hand it in without one."))
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refused(_bomb())
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    for (place, size), (following, _size) in pairwise(places):
        if place + size > following:
            raise Refused(_bomb())
    for entry in entries:
        if entry.filename.startswith("/") or ".." in entry.filename.replace("\\", "/").split("/"):
            raise Refused(_("The document is damaged or not whole."))


def _format(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Format:
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in names) or any(
        name.startswith(("Basic/", "Scripts/")) for name in names
    ):
        raise Refused(_("The document holds macros or programs: save it without them."))
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        found = BY_MIMETYPE.get(archive.read("mimetype").strip())
    elif "[Content_Types].xml" in names:
        found = next((known for part, known in BY_MAIN_PART.items() if part in names), None)
    else:
        found = None
    if found is None:
        raise Refused(_("Archives are not taken: hand in the files themselves."))
    return found


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    total = 0
    for entry in entries:
        size = 0
        with archive.open(entry) as content:
            while portion := content.read(PORTION):
                if size == 0 and entry.filename.endswith((".xml", ".rels")):
                    _check_markup(portion[:HEAD])
                size += len(portion)
                total += len(portion)
                if total > MOST_UNPACKED or (size > SMALL_ENTRY and size > MOST_RATIO * entry.compress_size):
                    raise Refused(_bomb())


def _check_markup(head: bytes) -> None:
    # Written in two bytes a letter, the same words would not be found as they stand.
    plain = head.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Refused(_("The document is damaged or not whole."))


def _bomb() -> str:
    return str(_("Unpacked, this file would be far too large."))
