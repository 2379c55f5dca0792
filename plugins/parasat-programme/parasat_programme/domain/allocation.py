"""Sharing out the places of electives: a lottery that everybody can check, then everybody in turn takes the best left.

The order of turns is made of two things only: who got less in earlier rounds comes first, and among equals the lottery
decides, which is a hash of the published seed. In a turn a student gets the best wish that still has a place. Where
everybody gets several electives, there are as many passes, and each begins with those who have got less so far.

An elective that fewer students got than it needs is not opened: the one with the fewest goes, and everything is shared
out anew in the same order, until every elective that is left has enough.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Offered:
    """An elective as the lottery sees it: places in all, hours a week, and how many students it needs to open."""

    id: UUID
    places: int
    hours: Decimal
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Chooser:
    """A student with wishes, the best first.

    `wanted` is how many electives each gets (1–3), `room` the hours that the week still has, `debt` how much less
    than others the student got in earlier rounds, `held` what the school has already given by hand, `unconfirmed`
    the wishes whose prerequisite nobody has confirmed.
    """

    id: UUID
    wishes: tuple[UUID, ...]
    wanted: int
    room: Decimal
    debt: int = 0
    held: tuple[UUID, ...] = ()
    unconfirmed: frozenset[UUID] = frozenset()


class Fate(StrEnum):
    """What became of one wish."""

    PLACED = "placed"
    BY_HAND = "by_hand"
    FULL = "full"
    NOT_OPENED = "not_opened"
    UNCONFIRMED = "unconfirmed"
    TOO_HEAVY = "too_heavy"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a wish and why: `turn` is when it was looked at, `last_turn` when its last place had gone."""

    offer_id: UUID
    rank: int
    fate: Fate
    turn: int | None = None
    last_turn: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a student got: the number drawn, the turn of the first pass, and a step for every wish.

    `shortfall` is how far it stayed behind the best: 0 for the first choice, 1 for the second, and for an elective that
    was not got at all as much as there may be choices.
    """

    student_id: UUID
    number: int
    turn: int
    debt: int
    steps: tuple[Step, ...]
    shortfall: int

    @property
    def placed(self) -> tuple[Step, ...]:
        """The wishes that came true in the lottery."""
        return tuple(step for step in self.steps if step.fate is Fate.PLACED)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who got what and why, in the order of turns; `not_opened` are the electives that too few students got."""

    results: tuple[Result, ...]
    not_opened: frozenset[UUID]

    @property
    def fingerprint(self) -> str:
        """The same for the same outcome: whoever publishes a preview publishes what was seen."""
        lines = sorted(
            f"{result.student_id}:{step.offer_id}" for result in self.results for step in result.placed
        )
        return sha256("\n".join([*lines, *sorted(map(str, self.not_opened))]).encode()).hexdigest()[:16]


def lottery(seed: str, students: Iterable[UUID]) -> dict[UUID, int]:
    """The numbers 1, 2, 3 … that the seed gives: students in the order of SHA-256 of "seed:id"."""
    drawn = sorted((sha256(f"{seed}:{student}".encode()).hexdigest(), student) for student in set(students))
    return {student: number for number, (_, student) in enumerate(drawn, 1)}


def allocate(
    offers: Iterable[Offered], choosers: Iterable[Chooser], seed: str, most_choices: int
) -> Allocation:
    """Share out the places; the same offers, choosers and seed give the same result in whatever order they come.

    `most_choices` is how many wishes a list may have. Raises `KeyError` for a wish that is not among the offers.
    """
    asked = {chooser.id: chooser for chooser in choosers}
    offered = {offer.id: offer for offer in offers}
    numbers = lottery(seed, asked)
    not_opened: set[UUID] = set()
    by_hand = {offer_id for chooser in asked.values() for offer_id in chooser.held}
    while True:
        sharing = _Sharing(offered, asked, numbers, frozenset(not_opened), most_choices)
        sharing.run()
        too_few = [
            offer
            for offer in offered.values()
            if offer.id not in not_opened | by_hand and sharing.got[offer.id] < offer.minimum
        ]
        if not too_few:
            return sharing.allocation()
        # What nobody got can go at once: nobody's turn changes by it. Of the others only the smallest goes.
        empty = [offer for offer in too_few if not sharing.got[offer.id]]
        smallest = min(too_few, key=lambda offer: (sharing.got[offer.id], str(offer.id)))
        not_opened |= {offer.id for offer in empty or [smallest]}


