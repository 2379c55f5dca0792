"""Which comments fit where somebody is marking, and in which order they are offered."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parasat_lms.core.db import school_scope
from parasat_lms.features.comments.queries import (
    MOST_FITTING,
    BankReader,
    Fit,
    Fitting,
    fitting_comments,
)
from parasat_lms.features.marking.forms import comment_with
from parasat_lms.features.marking.queries import place_of
from parasat_lms.features.rubrics.queries import CriterionContent
from tests.factories.comments import add_comment
from tests.factories.rubrics import words
from tests.factories.schools import TestSchool, TwoSchools


def fitting(
    app: Flask, school: TestSchool, criterion: CriterionContent, level: int | None, search: str = ""
) -> list[Fitting]:
    with app.app_context(), school_scope(school.id):
        reader = BankReader(school.people.teacher.person_id)
        chosen = None if level is None else criterion.levels[level].id
        return fitting_comments(reader, place_of(criterion, chosen), search)


@pytest.fixture
def kept(app: Flask, school: TestSchool) -> dict[str, UUID]:
    """Comments of the teacher on the first criterion, which develops GA1, and elsewhere."""
    first, second, _third = school.rubric.criteria
    level, other = first.levels[2].lineage_id, first.levels[1].lineage_id
    ga1, ga4 = school.attributes["GA1"].id, school.attributes["GA4"].id
    ties = {
        "free": {},
        "attribute": {"attribute_id": ga1},
        "other criterion's attribute": {"criterion_id": second.lineage_id, "attribute_id": ga1},
        "criterion": {"criterion_id": first.lineage_id},
        "level": {"criterion_id": first.lineage_id, "level_id": level},
        "other level": {"criterion_id": first.lineage_id, "level_id": other, "attribute_id": ga1},
        "other criterion": {"criterion_id": second.lineage_id},
        "other attribute": {"attribute_id": ga4},
    }
    teacher = school.people.teacher
    return {
        name: add_comment(app, school, teacher, words(f"Пікір: {name}"), **tie) for name, tie in ties.items()
    }


def names(kept: dict[str, UUID], found: list[Fitting]) -> list[str]:
    known = {id: name for name, id in kept.items()}
    return [known[each.comment.id] for each in found]


def test_the_level_comes_first_then_the_criterion_its_attributes_and_what_fits_everywhere(
    app: Flask, school: TestSchool, kept: dict[str, UUID]
) -> None:
    found = fitting(app, school, school.rubric.criteria[0], 2)
    assert names(kept, found) == ["level", "criterion", "other criterion's attribute", "attribute", "free"]
    assert [each.fit for each in found] == [
        Fit.LEVEL, Fit.CRITERION, Fit.ATTRIBUTE, Fit.ATTRIBUTE, Fit.FREE,
    ]  # fmt: skip
    assert found[0].tie is not None
    assert found[0].tie.level == school.rubric.criteria[0].levels[2].title


def test_before_a_level_is_chosen_the_comments_of_all_levels_fit(
    app: Flask, school: TestSchool, kept: dict[str, UUID]
) -> None:
    found = fitting(app, school, school.rubric.criteria[0], None)
    assert set(names(kept, found)[:3]) == {"level", "other level", "criterion"}
    assert "other attribute" not in names(kept, found)


def test_what_another_teacher_keeps_alone_what_is_archived_and_what_another_school_has_never_fits(
    app: Flask, schools: TwoSchools
) -> None:
    here, there = schools.here, schools.there
    add_comment(app, here, here.people.coteacher, words("Жеке пікір"))
    add_comment(app, there, there.people.teacher, words("Басқа мектептің пікірі"), shared=True)
    shared = add_comment(app, here, here.people.coteacher, words("Ортақ пікір"), shared=True)
    own = add_comment(app, here, here.people.teacher, words("Өз пікірім"))
    found = fitting(app, here, here.rubric.criteria[0], 0)
    assert [each.comment.id for each in found] == [own, shared]


def test_a_search_finds_words_in_any_language_without_regard_to_case(app: Flask, school: TestSchool) -> None:
    teacher = school.people.teacher
    wanted = add_comment(app, school, teacher, words("Ғажап дәлел", "Отличный довод", "Great reason"))
    add_comment(app, school, teacher, words("Келесіде дереккөз келтір"))
    for search in ("ҒАЖАП", "довод отлич", "GREAT"):
        assert [one.comment.id for one in fitting(app, school, school.rubric.criteria[0], 1, search)] == [
            wanted
        ]
    assert not fitting(app, school, school.rubric.criteria[0], 1, "%")


def test_an_offer_is_bounded(app: Flask, school: TestSchool) -> None:
    for number in range(MOST_FITTING + 3):
        add_comment(app, school, school.people.teacher, words(f"Пікір {number}"))
    assert len(fitting(app, school, school.rubric.criteria[0], 1)) == MOST_FITTING


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.text(min_size=1))
def test_a_comment_of_the_bank_never_replaces_what_was_typed(typed: str, chosen: str) -> None:
    whole = comment_with(typed, chosen)
    assert whole.startswith(typed.replace("\r\n", "\n").rstrip(" "))
    assert whole.endswith(chosen)


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("", "Жарайсың."),
        ("Ой анық.", "Ой анық. Жарайсың."),
        ("Ой анық.\r\n", "Ой анық.\nЖарайсың."),
        ("Ой ", "Ой Жарайсың."),
    ],
)
def test_no_two_words_run_together(typed: str, whole: str) -> None:
    assert comment_with(typed, "Жарайсың.") == whole
