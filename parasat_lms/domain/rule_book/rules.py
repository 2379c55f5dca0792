"""A rule: what it rules, where and from when to when it holds, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rule_book.values import (
    RuleError,
    read_level_rule,
    read_planning,
    read_scale,
    read_undo_window,
)

Scope = Literal["network", "school"]
SubjectKind = Literal["marked", "pass_fail"]
Confidence = Literal["high", "medium", "low"]


class RuleKind(StrEnum):
    """What a rule rules: percent to mark, evidence to level, planning, how long a return may be undone."""

    MARK_SCALE = "mark_scale"
    ATTRIBUTE_LEVEL = "attribute_level"
    PLANNING = "planning"
    RETURN_UNDO = "return_undo"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and where it holds.

    ``grades`` are the first and the last grade, both included; ``subject_kind`` ``None`` means every
    subject; ``valid_from`` and ``valid_to`` are days, both included, the last one open when ``None``.
    ``value`` is JSON:

    - mark scale: ``{"type": "scale", "round": "half_up", "bands": [[0, 2], [40, 3], [65, 4], [85, 5]]}``
      (the lowest whole percent of each mark, from 0 upwards; ``round`` may be ``down`` too), or
      ``{"type": "pass_fail", "threshold": 40}`` with the same ``round``, or ``{"type": "feedback_only"}``;
    - attribute level: the fields of ``LevelRule``, each optional;
    - planning: the fields of ``PlanningLimits``, each optional, where one that is left out is no limit;
    - undoing a return: ``{"hours": 24}``, whole hours of 0 (never) to 8760 after the return.

    Raises ``RuleError`` when the value or the ranges make no rule, so a rule that exists can be computed.
    """

    kind: RuleKind
    scope: Scope
    grades: tuple[int, int]
    subject_kind: SubjectKind | None
    valid_from: date
    valid_to: date | None
    value: Mapping[str, object]
    note: LocalizedText = field(default_factory=LocalizedText)
    confidence: Confidence = "high"

    def __post_init__(self) -> None:
        if self.grades[0] > self.grades[1]:
            raise RuleError("the first grade is above the last")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise RuleError("the rule ends before it begins")
        _READERS[self.kind](self.value)

    def holds(self, *, on: date, grade: int, subject_kind: str) -> bool:
        """Whether the rule holds on that day for that grade and kind of subject."""
        return (
            self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
            and self.grades[0] <= grade <= self.grades[1]
            and self.subject_kind in (None, subject_kind)
        )


_READERS: Final[Mapping[RuleKind, Callable[[Mapping[str, object]], object]]] = {
    RuleKind.MARK_SCALE: read_scale,
    RuleKind.ATTRIBUTE_LEVEL: read_level_rule,
    RuleKind.PLANNING: read_planning,
    RuleKind.RETURN_UNDO: read_undo_window,
}
