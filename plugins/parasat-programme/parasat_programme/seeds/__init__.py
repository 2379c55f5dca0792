"""What the programme brings to a school: its catalogue and its rubric rows, read from the files beside this one."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import CriterionSeed


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


def rubric_rows() -> tuple[CriterionSeed, ...]:
    """The six rows of the integrated assessment map."""
    return tuple(CriterionSeed.of(row) for row in _read("rubric_rows.toml")["row"])
