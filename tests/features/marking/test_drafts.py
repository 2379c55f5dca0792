"""Until a work is returned, no page of the student or of a parent shows anything of its marking."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Flask

from tests.factories.addresses import filled, rules
from tests.factories.desk import NOTHING, row, whole
from tests.factories.pages import without_nonces
from tests.factories.people import Someone
from tests.factories.schools import TestSchool
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in

REMARK, OVERALL = "Құпия ескерту", "Құпия қорытынды"


def readable_addresses(app: Flask, school: TestSchool, work: UUID) -> Iterator[str]:
    """Every address that can be opened, about this work, its assignment and its student."""
    ids = {
        "submission_id": work,
        "assignment_id": school.assignment_id,
        "student_id": school.people.student.person_id,
    }
    return (filled(rule, school.slug, ids) for rule in rules(app))


def pages(
    app: Flask, school: TestSchool, work: UUID, *readers: Someone | None, fragment: bool = False
) -> dict[tuple[str, str], tuple[int, str]]:
    """What these people get at every address."""
    found = {}
    for reader in readers:
        visitor = Visitor(app, school, reader)
        for path in readable_addresses(app, school, work):
            answer = visitor.get(path, fragment=fragment)
            name = reader.login if reader else "nobody"
            found[name, path] = (answer.status_code, without_nonces(answer.text))
    return found


def test_marking_changes_no_page_of_anybody_else_before_the_return(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    people = school.people
    family = (people.student, people.parent)
    others = (
        people.classmate,
        people.other_parent,
        people.mentor,
        people.psychologist,
        people.other_teacher,
        None,
    )
    work = hand_in(app, school.id, school.assignment_id, people.student)
    before = pages(app, school, work, *family)
    assert before[people.student.login, "/home"][0] == 200

    first = school.rubric.criteria[0]
    fields = {**whole(school, 2, 2, 1), **row(first, 2, comment=REMARK), "intent": "draft"}
    fields |= {"comment-overall": OVERALL, "was-comment-overall": NOTHING}
    assert teacher.post(f"/marking/{work}/return", fields).status_code == 303

    marked = pages(app, school, work, *family)
    changed = [address for address in before if before[address] != marked[address]]
    assert not changed
    seen = [
        *marked.items(),
        *pages(app, school, work, *family, fragment=True).items(),
        *pages(app, school, work, *others).items(),
    ]
    for address, (status, text) in seen:
        assert status in {200, 302, 303, 404}, address
        for secret in (REMARK, OVERALL, "74,44", "74 %"):
            assert secret not in text, address

    saved = teacher.page(f"/marking/{work}").form("desk-form").fields
    assert teacher.post(f"/marking/{work}/return", {**saved, "intent": "return"}).status_code == 303
    returned = pages(app, school, work, *family)
    changed_for = {reader for reader, path in before if before[reader, path] != returned[reader, path]}
    assert changed_for == {reader.login for reader in family}
    assert REMARK in returned[people.student.login, f"/feedback/{work}"][1]


def test_a_draft_of_a_student_is_nobodys_but_the_students(app: Flask, school: TestSchool) -> None:
    text = "Әлі бітпеген ой"
    work = hand_in(app, school.id, school.assignment_id, school.people.student, text=text, final=False)
    for reader in (school.people.teacher, school.people.parent, school.people.classmate, school.people.admin):
        visitor = Visitor(app, school, reader)
        for path in readable_addresses(app, school, work):
            answer = visitor.get(path)
            assert text not in answer.text, f"{reader.login} reads the draft at {path}"
    assert Visitor(app, school, school.people.teacher).get(f"/marking/{work}").status_code == 404
    assert (
        text in Visitor(app, school, school.people.student).get(f"/assignments/{school.assignment_id}").text
    )
