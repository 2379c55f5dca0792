"""What an assessor wishes for a row, beside what was on the screen when the wish was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from parasat_lms.features.rubrics.queries import CriterionContent

OVERALL = "overall"
"""The name under which the overall comment travels, where a row has its criterion's id."""


@dataclass(frozen=True, slots=True)
class CommentInput:
    """A comment that was sent, and the fingerprint of the one that was on the screen."""

    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class ChoiceInput:
    """A choice that was sent: the wish as one word with its parts, and the word that was on the screen."""

    word: str
    level_id: UUID | None
    points: Decimal | None
    not_applicable: bool
    seen: str


@dataclass(frozen=True, slots=True)
class RowInput:
    """What was sent for one criterion; `None` where a part was not sent. `problem` says what is wrong with it."""

    criterion: CriterionContent
    choice: ChoiceInput | None = None
    comment: CommentInput | None = None
    problem: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
