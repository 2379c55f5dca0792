"""The Parasat Programme, tested through the fixtures that Parasat LMS ships to plug-in authors."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from parasat_programme import operations, queries, seeds

from parasat_lms.domain.permissions import Role

Clients = Callable[[Role], FlaskClient]
Inside = Callable[[], AbstractContextManager[None]]
PAGE = "/school/subjects"
GOOD = {
    "title_kk": "Өзіңмен дос бол",
    "title_ru": "Дружи с собой",
    "title_en": "Be friends with yourself",
    "first_grade": "5",
    "last_grade": "7",
    "weekly_hours": "1.5",
    "attributes": ["GA2", "GA4"],
}


@pytest.fixture
def parasat_plugin() -> str:
    return "parasat_programme"


def test_the_six_rows_of_the_assessment_map_feed_the_attribute_of_the_map() -> None:
    rows = {row.key: dict(row.attributes) for row in seeds.rubric_rows()}
    assert rows == {
        "critical-thinking": {"GA1": 1},
        "teamwork": {"GA5": 1},
        "emotional-regulation": {"GA2": 1},
        "social-responsibility": {"GA3": 1},
        "leadership-initiative": {"GA4": 1},
        "flexibility": {"GA6": 1},
    }


def test_every_row_has_four_levels_from_zero_in_three_languages() -> None:
    for row in seeds.rubric_rows():
        assert [level.points for level in row.levels] == [0, 1, 2, 3]
        texts = [
            row.title,
            row.description,
            *(t for level in row.levels for t in (level.title, level.descriptor)),
        ]
        assert not [text for text in texts if text.missing()]


def test_every_subject_belongs_to_an_area_and_has_grades_from_1_to_11() -> None:
    areas = seeds.areas()
    for subject in seeds.subjects():
        assert subject["area"] in areas
        assert 1 <= subject["grades"][0] <= subject["grades"][1] <= 11
        assert subject["level"] in {"compulsory", "elective", "authors"}


def test_switching_on_gives_the_school_the_catalogue_once(parasat_inside: Inside) -> None:
    with parasat_inside():
        operations.lay_down_catalogue()
        codes = [subject.code for subject in queries.catalogue()]
    assert len(codes) == len(set(codes)) == len(seeds.subjects())


@pytest.mark.parametrize("role", [Role.ADMIN, Role.TEACHER, Role.STUDENT, Role.PARENT])
def test_everybody_at_school_reads_the_catalogue(parasat_client: Clients, role: Role) -> None:
    page = parasat_client(role).get(PAGE)
    assert page.status_code == 200
    assert "Қазақстан тарихы" in page.text
    assert "Міндетті пәндер" in page.text


def test_only_the_administrator_adds_an_authors_programme(parasat_client: Clients) -> None:
    assert parasat_client(Role.TEACHER).post(PAGE, data=GOOD).status_code == 404
    admin = parasat_client(Role.ADMIN)
    assert admin.post(PAGE, data=GOOD).status_code == 303
    assert "Өзіңмен дос бол" in admin.get(PAGE).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title_kk", ""),
        ("title_kk", "а" * 121),
        ("first_grade", "0"),
        ("first_grade", "бес"),
        ("last_grade", "4"),
        ("last_grade", "12"),
        ("weekly_hours", "0"),
        ("weekly_hours", "11"),
        ("attributes", ["GA9"]),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_is_kept(
    parasat_client: Clients, parasat_inside: Inside, field: str, value: str | list[str]
) -> None:
    answer = parasat_client(Role.ADMIN).post(PAGE, data={**GOOD, field: value})
    assert answer.status_code == 422
    assert "Дружи с собой" in answer.text
    assert f'id="{field}-errors"' in answer.text
    with parasat_inside():
        assert len(queries.catalogue()) == len(seeds.subjects())
