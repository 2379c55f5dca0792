"""The cells of a rubric's file: read one by one, and what is wrong with each noted with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final
from uuid import UUID

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.domain.rubric_drafts import MOST_WEIGHT, Trouble

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 3000
GRADES: Final = (1, 11)


class ProblemCode(StrEnum):
    """What may be wrong in a file."""

    ENCODING = "encoding"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    SYNTAX = "syntax"
    UNKNOWN_COLUMN = "unknown_column"
    DUPLICATE_COLUMN = "duplicate_column"
    MISSING_COLUMN = "missing_column"
    MANY_CELLS = "many_cells"
    MANY_LINES = "many_lines"
    UNKNOWN_RECORD = "unknown_record"
    NO_RUBRIC = "no_rubric"
    SECOND_RUBRIC = "second_rubric"
    WITHOUT_CRITERION = "without_criterion"
    MISSING_VALUE = "missing_value"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    SWAPPED = "swapped"
    BAD_ID = "bad_id"
    SAME_ID = "same_id"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_LANGUAGE = "unknown_language"
    TOO_LONG = "too_long"
    HIDDEN_CHARACTER = "hidden_character"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One problem: the line (from 1), the column or the path in JSON, what stands there, and what is wrong."""

    line: int
    column: str
    value: str
    code: ProblemCode | Trouble
    details: tuple[str, ...] = ()


class UnreadableFile(ValueError):
    """The file gives no rubric; ``problems`` is everything that is wrong with it, by line."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(f"{len(self.problems)} problems")


@dataclass(slots=True)
class Record:
    """A line of the table, or the part of a JSON file that says the same."""

    line: int
    cells: dict[str, str]
    places: dict[str, tuple[int, str]] = field(default_factory=dict)

    def place(self, column: str) -> tuple[int, str]:
        return self.places.get(column, (self.line, column))


def problem_at(
    line: int, column: str, value: str, code: ProblemCode, details: tuple[str, ...] = ()
) -> FileProblem:
    return FileProblem(line, column, value[:80], code, details)


class Cells:
    """Reads the cells of one record and notes what is wrong with them."""

    def __init__(self, record: Record, problems: list[FileProblem]) -> None:
        self.record, self.problems = record, problems

    def raw(self, column: str) -> str:
        return self.record.cells.get(column, "")

    def wrong(self, column: str, code: ProblemCode, *details: str) -> None:
        line, name = self.record.place(column)
        self.problems.append(problem_at(line, name, self.raw(column), code, details))

    def number(self, column: str, default: Decimal | None, most: Decimal) -> Decimal | None:
        typed = self.raw(column).strip()
        if not typed:
            return default
        found = amount(typed, most)
        if isinstance(found, Decimal):
            return found
        self.wrong(column, found, "0", format(most, "f"))
        return None

    def needed(self, column: str, most: Decimal) -> Decimal:
        if not self.raw(column).strip():
            self.wrong(column, ProblemCode.MISSING_VALUE)
        return self.number(column, None, most) or Decimal(0)

    def grade(self, column: str, default: int) -> int:
        typed = self.raw(column).strip()
        if not typed:
            return default
        if not re.fullmatch(r"[0-9]{1,2}", typed) or not GRADES[0] <= int(typed) <= GRADES[1]:
            self.wrong(column, ProblemCode.OUT_OF_RANGE, *map(str, GRADES))
            return default
        return int(typed)

    def text(self, name: str, longest: int, *, needed: bool = False) -> LocalizedText:
        words = {
            language: self.raw(f"{name}_{language}").replace("\r\n", "\n").strip() for language in LANGUAGES
        }
        for language, text in words.items():
            wrong = text_problem(text, longest)
            if wrong:
                self.wrong(f"{name}_{language}", wrong, str(longest))
        written = [language for language in LANGUAGES if words[language]]
        if needed and not written:
            self.wrong(f"{name}_kk", ProblemCode.MISSING_VALUE)
        origin = self.raw(f"{name}_origin").strip() or (written[0] if written else "kk")
        stale = self.raw(f"{name}_stale").split()
        for column, languages in ((f"{name}_origin", [origin]), (f"{name}_stale", stale)):
            if not set(languages) <= set(LANGUAGES):
                self.wrong(column, ProblemCode.UNKNOWN_LANGUAGE, ", ".join(LANGUAGES))
                return LocalizedText()
        return LocalizedText(**words, origin=origin, stale=tuple(stale))

    def weights(self, codes: Collection[str]) -> dict[str, Decimal]:
        found = {code: self.number(code, None, MOST_WEIGHT) for code in codes}
        return {code: weight for code, weight in found.items() if weight is not None}

    def id(self, new_id: Callable[[], UUID]) -> UUID:
        typed = self.raw("id").strip()
        if not typed:
            return new_id()
        try:
            return UUID(typed)
        except ValueError:
            self.wrong("id", ProblemCode.BAD_ID)
            return new_id()


def amount(typed: str, most: Decimal) -> Decimal | ProblemCode:
    """A number from 0 to ``most`` with at most 2 decimals, or what is wrong with it; a comma may part the decimals."""
    typed = typed.strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{0,12}(\.[0-9]{0,12})?", typed, re.ASCII) or typed in ("", "."):
        negative = re.fullmatch(r"-[0-9.]{1,12}", typed, re.ASCII)
        return ProblemCode.OUT_OF_RANGE if negative else ProblemCode.NOT_A_NUMBER
    try:
        number = Decimal(typed)
    except InvalidOperation:
        return ProblemCode.NOT_A_NUMBER
    if number > most or number != round(number, 2):
        return ProblemCode.OUT_OF_RANGE
    return Decimal(format(number.normalize(), "f"))


def text_problem(text: str, longest: int) -> ProblemCode | None:
    """What is wrong with a text: too long, or characters that cannot be shown."""
    if len(text) > longest:
        return ProblemCode.TOO_LONG
    if any(ord(character) < 32 and character not in "\n\t\r" for character in text):
        return ProblemCode.HIDDEN_CHARACTER
    return None
