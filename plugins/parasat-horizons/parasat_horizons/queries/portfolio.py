"""Reads of portfolios: who sees what is stated once, as a criterion."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from parasat_horizons.models import MEMBER, PARENTS, SCHOOL, Club, ClubMember, Piece, PiecePicture
from parasat_horizons.queries.clubs import running
from parasat_lms.domain.permissions import Role
from parasat_lms.plugin_api import (
    Actor,
    Person,
    StoredFile,
    children_of,
    db,
    find,
)

PER_PAGE = 12
MOST_PIECES = 60
"""More than a student shows: the list of one portfolio is bounded by it."""


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece with whose it is and its pictures."""

    piece: Piece
    person: Person
    pictures: tuple[PiecePicture, ...]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Criterion on `Piece`: one's own, what the school may see, the child's for parents, the members' for leaders."""
    ways = [Piece.student_id == actor.person_id, Piece.audience == SCHOOL]
    if Role.PARENT in actor.roles:
        children = [child.id for child in children_of(actor.person_id)]
        ways.append(Piece.student_id.in_(children) & (Piece.audience == PARENTS))
    if actor.roles & {Role.TEACHER, Role.MENTOR}:
        led = (
            select(ClubMember.student_id)
            .join(Club, Club.id == ClubMember.club_id)
            .where(Club.leader_id == actor.person_id, running(), ClubMember.state == MEMBER)
        )
        ways.append(Piece.student_id.in_(led))
    return or_(*ways)


def _with_pictures(found: Iterable[tuple[Piece, Person]]) -> list[PieceRow]:
    rows = list(found)
    pictures: dict[UUID, list[PiecePicture]] = defaultdict(list)
    query = select(PiecePicture).where(PiecePicture.piece_id.in_([piece.id for piece, _ in rows]))
    for picture in db.session.scalars(query.order_by(PiecePicture.position, PiecePicture.id)):
        pictures[picture.piece_id].append(picture)
    return [PieceRow(piece, person, tuple(pictures[piece.id])) for piece, person in rows]


def portfolio(student_id: UUID, actor: Actor) -> list[PieceRow]:
    """The pieces of a student that somebody may see, the latest first."""
    query = (
        select(Piece, Person)
        .join(Person, Person.id == Piece.student_id)
        .where(Piece.student_id == student_id, visible_to(actor))
        .order_by(Piece.made_on.desc(), Piece.id.desc())
        .limit(MOST_PIECES)
    )
    return _with_pictures((row[0], row[1]) for row in db.session.execute(query))


def gallery(page: int) -> tuple[list[PieceRow], int]:
    """A page of what students show the whole school, and how many pages there are."""
    shown = Piece.audience == SCHOOL
    pages = max(-(-(db.session.scalar(select(func.count(Piece.id)).where(shown)) or 0) // PER_PAGE), 1)
    query = (
        select(Piece, Person)
        .join(Person, Person.id == Piece.student_id)
        .where(shown)
        .order_by(Piece.made_on.desc(), Piece.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return _with_pictures((row[0], row[1]) for row in db.session.execute(query)), pages


def piece_seen_by(piece_id: UUID, actor: Actor) -> PieceRow | None:
    """A piece that somebody may see."""
    query = (
        select(Piece, Person)
        .join(Person, Person.id == Piece.student_id)
        .where(Piece.id == piece_id, visible_to(actor))
    )
    rows = _with_pictures((row[0], row[1]) for row in db.session.execute(query))
    return rows[0] if rows else None


def own_piece(piece_id: UUID, student_id: UUID) -> Piece | None:
    """A piece that is this student's own."""
    found = find(Piece, piece_id)
    return found if found and found.student_id == student_id else None


def pictures_of(piece_id: UUID) -> Sequence[PiecePicture]:
    """The pictures of a piece, in order."""
    query = select(PiecePicture).where(PiecePicture.piece_id == piece_id)
    return db.session.scalars(query.order_by(PiecePicture.position, PiecePicture.id)).all()


def file_seen_by(picture_id: UUID, actor: Actor) -> StoredFile | None:
    """The file of a picture whose piece somebody may see."""
    query = (
        select(StoredFile)
        .join(PiecePicture, PiecePicture.file_id == StoredFile.id)
        .join(Piece, Piece.id == PiecePicture.piece_id)
        .where(PiecePicture.id == picture_id, visible_to(actor))
    )
    return db.session.scalars(query).first()


def file_of(picture: PiecePicture) -> StoredFile | None:
    """The file of a picture."""
    return find(StoredFile, picture.file_id)


def pieces_of(student_id: UUID) -> int:
    """How many pieces a student has."""
    return db.session.scalar(select(func.count(Piece.id)).where(Piece.student_id == student_id)) or 0
