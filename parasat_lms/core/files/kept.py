"""Rows of files, and their bytes: kept together or not at all.

Bytes are put into storage before their row is committed, and taken away after the row is gone; so a row never speaks
of bytes that are not there. When the transaction fails, the bytes that it brought go too.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Index, String, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from parasat_lms.core import clock
from parasat_lms.core.db import CROSS_SCHOOL, Model, SchoolOwned, current_school_id, db, new_id, reference
from parasat_lms.core.errors import Refused
from parasat_lms.core.files.kinds import FORMATS, FileKind
from parasat_lms.core.files.looking import Received
from parasat_lms.core.files.pictures import MEDIA_TYPE, Picture
from parasat_lms.core.files.storage import Counted, LocalFolder, Storage

MOST_OF_A_PERSON = 1024 * 1024 * 1024
"""Bytes that one person may keep at a school: the works and pictures of some years."""
A_DAY = timedelta(days=1)
_BROUGHT, _GIVEN_UP = "files_brought", "files_given_up"


class StoredFile(SchoolOwned, Model):
    """A file of a school: its bytes lie in storage under the key; a picture has a small form beside it.

    `digest` is the SHA-256 of the bytes, `size` counts them with those of the small form; `width` and `height` are 0
    where it is no picture. The name that the file had on somebody's device is not kept here.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        reference("uploaded_by", "person"),
        Index("ix_stored_file_uploaded_by", "school_id", "uploaded_by"),
    )

    uploaded_by: Mapped[UUID]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def key(self) -> str:
        """Where the bytes lie."""
        return f"{self.school_id.hex}/{self.id.hex}.{self.ending}"

    @property
    def small_key(self) -> str:
        """Where the bytes of the small form lie."""
        return f"{self.school_id.hex}/{self.id.hex}-small.{self.ending}"

    @property
    def keys(self) -> tuple[str, ...]:
        """Where all of its bytes lie."""
        return (self.key, self.small_key) if self.is_picture else (self.key,)

    @property
    def kind(self) -> FileKind:
        """What it is: a picture, a PDF, a document, sound."""
        return FORMATS[self.media_type].kind

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown on a page, in a small form as well."""
        return self.kind is FileKind.PICTURE

    @property
    def ending(self) -> str:
        """How its key ends, without a dot."""
        return FORMATS[self.media_type].ending


def storage() -> Storage:
    """The storage of the current application."""
    found: Storage = current_app.extensions["parasat_files"]
    return found


def keep_picture(picture: Picture, uploaded_by: UUID) -> StoredFile:
    """Put the picture into storage and add its row; raises `Refused` where the person has no room left."""
    size = len(picture.content) + len(picture.small)
    _check_room(uploaded_by, size)
    file = StoredFile(
        school_id=current_school_id(),
        id=new_id(),
        uploaded_by=uploaded_by,
        media_type=MEDIA_TYPE,
        size=size,
        digest=sha256(picture.content).hexdigest(),
        width=picture.width,
        height=picture.height,
    )
    _bring(file.key, (picture.content,))
    _bring(file.small_key, (picture.small,))
    db.session.add(file)
    db.session.flush()
    return file


def keep_file(received: Received, uploaded_by: UUID) -> StoredFile:
    """Stream what was looked into to storage and add its row; raises `Refused` where the person has no room left.

    Raises `OSError` where the storage fails, and then nothing is kept.
    """
    if received.picture:
        return keep_picture(received.picture, uploaded_by)
    _check_room(uploaded_by, received.size)
    file = StoredFile(
        school_id=current_school_id(),
        id=new_id(),
        uploaded_by=uploaded_by,
        media_type=received.format.media_type,
        size=received.size,
        digest=received.digest,
        width=0,
        height=0,
    )
    counted = Counted(received.stream, received.size)
    _bring(file.key, counted)
    if counted.digest != received.digest:
        raise OSError(f"the file {received.digest} is another one after it was written")
    db.session.add(file)
    db.session.flush()
    return file


def _check_room(person_id: UUID, size: int) -> None:
    used = db.session.scalar(
        select(func.coalesce(func.sum(StoredFile.size), 0)).where(StoredFile.uploaded_by == person_id)
    )
    if (used or 0) + size > MOST_OF_A_PERSON:
        raise Refused(_("Your files take up all the room there is: remove some first."))


def _bring(key: str, portions: Iterable[bytes]) -> None:
    """Put bytes into storage; they go again when the transaction fails."""
    db.session.info.setdefault(_BROUGHT, []).append(key)
    storage().put_from(key, portions)


def drop_file(file: StoredFile) -> None:
    """Remove the row now and the bytes when the transaction is committed."""
    db.session.info.setdefault(_GIVEN_UP, []).extend(file.keys)
    db.session.delete(file)
    db.session.flush()


def give_up_files_of(person_id: UUID) -> None:
    """Let the bytes of all files of a person go when the transaction is committed; their rows go by their claim."""
    files = db.session.scalars(select(StoredFile).where(StoredFile.uploaded_by == person_id))
    given_up = db.session.info.setdefault(_GIVEN_UP, [])
    given_up += [key for file in files for key in file.keys]


def sweep(older_than: timedelta = A_DAY) -> int:
    """Remove bytes of every school that no row speaks of, such as a killed process leaves; gives how many.

    What is younger is left alone: the transaction that brought it may not be committed yet.
    """
    before = clock.now() - older_than
    known = set()
    query = select(StoredFile).execution_options(**{CROSS_SCHOOL: True})
    for file in db.session.scalars(query):
        known |= set(file.keys)
    place = storage()
    lost = [entry.key for entry in place.entries() if entry.key not in known and entry.changed_at < before]
    if isinstance(place, LocalFolder):
        place.remove_unfinished(before)
        lost = [key for key in lost if not key.endswith(".part")]
    for key in lost:
        place.delete(key)
    return len(lost)


def _delete_all(keys: list[str]) -> None:
    for key in keys:
        try:
            storage().delete(key)
        except OSError as error:
            # The change itself stands; the sweep takes what is left.
            current_app.logger.warning("a file could not be removed from storage: %s", error)


@event.listens_for(Session, "after_commit")
def _let_go_of_given_up(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.info.pop(_BROUGHT, None)
    _delete_all(session.info.pop(_GIVEN_UP, []))


@event.listens_for(Session, "after_rollback")
def _take_back_brought(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.info.pop(_GIVEN_UP, None)
    _delete_all(session.info.pop(_BROUGHT, []))
