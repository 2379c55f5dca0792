"""Who sees a rubric and who may change it; copies that remember their origin; files; the network."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event

from parasat_lms.core.audit import AuditEntry
from parasat_lms.core.db import db, find, new_id, school_scope
from parasat_lms.core.errors import Refused
from parasat_lms.core.unit_of_work import unit_of_work
from parasat_lms.features.rubrics.models import Rubric, RubricScope
from parasat_lms.features.rubrics.operations import create_rubric, publish, save_version
from parasat_lms.features.rubrics.queries import attributes_of, latest_version, rubric_content
from tests.factories.people import Someone
from tests.factories.rubrics import words
from tests.factories.schools import TestSchool, TwoSchools, stored
from tests.factories.visitors import Visitor


def own(
    app: Flask,
    school: TestSchool,
    owner: Someone,
    scope: RubricScope = RubricScope.MINE,
    team: str | None = None,
) -> UUID:
    """A copy of the school's rubric that belongs to somebody, seen by those of the scope; gives its id."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        draft = rubric_content(school.rubric.version_id).draft
        attributes = attributes_of(school.network_id)
        saved = create_rubric(draft, attributes, owner.person_id, scope=scope, team=team)
        return rubric_content(saved.version_id).rubric_id


def improved(app: Flask, school: TestSchool, rubric_id: UUID, title: str) -> UUID:
    """Another version of a rubric with that title; gives the version's id."""
    with app.app_context(), school_scope(school.id), unit_of_work():
        rubric = find(Rubric, rubric_id)
        base = latest_version(rubric)
        draft = replace(base.draft, title=words(title))
        attributes = attributes_of(school.network_id)
        return save_version(
            rubric_id, base.version_id, draft, attributes, school.people.teacher.person_id
        ).version_id


def statuses(app: Flask, school: TestSchool, rubric_id: UUID) -> dict[str, tuple[int, int]]:
    """Who may open a rubric, and who its editor."""
    found = {}
    for who in (
        "teacher",
        "coteacher",
        "other_teacher",
        "admin",
        "network",
        "student",
        "parent",
        "psychologist",
    ):
        visitor = Visitor(app, school, getattr(school.people, who))
        found[who] = tuple(visitor.get(f"/rubrics/{rubric_id}{page}").status_code for page in ("", "/edit"))
    return found


NOBODY = {"student": (404, 404), "parent": (404, 404), "psychologist": (404, 404)}


def test_a_rubric_of_ones_own_is_seen_and_changed_by_nobody_else(app: Flask, school: TestSchool) -> None:
    assert statuses(app, school, own(app, school, school.people.teacher)) == {
        **NOBODY,
        "teacher": (200, 200),
        "coteacher": (404, 404),
        "other_teacher": (404, 404),
        "admin": (404, 404),
        "network": (404, 404),
    }


def test_a_teams_rubric_is_seen_and_changed_by_the_teachers_of_the_subject(
    app: Flask, school: TestSchool
) -> None:
    rubric_id = own(app, school, school.people.teacher, RubricScope.TEAM, "history-8")
    assert statuses(app, school, rubric_id) == {
        **NOBODY,
        "teacher": (200, 200),
        "coteacher": (200, 200),
        "other_teacher": (404, 404),
        "admin": (200, 200),
        "network": (404, 404),
    }


def test_the_schools_rubric_is_seen_by_all_teachers_and_changed_by_its_owner_and_the_administration(
    app: Flask, school: TestSchool
) -> None:
    rubric_id = own(app, school, school.people.teacher, RubricScope.SCHOOL)
    assert statuses(app, school, rubric_id) == {
        **NOBODY,
        "teacher": (200, 200),
        "coteacher": (200, 404),
        "other_teacher": (200, 404),
        "admin": (200, 200),
        "network": (200, 404),
    }


def test_the_shelves_and_the_search_show_only_what_one_may_see(app: Flask, school: TestSchool) -> None:
    mine = own(app, school, school.people.teacher)
    improved(app, school, mine, "Құпия Ұлы Дала рубрикасы")
    teacher, other = (
        Visitor(app, school, getattr(school.people, who)) for who in ("teacher", "other_teacher")
    )
    for query in ("q=ұлы+дала", "shelf=mine", "attribute=GA4&q=құпия", "grade=5&kind=analytic&q=ҚҰПИЯ"):
        assert "Құпия" in teacher.page(f"/rubrics?{query}").words, query
        assert "Құпия Ұлы" not in other.page(f"/rubrics?{query}").words, query
    for query in ("attribute=GA6", "kind=checklist", "language=en", "q=%25", "q=жоқ+нәрсе", "shelf=archived"):
        assert "Құпия" not in teacher.page(f"/rubrics?{query}").words, query
    for odd in ("shelf=x&grade=99&attribute=GA99&language=de&kind=x&page=-1", "q=%00%FF&page=" + "9" * 30):
        assert teacher.get(f"/rubrics?{odd}").status_code == 200


