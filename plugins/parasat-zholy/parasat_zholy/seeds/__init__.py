"""What the programme brings: components, roles, parts of life, balance rules and rubric rows, from the files beside."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from parasat_lms.domain.localized import LocalizedText
from parasat_lms.plugin_api import CriterionSeed
from parasat_zholy.policies.balance import Rule


@dataclass(frozen=True, slots=True)
class Component:
    """One of the six components: its attribute, and the key of the rubric that assesses it."""

    code: str
    attribute: str
    rubric: str
    title: LocalizedText
    description: LocalizedText


@cache
def read(name: str) -> dict[str, Any]:
    """The content of a file of this folder."""
    with (Path(__file__).parent / name).open("rb") as file:
        return tomllib.load(file)


@cache
def components() -> Mapping[str, Component]:
    """The six components by code, in the programme's order."""
    rows = read("components.toml")["component"]
    return {
        row["code"]: Component(
            row["code"],
            row["attribute"],
            row["rubric"],
            LocalizedText.of(row["title"]),
            LocalizedText.of(row["description"]),
        )
        for row in rows
    }


def _titles(part: str) -> Mapping[str, LocalizedText]:
    return {row["code"]: LocalizedText.of(row["title"]) for row in read("components.toml")[part]}


@cache
def kinds() -> Mapping[str, LocalizedText]:
    """Activity, project, service."""
    return _titles("kind")


@cache
def roles() -> Mapping[str, LocalizedText]:
    """The roles in a collective project, by code."""
    return _titles("role")


@cache
def parts_of_life() -> Mapping[str, LocalizedText]:
    """The parts of a week that are weighed against each other, by code."""
    return _titles("life")


@cache
def balance_rules() -> tuple[Rule, ...]:
    """When a part of life is missing in a week, and what is said then."""
    return tuple(
        Rule(row["life"], Decimal(row["least_hours"]), LocalizedText.of(row["note"]))
        for row in read("balance.toml")["rule"]
    )


def rubric_rows() -> tuple[CriterionSeed, ...]:
    """One row for each component."""
    return tuple(CriterionSeed.of(row) for row in read("rubric_rows.toml")["row"])
