"""The rule book: rules are dated data, looked up by day, grade and kind of subject, never constants in code.

Rules of the state and of the network change, and tools disagree about them. A rule therefore says where it
holds (network or school, grades, kind of subject), from when to when, how sure we are of it, and in words
what it does; a past result is always recomputed under the rule of its own day. What ships is in
``rule_defaults``.
"""

from parasat_lms.domain.rule_book.book import (
    MarkDecision,
    NoRule,
    RuleBook,
    decide_mark,
    level_rule,
    planning_limits,
    undo_window,
)
from parasat_lms.domain.rule_book.defaults import DEFAULT_RULES
from parasat_lms.domain.rule_book.rules import Confidence, Rule, RuleKind, Scope, SubjectKind
from parasat_lms.domain.rule_book.values import RuleError

__all__ = [
    "DEFAULT_RULES",
    "Confidence",
    "MarkDecision",
    "NoRule",
    "Rule",
    "RuleBook",
    "RuleError",
    "RuleKind",
    "Scope",
    "SubjectKind",
    "decide_mark",
    "level_rule",
    "planning_limits",
    "undo_window",
]
