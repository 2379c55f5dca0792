"""The limits of planning summative assessments: which a planned day breaks, and the nearest day that breaks none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

_SATURDAY: Final = 5


class Breach(StrEnum):
    """What a planned assessment breaks."""

    TOO_MANY_UNIT_SUMMATIVES = "too_many_unit_summatives"
    TOO_MANY_TERM_SUMMATIVES = "too_many_term_summatives"
    LAST_DAY_OF_TERM = "last_day_of_term"
    BESIDE_UNIT_SUMMATIVE = "beside_unit_summative"
    BESIDE_TERM_SUMMATIVE = "beside_term_summative"


@dataclass(frozen=True, slots=True)
class PlanningLimits:
    """How summative assessments may be planned; ``None`` and ``False`` mean that there is no such limit."""

    unit_summatives_a_term: int | None = None
    term_summatives_a_day: int | None = None
    not_on_last_day_of_term: bool = False
    not_beside_unit_summative: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is planned already in the term, the assessment in question left out.

    ``unit_summatives`` are the days of those of the same subject, ``term_summatives`` those of the same subject;
    ``class_term_summatives`` has the days of term summatives of each class that takes the subject.
    """

    starts_on: date
    ends_on: date
    unit_summatives: tuple[date, ...] = ()
    term_summatives: tuple[date, ...] = ()
    class_term_summatives: Mapping[UUID, tuple[date, ...]] | None = None


def breach_of_unit_summative(day: date, calendar: Calendar, limits: PlanningLimits) -> Breach | None:
    """What a unit summative on that day breaks."""
    most = limits.unit_summatives_a_term
    if most is not None and len(calendar.unit_summatives) >= most:
        return Breach.TOO_MANY_UNIT_SUMMATIVES
    if limits.not_beside_unit_summative and day in calendar.term_summatives:
        return Breach.BESIDE_TERM_SUMMATIVE
    return None


def breach_of_term_summative(day: date, calendar: Calendar, limits: PlanningLimits) -> Breach | None:
    """What a term summative on that day breaks."""
    if limits.not_on_last_day_of_term and day == calendar.ends_on:
        return Breach.LAST_DAY_OF_TERM
    if limits.not_beside_unit_summative and day in calendar.unit_summatives:
        return Breach.BESIDE_UNIT_SUMMATIVE
    most = limits.term_summatives_a_day
    classes: Iterable[tuple[date, ...]] = (calendar.class_term_summatives or {}).values()
    if most is not None and any(days.count(day) >= most for days in classes):
        return Breach.TOO_MANY_TERM_SUMMATIVES
    return None


BREACHES: Final = {"unit_summative": breach_of_unit_summative, "term_summative": breach_of_term_summative}
"""The question to ask for each kind of assessment that is limited."""


def breach(kind: str, day: date, calendar: Calendar, limits: PlanningLimits) -> Breach | None:
    """What an assessment of that kind on that day breaks; other kinds break nothing."""
    question = BREACHES.get(kind)
    return question(day, calendar, limits) if question else None


def nearest_free_day(
    kind: str, wanted: date, calendar: Calendar, limits: PlanningLimits, *, earliest: date
) -> date | None:
    """The weekday of the term next to the wanted one that breaks nothing, the later of two equally near.

    ``earliest`` is the first day that may be offered; ``None`` where no day of the term is free.
    """
    for distance in range((calendar.ends_on - calendar.starts_on).days + 1):
        for day in (wanted + timedelta(days=distance), wanted - timedelta(days=distance)):
            inside = max(calendar.starts_on, earliest) <= day <= calendar.ends_on
            if inside and day.weekday() < _SATURDAY and breach(kind, day, calendar, limits) is None:
                return day
    return None
