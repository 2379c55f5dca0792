"""The columns of a rubric's table: one line for the rubric, one for each criterion, one for each of its levels."""

from __future__ import annotations

from typing import Final

from parasat_lms.domain.localized import LANGUAGES

RUBRIC, CRITERION, LEVEL = "rubric", "criterion", "level"
PLAIN: Final = (
    "record", "id", "kind", "grade_from", "grade_to", "total", "weight", "points", "points_to",
)  # fmt: skip
TEXTS: Final = ("title", "description", "subjects")
"""A level's descriptor stands in the column of descriptions."""
PARTS: Final = (*LANGUAGES, "origin", "stale")
TEXT_COLUMNS: Final = tuple(f"{text}_{part}" for text in TEXTS for part in PARTS)
NEEDED: Final = ("record", "points")

FORMAT: Final = "parasat-rubric/1"
"""What a JSON file says it is."""

FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""How a cell begins that a table program would take for a formula."""
