"""What a slice or plug-in says about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Self, TypeAlias

from flask import Blueprint
from flask_babel import LazyString
from markupsafe import Markup
from wtforms import Form

from parasat_lms.core.i18n import PluginWords
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.permissions import Role
from parasat_lms.domain.rubric_drafts import RubricKind

Words: TypeAlias = "str | LazyString"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the menu: shown to whoever holds the permission."""

    endpoint: str
    label: Words
    icon: str
    permission: str
    order: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a page that a plug-in shows: a heading and HTML that its own template rendered."""

    title: Words
    body: Markup


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme that a plug-in brings: learning, upbringing, additional education or micro-qualifications."""

    code: str
    title: LocalizedText
    component: Literal["learning", "upbringing", "additional"]


@dataclass(frozen=True, slots=True)
class TrajectoryOption:
    """Something a student may choose on the way: an elective, a club, a qualification."""

    code: str
    title: LocalizedText


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that a plug-in contributes to monitoring."""

    code: str
    title: LocalizedText


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What a table holds about people: on whose request its rows are handed out, and what becomes of them.

    `person_columns` lead to the person (or the account): a column of the table, or a path through references such as
    `"submission_id.student_id"`. `erase` says what becomes of a row when that person is erased: "delete", or
    "anonymise", which empties the references that may be empty and the columns of `free_text`. `keep_days` counts
    from the day on which the row was made; `None` keeps it as long as the school has the person. `why` says in one
    sentence what the data is for. A table with several kinds of people in it has a claim for each.
    """

    table: str
    person_columns: tuple[str, ...]
    erase: Literal["delete", "anonymise"]
    keep_days: int | None
    why: Words
    free_text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelSeed:
    """One level of a seeded criterion: points, or a range of them, and the descriptor of what is seen there.

    `attributes` are weights of this level's own, in place of the criterion's.
    """

    points: Decimal
    title: LocalizedText
    descriptor: LocalizedText
    points_to: Decimal | None = None
    attributes: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CriterionSeed:
    """A criterion to seed the rubric library with; `attributes` are weights by graduate-attribute code (GA1–GA6)."""

    key: str
    title: LocalizedText
    description: LocalizedText
    weight: Decimal
    attributes: Mapping[str, Decimal]
    levels: tuple[LevelSeed, ...]
    subjects: LocalizedText = field(default_factory=LocalizedText)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read the form of a data file: texts as tables of languages, numbers as strings, levels under `level`.

        Raises `KeyError` for a part that is missing and `ValueError` for an unknown language.
        """
        return cls(
            key=row["key"],
            title=LocalizedText.of(row["title"]),
            description=LocalizedText.of(row["description"]),
            weight=Decimal(row["weight"]),
            attributes={code: Decimal(weight) for code, weight in row["attributes"].items()},
            levels=tuple(
                LevelSeed(
                    Decimal(level["points"]),
                    LocalizedText.of(level["title"]),
                    LocalizedText.of(level["descriptor"]),
                    points_to=Decimal(level["points_to"]) if "points_to" in level else None,
                    attributes={
                        code: Decimal(weight) for code, weight in level.get("attributes", {}).items()
                    },
                )
                for level in row["level"]
            ),
            subjects=LocalizedText.of(row.get("subjects", {})),
        )


@dataclass(frozen=True, slots=True)
class RubricSeed:
    """A whole rubric to seed the library with; `grades` are the first and the last that it is meant for."""

    key: str
    title: LocalizedText
    description: LocalizedText
    subjects: LocalizedText
    criteria: tuple[CriterionSeed, ...]
    kind: RubricKind = RubricKind.ANALYTIC
    grades: tuple[int, int] = (1, 11)

    @classmethod
    def of(cls, rubric: Mapping[str, Any]) -> Self:
        """Read the form of a data file: criteria under `row`, as `CriterionSeed.of` reads them.

        Raises `KeyError` for a part that is missing and `ValueError` for an unknown kind or language.
        """
        first, last = rubric.get("grades", (1, 11))
        return cls(
            key=rubric["key"],
            title=LocalizedText.of(rubric["title"]),
            description=LocalizedText.of(rubric["description"]),
            subjects=LocalizedText.of(rubric.get("subjects", {})),
            criteria=tuple(CriterionSeed.of(row) for row in rubric["row"]),
            kind=RubricKind(rubric.get("kind", RubricKind.ANALYTIC)),
            grades=(int(first), int(last)),
        )

    @classmethod
    def of_criterion(cls, row: CriterionSeed) -> Self:
        """A rubric of this one criterion: a row of the library, to be copied into others."""
        return cls(row.key, row.title, row.description, row.subjects, (row,))


@dataclass(frozen=True, slots=True)
class PluginManifest:
    """All that a slice or plug-in is: what it needs, shows, permits and brings.

    `name` is a lower-case identifier, unique in the installation; `needs` is a version range of the core
    (PEP 440); `scope` says whether a school may switch it off. Tables of a plug-in are called `plugin_<name>_…`.
    """

    name: str
    title: Words
    version: str
    description: Words = ""
    needs: str = ""
    scope: Literal["core", "school"] = "school"
    settings_form: type[Form] | None = None
    blueprint: Blueprint | None = None
    public_pages: Blueprint | None = None
    jobs: Mapping[str, Callable[[Mapping[str, Any], int], int]] = field(default_factory=dict)
    permissions: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)
    menu: tuple[MenuEntry, ...] = ()
    programmes: tuple[Programme, ...] = ()
    trajectory_options: tuple[TrajectoryOption, ...] = ()
    rubric_seeds: tuple[CriterionSeed | RubricSeed, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    personal_data: tuple[PersonalData, ...] = ()
    hookspecs: ModuleType | None = None
    hooks: ModuleType | None = None
    migrations: Path | None = None
    words: PluginWords | None = None

    @property
    def table_prefix(self) -> str:
        """How every table of this plug-in begins."""
        return f"plugin_{self.name}_"
