"""The shape of what we issue. Whatever else stands in a document was put there by somebody else.

A proof signs what a document *means*; words without a meaning in JSON-LD are not signed at all. So a document is held
against its shape before its proof is, and the canonical form is never computed for a shape that was made to be slow.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parasat_lms.domain.localized import LANGUAGES
from parasat_microqualifications.domain.canonical import CREDENTIALS, OPEN_BADGES

IRI = re.compile(
    r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|https?://[^\s<>\"{}|\\^`\x00-\x1f]{1,500}", re.ASCII
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
NUMBER = re.compile(r"\d{1,6}(\.\d{1,4})?", re.ASCII)


class ShapeBroken(ValueError):
    """A part is missing, is too much, or is not what stands there in our documents; the message names the place."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text that matches the pattern."""

    pattern: re.Pattern[str] = re.compile(r".{0,8000}", re.DOTALL)

    def check(self, value: object, place: str) -> None:
        """Raise `ShapeBroken` for anything else."""
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            raise ShapeBroken(place)


@dataclass(frozen=True, slots=True)
class Exactly:
    """One of these values and no other."""

    values: tuple[Any, ...]

    def check(self, value: object, place: str) -> None:
        """Raise `ShapeBroken` for anything else."""
        if value not in self.values:
            raise ShapeBroken(place)


@dataclass(frozen=True, slots=True)
class Each:
    """A list of at most so many things of one shape."""

    part: "Shape | Words"
    most: int

    def check(self, value: object, place: str) -> None:
        """Raise `ShapeBroken` for anything else."""
        if not isinstance(value, list) or len(value) > self.most:
            raise ShapeBroken(place)
        for number, item in enumerate(value):
            self.part.check(item, f"{place}[{number}]")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these parts and no others; the `optional` ones may be missing."""

    parts: Mapping[str, "Shape | Words | Exactly | Each"]
    optional: frozenset[str] = frozenset()

    def check(self, value: object, place: str = "") -> None:
        """Raise `ShapeBroken` for anything else."""
        if not isinstance(value, dict):
            raise ShapeBroken(place)
        if odd := (set(value) ^ set(self.parts)) - (self.optional - set(value)):
            raise ShapeBroken(f"{place}/{min(odd, key=str)}")
        for name, part in self.parts.items():
            if name in value:
                part.check(value[name], f"{place}/{name}")


TEXT, ADDRESS, WHEN, COUNT = Words(), Words(IRI), Words(MOMENT), Words(NUMBER)
LANGUAGE = Exactly(LANGUAGES)


def _type(*names: str) -> Exactly:
    return Exactly((list(names),))


PROOF = Each(
    Shape({"type": TEXT, "cryptosuite": TEXT, "created": WHEN, "verificationMethod": ADDRESS,
           "proofPurpose": TEXT, "proofValue": TEXT}),
    most=1,
)  # fmt: skip
LEVEL = Shape(
    {"id": ADDRESS, "type": _type("RubricCriterionLevel"), "name": TEXT, "description": TEXT, "points": COUNT}
)
RESULT_DESCRIPTION = Shape(
    {
        "id": ADDRESS,
        "type": _type("ResultDescription"),
        "name": TEXT,
        "resultType": Exactly(("RubricCriterionLevel",)),
        "requiredLevel": ADDRESS,
        "rubricCriterionLevel": Each(LEVEL, most=12),
    }
)
ALIGNMENT = Shape(
    {"id": ADDRESS, "type": _type("Alignment"), "targetType": Exactly(("CFItem",)), "targetUrl": ADDRESS,
     "targetCode": TEXT, "targetName": TEXT, "targetDescription": TEXT, "targetFramework": TEXT}
)  # fmt: skip
ACHIEVEMENT = Shape(
    {
        "id": ADDRESS,
        "type": _type("Achievement"),
        "achievementType": Exactly(("MicroCredential",)),
        "inLanguage": LANGUAGE,
        "name": TEXT,
        "description": TEXT,
        "criteria": Shape({"id": ADDRESS, "narrative": TEXT}),
        "alignment": Each(ALIGNMENT, most=12),
        "resultDescription": Each(RESULT_DESCRIPTION, most=24),
        "related": Each(Shape({"id": ADDRESS, "type": _type("Related"), "inLanguage": LANGUAGE}), most=2),
    }
)
STATUS = Shape(
    {"id": ADDRESS, "type": Exactly(("BitstringStatusListEntry",)), "statusPurpose": Exactly(("revocation",)),
     "statusListIndex": COUNT, "statusListCredential": ADDRESS}
)  # fmt: skip
CREDENTIAL = Shape(
    {
        "@context": Exactly(([CREDENTIALS, OPEN_BADGES],)),
        "id": ADDRESS,
        "type": _type("VerifiableCredential", "OpenBadgeCredential"),
        "name": TEXT,
        "issuer": Shape({"id": ADDRESS, "type": _type("Profile"), "name": TEXT, "url": ADDRESS}),
        "validFrom": WHEN,
        "validUntil": WHEN,
        "credentialSubject": Shape(
            {
                "id": ADDRESS,
                "type": _type("AchievementSubject"),
                "achievement": ACHIEVEMENT,
                "result": Each(
                    Shape(
                        {
                            "id": ADDRESS,
                            "type": _type("Result"),
                            "resultDescription": ADDRESS,
                            "achievedLevel": ADDRESS,
                        }
                    ),
                    most=24,
                ),
            }
        ),
        "credentialStatus": STATUS,
        "proof": PROOF,
    },
    optional=frozenset({"validUntil", "proof"}),
)
STATUS_LIST = Shape(
    {
        "@context": Exactly(([CREDENTIALS],)),
        "id": ADDRESS,
        "type": _type("VerifiableCredential", "BitstringStatusListCredential"),
        "issuer": ADDRESS,
        "validFrom": WHEN,
        "credentialSubject": Shape(
            {"id": ADDRESS, "type": Exactly(("BitstringStatusList",)), "statusPurpose": Exactly(("revocation",)),
             "encodedList": Words(re.compile(r"u[A-Za-z0-9_-]{1,30000}", re.ASCII))}
        ),
        "proof": PROOF,
    }
)  # fmt: skip