@dataclass(slots=True)
class _Sharing:
    """One run over the electives that are still open."""

    offers: Mapping[UUID, Offered]
    choosers: Mapping[UUID, Chooser]
    numbers: Mapping[UUID, int]
    not_opened: frozenset[UUID]
    most_choices: int
    got: dict[UUID, int] = field(init=False)
    last_turn: dict[UUID, int] = field(init=False)
    room: dict[UUID, Decimal] = field(init=False)
    missing: dict[UUID, int] = field(init=False)
    behind: dict[UUID, int] = field(init=False)
    steps: dict[UUID, dict[UUID, Step]] = field(init=False)
    first_turns: dict[UUID, int] = field(init=False)

    def __post_init__(self) -> None:
        self.got = dict.fromkeys(self.offers, 0)
        self.last_turn, self.room, self.missing, self.first_turns = {}, {}, {}, {}
        self.behind = dict.fromkeys(self.choosers, 0)
        self.steps = {student: {} for student in self.choosers}
        for chooser in self.choosers.values():
            held = [self.offers[offer_id] for offer_id in chooser.held]
            for offer in held:
                self.got[offer.id] += 1
            self.room[chooser.id] = chooser.room - sum((offer.hours for offer in held), Decimal(0))
            self.missing[chooser.id] = max(chooser.wanted - len(chooser.held), 0)

    def run(self) -> None:
        turn = 0
        for number_of_pass in range(max((chooser.wanted for chooser in self.choosers.values()), default=0)):
            for student in self._order(number_of_pass):
                turn += 1
                self.first_turns.setdefault(student, turn)
                if self.missing[student] > 0:
                    self.missing[student] -= 1
                    self._take(self.choosers[student], turn)

    def _order(self, number_of_pass: int) -> list[UUID]:
        """Who got less comes first; then the lottery, from its other end in every second pass."""
        sign = -1 if number_of_pass % 2 else 1

        def place(student: UUID) -> tuple[int, int]:
            return -(self.choosers[student].debt + self.behind[student]), sign * self.numbers[student]

        return sorted(self.choosers, key=place)

    def _take(self, chooser: Chooser, turn: int) -> None:
        """Give the best wish that still has a place, and note why each better one could not be given."""
        steps = self.steps[chooser.id]
        for rank, offer_id in enumerate(chooser.wishes, 1):
            if offer_id in steps:
                continue
            fate = self._look(chooser, offer_id)
            steps[offer_id] = Step(
                offer_id, rank, fate, turn, self.last_turn.get(offer_id) if fate is Fate.FULL else None
            )
            if fate is Fate.PLACED:
                self.got[offer_id] += 1
                self.last_turn[offer_id] = turn
                self.room[chooser.id] -= self.offers[offer_id].hours
                self.behind[chooser.id] += rank - 1
                return
        self.behind[chooser.id] += self.most_choices

    def _look(self, chooser: Chooser, offer_id: UUID) -> Fate:
        if offer_id in chooser.held:
            return Fate.BY_HAND
        if offer_id in chooser.unconfirmed:
            return Fate.UNCONFIRMED
        offer = self.offers[offer_id]
        if offer.hours > self.room[chooser.id]:
            return Fate.TOO_HEAVY
        if offer_id in self.not_opened:
            return Fate.NOT_OPENED
        return Fate.FULL if self.got[offer_id] >= offer.places else Fate.PLACED

    def allocation(self) -> Allocation:
        results = sorted((self._result(chooser) for chooser in self.choosers.values()), key=lambda r: r.turn)
        return Allocation(tuple(results), self.not_opened)

    def _result(self, chooser: Chooser) -> Result:
        seen = self.steps[chooser.id]
        steps = tuple(
            seen.get(offer_id) or Step(offer_id, rank, Fate.NOT_NEEDED)
            for rank, offer_id in enumerate(chooser.wishes, 1)
        )
        return Result(
            student_id=chooser.id,
            number=self.numbers[chooser.id],
            turn=self.first_turns[chooser.id],
            debt=chooser.debt,
            steps=steps,
            shortfall=self.behind[chooser.id],
        )


def waiting_lists(allocation: Allocation) -> dict[UUID, list[UUID]]:
    """For each elective who found it full, in the order of their turns: the order in which free places are given."""
    found: dict[UUID, list[tuple[int, UUID]]] = {}
    for result in allocation.results:
        for step in result.steps:
            if step.fate is Fate.FULL and step.turn is not None:
                found.setdefault(step.offer_id, []).append((step.turn, result.student_id))
    return {offer_id: [student for _, student in sorted(line)] for offer_id, line in found.items()}
