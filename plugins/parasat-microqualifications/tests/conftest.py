"""A credential made by hand, with everything that may stand in one, and a verifier that knows its issuer."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from parasat_microqualifications.domain import documents, keys, proofs, status_list, tokens
from parasat_microqualifications.domain.reading import brought
from parasat_microqualifications.domain.verifying import Verdict, verify

from parasat_lms.domain.localized import LocalizedText

BASE = "https://lms.example"
ISSUER = f"{BASE}/verify/issuers/0193a000-0000-7000-8000-000000000001"
LIST = f"{BASE}/verify/status/0193a000-0000-7000-8000-000000000002"
ISSUED = datetime(2026, 11, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PLACE = 77


def words(kk: str) -> LocalizedText:
    """A text in three languages, with the letters that only Kazakh has."""
    return LocalizedText(f"{kk} әғқңөұүһі ӘҒҚҢӨҰҮҺІ", f"{kk} по-русски ёъ", f"{kk} in English")


def achieved(criteria: int = 3) -> documents.Achieved:
    """Three criteria of four levels, each passed at the third."""
    made = []
    for number in range(criteria):
        levels = tuple(
            documents.AchievableLevel(
                uuid4(), words(f"деңгей {place}"), words(f"дескриптор {place}"), Decimal(place)
            )
            for place in range(4)
        )
        made.append(
            documents.AssessedCriterion(
                uuid4(), words(f"критерий {number}"), levels, levels[2].id, levels[2].id
            )
        )
    attributes = tuple(
        documents.AlignedAttribute(uuid4(), f"GA{number}", words("атрибут"), words("мәні"))
        for number in (1, 5)
    )
    return documents.Achieved(
        UUID("0193a000-0000-7000-8000-000000000003"),
        words("Қаржы сауаттылығы"),
        words("Сипаттама"),
        words("Бюджет: жоспар\nТәуекел: талдау"),
        words("Атрибуттар"),
        attributes,
        tuple(made),
    )


def issued_as(until: datetime | None = None) -> documents.IssuedAs:
    """A credential of today's issuer."""
    return documents.IssuedAs(
        ISSUER,
        words("Мектеп"),
        f"{BASE}/alatau/about",
        f"{BASE}/verify/{uuid4()}",
        uuid4(),
        ISSUED,
        until,
        LIST,
        PLACE,
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """An issuer with one key, a status list, and a verifier that knows both."""

    key: keys.SigningKey
    revoked: tuple[int, ...] = ()
    list_reachable: bool = True
    now: datetime = NOW

    def facts(self) -> tuple[documents.Achieved, documents.IssuedAs]:
        """What a credential is made of."""
        return achieved(), issued_as()

    def document(self, language: str = "kk", until: datetime | None = None) -> dict[str, Any]:
        """An unsigned credential."""
        return documents.credential(achieved(), issued_as(until), language)

    def signed(self, language: str = "kk", until: datetime | None = None) -> dict[str, Any]:
        """A credential with its proof."""
        return proofs.signed(self.document(language, until), self.key, ISSUED)

    def token(self, language: str = "kk", until: datetime | None = None) -> str:
        """A credential as a token."""
        return tokens.token(self.document(language, until), self.key)

    def status(self) -> dict[str, Any]:
        """The signed status list."""
        unsigned = documents.status_credential(LIST, ISSUER, status_list.encoded(self.revoked), ISSUED)
        return proofs.signed(unsigned, self.key, ISSUED)

    def verdict(self, credential: dict[str, Any] | str | bytes) -> Verdict:
        """What the verifier says."""
        raw = json.dumps(credential, ensure_ascii=False) if isinstance(credential, dict) else credential
        found = brought(raw.encode("utf-8") if isinstance(raw, str) else raw)
        known = {ISSUER: {self.key.address: self.key.public}}
        lists = {LIST: self.status()} if self.list_reachable else {}
        return verify(found, known.get, lists.get, self.now).verdict

    def with_(self, **changes: Any) -> Bench:
        """The same bench with something changed."""
        return replace(self, **changes)


@pytest.fixture
def bench() -> Bench:
    """An issuer whose key is new."""
    return Bench(keys.SigningKey(keys.fresh(), f"{ISSUER}#key-1"))


@pytest.fixture
def parasat_plugin() -> str:
    """The plug-in that these tests are about."""
    return "parasat_microqualifications"
