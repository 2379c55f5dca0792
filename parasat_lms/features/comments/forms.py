"""What the page of a comment sends, kept as it was typed until it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.domain.rubric_files import LONGEST_TEXT, ProblemCode
from parasat_lms.features.comments.models import BankComment
from parasat_lms.features.comments.operations import CommentWish
from parasat_lms.features.rubrics.forms import Problem, TextFields
from parasat_lms.features.rubrics.queries import Attribute, CriterionContent, RubricContent

YES = "yes"
LONGEST_SEARCH = 100
"""Characters of a search that are looked at."""


@dataclass(slots=True)
class CommentForm(TextFields):
    """The form as it stands: `before` is the text in the bank, `rubrics` and `attributes` are what is offered."""

    values: dict[str, str]
    rubrics: Sequence[RubricContent]
    attributes: Sequence[Attribute]
    before: LocalizedText | None = None
    errors: dict[str, list[Problem]] = field(default_factory=dict)

    @classmethod
    def blank(
        cls,
        language: str,
        rubrics: Sequence[RubricContent],
        attributes: Sequence[Attribute],
        criterion: str = "",
    ) -> "CommentForm":
        """The form of a new comment that is written in that language, tied to a criterion where one is named."""
        form = cls({"origin": language, "origin-was": language, "criterion": criterion}, rubrics, attributes)
        form._show_text("text", LocalizedText(origin=language))
        return form

    @classmethod
    def of_comment(
        cls, comment: BankComment, rubrics: Sequence[RubricContent], attributes: Sequence[Attribute]
    ) -> "CommentForm":
        """The form that shows a comment of the bank."""
        values = {
            "origin": comment.text.origin,
            "origin-was": comment.text.origin,
            "criterion": str(comment.criterion_id or ""),
            "level": str(comment.level_id or ""),
            "attribute": str(comment.attribute_id or ""),
            "shared": YES if comment.shared else "",
            "revision": str(comment.revision),
        }
        form = cls(values, rubrics, attributes, comment.text)
        form._show_text("text", comment.text)
        return form

    @classmethod
    def of_form(
        cls,
        sent: Mapping[str, str],
        rubrics: Sequence[RubricContent],
        attributes: Sequence[Attribute],
        before: LocalizedText | None = None,
    ) -> "CommentForm":
        """What was sent."""
        return cls({name: sent[name] for name in sent}, rubrics, attributes, before)

    @property
    def criterion(self) -> CriterionContent | None:
        """The chosen criterion, where it is one of those that are offered."""
        chosen = self.value("criterion")
        criteria = (criterion for rubric in self.rubrics for criterion in rubric.criteria)
        return next((one for one in criteria if str(one.lineage_id) == chosen), None)

    @property
    def revision(self) -> int:
        """The revision that was on the screen; 0 where none can be read."""
        seen = self.value("revision")
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0

    def wish(self, kept: BankComment | None = None) -> CommentWish | None:
        """What shall be saved, or `None` with everything that is wrong in `errors`.

        A tie of the comment as it is `kept` may stay even where its rubric is no longer offered.
        """
        self.errors = {}
        text = self._text(None, "text", LONGEST_TEXT, needed=True)
        criterion_id, level_id = self._tie(kept)
        attribute_id = self._attribute(kept)
        if self.errors:
            return None
        return CommentWish(text, criterion_id, level_id, attribute_id, self.value("shared") == YES)

    def _tie(self, kept: BankComment | None) -> tuple[UUID | None, UUID | None]:
        chosen, level = self.value("criterion"), self.value("level")
        if not chosen:
            return None, None
        criterion = self.criterion
        if criterion is None:
            if kept is not None and chosen == str(kept.criterion_id):
                return kept.criterion_id, kept.level_id if level == str(kept.level_id) else None
            self._note("criterion", ProblemCode.UNKNOWN_RECORD)
            return None, None
        known = {str(one.lineage_id): one.lineage_id for one in criterion.levels}
        return criterion.lineage_id, known.get(level)

    def _attribute(self, kept: BankComment | None) -> UUID | None:
        chosen = self.value("attribute")
        known = {str(attribute.id): attribute.id for attribute in self.attributes}
        if kept is not None and kept.attribute_id:
            known[str(kept.attribute_id)] = kept.attribute_id
        if chosen and chosen not in known:
            self._note("attribute", ProblemCode.UNKNOWN_RECORD)
        return known.get(chosen)

    def _before(self, _key: str | None, _name: str) -> LocalizedText | None:
        return self.before


def language_of(sent: str, otherwise: str) -> str:
    """The language that was chosen, or the other where none of the three was."""
    return sent if sent in LANGUAGES else otherwise