def test_sharing_is_by_choice_and_only_with_ones_own_teams(app: Flask, school: TestSchool) -> None:
    rubric_id = own(app, school, school.people.teacher)
    teacher = Visitor(app, school, school.people.teacher)
    coteacher = Visitor(app, school, school.people.coteacher)
    assert coteacher.get(f"/rubrics/{rubric_id}").status_code == 404
    assert teacher.post(f"/rubrics/{rubric_id}/share", {"scope": "team:history-8"}).status_code == 303
    assert coteacher.get(f"/rubrics/{rubric_id}").status_code == 200
    for wrong in ("team:biology-8", "team:", "network", "", "x" * 100_000):
        assert teacher.post(f"/rubrics/{rubric_id}/share", {"scope": wrong}).status_code == 422
    assert teacher.post(f"/rubrics/{rubric_id}/share", {"scope": "mine"}).status_code == 303
    assert coteacher.post(f"/rubrics/{rubric_id}/share", {"scope": "school"}).status_code == 404
    assert [e.details["scope"] for e in stored(app, school, AuditEntry) if e.action == "rubric.shared"] == [
        "team",
        "mine",
    ]


def test_a_rubric_may_be_archived_while_it_is_used_and_is_then_only_taken_out(
    app: Flask, school: TestSchool
) -> None:
    admin = Visitor(app, school, school.people.admin)
    rubric_id = school.rubric.rubric_id
    for _time in range(2):
        assert admin.post(f"/rubrics/{rubric_id}/archive", {"archived": "yes"}).status_code == 303
    assert "Эссе рубрикасы" not in admin.page("/rubrics").words
    assert "Эссе рубрикасы" in admin.page("/rubrics?shelf=archived").words
    student = Visitor(app, school, school.people.student)
    assert "Дәлелдеу" in student.page(f"/assignments/{school.assignment_id}").words, "the assignment keeps it"
    page = admin.get(f"/rubrics/{rubric_id}/edit")
    assert page.status_code == 200
    with app.test_request_context(), pytest.raises(Refused):
        improved(app, school, rubric_id, "x")
    assert admin.post(f"/rubrics/{rubric_id}/archive", {"archived": "no"}).status_code == 303
    assert "Эссе рубрикасы" in admin.page("/rubrics").words


def test_the_network_sees_only_what_was_published_and_a_school_adopts_it(
    app: Flask, schools: TwoSchools
) -> None:
    here, there = schools.here, schools.there
    rubric_id = here.rubric.rubric_id
    reader = Visitor(app, there, there.people.teacher)
    assert "Эссе рубрикасы" not in reader.page("/rubrics?shelf=network").words
    assert reader.get(f"/rubrics/network/{here.rubric.version_id}").status_code == 404
    overseer = Visitor(app, here, here.people.network)
    for _time in range(2):
        assert overseer.post(f"/rubrics/{rubric_id}/publish").status_code == 303
    later = improved(app, here, rubric_id, "Әлі жарияланбаған нұсқа")
    assert "Эссе рубрикасы" in reader.page("/rubrics?shelf=network&q=эссе&attribute=GA1").words
    assert "Эссе рубрикасы" not in reader.page("/rubrics?shelf=network&q=жарияланбаған").words
    assert reader.get(f"/rubrics/network/{later}").status_code == 404, "only the version that was published"
    assert reader.get(f"/rubrics/{rubric_id}").status_code == 404, "the rubric itself stays in its school"
    copy = str(new_id())
    for _time in range(2):
        answer = reader.post(f"/rubrics/network/{here.rubric.version_id}/adopt", {"copy": copy})
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith(copy)
    copies = [r for r in stored(app, there, Rubric) if r.origin_version_id == here.rubric.version_id]
    assert [str(r.id) for r in copies] == [copy]
    assert reader.get(f"/rubrics/{copy}/origin").status_code == 200
    assert f"/rubrics/{copy}/origin" not in "".join(reader.page(f"/rubrics/{copy}").links())
    # The origin moves on: the copy's keeper is told, sees the difference, and says that it is seen.
    assert overseer.post(f"/rubrics/{rubric_id}/publish").status_code == 303
    assert f"/rubrics/{copy}/origin" in "".join(reader.page(f"/rubrics/{copy}").links())
    assert "Әлі жарияланбаған нұсқа" in reader.page(f"/rubrics/{copy}/origin").words
    assert reader.post(f"/rubrics/{copy}/origin").status_code == 303
    assert f"/rubrics/{copy}/origin" not in "".join(reader.page(f"/rubrics/{copy}").links())
    # Withdrawn, it is gone for the others, and the copy stays.
    assert overseer.post(f"/rubrics/{rubric_id}/publish", {"published": "no"}).status_code == 303
    assert reader.get(f"/rubrics/network/{later}").status_code == 404
    assert reader.get(f"/rubrics/{copy}").status_code == 200
    assert reader.get(f"/rubrics/{copy}/origin").status_code == 200


