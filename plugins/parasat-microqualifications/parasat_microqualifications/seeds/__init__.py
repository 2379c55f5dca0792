"""What the plug-in brings: fourteen micro-qualifications in five groups, and the rubrics that judge their modules."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import CriterionSeed, RubricSeed

FOLDER = Path(__file__).parent


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def areas() -> dict[str, LocalizedText]:
    """The five groups by code, in order."""
    return {area["code"]: LocalizedText.of(area["title"]) for area in _read("qualifications")["area"]}


def qualifications() -> list[dict[str, Any]]:
    """The fourteen micro-qualifications with their modules, in order."""
    found: list[dict[str, Any]] = _read("qualifications")["qualification"]
    return found


def rubrics() -> tuple[RubricSeed, ...]:
    """The rubrics of the modules; rubrics share criteria, and criteria share the names of their levels."""
    read = _read("rubrics")
    criteria = {criterion["key"]: _criterion(criterion, read["levels"]) for criterion in read["criterion"]}
    return tuple(
        RubricSeed(
            key=rubric["key"],
            title=LocalizedText.of(rubric["title"]),
            description=LocalizedText.of(rubric["description"]),
            subjects=LocalizedText(),
            criteria=tuple(criteria[key] for key in rubric["criteria"]),
        )
        for rubric in read["rubric"]
    )


def _criterion(criterion: dict[str, Any], titles: list[dict[str, str]]) -> CriterionSeed:
    """A criterion in the form that `CriterionSeed` reads: descriptor by descriptor beside the level's name."""
    levels = [
        {
            "points": str(points),
            "title": title,
            "descriptor": dict(zip(("kk", "ru", "en"), texts, strict=True)),
        }
        for points, (title, texts) in enumerate(zip(titles, criterion["descriptors"], strict=True))
    ]
    return CriterionSeed.of({**criterion, "weight": "1", "level": levels})


def demonstration() -> dict[str, Any]:
    """Who does what in the demonstration schools."""
    return _read("demonstration")
