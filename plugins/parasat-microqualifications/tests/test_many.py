"""Many credentials at once: what they have in common is brought to its canonical form a single time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from parasat_microqualifications.domain import keys, proofs
from parasat_microqualifications.domain.press import Press
from parasat_microqualifications.queries.credentials import packed
from pyld import jsonld

from parasat_lms.domain.localized import LANGUAGES

MANY = 12


def test_after_the_first_credential_of_a_qualification_nothing_slow_is_done_again(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    press, (achieved, issued) = Press(bench.key), bench.facts()

    def press_one(number: int) -> dict[str, Any]:
        one = replace(
            issued,
            verify=f"https://lms.example/verify/{uuid4()}",
            subject=uuid4(),
            status_index=number,
        )
        return {language: press.signed(achieved, one, language) for language in LANGUAGES}

    def slow(*_arguments: object) -> NoReturn:
        raise AssertionError("a document was brought to its canonical form once more")

    press_one(0)
    with monkeypatch.context() as patched:
        patched.setattr(jsonld, "normalize", slow)
        made = [press_one(number) for number in range(1, MANY)]
    assert all(packed(one) for one in made)
    last: dict[str, Any] = made[-1]
    public: keys.PublicKey = bench.key.public
    assert all(proofs.holds(last[language].document, public) for language in LANGUAGES)
