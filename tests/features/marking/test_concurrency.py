"""Real threads with connections of their own: nothing that comes at the same time is lost, and one return counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from flask import Flask

from parasat_lms.core.audit import AuditEntry
from tests.factories.desk import NOTHING, assessment_of, evidence_of, row, rows_of, whole
from tests.factories.listeners import listening
from tests.factories.pages import Page
from tests.factories.schools import TestSchool, stored
from tests.factories.visitors import Visitor
from tests.factories.works import hand_in


def at_once(*jobs: Callable[[], int]) -> list[int]:
    """Run each job in a thread of its own, all let go in the same moment; gives the statuses, in order."""
    gate = Barrier(len(jobs))

    def run(job: Callable[[], int]) -> int:
        gate.wait(timeout=30)
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def saving(visitor: Visitor, work: UUID, criterion_id: UUID, fields: dict[str, str]) -> Callable[[], int]:
    return lambda: visitor.post(f"/marking/{work}/rows/{criterion_id}", fields, fragment=True).status_code


def returning(visitor: Visitor, work: UUID, fields: dict[str, str]) -> Callable[[], int]:
    return lambda: visitor.post(f"/marking/{work}/return", {**fields, "intent": "return"}).status_code


def works(app: Flask, school: TestSchool, teacher: Visitor) -> Sequence[UUID]:
    """Two works to try the same on: one whose desk nobody has opened, one that was begun."""
    people = school.people
    fresh, begun = (
        hand_in(app, school.id, school.assignment_id, student)
        for student in (people.student, people.classmate)
    )
    overall = {"comment-overall": "Басталды", "was-comment-overall": NOTHING}
    assert teacher.post(f"/marking/{begun}/comment", overall, fragment=True).status_code == 200
    return fresh, begun


def test_different_rows_saved_at_the_same_time_are_all_kept(
    app: Flask, school: TestSchool, teacher: Visitor, coteacher: Visitor
) -> None:
    first, second, third = school.rubric.criteria
    for work in works(app, school, teacher):
        statuses = at_once(
            saving(teacher, work, first.id, row(first, 2)),
            saving(coteacher, work, second.id, row(second, 2, points="3.5")),
            saving(Visitor(app, school, school.people.teacher), work, third.id, row(third, 1)),
        )
        assert statuses == [200, 200, 200]
        standing = rows_of(app, school, work)
        assert {key: kept.level_id for key, kept in standing.items()} == {
            first.id: first.levels[2].id,
            second.id: second.levels[2].id,
            third.id: third.levels[1].id,
        }


def test_the_level_of_one_and_the_comment_of_another_at_the_same_time_are_both_kept(
    app: Flask, school: TestSchool, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    for work in works(app, school, teacher):
        statuses = at_once(
            saving(teacher, work, first.id, row(first, 2)),
            saving(coteacher, work, first.id, row(first, comment="Бір мезгілде")),
        )
        assert statuses == [200, 200]
        standing = rows_of(app, school, work)[first.id]
        assert (standing.level_id, standing.comment) == (first.levels[2].id, "Бір мезгілде")


def test_of_two_values_for_one_row_one_stands_and_the_other_is_asked(
    app: Flask, school: TestSchool, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    for work in works(app, school, teacher):
        statuses = at_once(
            saving(teacher, work, first.id, row(first, 1)), saving(coteacher, work, first.id, row(first, 3))
        )
        assert sorted(statuses) == [200, 409]
        won = 1 if statuses[0] == 200 else 3
        assert rows_of(app, school, work)[first.id].level_id == first.levels[won].id


def test_the_same_save_sent_many_times_at_once_counts_once(
    app: Flask, school: TestSchool, teacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    work, _begun = works(app, school, teacher)
    visitors = [Visitor(app, school, school.people.teacher) for _number in range(5)]
    fields = row(first, 2, comment="Екі рет басылды")
    assert at_once(*(saving(visitor, work, first.id, fields) for visitor in visitors)) == [200] * 5
    assert len(rows_of(app, school, work)) == 1
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "assessment_row.saved")) == 1


def test_two_returns_at_the_same_time_publish_once(
    app: Flask, school: TestSchool, teacher: Visitor, coteacher: Visitor
) -> None:
    people = school.people
    with listening(app) as listener:
        for work, student in zip(
            works(app, school, teacher), (people.student, people.classmate), strict=True
        ):
            fields = whole(school, 2, 2, 1)
            assert at_once(returning(teacher, work, fields), returning(coteacher, work, fields)) == [303, 303]
            assert assessment_of(app, school, work).mark == 4
            assert len(evidence_of(app, school, student.person_id)) == 4
    assert len(listener.heard) == 2, "once for each of the two works"
    assert len(stored(app, school, AuditEntry, AuditEntry.action == "work.returned")) == 2


def test_a_row_saved_while_the_work_is_returned_is_in_it_or_refused(
    app: Flask, school: TestSchool, teacher: Visitor, coteacher: Visitor
) -> None:
    first = school.rubric.criteria[0]
    for work in works(app, school, teacher):
        draft = {**whole(school, 2, 2, 1), "intent": "draft"}
        assert teacher.post(f"/marking/{work}/return", draft).status_code == 303
        seen = Page(teacher.get(f"/marking/{work}").text).form("desk-form").fields
        late = row(first, 3, was=str(first.levels[2].id))
        returned, saved = at_once(returning(teacher, work, seen), saving(coteacher, work, first.id, late))
        standing = rows_of(app, school, work)[first.id]
        assessment = assessment_of(app, school, work)
        if saved == 409:
            assert returned == 303
            assert (standing.level_id, assessment.mark) == (first.levels[2].id, 4)
        else:
            # The row came first: what was returned is what stands, 2 × 3/3 + 4.5/5 of 3.
            assert (saved, standing.level_id) == (200, first.levels[3].id)
            assert returned == 303
            assert str(assessment.percent) == "96.67"


def test_many_readers_disturb_no_writer(app: Flask, school: TestSchool, teacher: Visitor) -> None:
    first = school.rubric.criteria[0]
    work, begun = works(app, school, teacher)
    readers = [Visitor(app, school, school.people.coteacher) for _number in range(4)]
    statuses = at_once(
        saving(teacher, work, first.id, row(first, 2)),
        *(lambda reader=reader: reader.get(f"/marking/{begun}").status_code for reader in readers),
    )
    assert statuses == [200] * 5
