"""The documents that a school issues: credentials in three languages, its profile, its status list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_microqualifications.domain.canonical import CREDENTIALS, OPEN_BADGES, Document
from parasat_microqualifications.domain.proofs import written

IDENTIFIERS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
"""The words in which a profile lists its keys; it is read as plain JSON and never signed."""


@dataclass(frozen=True, slots=True)
class AlignedAttribute:
    """A graduate attribute of the network; its id is the same here and in every export."""

    id: UUID
    code: str
    name: LocalizedText
    meaning: LocalizedText


@dataclass(frozen=True, slots=True)
class AchievableLevel:
    """A level of a criterion with the descriptor of what is seen there."""

    id: UUID
    title: LocalizedText
    descriptor: LocalizedText
    points: Decimal


@dataclass(frozen=True, slots=True)
class AssessedCriterion:
    """A criterion with its levels, the lowest first, the one that was required and the one that was reached."""

    id: UUID
    title: LocalizedText
    levels: tuple[AchievableLevel, ...]
    required: UUID
    achieved: UUID


@dataclass(frozen=True, slots=True)
class Achieved:
    """All that a credential says about what was achieved; nothing in it says by whom."""

    qualification_id: UUID
    title: LocalizedText
    description: LocalizedText
    narrative: LocalizedText
    framework: LocalizedText
    attributes: tuple[AlignedAttribute, ...]
    criteria: tuple[AssessedCriterion, ...]


@dataclass(frozen=True, slots=True)
class IssuedAs:
    """Who issues a credential, under which addresses, when, and with which place in the status list."""

    issuer: str
    issuer_name: LocalizedText
    site: str
    verify: str
    subject: UUID
    at: datetime
    until: datetime | None
    status_list: str
    status_index: int


def credential_address(verify: str, language: str) -> str:
    """The id of a credential in one language: the page that verifies it."""
    return f"{verify}/{language}"


def attribute_address(issuer: str, attribute_id: UUID) -> str:
    """The public page on which a school's network says what a graduate attribute means."""
    return f"{issuer}/attributes/{attribute_id}"


def credential(achieved: Achieved, issued: IssuedAs, language: str) -> Document:
    """The unsigned Open Badges 3.0 credential in one language. The subject is a random URN and nothing else.

    Every thing in it has an id: a document without blank nodes is signed and checked fast, however it was made.
    """

    def said(text: LocalizedText) -> str:
        return text.pick(language).text

    here = credential_address(issued.verify, language)
    until = {"validUntil": written(issued.until)} if issued.until else {}
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": here,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": said(achieved.title),
        "issuer": {
            "id": issued.issuer,
            "type": ["Profile"],
            "name": said(issued.issuer_name),
            "url": issued.site,
        },
        "validFrom": written(issued.at),
        **until,
        "credentialSubject": {
            "id": issued.subject.urn,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": _achievement(achieved.qualification_id, language),
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "inLanguage": language,
                "name": said(achieved.title),
                "description": said(achieved.description),
                "criteria": {"id": f"{here}#criteria", "narrative": said(achieved.narrative)},
                "alignment": [
                    _alignment(achieved, issued, attribute, language) for attribute in achieved.attributes
                ],
                "resultDescription": list(_descriptions(achieved.criteria, language).values()),
                "related": [
                    {
                        "id": _achievement(achieved.qualification_id, other),
                        "type": ["Related"],
                        "inLanguage": other,
                    }
                    for other in LANGUAGES
                    if other != language
                ],
            },
            "result": [
                {
                    "id": f"{here}#result-{number}",
                    "type": ["Result"],
                    "resultDescription": criterion.id.urn,
                    "achievedLevel": criterion.achieved.urn,
                }
                for number, criterion in enumerate(achieved.criteria, 1)
            ],
        },
        "credentialStatus": {
            "id": f"{issued.status_list}#{issued.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(issued.status_index),
            "statusListCredential": issued.status_list,
        },
    }


def _achievement(qualification_id: UUID, language: str) -> str:
    return uuid5(qualification_id, language).urn


def _alignment(achieved: Achieved, issued: IssuedAs, attribute: AlignedAttribute, language: str) -> Document:
    return {
        "id": uuid5(achieved.qualification_id, attribute.code).urn,
        "type": ["Alignment"],
        "targetType": "CFItem",
        "targetUrl": attribute_address(issued.issuer, attribute.id),
        "targetCode": attribute.code,
        "targetName": attribute.name.pick(language).text,
        "targetDescription": attribute.meaning.pick(language).text,
        "targetFramework": achieved.framework.pick(language).text,
    }


def _descriptions(criteria: Sequence[AssessedCriterion], language: str) -> Mapping[str, Document]:
    """The criteria by their ids: one that two modules share stands once."""
    return {
        criterion.id.urn: {
            "id": criterion.id.urn,
            "type": ["ResultDescription"],
            "name": criterion.title.pick(language).text,
            "resultType": "RubricCriterionLevel",
            "requiredLevel": criterion.required.urn,
            "rubricCriterionLevel": [
                {
                    "id": level.id.urn,
                    "type": ["RubricCriterionLevel"],
                    "name": level.title.pick(language).text,
                    "description": level.descriptor.pick(language).text,
                    "points": format(level.points, "f"),
                }
                for level in criterion.levels
            ],
        }
        for criterion in criteria
    }


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A public key as the issuer's profile lists it; a retired one still verifies what it has signed."""

    address: str
    multibase: str
    retired_at: datetime | None


def profile(issuer: str, name: str, site: str, keys: Sequence[ListedKey]) -> Document:
    """The issuer as everybody may read it: name, address, and all its keys."""
    methods: list[Any] = [
        {"id": key.address, "type": "Multikey", "controller": issuer, "publicKeyMultibase": key.multibase}
        for key in keys
    ]
    return {
        "@context": [*IDENTIFIERS, OPEN_BADGES],
        "id": issuer,
        "type": ["Profile"],
        "name": name,
        "url": site,
        "verificationMethod": methods,
        "assertionMethod": [key.address for key in keys],
    }


def status_credential(address: str, issuer: str, encoded: str, at: datetime) -> Document:
    """The unsigned BitstringStatusListCredential: one bit a credential, set where it is revoked."""
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": written(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }
