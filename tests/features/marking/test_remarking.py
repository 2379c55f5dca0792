"""Works under another version of their rubric: what would change is shown, chosen, done, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import new_id, school_scope
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.domain.localized import LocalizedText
from parasat_lms.domain.rubric_drafts import CriterionDraft, LevelDraft, RubricDraft
from parasat_lms.features.assignments.models import Assignment
from parasat_lms.features.marking.models import (
    Assessment,
    AssessmentRow,
    Evidence,
    EvidenceWithdrawal,
    Remarking,
)
from parasat_lms.features.rubrics.operations import save_version
from parasat_lms.features.rubrics.queries import RubricContent, attributes_of, rubric_content
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in, mark

# The rubric: 1 weighs 2 and gives 0 to 3; 2 weighs 1 and gives 0 to 5 in ranges; 3 weighs 0 and gives 0 to 4.


def next_version(app: Flask, school: TestSchool, change: object) -> RubricContent:
    """A later version of the school's rubric, changed by that function."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        base = rubric_content(school.rubric.version_id)
        draft: RubricDraft = change(base.draft)  # type: ignore[operator]
        editor = school.people.teacher.person_id
        return rubric_content(
            save_version(
                base.rubric_id, base.version_id, draft, attributes_of(school.network_id), editor
            ).version_id
        )


def heavier(draft: RubricDraft) -> RubricDraft:
    """The second criterion weighs as much as the first, and GA1 counts twice."""
    first, second, third = draft.criteria
    return replace(
        draft,
        criteria=(replace(first, attributes={"GA1": Decimal(2)}), replace(second, weight=Decimal(2)), third),
    )


def with_another(draft: RubricDraft) -> RubricDraft:
    """A criterion more, which nobody has marked yet."""
    levels = tuple(
        LevelDraft(new_id(), Decimal(n), Decimal(n), LocalizedText(f"деңгей {n}"), LocalizedText())
        for n in (0, 1)
    )
    added = CriterionDraft(new_id(), LocalizedText("Жаңа критерий"), LocalizedText(), Decimal(1), {}, levels)
    return replace(draft, criteria=(*draft.criteria, added))


def assessment(app: Flask, school: TestSchool, work: UUID) -> Assessment:
    (found,) = [one for one in stored(app, school, Assessment) if one.submission_id == work]
    return found


def standing(app: Flask, school: TestSchool) -> list[tuple[UUID, Decimal]]:
    """What counts in the ledger: criteria and weights."""
    withdrawn = {one.evidence_id for one in stored(app, school, EvidenceWithdrawal)}
    return sorted((e.criterion_id, e.weight) for e in stored(app, school, Evidence) if e.id not in withdrawn)


def use(
    app: Flask,
    school: TestSchool,
    version: RubricContent,
    reach: str,
    seen: UUID | None = None,
    status: int = 303,
) -> None:
    teacher = Visitor(app, school, school.people.teacher)
    path = f"/marking/assignments/{school.assignment_id}/version"
    sent = {"version": str(version.number), "reach": reach, "seen": str(seen or school.rubric.version_id)}
    assert teacher.post(path, sent).status_code == status


@pytest.fixture
def returned(app: Flask, school: TestSchool) -> UUID:
    """A work with 3 of 3, 1.5 of 5 and 4 of 4: (2 × 1 + 1 × 0.3) ÷ 3 = 76.67 %, a 4."""
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    mark(app, school.id, work, levels=(3, 1, 2), points=("", "1.5", ""))
    found = assessment(app, school, work)
    assert (found.percent, found.mark) == (Decimal("76.67"), 4)
    return work


def test_the_preview_says_whose_mark_would_change_and_changes_nothing(
    app: Flask, school: TestSchool, returned: UUID
) -> None:
    version = next_version(app, school, heavier)
    before = (assessment(app, school, returned).percent, standing(app, school))
    teacher = Visitor(app, school, school.people.teacher)
    page = teacher.page(f"/marking/assignments/{school.assignment_id}/version?lang=en")
    # (2 × 1 + 2 × 0.3) ÷ 4 = 65 %: still a 4.
    assert "76.67 % → 65 %" in page.words
    assert school.people.student.name in page.words
    assert "of them 1 student would see" in page.words
    assert str(version.number) in page.words
    assert (assessment(app, school, returned).percent, standing(app, school)) == before
    uses = teacher.page(f"/marking/rubrics/{school.rubric.rubric_id}?lang=en")
    assert "not the latest" in uses.words


def test_re_marking_publishes_anew_and_the_ledger_only_grows(
    app: Flask, school: TestSchool, returned: UUID
) -> None:
    version = next_version(app, school, heavier)
    ledger = len(stored(app, school, Evidence))
    use(app, school, version, "returned")
    found = assessment(app, school, returned)
    assert (found.percent, found.mark, found.round) == (Decimal("65"), 4, 2)
    assert found.rubric_version_id == version.version_id
    assert len(stored(app, school, Evidence)) == 2 * ledger, "the old entries stay"
    first = version.criteria[0]
    assert (first.id, Decimal(2)) in standing(app, school)
    assert len(standing(app, school)) == ledger
    assert (
        next(a for a in stored(app, school, Assignment) if a.id == school.assignment_id).rubric_version_id
        == version.version_id
    )
    actions = [entry.action for entry in stored(app, school, AuditEntry)]
    assert "assignment.remarked" in actions
    assert "assessment.remarked" in actions
    student = Visitor(app, school, school.people.student)
    assert "65" in student.page(f"/feedback/{returned}").words
    assert student.get(f"/profile/{school.people.student.person_id}").status_code == 200