def test_only_the_network_publishes_and_only_what_the_school_sees(app: Flask, school: TestSchool) -> None:
    rubric_id = school.rubric.rubric_id
    for who in (school.people.teacher, school.people.admin, school.people.student):
        assert Visitor(app, school, who).post(f"/rubrics/{rubric_id}/publish").status_code == 404
    mine = own(app, school, school.people.teacher)
    assert Visitor(app, school, school.people.network).post(f"/rubrics/{mine}/publish").status_code == 404
    with app.app_context(), school_scope(school.id), unit_of_work():
        publish(rubric_id)
    admin = Visitor(app, school, school.people.admin)
    assert admin.post(f"/rubrics/{rubric_id}/archive", {"archived": "yes"}).status_code == 422
    assert admin.post(f"/rubrics/{rubric_id}/share", {"scope": "team:history-8"}).status_code == 422


# --- files ----------------------------------------------------------------------------------------------------


def upload(visitor: Visitor, data: bytes) -> tuple[int, str]:
    answer = visitor.post("/rubrics/import?lang=en", {"file": (io.BytesIO(data), "rubric.csv")})
    answer.request.environ["wsgi.input"].close()  # a large upload lies in a file of its own
    return answer.status_code, answer.text


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_an_exported_rubric_opens_in_the_editor_and_nothing_is_saved_yet(
    app: Flask, school: TestSchool, ending: str
) -> None:
    teacher = Visitor(app, school, school.people.teacher)
    exported = teacher.get(f"/rubrics/{school.rubric.rubric_id}/export.{ending}")
    assert exported.status_code == 200
    assert "attachment" in exported.headers["Content-Disposition"]
    before = len(stored(app, school, Rubric))
    status, page = upload(teacher, exported.data)
    assert status == 200
    assert "rubric-editor" in page
    for criterion in school.rubric.criteria:
        assert f'value="{criterion.lineage_id}"' in page, "criteria keep their ids"
    assert len(stored(app, school, Rubric)) == before


def test_a_broken_file_names_every_problem_and_writes_nothing(app: Flask, school: TestSchool) -> None:
    teacher = Visitor(app, school, school.people.teacher)
    before = len(stored(app, school, Rubric))
    content = json.loads(teacher.get(f"/rubrics/{school.rubric.rubric_id}/export.json").data)
    content["rubric"]["criteria"][0]["weight"] = "<script>alert(1)</script>"
    content["rubric"]["criteria"][1]["levels"][0]["points"] = "-1"
    content["rubric"]["colour"] = "red"
    status, page = upload(teacher, json.dumps(content).encode())
    assert status == 422
    for words_ in (
        "3 problems in the file",
        "rubric.criteria[0].weight",
        "rubric.criteria[1].levels[0].points",
        "rubric.colour",
    ):
        assert words_ in page
    assert "<script>alert" not in page
    for broken in (b"", b"\x00\xff\x98", b"x" * 1_000_001):
        assert upload(teacher, broken)[0] == 422
    assert teacher.post("/rubrics/import").status_code == 422
    assert len(stored(app, school, Rubric)) == before


# --- cost -----------------------------------------------------------------------------------------------------


def test_the_library_asks_as_many_questions_for_two_rubrics_as_for_twenty(
    app: Flask, school: TestSchool
) -> None:
    teacher = Visitor(app, school, school.people.teacher)

    def statements() -> int:
        seen: list[str] = []

        def listen(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", listen)
        try:
            assert teacher.get("/rubrics").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    own(app, school, school.people.teacher)
    few = statements()
    for _number in range(18):
        own(app, school, school.people.teacher)
    assert statements() == few
