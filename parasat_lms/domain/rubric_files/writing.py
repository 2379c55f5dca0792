"""A rubric written as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.domain.rubric_drafts import RubricDraft
from parasat_lms.domain.rubric_files.columns import (
    CRITERION,
    FORMAT,
    FORMULA,
    LEVEL,
    PLAIN,
    RUBRIC,
    TEXT_COLUMNS,
)

_QUOTE = "'"


def defused(text: str) -> str:
    """The text as no table program takes it for a formula: behind an apostrophe where it begins like one.

    ``revived`` takes the apostrophe away again; a text that itself begins like a defused one gets one more.
    """
    begins = text[:1] in FORMULA or (text[:1] == _QUOTE and text[1:2] in FORMULA | {_QUOTE})
    return f"{_QUOTE}{text}" if text and begins else text


def revived(cell: str) -> str:
    """The text that ``defused`` made this cell of."""
    return cell[1:] if cell[:1] == _QUOTE and cell[1:2] and cell[1:2] in FORMULA | {_QUOTE} else cell


def write_csv(draft: RubricDraft, codes: Sequence[str]) -> str:
    """A table with a semicolon between cells, as table programs of the region read it; ``codes`` become columns."""
    out = io.StringIO()
    used = {c for criterion in draft.criteria for c in criterion.attributes}
    used |= {c for criterion in draft.criteria for level in criterion.levels for c in level.attributes}
    columns = [*PLAIN, *codes, *sorted(used - set(codes)), *TEXT_COLUMNS]
    writer = csv.DictWriter(out, columns, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for record in _records(draft):
        writer.writerow({name: defused(value) for name, value in record.items()})
    return out.getvalue()


def _records(draft: RubricDraft) -> Iterator[dict[str, str]]:
    yield {
        "record": RUBRIC,
        "kind": draft.kind.value,
        "grade_from": str(draft.grade_from),
        "grade_to": str(draft.grade_to),
        "total": _figure(draft.total),
        **_text("title", draft.title),
        **_text("description", draft.description),
        **_text("subjects", draft.subjects),
    }
    for criterion in draft.criteria:
        yield {
            "record": CRITERION,
            "id": str(criterion.id),
            "weight": _figure(criterion.weight),
            **{code: _figure(weight) for code, weight in criterion.attributes.items()},
            **_text("title", criterion.title),
            **_text("description", criterion.description),
        }
        for level in criterion.levels:
            yield {
                "record": LEVEL,
                "id": str(level.id),
                "points": _figure(level.points_min),
                "points_to": _figure(level.points_max),
                **{code: _figure(weight) for code, weight in level.attributes.items()},
                **_text("title", level.title),
                **_text("description", level.descriptor),
            }


def _text(name: str, text: LocalizedText) -> dict[str, str]:
    return {
        **{f"{name}_{language}": getattr(text, language) for language in LANGUAGES},
        f"{name}_origin": text.origin,
        f"{name}_stale": " ".join(text.stale),
    }


def write_json(draft: RubricDraft) -> str:
    """The rubric as JSON, numbers as strings so that no program rounds them."""
    content = {
        "format": FORMAT,
        "rubric": {
            "kind": draft.kind.value,
            "grade_from": draft.grade_from,
            "grade_to": draft.grade_to,
            "total": None if draft.total is None else _figure(draft.total),
            "title": draft.title.as_dict(),
            "description": draft.description.as_dict(),
            "subjects": draft.subjects.as_dict(),
            "criteria": [
                {
                    "id": str(criterion.id),
                    "title": criterion.title.as_dict(),
                    "description": criterion.description.as_dict(),
                    "weight": _figure(criterion.weight),
                    "attributes": _weights(criterion.attributes),
                    "levels": [
                        {
                            "id": str(level.id),
                            "points": _figure(level.points_min),
                            "points_to": _figure(level.points_max),
                            "title": level.title.as_dict(),
                            "descriptor": level.descriptor.as_dict(),
                            "attributes": _weights(level.attributes),
                        }
                        for level in criterion.levels
                    ],
                }
                for criterion in draft.criteria
            ],
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _weights(attributes: Mapping[str, Decimal]) -> dict[str, Any]:
    return {code: _figure(weight) for code, weight in attributes.items()}


def _figure(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")
