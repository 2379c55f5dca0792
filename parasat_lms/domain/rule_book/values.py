"""The values of rules: JSON on the way in, checked and typed on the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

from parasat_lms.domain.attributes import LevelRule, Method
from parasat_lms.domain.planning import PlanningLimits


class RuleError(ValueError):
    """A rule that says nothing that can be computed; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Scale:
    """The value of a mark scale, read and checked.

    ``bands`` are pairs of the lowest whole percent and the mark it gives, rising from 0; of a pass/fail
    scale the mark is 0 for not passed and 1 for passed, and a feedback-only one has none.
    """

    type: Literal["scale", "pass_fail", "feedback_only"]
    round: Literal["half_up", "down"] = "half_up"
    bands: tuple[tuple[int, int], ...] = ()


def read_scale(value: Mapping[str, object]) -> Scale:
    """Read the JSON value of a mark scale. Raises ``RuleError``."""
    rounding = value.get("round", "half_up")
    if rounding != "half_up" and rounding != "down":
        raise RuleError(f"round is half_up or down, not {rounding!r}")
    match value.get("type"):
        case "feedback_only":
            return Scale("feedback_only")
        case "pass_fail":
            threshold = _whole(value, "threshold", 1, 100)
            # Not passed below the threshold, passed from it on.
            return Scale("pass_fail", rounding, ((0, 0), (threshold, 1)))
        case "scale":
            return Scale("scale", rounding, _read_bands(value.get("bands")))
        case other:
            raise RuleError(f"type is scale, pass_fail or feedback_only, not {other!r}")


def _read_bands(value: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, (list, tuple)) or not value:
        raise RuleError("bands must be a list of pairs of a percent and a mark")
    bands: list[tuple[int, int]] = []
    for pair in value:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not all(type(n) is int for n in pair):
            raise RuleError("every band must be a pair of whole numbers: a percent and a mark")
        bands.append((pair[0], pair[1]))
    starts = [start for start, _ in bands]
    marks = [mark for _, mark in bands]
    if starts[0] != 0 or starts[-1] > 100 or starts != sorted(set(starts)):
        raise RuleError("the bands must begin at 0 percent and rise up to 100 at most")
    if marks != sorted(set(marks)):
        raise RuleError("a higher percent must give a higher mark")
    return tuple(bands)


def read_level_rule(value: Mapping[str, object]) -> LevelRule:
    """Read the JSON value of an attribute level; what is left out has its default. Raises ``RuleError``."""
    try:
        return LevelRule(
            method=Method(str(value.get("method", Method.WEIGHTED_MEAN))),
            minimum_evidence=_whole(value, "minimum_evidence", 1, 1000, 3),
            minimum_sources=_whole(value, "minimum_sources", 1, 1000, 2),
            scale=Decimal(str(value.get("scale", 4))),
            n=_whole(value, "n", 1, 1000, 3),
            half_life_days=_whole(value, "half_life_days", 1, 10_000, 90),
        )
    except (ValueError, InvalidOperation) as error:
        raise RuleError(str(error)) from error


def read_planning(value: Mapping[str, object]) -> PlanningLimits:
    """Read the JSON value of the limits of planning; what is left out is no limit. Raises ``RuleError``."""
    unknown = sorted(set(value) - {field.name for field in fields(PlanningLimits)})
    if unknown:
        raise RuleError(f"no limits of planning: {', '.join(unknown)}")
    return PlanningLimits(
        unit_summatives_a_term=_limit(value, "unit_summatives_a_term"),
        term_summatives_a_day=_limit(value, "term_summatives_a_day"),
        not_on_last_day_of_term=_yes(value, "not_on_last_day_of_term"),
        not_beside_unit_summative=_yes(value, "not_beside_unit_summative"),
    )


def _limit(value: Mapping[str, object], name: str) -> int | None:
    return None if value.get(name) is None else _whole(value, name, 0, 100)


def _yes(value: Mapping[str, object], name: str) -> bool:
    said = value.get(name, False)
    if not isinstance(said, bool):
        raise RuleError(f"{name} must be true or false, not {said!r}")
    return said


def read_undo_window(value: Mapping[str, object]) -> timedelta:
    """How long after a return it may be undone. Raises ``RuleError``."""
    return timedelta(hours=_whole(value, "hours", 0, 8760))


def _whole(
    value: Mapping[str, object], name: str, lowest: int, highest: int, default: int | None = None
) -> int:
    number = value.get(name, default)
    # True is an int in Python, but not a number in a rule.
    if type(number) is not int or not lowest <= number <= highest:
        raise RuleError(f"{name} must be a whole number of {lowest} to {highest}, not {number!r}")
    return number