def test_sent_twice_it_is_done_once(app: Flask, school: TestSchool, returned: UUID) -> None:
    version = next_version(app, school, heavier)
    use(app, school, version, "returned")
    use(app, school, version, "returned", status=409)
    use(app, school, version, "returned", seen=version.version_id)
    assert assessment(app, school, returned).round == 2
    assert len(stored(app, school, Remarking)) == 1


def test_what_is_taken_back_stands_exactly_as_before(app: Flask, school: TestSchool, returned: UUID) -> None:
    before = standing(app, school)
    version = next_version(app, school, heavier)
    use(app, school, version, "returned")
    (remarking,) = stored(app, school, Remarking)
    teacher = Visitor(app, school, school.people.teacher)
    for _time in range(2):
        assert teacher.post(f"/marking/remarkings/{remarking.id}/undo").status_code == 303
    found = assessment(app, school, returned)
    assert (found.percent, found.mark, found.round) == (Decimal("76.67"), 4, 3)
    assert found.rubric_version_id == school.rubric.version_id
    assert standing(app, school) == before
    # And it may be done again.
    use(app, school, version, "returned")
    assert assessment(app, school, returned).percent == Decimal("65")
    assert len(standing(app, school)) == len(before)


def test_only_new_works_begin_with_the_version_where_that_is_chosen(
    app: Flask, school: TestSchool, returned: UUID
) -> None:
    version = next_version(app, school, heavier)
    use(app, school, version, "new")
    assert assessment(app, school, returned).percent == Decimal("76.67")
    later = hand_in(app, school.id, school.assignment_id, school.people.classmate)
    mark(app, school.id, later, levels=(3, 1, 2), points=("", "1.5", ""))
    assert assessment(app, school, later).percent == Decimal("65")


def test_a_begun_work_goes_over_with_what_was_chosen_and_the_new_stays_open(
    app: Flask, school: TestSchool
) -> None:
    work = hand_in(app, school.id, school.assignment_id, school.people.student)
    mark(app, school.id, work, levels=(3, 1, 2), returned=False)
    version = next_version(app, school, with_another)
    use(app, school, version, "begun")
    found = assessment(app, school, work)
    assert found.rubric_version_id == version.version_id
    assert (found.round, found.percent) == (1, None)
    rows = {row.criterion_id: row for row in stored(app, school, AssessmentRow)}
    assert rows[version.criteria[0].id].level_id == version.criteria[0].levels[3].id
    assert version.criteria[3].id not in rows
    teacher = Visitor(app, school, school.people.teacher)
    assert "Жаңа критерий" in teacher.page(f"/marking/{work}").words
    assert not standing(app, school)


def test_a_returned_work_that_needs_a_decision_keeps_its_version(
    app: Flask, school: TestSchool, returned: UUID
) -> None:
    version = next_version(app, school, with_another)
    page = Visitor(app, school, school.people.teacher).page(
        f"/marking/assignments/{school.assignment_id}/version?lang=en"
    )
    assert "1 work cannot go over by itself" in page.words
    use(app, school, version, "returned")
    found = assessment(app, school, returned)
    assert (found.rubric_version_id, found.round) == (school.rubric.version_id, 1)


def test_what_somebody_went_on_with_is_not_taken_back(app: Flask, school: TestSchool, returned: UUID) -> None:
    second = next_version(app, school, heavier)
    use(app, school, second, "returned")
    (first_time,) = stored(app, school, Remarking)
    # The work goes on to the first version again, as a change of its own.
    use(app, school, school.rubric, "returned", seen=second.version_id)
    teacher = Visitor(app, school, school.people.teacher)
    assert teacher.post(f"/marking/remarkings/{first_time.id}/undo").status_code == 303
    found = assessment(app, school, returned)
    assert (found.round, found.percent) == (3, Decimal("76.67"))


def test_bad_choices_change_nothing(app: Flask, school: TestSchool, returned: UUID) -> None:
    version = next_version(app, school, heavier)
    teacher = Visitor(app, school, school.people.teacher)
    path = f"/marking/assignments/{school.assignment_id}/version"
    for sent, status in (
        ({}, 422),
        ({"reach": "all", "seen": str(school.rubric.version_id)}, 422),
        ({"reach": "returned", "seen": "x"}, 422),
        ({"reach": "returned", "seen": str(new_id())}, 409),
        ({"reach": "returned", "version": "99", "seen": ""}, 422),
    ):
        assert teacher.post(path, sent).status_code == status, sent
    assert assessment(app, school, returned).percent == Decimal("76.67")
    assert not stored(app, school, Remarking)
    assert version.number == 2
    for odd in ("version=0", "version=-1", "version=x", "version=" + "9" * 30):
        assert teacher.get(f"{path}?{odd}").status_code == 200


def test_only_the_teachers_of_the_course_see_and_do_it(
    app: Flask, schools: TwoSchools, returned: UUID
) -> None:
    here, there = schools.here, schools.there
    version = next_version(app, here, heavier)
    use(app, here, version, "returned")
    (remarking,) = stored(app, here, Remarking)
    path = f"/marking/assignments/{here.assignment_id}/version"
    for who, status in (
        ("coteacher", 200),
        ("other_teacher", 404),
        ("admin", 404),
        ("student", 404),
        ("network", 404),
    ):
        visitor = Visitor(app, here, getattr(here.people, who))
        assert visitor.get(path).status_code == status, who
        if status == 404:
            assert visitor.post(path, {"reach": "new"}).status_code == 404
            assert visitor.post(f"/marking/remarkings/{remarking.id}/undo").status_code == 404
    stranger = Visitor(app, there, there.people.teacher)
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"/marking/remarkings/{remarking.id}/undo").status_code == 404
    assert stranger.get(f"/marking/rubrics/{here.rubric.rubric_id}").status_code == 404
