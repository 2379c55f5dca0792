"""A week of a student's life: lessons of the timetable, and whatever else has its hour.

Balance of life is a principle of upbringing in «Парасат жолы»: study, work, creativity and rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

from parasat_lms.domain.localized import LocalizedText

DAYS: Final = range(1, 8)
"""Monday is 1, Sunday 7, as in ISO 8601."""
MINUTES: Final = 60


class WeekPart(StrEnum):
    """What an hour of the week is for."""

    STUDY = "study"
    WORK = "work"
    CREATIVITY = "creativity"
    SPORT = "sport"
    SERVICE = "service"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """Something that happens every week at a fixed hour.

    ``weekday`` is 1 (Monday) to 7; it ends on the day on which it starts. Raises ``ValueError`` for another day,
    and for an end that is not after the start.
    """

    part: WeekPart
    title: LocalizedText
    weekday: int
    starts_at: time
    ends_at: time
    place: str = ""

    def __post_init__(self) -> None:
        if self.weekday not in DAYS:
            raise ValueError(f"a weekday is 1 to 7, not {self.weekday}")
        if self.starts_at >= self.ends_at:
            raise ValueError(f"{self.starts_at} to {self.ends_at} is no span of a day")

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return _minute(self.ends_at) - _minute(self.starts_at)


def clashes(
    wanted: Iterable[WeekEntry], standing: Iterable[WeekEntry]
) -> tuple[tuple[WeekEntry, WeekEntry], ...]:
    """Which of the wanted entries meet which standing ones; one that begins when another ends meets nobody."""
    standing = tuple(standing)
    return tuple(
        (one, other)
        for one in wanted
        for other in standing
        if one.weekday == other.weekday and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    )


def minutes_by_part(entries: Iterable[WeekEntry]) -> dict[WeekPart, int]:
    """How many minutes of the week each part takes; entries at the same hour count each for itself."""
    total = dict.fromkeys(WeekPart, 0)
    for entry in entries:
        total[entry.part] += entry.minutes
    return total


def _minute(moment: time) -> int:
    return moment.hour * MINUTES + moment.minute
