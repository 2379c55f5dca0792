"""The content of the demonstration, read from the files beside this one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from parasat_lms.core.plugins import CriterionSeed, RubricSeed
from parasat_lms.domain.localized import LocalizedText

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Work:
    """A student's text, and how its teacher marked it: levels by criterion, remarks and a comment."""

    language: str
    text: str
    levels: Mapping[str, int]
    remarks: Mapping[str, str]
    comment: str


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment with its works, in the order of the class lists."""

    key: str
    course: str
    rubric: str
    kind: str
    term: int
    due: date
    title: LocalizedText
    instructions: LocalizedText
    objectives: tuple[str, ...]
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class RubricContent:
    """A rubric of the demonstration: its words and the keys of its criteria, in order."""

    title: LocalizedText
    description: LocalizedText
    criteria: tuple[str, ...]


@cache
def _criteria_file() -> dict[str, Any]:
    with (HERE / "criteria.toml").open("rb") as file:
        return tomllib.load(file)


def own_criteria() -> dict[str, CriterionSeed]:
    """The criteria that are not in a programme's rubric rows, by key."""
    return {row["key"]: CriterionSeed.of(row) for row in _criteria_file()["row"]}


def rubrics() -> dict[str, RubricContent]:
    """The rubrics, by key."""
    return {
        rubric["key"]: RubricContent(
            LocalizedText.of(rubric["title"]),
            LocalizedText.of(rubric["description"]),
            tuple(rubric["criteria"]),
        )
        for rubric in _criteria_file()["rubric"]
    }


def kinds() -> tuple[RubricSeed, ...]:
    """A rubric of each other kind."""
    with (HERE / "kinds.toml").open("rb") as file:
        return tuple(RubricSeed.of(rubric) for rubric in tomllib.load(file)["rubric"])


def tasks(school: str, language: str) -> list[Task]:
    """The assignments of a school, written first in its language."""
    found = []
    for path in sorted((HERE / school).glob("*.toml")):
        with path.open("rb") as file:
            found.append(_task(tomllib.load(file), language))
    return found


def plans(school: str, language: str) -> list[Mapping[str, Any]]:
    """What the teachers of a school plan besides: assignments without works yet, dates for one student, attempts."""
    with (HERE / "plans.toml").open("rb") as file:
        found = tomllib.load(file)[school]
    return [
        {
            **plan,
            "title": LocalizedText.of({**plan["title"], "origin": language}),
            "instructions": LocalizedText.of({**plan["instructions"], "origin": language}),
        }
        for plan in found
    ]


def _task(content: Mapping[str, Any], language: str) -> Task:
    return Task(
        key=content["key"],
        course=content["course"],
        rubric=content["rubric"],
        kind=content["kind"],
        term=content["term"],
        due=content["due"],
        title=LocalizedText.of({**content["title"], "origin": language}),
        instructions=LocalizedText.of({**content["instructions"], "origin": language}),
        objectives=tuple(content.get("objectives", ())),
        works=tuple(
            Work(
                language=work["language"],
                text=work["text"].strip(),
                levels=work["levels"],
                remarks=work.get("remarks", {}),
                comment=work.get("comment", ""),
            )
            for work in content["work"]
        ),
    )
