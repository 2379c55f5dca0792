"""Rubrics as files, CSV for a table program and JSON for programs: written, and read back to an equal rubric.

A file is read as a whole: either it gives a rubric, or every problem in it with its line and column, and nothing
in between.
"""

from parasat_lms.domain.rubric_files.cells import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    FileProblem,
    ProblemCode,
    UnreadableFile,
    amount,
    text_problem,
)
from parasat_lms.domain.rubric_files.reading import decode, read_csv, read_json
from parasat_lms.domain.rubric_files.writing import defused, write_csv, write_json

__all__ = [
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "FileProblem",
    "ProblemCode",
    "UnreadableFile",
    "amount",
    "decode",
    "defused",
    "read_csv",
    "read_json",
    "text_problem",
    "write_csv",
    "write_json",
]
