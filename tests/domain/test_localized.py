"""A text in Kazakh, Russian and English."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parasat_lms.domain.localized import LANGUAGES, LocalizedText, Picked

FULL = LocalizedText("Сәлем", "Привет", "Hello", origin="ru")


@pytest.mark.parametrize(
    ("text", "language", "picked"),
    [
        (FULL, "en", Picked("Hello", "en")),
        # the language asked for is missing: the origin comes first
        (LocalizedText(kk="Сәлем", ru="Привет", origin="ru"), "en", Picked("Привет", "ru")),
        # the origin is missing too: kk, ru, en in this order
        (LocalizedText(kk="Сәлем", en="Hello", origin="ru"), "ru", Picked("Сәлем", "kk")),
        (LocalizedText(en="Hello"), "ru", Picked("Hello", "en")),
        # blanks are no text
        (LocalizedText(kk="  \n", ru="Привет"), "kk", Picked("Привет", "ru")),
        (LocalizedText(), "ru", Picked("", "ru")),
    ],
)
def test_a_reader_gets_the_language_asked_for_or_the_stated_fallback(
    text: LocalizedText, language: str, picked: Picked
) -> None:
    assert text.pick(language) == picked


def test_missing_languages_are_named_in_order() -> None:
    assert LocalizedText(ru="Привет", en=" ").missing() == ("kk", "en")
    assert FULL.missing() == ()


def test_a_new_wording_of_the_origin_makes_every_translation_stale() -> None:
    changed = FULL.rewritten("ru", "Здравствуйте")
    assert (changed.ru, changed.stale) == ("Здравствуйте", ("kk", "en"))
    assert LocalizedText(kk="Сәлем", ru="Привет").rewritten("kk", "Сәлеметсіз бе").stale == ("ru",)


def test_the_same_wording_of_the_origin_makes_nothing_stale() -> None:
    assert FULL.rewritten("ru", "Привет") == FULL


def test_a_translation_that_is_written_becomes_fresh_and_leaves_the_others() -> None:
    stale = FULL.rewritten("ru", "Здравствуйте")
    assert stale.rewritten("en", "Good day").stale == ("kk",)
    # the translator looked at it and it still fits
    assert stale.rewritten("kk", stale.kk).stale == ("en",)


def test_json_of_old_content_needs_only_the_texts() -> None:
    assert LocalizedText.of({"kk": "Сәлем", "ru": None}) == LocalizedText(kk="Сәлем")


@pytest.mark.parametrize(
    "value",
    [
        {"kz": "Сәлем"},
        {"kk": 5},
        {"origin": "de"},
        {"origin": 1},
        {"stale": "kk"},
        {"stale": [1]},
        {"stale": ["de"]},
    ],
)
def test_json_that_is_not_a_localized_text_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"language|keys|string"):
        LocalizedText.of(value)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown language"):
        FULL.rewritten("de", "Hallo")
    with pytest.raises(ValueError, match="unknown language"):
        FULL.pick("de")
    with pytest.raises(ValueError, match="unknown language"):
        LocalizedText(origin="de")


languages = st.sampled_from(LANGUAGES)
texts = st.builds(
    LocalizedText,
    kk=st.text(max_size=5),
    ru=st.text(max_size=5),
    en=st.text(max_size=5),
    origin=languages,
    stale=st.lists(languages).map(tuple),
)


@given(texts)
def test_json_gives_back_the_same_text(text: LocalizedText) -> None:
    assert LocalizedText.of(json.loads(json.dumps(text.as_dict()))) == text


@given(texts, languages, st.text(max_size=5))
def test_writing_one_language_never_touches_the_words_of_another(
    text: LocalizedText, language: str, words: str
) -> None:
    changed = text.rewritten(language, words).as_dict()
    assert changed[language] == words
    assert all(changed[other] == text.as_dict()[other] for other in LANGUAGES if other != language)
    assert language not in text.rewritten(language, words).stale


@given(texts, languages)
def test_what_is_picked_is_really_in_the_language_that_is_said(text: LocalizedText, language: str) -> None:
    picked = text.pick(language)
    assert picked.text in ("", text.as_dict()[picked.language])
    assert bool(picked.text.strip()) == (len(text.missing()) < 3)
