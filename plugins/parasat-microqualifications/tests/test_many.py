"""Five hundred credentials at once."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from uuid import uuid4

from parasat_microqualifications.domain.press import Press
from parasat_microqualifications.queries.credentials import packed

from parasat_lms.domain.localized import LANGUAGES

MANY = 500
SECONDS = 30


def test_five_hundred_credentials_are_signed_in_three_languages_in_time(bench: Any) -> None:
    press, (achieved, issued) = Press(bench.key), bench.facts()
    began = time.perf_counter()
    for number in range(MANY):
        one = replace(
            issued,
            verify=f"https://lms.example/verify/{uuid4()}",
            subject=uuid4(),
            status_index=number,
        )
        assert packed({language: press.signed(achieved, one, language) for language in LANGUAGES})
    assert time.perf_counter() - began < SECONDS
