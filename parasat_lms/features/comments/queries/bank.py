"""The bank as a list, and one comment in it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.domain.names import search_key
from parasat_lms.features.comments import policies
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.comments.queries.ties import Tie, ties_of
from parasat_lms.features.rubrics.models import GraduateAttribute

PER_PAGE = 20
"""Comments on a page of the bank."""
SHELVES = ("all", "mine", "shared", "archived")
MOST_WORDS = 10
"""Words of a search that are looked for."""


@dataclass(frozen=True, slots=True)
class BankReader:
    """Whose bank it is: what this person sees and may change follows from it."""

    person_id: UUID
    keeps_school: bool = False

    @property
    def sees(self) -> ColumnElement[bool]:
        """The comments that this reader sees."""
        return policies.visible_to(self.person_id)

    @property
    def changes(self) -> ColumnElement[bool]:
        """The comments that this reader may change."""
        return policies.changeable_by(self.person_id, keeps_school=self.keeps_school)

    def may_change(self, comment: BankComment) -> bool:
        """The same rule for a comment that is read already and that this reader sees."""
        return comment.owner_id == self.person_id or (self.keeps_school and comment.shared)


@dataclass(frozen=True, slots=True)
class BankWish:
    """What somebody looks for; an empty part asks for nothing. `shelf` is one of `SHELVES`, `criteria` lifelong ids."""

    words: str = ""
    shelf: str = "all"
    attribute: str = ""
    criteria: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment on a page of the bank."""

    comment: BankComment
    tie: Tie | None
    changeable: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the bank, and how many comments there are in all."""

    entries: tuple[Entry, ...]
    total: int


def words_in(words: str) -> list[ColumnElement[bool]]:
    """That a comment holds each of these words, in any of its languages."""
    return [
        BankComment.search_key.contains(word, autoescape=True)
        for word in search_key(words).split()[:MOST_WORDS]
    ]


def bank_page(reader: BankReader, wish: BankWish, page: int) -> Page:
    """What the reader finds in the bank, the newest first; at most three statements."""
    query = (
        select(BankComment, func.count().over().label("total"))
        .where(reader.sees, *words_in(wish.words), *_on_shelf(reader, wish.shelf))
        .options(joinedload(BankComment.owner), joinedload(BankComment.attribute))
        .order_by(BankComment.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    if wish.attribute:
        query = query.join(GraduateAttribute, GraduateAttribute.id == BankComment.attribute_id).where(
            GraduateAttribute.code == wish.attribute
        )
    if wish.criteria is not None:
        query = query.where(BankComment.criterion_id.in_(wish.criteria))
    rows = db.session.execute(query).all()
    ties = ties_of(row[0] for row in rows)
    entries = tuple(Entry(row[0], ties.get(row[0].id), reader.may_change(row[0])) for row in rows)
    return Page(entries, rows[0].total if rows else 0)


def _on_shelf(reader: BankReader, shelf: str) -> list[ColumnElement[bool]]:
    if shelf == "archived":
        return [BankComment.archived_at.is_not(None), reader.changes]
    current = BankComment.archived_at.is_(None)
    if shelf == "mine":
        return [current, BankComment.owner_id == reader.person_id]
    return [current, BankComment.shared.is_(True)] if shelf == "shared" else [current]


def find_comment(*criteria: ColumnElement[bool], comment_id: UUID, lock: bool = False) -> BankComment | None:
    """A comment of the current school that meets the criteria; locked for a change where asked."""
    query = select(BankComment).where(BankComment.id == comment_id, *criteria)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def read_comment(reader: BankReader, comment_id: UUID) -> BankComment | None:
    """A comment that the reader sees and that is not in the archive."""
    return find_comment(reader.sees, BankComment.archived_at.is_(None), comment_id=comment_id)


def twin_of(
    owner_id: UUID, text: str, criterion_id: UUID | None, level_id: UUID | None
) -> BankComment | None:
    """A comment of this owner that says the same in one of its languages, tied to the same."""
    query = select(BankComment).where(
        BankComment.owner_id == owner_id,
        BankComment.criterion_id == criterion_id,
        BankComment.level_id == level_id,
        BankComment.archived_at.is_(None),
        BankComment.search_key.contains(search_key(text), autoescape=True),
    )
    said = db.session.scalars(query.order_by(BankComment.id).limit(PER_PAGE))
    return next(
        (one for one in said if text in [getattr(one.text, language) for language in LANGUAGES]), None
    )
