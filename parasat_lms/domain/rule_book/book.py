"""Asking the rule book: which rule holds on a day, and what a percent means under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from parasat_lms.domain.attributes import LevelRule
from parasat_lms.domain.planning import PlanningLimits
from parasat_lms.domain.rounding import half_up
from parasat_lms.domain.rule_book.rules import Rule, RuleKind
from parasat_lms.domain.rule_book.values import (
    read_level_rule,
    read_planning,
    read_scale,
    read_undo_window,
)


class NoRule(LookupError):
    """No rule of that kind holds on that day for that grade and kind of subject."""

    def __init__(self, kind: RuleKind, on: date, grade: int, subject_kind: str) -> None:
        super().__init__(f"no rule {kind} on {on.isoformat()} for grade {grade}, {subject_kind} subjects")
        self.kind = kind
        self.on = on
        self.grade = grade
        self.subject_kind = subject_kind


class RuleBook:
    """The rules of a network and one of its schools, to be asked by day."""

    __slots__ = ("rules",)

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules: Final[tuple[Rule, ...]] = tuple(rules)

    def find(self, kind: RuleKind, *, on: date, grade: int, subject_kind: str = "marked") -> Rule:
        """The rule that holds: the school's before the network's, then the one for fewer grades, then one for
        this kind of subject before one for all, then the one that began later.

        Of rules equal in all of this the later in the book wins: what a network adds replaces a shipped
        default. Raises ``NoRule``.
        """
        holding = [
            (
                rule.scope == "school",
                rule.grades[0] - rule.grades[1],
                rule.subject_kind is not None,
                rule.valid_from,
                place,
            )
            for place, rule in enumerate(self.rules)
            if rule.kind is kind and rule.holds(on=on, grade=grade, subject_kind=subject_kind)
        ]
        if not holding:
            raise NoRule(kind, on, grade, subject_kind)
        return self.rules[max(holding)[-1]]


@dataclass(frozen=True, slots=True)
class MarkDecision:
    """What a percent means under the rule of its day.

    ``mark`` is set for kind "mark", ``passed`` for "pass_fail", neither for "feedback_only".
    ``percent_rounded`` is the whole percent that was compared, ``band`` the first and last whole percent
    that give the same result.
    """

    kind: Literal["mark", "pass_fail", "feedback_only"]
    mark: int | None
    passed: bool | None
    percent_rounded: int | None
    rule: Rule
    band: tuple[int, int] | None


def decide_mark(
    percent: Decimal | None, book: RuleBook, *, on: date, grade: int, subject_kind: str = "marked"
) -> MarkDecision | None:
    """The mark, the pass or the "feedback only" that a percent (0 to 100) means on a day.

    ``None`` when marks apply but there is no percent, because nothing applicable was marked: not assessed
    yet is not a 2. Raises ``NoRule``, and ``ValueError`` for a percent outside 0 to 100.
    """
    rule = book.find(RuleKind.MARK_SCALE, on=on, grade=grade, subject_kind=subject_kind)
    scale = read_scale(rule.value)
    if scale.type == "feedback_only":
        return MarkDecision("feedback_only", None, None, None, rule, None)
    if percent is None:
        return None
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise ValueError(f"percent must be 0 to 100, not {percent}")
    whole = int(half_up(Fraction(percent), places=0)) if scale.round == "half_up" else int(percent)
    place = max(index for index, (start, _) in enumerate(scale.bands) if start <= whole)
    start, result = scale.bands[place]
    end = scale.bands[place + 1][0] - 1 if place + 1 < len(scale.bands) else 100
    if scale.type == "pass_fail":
        return MarkDecision("pass_fail", None, bool(result), whole, rule, (start, end))
    return MarkDecision("mark", result, None, whole, rule, (start, end))


def level_rule(book: RuleBook, *, on: date, grade: int) -> LevelRule:
    """The rule for the level of an attribute that holds on a day for a grade. Raises ``NoRule``."""
    return read_level_rule(book.find(RuleKind.ATTRIBUTE_LEVEL, on=on, grade=grade).value)


def planning_limits(
    book: RuleBook, *, on: date, grade: int, subject_kind: str = "marked"
) -> tuple[PlanningLimits, Rule | None]:
    """The limits of planning on a day for a grade, and the rule that says so; without a rule there are none."""
    try:
        rule = book.find(RuleKind.PLANNING, on=on, grade=grade, subject_kind=subject_kind)
    except NoRule:
        return PlanningLimits(), None
    return read_planning(rule.value), rule


def undo_window(book: RuleBook, *, on: date, grade: int) -> timedelta:
    """How long after a return on a day it may be undone, under the rule of that day; zero where none holds."""
    try:
        return read_undo_window(book.find(RuleKind.RETURN_UNDO, on=on, grade=grade).value)
    except NoRule:
        return timedelta(0)
