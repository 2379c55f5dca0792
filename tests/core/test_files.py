"""Files that people hand over: nothing that is no whole picture is kept, and bytes and rows live and die together."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from parasat_lms.core import clock
from parasat_lms.core.db import db, school_scope
from parasat_lms.core.errors import Refused
from parasat_lms.core.files import (
    MOST_BYTES,
    LocalFolder,
    StoredFile,
    drop_file,
    give_up_files_of,
    keep_picture,
    kept,
    read_picture,
    send_picture,
    storage_of,
    sweep,
)
from parasat_lms.core.files.storage import Counted
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.permissions import Role
from parasat_lms.testing import SchoolForTests, network_for_tests, school_for_tests
from tests.support.application import application_over, forget

KEY = f"{'a' * 32}/{'b' * 32}.webp"
PLACE = 0x8825


class Boom(RuntimeError):
    """Something goes wrong after the picture was put into storage."""


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#2b6c8f").save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A JPEG that says where it was taken, by which camera, and that it stands on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of a child"
    exif[0x0112] = 6
    exif.get_ifd(PLACE)[1] = "N"
    exif.get_ifd(PLACE)[2] = (43.0, 14.0, 19.0)
    return picture(exif=exif)


def bomb() -> bytes:
    """A PNG of a few kilobytes that would be 40,000 by 40,000 pixels."""

    def part(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_webp_and_a_small_one_for_lists(kind: str) -> None:
    made = read_picture(BytesIO(picture(kind, (2400, 1200))))
    assert (made.width, made.height) == (1600, 800)
    for content, size in ((made.content, (1600, 800)), (made.small, (480, 240))):
        with Image.open(BytesIO(content)) as image:
            assert (image.format, image.size) == ("WEBP", size)


def test_the_place_and_the_camera_go_and_the_picture_stands_upright() -> None:
    made = read_picture(BytesIO(with_place()))
    assert (made.width, made.height) == (48, 64)
    for content in (made.content, made.small):
        with Image.open(BytesIO(content)) as image:
            assert not dict(image.getexif())
            assert "exif" not in image.info
        assert b"Camera of a child" not in content


def test_what_hides_behind_the_last_pixel_is_gone() -> None:
    made = read_picture(BytesIO(picture("PNG") + b"<script>alert(1)</script>"))
    assert b"script" not in made.content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 300,
        b"%PDF-1.7 not a picture",
        b"\xff\xd8\xff\xe0 only the beginning of a JPEG",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 400,
        picture()[:-300],
        picture("PNG", (300, 300))[:120],
        picture("WEBP", (300, 300))[:60],
        bomb(),
    ],
    ids=["empty", "svg", "html", "gif", "pdf", "head", "zeros", "jpeg-cut", "png-cut", "webp-cut", "bomb"],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_picture(BytesIO(content))


def test_a_picture_that_is_too_large_is_refused_by_its_size() -> None:
    with pytest.raises(Refused):
        read_picture(BytesIO(picture() + b"\0" * MOST_BYTES))


@pytest.mark.parametrize(
    "key", ["../x.webp", "/etc/passwd", KEY.upper(), f"{KEY}/..", "", f"{KEY}\n", "a/b.webp"]
)
def test_nothing_but_a_made_key_is_a_path(key: str, tmp_path: Path) -> None:
    place = LocalFolder(tmp_path)
    for act in (place.get, place.delete, lambda wrong: place.put(wrong, b"x")):
        with pytest.raises(ValueError, match="no key"):
            act(key)
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_every_storage_keeps_gives_and_lets_go(kind: str, tmp_path: Path) -> None:
    place = storage_of("memory://" if kind == "memory" else str(tmp_path))
    place.put(KEY, b"first")
    place.put(KEY, b"second")
    assert place.get(KEY) == b"second"
    place.put_from(KEY, iter((b"third, ", b"in two")))
    reading = place.read(KEY)
    assert (reading.size, b"".join(reading.portions)) == (13, b"third, in two")
    assert [entry.key for entry in place.entries()] == [KEY]
    place.delete(KEY)
    place.delete(KEY)
    with pytest.raises(FileNotFoundError):
        place.get(KEY)
    with pytest.raises(FileNotFoundError):
        place.read(KEY)


@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_a_stream_that_breaks_leaves_what_stood_there(kind: str, tmp_path: Path) -> None:
    place = storage_of("memory://" if kind == "memory" else str(tmp_path))
    place.put(KEY, b"whole")
    with pytest.raises(Exception, match="more than 3 bytes"):
        place.put_from(KEY, Counted(BytesIO(b"much more"), 3))
    assert place.get(KEY) == b"whole"
    assert [entry.key for entry in place.entries()] == [KEY]


def test_a_disk_that_fails_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        LocalFolder(tmp_path).put(KEY, b"x")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="ftp"):
        storage_of("ftp://example.org/files")


# --- rows and bytes -----------------------------------------------------------------------------------------


@pytest.fixture
def place(app: Flask, tmp_path: Path) -> LocalFolder:
    app.extensions["parasat_files"] = LocalFolder(tmp_path / "files")
    return app.extensions["parasat_files"]


@pytest.fixture
def app(database: str) -> Iterator[Flask]:
    application = application_over(database)
    yield application
    forget(application)


@pytest.fixture
def school(app: Flask) -> SchoolForTests:
    with app.app_context(), unit_of_work():
        return school_for_tests(network_for_tests())


def lying(place: LocalFolder) -> set[str]:
    return {entry.key for entry in place.entries()}


def keep(app: Flask, school: SchoolForTests) -> set[str]:
    with app.app_context(), school_scope(school.id), unit_of_work():
        file = keep_picture(read_picture(BytesIO(picture())), school.people[Role.STUDENT])
        return {file.key, file.small_key}


def test_a_kept_picture_lies_under_ids_and_its_row_speaks_of_it(
    app: Flask, place: LocalFolder, school: SchoolForTests
) -> None:
    keys = keep(app, school)
    assert lying(place) == keys
    with app.app_context(), school_scope(school.id):
        file = db.session.scalars(select(StoredFile)).one()
        assert file.size == sum(len(place.get(key)) for key in keys)


def test_a_failed_transaction_takes_its_bytes_with_it(
    app: Flask, place: LocalFolder, school: SchoolForTests
) -> None:
    with pytest.raises(Boom), app.app_context(), school_scope(school.id), unit_of_work():  # noqa: PT012
        keep_picture(read_picture(BytesIO(picture())), school.people[Role.STUDENT])
        assert len(lying(place)) == 2
        raise Boom
    assert not lying(place)
    with app.app_context(), school_scope(school.id):
        assert not db.session.scalars(select(StoredFile)).all()


def test_bytes_go_only_when_the_row_is_gone_for_good(
    app: Flask, place: LocalFolder, school: SchoolForTests
) -> None:
    keys = keep(app, school)
    with pytest.raises(Boom), app.app_context(), school_scope(school.id), unit_of_work():  # noqa: PT012
        drop_file(db.session.scalars(select(StoredFile)).one())
        raise Boom
    assert lying(place) == keys
    with app.app_context(), school_scope(school.id), unit_of_work():
        drop_file(db.session.scalars(select(StoredFile)).one())
        assert lying(place) == keys
    assert not lying(place)


def test_a_savepoint_inside_takes_nothing_away_early(
    app: Flask, place: LocalFolder, school: SchoolForTests
) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        with db.session.begin_nested():
            keep_picture(read_picture(BytesIO(picture())), school.people[Role.STUDENT])
        with pytest.raises(Boom), db.session.begin_nested():
            raise Boom
    assert len(lying(place)) == 2


def test_the_sweep_takes_old_bytes_without_a_row_and_nothing_else(
    app: Flask, place: LocalFolder, school: SchoolForTests
) -> None:
    keys = keep(app, school)
    place.put(KEY, b"left by a killed process")
    unfinished = place.folder / KEY.split("/")[0] / "1234.part"
    unfinished.write_bytes(b"x")
    with app.app_context(), unit_of_work():
        assert sweep() == 0
    assert lying(place) >= keys | {KEY}
    with clock.frozen_at(datetime.now(UTC) + timedelta(days=2)), app.app_context(), unit_of_work():
        assert sweep() == 1
    assert lying(place) == keys


def test_a_person_who_is_erased_takes_the_bytes_along(
    app: Flask, place: LocalFolder, school: SchoolForTests
) -> None:
    keep(app, school)
    with app.app_context(), school_scope(school.id), unit_of_work():
        give_up_files_of(school.people[Role.STUDENT])
    assert not lying(place)


def test_nobody_fills_the_storage(
    app: Flask, place: LocalFolder, school: SchoolForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keep(app, school)
    monkeypatch.setattr(kept, "MOST_OF_A_PERSON", 100)
    with pytest.raises(Refused):
        keep(app, school)
    assert lying(place) == keys


def test_a_picture_is_sent_sealed_and_asked_for_again_each_time(
    app: Flask, place: LocalFolder, school: SchoolForTests
) -> None:
    keep(app, school)
    with app.test_request_context(), school_scope(school.id):
        file = db.session.scalars(select(StoredFile)).one()
        whole, small = send_picture(file), send_picture(file, small=True)
        assert whole.mimetype == "image/webp"
        assert "sandbox" in whole.headers["Content-Security-Policy"]
        assert whole.headers["Content-Disposition"] == f'inline; filename="{file.id}.webp"'
        assert whole.headers["Cache-Control"] == "private, no-cache"
        assert whole.headers["ETag"] != small.headers["ETag"]
        tag = whole.headers["ETag"]
    with app.test_request_context(headers={"If-None-Match": tag}), school_scope(school.id):
        again = send_picture(db.session.scalars(select(StoredFile)).one())
        assert (again.status_code, again.get_data()) == (304, b"")
