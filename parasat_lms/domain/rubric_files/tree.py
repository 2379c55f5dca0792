"""A rubric's JSON file as the lines of the table, each cell with the line where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from parasat_lms.domain.rubric_drafts import MOST_CRITERIA, MOST_LEVELS
from parasat_lms.domain.rubric_files.cells import FileProblem, ProblemCode, Record, problem_at
from parasat_lms.domain.rubric_files.columns import CRITERION, LEVEL, RUBRIC, TEXT_COLUMNS

MOST_LINES = 1 + MOST_CRITERIA * (1 + MOST_LEVELS)
"""As many lines as the largest rubric has."""


class Tree:
    """Turns the tree of a JSON file into the lines of the table, each cell with the line where it stands."""

    def __init__(
        self, where: dict[tuple[Any, ...], int], codes: Collection[str], problems: list[FileProblem]
    ) -> None:
        self.where, self.codes, self.problems = where, codes, problems

    def records(self, rubric: object) -> list[Record]:
        path: tuple[Any, ...] = ("rubric",)
        if not isinstance(rubric, dict):
            self.problems.append(self._wrong(path, rubric))
            return []
        own = ("kind", "grade_from", "grade_to", "total", "title", "description", "subjects")
        found = [self._record(RUBRIC, rubric, path, own, children="criteria")]
        for number, criterion in self._children(rubric, "criteria", path):
            at = (*path, "criteria", number)
            names = ("id", "weight", "title", "description", "attributes")
            found.append(self._record(CRITERION, criterion, at, names, children="levels"))
            for place, level in self._children(criterion, "levels", at):
                parts = ("id", "points", "points_to", "title", "descriptor", "attributes")
                found.append(self._record(LEVEL, level, (*at, "levels", place), parts))
        return found

    def _children(
        self, parent: dict[str, Any], name: str, path: tuple[Any, ...]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        children = parent.get(name)
        if children is None:
            return
        if not isinstance(children, list):
            self.problems.append(self._wrong((*path, name), children))
            return
        for number, child in enumerate(children[:MOST_LINES]):
            if isinstance(child, dict):
                yield number, child
            else:
                self.problems.append(self._wrong((*path, name, number), child))

    def _record(
        self,
        kind: str,
        part: dict[str, Any],
        path: tuple[Any, ...],
        names: tuple[str, ...],
        children: str = "",
    ) -> Record:
        record = Record(self.where.get(path, 1), {"record": kind})
        for name, value in part.items():
            at = (*path, name)
            if name == children:
                continue
            if name not in names:
                self.problems.append(self._problem(at, name, ProblemCode.UNKNOWN_COLUMN))
            elif name == "attributes":
                self._weights(record, value, at)
            elif name in ("title", "description", "subjects", "descriptor"):
                self._text(record, "description" if name == "descriptor" else name, value, at)
            else:
                self._cell(record, name, value, at)
        return record

    def _weights(self, record: Record, value: object, path: tuple[Any, ...]) -> None:
        if not isinstance(value, dict):
            self.problems.append(self._wrong(path, value))
            return
        for code, weight in value.items():
            if code in self.codes:
                self._cell(record, code, weight, (*path, code))
            else:
                self.problems.append(self._problem((*path, code), code, ProblemCode.UNKNOWN_COLUMN))

    def _text(self, record: Record, name: str, value: object, path: tuple[Any, ...]) -> None:
        if not isinstance(value, dict):
            self.problems.append(self._wrong(path, value))
            return
        for part, words in value.items():
            if f"{name}_{part}" not in TEXT_COLUMNS:
                self.problems.append(self._problem((*path, part), part, ProblemCode.UNKNOWN_COLUMN))
            elif part == "stale" and isinstance(words, list) and all(isinstance(word, str) for word in words):
                self._cell(record, f"{name}_stale", " ".join(words), (*path, part))
            else:
                self._cell(record, f"{name}_{part}", words, (*path, part))

    def _cell(self, record: Record, column: str, value: object, path: tuple[Any, ...]) -> None:
        if value is None:
            return
        if not isinstance(value, str):
            self.problems.append(self._wrong(path, value))
            return
        record.cells[column] = value
        record.places[column] = (self.where.get(path, record.line), _spell(path))

    def _wrong(self, path: tuple[Any, ...], value: object) -> FileProblem:
        return self._problem(path, "" if value is None else str(value), ProblemCode.MISSING_VALUE)

    def _problem(self, path: tuple[Any, ...], value: str, code: ProblemCode) -> FileProblem:
        return problem_at(self.where.get(path, 1), _spell(path), value, code)


def _spell(path: tuple[Any, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
