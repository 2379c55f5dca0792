"""How many words a text has, and what changed from one to the next."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.texts import Piece, compared, word_count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n – … ", 0),
        ("Дала – үлкен үй.", 3),
        ("Күн-түн оқы, бала!", 3),
        ("Ана тілің – арың бұл,\nұятың боп тұр бетте", 8),
        ("7 «Б» сыныбы", 3),
        ("don't stop", 2),
        ("snake_case", 2),
    ],
)
def test_words_are_counted_as_a_person_counts_them(text: str, words: int) -> None:
    assert word_count(text) == words


def test_a_changed_word_is_shown_gone_and_come() -> None:
    assert compared("Кітап оқу пайдалы.", "Кітап оқу өте пайдалы.") == [
        Piece("same", "Кітап оқу "),
        Piece("new", "өте "),
        Piece("same", "пайдалы."),
    ]
    assert compared("бір екі", "бір үш") == [
        Piece("same", "бір "),
        Piece("gone", "екі"),
        Piece("new", "үш"),
    ]


def test_line_ends_of_another_system_are_no_change() -> None:
    assert [piece.change for piece in compared("а\r\nб", "а\nб")] == ["same"]


@given(st.text("аб \n", max_size=60), st.text("аб \n", max_size=60))
def test_the_pieces_put_together_are_both_texts(before: str, after: str) -> None:
    pieces = compared(before, after)
    old = "".join(piece.text for piece in pieces if piece.change != "new")
    new = "".join(piece.text for piece in pieces if piece.change != "gone")
    assert old == before.strip().replace("\r\n", "\n")
    assert new == after.strip().replace("\r\n", "\n")


def test_a_text_that_repeats_one_word_without_end_is_compared_in_time() -> None:
    begun = perf_counter()
    compared("а б " * 5_000, "б а " * 5_000)
    assert perf_counter() - begun < 10
