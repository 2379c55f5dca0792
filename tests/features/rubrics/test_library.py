"""The library: seeded once by a programme, safe to repeat, read by those who teach."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask

from parasat_lms.core.db import school_scope
from parasat_lms.core.plugins import PluginManifest
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.rubrics.models import Criterion, CriterionAttribute, Level, Rubric
from parasat_lms.features.rubrics.operations import make_rubric, seed_library
from parasat_lms.features.rubrics.queries import attributes_of, library_contents, rubric_content
from tests.factories.rubrics import CRITERIA, words
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor


def programme(app: Flask) -> PluginManifest:
    found: PluginManifest = app.extensions["parasat_plugins"].manifests["parasat_programme"]
    return found


def seed(app: Flask, school: TestSchool) -> None:
    with app.app_context(), school_scope(school.id), unit_of_work():
        seed_library(programme(app), attributes_of(school.network_id))


def counts(app: Flask, school: TestSchool) -> tuple[int, ...]:
    return tuple(len(stored(app, school, model)) for model in (Rubric, Criterion, Level, CriterionAttribute))


def test_the_library_is_seeded_once_however_often_it_is_seeded(app: Flask, schools: TwoSchools) -> None:
    before = counts(app, schools.here)
    seed(app, schools.here)
    first = counts(app, schools.here)
    assert first[0] == before[0] + 9, "six rows of the map, three rubrics of the final attestation"
    for _time in range(2):
        seed(app, schools.here)
    assert counts(app, schools.here) == first
    assert counts(app, schools.there) == before, "the other school has seeded nothing"


def test_the_six_rows_of_the_assessment_map_feed_the_six_attributes(app: Flask, school: TestSchool) -> None:
    seed(app, school)
    with app.app_context(), school_scope(school.id):
        rows = [rubric for rubric in library_contents() if rubric.title.kk != "Эссе рубрикасы"]
    assert {attribute.code for row in rows for attribute in row.attributes} == {f"GA{n}" for n in range(1, 7)}
    for row in rows:
        for criterion in row.criteria:
            assert not criterion.title.missing()
            assert [level.points_max for level in criterion.levels] == sorted(
                level.points_max for level in criterion.levels
            )
            for level in criterion.levels:
                assert not level.descriptor.missing(), "every descriptor is in three languages"


def test_a_rubric_keeps_what_it_was_made_of(app: Flask, school: TestSchool) -> None:
    first, second, third = school.rubric.criteria
    assert [criterion.weight for criterion in school.rubric.criteria] == [Decimal(2), Decimal(1), Decimal(0)]
    assert [criterion.spec.maximum for criterion in school.rubric.criteria] == [
        Decimal(3),
        Decimal(5),
        Decimal(4),
    ]
    assert [level.is_range for level in second.levels] == [True, True, True]
    assert not any(level.is_range for level in first.levels + third.levels)
    feeds = {attribute.code: weight for attribute, weight in second.attributes}
    assert feeds == {"GA2": Decimal("0.5"), "GA5": Decimal(1)}
    assert [attribute.code for attribute in school.rubric.attributes] == ["GA1", "GA2", "GA4", "GA5"]


def test_keys_choose_levels_by_their_points_and_in_ranges_by_their_place(school: TestSchool) -> None:
    first, second, third = school.rubric.criteria
    assert first.keys == ("0", "1", "2", "3")
    assert second.keys == ("1", "2", "3")
    assert third.keys == ("0", "2", "4")


def test_an_attribute_that_the_network_does_not_have_leaves_no_rubric(app: Flask, school: TestSchool) -> None:
    before = counts(app, school)
    unknown = replace(CRITERIA[0], attributes={"GA9": Decimal(1)})
    with pytest.raises(KeyError), app.app_context(), school_scope(school.id), unit_of_work():
        make_rubric(words("x"), words("x"), [unknown], attributes_of(school.network_id))
    assert counts(app, school) == before


def test_a_version_of_another_school_is_not_read_not_even_from_memory(
    app: Flask, schools: TwoSchools
) -> None:
    with app.app_context(), school_scope(schools.here.id):
        assert rubric_content(schools.here.rubric.version_id).criteria
    with app.app_context(), school_scope(schools.there.id), pytest.raises(LookupError):
        rubric_content(schools.here.rubric.version_id)


def test_teachers_and_administrators_read_the_library(app: Flask, school: TestSchool) -> None:
    seed(app, school)
    for reader in (school.people.teacher, school.people.admin):
        page = Visitor(app, school, reader).page("/rubrics")
        assert "Эссе рубрикасы" in page.words
        assert "Сыни тұрғыдан ойлау" in page.words
