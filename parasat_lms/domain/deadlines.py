"""Until when a work may be handed in, and what a late one is: decided by the moment alone, so anybody can check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

_A_MINUTE: Final = timedelta(minutes=1)


class LatePolicy(StrEnum):
    """What becomes of a work that comes after the due time."""

    REFUSE = "refuse"
    MARK_LATE = "mark_late"
    UNTIL = "until"


class Standing(StrEnum):
    """What handing in at a moment would be."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a task opens, when it is due, and what then; days and times are those of the school's own clock.

    The whole minute of the due time still counts: what is due at 23:59 is on time until the day ends.
    ``late_days`` is used by ``LatePolicy.UNTIL`` only: late works are taken for so many days. Raises ``ValueError``
    for days that are no number of days.
    """

    opens_on: date
    opens_time: time
    due_on: date
    due_time: time
    policy: LatePolicy
    late_days: int
    timezone: str

    def __post_init__(self) -> None:
        if self.late_days < 0:
            raise ValueError("late works are taken for a number of days")

    @property
    def opens_at(self) -> datetime:
        """The moment from which the task may be worked on."""
        return self._moment(self.opens_on, self.opens_time)

    @property
    def due_at(self) -> datetime:
        """The minute until whose end a work is on time."""
        return self._moment(self.due_on, self.due_time)

    @property
    def closes_at(self) -> datetime | None:
        """The minute until whose end a work is taken at all; ``None`` where late works are always taken."""
        if self.policy is LatePolicy.MARK_LATE:
            return None
        days = self.late_days if self.policy is LatePolicy.UNTIL else 0
        return self._moment(self.due_on + timedelta(days=days), self.due_time)

    def standing(self, moment: datetime) -> Standing:
        """What handing in at ``moment``, which carries a time zone, would be."""
        if moment < self.opens_at:
            return Standing.EARLY
        if moment < self.due_at + _A_MINUTE:
            return Standing.ON_TIME
        closes = self.closes_at
        return Standing.LATE if closes is None or moment < closes + _A_MINUTE else Standing.CLOSED

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, ZoneInfo(self.timezone))
