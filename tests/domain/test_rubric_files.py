"""Rubrics as files: what is written comes back equal, and what is wrong is said all at once with its place."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parasat_lms.domain.localized import LANGUAGES, LocalizedText
from parasat_lms.domain.rubric_drafts import CriterionDraft, LevelDraft, RubricDraft, RubricKind, troubles
from parasat_lms.domain.rubric_files import (
    ProblemCode,
    UnreadableFile,
    decode,
    defused,
    read_csv,
    read_json,
    write_csv,
    write_json,
)
from parasat_lms.domain.rubric_files.json_lines import lines_of
from parasat_lms.domain.rubric_files.writing import revived

CODES = ("GA1", "GA2", "GA5")

# A text as the editor keeps it: without blanks at its ends and without characters that nobody can type.
words = st.text(
    alphabet=st.one_of(
        st.sampled_from("әқң=+-@'\";\t\n,＝ <x"), st.characters(min_codepoint=33, max_codepoint=0x4FF)
    ),
    max_size=30,
).map(lambda typed: typed.replace("\x7f", "").replace("\x85", "").strip())
figures = st.decimals(0, 99, places=2).map(lambda number: Decimal(format(number.normalize(), "f")))
weights = st.dictionaries(st.sampled_from(CODES), figures, max_size=3)


@st.composite
def texts(draw: st.DrawFn, needed: bool = False) -> LocalizedText:
    found = {language: draw(words) for language in LANGUAGES}
    if needed and not any(found.values()):
        found["kk"] = "ә"
    stale = tuple(draw(st.lists(st.sampled_from(LANGUAGES), unique=True)))
    return LocalizedText(**found, origin=draw(st.sampled_from(LANGUAGES)), stale=stale)


@st.composite
def levels(draw: st.DrawFn) -> LevelDraft:
    ends = sorted((draw(figures), draw(figures)))
    return LevelDraft(uuid4(), *ends, draw(texts(needed=True)), draw(texts()), draw(weights))


@st.composite
def rubrics(draw: st.DrawFn) -> RubricDraft:
    criteria = tuple(
        CriterionDraft(
            uuid4(), draw(texts(needed=True)), draw(texts()), draw(figures), draw(weights),
            tuple(draw(st.lists(levels(), min_size=2, max_size=4))),
        )
        for _number in range(draw(st.integers(1, 3)))
    )  # fmt: skip
    first, last = sorted((draw(st.integers(1, 11)), draw(st.integers(1, 11))))
    return RubricDraft(
        RubricKind.ANALYTIC, draw(texts(needed=True)), draw(texts()), draw(texts()), first, last,
        draw(st.none() | figures), criteria,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(rubrics().filter(lambda draft: not troubles(draft)))
def test_what_is_exported_is_imported_as_the_same_rubric(draft: RubricDraft) -> None:
    assert read_csv(write_csv(draft, CODES), CODES, uuid4) == draft
    assert read_json(write_json(draft), CODES, uuid4) == draft


@given(st.text(alphabet="'=+-@\t\rа＝x", max_size=8))
def test_no_cell_begins_like_a_formula_and_every_one_comes_back(text: str) -> None:
    assert defused(text)[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert revived(defused(text)) == text


def small() -> RubricDraft:
    low = LevelDraft(UUID(int=3), Decimal(0), Decimal(0), LocalizedText("Жоқ"), LocalizedText())
    high = LevelDraft(UUID(int=4), Decimal(1), Decimal("2.5"), LocalizedText("Бар"), LocalizedText("=1+1"))
    one = CriterionDraft(
        UUID(int=2), LocalizedText("Дәлел"), LocalizedText(), Decimal(2), {"GA1": Decimal(1)}, (low, high)
    )
    nothing = LocalizedText()
    return RubricDraft(RubricKind.ANALYTIC, LocalizedText("Эссе"), nothing, nothing, 5, 9, None, (one,))


def test_a_formula_is_written_as_text() -> None:
    rows = list(csv.DictReader(io.StringIO(write_csv(small(), CODES)), delimiter=";"))
    assert rows[3]["description_kk"] == "'=1+1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert read_csv(decode(write_csv(small(), CODES).encode(encoding)), CODES, uuid4) == small()


def test_a_russian_table_of_an_old_program_is_read() -> None:
    table = "\r\n".join(
        [
            "record,title_ru,points,GA1",
            "rubric,Эссе,,",
            "criterion,Довод,,1",
            "level,Нет,0,",
            'level,Есть,"1,5",',
        ]
    )
    draft = read_csv(decode(table.encode("cp1251")), CODES, uuid4)
    assert draft.title == LocalizedText(ru="Эссе", origin="ru")
    assert draft.criteria[0].levels[1].points_max == Decimal("1.5")


def problems(text: str, *, as_json: bool = False) -> list[tuple[int, str, str]]:
    with pytest.raises(UnreadableFile) as unreadable:
        (read_json if as_json else read_csv)(text, CODES, uuid4)
    return [(problem.line, problem.column, str(problem.code)) for problem in unreadable.value.problems]


def test_everything_that_is_wrong_in_a_table_is_said_at_once_with_line_and_column() -> None:
    table = write_csv(small(), CODES).splitlines()
    table[2] = table[2].replace(";2;", ";viel;", 1)
    table[3] = table[3].replace(str(UUID(int=3)), "x")
    table[4] = table[4].replace("2.5", "-1").replace("Бар", "ы" * 201)
    table.append("kriterium" + ";" * 30)
    assert problems("\n".join(table)) == [
        (3, "weight", "not_a_number"),
        (4, "id", "bad_id"),
        (5, "points_to", "out_of_range"),
        (5, "title_kk", "too_long"),
        (6, "record", "unknown_record"),
    ]


def test_a_wrong_header_is_said_before_anything_is_lost() -> None:
    found = problems("record;titel_kk;points;points\nrubric;Эссе;;\n")
    assert found == [
        (1, "titel_kk", "unknown_column"),
        (1, "points", "duplicate_column"),
        (1, "title_kk", "missing_column"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("record;points;title_kk\n", "no_rubric"),
        ("record;points;title_kk\nlevel;1;a\n", "without_criterion"),
        ("record;points;title_kk\nrubric;;a\nrubric;;b\n", "second_rubric"),
        ('record;points;title_kk\nrubric;;"a\n', "syntax"),
        ("record;points;title_kk\nrubric;;a;b\n", "many_cells"),
        ("record;points;title_kk\nrubric;;a\n", "no_criterion"),
        ("record;points;title_kk\nrubric;;\x01\n", "hidden_character"),
        ("record;points;title_kk;kind\nrubric;;a;best\n", "unknown_kind"),
        ("record;points;title_kk;title_origin\nrubric;;a;de\n", "unknown_language"),
        ("record;points;title_kk;grade_from;grade_to\nrubric;;a;9;5\n", "swapped"),
    ],
)
def test_every_kind_of_damage_has_its_reason(text: str, code: str) -> None:
    assert code in {found for _line, _column, found in problems(text)}


def test_a_file_of_another_program_is_no_rubric() -> None:
    with pytest.raises(UnreadableFile):
        decode(b"PK\x03\x04\x00\x00\x98\x99\x00")
    assert problems("[1, 2]", as_json=True) == [(1, "format", "missing_value")]
    assert problems('{"format": "parasat-rubric/1", "rubric": [', as_json=True)[0][2] == "syntax"
    assert problems("[" * 100_000, as_json=True)[0][2] == "syntax"
    twice = write_json(small()).replace('"grade_from": 5', '"grade_from": 5, "grade_from": 6')
    assert problems(twice, as_json=True) == [(1, "grade_from", "duplicate_column")]


def test_everything_that_is_wrong_in_json_is_said_with_its_line_and_path() -> None:
    text = write_json(small()).replace('"weight": "2"', '"weight": {}').replace('"2.5"', '"many"')
    lines = text.splitlines()
    places = {
        path: 1 + next(n for n, line in enumerate(lines) if mark in line)
        for path, mark in {"w": '"weight"', "p": "many"}.items()
    }
    assert problems(text, as_json=True) == [
        (places["w"], "rubric.criteria[0].weight", "missing_value"),
        (places["p"], "rubric.criteria[0].levels[1].points_to", "not_a_number"),
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_the_line_of_every_value_is_found(value: object) -> None:
    """Written with one value a line, the line of each is known beforehand."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    found = lines_of(text)

    def walk(part: object, path: tuple[object, ...]) -> int:
        assert path in found
        children = (
            part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        )
        return 1 + sum(walk(child, (*path, name)) for name, child in children)

    assert walk(value, ()) == len(found)


def test_every_problem_has_words() -> None:
    template = Path("parasat_lms/features/rubrics/templates/rubrics/_words.html").read_text(encoding="utf-8")
    assert [code for code in ProblemCode if f'"{code}"' not in template] == []
