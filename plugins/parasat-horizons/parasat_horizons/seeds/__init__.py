"""What the programme brings: its six formats and their rubric rows, read from the files beside this one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import CriterionSeed


@dataclass(frozen=True, slots=True)
class Format:
    """A format of additional education; its title is the programme's own name for it in every language.

    `week` is what a meeting is in the balance of a week: "creativity", "sport", "work" or "service".
    """

    code: str
    title: str
    description: LocalizedText
    week: str
    icon: str


@cache
def read(name: str) -> dict[str, Any]:
    """The data file of that name."""
    with (Path(__file__).parent / name).open("rb") as file:
        return tomllib.load(file)


@cache
def formats() -> dict[str, Format]:
    """The six formats by code, in the programme's order."""
    return {
        row["code"]: Format(
            row["code"], row["title"], LocalizedText.of(row["description"]), row["week"], row["icon"]
        )
        for row in read("formats.toml")["format"]
    }


def rubric_rows() -> tuple[CriterionSeed, ...]:
    """What a leader looks at: a row for each format and two that all share."""
    return tuple(CriterionSeed.of(row) for row in read("rubric_rows.toml")["row"])


def rows_of(format_code: str) -> list[str]:
    """The keys of the rows by which achievements in this format are assessed."""
    return [row["key"] for row in read("rubric_rows.toml")["row"] if format_code in row["formats"]]
