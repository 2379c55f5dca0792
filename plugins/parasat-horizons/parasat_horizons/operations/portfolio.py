"""Students show what they made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from parasat_horizons import _
from parasat_horizons.models import Piece, PiecePicture
from parasat_horizons.queries.portfolio import MOST_PIECES, file_of, pictures_of, pieces_of
from parasat_lms.plugin_api import Picture, Refused, audit, db, drop_file, keep_picture

MOST_PICTURES = 4
TABLE = Piece.__tablename__


@dataclass(frozen=True, slots=True)
class PieceWords:
    """What a student says of a work; `video` is an address or empty."""

    title: str
    text: str
    language: str
    video: str
    audience: str
    made_on: date
    club_id: UUID | None


def show(student_id: UUID, words: PieceWords, pictures: Sequence[Picture]) -> Piece:
    """A new piece in the student's portfolio; raises `Refused` where there is no room for it."""
    if pieces_of(student_id) >= MOST_PIECES:
        raise Refused(_("A portfolio holds %(most)d works: remove one first.", most=MOST_PIECES))
    piece = Piece(student_id=student_id, **_columns(words))
    db.session.add(piece)
    db.session.flush()
    _add(piece, pictures, after=0)
    audit.record("piece.shown", TABLE, piece.id, audience=words.audience)
    return piece


def change(
    piece: Piece,
    words: PieceWords,
    pictures: Sequence[Picture],
    says: Mapping[UUID, str],
    removed: frozenset[UUID],
) -> None:
    """Change a piece: its words, what its pictures say, pictures that go and pictures that come."""
    standing = pictures_of(piece.id)
    staying = [picture for picture in standing if picture.id not in removed]
    if len(staying) + len(pictures) > MOST_PICTURES:
        raise Refused(_("A work has at most %(most)d pictures.", most=MOST_PICTURES))
    for name, value in _columns(words).items():
        setattr(piece, name, value)
    for picture in standing:
        if picture.id in removed:
            _remove(picture)
        else:
            picture.says = says.get(picture.id, picture.says)
    _add(piece, pictures, after=max((picture.position for picture in staying), default=0))
    audit.record("piece.changed", TABLE, piece.id, audience=words.audience)


def take_down(piece: Piece) -> None:
    """Remove a piece with its pictures and their bytes."""
    for picture in pictures_of(piece.id):
        _remove(picture)
    db.session.delete(piece)
    db.session.flush()
    audit.record("piece.taken_down", TABLE, piece.id)


def _columns(words: PieceWords) -> dict[str, object]:
    return {
        "title": words.title,
        "text": words.text,
        "language": words.language,
        "video": words.video,
        "audience": words.audience,
        "made_on": words.made_on,
        "club_id": words.club_id,
    }


def _add(piece: Piece, pictures: Sequence[Picture], after: int) -> None:
    for position, picture in enumerate(pictures, after + 1):
        file = keep_picture(picture, piece.student_id)
        db.session.add(PiecePicture(piece_id=piece.id, file_id=file.id, position=position))
    db.session.flush()


def _remove(picture: PiecePicture) -> None:
    file = file_of(picture)
    db.session.delete(picture)
    db.session.flush()
    if file:
        drop_file(file)
