"""Files that arrive: told by their content, refused with the reason where they run, hide or swell."""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO
from tempfile import TemporaryFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parasat_lms.core.errors import Refused
from parasat_lms.core.files import FileKind, accepted, receive
from parasat_lms.core.files import pdf as looked_into
from parasat_lms.core.files.names import LONGEST_NAME, clean_name
from parasat_lms.core.files.storage import Counted
from tests.factories.files import (
    BODY,
    DOCUMENT,
    MIMETYPE_ODT,
    MP3,
    OGG,
    TYPES,
    archive,
    packed,
    pdf,
    picture,
    recording,
    wave,
)

ALL = [kind.value for kind in FileKind]
MB = 1024 * 1024
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


def got(content: bytes, name: str = "work", allowed: list[str] = ALL, most: int = MB) -> str:
    """The media type under which the file is kept."""
    return receive(BytesIO(content), name, allowed, most).format.media_type.rpartition("/")[2]


@pytest.mark.parametrize(
    ("content", "kept_as"),
    [
        (picture(), "webp"),
        (picture("PNG"), "webp"),
        (pdf(), "pdf"),
        (pdf(packed(b"q 1 0 0 1 0 0 cm Q" * 50)), "pdf"),
        (pdf(b"<</Title(JavaScript and Launch)>>"), "pdf"),
        (archive(), "vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            archive({**DOCUMENT, "xl/workbook.xml": BODY}),
            "vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            archive({"[Content_Types].xml": TYPES, "ppt/presentation.xml": BODY}),
            "vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (archive({"mimetype": MIMETYPE_ODT, "content.xml": BODY}), "vnd.oasis.opendocument.text"),
        (MP3, "mpeg"),
        (MP3[20:], "mpeg"),
        (OGG, "ogg"),
        (wave(), "wav"),
        (recording(), "mp4"),
    ],
)
def test_the_content_says_what_a_file_is_whatever_its_name_says(content: bytes, kept_as: str) -> None:
    assert got(content, "innocent.exe") == kept_as


@cache
def hostile_archives() -> dict[str, bytes]:
    """Archives that are no harmless document."""
    whole = archive()
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
    protected = bytearray(whole)
    for at in (whole.index(b"PK\x03\x04") + 6, whole.index(b"PK\x01\x02") + 8):
        protected[at] |= 1
    lying = archive({**DOCUMENT, "word/media.bin": b"\0" * 20_000_000})
    place = lying.rindex(b"word/media.bin") - 46
    return {
        "an archive": archive({"picture.jpg": picture()}),
        "macros": archive({**DOCUMENT, "word/vbaProject.bin": b"x"}),
        "macros of LibreOffice": archive({"mimetype": MIMETYPE_ODT, "Basic/Standard/script.xml": BODY}),
        "entities": archive({**DOCUMENT, "word/document.xml": doctype}),
        "entities in two bytes": archive(
            {**DOCUMENT, "word/document.xml": doctype.decode().encode("utf-16")}
        ),
        "a bomb": lying,
        "a bomb that lies": lying[: place + 24] + (10).to_bytes(4, "little") + lying[place + 28 :],
        "too many entries": archive(
            {**DOCUMENT, **{f"word/{n}": b"" for n in range(3001)}}, zipfile.ZIP_STORED
        ),
        "a path out of it": archive({**DOCUMENT, "../../etc/passwd": b"x"}),
        "cut": whole[:-30],
        "a password": bytes(protected),
    }


@pytest.mark.parametrize("name", list(hostile_archives()))
def test_an_archive_that_could_harm_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        got(hostile_archives()[name], "essay.docx", most=100 * MB)


def test_entries_that_lie_over_one_another_are_refused() -> None:
    whole = archive(
        {"[Content_Types].xml": TYPES, "word/document.xml": BODY, "word/a": b"a" * 500}, zipfile.ZIP_STORED
    )
    last = whole.rindex(b"PK\x01\x02")
    second = whole.rindex(b"PK\x01\x02", 0, last)
    overlapping = whole[: last + 42] + whole[second + 42 : second + 46] + whole[last + 46 :]
    with pytest.raises(Refused):
        got(overlapping)


@pytest.mark.parametrize(
    "content",
    [
        pdf(SCRIPT),
        pdf(b"<</S/Java#53cript/JS(1)>>"),
        pdf(b"<</S/Launch/F(cmd.exe)>>"),
        pdf(b"<</Type/EmbeddedFile>>"),
        pdf(packed(b"7 0 " + SCRIPT, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")),
        pdf(packed(b"7 0 " + SCRIPT, b"/Type/Obj#53tm/N 1/First 4/Filter/Flate#44ecode")),
        pdf(packed(b"7 0 " + SCRIPT, b"/N 1/First 4/Filter/FlateDecode")),
        pdf(packed(b"x", b"/Type/ObjStm/Filter/LZWDecode")),
        pdf(b"<<>>\nstream\n1 0 obj " + SCRIPT + b"\nendstream"),
        pdf(trailer=b"/Encrypt 9 0 R"),
        pdf(packed(b"x" * 99, b"/Filter[/FlateDecode/FlateDecode]")),
        pdf()[:-8],
        b"%PDF-1.7 and nothing more",
    ],
    ids=[
        "script", "script escaped", "start", "file inside", "packed", "packed escaped", "packed untold", "unreadable",
        "in a stream", "locked", "bomb in a bomb", "cut", "head",
    ],
)  # fmt: skip
def test_a_pdf_that_runs_hides_or_swells_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        got(content, "essay.pdf", most=100 * MB)


@pytest.mark.parametrize("sizes", [(3 * MB,), (MB, MB, MB)])
def test_a_pdf_that_swells_when_it_is_opened_is_refused(
    sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = pdf(*(packed(b"\0" * size) for size in sizes))
    assert got(bomb) == "pdf"
    monkeypatch.setattr(looked_into, "MOST_UNPACKED", 2 * MB)
    with pytest.raises(Refused):
        got(bomb)


def test_a_pdf_on_the_disk_is_looked_into_as_one_in_memory() -> None:
    with TemporaryFile() as stream:
        stream.write(pdf(SCRIPT))
        with pytest.raises(Refused):
            receive(stream, "essay.pdf", ALL, MB)
        stream.seek(0)
        stream.truncate()
        stream.write(pdf())
        assert receive(stream, "essay.pdf", ALL, MB).size == len(pdf())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\0 a program",
        b"#!/bin/sh\nrm -rf /",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"\0\0\0\x18ftypheic" + b"\0" * 40,
        b"Rar!\x1a\x07\0",
        recording(b"vide"),
        recording()[:-5],
        wave(missing=20),
        b"ID3\x04\0\0\0\0\0\x0a" + b"<script>alert(1)</script>" * 9,
        b"OggS" + b"\0" * 99,
        b"\xff\xd8\xff\xe0 only the beginning of a JPEG",
    ],
    ids=[
        "empty", "svg", "html", "exe", "shell", "old office", "heic", "rar", "film", "cut m4a", "cut wav",
        "mp3 of text", "ogg of nothing", "cut jpeg",
    ],
)  # fmt: skip
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        got(content, "essay.pdf")


def test_a_kind_that_was_not_asked_for_and_a_size_above_the_limit_are_refused() -> None:
    with pytest.raises(Refused):
        got(pdf(), allowed=["picture"])
    with pytest.raises(Refused):
        got(pdf(), most=len(pdf()) - 1)
    assert got(pdf(), allowed=["pdf"], most=len(pdf())) == "pdf"


def test_a_picture_is_kept_without_the_place_where_it_was_taken() -> None:
    received = receive(BytesIO(picture(comment=b"at home")), "Үй.JPG", ALL, MB)
    assert received.name == "Үй.webp"
    assert received.picture is not None
    assert b"at home" not in received.picture.content


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Менің эссем – Әлихан.pdf", "Менің эссем – Әлихан.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ainur\\essay.PDF", "essay.pdf"),
        ("essay.pdf.exe", "essay.pdf.exe.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ('"><script>alert(1)<', "___script_alert(1)_.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("....", "file.pdf"),
        ("", "file.pdf"),
        ("ұ" * 500, "ұ" * LONGEST_NAME + ".pdf"),
    ],
)
def test_a_name_survives_and_its_tricks_do_not(sent: str, kept: str) -> None:
    assert clean_name(sent, ["pdf"]) == kept


@given(st.text())
@settings(max_examples=200)
def test_no_name_leads_anywhere_or_hides_its_ending(sent: str) -> None:
    name = clean_name(sent, ["pdf"])
    assert name.endswith(".pdf")
    assert len(name) <= LONGEST_NAME + 5
    assert not set(name) & set('/\\<>:"|?*\r\n\0\u202e')
    assert clean_name(name, ["pdf"]) == name


def test_a_stream_that_is_longer_than_allowed_stops_at_the_limit() -> None:
    counted = Counted(BytesIO(b"x" * MB), MB - 1)
    with pytest.raises(ValueError, match="more than"):
        list(counted)


def test_a_browser_is_told_media_types_and_endings() -> None:
    assert accepted(["pdf"]) == "application/pdf,.pdf"
    assert "image/jpeg" in accepted(["picture"])
