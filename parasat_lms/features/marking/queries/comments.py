"""The comment bank on the desk: what fits a row, in the language in which the student reads."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from parasat_lms.core.db import db
from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.domain.names import search_key
from parasat_lms.features.comments.queries import BankReader, Fitting, Place, fitting_comments
from parasat_lms.features.marking.queries.desk import DeskRow, Work
from parasat_lms.features.people.models import Account, Person
from parasat_lms.features.rubrics.queries import CriterionContent

SHORTEST_NAME = 3
"""Letters from which on a word of a text can be told to be a name."""


@dataclass(frozen=True, slots=True)
class RowBank:
    """What the bank offers for a row: `language` is the student's, `words` are those that were searched for."""

    row: DeskRow
    level_id: UUID | None
    language: str
    comments: tuple[Fitting, ...]
    words: str


def language_of_student(work: Work) -> str:
    """The language in which the student reads pages, else the one in which the work is written."""
    chosen = db.session.scalar(
        select(Account.language)
        .join(Person, Person.account_id == Account.id)
        .where(Person.id == work.student.id)
    )
    return chosen if chosen in LANGUAGES else work.submission.language


def row_bank(
    assessor_id: UUID, work: Work, row: DeskRow, *, level_id: UUID | None = None, words: str = ""
) -> RowBank:
    """The comments that fit a row; `level_id` is the level on the screen, where it is newer than what stands."""
    level_id = level_id or row.level_id
    place = place_of(row.criterion, level_id)
    found = fitting_comments(BankReader(assessor_id), place, words)
    return RowBank(row, level_id, language_of_student(work), tuple(found), words)


def place_of(criterion: CriterionContent, level_id: UUID | None) -> Place:
    """Where a row stands, by lifelong ids."""
    level = criterion.level(level_id)
    return Place(
        criterion.lineage_id,
        level.lineage_id if level else None,
        tuple(attribute.id for attribute in criterion.developed),
    )


def may_name(text: str, student: Person) -> bool:
    """Whether a word of the text begins like the student's name: cases add endings to a name."""
    words = search_key(text).replace("-", " ").split()
    names = [search_key(name) for name in (student.family_name, student.given_name)]
    return any(
        len(name) >= SHORTEST_NAME and word.strip("«»\"'(),.!?:;").startswith(name)
        for name in names
        for word in words
    )
