"""The journal: the student alone decides who reads, and what is private is nobody else's in any page or count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from parasat_zholy.models import JournalEntry
from parasat_zholy.operations import activities, journal, mentoring
from parasat_zholy.queries.activities import offered_evidence
from parasat_zholy.queries.journal import entries_open_to
from parasat_zholy.seeds import components
from sqlalchemy import select, update

from parasat_lms.core.audit import AuditEntry
from parasat_lms.features.privacy.operations import erase_subject
from parasat_lms.plugin_api import ActivityRow, Refused, db, find, seeded_rubric

if TYPE_CHECKING:
    from conftest import Zholy

PAGE = "/school/zholy/journal"
SECRET = "Ешкім білмейтін ой"
TOKEN = re.compile(r"<input[^>]*csrf_token[^>]*>")


def form(zholy: Zholy, **other: str) -> dict[str, str]:
    return {
        "form_key": str(uuid4()),
        "text": SECRET,
        "language": "kk",
        "activity": "",
        "openness": "private",
        **other,
    }


def entries(zholy: Zholy) -> list[JournalEntry]:
    with zholy.inside():
        found = list(db.session.scalars(select(JournalEntry)))
        db.session.expunge_all()
        return found


def written(zholy: Zholy, openness: str, text: str = SECRET) -> UUID:
    activity = zholy.activity if openness == "evidence" else None
    with zholy.inside():
        return journal.write_entry(
            zholy.people["student"], text, "kk", openness=openness, activity_id=activity
        ).id


def pages_of(zholy: Zholy, who: str) -> list[str]:
    """Every page on which somebody could meet what a student wrote."""
    client, student = zholy.client(who), zholy.people["student"]
    paths = [
        "/zholy",
        "/zholy/journal",
        "/zholy/journal/shared",
        "/zholy/mentoring",
        f"/zholy/mentoring/{zholy.tie}",
        f"/zholy/mentoring/{zholy.peer_tie}",
        f"/zholy/activities/{zholy.activity}",
        f"/zholy/activities/{zholy.activity}/people",
        f"/zholy/activities/{zholy.activity}/assess/{student}",
        f"/zholy/projects/{zholy.project}",
        "/zholy/service",
        f"/profile/{student}",
        "/home",
    ]
    return [client.get(f"/school{path}").text for path in paths]


OTHERS = (
    "student2",
    "older",
    "teacher",
    "teacher2",
    "mentor",
    "parent",
    "parent2",
    "admin",
    "psychologist",
    "network",
)


@pytest.mark.parametrize("who", OTHERS)
def test_a_private_entry_is_on_no_page_of_anybody_else_and_in_no_count(zholy: Zholy, who: str) -> None:
    without = pages_of(zholy, who)
    written(zholy, "private")
    with_it = pages_of(zholy, who)
    assert not [page for page in with_it if SECRET in page]
    strip = [len(page) for page in without]
    assert [len(page) for page in with_it] == strip, "a page has changed because of a private entry"


def test_a_private_entry_leaves_no_trace_in_the_log(zholy: Zholy) -> None:
    entry_id = written(zholy, "private")
    with zholy.inside():
        assert not db.session.scalars(select(AuditEntry).where(AuditEntry.object_id == entry_id)).all()


def test_what_the_school_hands_out_of_a_person_has_what_was_shared_and_nothing_private(zholy: Zholy) -> None:
    admin, page = zholy.client("admin"), f"/school/personal-data/{zholy.people['student']}"

    def counts() -> str:
        return TOKEN.sub("", admin.get(page).text.partition("<main")[2])

    before = counts()
    written(zholy, "private")
    assert counts() == before
    tables = admin.post(f"{page}/export").get_json()["tables"]
    assert "plugin_parasat_zholy_journal_entry" not in tables
    written(zholy, "shared", "Бөліскен ойым")
    handed_out = admin.post(f"{page}/export").text
    assert "Бөліскен ойым" in handed_out
    assert SECRET not in handed_out


def test_erasing_a_student_erases_the_journal_with_its_private_entries(zholy: Zholy) -> None:
    for openness in ("private", "shared", "evidence"):
        written(zholy, openness)
    with zholy.inside():
        journal.write_entry(zholy.people["student2"], "Әлияның жазбасы", "kk")
        erase_subject(zholy.people["student"])
    assert [entry.text for entry in entries(zholy)] == ["Әлияның жазбасы"]


def test_a_private_entry_refers_to_nobody_until_it_is_shared_and_again_when_it_is_taken_back(
    zholy: Zholy,
) -> None:
    entry_id, student = written(zholy, "private"), zholy.client("student")
    seen = [entries(zholy)[0].student_id]
    for openness in ("shared", "private"):
        student.post(f"{PAGE}/{entry_id}", data=form(zholy, openness=openness))
        seen.append(entries(zholy)[0].student_id)
    assert seen == [None, zholy.people["student"], None]


def readers(zholy: Zholy) -> set[str]:
    return {who for who in OTHERS if any(SECRET in page for page in pages_of(zholy, who))}


def test_a_shared_entry_is_read_by_the_grown_up_mentor_alone(zholy: Zholy) -> None:
    written(zholy, "shared")
    assert readers(zholy) == {"mentor"}


def test_offered_evidence_is_read_by_the_mentor_and_by_the_leader_of_that_activity(zholy: Zholy) -> None:
    written(zholy, "evidence")
    assert readers(zholy) == {"mentor", "teacher"}


def test_taken_back_it_is_private_again(zholy: Zholy) -> None:
    entry_id = written(zholy, "evidence")
    student = zholy.client("student")
    answer = student.post(f"{PAGE}/{entry_id}", data=form(zholy, openness="private"))
    assert answer.status_code == 303
    assert readers(zholy) == set()


def test_when_the_mentoring_ends_the_mentor_reads_nothing_more(zholy: Zholy) -> None:
    written(zholy, "shared")
    assert zholy.client("admin").post(f"/school/zholy/mentoring/{zholy.tie}/end").status_code == 303
    assert readers(zholy) == set()


def test_what_was_assessed_stays_as_it_was_read(zholy: Zholy) -> None:
    entry_id = written(zholy, "evidence")
    teacher, student = zholy.client("teacher"), zholy.client("student")
    page = f"/school/zholy/activities/{zholy.activity}/assess/{zholy.people['student']}"
    assert SECRET in teacher.get(page).text
    with zholy.inside():
        rubric = seeded_rubric("parasat_zholy", components()["service"].rubric)
        level = {f"choice-{criterion.id}": str(criterion.levels[2].id) for criterion in rubric.criteria}
    assert teacher.post(page, data=level).status_code == 303
    refused = student.post(f"{PAGE}/{entry_id}", data=form(zholy, openness="private", text="Басқа"))
    assert refused.status_code == 422
    assert student.post(f"{PAGE}/{entry_id}/delete").status_code == 422
    kept = entries(zholy)[0]
    assert (kept.text, kept.openness, kept.assessed_at is not None) == (SECRET, "evidence", True)


def test_an_assessment_keeps_only_what_was_offered_for_it(zholy: Zholy) -> None:
    for openness in ("private", "shared", "evidence"):
        written(zholy, openness)
    with zholy.inside():
        activity = find(activities.Activity, zholy.activity)
        assert activity
        rubric = seeded_rubric("parasat_zholy", components()["service"].rubric)
        rows = [ActivityRow(criterion.id, criterion.levels[1].id) for criterion in rubric.criteria]
        activities.assess(activity, zholy.people["student"], rubric.version_id, rows, zholy.people["teacher"])
    assert {entry.openness for entry in entries(zholy) if entry.assessed_at} == {"evidence"}


def test_evidence_belongs_to_an_activity_in_which_the_student_takes_part(zholy: Zholy) -> None:
    student = zholy.client("student")
    refused = student.post(PAGE, data=form(zholy, openness="evidence"))
    assert refused.status_code == 422
    assert 'id="openness-errors"' in refused.text
    with pytest.raises(Refused), zholy.inside():
        journal.write_entry(
            zholy.people["student2"], SECRET, "kk", openness="evidence", activity_id=zholy.activity
        )
    assert not entries(zholy)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n "),
        ("text", "ы" * 10_001),
        ("text", "a\x00"),
        ("language", "de"),
        ("language", ""),
        ("openness", "everybody"),
        ("activity", str(UUID(int=7))),
    ],
)
def test_a_wrong_field_is_refused_and_nothing_is_kept(zholy: Zholy, field: str, value: str) -> None:
    answer = zholy.client("student").post(PAGE, data=form(zholy, **{field: value}))
    assert answer.status_code == 422
    assert f'id="{field}-errors"' in answer.text
    assert not entries(zholy)


def test_the_same_form_sent_twice_writes_once(zholy: Zholy) -> None:
    student, sent = zholy.client("student"), form(zholy)
    assert [student.post(PAGE, data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(entries(zholy)) == 1


def test_a_deleted_entry_is_gone(zholy: Zholy) -> None:
    entry_id = written(zholy, "shared")
    assert zholy.client("student").post(f"{PAGE}/{entry_id}/delete").status_code == 303
    assert not entries(zholy)


def test_the_queries_for_others_never_give_a_private_entry_whatever_ties_there_are(zholy: Zholy) -> None:
    written(zholy, "private")
    with zholy.inside():
        for who in ("teacher", "teacher2", "older"):
            mentoring.assign(zholy.people[who], zholy.people["student"], "staff")
        for who in zholy.people.values():
            assert entries_open_to(who, 1).total == 0
        assert not offered_evidence(zholy.activity, [zholy.people["student"]])


def test_the_database_refuses_evidence_of_nothing_and_an_assessed_private_entry(zholy: Zholy) -> None:
    entry_id = written(zholy, "private")
    for wrong in ({"openness": "evidence"}, {"openness": "everybody"}):
        with pytest.raises(Exception, match="CHECK"), zholy.inside():
            db.session.execute(update(JournalEntry).where(JournalEntry.id == entry_id).values(**wrong))
