"""A rubric read from CSV or JSON: the rubric, or every problem of the file at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from parasat_lms.domain.localized import LANGUAGES
from parasat_lms.domain.rubric_drafts import (
    MOST_POINTS,
    MOST_WEIGHT,
    CriterionDraft,
    LevelDraft,
    RubricDraft,
    RubricKind,
    Trouble,
    troubles,
)
from parasat_lms.domain.rubric_files.cells import (
    GRADES,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Cells,
    FileProblem,
    ProblemCode,
    Record,
    UnreadableFile,
    problem_at,
)
from parasat_lms.domain.rubric_files.columns import (
    CRITERION,
    FORMAT,
    LEVEL,
    NEEDED,
    PLAIN,
    RUBRIC,
    TEXT_COLUMNS,
)
from parasat_lms.domain.rubric_files.json_lines import lines_of
from parasat_lms.domain.rubric_files.tree import MOST_LINES, Tree
from parasat_lms.domain.rubric_files.writing import revived


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16, with or without their mark, else Windows-1251.

    Raises ``UnreadableFile`` for what is none of them.
    """
    encodings = ["utf-8-sig", "cp1251"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\0" in data[:200]:
        encodings = ["utf-16-be" if data[:1] == b"\0" else "utf-16-le"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile([FileProblem(1, "", "", ProblemCode.ENCODING)])


def read_csv(text: str, codes: Collection[str], new_id: Callable[[], UUID]) -> RubricDraft:
    """The rubric of a table; raises ``UnreadableFile`` with all problems. ``codes`` are the known attributes."""
    lines = text.lstrip("\n\r").splitlines()
    if not lines or not text.strip():
        raise UnreadableFile([FileProblem(1, "", "", ProblemCode.EMPTY)])
    delimiter = max(";,\t", key=lines[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    problems: list[FileProblem] = []
    records: list[Record] = []
    try:
        header = [cell.strip() for cell in next(row for row in reader if any(row))]
        problems += _header_problems(header, codes)
        begins = reader.line_num + 1
        for row in reader if not problems else ():
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if any(row[len(header) :]):
                beyond = str(len(header) + 1)
                problems.append(problem_at(line, beyond, row[len(header)], ProblemCode.MANY_CELLS))
            if len(records) >= MOST_LINES:
                problems.append(problem_at(line, "", "", ProblemCode.MANY_LINES, (str(MOST_LINES),)))
                break
            cells = {name: revived(cell) for name, cell in zip(header, row, strict=False)}
            records.append(Record(line, cells))
    except csv.Error as error:
        problems.append(problem_at(reader.line_num, "", str(error), ProblemCode.SYNTAX))
    return _build(records, codes, new_id, problems)


def _header_problems(header: list[str], codes: Collection[str]) -> list[FileProblem]:
    known = {*PLAIN, *TEXT_COLUMNS, *codes}
    found = [problem_at(1, name, name, ProblemCode.UNKNOWN_COLUMN) for name in header if name not in known]
    twice = {name for name in header if header.count(name) > 1}
    found += [problem_at(1, name, name, ProblemCode.DUPLICATE_COLUMN) for name in sorted(twice)]
    found += [problem_at(1, name, "", ProblemCode.MISSING_COLUMN) for name in NEEDED if name not in header]
    if not {f"title_{language}" for language in LANGUAGES} & set(header):
        found.append(problem_at(1, "title_kk", "", ProblemCode.MISSING_COLUMN))
    return found


# --- JSON -----------------------------------------------------------------------------------------------------


class _Twin(ValueError):
    """A key stands twice in one object: one of the two values would be lost in silence."""


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _value in pairs]
    for name in names:
        if names.count(name) > 1:
            raise _Twin(name)
    return dict(pairs)


def read_json(text: str, codes: Collection[str], new_id: Callable[[], UUID]) -> RubricDraft:
    """The rubric of a JSON file; raises ``UnreadableFile`` with all problems."""
    if not text.strip():
        raise UnreadableFile([FileProblem(1, "", "", ProblemCode.EMPTY)])
    try:
        content = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_without_twins
        )
    except _Twin as twin:
        problem = problem_at(1, str(twin), str(twin), ProblemCode.DUPLICATE_COLUMN)
        raise UnreadableFile([problem]) from twin
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise UnreadableFile([FileProblem(line, str(column), "", ProblemCode.SYNTAX)]) from error
    where = lines_of(text)
    problems: list[FileProblem] = []
    tree = Tree(where, codes, problems)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        problems.append(
            problem_at(where.get(("format",), 1), "format", "", ProblemCode.MISSING_VALUE, (FORMAT,))
        )
        raise UnreadableFile(problems)
    return _build(tree.records(content.get("rubric")), codes, new_id, problems)


def _build(
    records: list[Record], codes: Collection[str], new_id: Callable[[], UUID], problems: list[FileProblem]
) -> RubricDraft:
    heads: list[Cells] = []
    criteria: list[tuple[Cells, list[Cells]]] = []
    for record in records:
        cells = Cells(record, problems)
        kind = cells.raw("record").strip().lower()
        if kind == RUBRIC:
            heads.append(cells)
        elif kind == CRITERION:
            criteria.append((cells, []))
        elif kind != LEVEL:
            cells.wrong("record", ProblemCode.UNKNOWN_RECORD, f"{RUBRIC}, {CRITERION}, {LEVEL}")
        elif not criteria:
            cells.wrong("record", ProblemCode.WITHOUT_CRITERION)
        else:
            criteria[-1][1].append(cells)
    for cells in heads[1:]:
        cells.wrong("record", ProblemCode.SECOND_RUBRIC)
    if not heads:
        if not problems:
            problems.append(FileProblem(1, "record", "", ProblemCode.NO_RUBRIC))
        raise UnreadableFile(problems)
    drafts = tuple(_criterion(cells, levels, codes, new_id) for cells, levels in criteria)
    draft = _rubric(heads[0], drafts)
    lines = {d.id: cells.record.place("record") for d, (cells, _) in zip(drafts, criteria, strict=True)}
    # A figure that could not be read counts for nothing here; saying so besides would only confuse.
    silent = {Trouble.NO_POINTS, Trouble.NOTHING_COUNTS} if problems else set()
    for finding in troubles(draft):
        if finding.code in silent:
            continue
        line, column = next(
            (place for id, place in lines.items() if id == finding.criterion_id),
            heads[0].record.place("record"),
        )
        problems.append(FileProblem(line, column, "", Trouble(finding.code), finding.details))
    if problems:
        raise UnreadableFile(problems)
    return draft


def _rubric(cells: Cells, criteria: tuple[CriterionDraft, ...]) -> RubricDraft:
    kind = RubricKind.ANALYTIC
    typed = cells.raw("kind").strip()
    if typed in set(RubricKind):
        kind = RubricKind(typed)
    elif typed:
        cells.wrong("kind", ProblemCode.UNKNOWN_KIND, ", ".join(RubricKind))
    grades = cells.grade("grade_from", GRADES[0]), cells.grade("grade_to", GRADES[1])
    if grades[0] > grades[1]:
        cells.wrong("grade_to", ProblemCode.SWAPPED)
    return RubricDraft(
        kind=kind,
        title=cells.text("title", LONGEST_TITLE, needed=True),
        description=cells.text("description", LONGEST_TEXT),
        subjects=cells.text("subjects", LONGEST_TITLE),
        grade_from=grades[0],
        grade_to=grades[1],
        total=cells.number("total", None, MOST_POINTS),
        criteria=criteria,
    )


def _criterion(
    cells: Cells, levels: list[Cells], codes: Collection[str], new_id: Callable[[], UUID]
) -> CriterionDraft:
    return CriterionDraft(
        id=cells.id(new_id),
        title=cells.text("title", LONGEST_TITLE, needed=True),
        description=cells.text("description", LONGEST_TEXT),
        weight=cells.number("weight", Decimal(1), MOST_WEIGHT) or Decimal(0),
        attributes=cells.weights(codes),
        levels=tuple(_level(level, codes, new_id) for level in levels),
    )


def _level(cells: Cells, codes: Collection[str], new_id: Callable[[], UUID]) -> LevelDraft:
    least = cells.needed("points", MOST_POINTS)
    most = cells.number("points_to", None, MOST_POINTS)
    if most is not None and most < least:
        cells.wrong("points_to", ProblemCode.SWAPPED)
    return LevelDraft(
        id=cells.id(new_id),
        points_min=least,
        points_max=least if most is None else most,
        title=cells.text("title", LONGEST_TITLE, needed=True),
        descriptor=cells.text("description", LONGEST_TEXT),
        attributes=cells.weights(codes),
    )
