"""Sorting and finding Kazakh names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.names import is_plain_login, kazakh_sort_key, search_key

ALPHABET = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"


def in_order(names: list[str]) -> bool:
    keys = [kazakh_sort_key(name) for name in names]
    return all(one < other for one, other in pairwise(keys))


def test_the_alphabet_has_42_letters_and_sorts_in_its_own_order() -> None:
    assert len(ALPHABET) == 42
    assert in_order(list(ALPHABET))
    assert in_order(list(ALPHABET.lower()))


def test_a_class_list_sorts_as_a_kazakh_reader_expects() -> None:
    assert in_order(
        [
            "Абай",
            "Азамат",
            "Айгүл",
            "Әлия",
            "Әсел",
            "Бауыржан",
            "Галия",
            "Ғабит",
            "Дана",
            "Жансая",
            "Кәрім",
            "Қайрат",
            "Нұрлан",
            "Оксана",
            "Өмір",
            "Ульяна",
            "Ұлан",
            "Үміт",
            "Хадиша",
            "Һәм",
            "Ыбырай",
            "Ілияс",
            "Эльдар",
        ]
    )


def test_inside_a_name_the_kazakh_letters_count_too() -> None:
    assert in_order(["Жумабек", "Жұмабек", "Жүніс", "Сания", "Саңия", "Тегін", "Ты", "Ті"])


def test_a_short_name_comes_before_a_longer_one_that_begins_with_it() -> None:
    assert in_order(["Ахмет", "Ахмет Ә.", "Ахметов", "Ахметова"])


def test_digits_come_first_then_cyrillic_then_latin_then_other_scripts() -> None:
    assert in_order(["1 «А»", "7 «А»", "Ахмет", "Яна", "Ahmet", "Zoe", "李"])


def test_case_decides_only_between_names_of_the_same_letters() -> None:
    assert in_order(["алия", "Алия", "АЛИЯ", "Алия Б", "алия в"])


def test_accents_decide_after_letters_and_before_case() -> None:
    assert in_order(["cote", "Cote", "coté", "cotez"])


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert kazakh_sort_key("\u0419") == kazakh_sort_key("\u0418\u0306")
    assert search_key("\u0439") == search_key("\u0438\u0306")


def test_runs_of_spaces_and_invisible_marks_are_no_difference() -> None:
    assert kazakh_sort_key(" Алия\u00a0\u00a0Ахмет\u200b ") == kazakh_sort_key("Алия Ахмет")


def test_letters_of_neighbouring_languages_stand_with_their_kin() -> None:
    assert in_order(["Ганна", "Ґанна", "Ганнч", "Ғани"])
    assert in_order(["Уз", "Ўз", "Ук"])


@pytest.mark.parametrize(
    ("text", "key"),
    [("  Әлия   АХМЕТ ", "әлия ахмет"), ("Straße", "strasse"), ("Іңкәр\u00a0Ұ.", "іңкәр ұ."), ("", "")],
)
def test_a_search_key_is_folded(text: str, key: str) -> None:
    assert search_key(text) == key


kazakh = st.text(ALPHABET + ALPHABET.lower() + " -", max_size=12)


@given(st.text(max_size=20))
def test_a_key_holds_only_digits_and_small_ascii_letters(text: str) -> None:
    assert set(kazakh_sort_key(text)) <= set("0123456789abcdefghijklmnopqrstuvwxyz")


@given(st.text(ALPHABET, max_size=8), st.text(ALPHABET, max_size=8))
def test_names_compare_letter_by_letter_in_the_alphabet(one: str, other: str) -> None:
    places = [[ALPHABET.index(letter) for letter in name] for name in (one, other)]
    assert (kazakh_sort_key(one) < kazakh_sort_key(other)) == (places[0] < places[1])


@given(kazakh, kazakh)
def test_case_never_outweighs_a_letter(one: str, other: str) -> None:
    folded = kazakh_sort_key(one.lower()), kazakh_sort_key(other.lower())
    if folded[0] < folded[1]:
        assert kazakh_sort_key(one) < kazakh_sort_key(other)


@given(st.text(max_size=20))
def test_a_search_key_is_folded_once_and_for_all(text: str) -> None:
    once = search_key(text)
    assert search_key(once) == once


@pytest.mark.parametrize(
    "login", ["teacher.alatau", "мұғалім.алатау", "aigerim-8b", "a@school.kz", "student7"]
)
def test_a_plain_login_is_of_one_alphabet(login: str) -> None:
    assert is_plain_login(login)


@pytest.mark.parametrize(
    "login", ["te\u0430cher", "teacher\u200b", "", "7", "te acher", "admin\u202e", "tëacher\u0301", "αdmin"]
)
def test_a_login_that_could_be_taken_for_another_is_not_plain(login: str) -> None:
    assert not is_plain_login(login)
