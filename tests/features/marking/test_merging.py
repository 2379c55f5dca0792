"""Two teachers, or one in two windows: parts merge, a part changed by both asks, nothing is overwritten silently."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.features.marking.queries import fingerprint
from tests.factories.desk import NOTHING, assessment_of, nothing_published, row, rows_of
from tests.factories.pages import Page
from tests.factories.schools import TestSchool
from tests.factories.visitors import Visitor


def save(
    visitor: Visitor, work: UUID, criterion_id: UUID, fields: dict[str, str], *, fragment: bool = True
) -> Page:
    answer = visitor.post(f"/marking/{work}/rows/{criterion_id}", fields, fragment=fragment)
    page = Page(answer.text)
    page.status = answer.status_code  # type: ignore[attr-defined]
    return page


def test_different_rows_of_two_teachers_merge(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first, second, _third = school.rubric.criteria
    assert save(teacher, work, first.id, row(first, 2)).status == 200
    assert save(coteacher, work, second.id, row(second, 1, points="1.5")).status == 200
    rows = rows_of(app, school, work)
    assert rows[first.id].changed_by == school.people.teacher.person_id
    assert rows[second.id].changed_by == school.people.coteacher.person_id


def test_the_level_of_one_and_the_comment_of_the_other_merge_in_one_row(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    save(teacher, work, first.id, row(first, 1, comment="Алғашқы пікір"))
    level, remark = str(first.levels[1].id), "Алғашқы пікір"
    # Both look at the same page; one sends the level with the comment as it was, the other the reverse.
    one = row(first, 3, was=level, comment=remark, was_comment=remark)
    other = row(first, level, was=level, comment="Дәлелі күшейді", was_comment=remark)
    assert save(teacher, work, first.id, one).status == 200
    assert save(coteacher, work, first.id, other).status == 200
    (standing,) = rows_of(app, school, work).values()
    assert (standing.level_id, standing.comment) == (first.levels[3].id, "Дәлелі күшейді")


def test_one_row_changed_by_both_shows_both_values_and_keeps_the_first(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    save(teacher, work, first.id, row(first, 3, comment="Біріншінікі"))
    page = save(coteacher, work, first.id, row(first, 1, comment="Екіншінікі"))
    assert page.status == 409
    assert "Озық" in page.words, "the other's level is shown"
    assert "Біріншінікі" in page.words, "the other's comment is shown"
    assert page.loose[f"stands-choice-{first.id}"] == str(first.levels[3].id)
    assert page.loose[f"was-choice-{first.id}"] == "", "the page still knows what was seen before"
    (standing,) = rows_of(app, school, work).values()
    assert (standing.level_id, standing.comment) == (first.levels[3].id, "Біріншінікі")
    # Without JavaScript the page comes back with one's own value chosen and the other's beside it.
    whole = save(coteacher, work, first.id, row(first, 1, comment="Екіншінікі"), fragment=False)
    assert whole.status == 409
    fields = whole.form("desk-form").fields
    assert fields[f"choice-{first.id}"] == str(first.levels[1].id)
    assert fields[f"comment-{first.id}"] == "Екіншінікі"
    assert "Біріншінікі" in whole.words


@pytest.mark.parametrize("fragment", [True, False])
def test_whoever_keeps_their_own_overrules_knowingly(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor, fragment: bool
) -> None:
    first = school.rubric.criteria[0]
    save(teacher, work, first.id, row(first, 3, comment="Біріншінікі"))
    sent = row(first, 1, comment="Екіншінікі")
    page = save(coteacher, work, first.id, sent)
    mine = {**sent, **page.loose, f"resolve-{first.id}": "mine"}
    for _time in range(2):
        assert save(coteacher, work, first.id, mine, fragment=fragment).status == (200 if fragment else 303)
    (standing,) = rows_of(app, school, work).values()
    assert (standing.level_id, standing.comment) == (first.levels[1].id, "Екіншінікі")


@pytest.mark.parametrize("fragment", [True, False])
def test_whoever_lets_the_others_stand_gets_the_row_as_it_stands(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor, fragment: bool
) -> None:
    first = school.rubric.criteria[0]
    save(teacher, work, first.id, row(first, 3, comment="Біріншінікі"))
    sent = row(first, 1, comment="Екіншінікі")
    page = save(coteacher, work, first.id, sent)
    theirs = {**sent, **page.loose, f"resolve-{first.id}": "theirs"}
    answer = coteacher.post(f"/marking/{work}/rows/{first.id}", theirs, fragment=fragment)
    if fragment:
        assert answer.status_code == 200
        assert answer.headers["HX-Retarget"] == f"#row-{first.id}"
        shown = Page(answer.text).loose
    else:
        assert answer.status_code == 303
        shown = coteacher.page(f"/marking/{work}").form("desk-form").fields
    assert shown[f"choice-{first.id}"] == str(first.levels[3].id)
    assert shown[f"comment-{first.id}"] == "Біріншінікі"
    (standing,) = rows_of(app, school, work).values()
    assert (standing.level_id, standing.comment) == (first.levels[3].id, "Біріншінікі")


def test_keeping_mine_asks_again_when_a_third_change_came_between(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    save(teacher, work, first.id, row(first, 3))
    sent = row(first, 1)
    page = save(coteacher, work, first.id, sent)
    save(teacher, work, first.id, row(first, 2, was=str(first.levels[3].id)))
    mine = {**sent, **page.loose, f"resolve-{first.id}": "mine"}
    assert save(coteacher, work, first.id, mine).status == 409
    (standing,) = rows_of(app, school, work).values()
    assert standing.level_id == first.levels[2].id


def test_a_late_repeat_after_another_change_asks_instead_of_undoing_it(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    sent = row(first, 1)
    save(teacher, work, first.id, sent)
    save(coteacher, work, first.id, row(first, 3, was=str(first.levels[1].id)))
    assert save(teacher, work, first.id, sent).status == 409
    (standing,) = rows_of(app, school, work).values()
    assert standing.level_id == first.levels[3].id


@pytest.mark.parametrize("stale", ["", "na", "no level at all", "x" * 2000])
def test_a_forged_or_stale_sight_overwrites_nothing(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, stale: str
) -> None:
    first = school.rubric.criteria[0]
    save(teacher, work, first.id, row(first, 3))
    assert save(teacher, work, first.id, row(first, 1, was=stale)).status == 409
    (standing,) = rows_of(app, school, work).values()
    assert standing.level_id == first.levels[3].id


def test_the_overall_comment_merges_and_asks_like_a_row(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    def send(visitor: Visitor, text: str, seen: str) -> Page:
        fields = {"comment-overall": text, "was-comment-overall": seen}
        answer = visitor.post(f"/marking/{work}/comment", fields, fragment=True)
        page = Page(answer.text)
        page.status = answer.status_code  # type: ignore[attr-defined]
        return page

    assert send(teacher, "Бірінші пікір", NOTHING).status == 200
    assert send(teacher, "Бірінші пікір", NOTHING).status == 200
    asked = send(coteacher, "Екінші пікір", NOTHING)
    assert asked.status == 409
    assert "Бірінші пікір" in asked.words
    assert assessment_of(app, school, work).comment == "Бірінші пікір"
    # The conflict showed the other's comment; saving again overrules it knowingly.
    assert send(coteacher, "Екінші пікір", asked.loose["was-comment-overall"]).status == 200
    assert assessment_of(app, school, work).comment == "Екінші пікір"


def test_line_ends_of_a_browser_are_no_change_of_a_comment(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    save(teacher, work, first.id, row(first, 1, comment="бірінші\r\nекінші"))
    seen = teacher.page(f"/marking/{work}").form("desk-form").fields
    assert (
        seen[f"was-comment-{first.id}"] == fingerprint("бірінші\r\nекінші") == fingerprint("бірінші\nекінші")
    )
    save(coteacher, work, first.id, row(first, comment="жаңа", was_comment="бірінші\nекінші"))
    unchanged = row(first, comment="бірінші\r\nекінші", was_comment="бірінші\nекінші")
    assert save(teacher, work, first.id, unchanged).status == 200
    (standing,) = rows_of(app, school, work).values()
    assert standing.comment == "жаңа"


# --- the whole form, without JavaScript or by Return ----------------------------------------------------------


def opened(visitor: Visitor, work: UUID) -> dict[str, str]:
    return visitor.page(f"/marking/{work}").form("desk-form").fields


def test_returning_a_form_that_is_not_complete_does_not_bring_back_what_another_changed(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first, second, _third = school.rubric.criteria
    save(teacher, work, first.id, row(first, 1, comment="ескі"))
    mine = opened(teacher, work)
    # Meanwhile the other teacher changes what this teacher sees and does not touch.
    save(
        coteacher,
        work,
        first.id,
        row(first, 3, was=str(first.levels[1].id), comment="жаңа", was_comment="ескі"),
    )
    answer = teacher.post(f"/marking/{work}/return", {**mine, "intent": "return"})
    assert answer.status_code == 422
    again = Page(answer.text).form("desk-form").fields
    # The teacher marks one more row on the page that came back, and sends it.
    again[f"choice-{second.id}"] = str(second.levels[0].id)
    teacher.post(f"/marking/{work}/return", {**again, "intent": "return"})
    standing = rows_of(app, school, work)[first.id]
    assert (standing.level_id, standing.comment) == (first.levels[3].id, "жаңа")
    assert nothing_published(app, school, work)


def test_a_form_refused_for_one_reason_still_knows_what_was_seen_in_its_other_rows(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    mine = opened(teacher, work)
    save(coteacher, work, first.id, row(first, 3))
    mine[f"choice-{first.id}"] = str(first.levels[1].id)
    mine["comment-overall"] = "ұ" * 100_000
    answer = teacher.post(f"/marking/{work}/return", {**mine, "intent": "return"})
    assert answer.status_code == 422
    again = Page(answer.text).form("desk-form").fields
    assert again["comment-overall"] == mine["comment-overall"], "what was typed is still there"
    again["comment-overall"] = "Қысқа пікір"
    answer = teacher.post(f"/marking/{work}/return", {**again, "intent": "return"})
    assert answer.status_code == 409
    assert rows_of(app, school, work)[first.id].level_id == first.levels[3].id


def test_a_row_saved_alone_without_javascript_loses_nothing_of_the_other_rows(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    first, second, _third = school.rubric.criteria
    mine = opened(teacher, work)
    save(coteacher, work, first.id, row(first, 3))
    save(coteacher, work, second.id, row(second, 0))
    mine[f"choice-{first.id}"] = str(first.levels[1].id)
    mine[f"choice-{second.id}"] = str(second.levels[1].id)
    mine[f"comment-{second.id}"] = "Әлі жіберілмеген"
    again = save(teacher, work, first.id, mine, fragment=False).form("desk-form").fields
    assert again[f"comment-{second.id}"] == "Әлі жіберілмеген"
    # The other row was not part of that save: sent now, it must meet the other's choice.
    assert save(teacher, work, second.id, again).status == 409
    assert rows_of(app, school, work)[second.id].level_id == second.levels[0].id


def test_an_untouched_overall_comment_does_not_come_back_over_a_new_one(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor, coteacher: Visitor
) -> None:
    def comment(visitor: Visitor, text: str, seen: str) -> None:
        fields = {"comment-overall": text, "was-comment-overall": fingerprint(seen)}
        assert visitor.post(f"/marking/{work}/comment", fields, fragment=True).status_code == 200

    comment(teacher, "ескі", "")
    mine = opened(teacher, work)
    comment(coteacher, "жаңа", "ескі")
    answer = teacher.post(f"/marking/{work}/return", {**mine, "intent": "return"})
    assert answer.status_code == 422, "nothing is marked yet"
    again = Page(answer.text).form("desk-form").fields
    teacher.post(f"/marking/{work}/return", {**again, "intent": "return"})
    assert assessment_of(app, school, work).comment == "жаңа"


def test_the_page_after_a_refused_return_counts_the_rows_that_were_saved_with_it(
    app: Flask, school: TestSchool, work: UUID, teacher: Visitor
) -> None:
    first, second, _third = school.rubric.criteria
    mine = opened(teacher, work)
    mine[f"choice-{first.id}"] = str(first.levels[2].id)
    mine[f"choice-{second.id}"] = str(second.levels[0].id)
    answer = teacher.post(f"/marking/{work}/return?lang=en", {**mine, "intent": "return"})
    assert answer.status_code == 422
    assert set(rows_of(app, school, work)) == {first.id, second.id}
    fresh = teacher.get(f"/marking/{work}?lang=en").text
    total = 'id="desk-total"'
    assert answer.text.split(total)[1].split("</div>")[0] == fresh.split(total)[1].split("</div>")[0]
