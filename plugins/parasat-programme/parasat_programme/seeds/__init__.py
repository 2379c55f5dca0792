"""What the programme brings to a school: its catalogue, the hours and limits of a week, and its rubric rows."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import CriterionSeed, RubricSeed


@dataclass(frozen=True, slots=True)
class HoursSeed:
    """Hours a week in a grade: of a subject, or the limit of the whole week where there is none."""

    subject: str
    grade: int
    hours: Decimal
    valid_from: date
    source: LocalizedText
    confidence: str


@cache
def _read(name: str) -> dict[str, Any]:
    with (Path(__file__).parent / name).open("rb") as file:
        return tomllib.load(file)


def areas() -> dict[str, LocalizedText]:
    """The learning areas by code, in order."""
    return {area["code"]: LocalizedText.of(area["title"]) for area in _read("catalogue.toml")["area"]}


def subjects() -> list[dict[str, Any]]:
    """The subjects of the catalogue as the file has them."""
    found: list[dict[str, Any]] = _read("catalogue.toml")["subject"]
    return found


def instructions() -> dict[str, str]:
    """The subjects that only schools of one language of instruction teach, with that language."""
    rows = _read("curriculum.toml")["hours"]
    return {row["subject"]: row["instruction"] for row in rows if "instruction" in row}


def curriculum() -> Iterator[HoursSeed]:
    """The hours of the model curriculum, by subject and grade."""
    plan = _read("curriculum.toml")
    source = LocalizedText.of(plan["plan"]["source"])
    for row in plan["hours"]:
        for grade, hours in enumerate(row["grades"], 1):
            if Decimal(hours):
                yield HoursSeed(
                    row["subject"],
                    grade,
                    Decimal(hours),
                    plan["plan"]["valid_from"],
                    source,
                    row["confidence"],
                )


def limits() -> Iterator[HoursSeed]:
    """The State's limits of the weekly load, by grade."""
    limit = _read("curriculum.toml")["limit"]
    source = LocalizedText.of(limit["source"])
    for grade, hours in enumerate(limit["grades"], 1):
        yield HoursSeed("", grade, Decimal(hours), limit["valid_from"], source, limit["confidence"])


def rubric_rows() -> tuple[CriterionSeed, ...]:
    """The six rows of the integrated assessment map."""
    return tuple(CriterionSeed.of(row) for row in _read("rubric_rows.toml")["row"])


def final_rubrics() -> tuple[RubricSeed, ...]:
    """A full rubric for each example of the final attestation: natural sciences, social sciences, project work."""
    content = _read("final_rubrics.toml")
    names = content["levels"]
    return tuple(
        RubricSeed.of({**rubric, "row": [_with_levels(row, names) for row in rubric["row"]]})
        for rubric in content["rubric"]
    )


def _with_levels(row: dict[str, Any], names: dict[str, list[str]]) -> dict[str, Any]:
    """A criterion with a level for each descriptor, from 0 points upwards."""
    levels = [
        {
            "points": str(points),
            "title": {language: names[language][points] for language in names},
            "descriptor": {language: row["descriptors"][language][points] for language in names},
        }
        for points in range(len(row["descriptors"]["kk"]))
    ]
    return {**row, "level": levels}
