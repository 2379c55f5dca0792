"""Where the bytes of files lie: a folder of this machine, or a bucket that speaks S3.

One small interface for both. Keys are made by the product from ids; nothing that a person typed is ever part of one.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

KEY = re.compile(r"[0-9a-f]{32}/[0-9a-f]{32}(-[a-z]+)?\.[a-z0-9]{3,4}")
"""School, file, which of its forms, and kind: nothing else is ever a key."""
PORTION = 256 * 1024
"""Bytes that lie in memory while a file streams in or out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that lies in storage, and since when."""

    key: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that streams out: how many bytes it has, and the bytes in portions."""

    size: int
    portions: Iterable[bytes]


class Counted:
    """A stream in portions, hashed and counted while it runs; raises `ValueError` behind the last byte allowed."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._most, self._hash = stream, most, sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        self._stream.seek(0)
        while portion := self._stream.read(PORTION):
            self.size += len(portion)
            if self.size > self._most:
                raise ValueError(f"more than {self._most} bytes")
            self._hash.update(portion)
            yield portion

    @property
    def digest(self) -> str:
        """The SHA-256 of what has run so far."""
        return self._hash.hexdigest()


class Storage(Protocol):
    """Keeps bytes under a key; each of the calls is done when it returns."""

    def put(self, key: str, content: bytes) -> None:
        """Keep the bytes, whole or not at all."""

    def put_from(self, key: str, portions: Iterable[bytes]) -> None:
        """Keep what streams in, whole or not at all; an error of the stream keeps nothing."""

    def get(self, key: str) -> bytes:
        """The bytes; raises `FileNotFoundError` where there are none."""

    def read(self, key: str) -> Reading:
        """The bytes in portions; raises `FileNotFoundError` where there are none."""

    def delete(self, key: str) -> None:
        """Let go of the bytes; nothing happens where there are none."""

    def entries(self) -> Iterator[Entry]:
        """Everything that lies there."""


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a file")
    return key


class LocalFolder:
    """Files in a folder; a file appears under its name only when all of it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, key: str, content: bytes) -> None:
        """Keep the bytes."""
        self.put_from(key, (content,))

    def put_from(self, key: str, portions: Iterable[bytes]) -> None:
        """Write beside, make sure that it is on the disk, then give it its name."""
        target = self.folder / _checked(key)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = target.with_name(f"{uuid4().hex}.part")
        try:
            with unfinished.open("xb") as out:
                out.writelines(portions)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    def get(self, key: str) -> bytes:
        """The whole file."""
        return (self.folder / _checked(key)).read_bytes()

    def read(self, key: str) -> Reading:
        """The file; it is opened when somebody begins to read, and closed when it has run out."""
        path = self.folder / _checked(key)
        return Reading(path.stat().st_size, _portions(path))

    def delete(self, key: str) -> None:
        """Remove the file."""
        (self.folder / _checked(key)).unlink(missing_ok=True)

    def entries(self) -> Iterator[Entry]:
        """All files, also those that a killed process did not finish."""
        for path in self.folder.glob("*/*"):
            # Another process may remove a file while the folder is read.
            with suppress(FileNotFoundError):
                changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                yield Entry(path.relative_to(self.folder).as_posix(), changed)

    def remove_unfinished(self, before: datetime) -> None:
        """Remove what was begun before that moment and never got its name."""
        for path in self.folder.glob("*/*.part"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                path.unlink(missing_ok=True)


class Bucket:
    """Files in a bucket, through obstore (`pip install parasat-lms[s3]`); its settings are those of the AWS tools."""

    def __init__(self, store: Any) -> None:
        self.store = store

    def put(self, key: str, content: bytes) -> None:
        """Send the bytes."""
        self.store.put(_checked(key), content)

    def put_from(self, key: str, portions: Iterable[bytes]) -> None:
        """Send it in parts; the object appears when the last has come, and not at all after an error."""
        self.store.put(_checked(key), iter(portions))

    def get(self, key: str) -> bytes:
        """Fetch the bytes."""
        return bytes(self.store.get(_checked(key)).bytes())

    def read(self, key: str) -> Reading:
        """The object, fetched in portions."""
        found = self.store.get(_checked(key))
        return Reading(found.meta["size"], (bytes(portion) for portion in found.stream()))

    def delete(self, key: str) -> None:
        """Remove the object."""
        with suppress(FileNotFoundError):
            self.store.delete(_checked(key))

    def entries(self) -> Iterator[Entry]:
        """All objects under the prefix."""
        for page in self.store.list():
            for found in page:
                yield Entry(found["path"], found["last_modified"])


def _portions(path: Path) -> Iterator[bytes]:
    with path.open("rb") as content:
        while portion := content.read(PORTION):
            yield portion


def storage_of(url: str) -> Storage:
    """The storage of an address: a folder (`files`, `file:///srv/files`) or anything that obstore opens (`s3://…`).

    Raises `ValueError` for an address of another kind, and where the library for buckets is missing.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalFolder(Path(unquote(parts.path)))
    # One letter is a drive of Windows.
    if len(parts.scheme) < 2:
        return LocalFolder(Path(url))
    if parts.scheme not in {"s3", "gs", "az", "memory"}:
        raise ValueError(f"files cannot lie at {parts.scheme}://")
    try:
        from obstore.store import from_url  # noqa: PLC0415  # late import: an extra most schools do without
    except ImportError as error:
        raise ValueError("files in a bucket need the extra: pip install parasat-lms[s3]") from error
    return Bucket(from_url(url))
