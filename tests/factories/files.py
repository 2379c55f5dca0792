"""Files as students send them, honest and hostile ones, made from nothing."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

from flask import Flask
from PIL import Image

from parasat_lms.core.db import db, new_id, school_scope
from parasat_lms.core.files import keep_file, receive
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.assignments.models import Assignment, SubmissionFile
from tests.factories.people import Someone

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
BODY = b'<?xml version="1.0"?><document>\xd0\x94\xd0\xb0\xd0\xbb\xd0\xb0</document>'
DOCUMENT: Mapping[str, bytes] = {"[Content_Types].xml": TYPES, "word/document.xml": BODY}
MIMETYPE_ODT = b"application/vnd.oasis.opendocument.text"


def picture(
    kind: str = "JPEG", colour: str = "#2b6c8f", size: tuple[int, int] = (64, 48), **more: object
) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of one empty page, with further objects."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R>>",
    ]
    body = b"".join(
        b"%d 0 obj\n%b\nendobj\n" % (number, part) for number, part in enumerate([*parts, *objects], 1)
    )
    return b"%PDF-1.7\n" + body + b"trailer <</Root 1 0 R" + trailer + b">>\n%%EOF\n"


def packed(content: bytes, dictionary: bytes = b"/Filter/FlateDecode") -> bytes:
    """A stream object of a PDF, packed."""
    data = zlib.compress(content, 9)
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (dictionary, len(data), data)


def archive(entries: Mapping[str, bytes] = DOCUMENT, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive, by default a small Word document."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an MP4 file."""
    return (8 + len(content)).to_bytes(4) + kind + content


def recording(handler: bytes = b"soun") -> bytes:
    """An MP4 file with sound, or with what else the handler says."""
    return (
        box(b"ftyp", b"M4A \0\0\0\0")
        + box(b"moov", box(b"hdlr", b"\0" * 8 + handler))
        + box(b"mdat", b"\0" * 40)
    )


def wave(missing: int = 0) -> bytes:
    """A WAV file that may be shorter than it says."""
    whole = b"RIFF" + (36 + 80).to_bytes(4, "little") + b"WAVEfmt " + b"\0" * 108
    return whole[: len(whole) - missing]


MP3 = b"ID3\x04\0\0\0\0\0\x0a" + b"\0" * 10 + b"\xff\xfb\x90\x64" + b"\0" * 400
OGG = b"OggS\0\x02" + b"\0" * 22 + b"OpusHead" + b"\0" * 60


def ask_for_files(app: Flask, school_id: UUID, assignment_id: UUID, **changed: object) -> None:
    """Let the assignment ask for up to three files of all kinds, or as said."""
    wanted = {
        "takes_text": False,
        "most_files": 3,
        "file_kinds": ["picture", "pdf", "document", "audio"],
        "largest_file_mb": 1,
        **changed,
    }
    with app.app_context(), school_scope(school_id), unit_of_work():
        db.session.execute(db.update(Assignment).where(Assignment.id == assignment_id).values(**wanted))


def attach(
    app: Flask, school_id: UUID, submission_id: UUID, student: Someone, content: bytes, name: str = "Эссе.pdf"
) -> UUID:
    """Put a file to a work, whatever its assignment asks for; gives its id."""
    with app.app_context(), school_scope(school_id), unit_of_work():
        received = receive(BytesIO(content), name, ["picture", "pdf", "document", "audio"], 10**7)
        stored = keep_file(received, student.person_id)
        kept = SubmissionFile(
            id=new_id(),
            submission_id=submission_id,
            file_id=stored.id,
            name=received.name,
            digest=received.digest,
        )
        db.session.add(kept)
        return kept.id
