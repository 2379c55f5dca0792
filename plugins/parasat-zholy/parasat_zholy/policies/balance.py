"""The balance of life in a week: hours by part of life, where they lie in the days, and which part is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Protocol

from parasat_lms.domain.localized import LocalizedText

DAY = 24 * 60
"""Minutes of a day."""


class Timed(Protocol):
    """Something with a weekly time: a lesson, an activity, a student's own entry."""

    @property
    def weekday(self) -> int: ...

    @property
    def starts_at(self) -> time: ...

    @property
    def ends_at(self) -> time: ...


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of one day: `weekday` 1–7, from `begin` to `end` in minutes after midnight, 0 ≤ begin < end ≤ 1440."""

    weekday: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """From how many hours a week a part of life is there; `note` is said kindly where it is not."""

    life: str
    least_hours: Decimal
    note: LocalizedText


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def slices(entry: Timed) -> list[Slice]:
    """Where an entry lies: one slice, or two where it goes past midnight (Sunday night goes on on Monday)."""
    begin, end = _minutes(entry.starts_at), _minutes(entry.ends_at)
    if begin < end:
        return [Slice(entry.weekday, begin, end)]
    evening = Slice(entry.weekday, begin, DAY)
    return [evening, Slice(entry.weekday % 7 + 1, 0, end)] if end else [evening]


def hours_by_part(entries: Iterable[tuple[str, Timed]]) -> dict[str, Decimal]:
    """Hours a week of each part of life; what lies twice in the same minutes of one part counts once."""
    taken: dict[str, set[tuple[int, int]]] = {}
    for life, entry in entries:
        minutes = taken.setdefault(life, set())
        for piece in slices(entry):
            minutes.update((piece.weekday, minute) for minute in range(piece.begin, piece.end))
    return {life: (Decimal(len(minutes)) / 60).quantize(Decimal("0.01")) for life, minutes in taken.items()}


def missing(hours: Mapping[str, Decimal], rules: Sequence[Rule]) -> list[Rule]:
    """The rules whose part of life has fewer hours than they ask for, in their order."""
    return [rule for rule in rules if hours.get(rule.life, Decimal(0)) < rule.least_hours]
