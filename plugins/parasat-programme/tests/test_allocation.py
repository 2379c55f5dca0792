"""Sharing out places: hand-worked shares, and what the algorithm promises about every share."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from hashlib import sha256
from random import Random
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from parasat_programme.domain.allocation import (
    Allocation,
    Chooser,
    Fate,
    Offered,
    Result,
    allocate,
    lottery,
    waiting_lists,
)

A, B, C, D = (UUID(int=number) for number in range(1, 5))
ONE = Decimal(1)
MOST = 5
SEED = "2026"


def students(count: int) -> list[UUID]:
    """So many students in the order in which the seed of these tests draws them."""
    drawn = lottery(SEED, (UUID(int=1000 + number) for number in range(count)))
    return sorted(drawn, key=lambda student: drawn[student])


def chooser(student: UUID, *wishes: UUID, **more: object) -> Chooser:
    return Chooser(student, wishes, **{"wanted": 1, "room": Decimal(10), **more})  # type: ignore[arg-type]


def share(offers: list[Offered], choosers: list[Chooser], seed: str = SEED) -> Allocation:
    return allocate(offers, choosers, seed, MOST)


def of(allocation: Allocation, student: UUID) -> Result:
    return next(result for result in allocation.results if result.student_id == student)


def got(allocation: Allocation, student: UUID) -> list[UUID]:
    return [step.offer_id for step in of(allocation, student).placed]


# --- worked by hand -----------------------------------------------------------------------------------------


def test_the_lottery_is_the_order_of_a_hash_that_anybody_can_compute() -> None:
    a, b = UUID(int=7), UUID(int=8)
    first = min((a, b), key=lambda student: sha256(f"xyz:{student}".encode()).hexdigest())
    numbers = lottery("xyz", [a, b])
    assert sorted(numbers.values()) == [1, 2]
    assert numbers[first] == 1


def test_the_first_in_turn_gets_the_first_choice_and_the_next_one_hears_whose_turn_took_the_last_place() -> (
    None
):
    one, two, three = students(3)
    shared = share(
        [Offered(A, 1, ONE), Offered(B, 5, ONE)], [chooser(three, A, B), chooser(one, A, B), chooser(two, A)]
    )
    assert got(shared, one) == [A]
    assert got(shared, two) == []
    assert got(shared, three) == [B]
    step = of(shared, three).steps[0]
    assert (step.fate, step.turn, step.last_turn) == (Fate.FULL, 3, 1)
    assert [of(shared, student).shortfall for student in (one, two, three)] == [0, MOST, 1]
    assert waiting_lists(shared) == {A: [two, three]}


def test_who_got_less_in_earlier_rounds_comes_before_a_better_number() -> None:
    one, two = students(2)
    shared = share([Offered(A, 1, ONE)], [chooser(one, A), chooser(two, A, debt=3)])
    assert got(shared, two) == [A]
    assert (of(shared, two).turn, of(shared, two).number) == (1, 2)


def test_in_the_second_pass_who_got_nothing_in_the_first_begins_and_equals_come_from_the_other_end() -> None:
    one, two, three = students(3)
    offers = [Offered(A, 2, ONE), Offered(B, 1, ONE), Offered(C, 2, ONE)]
    shared = share(
        offers,
        [
            chooser(one, A, B, wanted=2),
            chooser(two, A, B, wanted=2),
            chooser(three, A, B, C, wanted=2),
        ],
    )
    # Pass 1: one A, two A, three B (A is full). Pass 2 begins with three, who got a second choice: C; then two before
    # one, and for both B is full.
    assert got(shared, three) == [B, C]
    assert got(shared, two) == [A]
    assert of(shared, two).steps[1].turn == 5
    assert of(shared, one).steps[1].turn == 6


def test_an_elective_that_too_few_got_is_not_opened_and_its_students_get_their_next_wish() -> None:
    one, two, three = students(3)
    shared = share(
        [Offered(A, 9, ONE, minimum=2), Offered(B, 9, ONE, minimum=2)],
        [chooser(one, A, B), chooser(two, B), chooser(three, B)],
    )
    assert shared.not_opened == {A}
    assert got(shared, one) == [B]
    assert of(shared, one).steps[0].fate is Fate.NOT_OPENED


def test_of_two_electives_that_are_too_small_only_the_smaller_goes_when_that_fills_the_other() -> None:
    one, two, three = students(3)
    shared = share(
        [Offered(A, 9, ONE, minimum=3), Offered(B, 9, ONE, minimum=3)],
        [chooser(one, A, B), chooser(two, B), chooser(three, B)],
    )
    assert shared.not_opened == {A}
    assert Counter(step.offer_id for result in shared.results for step in result.placed) == {B: 3}


def test_what_the_school_gave_by_hand_takes_its_place_first_and_keeps_the_elective_open() -> None:
    one, two = students(2)
    shared = share(
        [Offered(A, 1, ONE, minimum=5), Offered(B, 1, ONE)], [chooser(one, A, B), chooser(two, held=(A,))]
    )
    assert got(shared, one) == [B]
    assert of(shared, one).steps[0].fate is Fate.FULL
    assert of(shared, one).steps[0].last_turn is None
    assert not got(shared, two)


def test_a_wish_that_is_too_heavy_or_that_nobody_confirmed_is_passed_over_and_says_so() -> None:
    [one] = students(1)
    shared = share(
        [Offered(A, 1, Decimal(3)), Offered(B, 1, ONE), Offered(C, 1, ONE)],
        [chooser(one, A, B, C, room=Decimal(2), unconfirmed=frozenset({B}))],
    )
    assert [step.fate for step in of(shared, one).steps] == [Fate.TOO_HEAVY, Fate.UNCONFIRMED, Fate.PLACED]


def test_nobody_and_nothing_can_be_shared_out() -> None:
    assert share([], []).results == ()
    assert share([Offered(A, 1, ONE)], []).not_opened == {A}


# --- what is promised of every share ------------------------------------------------------------------------


@st.composite
def rounds(draw: st.DrawFn, *, wanted: int = 2, minimum: int = 3) -> tuple[list[Offered], list[Chooser], str]:
    """A round of up to six electives and fourteen students with odd lists."""
    offers = [
        Offered(
            UUID(int=1 + number),
            draw(st.integers(0, 4)),
            Decimal(draw(st.integers(1, 3))),
            draw(st.integers(0, minimum)),
        )
        for number in range(draw(st.integers(0, 6)))
    ]
    ids = [offer.id for offer in offers]
    choosers = [
        Chooser(
            UUID(int=1000 + number),
            tuple(draw(st.permutations(ids)))[: draw(st.integers(0, MOST))],
            wanted=draw(st.integers(1, wanted)),
            room=Decimal(draw(st.integers(0, 5))),
            debt=draw(st.integers(0, 2)),
            unconfirmed=frozenset(draw(st.sets(st.sampled_from(ids))))
            if ids and draw(st.booleans())
            else frozenset(),
        )
        for number in range(draw(st.integers(0, 14)))
    ]
    return offers, choosers, draw(st.text("abcdef0123456789", min_size=1, max_size=8))


def takers(allocation: Allocation) -> dict[UUID, list[tuple[int, UUID]]]:
    found: dict[UUID, list[tuple[int, UUID]]] = {}
    for result in allocation.results:
        for step in result.placed:
            assert step.turn is not None
            found.setdefault(step.offer_id, []).append((step.turn, result.student_id))
    return found


@given(rounds())
def test_no_elective_gets_more_students_than_places_or_fewer_than_it_needs(
    case: tuple[list[Offered], list[Chooser], str],
) -> None:
    offers, choosers, seed = case
    shared = share(offers, choosers, seed)
    held = takers(shared)
    for offer in offers:
        count = len(held.get(offer.id, []))
        assert count <= offer.places
        assert count == 0 if offer.id in shared.not_opened else count >= offer.minimum


@given(rounds())
def test_everybody_gets_only_what_was_wished_once_each_no_more_than_wanted_and_never_too_many_hours(
    case: tuple[list[Offered], list[Chooser], str],
) -> None:
    offers, choosers, seed = case
    hours = {offer.id: offer.hours for offer in offers}
    shared = share(offers, choosers, seed)
    for one in choosers:
        placed = got(shared, one.id)
        assert len(set(placed)) == len(placed) <= one.wanted
        assert set(placed) <= set(one.wishes) - one.unconfirmed
        assert sum((hours[offer_id] for offer_id in placed), Decimal(0)) <= one.room


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_from_the_database_changes_nothing(
    case: tuple[list[Offered], list[Chooser], str], random: Random
) -> None:
    offers, choosers, seed = case
    first = share(offers, choosers, seed)
    random.shuffle(offers)
    random.shuffle(choosers)
    again = share(offers, choosers, seed)
    assert again == first
    assert again.fingerprint == first.fingerprint


@given(rounds())
def test_whoever_stayed_without_a_wish_came_after_everybody_who_has_it(
    case: tuple[list[Offered], list[Chooser], str],
) -> None:
    offers, choosers, seed = case
    shared = share(offers, choosers, seed)
    places = {offer.id: offer.places for offer in offers}
    held = takers(shared)
    for result in shared.results:
        for step in result.steps:
            if step.fate is Fate.FULL:
                have = held.get(step.offer_id, [])
                assert len(have) == places[step.offer_id]
                assert all(turn < (step.turn or 0) for turn, _ in have)
                assert step.last_turn == max((turn for turn, _ in have), default=None)


@given(rounds(wanted=1))
def test_a_free_place_is_left_only_where_nobody_without_a_better_wish_could_take_it(
    case: tuple[list[Offered], list[Chooser], str],
) -> None:
    offers, choosers, seed = case
    shared = share(offers, choosers, seed)
    held = takers(shared)
    by_id = {one.id: one for one in choosers}
    for offer in offers:
        if offer.id in shared.not_opened or len(held.get(offer.id, [])) >= offer.places:
            continue
        for result in shared.results:
            one = by_id[result.student_id]
            could = offer.id in one.wishes and offer.id not in one.unconfirmed and offer.hours <= one.room
            if could:
                best = min((step.rank for step in result.placed), default=MOST + 1)
                assert best <= one.wishes.index(offer.id) + 1


@settings(max_examples=60)
@given(rounds(wanted=1, minimum=0), st.data())
def test_writing_another_list_than_the_true_one_never_helps(
    case: tuple[list[Offered], list[Chooser], str], data: st.DataObject
) -> None:
    offers, choosers, seed = case
    if not choosers:
        return
    honest = data.draw(st.sampled_from(choosers))
    others = [one for one in choosers if one != honest]
    untrue = tuple(data.draw(st.permutations(honest.wishes)))
    liar = Chooser(honest.id, untrue, 1, honest.room, honest.debt, (), honest.unconfirmed)

    def rank(allocation: Allocation) -> int:
        return min((honest.wishes.index(offer) for offer in got(allocation, honest.id)), default=MOST + 1)

    assert rank(share(offers, choosers, seed)) <= rank(share(offers, [*others, liar], seed))
